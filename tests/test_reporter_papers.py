"""The office papers, read back by other libraries: what officials sign, auditors fill in, and vendors work off."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
import toy
from click.testing import CliRunner
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from test_reporters import compliant, eventful, policy
from toy import accepted, evidence, hidden, judged, paper, says, thing

from spbe_policy import plugins
from spbe_policy.cli.rules import command as rules_command
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Cause
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State
from spbe_policy.reporters.paper_pdf import printable
from spbe_policy.reporters.plan import Phase, Step, plan, way
from spbe_policy.reporters.ringkasan import MOST
from spbe_policy.reporters.spelled import spelled, spelled_day
from spbe_policy.testing import hostile_report
from spbe_policy.texts import Lang

__all__ = ["policy"]

REPORTERS = plugins.load().reporters
WORKBOOKS = ("xlsx", "kertas-kerja", "rencana-aksi")
PDFS = ("berita-acara-pdf", "ringkasan")
OPEN = (State.ERROR, State.UNKNOWN, State.REVIEW)


def workbook(name: str, report: Report, lang: Lang = "id") -> Any:
    return openpyxl.load_workbook(io.BytesIO(REPORTERS[name].render(report, lang)))


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet's table, by the titles of their columns."""
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def words_of(document: Any) -> str:
    """All text of a DOCX, headers included, in one line."""
    parts = (document.element.body, document.sections[0].header._element)
    lines = (line.xpath(".//w:t") for part in parts for line in part.iter(qn("w:p")))
    return " ".join(" ".join("".join(each.text or "" for each in line) for line in lines).split())


def minutes(report: Report) -> Any:
    return docx.Document(io.BytesIO(REPORTERS["berita-acara"].render(report, "id")))


def pages(name: str, report: Report, lang: Lang = "id") -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(REPORTERS[name].render(report, lang)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


# The steps to LULUS


def stuck(policy: Policy) -> set[str]:
    return {rule.id for rule in eventful(policy).rules if rule.state in (State.FAIL, *OPEN)}


def test_every_rule_that_is_not_as_it_should_be_has_its_step(policy: Policy) -> None:
    steps = plan(eventful(policy))
    assert {rule.id for step in steps if step.phase is not Phase.CITY for rule in step.rules} == stuck(policy)
    must = {rule.id for rule in eventful(policy).rules if rule.effective_level == "must"} & stuck(policy)
    assert {rule.id for step in way(steps) for rule in step.rules} == must
    phases = [step.phase for step in steps]
    assert phases == sorted(phases, key=list(Phase).index)


def test_an_app_that_passes_has_no_step_left_that_decides(policy: Policy) -> None:
    steps = plan(compliant(policy))
    assert way(steps) == []
    assert [(step.who, step.rules[0].id) for step in steps if step.phase is Phase.CITY] == [
        ("city", "kota-contoh/portal")
    ]


def asked(*documents: str) -> dict[str, Any]:
    question = {"id": f"Apakah {documents}?", "en": f"Is {documents} so?"}
    return {"check": None, "full": None, "question": question, "documents": list(documents)}


def steps_of(tmp_path: Path, rules: dict[str, dict[str, Any]], *entries: Any, **app: Any) -> list[Step]:
    return plan(judged(toy.pack(tmp_path / "kota-contoh", rules), evidence(*entries, **app)))


def test_few_documents_answer_much(tmp_path: Path) -> None:
    rules = {
        "a": asked("sop", "reviu"),
        "b": asked("uji", "reviu"),
        "c": asked("reviu"),
        "d": asked("sop"),
        "e": asked(),
    }
    steps = steps_of(tmp_path, rules)
    assert [[rule.id[-1] for rule in step.rules] for step in steps] == [["a", "b", "c"], ["d"], ["e"]]
    assert [re.search(r"dokumen (\w+)", step.what.id)[1] for step in steps[:2]] == ["reviu", "sop"]  # type: ignore[index]


def test_a_document_that_is_there_only_has_to_be_accepted(tmp_path: Path) -> None:
    rules = {"a": asked("laporan-uji"), "b": asked("laporan-uji", "sop"), "c": {**asked("laporan-uji"), "active": True}}
    (step,) = steps_of(tmp_path, rules, paper())
    assert (step.who, len(step.rules), step.details[0].id) == ("city", 3, toy.REPORT_DIGEST)
    report = judged(toy.pack(tmp_path / "lagi", rules), evidence(paper()), accepted("lagi/a", "lagi/b", "lagi/c"))
    assert plan(report) == []


def test_what_fails_comes_first_and_of_that_the_least_work(tmp_path: Path) -> None:
    rules = {
        "big": {"effort": "large"}, "small": {"fix": {"id": "Satu baris.", "en": "One line."}}, "ask": asked("sop"),
        "nice": {"level": "should", "fix": {"id": "Baik bila ada.", "en": "Nice to have."}},
    }  # fmt: skip
    steps = steps_of(tmp_path, rules, thing(says("fail")))
    assert [step.rules[0].id[-3:] for step in steps] == ["all", "big", "ask", "ice"]
    assert [step.effort for step in steps] == ["small", "large", None, "small"]


def test_a_near_miss_names_what_alone_is_left(tmp_path: Path) -> None:
    entries = [thing(says("pass"), subject=f"dataset:{name}") for name in ("a", "b")]
    (step,) = steps_of(tmp_path, {"data": {}}, *entries, thing(says("fail", seen="2025-12"), subject="dataset:c"))
    assert step.near
    assert step.near.id == "2 dari 3 sudah sesuai; tinggal: dataset:c: terlihat 2025-12 (2025-12)"
    (far,) = steps_of(tmp_path, {"data": {}}, thing(says("fail")))
    assert far.near is None


def test_what_could_not_be_seen_waits_for_who_can_act(tmp_path: Path) -> None:
    (step,) = steps_of(tmp_path, {"a": {}, "b": {}}, thing(hidden(Cause.NEEDS_BROWSER)))
    assert (step.who, len(step.rules)) == ("operator", 2)


# Workbooks


def test_the_findings_can_be_filtered(policy: Policy) -> None:
    report = eventful(policy)
    book = workbook("xlsx", report)
    sheet = book["Hasil pemeriksaan"]
    rows = table(sheet)
    assert len(rows) == sum(len(rule.findings) for rule in report.rules)
    assert sheet.auto_filter.ref.endswith(str(4 + len(rows)))
    failed = next(row for row in rows if row["Nilai yang dinilai"] == "X-Contoh: 0")
    assert failed["Keadaan"] == "ketidaksesuaian"
    assert failed["Cara memperbaiki"] == "Kirim header itu pada semua jawaban."
    assert {row["Ketentuan"] for row in table(book["Pertanyaan"])} == {
        rule.id for rule in report.rules if any(item.state is State.REVIEW for item in rule.findings)
    }


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_cell_is_a_formula_or_a_link(name: str) -> None:
    for sheet in workbook(name, hostile_report()):
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
        assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith(("=", "+", "-", "@")))


@pytest.fixture
def audited(tmp_path: Path) -> Report:
    """Items of Pasal 27, of Pasal 29, of the rest of the regulation, and a rule of the city."""

    def item(clause: str) -> dict[str, Any]:
        basis = {"source": "contoh", "clause": clause, "force": "law", "confidence": "secondary"}
        return {"basis": [basis], "audit": {}, "aliases": [f"K{len(clause)}"]}

    rules = {
        "27-8-b": item("Pasal 27 ayat (8) huruf b"), "27-10-a": item("Pasal 27 ayat (10) huruf a"),
        "27-1-a": {**item("Pasal 27 ayat (1) huruf a"), **asked("laporan-uji")},
        "29-1-a": item("Pasal 29 ayat (1) huruf a"), "pasal-7-2-a": item("Pasal 7 ayat (2) huruf a"),
    }  # fmt: skip
    bssn = toy.pack(tmp_path / "bssn-4-2021", rules)
    columns = {"design": "memadai", "implementation": "sesuai", "effectiveness": "perlu-peningkatan"}
    filled = {**accepted(), "kind": "review", "rule": "bssn-4-2021/27-1-a", "official": "Auditor Contoh", **columns}
    filled = {key: value for key, value in filled.items() if key not in ("rules", "sha256")}
    report = judged(bssn, evidence(thing(says("fail", seen="max-age=300")), paper()), filled)
    city = report.rules[0].model_copy(update={"id": "kota-contoh/portal", "columns": None})
    return report.model_copy(update={"rules": (city, *report.rules)})


def test_the_working_paper_has_a_sheet_for_each_paragraph(audited: Report) -> None:
    assert workbook("kertas-kerja", audited).sheetnames == [
        "Ringkasan", "27(1) Autentikasi", "27(8) Komunikasi", "27(10) Logika bisnis", "29 Aplikasi bergerak",
        "Pengelolaan", "kota-contoh",
    ]  # fmt: skip


def test_auditors_find_what_is_known_and_fill_in_the_rest(audited: Report) -> None:
    book = workbook("kertas-kerja", audited)
    (reviewed,), (failed,) = table(book["27(1) Autentikasi"]), table(book["27(8) Komunikasi"])
    assert [reviewed[name] for name in ("EDK", "EIK", "EEK")] == ["memadai", "sesuai", "perlu peningkatan"]
    assert "Auditor Contoh" in reviewed["Auditor"]
    assert [failed[name] for name in ("EDK", "EIK", "EEK")] == ["belum dinilai", "tidak sesuai", "belum dinilai"]
    assert (failed["Auditor"], failed["Ketua tim"], failed["Tanggal"]) == (None, None, None)
    assert "max-age=300" in failed["Bukti dukung dan sidik digital"]
    assert failed["Klausul"].startswith("Peraturan Contoh Nomor 1, Pasal 27 ayat (8) huruf b")
    (unheard,) = table(book["kota-contoh"])
    assert unheard["EDK"] == "belum dinilai"


def test_only_the_allowed_words_can_be_chosen(audited: Report) -> None:
    lists = list(workbook("kertas-kerja", audited)["27(8) Komunikasi"].data_validations.dataValidation)
    allowed = [rule.formula1.strip('"').split(",") for rule in lists if rule.type == "list"]
    assert allowed == [
        ["memadai", "perlu peningkatan", "tidak memadai", "belum dinilai"],
        ["sesuai", "tidak sesuai", "belum dinilai"],
        ["efektif", "perlu peningkatan", "tidak efektif", "belum dinilai"],
    ]
    assert [rule.type for rule in lists if rule.type != "list"] == ["date"]


def test_a_document_stands_there_with_its_digest(tmp_path: Path) -> None:
    report = judged(toy.pack(tmp_path / "kota-contoh", {"a": asked("laporan-uji")}), evidence(paper()))
    (row,) = table(workbook("kertas-kerja", report)["kota-contoh"])
    assert f"uji.pdf (laporan-uji)\n{toy.REPORT_DIGEST}" in row["Bukti dukung dan sidik digital"]


def test_the_plan_of_action_leaves_the_dates_to_people(policy: Policy) -> None:
    report = eventful(policy)
    rows = table(workbook("rencana-aksi", report)["Rencana aksi"])
    assert [row["No"] for row in rows] == list(range(1, len(plan(report)) + 1))
    assert {row["Batas waktu"] for row in rows} == {None}
    page = REPORTERS["rencana-aksi-md"].render(report, "id").decode()
    assert page.count("- [ ] ") == len(rows)
    assert f"**{len(way(plan(report)))} langkah menuju LULUS**" in page


# Minutes, summary


def test_what_the_tool_found_is_not_what_the_officials_decide(policy: Policy) -> None:
    said = words_of(minutes(eventful(policy)))
    tool, _, officials = said.partition("3. Keputusan pejabat")
    assert "Hasil alat: TIDAK MEMENUHI SYARAT (" in tool
    assert "alat tidak mengisi bagian ini" in officials
    assert "MEMENUHI SYARAT / TIDAK MEMENUHI SYARAT *)" in officials
    assert "coret yang tidak perlu" in officials
    assert not re.search(r"\bLULUS\b", said)


def test_the_minutes_are_an_office_paper(policy: Policy) -> None:
    report = eventful(policy)
    document, pinned = minutes(report), report.policy.model_copy(update={"contract": "KONTRAK/7/2026"})
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    said = words_of(document)
    for part in (
        "NOMOR: …", "hari Senin, tanggal Lima Belas, bulan Juni, tahun Dua Ribu Dua Puluh Enam (15-06-2026)",
        "Antrean Puskesmas (antrean)", "NIP", "LATIHAN – bukan dasar penerimaan", "TERBATAS", "[Tempat kop surat",
        report.evidence_digest, report.policy.digest, "Pejabat Contoh, Diskominfo", "Utang kota",
    ):  # fmt: skip
        assert part in said, part
    assert "KONTRAK/7/2026, tanggal …" in words_of(minutes(report.model_copy(update={"policy": pinned})))
    assert {each.text for each in document.paragraphs if each.style.name == "Heading 1"} >= {"A. Ketidaksesuaian"}


def test_an_official_run_says_nothing_of_a_rehearsal(policy: Policy) -> None:
    said = words_of(minutes(compliant(policy)))
    assert "LATIHAN" not in said
    assert "PEMERIKSAAN RESMI" in said
    assert "Hasil alat: MEMENUHI SYARAT (1 dispensasi)" in said


def test_the_pdf_says_what_the_docx_says(policy: Policy) -> None:
    report = eventful(policy)
    found = pages("berita-acara-pdf", report)
    for paragraph in minutes(report).paragraphs:
        assert "".join(paragraph.text.split()) in "".join("".join(found).split())
    assert [f"Halaman {at} dari {len(found)}" in page for at, page in enumerate(found, 1)] == [True] * len(found)


def test_nothing_unexamined_is_cut_from_the_minutes(tmp_path: Path) -> None:
    many = toy.pack(tmp_path / "kota-contoh", {f"ketentuan-nomor-{number}": {} for number in range(150)})
    report = judged(many, evidence(thing(hidden())))
    for said in (words_of(minutes(report)), "".join(pages("berita-acara-pdf", report))):
        assert all(f"ketentuan-nomor-{number}" in "".join(said.split()) for number in range(150))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_summary_is_one_page(policy: Policy, lang: Lang) -> None:
    for report in (eventful(policy), compliant(policy), hostile_report()):
        (page,) = pages("ringkasan", report, lang)
    (page,) = pages("ringkasan", eventful(policy), lang)
    assert ("TIDAK LULUS" if lang == "id" else "NOT COMPLIANT") in page
    assert eventful(policy).evidence_digest[:20] in page


@given(name=st.text(max_size=500), lang=st.sampled_from(["id", "en"]))
def test_the_text_for_a_chat_is_short_and_calls_nobody(policy: Policy, name: str, lang: Lang) -> None:
    report = eventful(policy)
    app = report.app.model_copy(update={"name": f"@all {name}", "id": f"https://serang.example {name}"})
    for each in (report.model_copy(update={"app": app}), hostile_report() if not name else report):
        said = REPORTERS["ringkasan-chat"].render(each, lang).decode()
        assert len(said) <= MOST
        assert "@" not in said
        assert "://s" not in said
        assert said.endswith(each.evidence_digest[:23]) or not name


# What holds for all of them


@pytest.mark.parametrize("name", [*WORKBOOKS, *PDFS, "berita-acara"])
def test_the_same_report_gives_the_same_bytes_on_any_day(policy: Policy, name: str) -> None:
    report = eventful(policy)
    output = REPORTERS[name].render(report, "id")
    assert output == REPORTERS[name].render(Report.load(report.json_bytes()), "id")
    if name in PDFS:
        assert pypdf.PdfReader(io.BytesIO(output)).metadata["/CreationDate"] == "D:20260615100000+07'00'"  # type: ignore[index]
        return
    with zipfile.ZipFile(io.BytesIO(output)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert re.findall(r">(\d{4}-\d\d-\d\dT[^<]+)<", core) == ["2026-06-15T03:00:00Z"] * 2


@pytest.mark.parametrize("name", [*PDFS, "berita-acara"])
def test_names_in_any_script_come_out(policy: Policy, name: str) -> None:
    report = eventful(policy)
    odd = report.model_copy(update={"app": report.app.model_copy(update={"name": "Āplikasi 漢字 é – “ok” 👍"})})
    if name in PDFS:
        assert r"Aplikasi \u6f22\u5b57 é – “ok” \U0001f44d" in pages(name, odd)[0]
    else:
        assert "Āplikasi 漢字 é – “ok” 👍" in words_of(minutes(odd))


@given(st.text())
def test_the_standard_fonts_can_write_whatever_is_printed(said: str) -> None:
    assert len(printable(said).encode("cp1252")) >= len(said) - len(re.findall(r"\s", said))


@pytest.mark.parametrize(
    ("name", "library", "extra"),
    [("xlsx", "xlsxwriter", "xlsx"), ("berita-acara", "docx", "docx"), ("ringkasan", "reportlab.platypus", "pdf")],
)
def test_a_missing_library_is_named(
    policy: Policy, monkeypatch: pytest.MonkeyPatch, name: str, library: str, extra: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(UsageError, match=re.escape(f"pip install 'spbe-policy[{extra}]'")):
        REPORTERS[name].render(eventful(policy), "id")


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "nol"), (11, "sebelas"), (15, "lima belas"), (20, "dua puluh"), (31, "tiga puluh satu"), (100, "seratus"),
     (1000, "seribu"), (1999, "seribu sembilan ratus sembilan puluh sembilan"), (2026, "dua ribu dua puluh enam"),
     (2111, "dua ribu seratus sebelas")],
)  # fmt: skip
def test_numbers_in_words(number: int, said: str) -> None:
    assert spelled(number) == said


@given(st.dates(max_value=date(9999, 12, 31)))
def test_every_day_can_be_spelled(day: date) -> None:
    assert spelled_day(day).endswith(f"({day:%d-%m-%Y})")


# The annex to the terms of reference


@pytest.mark.parametrize(("lang", "title"), [("id", "LAMPIRAN KERANGKA ACUAN KERJA"), ("en", "ANNEX TO THE TERMS")])
def test_the_annex_names_every_rule_that_will_be_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, title: str
) -> None:
    monkeypatch.setattr("spbe_policy.cli.language._chosen", lang)
    target = tmp_path / "lampiran.docx"
    options, runner = ["--policy", "bssn-4-2021", "--format", "docx", "-o"], CliRunner()
    result = runner.invoke(rules_command, [*options, str(target)], catch_exceptions=False)
    assert result.exit_code == 0
    said, pack = words_of(docx.Document(str(target))), plugins.load().policy("bssn-4-2021")
    assert title in said
    assert pack.digest in said
    for rule in pack.rules:
        assert rule.file.title.say(lang) in said  # type: ignore[arg-type]
        assert f"{rule.id.partition('/')[2]}: " in said
    assert {kind for rule in pack.rules for kind in rule.file.documents} <= set(said.split())
    again = tmp_path / "lagi.docx"
    runner.invoke(rules_command, [*options, str(again)], catch_exceptions=False)
    assert again.read_bytes() == target.read_bytes()
