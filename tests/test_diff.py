"""What changed between two reports, and what that comes from."""

import json
from pathlib import Path
from typing import Any

import pytest
import toy
from click.testing import CliRunner, Result
from toy import evidence, judged, says, thing, waiver

from spbe_policy.cli.diff import command
from spbe_policy.difference import Origin, changes, circumstances
from spbe_policy.errors import UsageError
from spbe_policy.policy import Policy
from spbe_policy.report import Report


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    rules: dict[str, dict[str, Any]] = {"one": {}, "two": {"check": "toy.other", "level": "should"}}
    return toy.pack(tmp_path_factory.mktemp("packs") / "toy", rules)


def report(policy: Policy, one: str = "pass", seen: str = "x", *decided: dict[str, Any], **changed: Any) -> Report:
    entries = thing(says(one, seen=seen)), thing(says("pass"), kind=toy.Other)
    return judged(policy, evidence(*entries, **changed), *decided)


def origins(old: Report, new: Report) -> dict[str, Origin]:
    return {change.rule.id.partition("/")[2]: change.origin for change in changes(old, new)}


def test_the_same_run_again_has_no_change(policy: Policy) -> None:
    assert changes(report(policy), report(policy)) == []
    assert circumstances(report(policy), report(policy)) == []


def test_another_value_comes_from_the_app(policy: Policy) -> None:
    old, new = report(policy), report(policy, "fail", "y")
    assert origins(old, new) == {"one": Origin.APP}
    assert changes(old, new)[0].fails_now
    assert not changes(new, old)[0].fails_now


def test_another_value_seen_from_elsewhere_may_come_from_there(policy: Policy) -> None:
    vantage = {"network": "intranet"}
    assert origins(report(policy), report(policy, "fail", "y", vantage=vantage)) == {"one": Origin.ENVIRONMENT}


def test_the_same_value_decided_otherwise_comes_from_decisions(policy: Policy) -> None:
    old, new = report(policy, "fail"), report(policy, "fail", "x", waiver("toy/one"))
    assert origins(old, new) == {"one": Origin.DECISIONS}
    assert changes(new, old)[0].fails_now


def test_a_rule_that_is_new_comes_from_the_pack(policy: Policy) -> None:
    old = report(policy.select(["toy/one"]))
    assert origins(old, report(policy)) == {"two": Origin.PACK}


def run(folder: Path, old: Report, new: Report, *more: str) -> Result:
    for name, each in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_bytes(each.json_bytes())
    files = [str(folder / "old.json"), str(folder / "new.json")]
    return CliRunner().invoke(command, [*files, *more], standalone_mode=False)


def test_a_new_failure_of_a_must_is_a_no(policy: Policy, tmp_path: Path) -> None:
    found = run(tmp_path, report(policy), report(policy, "fail", "y"))
    assert found.return_value == 1
    assert "Ketidaksesuaian baru (1)" in found.stdout
    assert "sesuai [x] -> ketidaksesuaian [y]" in found.stdout
    assert run(tmp_path, report(policy, "fail", "y"), report(policy)).return_value == 0


def test_an_old_failure_is_not_new(policy: Policy, tmp_path: Path) -> None:
    found = run(tmp_path, report(policy, "fail", "x"), report(policy, "fail", "y"), "--format", "json")
    assert found.return_value == 0
    assert [change["new_failure"] for change in json.loads(found.stdout)["changes"]] == [False]


def test_reports_of_two_apps_are_not_compared(policy: Policy, tmp_path: Path) -> None:
    other = report(policy)
    other = other.model_copy(update={"app": other.app.model_copy(update={"id": "lain"})})
    assert isinstance(run(tmp_path, report(policy), other).exception, UsageError)
