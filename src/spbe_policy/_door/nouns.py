"""What goes through the door: what is permitted, what was asked, what came back."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

_NO_HOST = re.compile(r"https?:(?!//[^/?#])", re.IGNORECASE)
"""Where RFC 3986 sees no host, browsers guess one; we do not."""

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")

_WEB_CHARSETS = ("utf", "iso8859", "cp125", "ascii", "latin")


class Permission(StrEnum):
    """The three classes of request (DESIGN 8)."""

    PASSIVE = "passive"
    PROBE = "probe"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Tls:
    """The encrypted connection that an answer came through.

    `certificate` is the leaf in DER. `verified` is false when the certificate was not trusted and the answer was
    read for observation only; `problem` then is a stable word: `expired`, `not-yet-valid`, `self-signed`,
    `unknown-issuer`, `hostname-mismatch`, `weak-certificate`, `revoked` or `not-trusted`.
    """

    version: str
    cipher: str
    alpn: str | None
    certificate: bytes
    verified: bool = True
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; header names in lower case, in order, repeated ones kept; the body is bounded.

    Nothing is redacted here: what becomes a fact goes through `spbe_policy.redact` first.
    """

    url: str
    method: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    address: str
    http_version: str
    tls: Tls | None

    def header(self, name: str) -> str | None:
        """Return the first value of header `name`, or None."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of header `name`, in order."""
        return tuple(value for key, value in self.headers if key == name.lower())

    @property
    def text(self) -> str:
        """The body as text: charset of the Content-Type, else UTF-8; what cannot be read becomes U+FFFD."""
        return self.body.decode(_charset(self.header("content-type") or ""), "replace").removeprefix("\ufeff")

    @property
    def location(self) -> str | None:
        """Absolute target of a redirect (fragment kept, any scheme), or None: no redirect, or malformed."""
        target = (self.header("location") or "").strip()
        return _joined(self.url, target) if target and 300 <= self.status < 400 else None


@lru_cache(maxsize=1024)
def _joined(base: str, target: str) -> str | None:
    import httpx

    if _NO_HOST.match(target):
        return None
    try:
        url = httpx.URL(base).join(target)
    except (httpx.InvalidURL, ValueError):
        return None
    return str(url) if url.scheme not in ("http", "https") or is_host(url.raw_host.decode()) else None


def _charset(content_type: str) -> str:
    import codecs
    import email.message

    message = email.message.Message()
    message["content-type"] = content_type
    try:
        name = codecs.lookup(str(message.get_content_charset() or "utf-8")).name
    except (LookupError, ValueError):
        return "utf-8"
    # Python also knows codecs that are no charset of the web, some of them quadratic (punycode).
    return name if name.startswith(_WEB_CHARSETS) else "utf-8"


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a bare TLS handshake showed; one that failed is a fact as well.

    `chain` is DER, leaf first, unverified. `alert` says in a stable word why it failed: `protocol-version`,
    `handshake-failure`, `not-tls`, `closed`, …
    """

    host: str
    port: int
    ok: bool
    version: str | None = None
    cipher: str | None = None
    alpn: str | None = None
    chain: tuple[bytes, ...] = field(default=(), repr=False)
    alert: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a server chose from a bare ClientHello, or the alert with which it refused all of it.

    `suite` is its number in the IANA registry; `compressed` that it wants TLS compression, `renegotiation` that it
    speaks RFC 5746, `dh_bits` the size of its prime where it chose a finite-field exchange.
    """

    host: str
    port: int
    version: str | None = None
    suite: int | None = None
    compressed: bool = False
    renegotiation: bool = False
    dh_bits: int | None = None
    alert: str | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a recursive name server said of one name and one type of record.

    `status` is the response code (`NOERROR`, `NXDOMAIN`, `SERVFAIL`, …); `records` the records of the type asked, in
    presentation form, sorted; `aliases` the targets of the CNAME records on the way, in order. `authenticated` is the
    AD bit: the server says that it has validated the answer (RFC 4035, 3.2.3); `signed` that signatures came along.
    """

    name: str
    rdtype: str
    status: str
    records: tuple[str, ...]
    aliases: tuple[str, ...]
    authenticated: bool
    signed: bool
    resolver: str


@dataclass(frozen=True, slots=True)
class Door:
    """What the operator and the authority permit. Times in seconds, `max_body` in bytes after decoding.

    `domains`: the authority's; a host equals one or lies under one. `hosts`: single hosts of the register, the
    portal, the identity providers, `--allow-host`. `networks`: CIDRs permitted although not global. `resolve`:
    `HOST:PORT:ADDRESS[:PORT]`, as curl has it, with an optional port to connect to. `ca_file` replaces the
    system's trust store; `internal_ca` is trusted in addition, for `intranet_hosts` only. `active`
    requests go to who publishes consent, and to `active_hosts`, which the `assignment` covers. A `proxy` resolves
    names by itself: only addresses that stand in a URL are checked then. `nameserver` (`ADDRESS[:PORT]`) answers
    look-ups and resolves names in place of the system's. `connections_per_address` counts requests and handshakes
    under way.
    """

    domains: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    networks: tuple[str, ...] = ()
    resolve: tuple[str, ...] = ()
    ca_file: Path | None = None
    internal_ca: Path | None = None
    intranet_hosts: frozenset[str] = frozenset()
    proxy: str | None = None
    nameserver: str | None = None
    probe_hosts: frozenset[str] = frozenset()
    active: bool = False
    active_hosts: frozenset[str] = frozenset()
    assignment: str | None = None
    contact: str = ""
    network: str = "internet"
    operator: str | None = None
    request_seconds: float = 10
    connect_seconds: float = 5
    run_seconds: float = 120
    max_body: int = 2_000_000
    max_redirects: int = 8
    requests_per_app: int = 200
    requests_per_address: int = 120
    connections_per_address: int = 4

    def admits(self, host: str) -> bool:
        """Whether `host` (lower case, ASCII) may be talked to at all."""
        return host in self.hosts or any(host == name or host.endswith(f".{name}") for name in self.domains)


def is_host(text: str) -> bool:
    """Whether `text` (ASCII) can be a host: a name in its A-label form or an address."""
    return bool(_HOST.fullmatch(text))


def host_of(url: str) -> str:
    """Return the host of `url` in lower case, empty when it has none or cannot be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class Stream(Protocol):
    """A connection: bytes in, bytes out, until somebody closes it; seconds of patience for each."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, nothing at the end."""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""

    async def aclose(self) -> None:
        """Close it."""
