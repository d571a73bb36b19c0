"""Where people turn to: complaint channels, and the form for trouble of ICT infrastructure."""

import re
from collections.abc import Iterator

from spbe_policy.authority import NATIONAL_COMPLAINTS, Authority, Complaints, Portal
from spbe_policy.builtin.portal.facts import Complaint, Opened, Trouble, built_by_scripts
from spbe_policy.builtin.portal.places import host_of, lies_under
from spbe_policy.builtin.portal.reach import follow
from spbe_policy.builtin.web.facts import Page
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Fact, Gap
from spbe_policy.redact import redact_url

MAX_CHANNELS = 3


@collector(Complaint, reach="network", needs=(Page,))
async def complaint(scope: Scope) -> Collected:
    """Open the complaint channels that the manifest or the landing page names, until one works."""
    page = scope.of(Page)["app"]
    tried: list[Opened] = []
    gaps: list[Gap] = []
    for url in [url for url in _candidates(scope, page) if _is_channel(url, scope.city)][:MAX_CHANNELS]:
        answer = await _open(scope, url)
        if isinstance(answer, Gap):
            gaps.append(answer)
            continue
        tried.append(answer)
        if answer.works:
            return {"app": Complaint(channels=(answer,))}
    return {"app": _nothing_works(page, tried, gaps)}


def _nothing_works(page: Page | Gap, tried: list[Opened], gaps: list[Gap]) -> Fact | Gap:
    """No channel works: a fact only if everything that could name one was read."""
    if gaps:
        return gaps[0]
    if isinstance(page, Gap):
        return page.model_copy(update={"because_of": f"{Page.kind} app"})
    return built_by_scripts(page) or Complaint(channels=tuple(tried))


def _candidates(scope: Scope, page: Page | Gap) -> Iterator[str]:
    declared = scope.app.support.complaint_url
    if declared:
        yield declared
    if isinstance(page, Page):
        yield from sorted({link.url for link in page.links} - {declared})


def _is_channel(url: str, city: Authority) -> bool:
    host = host_of(url)
    if host in NATIONAL_COMPLAINTS:
        return True
    urls = city.complaints.urls if isinstance(city.complaints, Complaints) else ()
    return any(lies_under(url, channel) for channel in urls)


@collector(Trouble, reach="network")
async def trouble(scope: Scope) -> Collected:
    """Open the form for trouble: the address that the manifest names, else the portal's."""
    url = trouble_form(scope.app.support.ict_trouble or "", scope.city)
    if url is None:
        return {"app": Trouble()}
    answer = await _open(scope, url)
    if isinstance(answer, Gap):
        portal = scope.city.portal
        return {"app": answer.of_the_city() if isinstance(portal, Portal) and url == portal.trouble_url else answer}
    return {"app": Trouble(form=answer)}


def trouble_form(said: str, city: Authority) -> str | None:
    """Return the address of the form, None when nobody names one."""
    if found := re.search(r"https?://[^\s<>\"')]+", said):
        return found[0].rstrip(".,;")
    return city.portal.trouble_url if isinstance(city.portal, Portal) else None


async def _open(scope: Scope, url: str) -> Opened | Gap:
    """Return the address as it was named, with what it led to."""
    hops = await follow(scope, url)
    return hops if isinstance(hops, Gap) else Opened(url=redact_url(url), status=hops[-1].status)
