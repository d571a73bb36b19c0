"""The decisions that count for one app on one day, and the record of which were used."""

from collections.abc import Iterable
from datetime import date as Day
from typing import TypeVar

from spbe_policy.decisions import WITNESSED, Acceptance, Decision, Decisions, Judgement, Waiver, Witness, fingerprint
from spbe_policy.evidence import Cause
from spbe_policy.policy import Rule
from spbe_policy.reading import canonical

D = TypeVar("D", Waiver, Judgement, Witness, Acceptance)


def _latest_and_strictest(decision: Decision) -> tuple[int, int, bytes]:
    """Of decisions that contradict each other the latest counts; of one day's, the strictest."""
    outcome = getattr(decision, "outcome", None) or "pass"
    strict = ("fail", "not-applicable", "pass").index(outcome)
    return -decision.date.toordinal(), strict, canonical(decision.model_dump(mode="json"))


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
        """Whether a decision about a rule counts for it today; a shared one only where the rule allows it."""
        sharing = decision.scope.partition(":")[0] if decision.scope else None
        if sharing and sharing not in (rule.file.shared or ()):
            return False
        return decision.date <= self.on <= decision.ends(rule.half_life_days)

    def waiver(self, rule: Rule, subject: str, seen: str) -> Waiver | None:
        """Return the waiver that covers exactly what was seen."""
        mark = fingerprint(rule.id, subject, seen)
        return self._first(
            item for item in self._about(Waiver, rule) if fingerprint(item.rule, item.subject, item.seen) == mark
        )

    def judgement(self, rule: Rule, subject: str, seen: str, *, asked: bool) -> Judgement | None:
        """Return the review that answers exactly what was seen, or what the rule asks of a person."""
        return self._first(
            item
            for item in self._about(Judgement, rule)
            if item.settles(rule.file.question)
            and (item.subject == subject and item.seen == seen if item.seen is not None else asked)
        )

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

    def _about(self, kind: type[D], rule: Rule) -> list[D]:
        return [item for item in self._by_rule.get(rule.id, ()) if isinstance(item, kind) and self.holds(item, rule)]

    def _first(self, found: Iterable[D]) -> D | None:
        for item in found:
            self.used.add(id(item))
            return item
        return None
