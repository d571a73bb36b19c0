"""What may be told to everybody: the verdict, its date and by which guidelines. No weakness, no number of them."""

from spbe_policy.report import Report, State, Verdict
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import page, row, value
from spbe_policy.texts import Lang, day, term, text

OPEN = text("TERBUKA", "PUBLIC")
"""The handling mark of this report, whatever that of the whole one is."""


class PublicReporter:
    """Renders plain text for a notice board, a web site or a chat."""

    name = "publik"

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return a few lines."""
        pack = report.policy
        version = text("versi", "version").say(lang)
        rows = [
            *row(words.HANDLED.say(lang), OPEN.say(lang)),
            *row(text("Aplikasi", "App").say(lang), value(report.app.name or report.app.id)),
            *row(text("Pemda", "Authority").say(lang), value(report.city)),
            *row(text("Tahap", "Stage").say(lang), term(report.stage, lang)),
            *row(text("Tanggal", "Date").say(lang), day(report.as_of, lang)),
            *row(text("Pedoman", "Guidelines").say(lang), f"{value(pack.title.say(lang))}, {version} {pack.version}"),
            *row(text("Putusan", "Decision").say(lang), WHOSE.say(lang)),
            *row("sha256", value(report.evidence_digest.removeprefix("sha256:"))),
        ]
        return page([[words.standing(report, lang), _verdict(report, lang)], rows]).encode()


WHOSE = text(
    "ini hasil alat; keputusan penerimaan ada pada pejabat yang berwenang",
    "this is the tool's result; whether to accept is for the officials in charge",
)


def _verdict(report: Report, lang: Lang) -> str:
    """The word alone; that a compliant app needed waivers is part of the verdict."""
    if report.verdict is None:
        return words.verdict(report, lang)
    said = term(report.verdict, lang)
    if report.verdict is Verdict.COMPLIANT and report.count(State.WAIVED):
        return f"{said} ({text('dengan dispensasi', 'with waivers').say(lang)})"
    return said
