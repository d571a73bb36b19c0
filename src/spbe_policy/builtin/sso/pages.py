"""The ways out of a login page that need no typing and no scripts: meta refresh, links, forms without fields. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from spbe_policy.builtin.sso.addresses import bare, is_request, origin
from spbe_policy.builtin.sso.facts import How

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_EXITS = 20
"""Most ways out of one page that are looked at."""

MAX_LINKS = 300
"""Most links of one page that are looked at."""

_MAX_FIELDS = 40
_TARGETS = ("a", "form")
_UNSEEN = ("script", "style", "noscript", "template", "title")
_PATIENCE = 10
"""Seconds after which a meta refresh is no redirect any more, but the end of a session."""

_LOGIN = re.compile(r"sso|oidc|openid|auth(?!or\b|ors\b)|login|log-in|masuk|sign-?in|keycloak", re.I)
_NOT_LOGIN = re.compile(r"log-?out|sign-?out|\bkeluar\b", re.I)
_REFRESH = re.compile(r"\s*(?P<wait>\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(?P<url>.+?)\s*", re.I | re.S)
_HIDDEN = {"hidden", "submit", "button", "image", "reset"}
_DATA_SCRIPTS = ("application/json", "application/ld+json", "importmap", "speculationrules")


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out, as the page gives it: not redacted, for following only."""

    how: How
    url: str
    method: str = "GET"
    fields: Mapping[str, str] | None = None

    @property
    def form(self) -> Mapping[str, str] | None:
        """What is posted; None when nothing is."""
        return (self.fields or {}) if self.method == "POST" else None


@dataclass(frozen=True, slots=True)
class LoginPage:
    """What a page offers someone who wants to log in.

    `links` are all links and targets of forms, as they stand; `words` is how many letters of text are shown.
    """

    exits: tuple[Exit, ...]
    password: bool
    scripted: bool
    links: tuple[str, ...] = ()
    words: int = 0


def read_page(url: str, html: str) -> LoginPage:
    """Read the page at `url`; broken HTML is read as far as it goes."""
    items = _elements(html)
    base = next((joined for item in items if item.tag == "base" and (joined := _join(url, item.get("href")))), url)
    exits = (found for item in items if (found := _exit(url, base, item)))
    return LoginPage(
        exits=tuple(islice(exits, MAX_EXITS)),
        password=any(item.tag == "input" and _kind(item) == "password" for item in items),
        scripted=any(item.tag == "script" and _runs(item) for item in items),
        links=tuple(islice(_links(base, items), MAX_LINKS)),
        words=sum(len((item.text or "").strip()) for item in items if item.tag not in _UNSEEN)
        + sum(len((item.tail or "").strip()) for item in items),
    )


def _links(base: str, items: "list[_Element]") -> Iterator[str]:
    targets = (_join(base, item.get("href" if item.tag == "a" else "action")) for item in items if item.tag in _TARGETS)
    return (target for target in targets if target)


def _elements(html: str) -> "list[_Element]":
    from lxml import etree

    # As bytes: lxml refuses text that declares an encoding of its own.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return []
    return [] if root is None else [item for item in root.iter() if isinstance(item.tag, str)]


def _exit(page: str, base: str, item: "_Element") -> Exit | None:
    if item.tag == "meta":
        found = _refresh(base, item)
    elif item.tag == "a":
        target = _join(base, item.get("href"))
        found = Exit("link", target) if target and _promises(target, item) else None
    else:
        found = _form(page, base, item) if item.tag == "form" else None
    if found and found.method == "GET" and found.url.partition("#")[0] == page.partition("#")[0]:
        return None
    return found


def _refresh(base: str, item: "_Element") -> Exit | None:
    match = _REFRESH.fullmatch(item.get("content") or "")
    # Inside <noscript> it is for browsers without scripts, and leads to an excuse.
    inside = any(above.tag == "noscript" for above in item.iterancestors())
    if (item.get("http-equiv") or "").lower() != "refresh" or match is None or inside:
        return None
    target = _join(base, match["url"].strip("\"'"))
    return Exit("meta", target) if target and int(match["wait"]) <= _PATIENCE else None


def _form(page: str, base: str, item: "_Element") -> Exit | None:
    """A form is a way out when there is nothing to fill in; its first button is the one that is pressed."""
    controls = list(item.iter("input", "select", "textarea", "button"))
    if any(_kind(control) not in _HIDDEN for control in controls):
        return None
    target = _join(base, item.get("action")) if item.get("action") else page
    fields = dict(islice(_fields(controls), _MAX_FIELDS))
    if target is None or not (_promises(target, item) or is_request(target, fields)):
        return None
    if (item.get("method") or "get").strip().lower() == "post":
        return Exit("form", target, "POST", fields)
    sent = f"{target.partition('#')[0].partition('?')[0]}?{urlencode(fields)}" if fields else target
    return Exit("form", sent)


def _fields(controls: "list[_Element]") -> Iterator[tuple[str, str]]:
    pressed = next((control for control in controls if _kind(control) == "submit"), None)
    for control in controls:
        name = control.get("name")
        if name and (_kind(control) == "hidden" or control is pressed):
            yield name, control.get("value") or ""


def _promises(target: str, item: "_Element") -> bool:
    """Whether following may lead to a login: a request as such, or words that say so."""
    path = bare(target)[len(origin(target)) :]
    words = f"{path} {' '.join(item.itertext(with_tail=False))[:500]}"
    return is_request(target) or bool(_LOGIN.search(words) and not _NOT_LOGIN.search(words))


def _kind(item: "_Element") -> str:
    """The type of a control; a button submits unless it says otherwise, a field takes text."""
    given = (item.get("type") or "").strip().lower()
    if item.tag == "button":
        return given if given in ("button", "reset") else "submit"
    return given or "text" if item.tag == "input" else str(item.tag)


def _runs(item: "_Element") -> bool:
    return (item.get("type") or "").strip().lower() not in _DATA_SCRIPTS


def _join(base: str, target: str | None) -> str | None:
    """Return the absolute http(s) URL; None for what leads nowhere and for what cannot be read."""
    wanted = "".join((target or "").split())
    try:
        url = urljoin(base, wanted)
    except ValueError:
        return None
    return url if target is not None and url.lower().startswith(("http:", "https:")) and len(url) <= 4000 else None
