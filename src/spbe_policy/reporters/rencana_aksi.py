"""The plan of action: what, who, by when, how much work, which rules it turns green; as XLSX and as Markdown."""

from collections.abc import Iterator

from spbe_policy.report import Report
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.mark import prose, span
from spbe_policy.reporters.particulars import about, called, digests
from spbe_policy.reporters.plan import PHASES, Phase, Step, names, plan, way
from spbe_policy.reporters.workbook import Cell, Column, Workbook, cell, number, shortened
from spbe_policy.texts import Lang, Text, term, text

NAMED = 600
"""Characters of the names of a step's rules."""

_TITLE = text("Rencana aksi menuju LULUS", "Plan of action to COMPLIANT")

_PROGRESS = (text("belum", "not begun"), text("berjalan", "under way"), text("selesai", "done"))

_NOTES = (
    text("Ketentuan yang ada di beberapa langkah menjadi hijau setelah semuanya selesai.",
         "A rule that stands in several steps turns green when all of them are done."),
    text("Dokumen dapat menjawab ketentuan; petugas kota menilai isinya sebelum menerimanya.",
         "A document can answer rules; an official of the city judges its content before accepting it."),
    text("Batas waktu diisi kota bersama penanggung jawab.",
         "The city fills in the dates, together with whoever is responsible."),
)  # fmt: skip


def rencana_aksi(report: Report, lang: Lang) -> bytes:
    """Return the plan with dates and progress to fill in; raises `UsageError` without the extra `xlsx`."""
    steps = plan(report)
    book = Workbook(report, _TITLE.say(lang), lang)
    rows = [_row(*each, lang) for each in enumerate(steps, 1)]
    book.table(text("Rencana aksi", "Plan of action").say(lang), _columns(lang), rows)
    groups = [
        (text("Menuju LULUS", "To COMPLIANT").say(lang), _summary(report, steps, lang)),
        (text("Aplikasi dan pedoman", "App and guidelines").say(lang), about(report, lang)),
        (text("Sidik digital", "Digests").say(lang), digests(report, lang)),
    ]
    book.rows(text("Keterangan", "About").say(lang), groups, [note.say(lang) for note in _NOTES])
    return book.finish()


def rencana_aksi_md(report: Report, lang: Lang) -> bytes:
    """Return the plan as Markdown, a list to tick off under each phase."""
    return ("\n".join(_page(report, lang)) + "\n").encode()


def ways(steps: list[Step]) -> Text:
    """Say how many steps lead to LULUS."""
    left = len(way(steps))
    if not left:
        return text("tidak ada langkah wajib yang tersisa", "no step is left for the musts")
    return text(f"{left} langkah menuju LULUS", f"{left} step{'s' if left > 1 else ''} to COMPLIANT")


def _summary(report: Report, steps: list[Step], lang: Lang) -> list[tuple[str, str]]:
    counted = [(phase, sum(step.phase is phase for step in steps)) for phase in Phase]
    return [
        (text("Hasil alat", "Result of the tool").say(lang), words.verdict(report, lang)),
        (text("Langkah", "Steps").say(lang), ways(steps).say(lang)),
        *((str(number), PHASES[phase].say(lang)) for phase, number in counted if number),
    ]


def _columns(lang: Lang) -> list[Column]:
    progress = tuple(word.say(lang) for word in _PROGRESS)
    return [
        Column("No", 5),
        Column(text("Langkah", "What").say(lang), 46),
        Column(text("Penanggung jawab", "Who").say(lang), 16),
        Column(text("Batas waktu", "By when").say(lang), 13, fill_in=True, date=True),
        Column(text("Usaha", "Effort").say(lang), 10),
        Column(text("Ketentuan", "Rules").say(lang), 12),
        Column(text("Menjadi hijau", "Turns green").say(lang), 34),
        Column(text("Yang terlihat atau ditanyakan", "What was seen or is asked").say(lang), 48),
        Column(text("Urutan", "Order").say(lang), 22),
        Column(text("Kemajuan", "Progress").say(lang), 12, fill_in=True, choices=progress),
    ]


def _row(at: int, step: Step, lang: Lang) -> list[Cell]:
    return [
        number(at),
        cell(value(step.what.say(lang))),
        cell(term(step.who, lang)),
        cell(),
        cell(words.EFFORTS[step.effort].say(lang) if step.effort else "–"),
        number(len(step.rules)),
        cell(value(names(step.rules), NAMED)),
        cell(*_details(step, lang)),
        cell(PHASES[step.phase].say(lang)),
        cell(_PROGRESS[0].say(lang)),
    ]


def _page(report: Report, lang: Lang) -> Iterator[str]:
    steps = plan(report)
    yield from (f"# {_TITLE.say(lang)}: {prose(called(report, lang))}", "")
    yield from (
        f"**{words.standing(report, lang)}** · {words.HANDLED.say(lang)}: {prose(report.handling.say(lang))}",
        "",
    )
    yield from (f"{words.verdict(report, lang)}; **{ways(steps).say(lang)}**.", "")
    for phase in Phase:
        own = [step for step in steps if step.phase is phase]
        if own:
            yield from (f"## {PHASES[phase].say(lang)} ({len(own)})", "")
            for step in own:
                yield from _item(step, lang)
            yield ""
    yield from (f"- {note.say(lang)}" for note in _NOTES)
    yield ""
    yield from (f"- {prose(label)}: {span(digest)}" for label, digest in digests(report, lang))


def _item(step: Step, lang: Lang) -> Iterator[str]:
    """One thing to tick off: who, by when, how much work; what was seen; the rules."""
    effort = f", {text('usaha', 'effort').say(lang)} {words.EFFORTS[step.effort].say(lang)}" if step.effort else ""
    when = text("batas waktu: ……", "by: ……").say(lang)
    yield f"- [ ] {prose(step.what.say(lang))} **{term(step.who, lang)}**, {when}{effort}"
    yield from (f"  - {prose(said)}" for said in _details(step, lang))
    green = text("Menjadi hijau", "Turns green").say(lang)
    yield f"  - {green} ({len(step.rules)}): {prose(names(step.rules))}"


def _details(step: Step, lang: Lang) -> tuple[str, ...]:
    """What was seen or is asked; where the rest of a rule is as it should be, what alone is left."""
    if step.near:
        return (f"{text('Hampir sesuai', 'Nearly there').say(lang)}: {step.near.say(lang)}",)
    return shortened([said.say(lang) for said in step.details], lang)
