"""How a check is run: on one look at a subject, or on several that must agree."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Pass, Review
from spbe_policy.evidence import Cause, Fact, Gap, Subject
from spbe_policy.policy import Bound
from spbe_policy.texts import Text, text


class crash(NamedTuple):  # noqa: N801 (an outcome that only the engine gives)
    """A check that broke or kept silent."""

    message: Text


Answered = Pass | Fail | NotApplicable | Review | Gap | crash
"""What a check answered, or that it broke."""


def run(bound: Bound, context: Context[Any]) -> list[Outcome | crash]:
    """Run a check; a crash in it becomes a finding about it, and so does silence."""
    try:
        outcomes: list[Outcome | crash] = list(bound.check.run(context, bound.params))
    except Exception as error:
        name = type(error).__name__
        return [crash(text(f"pemeriksaan {bound.check.id} berhenti: {name}", f"check {bound.check.id} broke: {name}"))]
    if outcomes:
        return outcomes
    return [crash(text(f"pemeriksaan {bound.check.id} tidak menjawab", f"check {bound.check.id} gave no answer"))]


def agreed(looks: list[list[Outcome | crash]]) -> list[Outcome | crash]:
    """Return the first look; where there were more, a failure counts only when all saw the very same."""
    first, failures = looks[0], [_fails(look) for look in looks]
    if len(looks) == 1:
        return first
    kept = [item for item in first if not isinstance(item, Fail) or all(_mark(item) in fails for fails in failures)]
    if _fails(kept) or not any(failures):
        return kept
    return [_UNSTABLE]


_UNSTABLE = Gap(
    cause=Cause.UNSTABLE, detail=text("dua pengamatan memberi hasil berbeda", "two looks gave different answers")
)


def _fails(look: Iterable[Outcome | crash]) -> set[tuple[Subject | None, str]]:
    return {_mark(item) for item in look if isinstance(item, Fail)}


def _mark(fail: Fail) -> tuple[Subject | None, str]:
    return fail.about, fail.seen


def sampled(fact: Fact | Gap | None, outcome: Answered) -> tuple[Text | None, Answered]:
    """What a fact says was looked at; one that breaks over its own content settles nothing."""
    try:
        return (fact.sample() if isinstance(fact, Fact) else None), outcome
    except Exception as error:
        name = type(error).__name__
        return None, crash(text(f"isi bukti dukung tidak sah: {name}", f"the evidence is not valid: {name}"))
