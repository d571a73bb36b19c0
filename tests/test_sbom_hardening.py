"""Libraries that harden an app stand beside the questions that they bear on, and decide nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from spbe_policy.builtin.sbom.bom import Component
from spbe_policy.builtin.sbom.facts import Hardening
from spbe_policy.builtin.sbom.hardening import hardening
from spbe_policy.plugins import load
from spbe_policy.policy import Policy, Rule
from spbe_policy.report import Finding
from spbe_policy.rules import Case
from spbe_policy.verify import Base, judge_case, load_base

BSSN = Path(__file__).parents[1] / "policies" / "bssn-4-2021"
QUESTIONS = {"27-1-f": "passwords", "27-2-b": "sessions", "27-4-h": "queries"}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load().policy("bssn-4-2021")


@pytest.fixture(scope="module")
def base() -> Base:
    return load_base(BSSN)


def rule_of(policy: Policy, name: str) -> Rule:
    return next(rule for rule in policy.rules if rule.id == f"bssn-4-2021/{name}")


def judged(policy: Policy, base: Base, name: str, fact: dict[str, Any] | None, **case: Any) -> Finding:
    """What the rule says of an app whose bills of materials hold that; without a fact, of older evidence."""
    facts = {"sbom.hardening/1": {"app": fact}}
    told = Case.model_validate({"name": "x", "expect": "review", "facts": facts, **case})
    (finding,) = judge_case(policy, rule_of(policy, name), base, told).rules[0].findings
    return finding


@pytest.mark.parametrize(("name", "purpose"), QUESTIONS.items())
def test_a_library_is_shown_beside_the_question_and_changes_no_state(
    policy: Policy, base: Base, name: str, purpose: str
) -> None:
    nothing: dict[str, Any] = {"passwords": None, "sessions": None, "queries": None}
    with_ = judged(policy, base, name, nothing | {purpose: ["pustaka@1.0"]})
    without = judged(policy, base, name, nothing)
    assert with_.sample is not None
    assert "SBOM: pustaka@1.0" in with_.sample.id
    assert with_.model_copy(update={"sample": None}) == without
    assert without.state in {"review", "unknown"}


def test_evidence_from_before_is_asked_as_it_was(policy: Policy, base: Base) -> None:
    found = judged(policy, base, "27-1-f", None)
    assert (found.state, found.sample) == ("review", None)


def test_a_person_still_decides(policy: Policy, base: Base) -> None:
    listed = {"passwords": ["argon2-cffi@25.1.0"]}
    for answer, state in (("yes", "pass"), ("no", "fail")):
        decided = judged(policy, base, "27-1-f", listed, decisions=({"kind": "review", "answer": answer},))
        assert decided.state == state


def test_which_libraries_count() -> None:
    purls = [
        "pkg:composer/laravel/framework@11.9",
        "pkg:npm/%40prisma/client@5.1",
        "pkg:pypi/Flask@3.1",
        "pkg:npm/x@1",
        7,
    ]
    found = hardening(
        Component({"type": "library", "name": f"c{number}", "purl": purl}, f"/components/{number}")
        for number, purl in enumerate(purls)
    )
    assert found == Hardening(passwords=("c0",), sessions=("c0", "c2"), queries=("c0", "c1"))
    assert hardening([]) == Hardening()
    assert json.loads(found.model_dump_json())
