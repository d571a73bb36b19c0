"""The summary for who has one minute: a page of PDF, and a text to paste into a chat."""

import re
from collections.abc import Iterator

from spbe_policy.report import Report, State
from spbe_policy.reporters import words
from spbe_policy.reporters.blocks import Banner, Block, Fields, Grid, Heading, Paper, Par, Title
from spbe_policy.reporters.findings import by_rule, found
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.paper_pdf import as_pdf
from spbe_policy.reporters.particulars import called, digests, tally, tally_head
from spbe_policy.reporters.plan import Step, plan
from spbe_policy.reporters.rencana_aksi import ways
from spbe_policy.texts import Lang, Text, term, text

STEPS = 3
"""How many of the next steps are named."""

MOST = 900
"""Characters of the text for a chat."""

PART = 90
"""Characters of one part of it that a vendor writes: a name, an address."""

LEFT = len("sha256:") + 16
"""How much of a digest is shown: enough to compare by eye."""

NEXT = text("Langkah berikutnya", "Next steps")
_DECIDES = text(
    "Ini hasil alat; keputusan tetap pada pejabat.", "This is the tool's result; the decision is the officials'."
)


def ringkasan(report: Report, lang: Lang) -> bytes:
    """Return one page of PDF; raises `UsageError` without the extra `pdf`."""
    title = text("Ringkasan pemeriksaan aplikasi", "Summary of the check of an app").say(lang)
    marks = (words.standing(report, lang), value(report.handling.say(lang), PART))
    return as_pdf(Paper(title, marks, report.as_of, lang, tuple(_blocks(report, lang))), one_page=True)


def ringkasan_chat(report: Report, lang: Lang) -> bytes:
    """Return at most `MOST` characters of plain text that mention nobody, without a line end."""
    steps = plan(report)
    head, tail = list(map(_quiet, _head(report, lang))), list(map(_quiet, _tail(report, steps, lang)))
    room = MOST - sum(len(line) + 1 for line in (*head, *tail))
    return "\n".join([*head, *_fitting(steps[:STEPS], room, lang), *tail])[:MOST].encode()


def _quiet(said: str) -> str:
    """Return text in which nothing calls people (`@`) or becomes a link."""
    return re.sub(r"://(?=\w)", "[://]", said.replace("@", "(at)"))


def _blocks(report: Report, lang: Lang) -> Iterator[Block]:
    steps = plan(report)
    place = ", ".join(part for part in (report.app.owner, report.environment, report.app.url) if part)
    yield Title((value(called(report, lang), 2 * PART),))
    yield Par(value(f"{place}; {term(report.stage, lang)}; {words.moment(report.as_of, lang)}", 3 * PART), "small")
    word, reason = _verdict(report, lang)
    yield Banner(word, reason, report.verdict)
    yield Grid(tally_head(lang), tuple(tally(report, lang)), (52, 16, 16, 16))
    yield Heading(f"{NEXT.say(lang)}: {ways(steps).say(lang)}")
    yield _next(steps, lang)
    yield Heading(text("Yang perlu diketahui", "What to know").say(lang))
    yield Fields(tuple(_open(report, lang)))
    yield Heading(text("Sidik digital", "Digests").say(lang))
    yield Fields(tuple((label, f"{digest[:LEFT]}…") for label, digest in digests(report, lang)))
    yield Par(f"{_DECIDES.say(lang)} {text('Ketentuan', 'Rules').say(lang)}: {words.PARAPHRASE.say(lang)}.", "small")


def _verdict(report: Report, lang: Lang) -> tuple[str, str]:
    """The word, and what it rests on."""
    said = words.verdict(report, lang)
    word, _, reason = said.partition(" (")
    return word, reason.removesuffix(")")


def _next(steps: list[Step], lang: Lang) -> Block:
    if not steps:
        return Par(text("Tidak ada.", "None.").say(lang))
    head = (
        text("Langkah", "What"),
        text("Penanggung jawab", "Who"),
        text("Usaha", "Effort"),
        text("Ketentuan", "Rules"),
    )
    rows = tuple(
        (str(at), value(step.what.say(lang)), term(step.who, lang), _effort(step, lang), str(len(step.rules)))
        for at, step in enumerate(steps[:STEPS], 1)
    )
    return Grid(("No", *(each.say(lang) for each in head)), rows, (5, 53, 18, 11, 13))


def _effort(step: Step, lang: Lang) -> str:
    return words.EFFORTS[step.effort].say(lang) if step.effort else "–"


def _open(report: Report, lang: Lang) -> Iterator[tuple[str, str]]:
    """What was not examined, what was forgiven, what the city owes."""
    owed = len(by_rule(pair for pair in found(report) if pair.finding.city_debt))
    counted: tuple[tuple[Text, int], ...] = (
        (
            text("Tidak dapat diperiksa", "Could not be checked"),
            report.count(State.UNKNOWN) + report.count(State.ERROR),
        ),
        (text("Menunggu penilaian petugas", "Waiting for review"), report.count(State.REVIEW)),
        (text("Diberi dispensasi", "Waived"), report.count(State.WAIVED)),
        (text("Utang kota", "Owed by the city"), owed),
    )
    yield from ((label.say(lang), words.rules(number).say(lang)) for label, number in counted)


def _head(report: Report, lang: Lang) -> Iterator[str]:
    yield f"{words.standing(report, lang)} | {value(report.handling.say(lang), PART)}"
    yield value(called(report, lang), PART)
    yield value(words.verdict(report, lang), 2 * PART)
    yield f"{term(report.stage, lang)}, {words.moment(report.as_of, lang)}"


def _tail(report: Report, steps: list[Step], lang: Lang) -> Iterator[str]:
    yield f"{NEXT.say(lang)}: {ways(steps).say(lang)}"
    yield "; ".join(f"{label}: {said}" for label, said in _open(report, lang))
    yield f"{_DECIDES.say(lang)} {term('evidence', lang).capitalize()} {value(report.evidence_digest)[:LEFT]}"


def _fitting(steps: list[Step], room: int, lang: Lang) -> list[str]:
    """Name each step in its share of the room that is left."""
    share = room // STEPS - len("1. : …\n")
    return [
        f"{at}. {term(step.who, lang)}: {value(_quiet(step.what.say(lang)), max(share - len(term(step.who, lang)), 1))}"
        for at, step in enumerate(steps, 1)
    ]
