"""Reads out of a page what helps people to use it. Pure; scripts and style sheets are not run."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from spbe_policy.builtin.web import names
from spbe_policy.builtin.web.facts import Nameless, Usability
from spbe_policy.builtin.web.html import MAX_ITEMS, ByTag, absolute, base_of, clipped, elements_of, words_in
from spbe_policy.redact import redact_url

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_LINKS = 5_000
"""Most links that are looked through."""

MAX_EXAMPLES = 3

_AID = "sosial|hukum|pangan|tunai|langsung|modal|dana|keuangan|operasional|pendidikan|rumah|hibah"
HELP = re.compile(
    rf"\b(?:bantuan(?!\s+(?:{_AID}))|panduan|petunjuk|tata cara|cara (?:pakai|menggunakan|penggunaan|daftar|mendaftar)"
    r"|tanya jawab|pertanyaan|faqs?|help|help ?desk|guide|user manual|how to|support)\b",
    re.IGNORECASE,
)
"""Words of a link to help, in its text or address. Aid (*bantuan sosial*) is not help."""

PRIVACY = re.compile(r"\b(?:privasi|privacy|data pribadi|personal data)\b", re.IGNORECASE)
"""Words of a link to the privacy notice."""

_UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
"""Types of `input` that nobody fills in, or whose own text is their name."""


def parse_usability(url: str, html: str, size: int) -> Usability:
    """Return what the HTML of the page at `url`, `size` bytes long, does for its users."""
    elements = elements_of(html)
    links = list(_links(base_of(url, elements), elements))
    return Usability(
        url=redact_url(url),
        size=size,
        images=_nameless(_image(item) for item in elements["img"] if not _named_image(item)),
        fields=_nameless(_unlabelled(elements)),
        links=_nameless(names.nameless_links(elements)),
        buttons=_nameless(names.nameless_buttons(elements)),
        frames=_nameless(names.untitled_frames(elements)),
        labels=_nameless(names.unlike_labels(elements)),
        ids=_nameless(names.double_ids(elements)),
        headings=_nameless(names.skipped_headings(elements)),
        tables=_nameless(names.headless_tables(elements)),
        help=_matching(links, HELP),
        privacy=_matching(links, PRIVACY),
    )


def _nameless(found: Iterable[str]) -> Nameless:
    listed = list(found)
    return Nameless(count=len(listed), examples=tuple(sorted(set(listed))[:MAX_EXAMPLES]))


def _says(item: "_Element", *attributes: str) -> bool:
    return any((item.get(name) or "").strip() for name in attributes)


def _named_image(item: "_Element") -> bool:
    """An empty alt is an answer too: the image is mere decoration."""
    decoration = item.get("role") in ("presentation", "none") or item.get("aria-hidden") == "true"
    return decoration or item.get("alt") is not None or _says(item, "aria-label", "aria-labelledby", "title")


def _image(item: "_Element") -> str:
    """The file's name; one of a page that is new at every request may carry its version in the query."""
    source = (item.get("src") or item.get("data-src") or "").strip()
    if not source or source.lower().startswith(("data:", "blob:")):
        return "img"
    return clipped(source.partition("?")[0].partition("#")[0].rpartition("/")[2]) or "img"


def _unlabelled(elements: ByTag) -> Iterator[str]:
    """Yield the names of the fields that a label neither points at nor wraps, and that do not name themselves."""
    fields = [item for item in elements["input"] if (item.get("type") or "").strip().lower() not in _UNLABELLED]
    labels = islice(elements["label"], MAX_ITEMS)
    pointed = {target for label in labels if (target := label.get("for")) and _speaks(label)}
    ids = {item.get("id") for items in list(elements.values()) for item in items}
    for item in islice([*fields, *elements["select"], *elements["textarea"]], MAX_ITEMS):
        named = _says(item, "aria-label", "title") or not ids.isdisjoint((item.get("aria-labelledby") or "").split())
        wrapped = (label for label in item.iterancestors("label") if label.get("for") in (None, item.get("id")))
        if not (named or item.get("id") in pointed or any(map(_speaks, wrapped))):
            yield clipped(item.get("name") or item.get("id")) or str(item.tag)


def _speaks(label: "_Element") -> bool:
    texts = islice(label.itertext(with_tail=False), MAX_ITEMS)
    images = islice(label.iter("img"), MAX_EXAMPLES)
    return any(text.strip() for text in texts) or any(_says(image, "alt") for image in images)


def _links(base: str, elements: ByTag) -> Iterator[tuple[str, str]]:
    """Yield the address of each link to a page, and its words: what a screen reader says, then the address's own."""
    for item in islice(elements["a"], MAX_LINKS):
        url = absolute(base, item.get("href"))
        if url and url.startswith(("http:", "https:")):
            alts = (image.get("alt") for image in islice(item.iter("img"), MAX_EXAMPLES))
            said = [words_in(item), *(clipped(text) for text in (item.get("aria-label"), item.get("title"), *alts))]
            yield url, " · ".join([*said, _words_of_address(url)])


def _words_of_address(url: str) -> str:
    place = urlsplit(url)
    return re.sub(r"[\W_]+", " ", unquote(f"{place.path} {place.query} {place.fragment}"))


def _matching(links: Iterable[tuple[str, str]], words: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(sorted({url for url, said in links if words.search(said)})[:MAX_EXAMPLES])
