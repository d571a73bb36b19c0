"""The faults that can be switched on, each alone, and what each does to the verdict."""

import difflib
from functools import lru_cache

from spbe_policy.demo.fault_model import Fault
from spbe_policy.demo.faults.api import API
from spbe_policy.demo.faults.connected import CONNECTED
from spbe_policy.demo.faults.content import CONTENT
from spbe_policy.demo.faults.data import DATA
from spbe_policy.demo.faults.dns import DNS
from spbe_policy.demo.faults.files import FILES
from spbe_policy.demo.faults.headers import HEADERS
from spbe_policy.demo.faults.mobile import MOBILE
from spbe_policy.demo.faults.papers import PAPERS
from spbe_policy.demo.faults.people import PEOPLE
from spbe_policy.demo.faults.portal import DOORS
from spbe_policy.demo.faults.retired import RETIRED
from spbe_policy.demo.faults.sbom import SBOM
from spbe_policy.demo.faults.sso import SSO
from spbe_policy.demo.faults.tls import TLS
from spbe_policy.demo.faults.web import WEB
from spbe_policy.errors import UsageError

__all__ = ["DOORS", "FAULTS", "fault"]

FAULTS: tuple[Fault, ...] = (
    *CONNECTED,
    *SSO,
    *DATA,
    *WEB,
    *HEADERS,
    *CONTENT,
    *PEOPLE,
    *TLS,
    *DNS,
    *FILES,
    *SBOM,
    *PAPERS,
    *RETIRED,
    *API,
    *MOBILE,
)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Fault]:
    return {each.name: each for each in (*FAULTS, *DOORS)}


def fault(name: str) -> Fault:
    """Return the fault of this name; an unknown one is a `UsageError` with the nearest name."""
    if name in _by_name():
        return _by_name()[name]
    near = difflib.get_close_matches(name, _by_name(), n=1)
    hint = (f"; mungkin maksudnya {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
    raise UsageError(f"cacat {name!r} tidak ada{hint[0]}", f"there is no fault {name!r}{hint[1]}")
