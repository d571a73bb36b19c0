"""A proxy on the loopback that carries what the browser asks through the one door to the network, or refuses it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import anyio
import httpcore
from anyio.abc import SocketAttribute, SocketStream

from spbe_policy.evidence import Gap
from spbe_policy.session import Stream

HEAD_BYTES = 65_536
IDLE_SECONDS = 30.0
CHUNK = 65_536

_CONNECT = re.compile(rb"CONNECT ([^ :]+):(\d{1,5}) HTTP/1\.[01]\r\n")
_ENDED = (anyio.BrokenResourceError, anyio.EndOfStream, httpcore.NetworkError, httpcore.TimeoutException)
"""How a connection tells that the other side has gone."""

_PLAIN = re.compile(rb"(?:GET|HEAD) http://([^/: ]+)(?::(\d{1,5}))?(/[^ ]*)? HTTP/1\.[01]\r\n")


class Tunnels(Protocol):
    """What opens connections: `spbe_policy.session.Session`."""

    def refusal(self, url: str) -> Gap | None:
        """Say why a URL would not be asked."""
        ...

    async def tunnel(self, host: str, port: int) -> Stream | Gap:
        """Open a connection to a host that the door admits, or say why not."""
        ...


@asynccontextmanager
async def proxied(session: Tunnels) -> AsyncIterator[str]:
    """Serve while the block lasts; gives the proxy's URL. What the door does not admit is refused in silence."""
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as tasks:
        port = listener.extra(SocketAttribute.local_port)  # noqa: S610 (no Django here)

        async def serve(client: SocketStream) -> None:
            async with client:
                with suppress(*_ENDED):
                    await _carry(session, client)

        tasks.start_soon(listener.serve, serve)
        yield f"http://127.0.0.1:{port}"
        tasks.cancel_scope.cancel()


async def _carry(session: Tunnels, client: SocketStream) -> None:
    """Serve one connection of the browser."""
    head = await _head(client)
    if found := _CONNECT.match(head):
        host, port, first = found[1].decode(), int(found[2]), b""
    elif found := _PLAIN.match(head):
        host, port, first = found[1].decode(), int(found[2] or 80), _directed(found, head)
    else:
        return await client.send(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
    server = session.refusal(f"https://{host}:{port}/") or await session.tunnel(host, port)
    if isinstance(server, Gap):
        return await client.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    try:
        await (server.write(first) if first else client.send(b"HTTP/1.1 200 Connection established\r\n\r\n"))
        return await _both_ways(client, server)
    finally:
        with anyio.CancelScope(shield=True):
            await server.aclose()


def _directed(found: re.Match[bytes], head: bytes) -> bytes:
    """Return the request as its own server wants it: one a connection, so that the next is judged by its own host."""
    rest = re.sub(rb"(?i)\r\n(?:proxy-)?connection:[^\r]*", b"", head[found.end() - 2 :])
    return head.partition(b" ")[0] + b" " + (found[3] or b"/") + b" HTTP/1.1\r\nConnection: close" + rest


async def _head(client: SocketStream) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < HEAD_BYTES:
        head += await client.receive()
    return head


async def _both_ways(client: SocketStream, server: Stream) -> None:
    async with anyio.create_task_group() as tasks:

        async def up() -> None:
            async for data in client:
                await server.write(data)
            tasks.cancel_scope.cancel()

        async def down() -> None:
            while data := await server.read(CHUNK, IDLE_SECONDS):
                await client.send(data)
            tasks.cancel_scope.cancel()

        tasks.start_soon(_quietly, up)
        tasks.start_soon(_quietly, down)


async def _quietly(work: Callable[[], Awaitable[None]]) -> None:
    with suppress(*_ENDED):
        await work()
