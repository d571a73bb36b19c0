"""The sections of the text report that explain findings: what is not as it should be, what a person must decide."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from spbe_policy.decisions import KINDS
from spbe_policy.report import DecisionNote, Finding, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import EDGE, clean, code, copied, heading, row, value, wrap
from spbe_policy.rules import Basis
from spbe_policy.texts import Lang, day, term, text
from spbe_policy.wording import ONLY_SAID

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
            yield explained(rule, findings, lang)


def reviews(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What a person must decide: delivered documents to accept, values that were seen, then the open questions."""
    pending = by_rule(found(report, State.REVIEW))
    said = [(rule, findings) for rule, findings in pending if all(it.seen == ONLY_SAID for it in findings)]
    waiting = [(rule, findings) for rule, findings in pending if any(finding.documents for finding in findings)]
    asked = [each for each in pending if each not in waiting and each not in said]
    if said:
        yield _claims(said, lang)
    if waiting:
        yield _papers(waiting, lang)
    title = text("Perlu penilaian petugas, dijawab", "Needs review, answered by").say(lang)
    for party in PARTIES:
        own = [(rule, findings) for rule, findings in asked if rule.responsible == party]
        if own:
            yield heading(f"{title}: {term(party, lang)} ({words.rules(len(own)).say(lang)})")
            yield from _asked(own, lang)
    if asked:
        yield wrap(
            text("Formulir isian: spbe-policy questions --form", "A form to fill in: spbe-policy questions --form").say(
                lang
            )
        )


def _asked(pending: list[tuple[RuleReport, list[Finding]]], lang: Lang) -> Iterator[list[str]]:
    """Each value that was seen in full; of plain questions one line, `explain` says the rest."""
    lines = []
    for rule, findings in pending:
        if rule.checks:
            question = rule.question.say(lang) if rule.question else ""
            yield [
                *_title(rule, lang),
                *(line for finding in findings for line in _seen(finding, lang)),
                *row(text("Pertanyaan", "Question").say(lang), question),
                *row(text("Dokumen", "Documents").say(lang), ", ".join(rule.documents)),
            ]
        else:
            known = [value(finding.sample.say(lang)) for finding in findings if finding.sample]
            lines += [*_title(rule, lang), *(line for words_ in known for line in wrap(words_, 2))]
    yield lines


def _claims(pending: list[tuple[RuleReport, list[Finding]]], lang: Lang) -> list[str]:
    """What the vendor says does not apply: each reason once, and the rules that the register would settle."""
    title = text(
        "Tidak berlaku menurut penyedia; catat di daftar aplikasi",
        "Not applicable by the vendor's word; enter it in the register",
    )
    lines = heading(f"{title.say(lang)} ({words.rules(len(pending)).say(lang)})")
    grouped: dict[str, list[str]] = {}
    for rule, findings in pending:
        grouped.setdefault(value(findings[0].message.say(lang)), []).append(rule.id)
    for reason, names in grouped.items():
        lines += [*wrap(reason, hang=2), *wrap(", ".join(names), 2)]
    return lines


def _papers(pending: list[tuple[RuleReport, list[Finding]]], lang: Lang) -> list[str]:
    """Each delivered document with its digest, and the rules that it would answer once the city accepts it."""
    title = text("Dokumen menunggu penerimaan kota", "Documents waiting for the city's acceptance").say(lang)
    lines = heading(f"{title} ({words.rules(len(pending)).say(lang)})")
    papers = dict.fromkeys(paper for _, findings in pending for it in findings for paper in it.documents)
    for paper in papers:
        names = [rule.id for rule, findings in pending if any(paper in it.documents for it in findings)]
        lines += [*wrap(f"{value(paper.path)} ({paper.kind})", hang=2), f"  {clean(paper.sha256)}"]
        lines += wrap(", ".join(names), 2)
    return lines


def decision(note: DecisionNote, lang: Lang) -> str:
    """Say who decided what, when, until when, and why."""
    until = text("sampai", "until").say(lang)
    when = f"{day(note.date, lang)}, {until} {day(note.until, lang)}"
    shared = f", {term('shared-control', lang)} {note.scope}" if note.scope else ""
    return f"{KINDS[note.kind].say(lang)}{shared}: {note.office} ({note.official}), {when}: {note.reason}"


def explained(rule: RuleReport, findings: list[Finding], lang: Lang) -> list[str]:
    """Say of a rule what was found where, why it matters and how to mend it."""
    return [
        *_title(rule, lang),
        *(line for finding in findings for line in (*_seen(finding, lang), *_where(finding, lang))),
        *row(text("Pertanyaan", "Question").say(lang), _question(rule, lang)),
        *row(text("Mengapa", "Why").say(lang), rule.why.say(lang), *(clause(rule, item, lang) for item in rule.basis)),
        *row(text("Perbaiki", "Fix").say(lang), rule.fix.say(lang)),
        *(f"{'':{EDGE}}{line}" for line in _variants(rule, lang)),
        *row(text("Usaha", "Effort").say(lang), words.EFFORTS[rule.effort].say(lang)),
    ]


def _question(rule: RuleReport, lang: Lang) -> str:
    """What was asked, where nothing but the answer was judged."""
    return rule.question.say(lang) if rule.question and not rule.checks else ""


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


def _where(finding: Finding, lang: Lang) -> list[str]:
    at = finding.anchor
    return row(text("Letak", "Where").say(lang), f"{at.file}:{at.line}:{at.column}" if at else "")


def clause(rule: RuleReport, basis: Basis, lang: Lang) -> str:
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
