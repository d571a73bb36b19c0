"""A relay that adds a round-trip time between loopback addresses: TCP's own round trip first, then half each way.

Only loopback is relayed. One relay stands for one host, on an address of its own.
"""

import asyncio
import ipaddress
import threading

Address = tuple[str, int]


class Relay:
    """Relays each listening address to its target, in a thread of its own, for the length of a `with` block."""

    def __init__(self, seconds: float, routes: dict[Address, Address]) -> None:
        if not all(ipaddress.ip_address(host).is_loopback for pair in routes.items() for host, _ in pair):
            raise ValueError("loopback only")
        self.seconds, self.routes = seconds, routes
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self) -> "Relay":
        self.thread.start()
        for listen, target in self.routes.items():
            asyncio.run_coroutine_threadsafe(self._listen(listen, target), self.loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    async def _listen(self, listen: Address, target: Address) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(self.seconds)
            try:
                there, back = await asyncio.open_connection(*target)
                await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
            except OSError:
                writer.close()

        await asyncio.start_server(serve, *listen, backlog=256)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass every chunk on half a round trip after it came, without holding up the next."""
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                at, chunk = await due.get()
                await asyncio.sleep(at - self.loop.time())
                if not chunk:
                    writer.close()
                    return
                writer.write(chunk)

        delivery = asyncio.create_task(deliver())
        try:
            while chunk := await reader.read(1 << 16):
                due.put_nowait((self.loop.time() + self.seconds / 2, chunk))
        except OSError:
            pass
        due.put_nowait((self.loop.time() + self.seconds / 2, b""))
        await delivery
