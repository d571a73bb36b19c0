"""DNS questions: to the name server that the city or the operator names, else to those of this machine."""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

import anyio

from spbe_policy._door import refusals
from spbe_policy._door.nouns import Lookup
from spbe_policy._door.target import Query
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

if TYPE_CHECKING:
    from dns.message import Message

SYSTEM = "system"
PORT = 53
MAX_RECORDS, MAX_RECORD = 50, 1_000
"""Most records that are kept of one answer, and most characters of each."""

_TRIES = 2
"""A datagram may get lost once."""

_AT_ONCE = 8
_PAYLOAD = 1_232
"""Bytes of a UDP answer that come through everywhere (DNS flag day 2020); a longer one is asked for over TCP."""

_SETTLED = frozenset({"NOERROR", "NXDOMAIN"})
_NAMESERVER = re.compile(r"(?P<address>\[[^]]+]|[^:[\]]+)(?::(?P<port>\d{1,5}))?")


class _Server(NamedTuple):
    address: str
    port: int


class Names:
    """Asks recursive name servers. Raises `UsageError` when `nameserver` is no `ADDRESS[:PORT]`.

    `seconds`: patience with one question. Where the first questions of a run go without any answer, no other is put.
    """

    def __init__(self, nameserver: str | None, seconds: float) -> None:
        self._named = None if nameserver is None else _server(nameserver)
        self._resolver = nameserver or SYSTEM
        self._seconds = seconds
        self._heard = False
        self._silent: Gap | None = None
        self._slots = anyio.Semaphore(_AT_ONCE)

    async def ask(self, query: Query) -> Lookup | Gap:
        """Put a question; a gap when no server answers it, or when it can be nobody's name."""
        if self._silent:
            return self._silent
        if not _is_name(query.name):
            return refusals.malformed(query.url)
        async with self._slots:
            answer = await self._ask(query)
        if answer is None:
            self._silent = None if self._heard else _silence()
            return _silence()
        self._heard = True
        return _read(query, answer, self._resolver)

    async def _ask(self, query: Query) -> "Message | None":
        """Return the first answer that settles the question, else the last one that came at all."""
        servers = [self._named] if self._named else _system()
        last: Message | None = None
        for server in servers * _TRIES:
            answer = await self._put(query, server, self._seconds / len(servers) / _TRIES)
            if answer is not None and _status(answer) in _SETTLED:
                return answer
            last = answer or last
        return last

    async def _put(self, query: Query, server: _Server, seconds: float) -> "Message | None":
        """Return what one server said, or None when nothing, or nothing readable, came in time."""
        import dns.asyncquery
        import dns.exception
        import dns.flags
        import dns.message

        flags = dns.flags.RD | dns.flags.AD | (dns.flags.CD if query.unchecked else 0)
        try:
            message = dns.message.make_query(query.name, query.rdtype, flags=flags, want_dnssec=True, payload=_PAYLOAD)
            answer, _ = await dns.asyncquery.udp_with_fallback(
                message, server.address, seconds, server.port, ignore_unexpected=True, ignore_errors=True
            )
        except (dns.exception.DNSException, OSError, EOFError, ValueError):
            return None
        return answer


def _is_name(name: str) -> bool:
    import dns.exception
    import dns.name

    try:
        dns.name.from_text(name)
    except dns.exception.DNSException:
        return False
    return True


def _system() -> list[_Server]:
    """Return the name servers of this machine; none when it names none."""
    import dns.resolver

    try:
        found = dns.resolver.Resolver()
    except (dns.resolver.NoResolverConfiguration, OSError):
        return []
    return [_Server(str(address), found.port) for address in found.nameservers if _is_address(str(address))][:2]


def _is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def _server(word: str) -> _Server:
    match = _NAMESERVER.fullmatch(word)
    address = match["address"].strip("[]") if match else ""
    port = int(match["port"] or PORT) if match else 0
    if not _is_address(address) or not 0 < port < 65_536:
        raise UsageError(
            f"--nameserver {word!r} harus berbentuk ALAMAT[:PORT].", f"--nameserver {word!r} must be ADDRESS[:PORT]."
        )
    return _Server(address, port)


def _status(answer: "Message") -> str:
    import dns.rcode

    return dns.rcode.to_text(answer.rcode())


def _read(query: Query, answer: "Message", resolver: str) -> Lookup:
    """Take out of an answer what we keep: the records asked for, the aliases on the way, whether it was signed."""
    import dns.flags
    import dns.rdatatype

    kinds = {kind: _texts(answer, dns.rdatatype.from_text(kind)) for kind in (query.rdtype, "CNAME")}
    every = (*answer.answer, *answer.authority)
    return Lookup(
        name=query.name,
        rdtype=query.rdtype,
        status=_status(answer),
        records=tuple(sorted(kinds[query.rdtype])),
        aliases=tuple(name.rstrip(".").lower() for name in kinds["CNAME"]),
        authenticated=bool(answer.flags & dns.flags.AD),
        signed=any(rrset.rdtype == dns.rdatatype.RRSIG for rrset in every),
        resolver=resolver,
    )


def _texts(answer: "Message", kind: int) -> Sequence[str]:
    found = [item.to_text() for rrset in answer.answer if rrset.rdtype == kind for item in rrset]
    return [record[:MAX_RECORD] for record in found[:MAX_RECORDS]]


def _silence() -> Gap:
    return Gap(
        cause=Cause.UNREACHABLE,
        detail=text("tidak ada server nama yang menjawab", "no name server answered"),
        acts_next="operator",
    )
