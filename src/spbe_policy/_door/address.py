"""Which address a name leads to, and whether we may talk to it. Asked once per run."""

import re
import socket
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple

from spbe_policy._door import gaps, refusals
from spbe_policy._door.once import Once
from spbe_policy._door.target import Query
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Gap

if TYPE_CHECKING:
    from spbe_policy._door.names import Names

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
"""Well-known prefix of RFC 6052: the last 32 bits are the IPv4 address that is really meant."""

_SPECIAL = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        ),
    )
)
"""IANA's special-purpose registries, IPv6 within global unicast; not `is_global`, which differs between versions of
Python. Teredo (in 2001::/23) and 6to4 (2002::/16) lead on to an IPv4 address that nobody checked."""

_UNICAST = IPv6Network("2000::/3")

_METADATA = frozenset(map(ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16")))
"""Metadata services of clouds: they hand out credentials, so no permission opens them."""

_NO_NAME = {getattr(socket, name, None) for name in ("EAI_NONAME", "EAI_NODATA")}
"""What the resolver says of a name that is not there; anything else says nothing of the name."""

_RESOLVE = re.compile(r"(?P<host>[^:]+):(?P<port>\d+):(?P<address>\[[^]]+]|[^:[\]]+)(?::(?P<to>\d+))?")


class Place(NamedTuple):
    """An address that was checked, and the port to connect to."""

    address: str
    port: int


def meant(address: Address) -> Address:
    """Return the IPv4 address behind an IPv4-mapped or NAT64 address, else the address itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Whether `address` is one on the public internet."""
    inside = isinstance(address, IPv4Address) or address in _UNICAST
    return inside and not any(address in network for network in _SPECIAL)


class Resolver:
    """Names to checked addresses; overrides as with `curl --resolve`. Raises `UsageError` for bad options.

    `seconds`: patience with the DNS. `names`: whom to ask in place of the system.
    """

    def __init__(
        self, networks: Sequence[str], resolve: Sequence[str], seconds: float = 5, names: "Names | None" = None
    ) -> None:
        try:
            self._networks = [ip_network(net) for net in networks]
        except ValueError as error:
            raise UsageError(f"Jaringan tidak sah: {error}", f"Not a network: {error}") from error
        self._seconds = seconds
        self._names = names
        self._overrides = dict(map(_override, resolve))
        self._places: Once[tuple[str, int], tuple[Place, ...] | Gap] = Once()

    async def places(self, host: str, port: int) -> tuple[Place, ...]:
        """Return where to connect for `host:port`; raise `Halt` when it has no address or one we refuse."""
        found = await self._places.get((host, port), lambda: self._look_up(host, port))
        if isinstance(found, Gap):
            raise gaps.Halt(found)
        return found

    def check(self, host: str) -> None:
        """Raise `Halt` when `host` is itself an address, in any form the system reads, that we refuse. Asks no DNS."""
        for address in _literal(host):
            if not self.permits(ip_address(address)):
                raise gaps.Halt(refusals.private(host, address))

    def address_of(self, origin: tuple[str, int]) -> str | None:
        """Return the first address that `origin` led to, or None when it was not asked, or refused."""
        found = self._places.known().get(origin)
        return None if found is None or isinstance(found, Gap) else found[0].address

    def is_nameless(self, origin: tuple[str, int]) -> bool:
        """Whether DNS was asked for `origin` and said that the name has no address."""
        return self._places.known().get(origin) == gaps.no_such_name(origin[0])

    def answers(self, origins: Iterable[tuple[str, int]]) -> tuple[str, ...]:
        """Return what `origins` led to, as `HOST:PORT=ADDRESS,…`, sorted."""
        known = {origin: self._places.known().get(origin) for origin in origins}
        return tuple(
            f"{host}:{port}={','.join(place.address for place in sorted(found))}"
            for (host, port), found in sorted(known.items(), key=lambda item: item[0])
            if found is not None and not isinstance(found, Gap)
        )

    def permits(self, address: Address) -> bool:
        """Whether we may connect to `address`."""
        real = meant(address)
        if real in _METADATA:
            return False
        return is_public(real) or any(real in net for net in self._networks)

    async def _look_up(self, host: str, port: int) -> tuple[Place, ...] | Gap:
        if override := self._overrides.get((host, port)):
            found = [override]
        elif (answers := await self._ask(host, port)) is None:
            return gaps.no_dns(host)
        else:
            found = [Place(address, port) for address in answers]
        for place in sorted(found):
            if not self.permits(ip_address(place.address)):
                return refusals.private(host, place.address)
        return tuple(found) or gaps.no_such_name(host)

    async def _ask(self, host: str, port: int) -> list[str] | None:
        """Ask the system, or the name server given for what the system does not read as an address."""
        if self._names is None:
            return await _ask_dns(host, port, self._seconds)
        try:
            return _literal(host) or await _ask_names(self._names, host)
        except UnicodeError:  # a label that is too long for DNS
            return []


def _literal(host: str) -> list[str]:
    """Return the address that the system reads in `host` (decimal, octal, hex and short forms too), if any."""
    try:
        answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except OSError:
        return []
    return [str(answer[4][0]).partition("%")[0] for answer in answers]


async def _ask_names(names: "Names", host: str) -> list[str] | None:
    """Return the addresses of a name, none where it does not exist; None when the name server did not answer."""
    import anyio

    found: dict[str, tuple[str, ...]] = {}

    async def ask(rdtype: str) -> None:
        answer = await names.ask(Query(host, rdtype))
        if not isinstance(answer, Gap) and answer.status in ("NOERROR", "NXDOMAIN"):
            found[rdtype] = answer.records

    async with anyio.create_task_group() as tasks:
        for rdtype in ("A", "AAAA"):
            tasks.start_soon(ask, rdtype)
    return [*found.get("A", ()), *found.get("AAAA", ())] if found else None


async def _ask_dns(host: str, port: int, seconds: float) -> list[str] | None:
    """Return the addresses of a name, none where it does not exist; None when DNS did not answer."""
    import anyio

    try:
        with anyio.fail_after(seconds):
            answers = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        return []
    except OSError as error:  # a TimeoutError is one too
        return [] if isinstance(error, socket.gaierror) and error.errno in _NO_NAME else None
    # A scoped address (fe80::1%eth0) is link-local: without its scope it is refused as such.
    return list(dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers))


def _override(entry: str) -> tuple[tuple[str, int], Place]:
    match = _RESOLVE.fullmatch(entry)
    try:
        if match is None:
            raise ValueError(entry)
        address = str(ip_address(match["address"].strip("[]")))
    except ValueError as error:
        raise UsageError(
            f"--resolve {entry!r} harus berbentuk HOST:PORT:ALAMAT[:PORT].",
            f"--resolve {entry!r} must be HOST:PORT:ADDRESS[:PORT].",
        ) from error
    port = int(match["port"])
    return (match["host"].lower(), port), Place(address, int(match["to"] or port))
