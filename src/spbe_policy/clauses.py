"""Each clause of a pack's law: the rules that prove it, how, and what that says of one app."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from spbe_policy.checks import Declaration
from spbe_policy.evidence import Assurance
from spbe_policy.policy import Policy, Rule
from spbe_policy.report import Report, RuleReport, State, aggregate
from spbe_policy.rules import Confidence

_WEAKEST_FIRST: tuple[Confidence, ...] = ("memory", "secondary", "read")


class Means(StrEnum):
    """How a rule shows that its clause holds, the strongest first."""

    OBSERVED = "observed"
    OBSERVED_IN_PART = "observed-in-part"
    FILES = "files"
    QUESTION = "question"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Proof:
    """A rule that a clause rests on; `report` is what it found of one app."""

    rule: Rule
    means: Means
    report: RuleReport | None

    @property
    def automated(self) -> bool:
        """Whether a scan alone can pass it as well as fail it."""
        return self.means is Means.OBSERVED


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a regulation, as the rules of a policy cite it; `text` is e.g. `Pasal 27 ayat (1) huruf g`."""

    regulation: str
    text: str
    confidence: Confidence
    proofs: tuple[Proof, ...]

    @property
    def automated(self) -> bool:
        """Whether a scan alone can decide it."""
        return all(proof.automated for proof in self.proofs)

    @property
    def means(self) -> Means:
        """The best that there is for it; one rule that a scan cannot pass keeps the scan from deciding alone."""
        best = min((proof.means for proof in self.proofs), key=list(Means).index)
        return Means.OBSERVED_IN_PART if best is Means.OBSERVED and not self.automated else best

    @property
    def state(self) -> State | None:
        """What the report says of it; None without a report, or where it judged none of these rules."""
        states = [proof.report.state for proof in self.proofs if proof.report]
        return aggregate(states) if states else None


def means_of(rule: Rule) -> Means:
    """Return how a rule shows that it is met."""
    if rule.file.active:
        return Means.ACTIVE
    if not rule.file.checks:
        return Means.QUESTION
    observed = [item for item in rule.bound if item.check.assurance is Assurance.OBSERVED]
    if not observed or all(item.check.each is Declaration for item in observed):
        return Means.FILES
    return Means.OBSERVED if rule.file.full and len(observed) == len(rule.bound) else Means.OBSERVED_IN_PART


def clauses(policy: Policy, report: Report | None = None) -> list[Clause]:
    """Return the clauses that the rules of a policy cite, by regulation, in the order of the law."""
    found = {rule.id: rule for rule in report.rules} if report else {}
    cited: dict[tuple[str, str], dict[str, tuple[Rule, Confidence]]] = {}
    for rule in policy.rules:
        for basis in rule.file.basis:
            if basis.clause:
                title = rule.pack.sources[basis.source].title
                cited.setdefault((title, basis.clause), {})[rule.id] = rule, basis.confidence
    return [
        Clause(
            regulation,
            text,
            min((how for _, how in rules.values()), key=_WEAKEST_FIRST.index),
            tuple(Proof(rule, means_of(rule), found.get(rule.id)) for rule, _ in rules.values()),
        )
        for (regulation, text), rules in sorted(cited.items(), key=lambda item: (item[0][0], _order(item[0][1])))
    ]


def _order(clause: str) -> list[tuple[int, int, str]]:
    """Sort numbers as numbers: Pasal 7 before Pasal 27, ayat (2) before ayat (10)."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|[^\d\W]+", clause)]


def shares(found: list[Clause]) -> Iterator[tuple[Means, int]]:
    """Yield, for each means, the number of clauses that rest on it."""
    for means in Means:
        yield means, sum(clause.means is means for clause in found)
