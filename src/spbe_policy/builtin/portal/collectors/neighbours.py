"""What the city's register says of the apps that this one is linked with."""

from spbe_policy.builtin.app.facts import undeclared
from spbe_policy.builtin.portal.facts import Integration
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.register import find
from spbe_policy.texts import text

MAX_NAMES = 100


@collector(Integration, reach="file")
async def integrations(scope: Scope) -> Collected:
    """Look up the row of every app that the manifest names as a counterpart."""
    if scope.app.integrations is None:
        return {"app": undeclared("integrasi", "the integrations")}
    if scope.app.integrations and not scope.register:
        detail = text("daftar aplikasi kota belum ada", "the city's register of apps is not there")
        return {"app": Gap(cause=Cause.NOT_CONFIGURED, detail=detail)}
    return {f"integration:{item.counterpart}": _seen(scope, item.counterpart) for item in scope.app.integrations}


def _seen(scope: Scope, counterpart: str) -> Integration:
    row = find(scope.register, counterpart)
    names = row.integrations if row else None
    return Integration(registered=row is not None, names=None if names is None else tuple(sorted(names))[:MAX_NAMES])
