"""How sslyze is asked: as a process of its own, for the address that the door has checked."""

import shutil
import subprocess
import sys
from pathlib import Path

import anyio

from spbe_policy.builtin.web.reach import NO_ADDRESS, hosts_of
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.texts import text
from spbe_policy_sslyze.facts import Server
from spbe_policy_sslyze.reading import VERSIONS, UnreadableError, server_of

SECONDS = 180
"""Patience with one host."""

_COMMANDS = (
    "--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--compression", "--robot",
    "--heartbleed", "--openssl_ccs", "--reneg", "--elliptic_curves",
)  # fmt: skip

_MISSING = Gap(
    cause=Cause.PLUGIN_MISSING,
    detail=text("sslyze tidak terpasang (pipx install sslyze)", "sslyze is not installed (pipx install sslyze)"),
)


@collector(Server, reach="network")
async def servers(scope: Scope) -> Collected:
    """Let sslyze look at each host, one after the other: its connections come in crowds."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    program = found()
    if program is None:
        return {"app": _MISSING}
    return {f"endpoint:{host}": await _look(scope, program, host, port) for host, port in hosts_of(scope.environment)}


def found() -> str | None:
    """Return where sslyze is: on the PATH, or beside the Python that runs this."""
    return shutil.which("sslyze") or shutil.which("sslyze", path=str(Path(sys.executable).parent))


async def _look(scope: Scope, program: str, host: str, port: int) -> Fact | Gap:
    place = await scope.door.place(host, port, tool="sslyze")
    if isinstance(place, Gap):
        return place
    address, to = place
    target = f"{host}:{to}{{{f'[{address}]' if ':' in address else address}}}"
    command = [program, "--mozilla_config", "disable", "--slow_connection", *_COMMANDS, "--json_out", "-"]
    with anyio.move_on_after(SECONDS):
        try:
            done = await anyio.run_process([*command, target], check=False, stderr=subprocess.DEVNULL)
        except OSError:
            return _MISSING
        return _read(done.stdout, host, port)
    return Gap(
        cause=Cause.TIMEOUT,
        detail=text(f"sslyze tidak selesai dalam {SECONDS} detik", f"sslyze was not done within {SECONDS} seconds"),
    )


def _read(output: bytes, host: str, port: int) -> Fact | Gap:
    try:
        server = server_of(output, host, port)
    except UnreadableError:
        detail = text("keluaran sslyze tidak dikenal", "the output of sslyze is not what we know")
        return Gap(cause=Cause.INTERNAL, detail=detail)
    if server is None:
        detail = text(f"sslyze tidak dapat menyambung ke {host}", f"sslyze could not connect to {host}")
        return Gap(cause=Cause.UNREACHABLE, detail=detail)
    if set(VERSIONS) <= set(server.unfinished):
        detail = text(f"sslyze tidak selesai pada {host}", f"sslyze came to no result for {host}")
        return Gap(cause=Cause.UNREACHABLE, detail=detail)
    return server


ALL = (servers,)
