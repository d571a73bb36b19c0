"""Reads a catalogue as the authority describes it: JSON by pointer and keys, an HTML list by CSS selectors. Pure."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from spbe_policy.authority import Catalogue, Fields
from spbe_policy.builtin.portal.facts import Listed
from spbe_policy.errors import InputError
from spbe_policy.reading import parse_json
from spbe_policy.redact import redact, redact_url

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_TEXT = 300


class Unreadable(Exception):  # noqa: N818 (an answer, not an error)
    """The catalogue is not what the authority's profile says; carries a stable word."""


def entries_of(text: str, url: str, described: Catalogue) -> Iterator[Listed]:
    """Yield every entry of the catalogue found at `url`, its links absolute; `Unreadable` when there is no list."""
    rows = _html_rows(text, described) if described.format == "html" else _json_rows(text, described)
    for row in rows:
        link = row.get("url")
        yield Listed(**{**row, "url": _link(url, link) if link else None})


def _link(base: str, target: str) -> str | None:
    try:
        return redact_url(urljoin(base, target))
    except ValueError:
        return None


def _names(fields: Fields) -> dict[str, str]:
    return fields.model_dump(exclude_none=True)


def _json_rows(text: str, described: Catalogue) -> Iterator[dict[str, str | None]]:
    try:
        document = parse_json(text.encode("utf-8", "replace"), "catalogue")
    except InputError as error:
        raise Unreadable("not-json") from error
    found = at_pointer(document, described.entries)
    if not isinstance(found, list):
        raise Unreadable("no-list")
    for entry in found:
        yield {name: said(at_key(entry, key)) for name, key in _names(described.fields).items()}


def at_pointer(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) leads to, None when it leads nowhere."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list):
            document = document[int(name)] if name.isdecimal() and int(name) < len(document) else None
        else:
            document = document.get(name) if isinstance(document, Mapping) else None
    return document


def at_key(entry: Any, key: str) -> Any:
    """Return the value of a key, which may name a nested one with dots."""
    if isinstance(entry, Mapping) and key in entry:
        return entry[key]
    for step in key.split("."):
        entry = entry.get(step) if isinstance(entry, Mapping) else None
    return entry


def _html_rows(text: str, described: Catalogue) -> Iterator[dict[str, str | None]]:
    from cssselect import SelectorError
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        found = _select(root, described.entries) if root is not None else []
        if not found:
            raise Unreadable("no-list")
        rows = [{name: _picked(item, key) for name, key in _names(described.fields).items()} for item in found]
    except etree.XMLSyntaxError as error:
        raise Unreadable("no-list") from error
    except (SelectorError, etree.XPathError) as error:
        raise Unreadable("bad-selector") from error
    yield from rows


def _select(item: "_Element", selector: str) -> "list[_Element]":
    from lxml.cssselect import CSSSelector

    return list(CSSSelector(selector, translator="html")(item))


def _picked(item: "_Element", key: str) -> str | None:
    """Return what `selector`, `selector@attribute` or `@attribute` picks inside an entry."""
    selector, _, attribute = key.partition("@")
    found = _select(item, selector.strip()) if selector.strip() else [item]
    if not found:
        return None
    return said(found[0].get(attribute) if attribute else "".join(found[0].itertext()))


def said(value: Any) -> str | None:
    """Return a text or whole number as one clean line; anything else says nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    line = " ".join(str(value).encode("utf-8", "replace").decode().split())
    return redact(line)[:MAX_TEXT] or None
