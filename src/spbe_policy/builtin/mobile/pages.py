"""Reads a store page conservatively: structured data (JSON-LD, schema.org), links by their words. Pure.

Google Play and the App Store change their pages at will, so what is not said in a stable form stays unread.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date as Day
from typing import TYPE_CHECKING, Any

from spbe_policy.builtin.web.html import absolute, base_of, elements_of
from spbe_policy.errors import InputError
from spbe_policy.reading import parse_json
from spbe_policy.redact import redact

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_TEXT = 300
_APPS = {"SoftwareApplication", "MobileApplication", "WebApplication"}
_PRIVACY = re.compile(r"privacy policy|kebijakan privasi|pemberitahuan privasi", re.IGNORECASE)
_OF_THE_STORE = re.compile(r"https://([^/]+\.)?(google|apple)\.com(/|$)")
"""Every page of a store links the store's own policy."""

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T|$)")


def read_page(url: str, html: str) -> dict[str, Any]:
    """Return the fields of `Store` that the page says in a stable form."""
    elements = elements_of(html)
    base = base_of(url, elements)
    told = next(_apps(elements["script"]), {})
    times = (_day(item.get("datetime")) for item in elements["time"])
    return {
        "name": _said(told.get("name")),
        "publisher": _publisher(told),
        "privacy": next(_policies(base, elements["a"]), None),
        "updated": _day(told.get("dateModified")) or max(filter(None, times), default=None),
    }


def _apps(scripts: "list[_Element]") -> Iterator[Mapping[str, Any]]:
    """Yield the apps that JSON-LD describes."""
    for script in scripts:
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            content = parse_json((script.text or "").encode("utf-8", "replace"), "page")
        except InputError:
            continue
        for node in content if isinstance(content, list) else [content]:
            if isinstance(node, Mapping) and _APPS & {*_names(node.get("@type"))}:
                yield node


def _names(kind: Any) -> Iterator[str]:
    yield from (name for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str))


def _publisher(told: Mapping[str, Any]) -> str | None:
    for name in ("publisher", "author"):
        who = told.get(name)
        if said := _said(who.get("name") if isinstance(who, Mapping) else who):
            return said
    return None


def _policies(base: str, links: "list[_Element]") -> Iterator[str]:
    """Yield the links that call themselves a privacy policy and are not the store's own."""
    for item in links:
        words = f"{''.join(item.itertext())[:MAX_TEXT]} {item.get('aria-label') or ''}"
        url = absolute(base, item.get("href")) if _PRIVACY.search(words) else None
        if url and not _OF_THE_STORE.match(url):
            yield url


def _said(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return redact(" ".join(value.encode("utf-8", "replace").decode().split()))[:MAX_TEXT] or None


def _day(value: Any) -> Day | None:
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return Day.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
