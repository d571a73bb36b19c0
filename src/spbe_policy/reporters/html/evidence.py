"""The evidence behind a finding: what was seen, where it was looked, who decided what, on which documents."""

from collections.abc import Iterable, Sized
from dataclasses import dataclass
from typing import Self

from spbe_policy.decisions import KINDS
from spbe_policy.report import DecisionNote, Finding, PaperNote, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import found
from spbe_policy.reporters.html.markup import Html, both, esc, join, named, rows, say, tag, value, word
from spbe_policy.texts import Text, day, text
from spbe_policy.wording import AS_IT_SHOULD_BE, ONLY_SAID, UNANSWERED

MOST = 40
"""Findings of one rule, or of one list, that are shown; the JSON report has all of them."""

SHORT = 12
"""Digits of a fingerprint where many stand together: enough to compare by eye; the JSON report has all of them."""

LABELS = {
    "judged": say("Dinilai", "Judged"),
    "looked": say("Dilihat", "Looked at"),
    "assurance": say("Kekuatan bukti", "Strength"),
    "cause": say("Sebab", "Cause"),
    "waits": say("Menunggu", "Waits for"),
    "was": say("Semula", "Was"),
    "decision": say("Keputusan", "Decision"),
    "papers": say("Dokumen", "Documents"),
    "where": say("Letak", "Where"),
    "mark": say("Sidik", "Fingerprint"),
}


@dataclass(frozen=True, slots=True)
class Index:
    """The documents and the decisions that a report names, numbered: each is told once, the findings link to it."""

    papers: dict[PaperNote, int]
    decisions: dict[DecisionNote, int]

    @classmethod
    def of(cls, report: Report) -> Self:
        """Number what stands in the findings of a report, in their order."""
        findings = [pair.finding for pair in found(report)]
        papers = dict.fromkeys(paper for finding in findings for paper in finding.documents)
        decisions = dict.fromkeys(finding.decision for finding in findings if finding.decision)
        return cls(
            {paper: number for number, paper in enumerate(papers, 1)},
            {decision: number for number, decision in enumerate(decisions, 1)},
        )

    def documents(self, finding: Finding) -> Html:
        """Link to the documents of a finding."""
        return self.links(finding.documents)

    def links(self, papers: Iterable[PaperNote]) -> Html:
        """Link to documents by their path."""
        shown = list(papers)[:MOST]
        return join((Html(f'<a href="#dokumen-{self.papers[each]}">{esc(each.path)}</a>') for each in shown), ", ")

    def decision(self, finding: Finding) -> Html:
        """Say what kind of decision holds, by whom, and link to the whole of it."""
        note = finding.decision
        if note is None:
            return Html("")
        kind, number = KINDS[note.kind], self.decisions[note]
        link = f'<a href="#keputusan-{number}">{both(kind)}</a>'
        until = text(f"sampai {day(note.until, 'id')}", f"until {day(note.until, 'en')}")
        return Html(f"{link}, {esc(note.office)}, {both(until)}")


def judged(finding: Finding) -> Html:
    """Return the value that was judged, where it is one."""
    shown = finding.seen is not None and finding.seen not in (UNANSWERED, ONLY_SAID)
    return value(finding.seen) if shown and finding.seen else Html("")


def where(finding: Finding) -> Html:
    """Return the line of the manifest that made the claim."""
    at = finding.anchor
    return value(f"{at.file}:{at.line}:{at.column}") if at else Html("")


def looked(finding: Finding) -> Html:
    """Say what was looked at."""
    return both(finding.sample, 400) if finding.sample else Html("")


def details(finding: Finding, index: Index) -> Html:
    """Return everything that is known of a finding as labelled rows; what was found stands above it."""
    strength = [word(finding.assurance), value(finding.fact) if finding.fact else Html("")]
    return rows(
        (
            (LABELS["judged"], judged(finding)),
            (LABELS["looked"], looked(finding)),
            (LABELS["assurance"], join(strength, " ")),
            (LABELS["cause"], both(words.CAUSES[finding.cause]) if finding.cause else Html("")),
            (LABELS["waits"], word(finding.acts_next) if finding.acts_next else Html("")),
            (LABELS["was"], word(finding.was) if finding.was else Html("")),
            (LABELS["decision"], index.decision(finding)),
            (LABELS["papers"], index.documents(finding)),
            (LABELS["where"], where(finding)),
            (LABELS["mark"], value(finding.fingerprint) if finding.fingerprint else Html("")),
        )
    )


def mark(finding: Finding) -> Html:
    """Return the fingerprint in short."""
    return value(finding.fingerprint.removeprefix("sha256:")[:SHORT]) if finding.fingerprint else Html("")


def subject(finding: Finding) -> Html:
    """Return the subject, where it is not the app itself."""
    return Html("") if finding.subject == "app" else value(finding.subject)


def badge(state: State) -> Html:
    """Return the state of something: a sign, a colour and the word."""
    return tag("b", both(named(state)), f'class="badge {state}"')


def folded(rule: RuleReport, index: Index) -> Html:
    """Return each finding of a rule folded: the subject and what was found, then the evidence."""
    order = sorted(rule.findings, key=lambda finding: finding.state is not rule.state)
    return Html("".join([*(_fold(rule, finding, index) for finding in order[:MOST]), left_out(order)]))


def _fold(rule: RuleReport, finding: Finding, index: Index) -> Html:
    state = badge(finding.state) if finding.state is not rule.state else Html("")
    said = Html("") if plain(finding) and state else both(_said(rule, finding), 400)
    line = join((state, subject(finding), said), " ")
    if finding.state is State.REVIEW and not judged(finding):
        return tag("p", join((line, where(finding), mark(finding)), " · "), 'class="facts"')
    few = (judged(finding), looked(finding), word(finding.assurance), where(finding), mark(finding))
    short = finding.state in _SHORT and not finding.decision and (not finding.documents or rule.state is State.REVIEW)
    inner = tag("p", join(few, " · "), 'class="facts"') if short else details(finding, index)
    return Html(f'<details class="evidence"><summary>{line}</summary>{inner}</details>')


_SHORT = (State.REVIEW, State.PASS, State.NOT_APPLICABLE)
"""What is told in a line; the documents of a rule that a person judges stand above its findings."""


def _said(rule: RuleReport, finding: Finding) -> Text:
    """What was found, without the rule's question where it only repeats that."""
    said, question = finding.message, rule.question
    if question is None or not (said.id.endswith(question.id) and said.en.endswith(question.en)):
        return said
    return text(said.id.removesuffix(question.id).rstrip("; "), said.en.removesuffix(question.en).rstrip("; "))


def left_out(items: Sized, most: int = MOST) -> Html:
    """Say how many of a long list are not on the page."""
    more = len(items) - most
    said = say(f"dan {more} lagi di laporan JSON", f"and {more} more in the JSON report")
    return tag("p", said if more > 0 else Html(""))


def plain(finding: Finding) -> bool:
    """Whether the message says no more than the state does."""
    return finding.message == AS_IT_SHOULD_BE
