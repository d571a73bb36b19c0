"""sslyze against the sandbox's real servers; where it is not installed, what is said then."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from spbe_policy_sslyze import checks, collectors
from spbe_policy_sslyze.facts import Server
from spbe_policy_sslyze.reading import UnreadableError, server_of

import spbe_policy
from spbe_policy import Reach, Report
from spbe_policy.builtin.tls.facts import Suites
from spbe_policy.checks import Fail, Pass
from spbe_policy.demo import Sandbox
from spbe_policy.demo.scene import APP
from spbe_policy.evidence import Gap
from spbe_policy.testing import judge

installed = pytest.mark.skipif(collectors.found() is None, reason="sslyze is not on the PATH (pipx install sslyze)")


def checked(box: Sandbox, **reach: Any) -> Report:
    return spbe_policy.check(
        box.files.manifest,
        authority=box.files.authority,
        policy="tls-mendalam",
        stage="acceptance",
        reach=Reach(resolve=box.resolve, **reach),
    )


def states(report: Report) -> dict[str, str]:
    return {rule.id.partition("/")[2]: rule.state.value for rule in report.rules}


@installed
def test_a_sound_server_passes_and_the_ledger_says_who_looked() -> None:
    with Sandbox() as box:
        assert states(checked(box)) == {"cipher-list": "pass", "known-weaknesses": "pass"}


@installed
def test_what_a_weak_server_takes_is_named_one_by_one() -> None:
    with Sandbox(["tls10-enabled"]) as box:
        report = checked(box)
    (rule,) = [rule for rule in report.rules if rule.id.endswith("cipher-list")]
    assert rule.state.value == "fail"
    assert any((item.seen or "").startswith("TLSv1 TLS_ECDHE_ECDSA") for item in rule.findings)


@installed
@pytest.mark.parametrize("fault", ["tls-static-rsa", "tls10-enabled"])
def test_sslyze_and_our_own_questions_see_the_same_server(fault: str) -> None:
    with Sandbox([fault] if fault else []) as box:
        options = {"authority": box.files.authority, "stage": "acceptance", "reach": Reach(resolve=box.resolve)}
        theirs = spbe_policy.collect(box.files.manifest, policy="tls-mendalam", **options)
        ours = spbe_policy.collect(box.files.manifest, **options)
    server, seen = theirs.of(Server)[f"endpoint:{APP}"][0], ours.of(Suites)[f"endpoint:{APP}"][0]
    assert isinstance(server, Server)
    assert isinstance(seen, Suites)
    taken = {item.version: {name.removeprefix("TLS_") for name in item.suites} for item in server.accepted}
    assert seen.tls13 == ("TLSv1.3" in taken)
    assert seen.best in taken["TLSv1.2"]
    assert {name for name in taken["TLSv1.2"] if "NULL" in name} == set(seen.weak)
    assert {name for name in taken["TLSv1.2"] if name.startswith("RSA_")} == ({seen.static} - {None})


def test_without_sslyze_the_answer_is_a_gap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(collectors, "found", lambda: None)
    with Sandbox() as box:
        report = checked(box)
    assert states(report) == {"cipher-list": "unknown", "known-weaknesses": "unknown"}
    assert {item.cause for rule in report.rules for item in rule.findings} == {"plugin-missing"}


PROGRAM = """#!/bin/sh
echo "$@" > {0}/asked
cat {0}/answer
"""


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Put a program in sslyze's place that notes what it was asked and says `answer`."""
    program = folder / "sslyze"
    program.write_text(PROGRAM.format(folder))
    program.chmod(0o755)
    (folder / "answer").write_text(answer)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_it_is_sent_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, monkeypatch, "{}")
    with Sandbox() as box:
        report = checked(box)
        target = f"{APP}:{box.port(APP)}{{127.0.0.1}}"
    assert (tmp_path / "asked").read_text().split()[-1] == target
    assert set(states(report).values()) == {"unknown"}


def test_a_host_that_is_not_registered_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in(tmp_path, monkeypatch, "{}")
    with Sandbox() as box:
        rows = box.files.register.read_text("utf-8").splitlines()
        box.files.register.write_text("\n".join(row for row in rows if APP not in row), "utf-8")
        report = checked(box)
    assert not (tmp_path / "asked").exists()
    assert {item.cause for rule in report.rules for item in rule.findings} == {"needs-permission"}


def output(status: str = "COMPLETED", **results: Mapping[str, Any] | None) -> bytes:
    scan = {
        name: {"status": "ERROR" if result is None else "COMPLETED", "result": result}
        for name, result in results.items()
    }
    return json.dumps(
        {"sslyze_version": "6.3.1", "server_scan_results": [{"connectivity_status": status, "scan_result": scan}]}
    ).encode()


def test_weaknesses_are_read_by_name() -> None:
    said = output(
        heartbleed={"is_vulnerable_to_heartbleed": True},
        session_renegotiation={"supports_secure_renegotiation": False},
        robot={"robot_result": "VULNERABLE_WEAK_ORACLE"},
        tls_compression={"supports_compression": False},
    )
    server = server_of(said, APP, 443)
    assert server
    assert [outcome.seen for outcome in judge(checks.weaknesses, server) if isinstance(outcome, Fail)] == [
        "heartbleed", "insecure-renegotiation", "robot",
    ]  # fmt: skip


def test_what_came_to_no_result_is_no_pass() -> None:
    server = server_of(output(robot=None, tls_1_2_cipher_suites=None), APP, 443)
    assert server
    assert [type(outcome) for check in checks.ALL for outcome in judge(check, server)] == [Gap, Gap]
    clean = server_of(output(robot={"robot_result": "NOT_VULNERABLE_NO_ORACLE"}), APP, 443)
    assert clean
    assert isinstance(next(iter(judge(checks.weaknesses, clean))), Pass)


def test_a_host_that_sslyze_does_not_reach_and_words_that_are_not_its_own() -> None:
    assert server_of(output("ERROR"), APP, 443) is None
    for noise in (b"", b"{}", b"[]", b'{"server_scan_results": [1]}', b"\xff"):
        with pytest.raises(UnreadableError):
            server_of(noise, APP, 443)
