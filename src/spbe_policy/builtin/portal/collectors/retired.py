"""What is left on the net of an app that the city has switched off."""

from spbe_policy.builtin.portal.facts import Retired
from spbe_policy.builtin.portal.places import bare
from spbe_policy.builtin.web.reach import NO_ADDRESS
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.redact import redact_url
from spbe_policy.register import find
from spbe_policy.session import answered

MAX_HOSTS = 20


@collector(Retired, reach="network")
async def retired(scope: Scope) -> Collected:
    """Ask for the front page of every host of a retired app, by https as its visitors would; follow nothing."""
    row = find(scope.register, scope.app.app.id)
    if row is None or row.status != "retired":
        return {}
    production = scope.app.environments.get("production")
    hosts = row.hosts or ((production.host, *production.hosts) if production else ())
    if not hosts:
        return {"app": NO_ADDRESS}
    return {f"host:{host}": await _seen(scope, host) for host in sorted(set(hosts))[:MAX_HOSTS]}


async def _seen(scope: Scope, host: str) -> Fact | Gap:
    url = f"https://{host}/"
    answer = await scope.door.fetch(url)
    if isinstance(answer, Gap):
        if answer.cause is not Cause.UNREACHABLE:
            return answer
        nameless = scope.door.is_nameless(host)
        return Retired(url=url, resolves=not nameless, problem=None if nameless else "no-answer")
    if answer.tls and not answer.tls.verified:
        return Retired(url=url, problem=answer.tls.problem)
    if isinstance(gap := answered(answer), Gap) and gap.cause is Cause.BLOCKED:
        return gap
    target = redact_url(bare(answer.location)) if answer.location else None
    return Retired(url=url, status=answer.status, target=target)
