"""A finding on one line, for the formats of machines: who it is, what state it is in, what it says."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from spbe_policy.report import Finding, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import decision, found
from spbe_policy.reporters.layout import value
from spbe_policy.texts import Lang, term

PROSE = 2000
"""Characters of one text of a pack that are printed."""

OPEN = (State.ERROR, State.UNKNOWN, State.REVIEW)
"""The states in which a must leaves the verdict open."""


class Line(NamedTuple):
    """A finding with its rule and its mark, which is the same in every run that sees the same."""

    rule: RuleReport
    finding: Finding
    mark: str


def lines(report: Report, *states: State) -> Iterator[Line]:
    """Yield the findings in these states (none named: all); no two have one mark."""
    met: Counter[str] = Counter()
    for rule, finding in found(report, *states):
        mark = _digest(report.app.id, rule.id, finding.subject, finding.fingerprint or "")
        met[mark] += 1
        yield Line(rule, finding, mark if met[mark] == 1 else _digest(mark, str(met[mark])))


def named(rule: RuleReport, finding: Finding, lang: Lang) -> str:
    """Name a finding: the rule's title, and the subject where that is not the app."""
    title = value(rule.title.say(lang))
    return title if finding.subject == "app" else f"{title} ({value(finding.subject)})"


def state(finding: Finding, lang: Lang) -> str:
    """Say the state, why something was not looked at, and who acts next."""
    said = term(finding.state, lang)
    if finding.cause:
        said += f" ({words.CAUSES[finding.cause].say(lang)})"
    if finding.acts_next and finding.state in OPEN:
        said += f", {words.WAITING.say(lang)} {term(finding.acts_next, lang)}"
    return said


def told(finding: Finding, lang: Lang) -> str:
    """Say what was found and who decided on it; where the message is no more than the state, once."""
    message, word = value(finding.message.say(lang)), state(finding, lang)
    said = word if message == term(finding.state, lang) else f"{word}: {message}"
    return f"{said}; {value(decision(finding.decision, lang))}" if finding.decision else said


def mending(rule: RuleReport, lang: Lang) -> str:
    """Say how a failure is mended."""
    return value(rule.fix.say(lang), PROSE)


def place(report: Report, finding: Finding) -> tuple[str, int, int]:
    """Return file, line and column of the claim, counted from 1; what nobody claimed stands at the file's beginning."""
    at = finding.anchor
    return (value(at.file), max(at.line, 1), max(at.column, 1)) if at else (manifest(report), 1, 1)


def manifest(report: Report) -> str:
    """Return the file in which the claims stand; without any the name that it would have."""
    anchors = (finding.anchor for rule in report.rules for finding in rule.findings if finding.anchor)
    return next((value(at.file) for at in anchors), "spbe.yaml")


def summary(report: Report, lang: Lang) -> str:
    """Say on one line what every report carries: heading, handling mark, verdict, how many rules are in which state."""
    counts = ", ".join(words.counted(each, number).say(lang) for each in State if (number := report.count(each)))
    marks = f"{words.standing(report, lang)}; {value(report.handling.say(lang))}"
    return f"{marks}; {value(report.app.id)}: {words.verdict(report, lang)}; {counts or '-'}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(value(part) for part in parts).encode()).hexdigest()
