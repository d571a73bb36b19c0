"""Well-known places where secrets leak (class *probe*): looked at last, only where that is permitted."""

from collections.abc import Iterable
from functools import partial

from spbe_policy.builtin.web.facts import Defaults, Exposed, Leaks, Site
from spbe_policy.builtin.web.reach import NO_ADDRESS, replied, together, under, unseen
from spbe_policy.builtin.web.signs import DEFAULTS, LEAKS, Place
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Gap
from spbe_policy.session import Permission


@collector(Leaks, reach="network", needs=(Site,))
async def leaks(scope: Scope) -> Collected:
    """Look where repositories, environment files, dumps and listings leak."""
    found = await _exposed(scope, LEAKS)
    return {"app": found if isinstance(found, Gap) else Leaks(found=found, places=len(LEAKS))}


@collector(Defaults, reach="network", needs=(Site,))
async def defaults(scope: Scope) -> Collected:
    """Look for pages that a server or framework brings along."""
    found = await _exposed(scope, DEFAULTS)
    return {"app": found if isinstance(found, Gap) else Defaults(found=found, places=len(DEFAULTS))}


async def _exposed(scope: Scope, places: Iterable[Place]) -> tuple[Exposed, ...] | Gap:
    """Return what is open; a place that gave no answer matters only when nothing was found."""
    if scope.environment is None:
        return NO_ADDRESS
    if gap := unseen(scope):
        return gap
    looks = await together(partial(_look, scope, under(scope.environment, place.path), place) for place in places)
    found = tuple(sorted((look for look in looks if isinstance(look, Exposed)), key=lambda item: item.path))
    gap = next((look for look in looks if isinstance(look, Gap)), None)
    return found if found or gap is None else gap


async def _look(scope: Scope, url: str, place: Place) -> Exposed | Gap | None:
    answer = await scope.door.fetch(url, permission=Permission.PROBE)
    if not isinstance(answer, Gap):
        answer = replied(answer)
    if isinstance(answer, Gap):
        return answer
    if answer.status == 200 and place.sign.search(answer.body):
        return Exposed(path=place.path, what=place.what)
    return None
