"""What a visitor sees of an app that `init --from-url` can write into a draft."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from spbe_policy.audit import now
from spbe_policy.builtin.web.facts import Page
from spbe_policy.builtin.web.html import parse_page
from spbe_policy.cli.draft import OBSERVED, Key, Known
from spbe_policy.errors import Place, UsageError
from spbe_policy.evidence import Gap
from spbe_policy.redact import redact
from spbe_policy.session import Door, Exchange, open_session

_LOGIN = re.compile(r"masuk|log-?in|sign-?in|\bsso\b", re.IGNORECASE)
_STAFF = re.compile(r"pegawai|\basn\b|admin|internal", re.IGNORECASE)
_COMPLAINT = re.compile(r"lapor|pengaduan|complaint", re.IGNORECASE)
_STAGING = re.compile(r"\b(staging|stg|dev|uji|test|sandbox)\b", re.IGNORECASE)
DESCRIPTOR = ".well-known/spbe.json"


async def observe(url: str, door: Door) -> dict[Key, Known]:
    """Look at the landing page and the descriptor of an app; `UsageError` when the page cannot be read."""
    async with open_session(door, clock=now) as session:
        hops = await session.chain(url)
        if isinstance(hops, Gap):
            raise UsageError(hops.detail.id, hops.detail.en, Place(url))
        landing = hops[-1]
        if landing.status >= 400:
            raise UsageError(f"jawaban {landing.status}", f"answer {landing.status}", Place(landing.url))
        descriptor = await session.fetch(urljoin(_base(landing.url), DESCRIPTOR))
    page = parse_page(landing.url, landing.text)
    found = {**dict(_of_page(landing, page)), **dict(_of_descriptor(descriptor))}
    return {key: Known(value, OBSERVED) for key, value in found.items() if value}


def _of_page(landing: Exchange, page: Page) -> Iterator[tuple[Key, Any]]:
    host = urlsplit(landing.url).hostname or ""
    metas = dict(page.metas)
    yield ("app", "name"), page.title
    yield ("app", "description"), metas.get("description")
    yield ("environments", "staging" if _STAGING.search(host) else "production", "url"), _base(landing.url)
    for audience, path in _logins(page, host).items():
        yield ("login", audience, "path"), path
    yield ("support", "complaint_url"), next((it.url for it in page.links if _COMPLAINT.search(it.url + it.text)), None)
    yield ("technology", "server"), redact(landing.header("server") or "")


def _logins(page: Page, host: str) -> dict[str, str]:
    """Return the first link for each audience that looks like a way in."""
    found: dict[str, str] = {}
    for link in page.links:
        parts = urlsplit(link.url)
        if parts.hostname == host and _LOGIN.search(f"{parts.path} {link.text}"):
            audience = "government" if _STAFF.search(f"{parts.path} {link.text}") else "public"
            found.setdefault(audience, parts.path or "/")
    return found


def _of_descriptor(answer: Exchange | Gap) -> Iterator[tuple[Key, Any]]:
    if isinstance(answer, Gap) or answer.status != 200:
        return
    try:
        told = json.loads(answer.text)
    except (ValueError, RecursionError):
        return
    if isinstance(told, dict):
        yield from ((("app", name), told[name]) for name in ("id", "version") if isinstance(told.get(name), str))


def _base(url: str) -> str:
    """The folder of a page's address, without query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))
