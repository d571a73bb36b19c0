"""Family `osv`: known vulnerabilities of what the bills of materials list, by OSV data kept beside the tool."""

from collections.abc import Iterable
from pathlib import Path

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.hookspecs import hookimpl


@hookimpl
def spbe_checks() -> Iterable[Check]:
    """Offer the checks."""
    from spbe_policy_osv import checks

    return checks.ALL


@hookimpl
def spbe_collectors() -> Iterable[Collector]:
    """Offer the collectors."""
    from spbe_policy_osv import collectors

    return collectors.ALL


@hookimpl
def spbe_packs() -> Iterable[Path]:
    """Offer the pack `kerentanan`."""
    return (Path(__file__).parent / "packs" / "kerentanan",)
