"""Family `browser`: what only a browser shows, seen with a headless Chromium."""

from collections.abc import Iterable
from pathlib import Path

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.hookspecs import hookimpl


@hookimpl
def spbe_checks() -> Iterable[Check]:
    """Offer the checks."""
    from spbe_policy_browser import checks

    return checks.ALL


@hookimpl
def spbe_collectors() -> Iterable[Collector]:
    """Offer the collectors."""
    from spbe_policy_browser import collectors

    return collectors.ALL


@hookimpl
def spbe_packs() -> Iterable[Path]:
    """Offer the pack `peramban`."""
    return (Path(__file__).parent / "packs" / "peramban",)
