"""The confirming loop: what fails is asked once more, after a while, before it is said to fail.

The same `seen` twice is a fail; two looks that differ are judged *unstable*.
"""

from spbe_policy.evidence import Assurance, Entry, Evidence, Fact
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State

SPACING = 1.0
"""Seconds between the two looks: what passes in a moment is no fail."""


def doubtful(policy: Policy, report: Report) -> list[type[Fact]]:
    """What failing rules looked at live."""
    failing = {rule.id for rule in report.rules if rule.state is State.FAIL}
    facts = (fact for rule in policy.rules if rule.id in failing for item in rule.bound for fact in item.check.facts)
    return [fact for fact in dict.fromkeys(facts) if fact.assurance is Assurance.OBSERVED]


def confirmed(first: Evidence, second: Evidence, kinds: set[str]) -> Evidence:
    """Give the doubtful facts their second sample."""
    later = {(entry.kind, entry.subject): entry.samples[0] for entry in second.dossier.entries if entry.kind in kinds}

    def both(entry: Entry) -> Entry:
        sample = later.get((entry.kind, entry.subject))
        return entry.model_copy(update={"samples": (*entry.samples, sample)}) if sample else entry

    entries = tuple(both(entry) for entry in first.dossier.entries)
    return first.replaced(entries=entries, ledger=(*first.dossier.ledger, *second.dossier.ledger))
