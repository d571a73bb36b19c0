"""The decisions that count for one app on one day, and the record of which were used."""

from collections.abc import Iterable
from datetime import date as Day
from typing import TypeVar

from spbe_policy.decisions import WITNESSED, Acceptance, Decision, Decisions, Judgement, Waiver, Witness, fingerprint
from spbe_policy.evidence import Cause
from spbe_policy.policy import Rule

D = TypeVar("D", Waiver, Judgement, Witness, Acceptance)

_STRICTEST_FIRST = ("fail", "not-applicable", "pass")


def last_day(decision: Decision, rule: Rule) -> Day:
    """Return the last day on which a decision holds for a rule; a good date that it gives may grow too old before."""
    ends, question = decision.ends(rule.half_life_days), rule.file.question
    if isinstance(decision, Judgement) and decision.answer and question:
        return min(ends, question.lapses(decision.answer, decision.date) or ends)
    return ends


def _latest_and_strictest(decision: Decision) -> tuple[int, int, bytes]:
    """Of decisions that contradict each other the latest counts; of one day's, the strictest."""
    outcome = getattr(decision, "outcome", None) or "pass"
    return (
        -decision.date.toordinal(),
        _STRICTEST_FIRST.index(outcome),
        decision.written,
    )


class Bench:
    """What was decided for an app, or for something that it shares with others (`scopes`)."""

    def __init__(self, decisions: Decisions, app: str, scopes: Iterable[str], on: Day) -> None:
        within = {"city", *scopes}
        mine = [each for each in decisions.decisions if each.app == app or each.scope in within]
        self.decisions = sorted(mine, key=_latest_and_strictest)
        self.on = on
        self.used: set[int] = set()
        self._by_rule: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            for rule in decision.about:
                self._by_rule.setdefault(rule, []).append(decision)

    def holds(self, decision: Decision, rule: Rule) -> bool:
        """Whether a decision about a rule counts for it today."""
        return allowed(decision, rule) and decision.date <= self.on <= last_day(decision, rule)

    def waiver(self, rule: Rule, subject: str, seen: str) -> Waiver | None:
        """Return the waiver that covers exactly what was seen."""
        mark = fingerprint(rule.id, subject, seen)
        return self._first(
            item for item in self._about(Waiver, rule) if fingerprint(item.rule, item.subject, item.seen) == mark
        )

    def judgement(self, rule: Rule, subject: str, seen: str, *, asked: bool) -> Judgement | None:
        """Return the review that answers exactly what was seen, or what the rule asks of a person.

        Of each scope the latest counts. What is shared is as bad as the worst that is said of it, and makes nothing
        better that was decided for the app itself; only the app's own later review goes before it.
        """
        latest: dict[str | None, Judgement] = {}
        for item in sorted(
            self._about(Judgement, rule), key=lambda item: (-item.date.toordinal(), _strict(item, rule))
        ):
            exact = item.subject == subject and item.seen == seen
            if (exact if item.seen is not None else asked and item.subject in {"app", subject}) and _says(item, rule):
                latest.setdefault(item.scope, item)
        own = latest.get(None)
        counting = [item for item in latest.values() if own is None or item is own or item.date >= own.date]
        return self._first(sorted(counting, key=lambda item: _strict(item, rule)))

    def columns(self, rule: Rule) -> Judgement | None:
        """Return the latest review that fills an auditor's columns."""
        filled = (each for each in self._about(Judgement, rule) if not each.outcome and not each.answer)
        return self._first(filled)

    def witness(self, rule: Rule, subject: str, cause: Cause) -> Witness | None:
        """Return the witnessed decision for a gap of one of the `WITNESSED` causes."""
        return self._first(
            item
            for item in self._about(Witness, rule)
            if (item.subject, item.cause) == (subject, cause) and cause in WITNESSED
        )

    def acceptance(self, rule: Rule, sha256: str) -> Acceptance | None:
        """Return the acceptance of a document for one rule."""
        return self._first(item for item in self._about(Acceptance, rule) if item.sha256 == sha256)

    def shared_document(self, rule: Rule) -> Acceptance | None:
        """Return the acceptance of a document about what the app shares; the app need not deliver it again."""
        return self._first(item for item in self._about(Acceptance, rule) if item.scope)

    def _about(self, kind: type[D], rule: Rule) -> list[D]:
        return [item for item in self._by_rule.get(rule.id, ()) if isinstance(item, kind) and self.holds(item, rule)]

    def _first(self, found: Iterable[D]) -> D | None:
        for item in found:
            self.used.add(id(item))
            return item
        return None


def allowed(decision: Decision, rule: Rule) -> bool:
    """Whether a rule takes such a decision at all: one that is shared in this way, a waiver."""
    if isinstance(decision, Waiver) and not rule.file.waivable:
        return False
    return decision.scope is None or decision.scope.partition(":")[0] in rule.file.shared


def _says(item: Judgement, rule: Rule) -> str | None:
    return item.settles(rule.file.question)


def _strict(item: Judgement, rule: Rule) -> int:
    return _STRICTEST_FIRST.index(_says(item, rule) or "pass")
