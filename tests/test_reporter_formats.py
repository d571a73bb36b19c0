"""What other programs read: annotations, Code Quality, CSV, the merge-request comment, what the public is told."""
# ruff: noqa: S603

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import toy
from click.testing import CliRunner, Result
from lxml import html
from markdown_it import MarkdownIt
from test_reporters import compliant, eventful, policy, selection

from spbe_policy import render
from spbe_policy.cli.root import root
from spbe_policy.policy import Policy
from spbe_policy.report import LEFT_OUT, Report, State
from spbe_policy.reporters.csv import COLUMNS, safe
from spbe_policy.testing import hostile_report
from spbe_policy.texts import Lang

__all__ = ["policy"]


def said(report: Report, name: str, lang: Lang = "id", *, full: bool = False) -> str:
    return render(report, name, lang, full=full).decode("utf-8-sig")


# The report itself.


def test_reports_are_what_the_schema_says(policy: Policy) -> None:
    result = CliRunner().invoke(root, ["schema", "report"])
    validator = jsonschema_rs.validator_for(json.loads(result.stdout_bytes))
    for report in (
        eventful(policy),
        compliant(policy),
        selection(policy),
        hostile_report(),
        eventful(policy).discreet(),
    ):
        assert [error.message for error in validator.iter_errors(json.loads(report.json_bytes()))] == []
    broken = json.loads(eventful(policy).json_bytes()) | {"verdict": "LULUS"}
    assert not validator.is_valid(broken)


def test_the_discreet_report_keeps_what_must_be_mended(policy: Policy) -> None:
    report = eventful(policy)
    discreet = report.discreet()
    assert [rule.state for rule in discreet.rules] == [rule.state for rule in report.rules]
    assert [rule.fix for rule in discreet.rules] == [rule.fix for rule in report.rules]
    told = [finding for rule in report.rules for finding in rule.findings]
    kept = [finding for rule in discreet.rules for finding in rule.findings]
    for before, after in zip(told, kept, strict=True):
        assert (after.seen, after.sample) == (None, None)
        same = {"state", "subject", "fingerprint", "anchor", "cause", "acts_next", "decision"}
        assert after.model_dump(include=same) == before.model_dump(include=same)
    assert discreet.vantage.overrides == ("--allow-host", "--ca")
    assert discreet.notes[-1] == LEFT_OUT
    text = discreet.model_dump_json()
    for detail in ("X-Contoh: 0", "uji.example", "antrean.kota-contoh.example", "2025-12"):
        assert detail not in text
    assert discreet.discreet().rules == discreet.rules


# GitHub.


def test_annotations_mark_failures_first(policy: Policy) -> None:
    lines = said(eventful(policy), "github").splitlines()
    kinds = [line.split(" ")[0] for line in lines]
    assert kinds[0] == "::notice"
    assert kinds[1] == "::error"
    assert "LATIHAN" in lines[0]
    assert "TIDAK LULUS" in lines[0]
    error = next(line for line in lines if line.startswith("::error"))
    assert re.match(r"::error file=spbe\.yaml,line=\d+,col=\d+,title=kota-contoh/\w+::", error)
    assert "Cara memperbaiki" in error
    should = next(line for line in lines if "fresh-soon" in line)
    assert should.startswith("::warning")


def test_annotations_are_escaped_as_the_toolkit_does(policy: Policy) -> None:
    report = eventful(policy)
    note = report.app.model_copy(update={"id": "100%, a:b"})
    first = said(report.model_copy(update={"app": note}), "github").splitlines()[0]
    assert "100%25, a:b" in first


# GitLab.


def test_code_quality_is_what_gitlab_takes(policy: Policy) -> None:
    for report in (eventful(policy), compliant(policy), hostile_report()):
        entries = json.loads(said(report, "gitlab-codequality", full=True))
        marks = [entry["fingerprint"] for entry in entries]
        assert len(set(marks)) == len(marks)
        for entry in entries:
            assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
            assert entry["location"]["lines"]["begin"] >= 1
            assert entry["location"]["path"]
            assert entry["description"]
            assert entry["check_name"]


def test_the_verdict_is_an_entry_that_changes_with_it(policy: Policy) -> None:
    bad, good = (json.loads(said(make(policy), "gitlab-codequality"))[0] for make in (eventful, compliant))
    assert "TIDAK LULUS" in bad["description"]
    assert "PEMERIKSAAN RESMI" in good["description"]
    assert bad["fingerprint"] != good["fingerprint"]


# CSV.


def test_each_finding_is_a_row(policy: Policy) -> None:
    report = eventful(policy)
    rows = list(csv.DictReader(io.StringIO(said(report, "csv"), newline=""), strict=True))
    assert len(rows) == sum(len(rule.findings) for rule in report.rules)
    assert list(rows[0]) == [column.id for column in COLUMNS]
    row = next(row for row in rows if row["Dinilai"] == "X-Contoh: 0")
    assert row["Ketentuan"] == "kota-contoh/header"
    assert row["Keadaan"] == "ketidaksesuaian"
    assert row["Status laporan"].startswith("LATIHAN")
    assert render(report, "csv").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\n=1", "'=1", '"=1', "＝1", "|a", "%a"]
)
def test_no_cell_is_computed(cell: str) -> None:
    assert safe(cell).startswith("'")


@pytest.mark.parametrize("cell", ["max-age=300", "LATIHAN – bukan", "a-b", "27(1)", ""])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell


# The comment on a merge request.

OURS = {"h2", "h3", "h4", "p", "ul", "li", "strong", "code", "pre", "details", "summary", "em", "div"}


def page(report: Report, lang: Lang = "id", *, full: bool = False) -> Any:
    shown = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(said(report, "markdown", lang, full=full))
    )
    return html.fragment_fromstring(shown, create_parent="div")


@pytest.mark.parametrize("full", [False, True])
def test_a_parser_finds_only_what_we_wrote(policy: Policy, full: bool) -> None:
    for report in (eventful(policy), compliant(policy), selection(policy), hostile_report()):
        elements = [element for element in page(report, full=full).iter() if isinstance(element.tag, str)]
        assert {element.tag for element in elements} <= OURS
        assert not any(name for element in elements for name in element.attrib)


def test_the_comment_says_what_to_mend(policy: Policy) -> None:
    comment = page(eventful(policy))
    text = comment.text_content()
    assert "TIDAK LULUS" in text
    assert {"Header terpasang", "Data mutakhir"} <= {heading.text_content() for heading in comment.iter("h4")}
    assert "Kirim header itu pada semua jawaban." in text
    assert "add_header X-Contoh 1 always;" in [pre.text_content().strip() for pre in comment.iter("pre")]
    folded = [summary.text_content() for summary in comment.iter("summary")]
    assert any("menunggu penyedia" in each for each in folded)
    assert any(each.startswith("Keputusan kota") for each in folded)
    assert any(each.startswith("Utang kota") for each in folded)


def test_details_come_with_full(policy: Policy) -> None:
    report = eventful(policy)
    assert "X-Contoh: 0" not in said(report, "markdown")
    assert LEFT_OUT.id.split(";")[0] in said(report, "markdown")
    assert "X-Contoh: 0" in said(report, "markdown", full=True)


def test_a_comment_fits_and_says_when_it_was_cut(policy: Policy, tmp_path: Path) -> None:
    assert len(said(hostile_report(), "markdown", full=True)) < 65_536
    many = toy.pack(tmp_path / "kota-contoh", {f"ketentuan-nomor-{number}": {} for number in range(900)})
    long = said(toy.judged(many, toy.evidence(toy.thing(toy.says("fail")))), "markdown")
    assert len(long) < 65_536
    assert "kota-contoh/ketentuan-nomor-899" in long or "Selebihnya ada di laporan JSON." in long


# What the public is told.


def test_the_public_reads_the_verdict_and_no_weakness(policy: Policy) -> None:
    text = said(eventful(policy), "publik")
    assert text.splitlines()[:2] == ["LATIHAN – bukan dasar penerimaan", "TIDAK LULUS"]
    assert "15 Juni 2026" in text
    assert "Pedoman contoh, versi 1.0" in text
    assert not any(rule.title.id in text or rule.id in text for rule in eventful(policy).rules)
    assert compliant(policy).count(State.WAIVED)
    assert "LULUS (dengan dispensasi)" in said(compliant(policy), "publik")
    assert "LULUS" not in said(selection(policy), "publik")


# The command line.


def spbe(*arguments: str) -> Result:
    return CliRunner().invoke(root, arguments)


MANIFEST = str(Path(__file__).parents[1] / "examples" / "antrean" / "spbe.yaml")


@pytest.mark.usefixtures("packs_are_read_once")
def test_lint_writes_reports_too(tmp_path: Path) -> None:
    plain, full = tmp_path / "a.sarif", tmp_path / "b.sarif"
    spbe("lint", MANIFEST, "-o", f"sarif={plain}", "-o", f"markdown={tmp_path / 'a.md'}")
    spbe("lint", MANIFEST, "-o", f"sarif={full}", "--full")
    assert len(full.read_bytes()) > len(plain.read_bytes())
    assert json.loads(plain.read_bytes())["version"] == "2.1.0"
    assert "tanpa putusan" in (tmp_path / "a.md").read_text("utf-8")


def test_a_format_that_is_not_there_is_refused() -> None:
    result = spbe("lint", MANIFEST, "-o", "sarrif=a.json")
    assert result.exit_code != 0
    assert "sarif" in str(result.exception)


def test_a_workbook_is_not_poured_over_a_terminal() -> None:
    pty = pytest.importorskip("pty")
    master, terminal = pty.openpty()
    program = "from spbe_policy.cli.output import emit; emit(b'PK\\x03\\x04\\xff')"
    ran = subprocess.run([sys.executable, "-c", program], stdout=terminal, stderr=subprocess.PIPE, check=False)
    os.close(terminal)
    os.close(master)
    assert b"UsageError: keluaran ini bukan teks" in ran.stderr
