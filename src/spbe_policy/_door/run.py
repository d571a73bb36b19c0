"""What all apps of one run share: connections, deadlines, what was learnt of an origin. Every request ends in time."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

from spbe_policy._door import gaps, wire
from spbe_policy._door.address import Resolver
from spbe_policy._door.http import Http, Untrusted
from spbe_policy._door.manners import PATIENCE, Manners, retry_after
from spbe_policy._door.names import Names
from spbe_policy._door.nouns import Choice, Door, Exchange, Handshake, Lookup, Stream
from spbe_policy._door.shakes import Shakes
from spbe_policy._door.target import Ask, Hello, Query, Shake, Tunnel
from spbe_policy._version import VERSION
from spbe_policy.evidence import Gap

A = TypeVar("A")
Origin = tuple[str, int]


class Run:
    """The engine behind every `Session` of one run; knows no app."""

    def __init__(self, door: Door, manners: Manners | None = None) -> None:
        self._names = Names(door.nameserver, door.connect_seconds)
        named = self._names if door.nameserver else None
        self.resolver = Resolver(door.networks, door.resolve, door.connect_seconds, named)
        self._door = door
        self._backend = backend = wire.Pinned(self.resolver, wire.proxy_of(door.proxy))
        self._http = Http(door, backend, _agent(door.contact))
        self._shakes = Shakes(backend, door.connect_seconds)
        self._deadline = anyio.current_time() + door.run_seconds
        self.manners = manners or Manners(door.connections_per_address)
        self._dead: dict[Origin, Gap] = {}
        self._untrusted: dict[Origin, str] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def exchange(self, ask: Ask) -> Exchange | Gap:
        """Put `ask`, and once more when the server asks us to come back soon."""
        for tries_left in (1, 0):
            if not await self.manners.rested(ask.origin):
                return gaps.resting(ask.host)
            answer = await self._answer(ask)
            pause = retry_after(answer) if isinstance(answer, Exchange) else None
            if pause is not None:
                self.manners.rest(ask.origin, pause)
            if pause is None or pause > PATIENCE or not (tries_left and ask.safe):
                break
        return answer

    async def handshake(self, shake: Shake) -> Handshake | Gap:
        """Shake hands once, trusting nobody."""
        return await self._bounded(shake.origin, lambda _: self._shakes.shake(shake))

    async def greet(self, hello: Hello) -> Choice | Gap:
        """Send one bare ClientHello."""
        return await self._bounded(hello.origin, lambda _: self._shakes.greet(hello))

    async def tunnel(self, tunnel: Tunnel) -> Stream | Gap:
        """Open a bare connection; how long it stays open is its caller's affair."""
        host, port, seconds = tunnel.host, tunnel.port, self._door.connect_seconds
        return await self._bounded(tunnel.origin, lambda _: wire.tunnel(self._backend, host, port, seconds))

    async def place(self, origin: Origin) -> tuple[str, int] | Gap:
        """Return the first checked address of `origin`; behind a proxy there is none to hand on."""
        if self._door.proxy:
            return gaps.proxy(origin[0])
        try:
            return (await self.resolver.places(*origin))[0]
        except gaps.Halt as halt:
            return halt.gap

    async def lookup(self, query: Query) -> Lookup | Gap:
        """Ask the name server once; behind a proxy only one that the operator or the city names."""
        if self._door.proxy and not self._door.nameserver:
            return gaps.no_names()
        with anyio.CancelScope(deadline=self._deadline):
            return await self._names.ask(query)
        return gaps.run_over(self._door.run_seconds)

    def forget(self, origin: Origin) -> None:
        """Forget what was learnt of `origin`: a second sample learns it anew."""
        self._dead.pop(origin, None)
        self._untrusted.pop(origin, None)

    async def _answer(self, ask: Ask) -> Exchange | Gap:
        problem = self._untrusted.get(ask.origin)
        if problem is None:
            try:
                return await self._bounded(ask.origin, lambda at: self._http.ask(ask, at))
            except Untrusted as found:
                problem = self._untrusted[ask.origin] = found.problem
        return await self._bounded(ask.origin, lambda at: self._http.observe(ask, at, problem))

    async def _bounded(self, origin: Origin, work: Callable[[str], Awaitable[A | Gap]]) -> A | Gap:
        """Do `work` within the run's time, the request's time and the connections to its address, which it is given."""
        if gap := self._dead.get(origin):
            return gap
        try:
            with anyio.CancelScope(deadline=self._deadline):
                address = await self.address(*origin)
                async with self.manners.slot(address):
                    with anyio.move_on_after(self._door.request_seconds):
                        return await work(address)
                    return gaps.slow(origin[0], self._door.request_seconds)
        except gaps.Halt as halt:
            if halt.dead:
                self._dead[origin] = halt.gap
            return halt.gap
        return gaps.run_over(self._door.run_seconds)

    async def budgeted(self, host: str, port: int) -> str:
        """Return the address that `host:port` leads to; the host where there is none, or none that we may ask."""
        try:
            return await self.address(host, port)
        except gaps.Halt:
            return host

    async def address(self, host: str, port: int) -> str:
        """Return the address that `host` leads to, itself behind a proxy; raise `Halt` for one that we refuse."""
        if self._door.proxy:
            self.resolver.check(host)
            return host
        return (await self.resolver.places(host, port))[0].address


def _agent(contact: str) -> str:
    # A header holds visible ASCII; the contact comes from a file that people write.
    who = "".join(char for char in contact if char.isascii() and char.isprintable() and char not in "()\\")
    name = f"spbe-policy/{VERSION}"
    return f"{name} (+{who})" if who else name
