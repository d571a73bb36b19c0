"""A polite guest: few requests and connections to an address, probes last, rests where they are asked for."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import anyio
import pytest
from hostile import HOST, Authority, Call, Server, always, http, serve

import spbe_policy
from spbe_policy import Report, State, confirming
from spbe_policy.audit import now
from spbe_policy.demo import Sandbox
from spbe_policy.demo.servers import Answer, Request
from spbe_policy.evidence import Cause, Evidence, Gap
from spbe_policy.session import Door, Exchange, open_session

URL = f"https://{HOST}/"
NAMES = tuple(f"{name}.kota-contoh.example" for name in ("app", "satu", "dua", "tiga"))
pytestmark = pytest.mark.usefixtures("packs_are_read_once")

POLITE = 120
"""Most requests of one scan of one app."""


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def door(ca: Authority, server: Server, **changes: Any) -> Door:
    plain = Door(
        hosts=frozenset(NAMES),
        networks=("127.0.0.0/8",),
        resolve=tuple(f"{name}:443:127.0.0.1:{server.port}" for name in NAMES),
        ca_file=ca.file,
        request_seconds=5,
    )
    return replace(plain, **changes)


# Connections and budget are an address's


def test_four_connections_to_an_address_whatever_its_names_and_runs(ca: Authority) -> None:
    together = threading.Barrier(4)

    def slowly(_: Call) -> Iterator[bytes]:
        together.wait(5)  # answers come four by four: all four connections are in use
        return iter([http("200 OK")])

    async def run(door: Door) -> None:
        async with (
            open_session(door, clock=now) as session,
            open_session(door, clock=now, beside=session) as again,
            anyio.create_task_group() as tasks,
        ):
            for which in (session, again):
                for name in NAMES:
                    for page in range(2):
                        tasks.start_soon(which.fetch, f"https://{name}/{page}")

    with serve(slowly, ca.context(*NAMES)) as server:
        anyio.run(run, door(ca, server))
        assert len(server.calls) == 16


def test_idle_connections_make_room_for_those_of_another_name(ca: Authority) -> None:
    async def run(door: Door) -> None:
        async with open_session(door, clock=now) as session:
            for name in NAMES:
                async with anyio.create_task_group() as tasks:
                    for page in range(8):
                        tasks.start_soon(session.fetch, f"https://{name}/{page}")

    with serve(always(http("200 OK")), ca.context(*NAMES)) as server:
        anyio.run(run, door(ca, server))
        assert len(server.calls) == 32
        assert server.most_at_once <= 4 + 1  # the server may see a new one before it sees that an old one is gone


def test_the_budget_of_an_address_counts_all_its_names(ca: Authority) -> None:
    async def run(door: Door) -> list[Exchange | Gap]:
        async with open_session(door, clock=now) as session:
            return [await session.fetch(f"https://{name}/") for name in NAMES]

    with serve(always(http("200 OK")), ca.context(*NAMES)) as server:
        answers = anyio.run(run, door(ca, server, requests_per_address=3))
        assert len(server.calls) == 3
    assert isinstance(answers[3], Gap)
    assert answers[3].cause is Cause.REFUSED
    assert "3 permintaan ke alamat 127.0.0.1" in answers[3].detail.id


# Who asks to be left alone, is


def busy(retry_after: str, *more: str, status: str = "429 Slow down") -> bytes:
    return http(status, f"Retry-After: {retry_after}", *more)


@pytest.mark.parametrize(
    "answer",
    [
        busy("3600"),
        busy("999999999", status="503 Busy"),
        busy("Sun, 22 Nov 2026 08:00:00 GMT", "Date: Sun, 22 Nov 2026 07:00:00 GMT"),
    ],
)
def test_a_server_that_wants_a_long_rest_is_not_asked_again_by_this_run_or_the_next(
    ca: Authority, answer: bytes
) -> None:
    async def run(door: Door) -> list[Exchange | Gap]:
        async with open_session(door, clock=now) as session, open_session(door, clock=now, beside=session) as again:
            first = await session.fetch(URL)
            other = await session.fetch(f"https://{NAMES[1]}/")
            return [first, other, await session.fetch(f"{URL}a"), await again.fetch(URL), await again.fetch(f"{URL}b")]

    def only_the_app(call: Call) -> Iterator[bytes]:
        return iter([answer if call.header("host") == HOST else http("200 OK")])

    with serve(only_the_app, ca.context(*NAMES)) as server:
        first, other, *later = anyio.run(run, door(ca, server))
        assert len(server.calls) == 2
    assert isinstance(first, Exchange)
    assert isinstance(other, Exchange)  # another site of the same machine did not ask for it
    assert {gap.cause for gap in later if isinstance(gap, Gap)} == {Cause.BLOCKED}
    assert all(isinstance(gap, Gap) and "Retry-After" in gap.detail.id for gap in later)


def test_a_short_rest_is_kept_by_all_that_wait(ca: Authority) -> None:
    moments: list[float] = []

    def once_busy(_: Call) -> Iterator[bytes]:
        moments.append(time.monotonic())
        return iter([busy("1") if len(moments) == 1 else http("200 OK")])

    async def run(door: Door) -> list[Exchange | Gap]:
        async with open_session(door, clock=now) as session:
            found = []

            async def ask(page: int) -> None:
                await anyio.sleep(0.3 * (page > 0))
                found.append(await session.fetch(f"{URL}{page}"))

            async with anyio.create_task_group() as tasks:
                for page in range(3):
                    tasks.start_soon(ask, page)
            return found

    with serve(once_busy, ca.context(*NAMES)) as server:
        answers = anyio.run(run, door(ca, server))
    assert [answer.status for answer in answers if isinstance(answer, Exchange)] == [200] * 3
    assert min(moments[1:]) - moments[0] >= 0.9


# A whole scan


@contextmanager
def watched(box: Sandbox) -> Iterator[list[Request]]:
    """All requests that the sandbox's sites are asked, in order."""
    asked: list[Request] = []
    for server in box.servers.values():
        server.site = _noting(server.site, asked)
    yield asked


def _noting(site: Any, asked: list[Request]) -> Any:
    def note(request: Request) -> Answer:
        asked.append(request)
        answer: Answer = site(request)
        return answer

    return note


def scan(box: Sandbox, *rules: str) -> tuple[Report, Evidence]:
    options: dict[str, Any] = {"stage": "acceptance", "decisions": box.files.decisions, "rules": rules}
    reach = spbe_policy.Reach(resolve=box.resolve)
    evidence = spbe_policy.collect(box.files.manifest, authority=box.files.authority, reach=reach, **options)
    return spbe_policy.evaluate(evidence, **options), evidence


PROBED = {"/.env", "/.git/config", "/.git/HEAD", "/phpinfo.php", "/backup.sql"}


@pytest.fixture
def one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is not asked again."""
    monkeypatch.setattr(confirming, "doubtful", lambda *_: [])


@pytest.mark.usefixtures("one_look")
def test_a_scan_is_small_and_its_probes_come_last() -> None:
    with Sandbox() as box, watched(box) as asked:
        _, evidence = scan(box)
    assert len(asked) < POLITE
    assert len(evidence.dossier.ledger) < POLITE
    probes = {line.url.split("/", 3)[3] for line in evidence.dossier.ledger if line.permission == "probe"}
    assert {"/" + path for path in probes} & PROBED
    order = [request.target.lstrip("/") in probes for request in asked if request.secure]
    first = order.index(True)
    assert all(order[first:])
    assert not any(order[:first])


@pytest.mark.usefixtures("one_look")
def test_nothing_is_asked_twice_in_one_look() -> None:
    with Sandbox() as box, watched(box) as asked:
        scan(box)
    times = Counter((request.method, request.secure, request.target, str(request.headers)) for request in asked)
    twice = {what[2] for what, count in times.items() if count > 1}
    assert {
        target for target in twice if "masuk" not in target
    } == set()  # a login is asked twice for what is new in it


def test_a_firewall_that_wakes_at_probes_leaves_the_other_facts_true() -> None:
    """It turns away what probes ask, and from then on everything."""
    woken = threading.Event()

    def guard(site: Any) -> Any:
        def answer(request: Request) -> Answer:
            if request.path in PROBED:
                woken.set()
            if woken.is_set():
                return Answer(b"The requested URL was rejected. Please consult with your administrator.", 200)
            passed: Answer = site(request)
            return passed

        return answer

    with Sandbox() as box:
        truth, _ = scan(box)
        box.servers["app"].site = guard(box.servers["app"].site)
        report, evidence = scan(box)
    assert woken.is_set()
    clean = {rule.id: rule.state for rule in truth.rules}
    turned = {rule.id: rule.state for rule in report.rules if rule.state is not clean[rule.id]}
    assert set(turned.values()) == {State.UNKNOWN}
    gaps = {entry.kind: sample.gap for entry in evidence.dossier.entries for sample in entry.samples if sample.gap}
    blocked = {kind for kind, gap in gaps.items() if gap.cause is Cause.BLOCKED}
    assert blocked == {"web.leaks/1", "web.defaults/1"}
    assert "F5 BIG-IP" in gaps["web.leaks/1"].detail.id


# The confirming loop

HSTS = "bssn-4-2021/27-8-b"


def test_what_fails_is_asked_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "SPACING", 0.7)
    moments: list[float] = []

    def timed(site: Any) -> Any:
        def answer(request: Request) -> Answer:
            if request.target == "/":
                moments.append(time.monotonic())
            passed: Answer = site(request)
            return passed

        return answer

    with Sandbox(faults=["hsts-missing"]) as box:
        box.servers["app"].site = timed(box.servers["app"].site)
        report, _ = scan(box, HSTS)
    assert [rule.state for rule in report.rules] == [State.FAIL]
    assert len(moments) == 2
    assert moments[1] - moments[0] >= 0.7


def test_a_fault_that_is_gone_at_the_second_look_is_unstable() -> None:
    seen = []

    def flickering(site: Any) -> Any:
        def answer(request: Request) -> Answer:
            passed: Answer = site(request)
            if request.target == "/":
                seen.append(request)
                if len(seen) == 1:
                    headers = tuple(pair for pair in passed.headers if pair[0] != "Strict-Transport-Security")
                    return replace(passed, headers=headers)
            return passed

        return answer

    with Sandbox() as box:
        box.servers["app"].site = flickering(box.servers["app"].site)
        report, _ = scan(box, HSTS)
    [rule] = report.rules
    assert rule.state is State.UNKNOWN
    assert {finding.cause for finding in rule.findings if finding.state is State.UNKNOWN} == {Cause.UNSTABLE}
