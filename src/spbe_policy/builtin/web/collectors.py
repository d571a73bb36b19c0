"""How the family `web` looks at an app."""

from spbe_policy.builtin.web.facts import Answer, Site
from spbe_policy.collect import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_headers, redact_url
from spbe_policy.session import Exchange, answered
from spbe_policy.texts import text

NO_ADDRESS = Gap(
    cause=Cause.NOT_DECLARED, detail=text("alamat aplikasi belum dinyatakan", "the app's address is not declared yet")
)


@collector(Site, reach="network")
async def site(scope: Scope) -> Collected:
    """Fetch the landing page as a visitor does."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hops = await scope.door.chain(scope.environment.url)
    if isinstance(hops, Gap):
        return {"app": hops}
    last = answered(hops[-1])
    return {"app": last if isinstance(last, Gap) else Site(hops=tuple(as_answer(hop) for hop in hops))}


def as_answer(exchange: Exchange) -> Answer:
    """Return what may be kept of an exchange."""
    return Answer(url=redact_url(exchange.url), status=exchange.status, headers=redact_headers(exchange.headers))


ALL = (site,)
