"""Family `mobile`: what shows from outside of an app on phones: its store page, the hosts that it talks to."""

from collections.abc import Iterable

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.hookspecs import hookimpl


@hookimpl
def spbe_checks() -> Iterable[Check]:
    """Offer the checks of this family."""
    from spbe_policy.builtin.mobile import checks

    return checks.ALL


@hookimpl
def spbe_collectors() -> Iterable[Collector]:
    """Offer the collectors of this family."""
    from spbe_policy.builtin.mobile import collectors

    return collectors.ALL
