"""Questions: grouped by who answers, written as a form, filled in by people, read back; nothing is half written."""

import json
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import toy
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from toy import PARTIAL, evidence, judged, says, thing

from spbe_policy.cli import language
from spbe_policy.cli.cells import guarded, plain
from spbe_policy.cli.form_back import read_form
from spbe_policy.cli.form_words import COLUMN_TITLES
from spbe_policy.cli.form_words import HEAD as WORDS
from spbe_policy.cli.questions import command
from spbe_policy.decisions import Judgement, load_decisions
from spbe_policy.errors import SpbePolicyError
from spbe_policy.evidence import Cause, Evidence, Sample
from spbe_policy.policy import Policy
from spbe_policy.reading import digest
from spbe_policy.report import State

EVIL = "=C:\\x0a cmd|' /C calc'!A0_x0041_\x1b\r\n\u2028"
NIP = "198001012005011001"
SIGNED = {"office": "Diskominfo", "official": "Pejabat Contoh", "nip": NIP, "date": "2026-06-01"}
QUESTION = {"id": "Apakah sudah?", "en": "Is it done?"}


def asked(responsible: str = "opd", **changes: Any) -> dict[str, Any]:
    return {"check": None, "full": None, "responsible": responsible, "question": QUESTION, **changes}


RULES: Mapping[str, Mapping[str, Any]] = {
    "whole": {"full": {"id": "Semua terlihat.", "en": "All is seen."}, "responsible": "vendor"},
    "part": {**PARTIAL, "responsible": "vendor"},
    "word": asked("diskominfo", shared=["city"]),
    "tested": asked("hosting", active=True, level="should"),
    "audited": asked(audit={"design": [{"id": "Ada?", "en": "Is there one?"}]}),
    "dated": asked(question={**QUESTION, "answer": "date", "months": 12}),
    "counted": asked(question={**QUESTION, "answer": "number", "at_most": 72}),
    "papers": asked(documents=["laporan-uji"]),
    "met": {"check": "toy.other"},
}


@pytest.fixture
def pack(tmp_path: Path) -> Policy:
    return toy.pack(tmp_path / "contoh", RULES)


@pytest.fixture
def seen() -> Evidence:
    looked = Sample(fact={"answers": [{"outcome": "review", "seen": EVIL}, {"outcome": "pass", "seen": "y"}]})
    return evidence(thing(looked), thing(says("pass"), kind=toy.Other), toy.paper())


@pytest.fixture
def report(tmp_path: Path, pack: Policy, seen: Evidence) -> Path:
    path = tmp_path / "laporan.json"
    path.write_bytes(judged(pack, seen).json_bytes())
    return path


@pytest.fixture(params=["yaml", "xlsx"])
def form(request: pytest.FixtureRequest, tmp_path: Path, report: Path) -> Path:
    path = tmp_path / f"formulir.{request.param}"
    run(report, "--form", path)
    return path


def run(*words: str | Path) -> str:
    ran = CliRunner().invoke(command, [str(word) for word in words])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.output


def read(form: Path, into: Path) -> str:
    return run("--read", form, "--into", into, "--policy", form.parent / "contoh")


Said = Mapping[str, Mapping[str, Any]]
"""What is filled in, by rule; `RULE!` is the value of it that was seen."""

GOOD: Said = {
    "whole!": {"answer": "sesuai"},
    "part!": {"answer": "ya"},
    "part": {"answer": "ya"},
    "word": {"answer": "YES", "reason": "=1+1"},
    "tested": {"answer": "yes"},
    "audited": {"design": "memadai", "implementation": "Sesuai", "effectiveness": "efektif"},
    "dated": {"answer": "2026-01-31"},
    "counted": {"answer": 72},
    "papers": {"answer": "Ya"},
}
HEAD = {**SIGNED, "until": "31/12/2026", "reason": "Diperiksa: di tempat"}


def fill(form: Path, said: Said = GOOD, **head: Any) -> None:
    (_fill_xlsx if form.suffix == ".xlsx" else _fill_yaml)(form, said, HEAD | head)


def _fill_yaml(form: Path, said: Said, head: Mapping[str, Any]) -> None:
    lines, rule, mark = [], "", ""
    for line in form.read_text(encoding="utf-8").split("\n"):
        key, _, rest = line.strip().removeprefix("- ").partition(":")
        if key == "rule":
            rule, mark = rest.strip().removeprefix("contoh/"), ""
        mark = "!" if key == "seen" else mark
        given = said.get(rule + mark, {}) if rule else head
        indent = " " * (len(line) - len(line.lstrip()))
        change = key in given and not line.startswith("  - ")
        lines.append(f"{indent}{key}: {json.dumps(given[key])}  # diisi" if change else line)
    form.write_text("\n".join(lines), encoding="utf-8")


def _fill_xlsx(form: Path, said: Said, head: Mapping[str, Any]) -> None:
    book = openpyxl.load_workbook(form)
    for row in book.worksheets[0].iter_rows(max_col=2):
        for key in (key for key in head if row[0].value in (WORDS[key].id, WORDS[key].en)):
            row[1].value = head[key]
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows(min_row=2):
            cells = dict(zip(columns(sheet), row, strict=True))
            mark = "!" if cells["seen"].value is not None else ""
            for key, value in said.get(str(cells["rule"].value).removeprefix("contoh/") + mark, {}).items():
                cells[key].value = date.fromisoformat(value) if key == "answer" and "-" in str(value) else value
                cells[key].data_type = "s" if key == "reason" else cells[key].data_type  # as the cell's format makes it
    book.save(form)


def columns(sheet: Worksheet) -> list[str]:
    titles = {title: key for key, text in COLUMN_TITLES.items() for title in (text.id, text.en)}
    return [titles[str(cell.value)] for cell in sheet[1]]


# What is asked


def test_the_questions_of_a_report_are_grouped_by_who_answers(report: Path) -> None:
    shown = run(report)
    headings = [line for line in shown.splitlines() if "pertanyaan" in line]
    assert headings == [
        "9 pertanyaan, tahap uji kelaikan",
        "Dijawab penyedia (3 pertanyaan)",
        "Dijawab OPD pemilik (4 pertanyaan)",
        "Dijawab Diskominfo (1 pertanyaan)",
        "Dijawab pengelola server (1 pertanyaan)",
    ]
    assert "contoh/met" not in shown
    assert "Dinilai         =C:\\x0a cmd|' /C calc'!A0_x0041_\\x1b" in shown
    assert f"uji.pdf ({toy.REPORT_DIGEST})" in shown
    hosting = run(report, "--party", "hosting")
    assert "contoh/tested" in hosting
    assert "contoh/word" not in hosting


def test_one_question_about_several_things_is_asked_once_with_all_that_was_seen(tmp_path: Path) -> None:
    pack = toy.pack(tmp_path / "contoh", {"part": PARTIAL})
    several = [thing(says("pass", seen=seen), subject=f"dataset:{seen}") for seen in ("a", "b")]
    path = tmp_path / "laporan.json"
    path.write_bytes(judged(pack, evidence(*several)).json_bytes())
    shown = run(path)
    assert "1 pertanyaan, " in shown
    assert "Halaman lain tidak terlihat. (dataset:a: a; dataset:b: b)" in shown


def test_what_is_settled_is_not_asked(tmp_path: Path, pack: Policy, seen: Evidence) -> None:
    decided = {"kind": "review", "rule": "contoh/word", "answer": "yes"}
    path = tmp_path / "laporan.json"
    path.write_bytes(judged(pack, seen, decided).json_bytes())
    assert "contoh/word" not in run(path)


def test_a_gap_that_no_answer_closes_is_not_asked(tmp_path: Path, pack: Policy) -> None:
    path = tmp_path / "laporan.json"
    path.write_bytes(judged(pack, evidence(thing(toy.hidden(Cause.NEEDS_PERMISSION)))).json_bytes())
    shown = run(path)
    assert "contoh/tested" in shown
    assert "contoh/part" not in shown


def test_the_vendors_own_answer_is_shown_to_the_official(tmp_path: Path, pack: Policy) -> None:
    told = json.dumps(
        {
            "schema": "spbe-app/1",
            "app": {"id": "antrean"},
            "environments": {"staging": {"url": "https://antrean.kota-contoh.example/"}},
            "answers": [{"rule": name, "answer": "yes"} for name in ("contoh/part", "contoh/word")],
        }
    )
    seen = evidence(thing(says("pass")), manifest={"file": "spbe.yaml", "text": told})
    path = tmp_path / "laporan.json"
    path.write_bytes(judged(pack, seen).json_bytes())
    form = tmp_path / "f.yaml"
    run(path, "--form", form)
    entries = {entry.rule: entry for _, entry in read_form(form)[0].entries()}
    assert [entries[f"contoh/{name}"].vendor_answer for name in ("part", "word", "papers")] == ["yes", "yes", None]
    assert entries["contoh/part"].seen is None


def test_the_questions_of_a_manifest_are_those_that_nothing_answers(tmp_path: Path) -> None:
    toy.pack(tmp_path / "contoh", {name: RULES[name] for name in ("word", "tested", "papers", "dated")})
    city = {"schema": "spbe-authority/1", "name": "Kota Contoh"}
    (tmp_path / "contoh" / "authority.yaml").write_text(json.dumps(city), encoding="utf-8")
    (tmp_path / "uji.pdf").write_bytes(b"uji")
    paper = {"path": "uji.pdf", "kind": "laporan-uji", "sha256": digest(b"uji")}
    answers = [{"rule": "contoh/dated", "answer": "2026-01-31"}]
    told = {"schema": "spbe-app/1", "app": {"id": "antrean"}, "documents": [paper], "answers": answers}
    (tmp_path / "spbe.yaml").write_text(json.dumps(told), encoding="utf-8")
    decided = {**SIGNED, "kind": "review", "app": "antrean", "rule": "contoh/word", "answer": "yes", "reason": "x"}
    (tmp_path / "d.yaml").write_text(json.dumps({"schema": "spbe-decisions/1", "decisions": [decided]}))
    judging = ("--policy", tmp_path / "contoh", "--as-of", "2026-06-15")
    every = run("--stage", "acceptance", *judging)
    assert [f"contoh/{name}" in every for name in ("word", "tested", "papers", "dated")] == [True] * 4
    ours = run(tmp_path / "spbe.yaml", "--stage", "acceptance", "--decisions", tmp_path / "d.yaml", *judging)
    assert [f"contoh/{name}" in ours for name in ("word", "tested", "papers", "dated")] == [False, True, True, True]
    assert f"uji.pdf ({digest(b'uji')})" in ours
    assert "Penyedia        2026-01-31" in ours
    delivery = run(tmp_path / "spbe.yaml", *judging)
    assert [f"contoh/{name}" in delivery for name in ("papers", "dated")] == [False, False]


# There and back


def test_a_filled_form_answers_everything_that_was_open(
    form: Path, tmp_path: Path, pack: Policy, seen: Evidence
) -> None:
    fill(form)
    into = tmp_path / "decisions.yaml"
    assert "9 jawaban ditulis, 0 sudah ada, 0 belum dijawab" in read(form, into)
    decided = load_decisions(into.read_text(encoding="utf-8"), "decisions.yaml")[0].decisions
    after = judged(pack, seen, *(each.model_dump(exclude={"app"}) | {"app": "antrean"} for each in decided))
    assert {rule.id: rule.state for rule in after.rules if rule.state is not State.PASS} == {}
    by_rule = {each.rule: each for each in decided if isinstance(each, Judgement) and each.seen is None}
    assert (by_rule["contoh/word"].answer, by_rule["contoh/word"].reason) == ("yes", "=1+1")
    assert (by_rule["contoh/dated"].answer, by_rule["contoh/counted"].answer) == ("2026-01-31", "72")
    assert by_rule["contoh/part"].reason == "Diperiksa: di tempat"
    assert {(str(each.date), str(each.until), each.nip) for each in decided} == {("2026-06-01", "2026-12-31", NIP)}
    assert {each.seen for each in decided if isinstance(each, Judgement)} == {EVIL, None}


def test_a_second_reading_adds_nothing(form: Path, tmp_path: Path) -> None:
    into = tmp_path / "decisions.yaml"
    fill(form, {"word": {"answer": "ya"}})
    read(form, into)
    once = into.read_bytes()
    assert "0 jawaban ditulis, 1 sudah ada, 8 belum dijawab" in read(form, into)
    assert into.read_bytes() == once
    fill(form, {"dated": {"answer": "2026-01-31"}})
    assert "1 jawaban ditulis, 1 sudah ada, 7 belum dijawab" in read(form, into)
    assert into.read_bytes().startswith(once)


def test_other_lines_of_the_decisions_stay_as_they_are(form: Path, tmp_path: Path) -> None:
    kept = "# kota\r\nschema: spbe-decisions/1\r\ndecisions:\r\n\r\n# yang lama\r\n- kind: review\r\n  app: lain\r\n"
    kept += "  rule: contoh/word\r\n  answer:   ya   # belum pasti\r\n  office: A\r\n  official: B\r\n"
    kept += "  date: 2026-01-01\r\n  reason: c\r\n\r\n# akhir\r\n"
    into = tmp_path / "keputusan.yaml"
    into.write_bytes(kept.encode())
    fill(form)
    read(form, into)
    after = into.read_bytes().decode()
    assert "\n" not in after.replace("\r\n", "")
    begin, end = after.partition("  - kind")[0], after.rpartition("\r\n\r\n# akhir")[2]
    assert after.startswith(kept.partition("\r\n\r\n# akhir")[0])
    assert after.endswith("\r\n# akhir\r\n"), (begin, end)
    assert len(load_decisions(after, "keputusan.yaml")[0].decisions) == 10


def test_a_form_with_windows_line_ends_says_the_same(tmp_path: Path, report: Path) -> None:
    form = tmp_path / "f.yaml"
    run(report, "--form", form)
    fill(form)
    read(form, tmp_path / "a.yaml")
    form.write_bytes("\ufeff".encode() + form.read_bytes().replace(b"\n", b"\r\n"))
    read(form, tmp_path / "b.yaml")
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "b.yaml").read_bytes()


def test_an_empty_form_writes_nothing(form: Path, tmp_path: Path) -> None:
    assert "0 jawaban ditulis, 0 sudah ada, 9 belum dijawab" in read(form, tmp_path / "decisions.yaml")
    assert not (tmp_path / "decisions.yaml").exists()


def test_a_form_is_read_in_either_language(tmp_path: Path, report: Path) -> None:
    language.use("en")
    try:
        run(report, "--form", tmp_path / "f.xlsx")
        assert openpyxl.load_workbook(tmp_path / "f.xlsx").sheetnames[:2] == ["Form", "vendor"]
    finally:
        language.use("id")
    fill(tmp_path / "f.xlsx")
    assert "9 jawaban ditulis" in read(tmp_path / "f.xlsx", tmp_path / "decisions.yaml")


def test_an_answer_for_all_apps_names_what_they_share(form: Path, tmp_path: Path) -> None:
    fill(form, {"word": {"answer": "ya"}}, app=None, scope="city")
    read(form, tmp_path / "d.yaml")
    (only,) = load_decisions((tmp_path / "d.yaml").read_text(encoding="utf-8"), "d.yaml")[0].decisions
    assert (only.app, only.scope) == (None, "city")
    fill(form, {"tested": {"answer": "ya"}})
    assert "contoh/tested tidak dijawab bersama untuk city" in refused(form, tmp_path / "d.yaml")


def test_the_vendors_answers_go_into_its_manifest(form: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "spbe.yaml"
    before = "# milik penyedia\nschema: spbe-app/1\napp: {id: antrean} # kode\n"
    before += "answers:\n  - rule: contoh/word\n    answer: no # dulu\n"
    manifest.write_text(before, encoding="utf-8")
    said: Said = {"word": {"answer": "ya"}, "counted": {"answer": 24, "reason": "Menurut SOP"}}
    fill(form, said, office=None, official=None, nip=None, date=None)
    assert "2 jawaban ditulis" in read(form, manifest)
    answers = '  - rule: contoh/counted\n    answer: "24"\n    note: Menurut SOP\n'
    assert manifest.read_text(encoding="utf-8") == before.replace("no # dulu", "yes # dulu") + answers
    assert "0 jawaban ditulis, 2 sudah ada" in read(form, manifest)
    fill(form, {"part!": {"answer": "ya"}})
    assert "decisions.yaml" in refused(form, manifest)
    manifest.write_text(before.replace("antrean", "lain"), encoding="utf-8")
    assert "formulir ini untuk aplikasi 'antrean'" in refused(form, manifest)


# What is refused


def refused(form: Path, into: Path) -> str:
    """What is said when a form cannot be read; nothing is written then."""
    before = into.read_bytes() if into.exists() else None
    with pytest.raises(SpbePolicyError) as error:
        read(form, into)
    assert (into.read_bytes() if into.exists() else None) == before
    return str(error.value)


YES = {"word": {"answer": "ya"}}
WEAK = {"design": "tidak-memadai", "implementation": "sesuai"}


@pytest.mark.parametrize(
    ("said", "head", "told", "key", "cell"),
    [
        ({"word": {"answer": "mungkin"}}, {}, "tulis ya / tidak", "word answer", "'Diskominfo'!H2"),
        ({"dated": {"answer": "kemarin"}}, {}, "tulis tanggal, misalnya 2026", "dated answer", "'OPD pemilik'!J4"),
        ({"counted": {"answer": "3,5"}}, {}, "tulis bilangan bulat", "counted answer", "'OPD pemilik'!J3"),
        ({"whole!": {"answer": "ya"}}, {}, "tulis sesuai / tidak sesuai / ", "whole! answer", "'penyedia'!K4"),
        ({"audited": {"design": "cukup"}}, {}, "perlu-peningkatan atau", "audited design", "'OPD pemilik'!L2"),
        ({"audited": WEAK}, {}, "EIK tidak dinilai bila EDK", "audited rule", "'OPD pemilik'!A2"),
        ({"audited": {**WEAK, "answer": "ya"}}, {}, "tulis salah satu", "audited rule", "'OPD pemilik'!A2"),
        (YES, {"reason": None}, "'reason'", "word reason", "'Diskominfo'!I2"),
        (YES, {"office": None}, "belum diisi: office", "office", "'Formulir'!B17"),
        (YES, {"nip": "12"}, "'nip' harus berpola", "nip", "'Formulir'!B19"),
        (YES, {"nip": int(NIP)}, "'nip' harus berupa teks", "nip", "'Formulir'!B19"),
        (YES, {"date": "31/31/2026"}, "'date' harus berupa tanggal", "date", "'Formulir'!B20"),
        (YES, {"until": "2026-01-01"}, "mendahului", "until", "'Formulir'!B21"),
        (YES, {"scope": "city"}, "app atau scope", "app", "'Formulir'!B12"),
        (YES, {"schema": "spbe-form/2"}, "'schema'", "schema", "'Formulir'!B11"),
        (YES, {"pack": "pdp"}, "--policy pdp", "pack", "'Formulir'!B15"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_place(
    form: Path, tmp_path: Path, said: Said, head: dict[str, Any], told: str, key: str, cell: str
) -> None:
    fill(form, {"part": {"answer": "ya", "reason": "x"}, **said}, **head)
    message = refused(form, tmp_path / "decisions.yaml")
    assert told in message
    place = f"{form}:{cell}: " if form.suffix == ".xlsx" else f"{form}:{line_of(form, key)}:"
    assert message.startswith(place)


def line_of(form: Path, at: str) -> int:
    """Where a key of the head stands, or one of a rule's entry."""
    rule, _, key = at.rpartition(" ")
    lines = form.read_text(encoding="utf-8").splitlines()
    entries = [n for n, line in enumerate(lines) if line == f"  - rule: contoh/{rule.rstrip('!')}"]
    begin = entries[0] if rule else 0
    return next(n for n, line in enumerate(lines, 1) if n > begin and line.strip(" -").startswith(f"{key}:"))


def test_an_unknown_rule_is_refused_with_the_nearest(tmp_path: Path) -> None:
    toy.pack(tmp_path / "contoh", {"word": RULES["word"]})
    form = tmp_path / "f.yaml"
    run("--stage", "acceptance", "--policy", tmp_path / "contoh", "--form", form)
    fill(form, app="antrean")
    text = form.read_text(encoding="utf-8")
    form.write_text(text.replace("rule: contoh/word", "rule: contoh/wrod"), encoding="utf-8")
    assert "mungkin maksudnya 'contoh/word'?" in refused(form, tmp_path / "decisions.yaml")
    form.write_text(text.replace("    reason:", "    resaon:"), encoding="utf-8")
    assert "tidak dikenal; mungkin maksudnya 'reason'?" in refused(form, tmp_path / "decisions.yaml")
    form.write_text(text, encoding="utf-8")
    assert "1 jawaban ditulis" in read(form, tmp_path / "decisions.yaml")


def test_a_form_of_an_older_pack_is_read_and_what_is_gone_is_named(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(form)
    (tmp_path / "contoh" / "word.yaml").unlink()
    gone = {"id": "word", "reason": QUESTION, "successor": "dated"}
    toy.pack(tmp_path / "contoh", {}, retired=[gone], version="2.0")
    into = tmp_path / "decisions.yaml"
    ran = CliRunner().invoke(command, ["--read", str(form), "--into", str(into), "--policy", str(tmp_path / "contoh")])
    assert ran.exit_code == 0
    assert "paket contoh sudah berubah" in ran.stderr
    assert "contoh/word sudah tidak ada, jawabannya tidak dibaca; kini contoh/dated" in ran.stderr
    assert "8 jawaban ditulis" in ran.stdout
    assert "contoh/word" not in into.read_text(encoding="utf-8")


def test_the_target_says_by_its_schema_what_it_takes(form: Path, tmp_path: Path) -> None:
    fill(form)
    other = tmp_path / "lain.yaml"
    other.write_text("# x\nschema: spbe-levels/1\n", encoding="utf-8")
    assert f"{other}:2:1: schema harus spbe-decisions/1 atau spbe-app/1" in refused(form, other)
    other.write_text("schema: spbe-decisions/1\ndecisions: [{kind: review}]\n", encoding="utf-8")
    assert f"{other}:2:13: " in refused(form, other)


def test_forms_are_not_overwritten_unless_told(tmp_path: Path, report: Path) -> None:
    form = tmp_path / "f.yaml"
    run(report, "--form", form)
    fill(form)
    filled = form.read_bytes()
    refusals: list[list[str | Path]] = [["--form", form], ["--form", tmp_path / "f.pdf"], ["--read", form]]
    for words in refusals:
        with pytest.raises(SpbePolicyError):
            run(report, *words)
    assert form.read_bytes() == filled
    run(report, "--form", form, "--force")
    assert form.read_bytes() != filled


# The workbook


def test_no_cell_of_a_workbook_is_a_formula_and_all_can_be_filled_in(tmp_path: Path, report: Path) -> None:
    run(report, "--form", tmp_path / "f.xlsx")
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["Formulir", "penyedia", "OPD pemilik", "Diskominfo", "pengelola server"]
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in values} == {"s"}
    assert not [cell.value for cell in values if str(cell.value)[0] in "=+-@\t\r"]
    office = book["OPD pemilik"]
    assert office.freeze_panes == "B2"
    assert not office.protection.sheet
    lists = {(str(rule.sqref), rule.formula1) for rule in office.data_validations.dataValidation}
    assert ("J2 J5", '"ya,tidak"') in lists
    assert ("L2", '"memadai,perlu-peningkatan,tidak-memadai"') in lists
    assert {rule.type for rule in office.data_validations.dataValidation} == {"list", "date", "whole"}


def test_a_renamed_sheet_or_column_is_not_skipped_in_silence(tmp_path: Path, report: Path) -> None:
    form = tmp_path / "f.xlsx"
    run(report, "--form", form)
    fill(form)
    book = openpyxl.load_workbook(form)
    book["OPD pemilik"].title = "OPD"
    book.save(form)
    assert "lembar 'OPD' tidak dikenal" in refused(form, tmp_path / "d.yaml")
    book["OPD"].title = "OPD pemilik"
    book["OPD pemilik"]["J1"].value = "Jawab"
    book.save(form)
    assert "lembar 'OPD pemilik', baris 1: kolom 'Jawaban' tidak ada" in refused(form, tmp_path / "d.yaml")


def test_without_the_library_the_extra_is_named(tmp_path: Path, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(report, "--form", tmp_path / "f.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert "pip install 'spbe-policy[xlsx]'" in refused(tmp_path / "f.xlsx", tmp_path / "d.yaml")
    with pytest.raises(SpbePolicyError, match="pip install"):
        run(report, "--form", tmp_path / "g.xlsx")
    assert not (tmp_path / "g.xlsx").exists()


@given(st.text() | st.from_regex(r"['=+@-]?(_x[0-9a-f]{4}_|[\x00-\x1f]|\\x?5c)*"))
def test_any_text_survives_in_a_cell(value: str) -> None:
    assert plain(guarded(value)) == value
    assert guarded(value)[0] not in "=+-@\t\r"
    assert not re.search("_x[0-9A-Fa-f]{4}_|[^\n\x20-\U0010ffff]", guarded(value))
