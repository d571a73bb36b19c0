"""The floor: a bare asyncio client that makes the same requests and TLS probes, side by side, 4 connections an address.

It parses nothing, judges nothing and knows beforehand what to ask, so it waits for no answer before the next question
except for a free connection.
"""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from spbe_policy.evidence import Request


@dataclass(frozen=True)
class Bare:
    """A client with no manners: `places` maps host and port to the address that stands for it."""

    context: ssl.SSLContext
    places: dict[tuple[str, int], tuple[str, int]]
    connections: int = 4

    async def run(self, ledger: Sequence[Request]) -> None:
        """Make every request of the ledger once; the cap of connections is an address's, all its ports together."""
        hosts: dict[str, list[tuple[int, Request]]] = {}
        for line in sorted(ledger, key=lambda line: line.method != "TLS"):
            parts = urlsplit(line.url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            if (parts.hostname or "", port) in self.places:
                hosts.setdefault(parts.hostname or "", []).append((port, line))
        await asyncio.gather(*(self._host(host, work) for host, work in hosts.items()))

    async def _host(self, host: str, work: list[tuple[int, Request]]) -> None:
        todo = iter(work)
        await asyncio.gather(*(self._worker(host, todo) for _ in range(min(self.connections, len(work)))))

    async def _worker(self, host: str, todo: Iterator[tuple[int, Request]]) -> None:
        connection, to = None, 0
        for port, line in todo:
            if line.method == "TLS":
                await self._probe(host, port)
                continue
            if connection and to != port:
                connection[1].close()
                connection = None
            connection, to = connection or await self._open(host, port, secure=port == 443), port
            if not await self._ask(connection, host, line):
                connection = None
        if connection:
            connection[1].close()

    async def _probe(self, host: str, port: int) -> None:
        try:
            _, writer = await self._open(host, port, secure=True)
            writer.close()
        except OSError:
            pass

    async def _open(self, host: str, port: int, secure: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        address = self.places[host, port]
        return await asyncio.open_connection(
            *address, ssl=self.context if secure else None, server_hostname=host if secure else None
        )

    async def _ask(
        self, connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], host: str, line: Request
    ) -> bool:
        reader, writer = connection
        parts = urlsplit(line.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        method = line.method if line.method != "POST" else "GET"
        writer.write(f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        if method != "HEAD":
            await self._body(reader, head)
        return "connection: close" not in head

    async def _body(self, reader: asyncio.StreamReader, head: str) -> None:
        for header in head.split("\r\n"):
            name, _, value = header.partition(":")
            if name == "content-length":
                await reader.readexactly(int(value))
                return
        if "transfer-encoding: chunked" in head:
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
