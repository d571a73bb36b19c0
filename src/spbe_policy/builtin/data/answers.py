"""Where the date stands in an answer: CKAN, HTTP, JSON, HTML, Atom and RSS. Pure; every text bounded and redacted."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from spbe_policy.builtin.data.facts import DateText, Origin
from spbe_policy.builtin.data.selector import select
from spbe_policy.redact import redact

if TYPE_CHECKING:
    from lxml.etree import _Element

T = TypeVar("T")

MAX_TEXTS = 200
"""Most dates of one sort that are kept: the first and the last of a longer list, since either end may be the newest."""

MAX_LENGTH = 120
SHELL = 200
"""A page with scripts and less text than this many characters is an empty shell."""

CKAN_CONTENT = ("data_updated", "modified")
"""Keys that hold the date of the data when the manifest names none: our own, and that of ckanext-dcat."""

CKAN_FILE = ("last_modified",)
CKAN_CATALOGUE = ("metadata_modified", "metadata_created", "created")

_ENTRY_DATES = ("updated", "pubDate", "date", "published", "modified")
_FEED_DATES = ("updated", "lastBuildDate", "pubDate", "date")


class BrokenAnswer(Exception):  # noqa: N818 (carries a word of the fact)
    """The answer is nothing of its kind; `word` is that of `Dated.broken`."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def in_header(last_modified: str | None) -> tuple[DateText, ...]:
    """The `Last-Modified` of a file (RFC 9110, 8.8.2)."""
    return _kept([_text(last_modified, "Last-Modified", "file")])


def in_json(body: str, pointer: str) -> tuple[DateText, ...]:
    """The value that a JSON pointer leads to."""
    return _kept([_text(resolve(_json(body), pointer), pointer, "content")])


def in_ckan(body: str, key: str | None) -> tuple[DateText, ...]:
    """The dates in the answer of CKAN's `package_show`: the data's (`key`), the files', the entry's."""
    answer = _json(body)
    package = answer.get("result") if isinstance(answer, dict) and answer.get("success") is True else None
    if not isinstance(package, dict):
        raise BrokenAnswer("not-ckan")
    wanted = (key,) if key else CKAN_CONTENT
    named = next((found for name in wanted if (found := list(_ckan_values(package, name)))), [])
    carried = [item for name in (*CKAN_FILE, CKAN_CATALOGUE[0]) for item in _ckan_values(package, name)]
    return _kept([*named, *carried])


def in_html(body: str, selector: str) -> tuple[DateText, ...]:
    """The elements that a CSS selector matches. Raises `ValueError` for a selector that we do not take."""
    root = _page(body)
    return _kept(_text(_written(item), selector, "content") for item in _ends(select(root, selector)))


def is_shell(body: str) -> bool:
    """Whether a page has scripts and next to no text: it is put together in the browser."""
    from lxml import etree

    root = _page(body)
    if root.find(".//script") is None:
        return False
    etree.strip_elements(root, "script", "style", "noscript", with_tail=False)
    return len("".join("".join(root.itertext()).split())) < SHELL


def in_feed(body: bytes) -> tuple[DateText, ...]:
    """The dates of the entries of an Atom (RFC 4287) or RSS feed; that of the feed itself is often its last build."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenAnswer("not-feed") from error
    if _local(root) not in ("feed", "rss", "RDF"):
        raise BrokenAnswer("not-feed")
    items = _ends(list(root.iter("{*}entry", "{*}item")))
    entries = [_text(_child(item, _ENTRY_DATES), "entry", "content") for item in items]
    tops = [root, *root.iterchildren("{*}channel")]
    return _kept([*entries, *(_text(_child(top, _FEED_DATES), "feed", "file") for top in tops)])


def _page(body: str) -> "_Element":
    from lxml import etree

    # As bytes: lxml refuses text that declares an encoding of its own.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it
        root = None
    return etree.Element("html") if root is None else root


def resolve(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) leads to, None when nothing is there."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name)
        elif isinstance(document, list) and name.isdecimal() and name.isascii() and len(name) < 8:
            document = document[int(name)] if int(name) < len(document) else None
        else:
            return None
    return document


def _ckan_values(package: dict[str, Any], key: str) -> Iterator[DateText | None]:
    """Yield what stands under a key in the package, in its extras and in its resources."""
    origin: Origin = "file" if key in CKAN_FILE else "catalogue" if key in CKAN_CATALOGUE else "content"
    extras = [item for item in _list(package.get("extras")) if item.get("key") == key]
    values = [package.get(key), *(item.get("value") for item in extras)]
    values += [item.get(key) for item in _ends(_list(package.get("resources")))]
    yield from (found for value in values if (found := _text(value, key, origin)))


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _json(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer("not-json") from error


def _written(item: "_Element") -> str:
    """What an element says for machines, else what it says for people."""
    return item.get("datetime") or item.get("content") or "".join(islice(item.itertext(), MAX_TEXTS))


def _child(item: "_Element", names: Iterable[str]) -> str | None:
    found = {_local(child): child.text for child in item if isinstance(child.tag, str)}
    return next((found[name] for name in names if found.get(name)), None)


def _local(item: "_Element") -> str:
    return str(item.tag).rpartition("}")[2]


def _text(value: Any, key: str, origin: Origin) -> DateText | None:
    if not isinstance(value, str) or not (words := " ".join(value[:2_000].split())):
        return None
    return DateText(text=redact(words)[:MAX_LENGTH], key=redact(key)[:MAX_LENGTH], origin=origin)


def _kept(found: Iterable[DateText | None]) -> tuple[DateText, ...]:
    return tuple(sorted({item for item in found if item}, key=lambda item: (item.origin, item.key, item.text)))


def _ends(items: list[T]) -> list[T]:
    half = MAX_TEXTS // 2
    return items[:half] + items[half:][-half:]
