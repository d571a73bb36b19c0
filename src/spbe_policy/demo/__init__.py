"""The sandbox (extra `demo`): a fictitious city and one of its apps, real servers over real TLS."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spbe_policy.demo.fault_model import Fault
    from spbe_policy.demo.faults import DOORS, FAULTS, fault
    from spbe_policy.demo.sandbox import Sandbox

__all__ = ["DOORS", "FAULTS", "Fault", "Sandbox", "fault"]


def __getattr__(name: str) -> Any:
    """Import on first use: `spbe-policy --version` must not pay for Flask and certificates."""
    if name == "Sandbox":
        from spbe_policy.demo.sandbox import Sandbox

        return Sandbox
    if name in __all__:
        from spbe_policy.demo import faults

        return getattr(faults, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
