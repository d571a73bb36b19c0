"""The floor: a bare asyncio client that makes the same requests and TLS probes, side by side, 4 connections an address.

It parses nothing, judges nothing and knows beforehand what to ask, so it waits for no answer before the next question
except for a free connection.
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from spbe_policy.evidence import Request

VERSIONS = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1}


@dataclass(frozen=True)
class Bare:
    """A client with no manners: `places` maps host and port to the address that stands for it."""

    context: ssl.SSLContext
    places: dict[tuple[str, int], tuple[str, int]]
    connections: int = 4

    async def run(self, ledger: Sequence[Request]) -> None:
        """Make every request of the ledger once."""
        origins: dict[tuple[str, int, bool], list[Request]] = {}
        probes: dict[tuple[str, int], int] = {}
        for line in ledger:
            parts = urlsplit(line.url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            where = (parts.hostname or "", port)
            if where not in self.places:
                continue
            if line.method == "TLS":
                probes[where] = probes.get(where, 0) + 1
            else:
                origins.setdefault((*where, parts.scheme == "https"), []).append(line)
        await asyncio.gather(*(self._origin(origin, lines, probes) for origin, lines in origins.items()))

    async def _origin(
        self, origin: tuple[str, int, bool], lines: list[Request], probes: dict[tuple[str, int], int]
    ) -> None:
        host, port, secure = origin
        work: list[Request | None] = [None] * (probes.pop((host, port), 0) if secure else 0)
        work += lines
        todo = iter(work)
        await asyncio.gather(*(self._worker(host, port, secure, todo) for _ in range(min(self.connections, len(work)))))

    async def _worker(self, host: str, port: int, secure: bool, todo: object) -> None:
        connection = None
        for line in todo:  # type: ignore[attr-defined]
            if line is None:
                await self._probe(host, port)
                continue
            connection = connection or await self._open(host, port, secure)
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
