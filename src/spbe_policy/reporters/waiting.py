"""The sections of the text report that are lists: what could not be looked at, what the city decided and owes."""

from collections.abc import Iterable, Iterator

from spbe_policy.evidence import Cause
from spbe_policy.report import Finding, Report, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import Found, by_rule, decision, found
from spbe_policy.reporters.layout import heading, value, wrap
from spbe_policy.texts import Lang, term, text

ACTORS = ("vendor", "operator", "city", "tool")
"""Who can be the next to act, in the order of printing."""


def gaps(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What could not be judged, by who acts next; rules that wait for the same thing stand together."""
    open_ = found(report, State.UNKNOWN, State.ERROR)
    title = f"{term('unknown', lang).capitalize()}, {words.WAITING.say(lang)}"
    for actor in ACTORS:
        own = [pair for pair in open_ if (pair.finding.acts_next or "tool") == actor]
        if own:
            yield heading(f"{title} {term(actor, lang)} ({words.rules(len(by_rule(own))).say(lang)})")
            yield _by_reason(own, lang)


def decided(report: Report, lang: Lang) -> list[str]:
    """What the city decided: who, when and why once; below it what that did, and for which rules."""
    changed = [pair for pair in found(report) if pair.finding.decision]
    if not changed:
        return []
    count = words.rules(len(by_rule(changed))).say(lang)
    lines = heading(f"{text('Keputusan kota', 'Decisions of the city').say(lang)} ({count})")
    grouped: dict[str, dict[str, list[Found]]] = {}
    for pair in changed:
        said = decision(pair.finding.decision, lang) if pair.finding.decision else ""
        grouped.setdefault(said, {}).setdefault(_effect(pair.finding, lang), []).append(pair)
    for said, effects in grouped.items():
        lines += wrap(said, hang=2)
        for effect, own in effects.items():
            lines += wrap(f"{effect}: {', '.join(_named(own))}", 2, 2)
    return lines


def _effect(finding: Finding, lang: Lang) -> str:
    """What a decision made of a finding; that a review became a pass goes without saying."""
    papers = ", ".join(value(paper.path) for paper in finding.documents)
    said = papers or value(finding.message.say(lang))
    if finding.state is State.PASS and finding.was in (None, State.REVIEW):
        return said
    cause = f", {words.CAUSES[finding.cause].say(lang)}" if finding.cause else ""
    was = f" ({text('semula', 'was').say(lang)}: {term(finding.was, lang)}{cause})" if finding.was else ""
    return f"{term(finding.state, lang)}{was}: {said}"


def debts(report: Report, lang: Lang) -> list[str]:
    """What the city does not provide yet, and the rules that wait for it."""
    owed = [pair for pair in found(report) if pair.finding.city_debt]
    if not owed:
        return []
    count = words.rules(len(by_rule(owed))).say(lang)
    return [*heading(f"{term('city-debt', lang).capitalize()} ({count})"), *_by_reason(owed, lang)]


def exempt(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What does not apply to this app, and why: nothing is left out in silence. The city's debts stand apart."""
    pairs = [pair for pair in found(report, State.NOT_APPLICABLE) if not pair.finding.city_debt]
    for upcoming, title in ((True, text("Akan berlaku", "To come into force")), (False, None)):
        own = [pair for pair in pairs if pair.rule.upcoming is upcoming]
        if own:
            said = title.say(lang) if title else term("not-applicable", lang).capitalize()
            yield [*heading(f"{said} ({words.rules(len(by_rule(own))).say(lang)})"), *_by_reason(own, lang)]


def _by_reason(pairs: Iterable[Found], lang: Lang) -> list[str]:
    """Each reason once, then the rules that it holds up."""
    grouped: dict[tuple[Cause | None, str], list[Found]] = {}
    for pair in pairs:
        grouped.setdefault((pair.finding.cause, value(pair.finding.message.say(lang))), []).append(pair)
    lines: list[str] = []
    for (cause, detail), own in grouped.items():
        lines += wrap(f"{words.CAUSES[cause].say(lang)}: {detail}" if cause else detail, hang=2)
        for level in ("must", "should"):
            lines += _names([pair for pair in own if pair.rule.effective_level == level], term(level, lang))
    return lines


def _names(pairs: Iterable[Found], level: str) -> list[str]:
    names = _named(pairs)
    return wrap(f"{level}: {', '.join(names)}", 2, 2) if names else []


def _named(pairs: Iterable[Found]) -> list[str]:
    return [f"{rule.id}{_other([item.subject for item in findings])}" for rule, findings in by_rule(pairs)]


def _other(subjects: Iterable[str]) -> str:
    """Subjects, where it is not the app itself."""
    named = [value(subject) for subject in dict.fromkeys(subjects) if subject != "app"]
    return f" ({', '.join(named)})" if named else ""
