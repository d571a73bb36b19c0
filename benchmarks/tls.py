"""What our rules ask of TLS, beside the scanners of the field, at 50 ms round trip on the same server.

Ours: versions, suites, chain and trust of one host, in process, 4 connections at most. The scanners as they come, where
they are on the PATH, process start included (half a second of ten).

python benchmarks/tls.py
"""

import asyncio
import json
import shutil
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from floor import Bare

from spbe_policy.builtin.tls.collectors import ALL
from spbe_policy.collecting import Scope
from spbe_policy.demo.scene import APP
from spbe_policy.evidence import Gap, Request
from spbe_policy.manifest import load_manifest
from spbe_policy.reading import read_text
from spbe_policy.session import open_session
from spbe_policy.target import Reach, door_for, load_city

ROUND_TRIP = 0.050
RUNS = 5
GOAL = 20


@contextmanager
def world() -> Iterator[tuple[tuple[str, ...], Path]]:
    """The sandbox behind relays, in a process of its own."""
    bench = [sys.executable, str(Path(__file__).parent / "bench.py"), "world"]
    with subprocess.Popen(bench, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        resolve, folder = json.loads(process.stdout.readline())
        try:
            yield tuple(resolve), Path(folder)
        finally:
            process.stdin.close()


async def ours(folder: Path, resolve: tuple[str, ...]) -> tuple[float, tuple[Request, ...]]:
    """Put all TLS questions about the app's host through a new session."""
    city = load_city(folder / "authority.yaml", folder)
    app, _ = load_manifest(read_text(folder / "spbe.yaml"), "spbe.yaml")
    door = door_for(city, Reach(resolve=resolve, allow_networks=("127.0.0.0/8",)), ())
    start = time.perf_counter()
    async with open_session(door, clock=lambda: datetime.now(UTC)) as session:
        scope = Scope(app, city.authority, app.environments["staging"], None, (), session)
        found = await asyncio.gather(*(collector.run(scope) for collector in ALL))
        assert not any(isinstance(fact, Gap) for kind in found for fact in kind.values())
        return time.perf_counter() - start, session.ledger


def theirs(address: str, port: int) -> dict[str, list[str]]:
    """Return the scanners that are here, each with its command."""
    every = {
        "sslyze": ["sslyze", f"{APP}:{port}{{{address}}}"],
        "sslscan": ["sslscan", "--no-colour", f"--sni-name={APP}", f"{address}:{port}"],
    }
    for name in every:
        if shutil.which(name) is None:
            print(f"{name}: not on the PATH, skipped")
    return {name: command for name, command in every.items() if shutil.which(name)}


def measure() -> bool:
    """Print the ratios; true when every scanner that is here takes at least 20 times as long."""
    with world() as (resolve, folder):
        asyncio.run(ours(folder, resolve))
        context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
        split = [entry.split(":") for entry in resolve]
        places = {(host, int(port)): (address, int(to)) for host, port, address, to in split}
        mine, bare = [], []
        for _ in range(RUNS):
            seconds, ledger = asyncio.run(ours(folder, resolve))
            mine.append(seconds)
            start = time.perf_counter()
            asyncio.run(Bare(context, places).run(ledger))
            bare.append(time.perf_counter() - start)
        median, floor = statistics.median(mine), statistics.median(bare)
        print(f"tls, {len(ledger)} questions: {median * 1000:.0f} ms, {median / ROUND_TRIP:.1f} round trips; "
              f"a bare client with whole handshakes: {floor * 1000:.0f} ms")  # fmt: skip
        kept = True
        for name, command in theirs(*places[APP, 443]).items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            taken = time.perf_counter() - start
            kept = kept and taken >= GOAL * median
            print(f"{name}: {taken:.1f} s, {taken / median:.0f} times ours (goal: {GOAL})", flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(not measure())
