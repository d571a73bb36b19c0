"""How the form for trouble of ICT infrastructure is looked at. Nothing is ever sent by POST."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from spbe_policy.authority import Portal
from spbe_policy.builtin.portal.collectors.lists import not_configured
from spbe_policy.builtin.portal.door_facts import Incident, Tracking
from spbe_policy.builtin.portal.facts import Opened
from spbe_policy.builtin.portal.places import bare
from spbe_policy.builtin.portal.reach import follow, opened
from spbe_policy.builtin.web.facts import Form, Page
from spbe_policy.builtin.web.html import parse_page
from spbe_policy.builtin.web.reach import page_of
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_url
from spbe_policy.texts import text

if TYPE_CHECKING:
    from spbe_policy.session import Exchange

NO_NUMBER = "TIDAK-ADA-0"
"""A tracking number that cannot exist."""

_TYPED = {"text", "search", "tel", "number", "email", "url", "textarea", "select", "date", "datetime-local", "file"}
_TRACKS = re.compile(r"lacak|track|tiket|ticket|nomor|status[ _-]?laporan", re.IGNORECASE)


async def page_at(scope: Scope, url: str) -> Page | Gap:
    """Return the page that `url` leads to."""
    hops = await follow(scope, url)
    answer = hops if isinstance(hops, Gap) else page_of(hops[-1])
    return answer if isinstance(answer, Gap) else parse_page(answer.url, answer.text)


def trouble_url(scope: Scope) -> str | None:
    """Return the address of the form for trouble that the authority names."""
    portal = scope.city.portal
    return portal.trouble_url if isinstance(portal, Portal) else None


@collector(Incident, reach="network")
async def incident(scope: Scope) -> Collected:
    """Look at the form for trouble; ask for a report that cannot exist where reports are tracked."""
    url = trouble_url(scope)
    if url is None:
        return {"app": not_configured("formulir gangguan TIK", "the form for trouble of ICT infrastructure")}
    hops = await follow(scope, url)
    if isinstance(hops, Gap):
        return {"app": hops}
    last = hops[-1]
    if _left(hops):
        detail = text(
            f"formulir berada di balik login ({bare(last.url)})", f"the form is behind a login ({bare(last.url)})"
        )
        return {"app": Gap(cause=Cause.BLOCKED, detail=detail)}
    page = parse_page(last.url, last.text)
    form = Opened(url=redact_url(url), status=last.status)
    sent = [sum(kind in _TYPED for _, kind in each.fields) for each in page.forms if each.method == "post"]
    scripted = not page.forms and bool(page.scripts)
    return {
        "app": Incident(
            form=form, fields=max(sent, default=0), scripted=scripted, tracking=await _tracking(scope, page)
        )
    }


def _left(hops: "tuple[Exchange, ...]") -> bool:
    """Whether the form's address leads to another host: to a login, for all we can see."""
    return hops[-1].status < 400 and urlsplit(hops[0].url).hostname != urlsplit(hops[-1].url).hostname


async def _tracking(scope: Scope, page: Page) -> Tracking | None:
    """Try the tracking form of the page itself, else that of the first page that it links to for tracking."""
    form = _tracking_form(page)
    link = next((link for link in page.links if _TRACKS.search(f"{link.text} {bare(link.url)}")), None)
    if form is None and link:
        further = await page_at(scope, link.url)
        if isinstance(further, Gap):
            return Tracking(gap=further)
        form = _tracking_form(further)
    if form is None:
        return None
    if form.method != "get":
        return Tracking(posts=True)
    field = next(name for name, kind in form.fields if kind in _TYPED)
    answer = await scope.door.chain(f"{form.action.partition('?')[0]}?{urlencode({field: NO_NUMBER})}")
    return Tracking(gap=answer) if isinstance(answer, Gap) else Tracking(answer=opened(answer[-1]))


def _tracking_form(page: Page) -> Form | None:
    """The form that asks for one number; a form for reports has more to fill in."""
    return next(
        (
            form
            for form in page.forms
            if sum(kind in _TYPED for _, kind in form.fields) == 1
            and _TRACKS.search(" ".join([bare(form.action), *(name for name, _ in form.fields)]))
        ),
        None,
    )
