"""The one door to the network: what may be asked, how, and what came back. Nothing else imports the HTTP client.

A vendor's manifest names the hosts that the city's machine talks to, so every URL, every redirect and every
address is checked here. An answer is an `Exchange` or a `Handshake`; where we could not look, it is a `Gap`.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from spbe_policy._door import gaps, permits, record, refusals, target
from spbe_policy._door.guards import answered, asks_to_log_in, guarded
from spbe_policy._door.hops import Hop, cookies_for
from spbe_policy._door.nouns import Choice, Door, Exchange, Handshake, Lookup, Permission, Stream, Tls
from spbe_policy._door.once import Once
from spbe_policy._door.target import Ask, Hello, Query, Shake, Tunnel
from spbe_policy.consent import Consent
from spbe_policy.evidence import Cause, Gap, Request, Vantage
from spbe_policy.redact import redact_url

if TYPE_CHECKING:
    from spbe_policy._door.run import Run

__all__ = [
    "Choice",
    "Door",
    "Exchange",
    "Handshake",
    "Lookup",
    "Permission",
    "Session",
    "Stream",
    "Tls",
    "answered",
    "asks_to_log_in",
    "cookies_for",
    "guarded",
    "open_session",
]

A = TypeVar("A", Exchange, Handshake, Choice, Lookup, Stream)
K = TypeVar("K", Ask, Shake, Hello, Query, Tunnel)
H = TypeVar("H", Shake, Hello, Tunnel)
Told = tuple[A | Gap, datetime]
"""An answer and the moment its question was put."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the sessions of one run share."""

    run: "Run"
    clock: Callable[[], datetime]
    exchanges: Once[Ask, Told[Exchange]] = field(default_factory=Once)
    handshakes: Once[Shake, Told[Handshake]] = field(default_factory=Once)
    choices: Once[Hello, Told[Choice]] = field(default_factory=Once)
    lookups: Once[Query, Told[Lookup]] = field(default_factory=Once)


@asynccontextmanager
async def open_session(
    door: Door, *, clock: Callable[[], datetime], beside: "Session | None" = None
) -> AsyncIterator["Session"]:
    """Open a run; `clock` gives the times of the ledger. Raises `UsageError` when an option of `door` is invalid.

    A run `beside` another knows nothing of what that one learnt, but minds its manners: the connections to an address
    are those of both, and who asked to be left alone is.
    """
    from spbe_policy._door.run import Run

    run = Run(door, beside._shared.run.manners if beside else None)
    try:
        yield Session(_Shared(run, clock), door)
    finally:
        await run.aclose()


class Session:
    """One app's view of a run: own ledger and request budget; connections and answers shared with the others."""

    def __init__(self, shared: _Shared, door: Door) -> None:
        self._shared = shared
        self._door = door
        self._asked: set[Hashable] = set()
        self._lines: dict[Hashable, Request] = {}
        self._places: Counter[str] = Counter()
        self._origins: set[tuple[str, int]] = set()

    def for_app(self, door: Door | None = None) -> "Session":
        """Return a session of the same run with an empty ledger and a full budget.

        `door` may differ in whom it admits (hosts, domains, probes, intranet); addresses, trust and times stay
        those of the run.
        """
        return Session(self._shared, door or self._door)

    def refusal(self, url: str, permission: Permission = Permission.PASSIVE) -> Gap | None:
        """Return why `url` would not be asked (scheme, host, permission), or None. Touches no network."""
        return target.refusal(self._door, url, permission)

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        permission: Permission = Permission.PASSIVE,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        form: Mapping[str, str] | None = None,
        fresh: bool = False,
    ) -> Exchange | Gap:
        """Ask one URL, one hop. Equal requests are put once per run; `fresh` takes a second sample.

        `limit`: most bytes of body after decoding; a larger body is a gap, except for a probe, whose body ends
        there. The only POST is that of a `form`.
        """
        ask = target.ask(self._door, url, method, permission, headers, limit, form)
        if isinstance(ask, Gap):
            return self._refuse(ask, method, url, permission)
        if permission is Permission.ACTIVE and (gap := await permits.forbidden(self, ask.url, self._door)):
            return self._refuse(gap, method, url, permission)
        work = partial(self._shared.run.exchange, ask)
        return await self._put(ask, self._shared.exchanges, work, fresh=fresh)

    async def chain(
        self,
        url: str,
        *,
        method: str = "GET",
        permission: Permission = Permission.PASSIVE,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        form: Mapping[str, str] | None = None,
        fresh: bool = False,
        after: Sequence[Exchange] = (),
        stop: Callable[[str], bool] | None = None,
    ) -> tuple[Exchange, ...] | Gap:
        """Ask `url` and follow its redirects, every hop checked; return all hops in order.

        Cookies that were set within the chain, or in the exchanges it comes `after`, go back to the host that set
        them. `stop` is asked with each target before it is followed; true ends the chain there. A loop, a
        malformed Location, too many hops and a hop that the door refuses are gaps.
        """
        hop, done = Hop(url, method, form), list[Exchange]()
        been: set[tuple[str, str, str]] = set()
        fetch = partial(self.fetch, permission=permission, limit=limit, fresh=fresh)
        while len(done) <= self._door.max_redirects:
            sent = hop.headers(headers, url, (*after, *done))
            if (step := (hop.method, hop.url.partition("#")[0], sent.get("cookie", ""))) in been:
                return gaps.loop(hop.url)
            been.add(step)
            answer = await fetch(hop.url, method=hop.method, headers=sent, form=hop.form)
            if isinstance(answer, Gap):
                return gaps.refused_hop(hop.url, answer) if done and answer.cause is Cause.REFUSED else answer
            done.append(answer)
            onward = hop.onward(answer)
            if isinstance(onward, Gap):
                return onward
            if onward is None or (stop and stop(onward.url)):
                return tuple(done)
            hop = onward
        return gaps.too_many(self._door.max_redirects)

    async def handshake(self, host: str, port: int = 443, *, fresh: bool = False) -> Handshake | Gap:
        """Shake hands with `host` in the best way both speak, trusting nobody.

        A handshake that fails is a `Handshake` that says why; a gap means that there was nobody to ask.
        """
        shake = self._at(host, port, Shake)
        if isinstance(shake, Gap):
            return shake
        work = partial(self._shared.run.handshake, shake)
        return await self._put(shake, self._shared.handshakes, work, fresh=fresh)

    async def greet(
        self, host: str, port: int = 443, *, version: int, suites: tuple[int, ...], fresh: bool = False
    ) -> Choice | Gap:
        """Offer `host` TLS up to `version` (0x0303 is TLS 1.2, the highest) with `suites` (IANA numbers).

        Also what this machine's own TLS no longer speaks can be offered; the connection ends with the server's answer.
        """
        hello = self._at(host, port, partial(Hello, version=version, suites=suites))
        if isinstance(hello, Gap):
            return hello
        work = partial(self._shared.run.greet, hello)
        return await self._put(hello, self._shared.choices, work, fresh=fresh)

    async def tunnel(self, host: str, port: int = 443) -> Stream | Gap:
        """Connect to `host`, checked as any other, for a plugin that brings a client of its own; who asked closes it.

        What goes through it is not in the ledger, only where it led.
        """
        tunnel = self._at(host, port, Tunnel)
        if isinstance(tunnel, Gap):
            return tunnel
        return await self._put(tunnel, Once(), partial(self._shared.run.tunnel, tunnel), fresh=False)

    async def place(self, host: str, port: int = 443, *, tool: str) -> tuple[str, int] | Gap:
        """Return the checked address and port that stand for `host:port`, for a `tool` that connects by itself.

        Such a tool asks much and unasked-for questions, so it needs what a probe needs: a registered host or a letter
        of assignment. The ledger names it.
        """
        shake = self._at(host, port, Shake)
        if isinstance(shake, Gap):
            return shake
        found = target.refusal(self._door, shake.url, Permission.PROBE) or await self._shared.run.place(shake.origin)
        if isinstance(found, Gap):
            return self._refuse(found, tool.upper(), shake.url, Permission.PROBE)
        at = self._shared.clock()
        self._origins.add(shake.origin)
        self._lines[tool, shake] = record.line(at, tool.upper(), shake.url, Permission.PROBE, "handed over", found[0])
        return found

    def _at(self, host: str, port: int, make: Callable[[str, int, str], H]) -> H | Gap:
        """Return a question to a host and port as the door lets it through."""
        url = f"https://{f'[{host}]' if ':' in host else host}:{port}"
        ask = target.ask(self._door, url, "GET", Permission.PASSIVE, None, None, None)
        if isinstance(ask, Gap):
            return self._refuse(ask, Shake.method, url, Shake.permission)
        return make(ask.host, ask.port, url)

    async def lookup(self, name: str, rdtype: str, *, unchecked: bool = False, fresh: bool = False) -> Lookup | Gap:
        """Ask DNS for the records of `rdtype` (`CAA`, `TXT`, …) of `name`, which the door must admit.

        A name that does not exist is a `Lookup` that says so; a gap means that nobody answered. `unchecked` asks a
        validating server for what it would withhold as forged (the CD bit, RFC 4035, 3.2.2).
        """
        query = target.query(self._door, name, rdtype, unchecked=unchecked)
        if isinstance(query, Gap):
            return self._refuse(query, Query.method, f"dns:{name[:255]}?type={rdtype}", Query.permission)
        work = partial(self._shared.run.lookup, query)
        return await self._put(query, self._shared.lookups, work, fresh=fresh)

    async def consent(self, host: str) -> Consent | Gap:
        """Return what `host` publishes about active tests, for the operator of this run, now (docs/consent.md)."""
        return await permits.published(self, host, self._door.operator, self._shared.clock())

    def is_nameless(self, host: str, port: int = 443) -> bool:
        """Whether this run asked DNS for `host` and was told that it has no address. Touches no network."""
        return self._shared.run.resolver.is_nameless((host, port))

    @property
    def ledger(self) -> tuple[Request, ...]:
        """What this app's evidence rests on: every request, by URL, method and time; answers of the run included."""
        return tuple(sorted(self._lines.values(), key=lambda line: (line.url, line.method, line.at, line.outcome)))

    @property
    def vantage(self) -> Vantage:
        """Where we looked from, with the addresses that this app's names led to."""
        door = self._door
        return Vantage(
            network=door.network,
            operator=door.operator,
            assignment=door.assignment,
            trust_store=record.trust_store(door.ca_file),
            allowed_hosts=tuple(sorted(door.hosts)),
            allowed_networks=tuple(sorted(door.networks)),
            resolved=self._shared.run.resolver.answers(self._origins),
            proxy=redact_url(door.proxy) if door.proxy else None,
        )

    async def _put(
        self, key: K, once: Once[K, Told[A]], work: Callable[[], Awaitable[A | Gap]], *, fresh: bool
    ) -> A | Gap:
        async def put() -> Told[A]:
            at = self._shared.clock()
            return await work(), at

        ticket: Hashable = (key, len(self._asked)) if fresh else key
        place = key.method if isinstance(key, Query) else await self._shared.run.budgeted(*key.origin)
        if ticket not in self._asked:
            if spent := refusals.spent(self._door, place, len(self._asked), self._places[place]):
                return self._refuse(spent, key.method, key.url, key.permission)
            self._asked.add(ticket)
            self._places[place] += 1
        self._origins.add(key.origin)
        if fresh:
            self._shared.run.forget(key.origin)
        answer, at = await (put() if fresh else once.get(key, put))
        address = self._shared.run.resolver.address_of(key.origin)
        self._lines[ticket] = record.line(at, key.method, key.url, key.permission, record.outcome(answer), address)
        return answer

    def _refuse(self, gap: Gap, method: str, url: str, permission: Permission) -> Gap:
        at = self._shared.clock()
        self._lines[method, url, permission] = record.line(at, method, url, permission, gap.cause.value)
        return gap
