"""Well-known places where secrets leak (class *probe*): looked at last, only where that is permitted."""

from functools import partial
from typing import TypeVar

from spbe_policy.builtin.web.facts import Defaults, Exposed, Leaks, Page, Site
from spbe_policy.builtin.web.frameworks import DEFAULTS, LEAKS, Place, chosen, stacks
from spbe_policy.builtin.web.reach import NO_ADDRESS, replied, together, under, unseen
from spbe_policy.builtin.web.signs import NOWHERE
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Gap
from spbe_policy.session import Permission

P = TypeVar("P", Leaks, Defaults)


@collector(Leaks, reach="probe", needs=(Site, Page))
async def leaks(scope: Scope) -> Collected:
    """Look where repositories, environment files, dumps, logs and listings leak."""
    return {"app": await _exposed(scope, Leaks, LEAKS)}


@collector(Defaults, reach="probe", needs=(Site, Page))
async def defaults(scope: Scope) -> Collected:
    """Look for pages that a server or framework brings along."""
    return {"app": await _exposed(scope, Defaults, DEFAULTS)}


async def _exposed(scope: Scope, kind: type[P], places: tuple[Place, ...]) -> P | Gap:
    """Return what is open; a place that gave no answer matters only when nothing was found."""
    if scope.environment is None:
        return NO_ADDRESS
    if gap := unseen(scope):
        return gap
    environment = scope.environment
    known = _recognised(scope)
    asked = chosen(places, known)
    looks = await together(partial(_look, scope, under(environment, place.path), place) for place in asked)
    found = tuple(sorted((look for look in looks if isinstance(look, Exposed)), key=lambda item: item.path))
    gap = next((look for look in looks if isinstance(look, Gap)), None)
    if found:
        found = await _not_anywhere(scope, under(environment, NOWHERE), found, asked)
    return kind(found=found, places=len(asked), stacks=tuple(sorted(known))) if found or gap is None else gap


def _recognised(scope: Scope) -> frozenset[str]:
    site, page = scope.of(Site).get("app"), scope.of(Page).get("app")
    return stacks(site, page) if isinstance(site, Site) and isinstance(page, Page) else frozenset()


async def _not_anywhere(
    scope: Scope, url: str, found: tuple[Exposed, ...], places: tuple[Place, ...]
) -> tuple[Exposed, ...]:
    """Leave out what a path that does not exist shows as well: the question of the missing page, put once."""
    nowhere = await scope.door.fetch(url)
    if isinstance(nowhere, Gap):
        return found
    signs = {place.path: place.sign for place in places}
    return tuple(item for item in found if not signs[item.path].search(nowhere.body))


async def _look(scope: Scope, url: str, place: Place) -> Exposed | Gap | None:
    answer = await scope.door.fetch(url, permission=Permission.PROBE)
    if not isinstance(answer, Gap):
        answer = replied(answer)
    if isinstance(answer, Gap):
        return answer
    if answer.status == place.status and place.sign.search(answer.body):
        return Exposed(path=place.path, what=place.what)
    return None
