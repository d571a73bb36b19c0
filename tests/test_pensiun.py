"""What is left on the net of an app that was switched off: real servers, real TLS; only the DNS is played."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile import Authority as Ca
from hostile import Call, free_port, http, serve

from spbe_policy.authority import Authority
from spbe_policy.builtin.portal.checks import no_dangling_record, retired_redirect
from spbe_policy.builtin.portal.collectors.retired import retired
from spbe_policy.builtin.portal.facts import Retired
from spbe_policy.checks import Fail, NotApplicable, Pass
from spbe_policy.collecting import Collected, Scope
from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.register import Row
from spbe_policy.session import Door, open_session
from spbe_policy.testing import judge

AT = datetime(2026, 8, 14, tzinfo=UTC)
PORTAL = "https://portal.kota-contoh.example/"
MOVED, RUNS, BROKEN, GUARDED, FOREIGN, DEAD, GONE, SILENT = (
    f"{name}.kota-contoh.example" for name in ("pindah", "jalan", "rusak", "dijaga", "asing", "mati", "hilang", "bisu")
)
ANSWERS = {
    MOVED: http("301 Moved Permanently", f"Location: {PORTAL}?dari=antrean#x"),
    RUNS: http("200 OK", "Content-Type: text/html", body=b"<h1>Antrean</h1>"),
    BROKEN: http("502 Bad Gateway"),
    GUARDED: http("403 Forbidden"),
    FOREIGN: http("200 OK"),
}
READY = {"portal": {"status": "ready", "url": PORTAL}}
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture(autouse=True)
def dns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that does not know GONE and does not answer for SILENT."""
    real = socket.getaddrinfo

    def resolver(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in (GONE, SILENT):
            raise socket.gaierror(socket.EAI_NONAME if name == GONE else socket.EAI_AGAIN, "played")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)


async def look(ca: Ca, *hosts: str, status: str = "retired") -> tuple[Collected, int]:
    """Return what the collector sees at the register's hosts, and how many requests it took."""

    def answer(call: Call) -> Iterator[bytes]:
        yield ANSWERS[call.header("host") or ""]

    app = Manifest.model_validate({"schema": "spbe-app/1", "app": {"id": "antrean"}})
    city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
    register = (Row(id="antrean", status=status, hosts=hosts),)
    with serve(answer, ca.context(MOVED, RUNS, BROKEN, GUARDED)) as server:
        ports = {**dict.fromkeys(ANSWERS, server.port), DEAD: free_port()}
        resolve = tuple(f"{host}:443:127.0.0.1:{port}" for host, port in ports.items())
        door = Door(domains=("kota-contoh.example",), networks=("127.0.0.1/32",), resolve=resolve, ca_file=ca.file)
        async with open_session(door, clock=lambda: AT) as session:
            found = await retired.run(Scope(app, city, None, None, register, session))
            return found, len(session.ledger)


@pytest.mark.parametrize(
    ("host", "seen"),
    [
        (MOVED, Retired(url=f"https://{MOVED}/", status=301, target=PORTAL)),
        (RUNS, Retired(url=f"https://{RUNS}/", status=200)),
        (BROKEN, Retired(url=f"https://{BROKEN}/", status=502)),
        (FOREIGN, Retired(url=f"https://{FOREIGN}/", problem="hostname-mismatch")),
        (DEAD, Retired(url=f"https://{DEAD}/", problem="no-answer")),
        (GONE, Retired(url=f"https://{GONE}/", resolves=False)),
    ],
)
async def test_what_is_left_of_a_name(ca: Ca, host: str, seen: Retired) -> None:
    assert await look(ca, host) == ({f"host:{host}": seen}, 1)


@pytest.mark.parametrize(("host", "cause"), [(GUARDED, Cause.BLOCKED), (SILENT, Cause.TIMEOUT)])
async def test_a_guard_and_a_silent_dns_say_nothing_of_the_app(ca: Ca, host: str, cause: Cause) -> None:
    found, _ = await look(ca, host)
    gap = found[f"host:{host}"]
    assert isinstance(gap, Gap)
    assert gap.cause is cause


async def test_an_app_that_lives_is_not_asked(ca: Ca) -> None:
    assert await look(ca, RUNS, status="active") == ({}, 0)


async def test_a_retired_app_without_any_name_is_not_passed_over(ca: Ca) -> None:
    found, asked = await look(ca)
    gap = found["app"]
    assert isinstance(gap, Gap)
    assert (gap.cause, asked) == (Cause.NOT_DECLARED, 0)


def test_a_dead_name_is_one_failure_not_two() -> None:
    dead = Retired(url=f"https://{DEAD}/", problem="no-answer")
    assert isinstance(judge(no_dangling_record, dead, city=READY)[0], Fail)
    assert isinstance(judge(retired_redirect, dead, city=READY)[0], NotApplicable)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (PORTAL, Pass),
        (f"{PORTAL}layanan/antrean", Pass),
        ("https://portal.kota-contoh.example.penipu.example/", Fail),
        (f"https://{RUNS}/masuk", Fail),
        (None, Fail),
    ],
)
def test_only_the_portal_is_where_visitors_are_sent(target: str | None, kind: type) -> None:
    left = Retired(url=f"https://{RUNS}/", status=302, target=target)
    assert [type(outcome) for outcome in judge(retired_redirect, left, city=READY)] == [kind]
