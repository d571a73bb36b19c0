"""How a door is looked at: the links of its catalogue, its pages, its search."""

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from spbe_policy.authority import Catalogue as Described
from spbe_policy.authority import Portal, SuperApp
from spbe_policy.builtin.portal.collectors.incident import page_at, trouble_url
from spbe_policy.builtin.portal.collectors.lists import not_configured
from spbe_policy.builtin.portal.door_facts import Door, Entries, Search, Surface, Tried
from spbe_policy.builtin.portal.facts import Listed
from spbe_policy.builtin.portal.listing import Unreadable, entries_of
from spbe_policy.builtin.portal.places import bare
from spbe_policy.builtin.portal.reach import follow
from spbe_policy.builtin.web.facts import Form
from spbe_policy.builtin.web.html import parse_page
from spbe_policy.builtin.web.reach import NO_ADDRESS, page_of, together
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Gap
from spbe_policy.redact import redact_url

MAX_LINKS = 10
_SEARCHES = re.compile(r"q|s|cari|search|keyword|kata_?kunci|query|term", re.IGNORECASE)


@collector(Entries, reach="network")
async def entries(scope: Scope) -> Collected:
    """Open a sample of the links in the door's own catalogue."""
    listed = await _listed(scope)
    if isinstance(listed, Gap | Entries):
        return {"app": listed}
    url, rows = listed
    linked = sorted({(row.id or row.name or "-", row.url) for row in rows if row.url})
    linkless = tuple(sorted({row.id or row.name or "-" for row in rows if not row.url})[:MAX_LINKS])
    tried = await together(partial(_try, scope, name, link) for name, link in _spread(linked))
    return {"app": Entries(url=url, count=len(rows), linkless=linkless, tried=tuple(tried))}


async def _listed(scope: Scope) -> tuple[str, tuple[Listed, ...]] | Entries | Gap:
    """Return the whole catalogue of this door: the super app's for a super app, else the portal's."""
    described = _described(scope)
    if isinstance(described, Gap):
        return described
    hops = await follow(scope, described.url)
    if isinstance(hops, Gap):
        return hops
    url = redact_url(described.url)
    if hops[-1].status >= 400:
        return Entries(url=url, broken=f"status {hops[-1].status}")
    try:
        return url, tuple(entries_of(hops[-1].text, hops[-1].url, described))
    except Unreadable as error:
        return Entries(url=url, broken=str(error))


def _described(scope: Scope) -> Described | Gap:
    door = scope.city.super_app if scope.app.app.role == "super-app" else scope.city.portal
    if isinstance(door, Portal | SuperApp) and door.catalogue:
        return door.catalogue
    return not_configured("katalog pintu ini", "the catalogue of this door")


def _spread(links: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """At most ten, evenly spread, the first and the last among them."""
    steps = min(len(links), MAX_LINKS)
    for step in range(steps):
        yield links[step * (len(links) - 1) // (steps - 1) if steps > 1 else 0]


async def _try(scope: Scope, name: str, url: str) -> Tried:
    hops = await scope.door.chain(url)
    if isinstance(hops, Gap):
        return Tried(id=name, url=bare(url), gap=hops)
    last = hops[-1]
    if (last.tls and not last.tls.verified) or last.status in (401, 403, 429) or last.status >= 500:
        answer = page_of(last)
        return Tried(id=name, url=bare(url), gap=answer if isinstance(answer, Gap) else None)
    return Tried(id=name, url=bare(url), status=last.status)


@collector(Door, reach="network")
async def door(scope: Scope) -> Collected:
    """Look at the front page and the form for trouble, and put one known name to the search."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    front = await page_at(scope, scope.environment.url)
    if isinstance(front, Gap):
        return {"app": front}
    shown = [front]
    trouble = trouble_url(scope) if scope.app.app.role == "portal" else None
    if trouble and not isinstance(other := await page_at(scope, trouble), Gap):
        shown.append(other)
    form = next((each for each in front.forms if _search_field(each)), None)
    known = await _known(scope) if form else None
    return {
        "app": Door(
            pages=tuple(Surface(url=bare(page.url), viewport=page.meta("viewport")) for page in shown),
            search=await _search(scope, form, known) if form and known else None,
            scripted=not front.forms and bool(front.scripts),
            nothing_to_find=bool(form and not known),
        )
    }


def _search_field(form: Form) -> str | None:
    """The field for words of a search form: a GET form, its field of type `search` or of a usual name."""
    if form.method != "get":
        return None
    fields = (name for name, kind in form.fields if kind == "search" or (kind == "text" and _SEARCHES.fullmatch(name)))
    return next(fields, None)


async def _known(scope: Scope) -> Listed | None:
    """The first app of the catalogue that has a name and a link."""
    listed = await _listed(scope)
    rows = listed[1] if isinstance(listed, tuple) else ()
    return min(
        (row for row in rows if row.url and len(row.name or "") > 2), key=lambda row: row.name or "", default=None
    )


async def _search(scope: Scope, form: Form, known: Listed) -> Search:
    """Ask for the app's name; a page that only echoes the words has not found it: a link to the app must be there."""
    words, action = known.name or "", bare(form.action)
    hops = await follow(scope, f"{form.action.partition('?')[0]}?{urlencode({_search_field(form) or 'q': words})}")
    if isinstance(hops, Gap):
        return Search(url=action, words=words, gap=hops)
    page = parse_page(hops[-1].url, hops[-1].text)
    wanted = bare(known.url or "").rstrip("/")
    named = words.casefold()
    found = any(bare(link.url).rstrip("/") == wanted or named in link.text.casefold() for link in page.links)
    return Search(url=action, words=words, status=hops[-1].status, found=found)
