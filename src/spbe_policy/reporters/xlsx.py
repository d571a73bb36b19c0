"""The findings as a table to filter, with the questions that wait for a person (XLSX)."""

from collections.abc import Sequence

from spbe_policy.report import Finding, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import Found, by_rule, decision, found
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.particulars import Row, about, judged, looked_at, outcome, traces
from spbe_policy.reporters.workbook import Cell, Column, Workbook, cell, shortened
from spbe_policy.texts import Lang, term, text

SUMMARY = text("Ringkasan", "Summary")
"""The first sheet of every workbook."""


Groups = Sequence[tuple[str, Sequence[Row]]]
"""Labels and values under headings."""

PRINTED = 8
"""How many columns of the findings are on paper."""


def findings(report: Report, lang: Lang) -> bytes:
    """Return the summary, every finding a row, and the open questions; raises `UsageError` without the extra `xlsx`."""
    book = Workbook(report, text("Hasil pemeriksaan aplikasi", "Findings of an app").say(lang), lang)
    cover(book, report, lang)
    rows = [_row(pair, lang) for pair in found(report)]
    book.table(text("Hasil pemeriksaan", "Findings").say(lang), _columns(lang), rows, printed=PRINTED)
    questions = [_question(*each, lang) for each in by_rule(found(report, State.REVIEW))]
    book.table(text("Pertanyaan", "Questions").say(lang), _asked(lang), questions)
    return book.finish()


def cover(book: Workbook, report: Report, lang: Lang, more: Groups = (), notes: Sequence[str] = ()) -> None:
    """Add the first sheet: which app, what came out, what was looked at, the digests; before them `more`."""
    groups = [
        (text("Aplikasi dan pedoman", "App and guidelines"), about(report, lang)),
        (text("Hasil", "Outcome"), outcome(report, lang)),
        (text("Jejak", "Traces"), traces(report, lang)),
        (
            text("Yang diamati", "What was observed"),
            [(str(at), it) for at, it in enumerate(looked_at(report, lang), 1)],
        ),
        (text("Catatan", "Notes"), [(str(at), value(it.say(lang))) for at, it in enumerate(report.notes, 1)]),
    ]
    (first, app), (second, result), *rest = [(title.say(lang), rows) for title, rows in groups if rows]
    book.rows(SUMMARY.say(lang), [(first, app), (second, result), *more, *rest], notes)


def basis(rule: RuleReport, lang: Lang) -> tuple[str, ...]:
    """Return each clause of a rule, with how well it was read where that is not certain."""
    said = []
    for item in rule.basis:
        source = ", ".join(part for part in (rule.sources.get(item.source, item.source), item.clause) if part)
        doubt = words.CONFIDENCES.get(item.confidence)
        said.append(value(f"{source} ({doubt.say(lang)})" if doubt else source))
    return tuple(said)


def _columns(lang: Lang) -> list[Column]:
    return [
        Column(text("Ketentuan", "Rule").say(lang), 22),
        Column(text("Judul", "Title").say(lang), 34),
        Column(text("Keadaan", "State").say(lang), 16),
        Column(text("Tingkat", "Level").say(lang), 12),
        Column(text("Tanggung jawab", "Responsible").say(lang), 16),
        Column(text("Pokok", "Subject").say(lang), 18),
        Column(text("Hasil", "Found").say(lang), 38),
        Column(text("Cara memperbaiki", "How to fix").say(lang), 40),
        Column(text("Nilai yang dinilai", "Value judged").say(lang), 60),
        Column(text("Diketahui dari", "Known from").say(lang), 16),
        Column(text("Menunggu", "Waiting for").say(lang), 16),
        Column(text("Usaha", "Effort").say(lang), 10),
        Column(text("Dasar", "Basis").say(lang), 90),
        Column(text("Keputusan kota", "Decision of the city").say(lang), 80),
        Column(text("Dokumen", "Documents").say(lang), 70),
        Column(text("Letak", "Where").say(lang), 16),
    ]


def _row(pair: Found, lang: Lang) -> list[Cell]:
    rule, finding = pair
    cause = f"{words.CAUSES[finding.cause].say(lang)}: " if finding.cause else ""
    at = finding.anchor
    mended = rule.fix.say(lang) if finding.state is State.FAIL else ""
    return [
        cell(rule.id, *rule.aliases),
        cell(rule.title.say(lang)),
        cell(term(finding.state, lang), state=finding.state),
        cell(term(rule.effective_level, lang)),
        cell(term(rule.responsible, lang)),
        cell(value(finding.subject)),
        cell(value(f"{cause}{finding.message.say(lang)}")),
        cell(mended),
        cell(value(judged(finding))),
        cell(term(finding.assurance, lang)),
        cell(term(finding.acts_next, lang) if finding.acts_next else ""),
        cell(words.EFFORTS[rule.effort].say(lang)),
        cell(*basis(rule, lang)),
        cell(value(decision(finding.decision, lang)) if finding.decision else ""),
        cell(*shortened([f"{value(it.path)} ({it.kind})" for it in finding.documents], lang)),
        cell(f"{at.file}:{at.line}" if at else ""),
    ]


def _asked(lang: Lang) -> list[Column]:
    return [
        Column(text("Ketentuan", "Rule").say(lang), 26),
        Column(text("Pertanyaan", "Question").say(lang), 60),
        Column(text("Dijawab", "Answered by").say(lang), 18),
        Column(text("Tingkat", "Level").say(lang), 11),
        Column(text("Yang teramati", "What was seen").say(lang), 44),
        Column(text("Dokumen yang dapat menjawab", "Documents that can answer").say(lang), 30),
        Column(text("Jawaban", "Answer").say(lang), 16, fill_in=True),
        Column(text("Keterangan", "Note").say(lang), 30, fill_in=True),
    ]


def _question(rule: RuleReport, findings: list[Finding], lang: Lang) -> list[Cell]:
    """One row a rule, with what was seen at each subject."""
    seen = [f"{value(it.subject)}: {value(judged(it))}" for it in findings if judged(it)]
    return [
        cell(rule.id),
        cell((rule.question or findings[0].message).say(lang)),
        cell(term(rule.responsible, lang)),
        cell(term(rule.effective_level, lang)),
        cell(*shortened(seen, lang)),
        cell(*rule.documents),
    ]
