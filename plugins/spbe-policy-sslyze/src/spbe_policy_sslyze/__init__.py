"""Family `sslyze`: TLS in depth, by a tool under a licence of its own."""

from collections.abc import Iterable
from pathlib import Path

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.hookspecs import hookimpl


@hookimpl
def spbe_checks() -> Iterable[Check]:
    """Offer the checks."""
    from spbe_policy_sslyze import checks

    return checks.ALL


@hookimpl
def spbe_collectors() -> Iterable[Collector]:
    """Offer the collector."""
    from spbe_policy_sslyze import collectors

    return collectors.ALL


@hookimpl
def spbe_packs() -> Iterable[Path]:
    """Offer the pack `tls-mendalam`."""
    return (Path(__file__).parent / "packs" / "tls-mendalam",)
