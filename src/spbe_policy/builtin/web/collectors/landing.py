"""The landing page."""

from spbe_policy.builtin.web.facts import Page, Site, Usability
from spbe_policy.builtin.web.html import parse_page
from spbe_policy.builtin.web.reach import NO_ADDRESS, as_answer, page_of, trusted
from spbe_policy.builtin.web.usability import parse_usability
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Gap
from spbe_policy.session import Exchange


@collector(Site, reach="network")
async def site(scope: Scope) -> Collected:
    """Fetch the landing page as a visitor does."""
    hops = await landing(scope)
    return {"app": hops if isinstance(hops, Gap) else Site(hops=tuple(as_answer(hop) for hop in hops))}


@collector(Page, reach="network")
async def page(scope: Scope) -> Collected:
    """Read the landing page; the answer is the one that `site` had."""
    hops = await landing(scope)
    return {"app": hops if isinstance(hops, Gap) else parse_page(hops[-1].url, hops[-1].text)}


@collector(Usability, reach="network")
async def usability(scope: Scope) -> Collected:
    """Read what the landing page does for its users; the answer is the one that `site` had."""
    hops = await landing(scope)
    if isinstance(hops, Gap):
        return {"app": hops}
    return {"app": parse_usability(hops[-1].url, hops[-1].text, len(hops[-1].body))}


async def landing(scope: Scope) -> tuple[Exchange, ...] | Gap:
    """Return every answer on the way to the landing page, or why it was not seen; equal requests are put once."""
    if scope.environment is None:
        return NO_ADDRESS
    hops = await scope.door.chain(scope.environment.url)
    if isinstance(hops, Gap):
        return hops
    seen = [*(trusted(hop) for hop in hops[:-1]), page_of(hops[-1])]
    return next((answer for answer in seen if isinstance(answer, Gap)), hops)
