"""The sections of the text report that explain findings: what is not as it should be, what a person must decide."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spbe_policy.decisions import KINDS
from spbe_policy.report import DecisionNote, Finding, PaperNote, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import EDGE, clean, code, copied, heading, row, value, wrap
from spbe_policy.rules import Basis
from spbe_policy.texts import Lang, day, term, text

PARTIES = ("vendor", "opd", "diskominfo", "hosting")
"""Who can be responsible for a rule, in the order of printing."""


class Found(NamedTuple):
    """A finding with the rule that it belongs to."""

    rule: RuleReport
    finding: Finding


def found(report: Report, *states: State) -> list[Found]:
    """Return the findings in these states (none named: all), those that decide the verdict first."""
    pairs = [Found(rule, finding) for rule in report.rules for finding in rule.findings]
    kept = [pair for pair in pairs if not states or pair.finding.state in states]
    return sorted(kept, key=lambda pair: pair.rule.effective_level != "must")


def by_rule(pairs: Iterable[Found]) -> list[tuple[RuleReport, list[Finding]]]:
    """Put the findings of one rule together, in the order given."""
    grouped: dict[str, tuple[RuleReport, list[Finding]]] = {}
    for rule, finding in pairs:
        grouped.setdefault(rule.id, (rule, []))[1].append(finding)
    return list(grouped.values())


def failures(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What is not as it should be, by the party that has to mend it."""
    failed = by_rule(found(report, State.FAIL))
    title = text("Ketidaksesuaian, penanggung jawab:", "Failures, responsible:").say(lang)
    for party in PARTIES:
        own = [(rule, findings) for rule, findings in failed if rule.responsible == party]
        if own:
            yield heading(f"{title} {term(party, lang)} ({words.rules(len(own)).say(lang)})")
        for rule, findings in own:
            yield _failure(rule, findings, lang)


def reviews(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What a person must decide, with the question, and the documents that would answer it."""
    pending = by_rule(found(report, State.REVIEW))
    if pending:
        title = f"{term('review', lang).capitalize()}, {words.WAITING.say(lang)} {term('city', lang)}"
        yield heading(f"{title} ({words.rules(len(pending)).say(lang)})")
    for rule, findings in pending:
        yield [
            *_title(rule, lang),
            *(line for finding in findings for line in _seen(finding, lang)),
            *row(text("Pertanyaan", "Question").say(lang), rule.question.say(lang) if rule.question else ""),
            *row(text("Dokumen", "Documents").say(lang), ", ".join(rule.documents)),
            *(
                line
                for paper in dict.fromkeys(paper for it in findings for paper in it.documents)
                for line in _paper(paper, lang)
            ),
        ]


def decision(note: DecisionNote, lang: Lang) -> str:
    """Say who decided what, when, until when, and why."""
    until = text("sampai", "until").say(lang)
    when = f"{day(note.date, lang)}, {until} {day(note.until, lang)}"
    return f"{KINDS[note.kind].say(lang)}: {note.office} ({note.official}), {when}: {note.reason}"


def _failure(rule: RuleReport, findings: list[Finding], lang: Lang) -> list[str]:
    return [
        *_title(rule, lang),
        *(line for finding in findings for line in (*_seen(finding, lang), *_where(finding, lang))),
        *row(text("Mengapa", "Why").say(lang), rule.why.say(lang), *(_basis(rule, item, lang) for item in rule.basis)),
        *row(text("Perbaiki", "Fix").say(lang), rule.fix.say(lang)),
        *(f"{'':{EDGE}}{line}" for line in _variants(rule, lang)),
        *row(text("Usaha", "Effort").say(lang), words.EFFORTS[rule.effort].say(lang)),
    ]


def _title(rule: RuleReport, lang: Lang) -> list[str]:
    level = term(rule.effective_level, lang)
    if rule.effective_level != rule.level and rule.effective_on:
        later = text("mulai", "from").say(lang)
        level += f"; {term(rule.level, lang)} {later} {day(rule.effective_on, lang)}"
    return wrap(f"[{level}] {rule.id}: {rule.title.say(lang)}", hang=2)


def _seen(finding: Finding, lang: Lang) -> list[str]:
    """What was found, from what, and who decided already; subject and value unwrapped, as a decision quotes them."""
    sample = finding.sample.say(lang) if finding.sample else term(finding.assurance, lang)
    by = decision(finding.decision, lang) if finding.decision else ""
    subject = "" if finding.subject == "app" else finding.subject
    return [
        *copied(text("Pokok", "Subject").say(lang), subject),
        *row(text("Hasil", "Found").say(lang), value(finding.message.say(lang)), sample if finding.seen else "", by),
        *copied(text("Dinilai", "Judged").say(lang), finding.seen or ""),
    ]


def _paper(paper: PaperNote, lang: Lang) -> list[str]:
    """A delivered document, with the digest that a decision would accept."""
    label = text("Diserahkan", "Delivered").say(lang)
    return [*row(label, f"{value(paper.path)} ({paper.kind})"), *copied("", paper.sha256)]


def _where(finding: Finding, lang: Lang) -> list[str]:
    at = finding.anchor
    return row(text("Letak", "Where").say(lang), f"{at.file}:{at.line}:{at.column}" if at else "")


def _basis(rule: RuleReport, basis: Basis, lang: Lang) -> str:
    """The clause, how binding it is, and, where that is not certain, how well it was read."""
    source = ", ".join(part for part in (rule.sources.get(basis.source, basis.source), basis.clause) if part)
    doubt = words.CONFIDENCES.get(basis.confidence)
    said = [words.FORCES[basis.force].say(lang), *([doubt.say(lang)] if doubt else [])]
    return f"{source} ({'; '.join(said)})"


def _variants(rule: RuleReport, lang: Lang) -> list[str]:
    """The lines to copy for the first framework or server by name; of the others the command that prints them."""
    if not rule.fix.variants:
        return []
    (first, body), *rest = sorted(rule.fix.variants.items())
    lines = code(body)
    shown = [f"{clean(first)}: {lines[0]}"] if len(lines) == 1 else [f"{clean(first)}:", *(f"  {it}" for it in lines)]
    if rest:
        also = text("juga untuk", "also for").say(lang)
        shown.append(f"{also} {clean(', '.join(name for name, _ in rest))}: spbe-policy explain {rule.id}")
    return shown
