"""The landing page: what came over HTTP, and what its HTML holds."""

from collections.abc import Iterator
from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class Answer(Record):
    """One answer: headers in order, names in lower case, values redacted."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every header of that name."""
        return tuple(value for key, value in self.headers if key == name)


class Site(Fact):
    """The landing page, logged out: every answer on the way to it, the page last."""

    kind: ClassVar[str] = "web.site/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    hops: tuple[Answer, ...]

    @property
    def page(self) -> Answer:
        """The answer that carried the page."""
        return self.hops[-1]

    def sample(self) -> Text | None:
        """Say which page was looked at."""
        return of_page(self.page.url)


class Link(Record):
    """A link: absolute URL, its text (at most 80 characters), its `rel` in lower case."""

    url: str
    text: str = ""
    rel: str = ""


class Form(Record):
    """A form: where it is sent, how (`get`, `post`), and its fields as (name, type); never a value."""

    action: str
    method: str = "get"
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def asks_password(self) -> bool:
        """Whether it has a field of type `password`."""
        return any(kind == "password" for _, kind in self.fields)


class Asset(Record):
    """Something that the browser loads with the page: absolute URL, the element, its integrity attributes."""

    url: str
    tag: str
    integrity: str | None = None
    crossorigin: str | None = None


class Page(Fact):
    """What the HTML of a page holds, in the order of the page; counts and lengths are bounded.

    `metas` are (name, content): the name is that of `name`, `property` or `http-equiv`, in lower case.
    """

    kind: ClassVar[str] = "web.page/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    title: str | None = None
    lang: str | None = None
    links: tuple[Link, ...] = ()
    forms: tuple[Form, ...] = ()
    scripts: tuple[Asset, ...] = ()
    styles: tuple[Asset, ...] = ()
    images: tuple[Asset, ...] = ()
    frames: tuple[Asset, ...] = ()
    metas: tuple[tuple[str, str], ...] = ()

    @property
    def assets(self) -> Iterator[Asset]:
        """Everything that the browser loads with the page, the active kinds first."""
        yield from (*self.scripts, *self.styles, *self.frames, *self.images)

    def meta(self, name: str) -> tuple[str, ...]:
        """Return the content of every meta element of that name."""
        return tuple(content for key, content in self.metas if key == name)

    def sample(self) -> Text | None:
        """Say which page was looked at."""
        return of_page(self.url)


def of_page(url: str) -> Text:
    """Say that a page was looked at as a stranger sees it."""
    return text(f"halaman {url}, tanpa login", f"page {url}, logged out")
