"""How the family `portal` opens an address."""

from typing import TYPE_CHECKING

from spbe_policy.builtin.portal.facts import Opened
from spbe_policy.builtin.portal.places import bare
from spbe_policy.builtin.web.reach import trusted
from spbe_policy.collecting import Scope
from spbe_policy.evidence import Gap
from spbe_policy.redact import redact_url

if TYPE_CHECKING:
    from spbe_policy.session import Exchange


async def follow(scope: Scope, url: str) -> "tuple[Exchange, ...] | Gap":
    """Ask `url` and where it redirects to; every answer on the way must be worth believing."""
    hops = await scope.door.chain(url)
    if isinstance(hops, Gap):
        return hops
    return next((answer for hop in hops if isinstance(answer := trusted(hop), Gap)), hops)


def opened(exchange: "Exchange") -> Opened:
    """Return what may be kept of an address that was opened."""
    return Opened(url=redact_url(bare(exchange.url)), status=exchange.status)
