"""A real Chromium opens the sandbox's app through the tool's door."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from spbe_policy_browser.chromium import executable

import spbe_policy
from spbe_policy import Report, State
from spbe_policy.demo import Sandbox

pytestmark = pytest.mark.skipif(
    executable() is None and os.environ.get("SPBE_POLICY_BROWSER") != "required", reason="no Chromium on this machine"
)


def judged(*faults: str, rules: Sequence[str] = ("*",)) -> Report:
    with Sandbox(faults=faults) as box:
        return spbe_policy.check(
            box.files.manifest,
            authority=box.files.authority,
            policy="peramban",
            stage="operation",
            rules=rules,
            reach=spbe_policy.Reach(resolve=box.resolve),
        )


@pytest.fixture(scope="module")
def compliant() -> Report:
    return judged()


def seen(report: Report, rule: str) -> tuple[State, list[str | None]]:
    found = next(each for each in report.rules if each.id == f"peramban/{rule}")
    return found.state, [item.seen for item in found.findings]


def test_the_compliant_app_has_nothing_to_hide(compliant: Report) -> None:
    assert seen(compliant, "kept-out") == (State.REVIEW, ["none"])
    assert seen(compliant, "barriers") == (State.REVIEW, ["none"])
    assert seen(compliant, "small-screen") == (State.REVIEW, ["width<=360, portal=visible"])


def test_other_hosts_are_named_and_not_contacted(compliant: Report) -> None:
    assert seen(compliant, "other-hosts") == (State.REVIEW, ["cdn.pustaka.example"])
    assert not any("cdn.pustaka.example" in resolved for resolved in compliant.vantage.resolved)


def test_each_login_arrives_at_the_provider_of_its_audience(compliant: Report) -> None:
    state, providers = seen(compliant, "login-arrives")
    assert state is State.REVIEW
    assert providers == ["sso.kota-contoh.example"] * 2


@pytest.mark.parametrize(
    ("fault", "rule", "value"),
    [
        ("viewport-missing", "small-screen", "width=980"),
        ("html-lang-missing", "barriers", "html-has-lang"),
        ("field-without-label", "barriers", "label"),
        ("sso-own-password", "login-arrives", "password at antrean.kota-contoh.example"),
        ("sso-other-issuer", "login-arrives", "ends at akun.penyedia.example"),
    ],
)
def test_a_fault_is_seen(fault: str, rule: str, value: str) -> None:
    state, values = seen(judged(fault, rules=(rule,)), rule)
    assert state is State.FAIL
    assert value in values


def test_without_a_browser_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("chromium") is None
    report = judged(rules=("barriers",))
    finding = report.rules[0].findings[0]
    assert (finding.state, finding.cause) == (State.UNKNOWN, "needs-browser")
