"""Governance-as-code: does this government app meet its city's guidelines?

>>> import spbe_policy
>>> report = spbe_policy.lint("examples/antrean/spbe.yaml")
>>> report.verdict is None
True
"""

from typing import TYPE_CHECKING, Any

from spbe_policy._version import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from spbe_policy.api import acheck, acollect, check, collect, evaluate, lint, render
    from spbe_policy.errors import SpbePolicyError
    from spbe_policy.evidence import Evidence
    from spbe_policy.merging import merge
    from spbe_policy.report import Report, State, Verdict
    from spbe_policy.target import Reach
    from spbe_policy.vocabulary import Stage

__all__ = [
    "Evidence",
    "Reach",
    "Report",
    "SpbePolicyError",
    "Stage",
    "State",
    "Verdict",
    "__version__",
    "acheck",
    "acollect",
    "check",
    "collect",
    "evaluate",
    "lint",
    "merge",
    "render",
]

_HOME = {
    "Evidence": "evidence", "Reach": "target", "Report": "report", "SpbePolicyError": "errors", "Stage": "manifest",
    "State": "report", "Verdict": "report", "merge": "merging",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import on first use, so that `spbe-policy --version` pays for nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'api')}"), name)
