"""An auditor's three columns (BSSN 8/2024) of one rule: design (EDK), implementation (EIK), effectiveness (EEK)."""

from functools import lru_cache

from spbe_policy.decisions import Judgement
from spbe_policy.evidence import Assurance
from spbe_policy.report import NOT_JUDGED, Columns, DecisionNote, Finding, State, aggregate


def columns(findings: tuple[Finding, ...], judged: Judgement | None, note: DecisionNote | None) -> Columns:
    """Return what a reviewer filled in; the implementation, too, where it was seen or shown.

    A failure that was seen goes before the reviewer's word; where the design is not adequate the implementation is not
    judged.
    """
    shown = _shown(findings)
    if judged is None:
        return _implementation(shown or NOT_JUDGED)
    seen = "tidak-sesuai" if shown == "tidak-sesuai" else judged.implementation or shown
    return Columns(
        design=judged.design or NOT_JUDGED,
        implementation=NOT_JUDGED if judged.design == "tidak-memadai" else seen or NOT_JUDGED,
        effectiveness=judged.effectiveness or NOT_JUDGED,
        decision=note,
    )


@lru_cache
def _implementation(word: str) -> Columns:
    return Columns(implementation=word)


def _shown(findings: tuple[Finding, ...]) -> str | None:
    """What was seen, or shown by documents, of the implementation; None where that does not settle it."""
    shown = {each.state for each in findings if each.assurance in (Assurance.OBSERVED, Assurance.DOCUMENTED)}
    if shown & {State.FAIL, State.WAIVED}:
        return "tidak-sesuai"
    all_shown = shown == {State.PASS} and aggregate(each.state for each in findings) is State.PASS
    return "sesuai" if all_shown else None
