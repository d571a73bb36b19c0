"""Exit codes of a run over several apps (DESIGN 3: 0 yes, 1 no, 2 wrong usage, 3 undecided, 4 integrity, 70 ours)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spbe_policy.report import Report

WORST_FIRST = (70, 4, 2, 1, 3, 0)


def worst(codes: Iterable[int]) -> int:
    """Return the worst of some exit codes; 0 of none."""
    return min(codes, key=WORST_FIRST.index, default=0)


def of_report(report: "Report") -> int:
    """Return the exit code of a report; a selection of rules has no verdict, but its *must* rules have an answer."""
    from spbe_policy.report import State

    if report.verdict:
        return report.verdict.exit_code
    musts = {rule.state for rule in report.rules if rule.effective_level == "must"}
    if State.FAIL in musts:
        return 1
    return 3 if musts & {State.ERROR, State.UNKNOWN, State.REVIEW} else 0
