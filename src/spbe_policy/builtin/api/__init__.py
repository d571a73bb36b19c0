"""Family `api`: what the app offers to other apps, as its OpenAPI document says it and as it answers."""

from collections.abc import Iterable

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.hookspecs import hookimpl


@hookimpl
def spbe_checks() -> Iterable[Check]:
    """Offer the checks of this family."""
    from spbe_policy.builtin.api import checks

    return checks.ALL


@hookimpl
def spbe_collectors() -> Iterable[Collector]:
    """Offer the collectors of this family."""
    from spbe_policy.builtin.api import collectors

    return collectors.ALL
