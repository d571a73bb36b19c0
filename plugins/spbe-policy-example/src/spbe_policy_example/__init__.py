"""Family `robots`: what the app tells crawlers. An example to copy."""

from collections.abc import Iterable
from pathlib import Path

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.hookspecs import Reporter, hookimpl


@hookimpl
def spbe_checks() -> Iterable[Check]:
    """Offer the check."""
    from spbe_policy_example import checks

    return checks.ALL


@hookimpl
def spbe_collectors() -> Iterable[Collector]:
    """Offer the collector."""
    from spbe_policy_example import collectors

    return collectors.ALL


@hookimpl
def spbe_packs() -> Iterable[Path]:
    """Offer the pack `contoh`."""
    return (Path(__file__).parent / "packs" / "contoh",)


@hookimpl
def spbe_reporters() -> Iterable[Reporter]:
    """Offer the reporter `satu-baris`."""
    from spbe_policy_example.reporter import OneLine

    return (OneLine(),)
