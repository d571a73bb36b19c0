"""Verb: Report or Policy -> Form: what people must still answer, and what they need to see for it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spbe_policy.evidence import Cause
from spbe_policy.forms import NOT_APPLICABLE, PARTIES, Delivered, Entry, Form, answer_type
from spbe_policy.manifest import Manifest
from spbe_policy.policy import Policy, Rule
from spbe_policy.report import Finding, Report, RuleReport, State
from spbe_policy.rules import Party, RuleFile
from spbe_policy.texts import Lang, Text, text
from spbe_policy.vocabulary import Stage

_UNQUESTIONED = text("Apakah yang teramati memenuhi ketentuan ini?", "Does what was seen meet this rule?")
_UNAPPLIED = text("Apakah ketentuan ini memang tidak berlaku?", "Is it true that this rule does not apply?")


def of_report(report: Report, lang: Lang, app: Manifest | None = None) -> Form:
    """Return the open questions of a report, and what was seen and waits for a person.

    With the `app` the report is a lint: the questions of rules that wait for the live check are open as well, those
    about values without a question are not asked yet.
    """
    head = {"app": report.app.id, "stage": report.stage, "pack": report.policy.name, "policy": report.policy.digest}
    return _form(head, ((rule.responsible, entry) for rule in report.rules for entry in _entries(rule, app, lang)))


def of_policy(policy: Policy, stage: Stage, lang: Lang) -> Form:
    """Return all questions of the rules that are judged at a stage."""
    asked = [rule for rule in policy.rules if rule.file.question and rule.judged_at(stage)]
    return _form(
        {"stage": stage, "pack": policy.name, "policy": policy.digest},
        ((rule.file.responsible, _of_rule(rule, lang)) for rule in asked),
    )


def _form(head: Mapping[str, Any], found: Iterable[tuple[Party, Entry]]) -> Form:
    mine: dict[Party, list[Entry]] = {party: [] for party in PARTIES}
    for party, entry in found:
        mine[party].append(entry)
    musts_first = {party: tuple(sorted(own, key=lambda entry: entry.level != "must")) for party, own in mine.items()}
    return Form.model_validate({**head, **musts_first})


def _entries(rule: RuleReport, app: Manifest | None, lang: Lang) -> Iterator[Entry]:
    """Yield the rule's question once, whatever it was asked of, then each value that a person must judge."""
    open_ = [finding for finding in rule.findings if _open(rule, finding, linted=app is not None)]
    asked = [finding for finding in open_ if _asks(rule, finding)]
    if asked:
        yield _asked(rule, asked, app, lang)
    values = {(finding.subject, finding.seen): finding for finding in open_ if finding not in asked}
    yield from (_about_a_value(rule, finding, lang) for finding in values.values())


def _open(rule: RuleReport, finding: Finding, *, linted: bool) -> bool:
    """Whether a person's answer would settle it; what only a test with permission shows, where there is no check."""
    if linted and not rule.question:
        return False
    if finding.state is State.UNKNOWN:
        return linted or (finding.cause is Cause.NEEDS_PERMISSION and not rule.checks)
    return finding.state is State.REVIEW


def _asks(rule: RuleReport, finding: Finding) -> bool:
    """Whether it is the rule's question that waits, not one value: of what was seen the rest is unseen, say."""
    if finding.seen is None or not rule.checks:
        return finding.seen != NOT_APPLICABLE
    return finding.message == rule.unseen or _vendors_answer(rule, finding) is not None


def _asked(rule: RuleReport, findings: list[Finding], app: Manifest | None, lang: Lang) -> Entry:
    first = findings[0]
    seen = [f"{finding.subject}: {finding.seen}" for finding in findings if rule.checks and finding.seen]
    note, known = _note(rule, first), first.sample.say(lang) if first.sample and not rule.checks else ""
    papers = {paper.path: paper.sha256 for finding in findings for paper in finding.documents}
    papers |= {paper.path: paper.sha256 for paper in (app.documents if app else ()) if paper.kind in rule.documents}
    answers = {each.rule: each.answer for each in app.answers} if app else {}
    return Entry.model_validate(
        {
            **_wording(rule.id, rule, lang, rule.effective_level),
            "delivered": _delivered(papers),
            "found": " ".join(
                part for part in (note.say(lang) if note else "", f"({'; '.join(seen)})" if seen else "", known) if part
            ),
            "vendor_answer": _vendors_answer(rule, first) or answers.get(rule.id),
            "audited": rule.columns is not None,
        }
    )


def _about_a_value(rule: RuleReport, finding: Finding, lang: Lang) -> Entry:
    """Ask about exactly what was seen; for an outcome where the rule's question is none, or asks something else."""
    wording = _wording(rule.id, rule, lang, rule.effective_level)
    if answer_type(rule.question, finding.seen) == "outcome":
        asked = _UNAPPLIED if finding.seen == NOT_APPLICABLE else _UNQUESTIONED
        wording |= {"question": asked.say(lang), "type": "outcome", "months": None, "at_least": None, "at_most": None}
    return Entry.model_validate(
        {
            **wording,
            "subject": finding.subject,
            "seen": finding.seen,
            "delivered": _delivered({paper.path: paper.sha256 for paper in finding.documents}),
            "found": finding.message.say(lang),
            "audited": rule.columns is not None,
        }
    )


def _of_rule(rule: Rule, lang: Lang) -> Entry:
    unseen = rule.file.unseen
    return Entry.model_validate(
        {
            **_wording(rule.id, rule.file, lang, rule.file.level),
            "found": unseen.say(lang) if unseen else None,
            "audited": rule.file.audit is not None,
        }
    )


def _wording(name: str, rule: RuleReport | RuleFile, lang: Lang, level: str) -> dict[str, Any]:
    asked = rule.question
    limits = {key: getattr(asked, key) for key in ("months", "at_least", "at_most")} if asked else {}
    return {
        "rule": name,
        "level": level,
        "title": rule.title.say(lang),
        "question": asked.say(lang) if asked else None,
        "type": answer_type(asked, None),
        "documents": rule.documents,
        **limits,
    }


def _note(rule: RuleReport, finding: Finding) -> Text | None:
    """Return what is to be known of a question: what a check does not see, or that only a test would."""
    return finding.message if finding.cause is Cause.NEEDS_PERMISSION else rule.unseen


def _vendors_answer(rule: RuleReport, finding: Finding) -> str | None:
    """Return what the vendor answered: a report says it in words only, before the question."""
    lead, _, said = finding.message.en.partition(": ")
    ours = f"; {rule.question.en}" if rule.question else ""
    return said.removesuffix(ours) if lead == "the vendor's answer" and ours and said.endswith(ours) else None


def _delivered(papers: Mapping[str, str]) -> tuple[Delivered, ...]:
    return tuple(Delivered(path=path, sha256=sha256) for path, sha256 in papers.items())
