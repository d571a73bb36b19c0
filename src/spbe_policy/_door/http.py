"""One HTTP request and its answer, over a verified connection or, when there is none to be had, to look only."""

import ssl
from typing import Literal

import httpx

from spbe_policy._door import body, gaps, refusals, trust, wire
from spbe_policy._door.nouns import Door, Exchange, Permission
from spbe_policy._door.target import Ask
from spbe_policy.evidence import Gap

MAX_HEADERS = 65_536
"""Bytes of header fields that we read."""

_Trust = Literal["public", "intranet", "nobody"]
_HEADERS_TOO_LARGE = 431
_SECRET_HEADERS = frozenset({"authorization", "cookie"})


class Untrusted(Exception):  # noqa: N818 (an observation, not an error)
    """The server's certificate is not trusted; `problem` says why in a stable word."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Http:
    """The transports of one run, one for each address and trust: an idle connection makes room for another name's."""

    def __init__(self, door: Door, backend: wire.Pinned, agent: str) -> None:
        self._door = door
        self._backend = backend
        self._agent = agent
        self._contexts: dict[_Trust, ssl.SSLContext] = {}
        self._transports: dict[tuple[_Trust, str], httpx.AsyncHTTPTransport] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in self._transports.values():
            await transport.aclose()

    async def ask(self, ask: Ask, address: str) -> Exchange | Gap:
        """Put `ask`; raise `Untrusted` when the certificate is, `Halt` when the answer is of no use."""
        return await self._send(ask, self._transport("intranet" if ask.intranet else "public", address), None)

    async def observe(self, ask: Ask, address: str, problem: str) -> Exchange | Gap:
        """Put `ask` to a server that is not trusted because of `problem`; nothing secret goes there."""
        if ask.form is not None:
            return refusals.secrets(ask.host)
        return await self._send(ask, self._transport("nobody", address), problem)

    def _transport(self, trusting: _Trust, address: str) -> httpx.AsyncHTTPTransport:
        key = trusting, address
        if key not in self._transports:
            most = self._door.connections_per_address
            self._transports[key] = wire.transport(self._context(trusting), self._backend, most)
        return self._transports[key]

    def _context(self, trusting: _Trust) -> ssl.SSLContext:
        """Return one context for each trust: loading the system's trust store takes time."""
        if trusting not in self._contexts:
            also = self._door.internal_ca if trusting == "intranet" else None
            nobody = trusting == "nobody"
            self._contexts[trusting] = trust.observing() if nobody else trust.verifying(self._door.ca_file, also)
        return self._contexts[trusting]

    async def _send(self, ask: Ask, transport: httpx.AsyncHTTPTransport, problem: str | None) -> Exchange | Gap:
        try:
            response = await self._open(ask, transport, trusted=problem is None)
            try:
                return await _read(ask, response, problem)
            finally:
                await response.aclose()
        except (httpx.TransportError, ssl.SSLError, OSError) as error:
            if problem is None and (found := trust.distrust(error)):
                raise Untrusted(found) from error
            return self._failure(ask, error)

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
        seconds = self._door.request_seconds
        return httpx.Request(
            ask.method,
            ask.url,
            # As bytes: a server may have set a cookie that is not ASCII.
            headers={
                name.encode(): value.encode()
                for name, value in headers.items()
                if trusted or name not in _SECRET_HEADERS
            },
            data=None if ask.form is None else dict(ask.form),
            extensions={"timeout": {"connect": self._door.connect_seconds, "read": seconds, "write": seconds}},
        )

    def _failure(self, ask: Ask, error: Exception) -> Gap:
        if isinstance(error, httpx.TimeoutException):
            return gaps.slow(ask.host, self._door.request_seconds)
        if isinstance(error, httpx.ProxyError):
            return gaps.proxy(ask.host)
        below = list(trust.causes(error))
        in_tls = any(isinstance(cause, ssl.SSLError) for cause in below) and not trust.was_cut(error)
        if isinstance(error, httpx.ConnectError) or in_tls:
            return gaps.no_handshake(*ask.origin, trust.alert(error))
        # h11's own error knows which status a server would answer.
        if any(getattr(cause, "error_status_hint", 0) == _HEADERS_TOO_LARGE for cause in below):
            return gaps.headers_too_large(ask.host, MAX_HEADERS)
        return gaps.no_answer(ask.host)


async def _read(ask: Ask, response: httpx.Response, problem: str | None) -> Exchange:
    # Read before the body: with `Connection: close` the socket is gone after it.
    stream = response.extensions["network_stream"]
    connection = stream.get_extra_info("ssl_object")
    if sum(len(name) + len(value) + 4 for name, value in response.headers.raw) > MAX_HEADERS:
        raise gaps.Halt(gaps.headers_too_large(ask.host, MAX_HEADERS))
    return Exchange(
        url=ask.url,
        method=ask.method,
        status=response.status_code,
        headers=tuple((_field(name).lower(), _field(value)) for name, value in response.headers.raw),
        address=stream.get_extra_info(wire.ADDRESS),
        tls=trust.facts(connection, problem) if connection else None,
        http_version=response.http_version,
        body=await body.read(response, ask),
    )


def _field(value: bytes) -> str:
    """Decode a header as servers write them: UTF-8 where it is, else ISO 8859-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
