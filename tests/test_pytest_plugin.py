"""`pytest --spbe`: each finding a test, in somebody else's test run."""

import json
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import toy
from lxml import etree
from toy import evidence, hidden, judged, says, thing, waiver

from spbe_policy.demo import Sandbox
from spbe_policy.reading import read_document
from spbe_policy.report import Report

pytest_plugins = ["pytester"]
INSTALLED = entry_points(group="pytest11", name="spbe")
OPTIONS = (*(() if INSTALLED else ("-p", "spbe_policy.pytest_plugin")), "-p", "no:cacheprovider")

RULES: dict[str, dict[str, Any]] = {
    "broken": {},
    "tolerated": {},
    "wished": {"level": "should"},
    "met": {"check": "toy.other"},
    "elsewhere": {"applies_to": {"audience": ["government"]}},
    "hidden": {"check": "toy.script"},
}


@pytest.fixture
def report(tmp_path: Path) -> Report:
    policy = toy.pack(tmp_path / "toy", RULES)
    seen = evidence(
        thing(says("fail")),
        thing(says("pass"), kind=toy.Other),
        thing(hidden(), kind=toy.Script),
        app={"audience": ["public"]},
        row={"audience": ["public"]},
    )
    return judged(policy, seen, waiver("toy/tolerated"))


def run(pytester: pytest.Pytester, report: Report, *more: str) -> pytest.RunResult:
    (pytester.path / "report.json").write_bytes(report.json_bytes())
    return pytester.runpytest_subprocess(*OPTIONS, "--spbe", "report.json", *more)


def test_each_state_has_its_outcome(pytester: pytest.Pytester, report: Report) -> None:
    result = run(pytester, report, "-rA")
    result.assert_outcomes(passed=1, failed=1, errors=1, skipped=1, xfailed=2)
    said = result.stdout.str()
    assert "Perbaiki contoh." in said
    assert "unknown: tidak dapat dilihat" in said


def test_findings_are_chosen_as_tests_are(pytester: pytest.Pytester, report: Report) -> None:
    run(pytester, report, "-k", "met or tolerated").assert_outcomes(passed=1, xfailed=1)


def test_an_own_test_runs_beside_them(pytester: pytest.Pytester, report: Report) -> None:
    pytester.makepyfile("def test_own(): pass")
    run(pytester, report).assert_outcomes(passed=2, failed=1, errors=1, skipped=1, xfailed=2)


def test_workers_of_xdist_share_one_check(pytester: pytest.Pytester, report: Report) -> None:
    run(pytester, report, "-n", "2").assert_outcomes(passed=1, failed=1, errors=1, skipped=1, xfailed=2)


def test_junit_xml_holds_every_finding(pytester: pytest.Pytester, report: Report) -> None:
    run(pytester, report, "--junitxml", "found.xml")
    found = etree.parse(pytester.path / "found.xml")
    names = {case.get("name") for case in found.iter("testcase")}
    assert names == {rule.id for rule in report.rules}


def test_a_manifest_is_checked_live(pytester: pytest.Pytester) -> None:
    with Sandbox(faults=["hsts-missing"]) as box:
        profile = read_document(box.files.authority, "authority.yaml").data
        profile["network"]["resolve"] = list(box.resolve)
        (box.files.authority.parent / "authority-lokal.yaml").write_text(json.dumps(profile), encoding="utf-8")
        result = pytester.runpytest_subprocess(
            *OPTIONS, "--spbe", str(box.files.manifest), "--spbe-stage", "acceptance",
            "--spbe-authority", str(box.files.authority.parent / "authority-lokal.yaml"),
            "--spbe-decisions", str(box.files.decisions), "-k", "27-8",
        )  # fmt: skip
    result.stdout.fnmatch_lines(["*FAILED*27-8-b*"])
    assert result.parseoutcomes()["failed"] == 1


def test_a_manifest_that_is_not_there_is_a_usage_error(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess(*OPTIONS, "--spbe", "spbe.yaml")
    assert result.ret is pytest.ExitCode.USAGE_ERROR
    assert "spbe.yaml" in result.stderr.str()


def test_other_test_runs_import_nothing_of_ours(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys
        def test_light():
            ours = {name for name in sys.modules if name.startswith("spbe_policy")}
            assert ours <= {"spbe_policy", "spbe_policy._version", "spbe_policy.pytest_plugin"}
            assert "pydantic" not in sys.modules
    """)
    pytester.runpytest_subprocess(*OPTIONS).assert_outcomes(passed=1)
