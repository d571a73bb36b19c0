"""Measure what we promise, as ratios against a floor taken in the same run. Exit 1 when a promise is not kept.

nox -s bench                 all
nox -s bench -- collect      one of: version lint packs fleet evidence reports collect memory tls
"""

import asyncio
import gc
import io
import json
import os
import resource
import shutil
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import many
import rendering
from floor import Bare
from relay import Address, Relay

from spbe_policy import audit
from spbe_policy.audit import Audit
from spbe_policy.demo import Sandbox
from spbe_policy.evidence import Evidence, Request
from spbe_policy.target import Reach, Target

ROUND_TRIP = 0.050
RUNS = 7


def version() -> bool:
    """Process start included."""
    tool = [sys.executable, "-m", "spbe_policy", "--version"]
    return _paired("--version", tool, 3)


STACK = """
import os; os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
import click, pluggy
from pydantic import BaseModel
from ruamel.yaml import YAML
class One(BaseModel):
    key: str
One(key=str(YAML(typ="safe", pure=True).compose("key: value")))
"""
"""The least that the client's fixed packages cost: one model, one line of YAML, nothing of ours."""


def lint() -> bool:
    """Lint of the example, cold, process start included.

    The fixed packages alone take about 15 times a bare `python -c pass`, so ours is held against them; the ratio to the
    bare interpreter is printed as well.
    """
    example = Path(__file__).parents[1] / "examples" / "antrean" / "spbe.yaml"
    ours = [sys.executable, "-m", "spbe_policy", "lint", str(example)]
    _paired("  the fixed packages alone", [sys.executable, "-c", STACK], None)
    _paired("  lint, to the bare interpreter", ours, None)
    return _paired("lint, to the fixed packages", ours, 2.5, bare=[sys.executable, "-c", STACK])


IN_PROCESS = """
import gc, os, sys, time; os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"; gc.set_threshold(50_000, 20, 20)
from spbe_policy import api, plugins
plugins.load()
start = time.perf_counter()
api.evaluate(sys.argv[1], stage="acceptance")
print(time.perf_counter() - start)
"""


def packs() -> bool:
    """Load all packs and judge one file of evidence: in process, imports done, and as a whole process.

    Only the former is held against the goal: the fixed packages alone take a whole process beyond it (see `lint`).
    """
    with TemporaryDirectory() as folder:
        file = str(_evidence(Path(folder)))
        ours, floor = [], []
        for _ in range(RUNS):
            floor.append(_timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)))
            shown = subprocess.run([sys.executable, "-c", IN_PROCESS, file], check=True, capture_output=True)
            ours.append(float(shown.stdout))
        whole = [sys.executable, "-m", "spbe_policy", "evaluate", file, "--stage", "acceptance"]
        _paired("  all packs and one file of evidence, whole process", whole, None)
        _paired("  the same, to the fixed packages", whole, None, bare=[sys.executable, "-c", STACK])
    return _ratio("all packs and one file of evidence, imports done", ours, floor, 12)


def fleet() -> bool:
    """1,000 manifests by 60 rules in one process, CPU time; ours and the floor take turns, 50 manifests each."""
    prepared = many.few_rules()
    ours, floor = [], []
    with TemporaryDirectory() as folder:
        files = many.manifests(Path(folder), 1000)
        many.lint(prepared, files[:10], io.BytesIO())
        for start in range(0, len(files), 50):
            some = files[start : start + 50]
            floor.append(_cpu(lambda some=some: many.floor(some, io.BytesIO())))
            ours.append(_cpu(lambda some=some: many.lint(prepared, some, io.BytesIO())))
    return _ratio("50 of 1,000 manifests, 60 rules", ours, floor, 3)


def evidence() -> bool:
    """1,000 stored files of evidence by all packs: how many in a second of CPU time, and whether memory stays flat.

    The evidence is the sandbox's: 55 kB, with a manifest of 12 kB that answers every question.
    """
    prepared = audit.prepare(stage="acceptance")
    with TemporaryDirectory() as folder:
        one = Evidence.load(_evidence(Path(folder)).read_bytes())
        files = many.stored(Path(folder), one, 1000)
        spent = _cpu(lambda: many.evaluate(prepared, files[:200], io.BytesIO()))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        spent += _cpu(lambda: many.evaluate(prepared, files[200:], io.BytesIO()))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / before
        least = _cpu(lambda: many.floor_of_evidence(files, io.BytesIO()))
    rate = len(files) / spent
    print(f"1,000 files of evidence, {len(prepared.policy.rules)} rules: {rate:.0f} a second (goal: 300)")
    print(f"  the floor (JSON, libyaml, 60 closures): {len(files) / least:.0f} a second")
    print(f"memory after 1,000 to that after 200: {grown:.2f} (goal: 1.1)", flush=True)
    return rate >= 300 and grown <= 1.1


def reports() -> bool:
    """Every reporter, for a report of all rules."""
    prepared = audit.prepare(stage="acceptance")
    with TemporaryDirectory() as folder:
        one = Evidence.load(_evidence(Path(folder)).read_bytes())
    return rendering.reports(prepared.judge(one))


def _evidence(folder: Path) -> Path:
    """Collect the evidence of the sandbox's app into a file."""
    file = folder / "evidence.json"
    with Sandbox() as box:
        prepared, target = _prepared(box.folder, box.resolve)
        file.write_bytes(asyncio.run(audit.collect_one(prepared, target)).stored())
    return file


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def memory() -> bool:
    """Peak memory of a whole `check` in a process of its own, in MB."""
    with Sandbox() as box:
        command = _check_command(box)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"memory of check: {peak:.0f} MB (goal: below 120)")
    return peak < 120


def collect() -> bool:
    """The collecting part of `check` at 50 ms, in process, against a bare client that makes the same requests."""
    world = subprocess.Popen(
        [sys.executable, __file__, "world"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert world.stdin
    assert world.stdout
    resolve, folder = json.loads(world.stdout.readline())
    try:
        prepared, target = _prepared(Path(folder), tuple(resolve))
        ledger = asyncio.run(_collect(prepared, target))[1]
        context = ssl.create_default_context(cafile=str(Path(folder, "ca.pem")))
        split = [entry.split(":") for entry in resolve]
        places = {(host, int(port)): (address, int(to)) for host, port, address, to in split}
        ours, floor = [], []
        for _ in range(RUNS):
            ours.append(asyncio.run(_collect(prepared, target))[0])
            floor.append(_timed(lambda: asyncio.run(Bare(context, places).run(ledger))))
    finally:
        world.stdin.close()
        world.wait()
    return _ratio(f"collect, {len(ledger)} requests", ours, floor, 1.3)


def tls() -> bool:
    """What we ask of TLS beside sslyze and sslscan, where they are installed (benchmarks/tls.py)."""
    import tls as scanners

    return scanners.measure()


def world() -> bool:
    """The sandbox behind relays, in a process of its own: says where it is, ends with its standard input."""
    with Sandbox() as box:
        routes, resolve = _routes(box)
        with Relay(ROUND_TRIP, routes):
            print(json.dumps([resolve, str(box.folder)]), flush=True)
            sys.stdin.read()
            shutil.rmtree(box.folder)
            os._exit(0)


def _routes(box: Sandbox) -> tuple[dict[Address, Address], tuple[str, ...]]:
    """A loopback address of its own for every host, so that the cap of connections is a host's, as in a city."""
    routes: dict[Address, Address] = {}
    resolve = []
    hosts = sorted({entry.split(":")[0] for entry in box.resolve})
    for entry in box.resolve:
        host, port, address, to = entry.split(":")
        listen = (f"127.0.2.{hosts.index(host) + 1}", 20000 + int(port))
        routes[listen] = (address, int(to))
        resolve.append(f"{host}:{port}:{listen[0]}:{listen[1]}")
    return routes, tuple(resolve)


def _prepared(folder: Path, resolve: tuple[str, ...]) -> tuple[Audit, Target]:
    prepared = audit.prepare(
        authority=folder / "authority.yaml",
        decisions=folder / "decisions.yaml",
        stage="acceptance",
        reach=Reach(resolve=resolve, allow_networks=("127.0.0.0/8",)),
    )
    return prepared, prepared.target(folder / "spbe.yaml")


async def _collect(prepared: Audit, target: Target) -> tuple[float, tuple[Request, ...]]:
    start = time.perf_counter()
    evidence = await audit.collect_one(prepared, target)
    return time.perf_counter() - start, evidence.dossier.ledger


def sbom() -> bool:
    """Bills of materials of 1,000 to 50,000 components (benchmarks/sbom.py; with the peers: run that file)."""
    import sbom as bills

    return bills.measure()


def _check_command(box: Sandbox) -> list[str]:
    files = box.files
    command = [sys.executable, "-m", "spbe_policy", "check", str(files.manifest), "--stage", "acceptance"]
    command += ["--authority", str(files.authority), "--decisions", str(files.decisions)]
    return command + [part for entry in box.resolve for part in ("--resolve", entry)]


def _paired(name: str, command: list[str], goal: float | None, bare: list[str] | None = None) -> bool:
    bare = bare or [sys.executable, "-c", "pass"]
    environment = {**os.environ, "PYTHONPATH": ""}

    def run(words: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=False)

    run(command)()
    ours, floor = [], []
    for _ in range(RUNS * 2):
        floor.append(_timed(run(bare)))
        ours.append(_timed(run(command)))
    return _ratio(name, ours, floor, goal)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _ratio(name: str, ours: list[float], floor: list[float], goal: float | None) -> bool:
    mine, bare = statistics.median(ours), statistics.median(floor)
    wanted = f" (goal: {goal})" if goal else ""
    print(f"{name}: {mine * 1000:.0f} ms against {bare * 1000:.0f} ms: {mine / bare:.2f}{wanted}", flush=True)
    return goal is None or mine / bare <= goal


if __name__ == "__main__":
    gc.set_threshold(50_000, 20, 20)  # as the command does
    chosen = [globals()[name] for name in sys.argv[1:]] or [
        version,
        lint,
        packs,
        fleet,
        evidence,
        reports,
        collect,
        memory,
    ]
    kept = [measure() for measure in chosen]
    sys.exit(not all(kept))
