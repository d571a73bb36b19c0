"""Single flight: each question is put once per run, also when many ask at the same time."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import anyio

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(slots=True)
class _Flight(Generic[V]):
    done: "anyio.Event"
    value: V | None = None


class Once(Generic[K, V]):
    """Answers by key. When the one who asks is cancelled or fails, the next in line asks again."""

    def __init__(self) -> None:
        self._flights: dict[K, _Flight[V]] = {}

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        """Return the answer for `key`, awaiting `make` only when nobody did before."""
        import anyio

        while flight := self._flights.get(key):
            await flight.done.wait()
            if flight.value is not None:
                return flight.value
        flight = self._flights[key] = _Flight(anyio.Event())
        try:
            flight.value = value = await make()
        finally:
            if flight.value is None:
                del self._flights[key]
            flight.done.set()
        return value

    def known(self) -> dict[K, V]:
        """Return the answers that have arrived."""
        return {key: flight.value for key, flight in self._flights.items() if flight.value is not None}
