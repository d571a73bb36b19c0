"""`explain`: everything that a rule's file says, for a person."""

from collections import Counter
from collections.abc import Iterator

import click

from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.nearest import nearest
from spbe_policy.errors import UsageError
from spbe_policy.policy import Policy, Rule
from spbe_policy.reporters import words
from spbe_policy.reporters.conditions import conditions
from spbe_policy.reporters.layout import EDGE, code, page, row, wrap
from spbe_policy.rules import Basis, PackFile
from spbe_policy.texts import day, term
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
    output.emit(page(_sections(find(pack, rule))))


def find(policy: Policy, name: str) -> Rule:
    """Return the rule of this name (id, with or without its pack, or alias); else a `UsageError` with the nearest."""
    by_name = {each.casefold(): rule for rule in policy.rules for each in rule.names}
    if found := by_name.get(name.casefold()):
        return found
    hint = nearest(name, by_name)
    raise UsageError(f"ketentuan {name!r} tidak ada{hint[0]}", f"there is no rule {name!r}{hint[1]}")


def _sections(rule: Rule) -> Iterator[list[str]]:
    file, lang = rule.file, chosen()
    yield wrap(f"[{term(file.level, lang)}] {rule.id}: {file.title.say(lang)}", hang=2)
    yield _standing(rule)
    yield row(say("Dasar", "Basis"), *(_basis(rule.pack, item) for item in file.basis), words.PARAPHRASE.say(lang))
    yield row(say("Mengapa", "Why"), file.why.say(lang))
    yield _fix(rule)
    yield _judged(rule)
    yield row(say("Contoh", "Cases"), *_cases(rule))


def _standing(rule: Rule) -> list[str]:
    """Who mends it, since when it is there, from when it binds."""
    file, lang = rule.file, chosen()
    waivable = say("dapat diberi", "possible") if file.waivable else say("tidak dapat diberi", "not possible")
    return [
        *row(say("Oleh", "By"), term(file.responsible, lang)),
        *row(say("Berlaku bagi", "Applies to"), conditions(rule, lang)),
        *row(say("Mulai tahap", "From stage"), term(file.from_, lang)),
        *row(say("Sejak versi", "Since"), file.since),
        *row(say("Berlaku", "Effective"), day(file.effective_on, lang) if file.effective_on else ""),
        *row(say("Dispensasi", "Waiver"), waivable),
        *row(say("Indikator", "Indicators"), ", ".join(file.indicators)),
    ]


def _cases(rule: Rule) -> list[str]:
    """The cases by name, which is English; in Indonesian, how many there are of each state."""
    cases, lang = rule.file.cases, chosen()
    if lang == "en":
        return [f"{case.name}: {term(case.expect, lang)}" for case in cases]
    counts = Counter(case.expect for case in cases)
    return [", ".join(f"{number} {term(state, lang)}" for state, number in counts.items())]


def _basis(pack: PackFile, basis: Basis) -> str:
    """The source and clause, how binding they are, and how well they were read."""
    lang = chosen()
    source = pack.sources[basis.source]
    name = ", ".join(part for part in (source.title, basis.clause) if part)
    doubt = words.CONFIDENCES.get(basis.confidence)
    said = [words.FORCES[basis.force].say(lang), *([doubt.say(lang)] if doubt else [])]
    note = f". {source.note.say(lang)}" if source.note else ""
    return f"{name} ({'; '.join(said)}){note}"


def _fix(rule: Rule) -> list[str]:
    lang, fix = chosen(), rule.file.fix
    lines = row(say("Perbaiki", "Fix"), fix.say(lang))
    for name, body in sorted(fix.variants.items()):
        lines += [f"{'':{EDGE}}{name}:", *(f"{'':{EDGE + 2}}{line}" for line in code(body))]
    return [*lines, *row(say("Usaha", "Effort"), words.EFFORTS[rule.file.effort].say(lang))]


def _judged(rule: Rule) -> list[str]:
    """What judges it, what that cannot see, who completes it, and what counts at each stage."""
    file, lang = rule.file, chosen()
    counted = [
        f"{term(stage, lang)}: {', '.join(term(kind, lang) for kind in rule.accepts(stage))}"
        for stage in Stage
        if rule.judged_at(stage)
    ]
    return [
        *row(say("Diperiksa", "Checked"), ", ".join(file.checks), file.full.say(lang) if file.full else ""),
        *row(say("Tidak terlihat", "Unseen"), file.unseen.say(lang) if file.unseen else ""),
        *row(say("Pertanyaan", "Question"), file.question.say(lang) if file.question else ""),
        *row(say("Dokumen", "Documents"), ", ".join(file.documents)),
        *row(say("Yang diakui", "Accepted"), *counted),
    ]
