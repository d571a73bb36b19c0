"""What all apps of one run share: connections, trust, answers, deadlines. Every request ends as answer or gap."""

import ssl
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TypeVar

import anyio
import httpcore
import httpx

from spbe_policy._door import body, gaps, trust, wire
from spbe_policy._door.address import Resolver
from spbe_policy._door.nouns import Ask, Door, Exchange, Handshake, Permission, Shake
from spbe_policy.evidence import Gap

A = TypeVar("A")

MAX_HEADERS = 65_536
"""Bytes of header fields that we read."""

PATIENCE = 2
"""Seconds of `Retry-After` that we wait, once."""

_HEADERS_TOO_LARGE = 431
_SECRET_HEADERS = frozenset({"authorization", "cookie"})


class Run:
    """The engine behind every `Session` of one run; knows no app."""

    def __init__(self, door: Door, agent: str) -> None:
        self.door = door
        self.resolver = Resolver(door.networks, door.resolve)
        self._agent = agent
        self._backend = wire.Pinned(self.resolver, wire.proxy_of(door.proxy))
        self._deadline = anyio.current_time() + door.run_seconds
        self._slots: dict[str, anyio.Semaphore] = {}
        self._dead: dict[tuple[str, int], Gap] = {}
        self._distrusted: dict[tuple[str, int], str] = {}
        self._probing: dict[int | None, ssl.SSLContext] = {}

    @cached_property
    def _public(self) -> httpx.AsyncHTTPTransport:
        return wire.transport(trust.verifying(self.door.ca_file), self._backend)

    @cached_property
    def _intranet(self) -> httpx.AsyncHTTPTransport:
        context = trust.verifying(self.door.ca_file, self.door.internal_ca)
        return wire.transport(context, self._backend)

    @cached_property
    def _observing(self) -> httpx.AsyncHTTPTransport:
        return wire.transport(trust.observing(), self._backend)

    async def aclose(self) -> None:
        """Close every connection."""
        for name in ("_public", "_intranet", "_observing"):
            if name in vars(self):
                await vars(self)[name].aclose()

    async def exchange(self, ask: Ask) -> Exchange | Gap:
        """Put `ask`; try once more when asked to come back soon; look unverified when the certificate is bad."""
        answer = await self._answer(ask)
        if isinstance(answer, Exchange) and ask.safe and (pause := _pause(answer)) is not None:
            await anyio.sleep(pause)
            answer = await self._answer(ask)
        return answer

    async def handshake(self, shake: Shake) -> Handshake | Gap:
        """Shake hands once, trusting nobody."""
        return await self._bounded(shake.host, shake.port, lambda: self._shake(shake))

    def forget(self, origin: tuple[str, int]) -> None:
        """Ask an origin anew that was found dead, as a second sample has to."""
        self._dead.pop(origin, None)

    async def _answer(self, ask: Ask) -> Exchange | Gap:
        if ask.origin not in self._distrusted:
            answer = await self._bounded(*ask.origin, lambda: self._send(ask))
            if answer is not None:
                return answer
        return await self._bounded(*ask.origin, lambda: self._observe(ask))

    async def _bounded(self, host: str, port: int, work: Callable[[], Awaitable[A]]) -> A | Gap:
        """Do `work` within the run's time, the request's time and the number of connections to one address."""
        if gap := self._dead.get((host, port)):
            return gap
        try:
            with anyio.CancelScope(deadline=self._deadline):
                async with await self._slot(host, port):
                    with anyio.move_on_after(self.door.request_seconds):
                        return await work()
                    return gaps.slow(host, self.door.request_seconds)
        except gaps.Halt as halt:
            if halt.dead:
                self._dead[host, port] = halt.gap
            return halt.gap
        return gaps.run_over(self.door.run_seconds)

    async def _slot(self, host: str, port: int) -> anyio.Semaphore:
        if self.door.proxy is None:
            host = (await self.resolver.places(host, port))[0].address
        if host not in self._slots:
            self._slots[host] = anyio.Semaphore(self.door.connections_per_address)
        return self._slots[host]

    async def _send(self, ask: Ask) -> Exchange | Gap | None:
        """Send over a verified connection; None when the certificate is not trusted (and why is noted)."""
        try:
            return await self._receive(ask, self._intranet if ask.intranet else self._public, None)
        except httpx.ConnectError as error:
            problem = trust.distrust(error)
            if problem is None:
                return gaps.no_handshake(*ask.origin, trust.alert(error))
            self._distrusted[ask.origin] = problem
            return None
        except (httpx.TransportError, ssl.SSLError, OSError) as error:
            return self._failure(ask, error)

    async def _observe(self, ask: Ask) -> Exchange | Gap:
        """Look over an unverified connection; nothing secret goes there."""
        if ask.form is not None:
            return gaps.secrets(ask.host)
        try:
            return await self._receive(ask, self._observing, self._distrusted[ask.origin])
        except httpx.ConnectError as error:
            return gaps.no_handshake(*ask.origin, trust.alert(error))
        except (httpx.TransportError, ssl.SSLError, OSError) as error:
            return self._failure(ask, error)

    def _failure(self, ask: Ask, error: Exception) -> Gap:
        if isinstance(error, httpx.TimeoutException):
            return gaps.slow(ask.host, self.door.request_seconds)
        if isinstance(error, httpx.ProxyError):
            return gaps.proxy(ask.host)
        # h11's own error, below those of httpcore and httpx, knows which status a server would answer.
        if any(getattr(cause, "error_status_hint", 0) == _HEADERS_TOO_LARGE for cause in trust.causes(error)):
            return gaps.headers_too_large(ask.host, MAX_HEADERS)
        return gaps.no_answer(ask.host)

    async def _receive(self, ask: Ask, transport: httpx.AsyncHTTPTransport, problem: str | None) -> Exchange:
        response = await self._open(ask, transport, trusted=problem is None)
        try:
            return await self._read(ask, response, problem)
        finally:
            await response.aclose()

    async def _open(self, ask: Ask, transport: httpx.AsyncHTTPTransport, *, trusted: bool) -> httpx.Response:
        try:
            return await transport.handle_async_request(self._request(ask, trusted=trusted))
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            if isinstance(error, httpx.ConnectError) or not ask.safe:
                raise
        # A server may close a kept-alive connection in the moment we ask (RFC 9112, 9.3.1).
        return await transport.handle_async_request(self._request(ask, trusted=trusted))

    def _request(self, ask: Ask, *, trusted: bool) -> httpx.Request:
        coding = "identity" if ask.permission is Permission.PROBE else "gzip"
        headers = {"user-agent": self._agent, "accept": "*/*", "accept-encoding": coding, **dict(ask.headers)}
        seconds = self.door.request_seconds
        return httpx.Request(
            ask.method,
            ask.url,
            headers={name: value for name, value in headers.items() if trusted or name not in _SECRET_HEADERS},
            data=None if ask.form is None else dict(ask.form),
            extensions={"timeout": {"connect": self.door.connect_seconds, "read": seconds, "write": seconds}},
        )

    async def _read(self, ask: Ask, response: httpx.Response, problem: str | None) -> Exchange:
        # Read before the body: with `Connection: close` the socket is gone after it.
        stream = response.extensions["network_stream"]
        connection = stream.get_extra_info("ssl_object")
        address = "" if self.door.proxy else str(stream.get_extra_info("server_addr")[0])
        tls = trust.facts(connection, problem) if connection else None
        if sum(len(name) + len(value) + 4 for name, value in response.headers.raw) > MAX_HEADERS:
            raise gaps.Halt(gaps.headers_too_large(ask.host, MAX_HEADERS))
        return Exchange(
            url=ask.url,
            method=ask.method,
            status=response.status_code,
            headers=tuple((_field(name).lower(), _field(value)) for name, value in response.headers.raw),
            body=await body.read(response, ask),
            address=address,
            http_version=response.http_version,
            tls=tls,
        )

    async def _shake(self, shake: Shake) -> Handshake | Gap:
        version = shake.version and ssl.TLSVersion(shake.version)
        if shake.version not in self._probing:
            self._probing[shake.version] = trust.probing(version or None)
        seconds = self.door.connect_seconds
        try:
            plain = await wire.tunnel(self._backend, shake.host, shake.port, seconds)
            stream = await plain.start_tls(self._probing[shake.version], shake.host, seconds)
        except httpcore.TimeoutException:
            return gaps.slow(shake.host, seconds)
        except httpcore.NetworkError as error:
            word = trust.alert(error)
            if trust.is_ours(word):
                return gaps.cannot_speak(version.name if version else "TLS")
            return Handshake(shake.host, shake.port, ok=False, alert=word)
        try:
            return _seen(shake, stream.get_extra_info("ssl_object"))
        finally:
            await stream.aclose()


def _seen(shake: Shake, connection: ssl.SSLObject) -> Handshake:
    tls = trust.facts(connection, problem=None)
    return Handshake(
        shake.host,
        shake.port,
        ok=True,
        version=tls.version,
        cipher=tls.cipher,
        alpn=tls.alpn,
        chain=trust.chain(connection),
    )


def _pause(exchange: Exchange) -> int | None:
    """Return the seconds after which a busy server asks us back, when they are few."""
    value = exchange.header("retry-after") or ""
    if exchange.status in (429, 503) and value.isascii() and value.isdigit() and int(value) <= PATIENCE:
        return int(value)
    return None


def _field(value: bytes) -> str:
    """Decode a header as servers write them: UTF-8 where it is, else ISO 8859-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
