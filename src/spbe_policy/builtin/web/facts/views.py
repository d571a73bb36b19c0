"""The landing page as a visitor, a crawler, and somebody who comes from a search engine are given it."""

from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text

HostText = tuple[str, str]
"""The host that a link leads to, and the link's text."""


class Hidden(Record):
    """An element that the page's own HTML keeps from the eye: how, what it says, and its links to other hosts."""

    how: str
    text: str = ""
    links: tuple[HostText, ...] = ()


class View(Record):
    """What one of them was given. `links` and `scripts` are those of other hosts than the page's own.

    `away` is the other host that he was sent on to; `described` holds description and keywords; `marks` name odd
    scripts; `only` are pieces of text that the visitor was not given.
    """

    status: int
    title: str | None = None
    away: str | None = None
    described: str = ""
    links: tuple[HostText, ...] = ()
    scripts: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    marks: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


class Views(Fact):
    """The visitor's view, and those of the others, of which only the title and what the visitor did not get is kept.

    Where the app refused one of them, `refused` holds who, and with which status.
    """

    kind: ClassVar[str] = "web.views/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    visitor: View
    crawler: View | None = None
    search: View | None = None
    refused: tuple[tuple[str, str], ...] = ()

    def sample(self) -> Text | None:
        """Say who was played."""
        return text(
            f"halaman {self.url} sebagai pengunjung, perayap, dan pengunjung dari mesin pencari",
            f"page {self.url} as a visitor, a crawler, and a visitor from a search engine",
        )


class Robots(Fact):
    """`robots.txt` as parsed (RFC 9309): groups of (user agents, rules), each rule `(allow | disallow, path)`.

    No groups and status 4xx: there is none. `differs` says that a crawler is given another one.
    """

    kind: ClassVar[str] = "web.robots/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    status: int
    groups: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = ()
    sitemaps: tuple[str, ...] = ()
    differs: bool = False

    @property
    def disallowed(self) -> tuple[str, ...]:
        """Every path that some crawler is asked to leave alone, sorted."""
        return tuple(sorted({path for _, rules in self.groups for way, path in rules if way == "disallow" and path}))

    def sample(self) -> Text | None:
        """Say what was read."""
        return text(self.url, self.url)


class Sitemap(Fact):
    """The sitemap (sitemaps.org 0.9) and the first that it lists: `urls` is an even sample of `count` addresses.

    `only_crawler` are addresses that only a crawler is given; `foreign` the hosts of addresses outside the app.
    """

    kind: ClassVar[str] = "web.sitemap/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    status: int
    count: int = 0
    urls: tuple[str, ...] = ()
    only_crawler: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say what was read."""
        return text(
            f"{self.url}: {len(self.urls)} dari {self.count} alamat", f"{self.url}: {len(self.urls)} of {self.count}"
        )
