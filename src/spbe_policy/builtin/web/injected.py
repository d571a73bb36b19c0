"""Reads out of a page what an intruder would plant: links, hidden texts, odd scripts. Pure; knows no vocabulary."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from spbe_policy.builtin.web.facts.views import Hidden, HostText, View
from spbe_policy.builtin.web.hiding import hidden_in
from spbe_policy.builtin.web.hosts import host_of
from spbe_policy.builtin.web.html import ByTag, absolute, base_of, elements_of, words_in
from spbe_policy.redact import clip

if TYPE_CHECKING:
    from lxml.etree import _Element

S = TypeVar("S", str, HostText)

MAX_LINKS, MAX_HIDDEN, MAX_INSIDE, MAX_ONLY = 60, 40, 20, 60
"""Most links to other hosts, hidden elements, links of one of these, and pieces of text that are kept."""

MAX_SAID, MAX_PIECE = 300, 120
MAX_LOOKED = 20_000
_SILENT = {"script", "style", "template", "noscript", "title"}
_PACKED = re.compile(
    r"eval\(\s*(?:function\(p,a,c,k,e|atob\(|unescape\()|String\.fromCharCode\((?:\s{0,9}\d{1,3}\s{0,9},){30}"
)
_RENAMED = re.compile(r"\b_0x[0-9a-f]{4,6}\b")
_MANY = 20
"""Names made by an obfuscator from which a script is taken for disguised."""

_BY_REFERRER = re.compile(r"document\.referrer")
_SEARCH_ENGINE = re.compile(r"google|bing\.|yahoo|yandex|duckduckgo", re.IGNORECASE)
_MOVES = re.compile(r"location(?:\.href)?\s*=[^=]|location\.(?:replace|assign)\(")


def parse_view(url: str, html: str, status: int, away: str | None = None) -> View:
    """Return what the page at `url` gives to whoever asked for it; `away`: the other host that its answer leads to."""
    elements = elements_of(html)
    base, own = base_of(url, elements), host_of(url)
    described = " · ".join(item.get("content") or "" for item in elements["meta"] if _describes(item))
    return View(
        status=status,
        title=next((words_in(item) for item in elements["title"]), None),
        away=away or _refreshed(base, own, elements),
        described=clip(" ".join(described.split()), MAX_SAID),
        links=_sorted(_links(base, own, elements["a"]), MAX_LINKS),
        scripts=_sorted(
            (host for item in elements["script"] if (host := _host(base, item.get("src"))) not in ("", own)), MAX_LINKS
        ),
        hidden=tuple(islice(_hidden(base, own, elements), MAX_HIDDEN)),
        marks=tuple(sorted(_marks(html, elements))),
    )


def beyond(view: View, html: str, visitor: View, visitors_html: str) -> View:
    """Return of `view` only what the visitor was not given, with the pieces of text that only this page has."""
    known = set(_pieces(visitors_html))
    only = dict.fromkeys(piece for piece in _pieces(html) if piece not in known)
    return view.model_copy(
        update={
            "away": view.away if view.away != visitor.away else None,
            "described": view.described if view.described != visitor.described else "",
            "links": tuple(link for link in view.links if link not in visitor.links),
            "scripts": tuple(host for host in view.scripts if host not in visitor.scripts),
            "hidden": tuple(item for item in view.hidden if item not in visitor.hidden),
            "marks": tuple(mark for mark in view.marks if mark not in visitor.marks),
            "only": tuple(islice(only, MAX_ONLY)),
        }
    )


def _pieces(html: str) -> Iterator[str]:
    for item in islice((item for items in elements_of(html).values() for item in items), MAX_LOOKED):
        texts = (item.tail,) if item.tag in _SILENT else (item.text, item.tail)
        for piece in texts:
            words = " ".join((piece or "")[:5_000].split())
            if len(words) > 3:
                yield clip(words, MAX_PIECE)


def _describes(item: "_Element") -> bool:
    return (item.get("name") or item.get("property") or "").lower() in (
        "description",
        "keywords",
        "og:title",
        "og:description",
    )


def _host(base: str, target: str | None) -> str:
    return host_of(absolute(base, target) or "")


def _links(base: str, own: str, items: "Iterable[_Element]") -> Iterator[HostText]:
    for item in islice(items, MAX_LOOKED):
        if (host := _host(base, item.get("href"))) not in ("", own):
            yield host, words_in(item)


def _sorted(found: Iterable[S], most: int) -> tuple[S, ...]:
    return tuple(sorted(set(found))[:most])


def _hidden(base: str, own: str, elements: ByTag) -> Iterator[Hidden]:
    """Those with links to other hosts first: a page hides many a menu."""
    found = []
    for item, how in islice(hidden_in(elements), MAX_LOOKED):
        links = tuple(sorted(set(_links(base, own, item.iter("a"))))[:MAX_INSIDE])
        text = clip(" ".join("".join(islice(item.itertext(with_tail=False), 500)).split()), MAX_SAID)
        if text or links:
            found.append(Hidden(how=how, text=text, links=links))
    yield from sorted(dict.fromkeys(found), key=lambda item: not item.links)


def _refreshed(base: str, own: str, elements: ByTag) -> str | None:
    for item in elements["meta"]:
        if (item.get("http-equiv") or "").strip().lower() == "refresh":
            target = re.search(r"url\s*=\s*[\"']?([^\"'\s]{1,2000})", item.get("content") or "", re.IGNORECASE)
            if target and (host := _host(base, target[1])) not in ("", own):
                return host
    return None


def _marks(html: str, elements: ByTag) -> Iterator[str]:
    for item in elements["script"]:
        code = (item.text or "")[:200_000]
        if _BY_REFERRER.search(code) and _SEARCH_ENGINE.search(code) and _MOVES.search(code):
            yield "referrer-redirect"
        if _PACKED.search(code) or sum(1 for _ in islice(_RENAMED.finditer(code), _MANY)) == _MANY:
            yield "packed-script"
    end = html.lower().rpartition("</html>")
    if end[1] and "<script" in end[2]:
        yield "script-after-end"
