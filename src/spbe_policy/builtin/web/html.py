"""Reads a page as a browser would find it, bounded, redacted. Pure; scripts are not run."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin

from spbe_policy.builtin.web.facts import Asset, Form, Link, Page
from spbe_policy.redact import clip, redact, redact_url

if TYPE_CHECKING:
    from lxml.etree import _Element

T = TypeVar("T")

MAX_ITEMS = 500
"""Most links, forms, scripts, … that are kept of one page."""

MAX_TEXT = 80
MAX_URL = 2_000
MAX_META = 2_000
_READ = 4_000

_FRAMES = {"iframe": "src", "frame": "src", "object": "data", "embed": "src"}
_IMAGES = {"img": "src", "audio": "src", "video": "src", "source": "src", "track": "src", "input": "src"}
_FIELDS = ("input", "select", "textarea", "button")
_NO_ADDRESS = ("javascript:", "data:", "blob:", "about:")


def parse_page(url: str, html: str) -> Page:
    """Return what the HTML of the page at `url` holds; broken HTML is read as far as it goes."""
    elements = elements_of(html)
    base = base_of(url, elements)
    links = (link for item in elements["a"] + elements["area"] if (link := _link(base, item)))
    metas = (meta for item in elements["meta"] if (meta := _meta(item)))
    return Page(
        url=redact_url(url),
        title=next((words_in(item) for item in elements["title"]), None),
        lang=next((clipped(lang) for item in elements["html"] if (lang := item.get("lang"))), None),
        links=_bounded(links),
        forms=_bounded(_form(url, base, item) for item in elements["form"]),
        scripts=_bounded(_scripts(base, elements)),
        styles=_bounded(_assets(base, (item for item in elements["link"] if _loads_style(item)), "href")),
        images=_bounded(_many(base, elements, _IMAGES)),
        frames=_bounded(_many(base, elements, _FRAMES)),
        metas=_bounded(metas),
    )


class ByTag(dict[str, "list[_Element]"]):
    """The elements of a page by tag, each list in the order of the page."""

    def __missing__(self, tag: str) -> "list[_Element]":
        return self.setdefault(tag, [])


def elements_of(html: str) -> ByTag:
    """Return the elements by tag, in the order of the page; libxml2 itself bounds the depth."""
    from lxml import etree

    found = ByTag()
    # As bytes: lxml refuses text that declares an encoding of its own.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return found
    for item in () if root is None else root.iter():
        if isinstance(item.tag, str):
            found[item.tag].append(item)
    return found


def base_of(url: str, elements: ByTag) -> str:
    """Return the URL against which the page's links are resolved."""
    return next((href for item in elements["base"] if (href := absolute(url, item.get("href")))), url)


def _bounded(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(islice(found, MAX_ITEMS))


def absolute(base: str, target: str | None) -> str | None:
    """Return the absolute URL, redacted; None for what leads nowhere and for what cannot be read."""
    wanted = "".join((target or "").split())
    if target is None or len(wanted) > MAX_URL or wanted.lower().startswith(_NO_ADDRESS):
        return None
    try:
        return redact_url(urljoin(base, wanted))
    except ValueError:
        return None


def _link(base: str, item: "_Element") -> Link | None:
    url = absolute(base, item.get("href"))
    return Link(url=url, text=words_in(item), rel=clipped(item.get("rel")).lower()) if url else None


def _form(url: str, base: str, item: "_Element") -> Form:
    action = (item.get("action") or "").strip()
    fields = (field for field in item.iter(*_FIELDS) if field.get("name"))
    return Form(
        action=(absolute(base, action) if action else None) or redact_url(url),
        method=clip((item.get("method") or "get").strip(), 10).lower(),
        fields=_bounded((clipped(field.get("name")), _type(field)) for field in fields),
    )


def _type(field: "_Element") -> str:
    return clip((field.get("type") or "text").strip(), 20).lower() if field.tag == "input" else str(field.tag)


def _assets(base: str, items: "Iterable[_Element]", attribute: str) -> Iterator[Asset]:
    for item in items:
        if url := absolute(base, item.get(attribute)):
            integrity, crossorigin = item.get("integrity"), item.get("crossorigin")
            yield Asset(
                url=url,
                tag=str(item.tag),
                integrity=None if integrity is None else clip(" ".join(integrity.split()), MAX_META),
                crossorigin=None if crossorigin is None else clip(crossorigin.strip(), 20).lower(),
            )


def _scripts(base: str, elements: ByTag) -> Iterator[Asset]:
    """A module that is fetched ahead is a script too; its integrity then counts (HTML, 4.6.7.10)."""
    yield from _assets(base, elements["script"], "src")
    yield from _assets(base, (item for item in elements["link"] if "modulepreload" in _rels(item)), "href")


def _many(base: str, elements: ByTag, attributes: dict[str, str]) -> Iterator[Asset]:
    for tag, attribute in attributes.items():
        yield from _assets(base, elements[tag], attribute)


def _loads_style(item: "_Element") -> bool:
    return "stylesheet" in _rels(item)


def _rels(item: "_Element") -> list[str]:
    return (item.get("rel") or "").lower().split()


_POLICY = "content-security-policy"


def _meta(item: "_Element") -> tuple[str, str] | None:
    pragma, content = item.get("http-equiv"), item.get("content")
    name = item.get("name") or item.get("property") or pragma
    if not name or content is None:
        return None
    key = clipped(name).lower()
    if key == _POLICY and not pragma:  # a policy stands in http-equiv alone (CSP 3, 3.3)
        return None
    return key, redact(f"{key}: {content[:_READ]}").partition(": ")[2][:MAX_META]


def words_in(item: "_Element") -> str:
    """Return the text of an element and of those in it, clipped."""
    return clipped("".join(islice(item.itertext(with_tail=False), MAX_ITEMS)))


def clipped(text: str | None) -> str:
    """Return at most `MAX_TEXT` characters of a text, redacted, its white space collapsed."""
    return redact(" ".join((text or "")[:_READ].split()))[:MAX_TEXT]
