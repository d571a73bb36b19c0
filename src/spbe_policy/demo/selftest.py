"""What a self-test plants and what it must find: faults that do not meddle with each other share one sandbox."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from spbe_policy.demo.fault_model import Fault
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State
from spbe_policy.vocabulary import Stage

MOST = 12
"""Most faults of one sandbox."""


@dataclass(frozen=True, slots=True)
class Planting:
    """Faults that are judged together, at the first stage that judges them all."""

    stage: Stage
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a planting came to: faults that went unseen, and rules in a state that no fault explains."""

    missed: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether everything was found, and nothing else."""
        return not (self.missed or self.alarms)


def plantings(faults: Iterable[Fault], policy: Policy) -> list[Planting]:
    """Return how to plant the faults that a policy can judge: the largest plantings first.

    Faults share a sandbox when they turn rules of different families, at one stage, and make nothing unknown.
    """
    stages, families = _stages(policy), _families(policy)
    shared: list[tuple[Stage, set[str], list[Fault]]] = []
    alone: list[Planting] = []
    for fault in faults:
        named = [*fault.turns, *fault.asks]
        if not {*named, *fault.shadows} <= stages.keys():
            continue
        stage = max([Stage.ACCEPTANCE, *(stages[rule] for rule in named)], key=list(Stage).index)
        touched = {families[rule] for rule in named}
        if fault.shadows:
            alone.append(Planting(stage, (fault,)))
        elif place := next((it for it in shared if it[0] is stage and not it[1] & touched and len(it[2]) < MOST), None):
            place[1].update(touched)
            place[2].append(fault)
        else:
            shared.append((stage, touched, [fault]))
    together = sorted(shared, key=lambda item: -len(item[2]))
    return [*(Planting(stage, tuple(some)) for stage, _, some in together), *alone]


def outcome(planting: Planting, report: Report, known: Container[str] = ()) -> Outcome:
    """Compare a report with what was planted; alarms that are known already are left out."""
    states = {rule.id: rule.state for rule in report.rules}
    due = dict(_due(planting.faults))
    unseen = (
        fault.name for fault in planting.faults if any(states.get(rule) is not state for rule, state in _due([fault]))
    )
    calm = (State.PASS, State.NOT_APPLICABLE)
    alarms = (rule for rule, state in states.items() if state not in calm and due.get(rule) is not state)
    return Outcome(tuple(unseen), tuple(rule for rule in alarms if rule not in due and rule not in known))


def _due(faults: Iterable[Fault]) -> Iterator[tuple[str, State]]:
    for fault in faults:
        yield from ((rule, State.UNKNOWN) for rule in fault.shadows)
        yield from ((rule, State.REVIEW) for rule in fault.asks)
        yield from ((rule, State.FAIL) for rule in fault.turns)


def _stages(policy: Policy) -> Mapping[str, Stage]:
    return {rule.id: rule.file.from_ for rule in policy.rules}


def _families(policy: Policy) -> Mapping[str, str]:
    """The family of each rule's first check; a rule that people answer is a family of its own."""
    return {rule.id: rule.file.checks[0].partition(".")[0] if rule.file.checks else rule.id for rule in policy.rules}
