"""Family `dns`: what the name servers say of the hosts on which the app answers."""

from collections.abc import Iterable

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.hookspecs import hookimpl


@hookimpl
def spbe_checks() -> Iterable[Check]:
    """Offer the checks of this family."""
    from spbe_policy.builtin.dns import checks

    return checks.ALL


@hookimpl
def spbe_collectors() -> Iterable[Collector]:
    """Offer the collectors of this family."""
    from spbe_policy.builtin.dns import collectors

    return collectors.ALL
