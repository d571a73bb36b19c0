"""TLS handshakes without trust: the chain that a server sends, and what it chooses from what it is offered."""

import ssl
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TypeVar

import httpcore

from spbe_policy._door import gaps, trust, wire
from spbe_policy._door.hello import MAX_FLIGHT, Flight, client_hello
from spbe_policy._door.nouns import Choice, Handshake
from spbe_policy._door.target import Hello, Shake
from spbe_policy.evidence import Gap

SURE = 5
"""How often an attempt must end in the same way to count as a refusal where the server does not say that it refuses."""

A = TypeVar("A", Handshake, Choice)


class Shakes:
    """Shakes hands without trust; one context a run. `seconds` bounds each phase."""

    def __init__(self, backend: wire.Pinned, seconds: float) -> None:
        self._backend = backend
        self._seconds = seconds

    async def shake(self, shake: Shake) -> Handshake | Gap:
        """Shake hands; a gap when the server takes no part."""
        return await _surely(shake.origin, lambda: self._shake(shake))

    async def greet(self, hello: Hello) -> Choice | Gap:
        """Send a ClientHello and read what the server makes of it."""
        return await _surely(hello.origin, lambda: self._greet(hello))

    async def _shake(self, shake: Shake) -> tuple[Handshake | Gap, bool]:
        """Shake hands once; return what was seen, and whether it says all."""
        plain = await wire.tunnel(self._backend, shake.host, shake.port, self._seconds)
        try:
            stream = await plain.start_tls(self._context, shake.host, self._seconds)
        except httpcore.ConnectTimeout:
            return gaps.slow(shake.host, self._seconds), True
        except httpcore.ConnectError as error:
            return Handshake(*shake.origin, ok=False, alert=trust.alert(error)), trust.is_refusal(error)
        try:
            return _seen(shake, stream.get_extra_info("ssl_object")), True
        finally:
            await stream.aclose()

    async def _greet(self, hello: Hello) -> tuple[Choice | Gap, bool]:
        """Greet once; return the server's choice, and whether it says all."""
        stream = await wire.tunnel(self._backend, hello.host, hello.port, self._seconds)
        flight = Flight((hello.version, hello.suites))
        try:
            await stream.write(client_hello(hello.host, hello.version, hello.suites), self._seconds)
            while not flight.over and (data := await stream.read(MAX_FLIGHT, self._seconds)):
                flight.feed(data)
        except httpcore.TimeoutException:
            return gaps.slow(hello.host, self._seconds), True
        except httpcore.NetworkError:
            pass  # hung up: what was said before that counts
        except ValueError:
            return Choice(*hello.origin, alert="not-tls"), False
        finally:
            await stream.aclose()
        return _chosen(hello, flight), flight.version is not None or flight.alert in trust.REFUSALS

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return trust.probing()


async def _surely(origin: tuple[str, int], once: Callable[[], Awaitable[tuple[A | Gap, bool]]]) -> A | Gap:
    """Repeat what may be a bad line's doing: some servers hang up on what they refuse, and only one that does so every
    time means it."""
    ends: set[str] = set()
    for _ in range(SURE):
        seen, sure = await once()
        if sure or isinstance(seen, Gap):
            return seen
        ends.add(seen.alert or "")
    return seen if len(ends) == 1 else gaps.uneven(*origin, sorted(ends))


def _chosen(hello: Hello, flight: Flight) -> Choice:
    return Choice(
        *hello.origin,
        version=flight.version,
        suite=flight.suite,
        compressed=flight.compressed,
        renegotiation=flight.renegotiation,
        dh_bits=flight.dh_bits,
        alert=flight.alert or (None if flight.version else "closed"),
    )


def _seen(shake: Shake, connection: ssl.SSLObject) -> Handshake:
    tls = trust.facts(connection, problem=None)
    return Handshake(
        *shake.origin,
        ok=True,
        version=tls.version,
        cipher=tls.cipher,
        alpn=tls.alpn,
        chain=trust.chain(connection),
    )
