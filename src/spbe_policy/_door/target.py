"""What may be asked at all: decided from the URL and the door alone, before any name is resolved."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from spbe_policy._door import refusals
from spbe_policy._door.nouns import Door, Permission, is_host
from spbe_policy.evidence import Gap

PROBE_BYTES = 512
_PORTS = {"http": 80, "https": 443}
_BAD_PORTS = frozenset({
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
    5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})  # fmt: skip
"""Ports of other services, to which browsers do not speak HTTP (WHATWG Fetch, 2.9)."""

_PASSIVE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that the door has let through; equal asks are answered once per run."""

    method: str
    url: str
    host: str
    port: int
    permission: Permission = Permission.PASSIVE
    headers: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] | None = None
    limit: int = 0
    intranet: bool = False

    @property
    def origin(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port

    @property
    def safe(self) -> bool:
        """Whether asking twice does no more than asking once (RFC 9110, 9.2.1)."""
        return self.method in ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Shake:
    """One bare TLS handshake that the door has let through."""

    host: str
    port: int
    url: str
    method: ClassVar[str] = "TLS"
    permission: ClassVar[Permission] = Permission.PASSIVE

    @property
    def origin(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port


@dataclass(frozen=True, slots=True)
class Tunnel(Shake):
    """One bare connection that the door has let through."""

    method: ClassVar[str] = "CONNECT"


@dataclass(frozen=True, slots=True)
class Hello(Shake):
    """One bare ClientHello that the door has let through: the highest version offered, and the suites by number."""

    version: int
    suites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One DNS question that the door has let through; `unchecked` asks for the answer even if its signatures fail."""

    name: str
    rdtype: str
    unchecked: bool = False
    method: ClassVar[str] = "DNS"
    permission: ClassVar[Permission] = Permission.PASSIVE

    @property
    def url(self) -> str:
        """The question as a URL (RFC 4501)."""
        return f"dns:{self.name}?type={self.rdtype}"

    @property
    def origin(self) -> tuple[str, int]:
        """Name and the port of DNS: no host that anybody connects to."""
        return self.name, 53


def refusal(door: Door, url: str, permission: Permission = Permission.PASSIVE) -> Gap | None:
    """Return why `url` may not be asked under `permission`, or None; addresses are judged when connecting."""
    place = _place(url)
    if isinstance(place, Gap):
        return place
    host = place[1]
    if not door.admits(host):
        return refusals.outside(host)
    if permission is Permission.PROBE and host not in door.probe_hosts:
        return refusals.probe(host)
    if permission is Permission.ACTIVE and not door.active:
        return refusals.active(host)
    return None


def ask(
    door: Door,
    url: str,
    method: str,
    permission: Permission,
    headers: Mapping[str, str] | None,
    limit: int | None,
    form: Mapping[str, str] | None,
) -> Ask | Gap:
    """Return the request as the door lets it through, or why it does not."""
    place = _place(url)
    if isinstance(place, Gap):
        return place
    if gap := refusal(door, url, permission):
        return gap
    plain, host, port = place
    method = method.upper()
    if not (method in _PASSIVE or permission is Permission.ACTIVE or (method == "POST" and form is not None)):
        return refusals.method(method)
    most = PROBE_BYTES if permission is Permission.PROBE else door.max_body
    return Ask(
        method=method,
        url=plain,
        host=host,
        port=port,
        permission=permission,
        headers=tuple(sorted((name.lower(), value) for name, value in (headers or {}).items())),
        form=None if form is None else tuple(form.items()),
        limit=most if limit is None else min(limit, most),
        intranet=host in door.intranet_hosts,
    )


def query(door: Door, name: str, rdtype: str, *, unchecked: bool) -> Query | Gap:
    """Return the question as the door lets it through, or why it does not.

    Besides the names that may be contacted: what DNS keeps under them (`_label.name`), and the zones above them.
    """
    place = _place(f"https://{name}/")
    if isinstance(place, Gap):
        return place
    ascii_name = place[1]
    host = re.sub(r"^(_[a-z0-9-]+\.)+", "", ascii_name)
    above = any(known.endswith(f".{ascii_name}") for known in (*door.domains, *door.hosts))
    if not (door.admits(host) or above):
        return refusals.outside(host)
    return Query(ascii_name, rdtype.upper(), unchecked)


@lru_cache(maxsize=4096)
def _place(url: str) -> tuple[str, str, int] | Gap:
    """Return the URL without fragment, its host (lower case, IDNA 2008) and port."""
    import httpx

    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
    except httpx.InvalidURL:
        return refusals.malformed(url)
    host = parsed.raw_host.decode("ascii").removesuffix(".")
    if parsed.scheme not in _PORTS or not is_host(host) or parsed.userinfo:
        return refusals.malformed(url)
    port = _PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if not 0 < port < 65_536:
        return refusals.malformed(url)
    if port in _BAD_PORTS:
        return refusals.port(host, port)
    return str(parsed.copy_with(host=host)), host, port
