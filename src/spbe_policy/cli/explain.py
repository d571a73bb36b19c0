"""`explain`: everything that a rule's file says, for a person."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import click

from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.nearest import nearest
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Assurance
from spbe_policy.forms import expects
from spbe_policy.policy import Policy, Rule
from spbe_policy.reporters import words
from spbe_policy.reporters.conditions import conditions
from spbe_policy.reporters.layout import EDGE, code, page, row, wrap
from spbe_policy.rules import Basis, PackFile, RuleFile
from spbe_policy.texts import day, term, text
from spbe_policy.vocabulary import Stage


@group.command(
    "Jelaskan satu ketentuan: dasar, alasan, cara memperbaiki, pertanyaan, dokumen, contoh.",
    "Explain one rule: basis, reason, fix, question, documents, cases.",
)
@click.argument("rule")
@options.policy
def command(rule: str, policy: str) -> None:
    """Explain one rule."""
    pack = options.read_policy(policy)
    output.emit(explained(find(pack, rule)))


def find(policy: Policy, name: str) -> Rule:
    """Return the rule of this name (id, with or without its pack, or alias).

    Else a `UsageError` with what it is called now, or the nearest.
    """
    by_name = {each.casefold(): rule for rule in policy.rules for each in rule.names}
    if found := by_name.get(name.casefold()):
        return found
    if to := policy.renamed().get(name if "/" in name else f"{policy.name}/{name}"):
        raise UsageError(f"ketentuan {name!r} kini {to}", f"rule {name!r} is now {to}")
    hint = nearest(name, by_name)
    raise UsageError(f"ketentuan {name!r} tidak ada{hint[0]}", f"there is no rule {name!r}{hint[1]}")


def explained(rule: Rule) -> str:
    """Return everything that a rule's file says, on one screen."""
    return page(_sections(rule))


def _sections(rule: Rule) -> Iterator[list[str]]:
    file, lang = rule.file, chosen()
    names = ", ".join((rule.id, *file.aliases))
    yield wrap(f"[{term(file.level, lang)}] {names}: {file.title.say(lang)}", hang=2)
    yield _standing(rule)
    yield [*_bases(rule), *row(say("Mengapa", "Why"), file.why.say(lang)), *_fix(rule)]
    yield _judged(rule)
    yield _asked(rule)


def _standing(rule: Rule) -> list[str]:
    """Who mends it, for which apps, since when it is there, from when it binds."""
    file, lang = rule.file, chosen()
    waivable = say("dapat diberi dispensasi", "can be waived")
    fixed = say("tidak dapat diberi dispensasi", "cannot be waived")
    binds = [
        conditions(rule, lang),
        say(f"mulai tahap {term(file.from_, lang)}", f"from stage {term(file.from_, lang)} on"),
        say(f"sejak versi {file.since}", f"since version {file.since}"),
        *_effective(file),
        waivable if file.waivable else fixed,
    ]
    return [
        *row(say("Oleh", "By"), term(file.responsible, lang)),
        *row(say("Berlaku", "Binds"), "; ".join(part for part in binds if part)),
        *row(say("Indikator", "Indicators"), ", ".join(file.indicators)),
    ]


def _effective(file: RuleFile) -> Iterator[str]:
    """From which day on, for all and for apps that were launched before."""
    lang = chosen()
    if on := file.effective_on:
        yield say(f"mengikat sejak {day(on, lang)}", f"binding from {day(on, lang)}")
    for each in file.cohorts:
        before, on = day(each.launched_before, lang), each.effective_on
        yield say(
            f"mengikat sejak {day(on, lang)} bila aplikasi mulai digunakan sebelum {before}",
            f"binding from {day(on, lang)} for apps launched before {before}",
        )


def _bases(rule: Rule) -> list[str]:
    """The clauses, those of one source and kind in one, what the pack notes of a source, and the official text."""
    lang, file = chosen(), rule.file
    said = [_basis(rule.pack, source, list(alike)) for source, alike in groupby(file.basis, key=_kind)]
    lines = row(say("Dasar", "Basis"), *said, words.PARAPHRASE.say(lang))
    if wording := file.official_text:
        on, by = day(wording.date, lang), wording.checked_by
        checked = say(f"disalin dan diperiksa {by}, {on}", f"copied and checked by {by}, {on}")
        lines += row(say("Bunyi resmi", "Official text"), f"{wording.text} ({checked})")
    return lines


def _kind(basis: Basis) -> tuple[str, str, str]:
    return basis.source, basis.force, basis.confidence


def _basis(pack: PackFile, kind: tuple[str, str, str], alike: list[Basis]) -> str:
    """The source and clauses, how binding they are, and how well they were read."""
    lang, (name, force, confidence) = chosen(), kind
    source, doubt = pack.sources[name], words.CONFIDENCES.get(confidence)
    clauses = "; ".join(item.clause for item in alike if item.clause)
    said = [words.FORCES[force].say(lang), *([doubt.say(lang)] if doubt else [])]
    note = f". {source.note.say(lang)}" if source.note else ""
    return f"{', '.join(part for part in (source.title, clauses) if part)} ({'; '.join(said)}){note}"


def _fix(rule: Rule) -> list[str]:
    lang, fix = chosen(), rule.file.fix
    effort = words.EFFORTS[rule.file.effort].say(lang)
    lines = row(say("Perbaiki", "Fix"), f"{fix.say(lang)} {say('Usaha', 'Effort')}: {effort}.")
    for name, body in sorted(fix.variants.items()):
        lines += [f"{'':{EDGE}}{name}:", *(f"{'':{EDGE + 2}}{line}" for line in code(body))]
    return lines


def _judged(rule: Rule) -> list[str]:
    """What judges it, what that cannot see, who completes it, and what counts at each stage."""
    file, lang = rule.file, chosen()
    return [
        *row(say("Diperiksa", "Checked"), ", ".join(file.checks), file.full.say(lang) if file.full else ""),
        *row(say("Tidak terlihat", "Unseen"), file.unseen.say(lang) if file.unseen else ""),
        *row(say("Pertanyaan", "Question"), file.question.say(lang) if file.question else "", _answered(rule)),
        *row(say("Dokumen", "Documents"), ", ".join(file.documents)),
        *row(say("Yang diakui", "Accepted"), "; ".join(_accepted(rule))),
        *row(say("Contoh", "Cases"), _cases(rule)),
    ]


def _answered(rule: Rule) -> str:
    """Which answers are good, how long one holds, and for whom else."""
    file, lang = rule.file, chosen()
    if file.question is None:
        return ""
    limit = "" if file.question.answer == "yes-no" else expects(file.question.answer, file.question).say(lang)
    active = say("hanya uji aktif berizin yang melihatnya", "only an active test with permission sees it")
    shared = ", ".join(file.shared)
    return "; ".join(
        part
        for part in (
            limit,
            active if file.active else "",
            say(f"jawaban berlaku {rule.half_life_days} hari", f"an answer holds {rule.half_life_days} days"),
            say(f"dapat dijawab bersama: {shared}", f"may be answered together: {shared}") if shared else "",
        )
        if part
    )


def _accepted(rule: Rule) -> Iterator[str]:
    """What counts, stages that accept the same in one."""
    lang = chosen()
    judged = [stage for stage in Stage if rule.judged_at(stage)]
    for kinds, stages in groupby(judged, key=lambda stage: set(rule.accepts(stage))):
        where, what = ", ".join(term(stage, lang) for stage in stages), ", ".join(term(kind, lang) for kind in kinds)
        others = ", ".join(term(kind, lang) for kind in Assurance if kind not in kinds)
        if len(kinds) == len(Assurance) - 1:
            what = say(f"semua selain {others}", f"all but {others}")
        yield f"{where}: {what if others else say('semua', 'all')}"


def _cases(rule: Rule) -> str:
    """How many there are of each state; their names stand in the file."""
    counts = Counter(case.expect for case in rule.file.cases)
    return ", ".join(f"{number} {term(state, chosen())}" for state, number in counts.items())


def _asked(rule: Rule) -> list[str]:
    """What auditors ask for in their three columns, and the thresholds that some of them use."""
    asked, lang = rule.file.audit, chosen()
    if asked is None:
        return []
    criteria = [f"{each.say(lang)} ({_SOURCES[each.source].say(lang)})" for each in asked.criteria]
    return [
        *row("EDK", "; ".join(each.say(lang) for each in asked.design)),
        *row("EIK", "; ".join(each.say(lang) for each in asked.implementation)),
        *row("EEK", "; ".join(each.say(lang) for each in asked.effectiveness)),
        *row(say("Petunjuk", "Hints"), "; ".join(criteria)),
    ]


_SOURCES = {
    "audit-app": text("aplikasi audit", "audit app"),
    "guide": text("panduan", "guide"),
    "recommendations": text("rekomendasi", "recommendations"),
}
"""Who uses a threshold: a hint, never a limit of the law."""
