"""How we behave towards whom we ask: few connections to one address at a time, and a rest where one asks for it."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

import anyio

from spbe_policy._door.nouns import Exchange

PATIENCE = 2
"""Seconds of `Retry-After` that we wait; a server that wants more is not asked again in this run."""

_BUSY = frozenset({429, 503})
Origin = tuple[str, int]


class Manners:
    """What the runs of one check share. Slots are an address's, whatever names it has; a rest is an origin's."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._slots: dict[str, anyio.Semaphore] = {}
        self._rests: dict[Origin, float] = {}

    def slot(self, address: str) -> anyio.Semaphore:
        """Return what must be held while `address` is asked."""
        return self._slots.setdefault(address, anyio.Semaphore(self._connections))

    def rest(self, origin: Origin, seconds: float) -> None:
        """Leave `origin` in peace for some seconds."""
        self._rests[origin] = max(self._rests.get(origin, 0), anyio.current_time() + seconds)

    async def rested(self, origin: Origin) -> bool:
        """Wait until `origin` may be asked again; false, at once, when that takes more than our patience."""
        left = self._rests.get(origin, 0) - anyio.current_time()
        if left > PATIENCE:
            return False
        if left > 0:
            await anyio.sleep(left)
        return True


def retry_after(exchange: Exchange) -> float | None:
    """Return the seconds for which a busy server asks to be left alone (RFC 9110, 10.2.3), None when it does not."""
    value = (exchange.header("retry-after") or "").strip()
    if exchange.status not in _BUSY or not value:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    until, sent = _moment(value), _moment(exchange.header("date") or "")
    return max(0.0, (until - sent).total_seconds()) if until and sent else None


def _moment(value: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return read if read.tzinfo else None
