"""The auditors' working paper (XLSX): a sheet a chapter, a row a rule, the columns that people fill in."""

import re
from collections.abc import Iterator, Mapping

from spbe_policy.report import NOT_JUDGED, Columns, Finding, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import decision
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.particulars import judged
from spbe_policy.reporters.workbook import Cell, Column, Workbook, cell, number, shortened
from spbe_policy.reporters.xlsx import basis, cover
from spbe_policy.texts import Lang, Text, day, term, text

BSSN = "bssn-4-2021"
"""The pack that has a sheet for each paragraph of its Pasal 27."""

PARAGRAPHS: Mapping[int, Text] = {
    1: text("Autentikasi", "Authentication"),
    2: text("Manajemen sesi", "Sessions"),
    3: text("Kontrol akses", "Access control"),
    4: text("Validasi input", "Input validation"),
    5: text("Kriptografi", "Cryptography"),
    6: text("Eror dan log", "Errors and logs"),
    7: text("Proteksi data", "Data protection"),
    8: text("Komunikasi", "Communication"),
    9: text("Kode berbahaya", "Malicious code"),
    10: text("Logika bisnis", "Business logic"),
    11: text("File", "Files"),
    12: text("API", "API"),
    13: text("Konfigurasi", "Configuration"),
}
"""What the paragraphs of Pasal 27 are about (regulations 1.2)."""

JUDGED: Mapping[str, Text] = {
    NOT_JUDGED: text("belum dinilai", "not judged yet"),
    "memadai": text("memadai", "adequate"),
    "tidak-memadai": text("tidak memadai", "not adequate"),
    "perlu-peningkatan": text("perlu peningkatan", "needs improvement"),
    "sesuai": text("sesuai", "as it should be"),
    "tidak-sesuai": text("tidak sesuai", "not as it should be"),
    "efektif": text("efektif", "effective"),
    "tidak-efektif": text("tidak efektif", "not effective"),
}
"""The words of EDK, EIK and EEK, as decisions name them."""

_DESIGN = ("memadai", "perlu-peningkatan", "tidak-memadai", NOT_JUDGED)
_IMPLEMENTATION = ("sesuai", "tidak-sesuai", NOT_JUDGED)
_EFFECTIVENESS = ("efektif", "perlu-peningkatan", "tidak-efektif", NOT_JUDGED)

_NOTES = (
    text("EDK: evaluasi desain kontrol. EIK: evaluasi implementasi kontrol. EEK: evaluasi efektivitas kontrol.",
         "EDK: evaluation of the control's design. EIK: of its implementation. EEK: of its effectiveness."),
    text("Sel kuning diisi auditor; EDK, EIK, EEK dipilih dari daftar. EIK tidak dinilai bila EDK tidak memadai.",
         "Auditors fill in the yellow cells; EDK, EIK, EEK from a list. EIK is not judged where EDK is not adequate."),
    text("EIK dapat berasal dari alat: dari yang teramati atau dokumen. EDK dan EEK hanya diisi orang.",
         "An EIK may be the tool's, from what was observed or documented. EDK and EEK are filled in by people only."),
    text("Yang teramati tersimpan di berkas bukti dukung; sidik digitalnya ada pada Jejak.",
         "What was observed is kept in the evidence file; its digest stands under Traces."),
)  # fmt: skip


def kertas_kerja(report: Report, lang: Lang) -> bytes:
    """Return a cover and a sheet for each chapter; raises `UsageError` without the extra `xlsx`."""
    book = Workbook(report, text("Kertas kerja audit keamanan aplikasi", "Working paper of an audit").say(lang), lang)
    chapters = _chapters(report, lang)
    sheets = [(title, _counts(rules, lang)) for title, rules in chapters.items()]
    cover(book, report, lang, [(text("Lembar", "Sheets").say(lang), sheets)], [note.say(lang) for note in _NOTES])
    for title, rules in chapters.items():
        book.table(title, _columns(lang), [_row(*each, lang) for each in enumerate(rules, 1)])
    return book.finish()


def _chapters(report: Report, lang: Lang) -> dict[str, list[RuleReport]]:
    """Return the rules of each sheet: the paragraphs of Pasal 27 first, other packs as they come."""
    found: dict[tuple[int, int, str], list[RuleReport]] = {}
    for rule in report.rules:
        found.setdefault(_chapter(rule, lang), []).append(rule)
    order = sorted(found, key=lambda key: key[:2])
    return {key[2]: found[key] for key in order}


def _chapter(rule: RuleReport, lang: Lang) -> tuple[int, int, str]:
    """Return the place of a sheet among the others and its name."""
    pack = rule.id.partition("/")[0]
    if pack != BSSN:
        return 3, 0, pack
    clause = re.match(r"Pasal (\d+)(?: ayat \((\d+)\))?", rule.basis[0].clause or "") if rule.basis else None
    article, paragraph = (int(clause[1]), int(clause[2] or 0)) if clause else (0, 0)
    if article == 27 and paragraph in PARAGRAPHS:
        return 0, paragraph, f"27({paragraph}) {PARAGRAPHS[paragraph].say(lang)}"
    if article == 29:
        return 1, 0, text("29 Aplikasi bergerak", "29 Mobile apps").say(lang)
    return 2, 0, text("Pengelolaan", "Management").say(lang)


def _counts(rules: list[RuleReport], lang: Lang) -> str:
    states = [rule.state for rule in rules]
    counted = [words.counted(state, states.count(state)).say(lang) for state in State if state in states]
    return f"{words.rules(len(rules)).say(lang)}: {', '.join(counted)}"


def _columns(lang: Lang) -> list[Column]:
    def choices(allowed: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(JUDGED[word].say(lang) for word in allowed)

    return [
        Column("No", 5),
        Column(text("Klausul", "Clause").say(lang), 24),
        Column(text("Ketentuan", "Rule").say(lang), 16),
        Column(text("Parafrasa dan pertanyaan", "Paraphrase and question").say(lang), 38),
        Column(text("Bukti dukung dan sidik digital", "Evidence and digest").say(lang), 44),
        Column(text("Hasil alat", "Result of the tool").say(lang), 15),
        Column("EDK", 13, fill_in=True, choices=choices(_DESIGN)),
        Column("EIK", 13, fill_in=True, choices=choices(_IMPLEMENTATION)),
        Column("EEK", 13, fill_in=True, choices=choices(_EFFECTIVENESS)),
        Column(text("Catatan auditor", "Auditor's note").say(lang), 22, fill_in=True),
        Column(text("Auditor", "Auditor").say(lang), 16, fill_in=True),
        Column(text("Ketua tim", "Team lead").say(lang), 14, fill_in=True),
        Column(text("Tanggal", "Date").say(lang), 12, fill_in=True, date=True),
    ]


def _row(at: int, rule: RuleReport, lang: Lang) -> list[Cell]:
    columns = rule.columns or Columns()
    note = columns.decision
    three = (columns.design, columns.implementation, columns.effectiveness)
    return [
        number(at),
        cell(*basis(rule, lang)),
        cell(rule.id.partition("/")[2] or rule.id, *rule.aliases, term(rule.effective_level, lang)),
        cell(*_paraphrase(rule, lang)),
        cell(*shortened(list(_evidence(rule, lang)), lang)),
        cell(term(rule.state, lang), state=rule.state),
        *(cell(JUDGED[word].say(lang) if word in JUDGED else value(word)) for word in three),
        cell(value(note.reason) if note else ""),
        cell(*((value(note.official), value(note.office)) if note else ())),
        cell(),
        cell(day(note.date, lang) if note else ""),
    ]


def _paraphrase(rule: RuleReport, lang: Lang) -> Iterator[str]:
    """What the rule says in our words, what it asks, and the wording where the city copied it."""
    yield rule.title.say(lang)
    if rule.question:
        yield rule.question.say(lang)
    if copied := rule.official_text:
        by = text("Bunyi, dicocokkan oleh", "Wording, compared by").say(lang)
        yield f"{by} {value(copied.checked_by)}, {day(copied.date, lang)}: {copied.text}"


def _evidence(rule: RuleReport, lang: Lang) -> Iterator[str]:
    """What each finding rests on; every document once, with its digest."""
    for finding in rule.findings:
        yield _shown(finding, lang)
        if finding.decision:
            yield value(decision(finding.decision, lang))
    for paper in dict.fromkeys(paper for finding in rule.findings for paper in finding.documents):
        yield f"{value(paper.path)} ({paper.kind})"
        yield paper.sha256


def _shown(finding: Finding, lang: Lang) -> str:
    """How it is known, unless the document or the decision that follows says so; what was seen, and where."""
    about = "" if finding.subject == "app" else f"{finding.subject}: "
    known = "" if finding.documents or finding.decision else f"{term(finding.assurance, lang)}: "
    seen = f" ({judged(finding)})" if judged(finding) else ""
    sample = f"; {finding.sample.say(lang)}" if finding.sample else ""
    return value(f"{about}{known}{finding.message.say(lang)}{seen}{sample}")
