"""A table for spreadsheets: a row a finding. No cell can become a formula."""

import csv
import io
import re
from collections.abc import Iterable

from spbe_policy.report import Finding, Report, RuleReport
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import clause, decision
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.lines import PROSE, lines
from spbe_policy.texts import Lang, term, text

COLUMNS = (
    text("Status laporan", "Report status"),
    words.HANDLED,
    text("Aplikasi", "App"),
    text("Putusan", "Verdict"),
    text("Tahap", "Stage"),
    text("Tanggal", "Date"),
    text("Ketentuan", "Rule"),
    text("Judul", "Title"),
    text("Tingkat", "Level"),
    text("Keadaan", "State"),
    text("Penanggung jawab", "Responsible"),
    text("Pokok", "Subject"),
    text("Hasil", "Found"),
    text("Dinilai", "Judged"),
    text("Bukti", "Evidence"),
    text("Sebab", "Cause"),
    text("Menunggu", "Waiting for"),
    text("Keputusan", "Decision"),
    text("Cara memperbaiki", "How to fix"),
    text("Usaha", "Effort"),
    text("Dasar", "Basis"),
    text("Dokumen", "Documents"),
    text("Letak", "Where"),
    text("Sidik digital pedoman", "Digest of the guidelines"),
    text("Sidik digital bukti dukung", "Digest of the evidence"),
)

_FORMULA = re.compile(r"[\s'\"]*[=+\-@＝＋－＠|%]")
"""How a cell begins that a spreadsheet computes (OWASP, CSV injection)."""


class CsvReporter:
    """Renders CSV (RFC 4180), UTF-8 with a byte order mark, by which spreadsheets know the encoding."""

    name = "csv"

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the table; each row carries heading, handling mark and verdict, so that none gets lost by sorting."""
        stream = io.StringIO()
        table = csv.writer(stream, quoting=csv.QUOTE_ALL)
        table.writerow([column.say(lang) for column in COLUMNS])
        before, after = _of_report(report, lang)
        for rule, finding, _ in lines(report):
            table.writerow(map(safe, (*before, *_of_finding(rule, finding, lang), *after)))
        return b"\xef\xbb\xbf" + stream.getvalue().encode()


def safe(cell: str) -> str:
    """Return one line of text that no spreadsheet takes for a formula."""
    shown = value(cell, PROSE)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _of_report(report: Report, lang: Lang) -> tuple[Iterable[str], Iterable[str]]:
    verdict = words.verdict(report, lang)
    before = (
        words.standing(report, lang),
        report.handling.say(lang),
        report.app.id,
        verdict,
        term(report.stage, lang),
        f"{report.as_of:%Y-%m-%d}",
    )
    return before, (report.policy.digest, report.evidence_digest)


def _of_finding(rule: RuleReport, finding: Finding, lang: Lang) -> Iterable[str]:
    at = finding.anchor
    return (
        rule.id,
        rule.title.say(lang),
        term(rule.effective_level, lang),
        term(finding.state, lang),
        term(rule.responsible, lang),
        finding.subject,
        value(finding.message.say(lang)),
        value(finding.seen or ""),
        term(finding.assurance, lang),
        words.CAUSES[finding.cause].say(lang) if finding.cause else "",
        term(finding.acts_next, lang) if finding.acts_next else "",
        decision(finding.decision, lang) if finding.decision else "",
        rule.fix.say(lang),
        words.EFFORTS[rule.effort].say(lang),
        "; ".join(clause(rule, basis, lang) for basis in rule.basis),
        ", ".join(value(paper.path) for paper in finding.documents),
        f"{at.file}:{at.line}:{at.column}" if at else "",
    )
