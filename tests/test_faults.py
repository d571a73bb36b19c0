"""The fault matrix: in a city where everything is ready, each fault alone turns exactly what it says it turns."""

import os
from collections.abc import Iterable
from datetime import date

import pytest

import spbe_policy
from spbe_policy import Report, Stage, State, Verdict
from spbe_policy.demo import FAULTS, Fault, Sandbox
from spbe_policy.demo.asked import good_answer
from spbe_policy.plugins import load
from spbe_policy.policy import Policy

pytestmark = pytest.mark.usefixtures("packs_are_read_once")
POLICY: Policy = load().policy("kota-jambi")
PLANTED = FAULTS if os.environ.get("MATRIX") == "all" else FAULTS[::2]
"""CI has time for every second fault; `nox -s matrix` plants them all."""


def judged(faults: Iterable[str] = (), stage: Stage = Stage.ACCEPTANCE) -> Report:
    with Sandbox(faults=faults) as box:
        return spbe_policy.check(
            box.files.manifest,
            authority=box.files.authority,
            decisions=box.files.decisions,
            previous=box.files.earlier,
            stage=stage,
            reach=spbe_policy.Reach(resolve=box.resolve),
        )


def first_stage(fault: Fault) -> Stage:
    """Acceptance, or the first later stage that judges what the fault turns."""
    order = list(Stage)
    reached = [rule.file.from_ for rule in POLICY.rules if rule.id in {*fault.turns, *fault.asks}]
    return max([Stage.ACCEPTANCE, *reached], key=order.index)


def rules_in(report: Report, state: State) -> set[str]:
    return {rule.id for rule in report.rules if rule.state is state}


@pytest.mark.parametrize("stage", list(Stage))
def test_the_compliant_app_passes_every_stage(stage: Stage) -> None:
    report = judged(stage=stage)
    assert report.verdict is Verdict.COMPLIANT
    assert {rule.state for rule in report.rules} <= {State.PASS, State.NOT_APPLICABLE}
    assert report.notes == ()
    assert not report.official


def test_the_matrix_is_wide_enough() -> None:
    assert len(PLANTED) >= 120
    reached = {rule for fault in FAULTS for rule in (*fault.turns, *fault.asks)}
    answered_by_a_report = {"satu-data/data-through-spl"}
    assert {rule.id for rule in POLICY.rules if rule.file.checks} - reached == answered_by_a_report
    assert reached <= {rule.id for rule in POLICY.rules}


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: fault.name)
def test_a_fault_turns_exactly_what_it_says(fault: Fault) -> None:
    report = judged([fault.name], first_stage(fault))
    assert rules_in(report, State.FAIL) == set(fault.turns)
    assert rules_in(report, State.UNKNOWN) == set(fault.shadows)
    assert rules_in(report, State.REVIEW) == set(fault.asks)
    assert rules_in(report, State.ERROR) == set()
    musts = {rule.id for rule in POLICY.rules if rule.file.level == "must"}
    assert report.verdict is (
        Verdict.NOT_COMPLIANT if musts & set(fault.turns)
        else Verdict.UNDECIDED if musts & {*fault.shadows, *fault.asks}
        else Verdict.COMPLIANT
    )  # fmt: skip


def test_every_question_has_an_answer_that_the_law_is_content_with() -> None:
    day = date(2026, 6, 15)
    questions = [rule.file.question for rule in POLICY.rules if rule.file.question]
    assert {question.answer for question in questions} == {"yes-no", "date", "number"}
    assert all(question.good(good_answer(question, day), day) for question in questions)


def test_two_looks_at_an_unchanged_app_see_the_same() -> None:
    faults = ["csp-unsafe-inline", "cookie-insecure", "server-banner", "hsts-short"]
    with Sandbox(faults=faults) as box:
        looks = [
            spbe_policy.check(
                box.files.manifest, authority=box.files.authority, decisions=box.files.decisions,
                stage="acceptance", reach=spbe_policy.Reach(resolve=box.resolve),
            )
            for _ in range(2)
        ]  # fmt: skip
    seen = [[(rule.id, item.subject, item.seen) for rule in look.rules for item in rule.findings] for look in looks]
    assert seen[0] == seen[1]


def test_the_register_alone_is_enough_to_be_checked() -> None:
    with Sandbox() as box:
        report = spbe_policy.check(
            app_id="antrean", authority=box.files.authority, stage="operation",
            reach=spbe_policy.Reach(resolve=box.resolve),
        )  # fmt: skip
    states = {rule.id.partition("/")[2]: rule.state for rule in report.rules}
    assert states["27-13-d"] is State.REVIEW
    assert states["portal-listed"] is State.PASS
    assert states["sso-login"] is State.UNKNOWN
    undeclared = [item for rule in report.rules for item in rule.findings if item.cause == "not-declared"]
    assert undeclared
    assert all("belum" in item.message.id for item in undeclared)
    assert report.verdict is Verdict.UNDECIDED
