"""Every shipped pack: its cases hold with sockets and files shut, and every rule says what people need to read."""

import re
from collections.abc import Iterator

import pytest
from conftest import Sealed

from spbe_policy import plugins
from spbe_policy.evidence import Assurance, Fact, Paper
from spbe_policy.packs import load_policy
from spbe_policy.policy import Policy, Rule
from spbe_policy.texts import TERMS, Text
from spbe_policy.verify import Base, judge_case, load_base, verify

REGISTRY = plugins.load()
PACKS: dict[str, tuple[Policy, Base]] = {
    name: (load_policy(folder, REGISTRY.checks, REGISTRY.packs), load_base(folder)) for name, folder in REGISTRY.packs.items()
}
RULES = [pytest.param(policy, base, rule, id=rule.id) for policy, base in PACKS.values() for rule in policy.rules]
each_rule = pytest.mark.parametrize(("policy", "base", "rule"), RULES)

LEGAL = "informasi yang dikecualikan"
"""The one legal term in which a banned word may stand."""


def banned(text: Text) -> list[str]:
    said = text.id.casefold().replace(LEGAL, "")
    return [word for term in TERMS.values() for word in term.avoid if word.casefold() in said]


def texts(rule: Rule) -> Iterator[tuple[str, Text]]:
    file = rule.file
    for name in ("title", "why", "fix", "question", "full", "unseen"):
        if text := getattr(file, name):
            yield name, text


@each_rule
def test_the_cases_hold_and_reach_every_state(policy: Policy, base: Base, rule: Rule, sealed: Sealed) -> None:
    with sealed():
        assert list(verify(policy.select([rule.id]), base)) == []


@each_rule
def test_every_message_of_a_case_is_fit_to_read(policy: Policy, base: Base, rule: Rule) -> None:
    for case in rule.file.cases:
        for finding in judge_case(policy, rule, base, case).rules[0].findings:
            assert finding.message.id.strip(), case.name
            assert finding.message.en.strip(), case.name
            assert banned(finding.message) == [], case.name


@each_rule
def test_a_rule_speaks_both_languages_well(policy: Policy, base: Base, rule: Rule) -> None:
    for name, text in texts(rule):
        assert text.id.strip(), name
        assert text.en.strip(), name
        assert text.id != text.en, name
        assert banned(text) == [], name
    for name in ("why", "fix"):
        assert getattr(rule.file, name).id.endswith("."), name
        assert getattr(rule.file, name).en.endswith("."), name


@each_rule
def test_a_rule_is_bound_to_its_file_and_its_checks(policy: Policy, base: Base, rule: Rule) -> None:
    assert f"{rule.id}.yaml" == rule.document.file
    assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.missing == ()
    assert [name for name in rule.file.indicators if not re.fullmatch(r"(spbe-2020|pemdi-2026)/\d+", name)] == []


@each_rule
def test_a_rule_claims_no_more_than_its_basis(policy: Policy, base: Base, rule: Rule) -> None:
    for basis in rule.file.basis:
        source = policy.pack.sources[basis.source]
        assert basis.confidence != "read" or source.seen, f"{basis.source} was not read"
    if all(basis.force == "good-practice" for basis in rule.file.basis):
        assert rule.file.level == "should"


@each_rule
def test_a_case_speaks_of_facts_that_exist(policy: Policy, base: Base, rule: Rule) -> None:
    known = {kind for fact in REGISTRY.collectors for kind in (fact.kind, *fact.upgrades)} | {Paper.kind}
    named = {kind for case in rule.file.cases for kind in (*case.facts, *case.gaps)} | set(base.facts)
    assert named <= known


@pytest.mark.parametrize("name", PACKS)
def test_a_retired_rule_is_gone_and_its_successor_is_there(name: str) -> None:
    policy, _ = PACKS[name]
    ids = {rule.id.partition("/")[2] for rule in policy.rules}
    for retired in policy.pack.retired:
        assert retired.id not in ids
        assert retired.successor is None or retired.successor in ids


@pytest.mark.parametrize("fact", REGISTRY.collectors, ids=lambda fact: fact.kind)
def test_what_was_observed_says_what_was_looked_at(fact: type[Fact]) -> None:
    if fact.assurance is Assurance.OBSERVED:
        assert fact.sample is not Fact.sample


def test_every_check_of_ours_is_used_and_its_facts_are_collected() -> None:
    ours = {name: check for name, check in REGISTRY.checks.items() if check.family in plugins.FAMILIES}
    used = {name for policy, _ in PACKS.values() for rule in policy.rules for name in rule.file.checks}
    assert set(ours) <= used
    for check in ours.values():
        assert set(check.facts) <= {*REGISTRY.collectors, Paper}, check.id
