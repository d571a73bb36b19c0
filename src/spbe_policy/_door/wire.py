"""The connections: to the very address that was checked, under the name that was asked for."""

import ssl
from collections.abc import Iterable
from typing import Any

import anyio
import httpcore
import httpx
from anyio.streams.tls import TLSStream

from spbe_policy._door import gaps
from spbe_policy._door.address import Place, Resolver
from spbe_policy.errors import UsageError

ADDRESS = "spbe_policy.address"
"""Asks a network stream for the address that it reached; empty behind a proxy."""

_IDLE_SECONDS = 15.0
_PROXY_HEAD = 8_192


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that knows whom it reached, and that does not leak when its TLS handshake is cancelled.

    The socket below forgets its peer once that has hung up; httpcore 1.0.9 closes it on errors only.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream, address: str, tls: TLSStream | None = None) -> None:
        self._inner = inner
        self._address = address
        self._tls = tls

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        if self._tls:
            self._tls.standard_compatible = False  # else it waits for the peer's farewell
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            inner = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._inner.aclose()
            raise
        # An end without TLS's farewell may be one in the middle (RFC 9112, 9.8): reading then fails. httpcore has no
        # public way to say so; a test holds this attribute's name.
        tls: TLSStream = inner._stream  # type: ignore[attr-defined]
        tls.standard_compatible = True
        return _Stream(inner, self._address, tls)

    def get_extra_info(self, info: str) -> Any:
        return self._address if info == ADDRESS else self._inner.get_extra_info(info)


class Pinned(httpcore.AsyncNetworkBackend):
    """Connects to addresses that the resolver has checked, and to nothing else.

    The pool above stays keyed by name, so two names on one address never share a connection. Only the host of
    the operator's own proxy is connected to unchecked.
    """

    def __init__(self, resolver: Resolver, proxy: httpcore.Proxy | None = None) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._resolver = resolver
        self.proxy = proxy

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first checked address of `host` that answers; raise `Halt` when none does."""
        places = [Place(host, port)] if self.proxy else await self._resolver.places(host, port)
        for place in places:
            try:
                stream = await self._inner.connect_tcp(*place, timeout and timeout / len(places))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return _Stream(stream, "" if self.proxy else place.address)
        raise gaps.Halt(gaps.proxy(host)) if self.proxy else gaps.Halt(gaps.dead(host, port), dead=True)

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Refuse: nothing that we check lives behind a file."""
        raise httpcore.ConnectError("unix sockets are refused")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await anyio.sleep(seconds)


def proxy_of(url: str | None) -> httpcore.Proxy | None:
    """Return the operator's proxy (`http://[user:password@]host:port`); raise `UsageError` when it is none."""
    if url is None:
        return None
    try:
        proxy = httpx.Proxy(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise UsageError("--proxy bukan URL proksi yang sah.", "--proxy is not a valid proxy URL.") from error
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth)


def transport(context: ssl.SSLContext, backend: Pinned, connections: int) -> httpx.AsyncHTTPTransport:
    """Return an HTTP/1.1 transport whose connections, idle ones included, come from `backend`; no environment variable
    is read."""
    made = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
    # httpx has no public way to set the network back end; a test holds this attribute's name.
    made._pool = httpcore.AsyncConnectionPool(
        ssl_context=context,
        proxy=backend.proxy,
        max_connections=connections,
        keepalive_expiry=_IDLE_SECONDS,
        network_backend=backend,
    )
    return made


async def tunnel(backend: Pinned, host: str, port: int, seconds: float) -> httpcore.AsyncNetworkStream:
    """Return a bare connection to `host:port`, through the proxy when there is one (RFC 9110, 9.3.6)."""
    if backend.proxy is None:
        return await backend.connect_tcp(host, port, seconds)
    to = backend.proxy.url
    stream = await backend.connect_tcp(to.host.decode(), to.port or 80, seconds)
    try:
        head = await _connect(stream, backend.proxy, f"{host}:{port}".encode(), seconds)
    except (httpcore.NetworkError, httpcore.TimeoutException):
        head = b""
    if head.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
        return stream
    await stream.aclose()
    raise gaps.Halt(gaps.proxy(host))


async def _connect(stream: httpcore.AsyncNetworkStream, proxy: httpcore.Proxy, target: bytes, seconds: float) -> bytes:
    fields = b"".join(b"%b: %b\r\n" % pair for pair in proxy.headers)
    await stream.write(b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (target, target, fields), seconds)
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _PROXY_HEAD:
        if not (data := await stream.read(_PROXY_HEAD, seconds)):
            break
        head += data
    return head
