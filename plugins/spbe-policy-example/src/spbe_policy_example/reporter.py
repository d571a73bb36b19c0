"""One more view of a report: a single line, for a chat or a log."""

from spbe_policy.report import Report, State
from spbe_policy.reporters.layout import value
from spbe_policy.texts import Lang, term


class OneLine:
    """`APP: VERDICT (N failures)`."""

    name = "satu-baris"

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the line; what comes from outside goes through `value`, so that it can do no harm."""
        verdict = term(report.verdict, lang) if report.verdict else "-"
        failures = f"{report.count(State.FAIL)} {term('fail', lang)}"
        return f"{value(report.app.id)}: {verdict} ({failures})\n".encode()
