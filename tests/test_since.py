"""A run held against an earlier report, and lines that annotations find in a repository's subfolder."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import toy
from click.testing import CliRunner, Result
from toy import evidence, judged, says, thing

from spbe_policy.cli.lint import command
from spbe_policy.difference import against
from spbe_policy.policy import Policy
from spbe_policy.report import Report
from spbe_policy.reporters.markdown import MarkdownReporter
from spbe_policy.reporters.sarif import SarifReporter
from spbe_policy.reporters.text import TextReporter

MANIFEST = """\
schema: spbe-app/1
app: {id: antrean, name: Antrean, audience: [public]}
environments: {production: {url: "https://antrean.jambikota.go.id/"}}
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    rules: dict[str, dict[str, Any]] = {"one": {}, "two": {"check": "toy.other"}}
    return toy.pack(tmp_path_factory.mktemp("packs") / "toy", rules)


def report(policy: Policy, one: str, two: str) -> Report:
    return judged(policy, evidence(thing(says(one)), thing(says(two), kind=toy.Other)))


def test_what_fails_anew_stands_before_what_failed_already(policy: Policy) -> None:
    held = against(report(policy, "pass", "fail"), report(policy, "fail", "fail"))
    shown = MarkdownReporter().render(held, "en").decode()
    headings = re.findall(r"^### (.*)", shown, re.MULTILINE)
    assert headings == ["New failures (1 rule)", "Failure (1 rule)"]
    assert shown.index("toy/one") < shown.index("### Failure") < shown.index("toy/two")
    assert "1 rule newly failing" in shown
    told = " ".join(TextReporter().render(held, "id").decode().split())
    assert "1 ketentuan menjadi tidak sesuai" in told


def test_sarif_says_which_results_are_new(policy: Policy) -> None:
    held = against(report(policy, "pass", "fail"), report(policy, "fail", "fail"))
    results = json.loads(SarifReporter().render(held, "en"))["runs"][0]["results"]
    assert {each["ruleId"]: each["baselineState"] for each in results} == {"toy/one": "new", "toy/two": "unchanged"}


def test_a_report_held_against_another_can_be_stored_and_read(policy: Policy) -> None:
    held = against(report(policy, "pass", "pass"), report(policy, "fail", "pass"))
    assert Report.load(held.json_bytes()) == held
    assert held.earlier is not None
    assert len(held.earlier.new) == 1


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def test_annotations_name_the_manifest_as_it_lies_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "layanan" / "antrean"
    folder.mkdir(parents=True)
    (folder / "spbe.yaml").write_text(MANIFEST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run("layanan/antrean/spbe.yaml", "-o", "github=github.txt", "-o", "sarif=out.sarif", "-o", "json=out.json")
    assert set(re.findall(r"file=([^,]*)", Path("github.txt").read_text(encoding="utf-8"))) == {
        "layanan/antrean/spbe.yaml"
    }
    runs = json.loads(Path("out.sarif").read_text(encoding="utf-8"))["runs"]
    places = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in runs[0]["results"]]
    assert set(places) == {"layanan/antrean/spbe.yaml"}
    anchors = {item.anchor.file for rule in stored("out.json").rules for item in rule.findings if item.anchor}
    assert anchors == {"spbe.yaml"}, "the report itself does not depend on where somebody stood"


def stored(path: str) -> Report:
    return Report.load(Path(path).read_bytes())


def test_an_earlier_report_of_another_app_is_refused_before_anything_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spbe.yaml").write_text(MANIFEST, encoding="utf-8")
    run("spbe.yaml", "-o", "json=lama.json")
    Path("spbe.yaml").write_text(MANIFEST.replace("id: antrean", "id: lain"), encoding="utf-8")
    refused = run("spbe.yaml", "--since", "lama.json", "-o", "json=baru.json")
    assert "lama.json" in str(refused.exception)
    assert not Path("baru.json").exists()
