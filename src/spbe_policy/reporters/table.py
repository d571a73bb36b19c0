"""One line an app: what an office reads that checks many at once."""

from collections import Counter
from collections.abc import Sequence

from spbe_policy.report import Report, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import by_rule, found
from spbe_policy.reporters.layout import cells, narrowed, value
from spbe_policy.texts import Lang, term, text

COUNTED = (State.FAIL, State.UNKNOWN, State.REVIEW, State.ERROR)
"""The states that have a column."""

FIRST_COUNT = 3
"""At which column they begin."""


def fleet_table(reports: Sequence[Report], lang: Lang) -> str:
    """Return one row a report, in the order given (owner, verdict, open rules, first failing rule), then the totals."""
    head = [
        text("Aplikasi", "App").say(lang),
        text("OPD", "Office").say(lang),
        text("Putusan", "Verdict").say(lang),
        *(_COLUMNS[state].say(lang) for state in COUNTED),
        text("Ketidaksesuaian pertama", "First failure").say(lang),
    ]
    rows = [head, *(_row(report, lang) for report in reports)]
    widths = narrowed(max(len(row[at]) for row in rows) for at in range(len(head)))
    lines = [cells(row, widths, right=range(FIRST_COUNT, FIRST_COUNT + len(COUNTED))) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*_standings(reports, lang), *lines, "", _totals(reports, lang)]) + "\n"


_COLUMNS = {
    State.FAIL: text("Tidak sesuai", "Failed"),
    State.UNKNOWN: text("Tidak diperiksa", "Not checked"),
    State.REVIEW: text("Penilaian", "Review"),
    State.ERROR: text("Kesalahan", "Error"),
}


def _row(report: Report, lang: Lang) -> list[str]:
    failing = by_rule(found(report, State.FAIL))
    worst = f"{failing[0][0].id} ({term(failing[0][0].effective_level, lang)})" if failing else "-"
    return [
        value(report.app.id),
        value(report.app.owner or "-"),
        _verdict(report, lang),
        *(str(report.count(state)) for state in COUNTED),
        value(worst),
    ]


def _verdict(report: Report, lang: Lang) -> str:
    return term(report.verdict, lang) if report.verdict else text("tanpa putusan", "no verdict").say(lang)


def _standings(reports: Sequence[Report], lang: Lang) -> list[str]:
    """A table is official only when every report in it is; it carries every handling mark that they carry."""
    if not reports:
        return []
    standing = words.standing(min(reports, key=lambda report: report.official), lang)
    marks = dict.fromkeys(value(report.handling.say(lang)) for report in reports)
    return [standing, f"{words.HANDLED.say(lang)}: {', '.join(marks)}", ""]


def _totals(reports: Sequence[Report], lang: Lang) -> str:
    counts = Counter(_verdict(report, lang) for report in reports)
    number = len(reports)
    total = text(f"{number} aplikasi", "1 app" if number == 1 else f"{number} apps").say(lang)
    return ": ".join(
        part for part in (total, ", ".join(f"{count} {said}" for said, count in sorted(counts.items()))) if part
    )
