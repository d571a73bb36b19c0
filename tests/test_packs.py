"""Every shipped pack: its cases hold with sockets and files shut, and every rule says what people need to read."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from conftest import Sealed

from spbe_policy import plugins
from spbe_policy.cli import explain, language
from spbe_policy.evidence import Assurance, Fact, Paper
from spbe_policy.index import folders, load_index
from spbe_policy.policy import Policy, Rule
from spbe_policy.reporters.layout import EDGE, WIDTH
from spbe_policy.rules import RuleFile
from spbe_policy.texts import TERMS, Lang, Text
from spbe_policy.verify import Base, judge_case, load_base, verify

REGISTRY = plugins.load()
PACKS: dict[str, tuple[Policy, Base]] = {
    name: (REGISTRY.policy(name), load_base(folder)) for name, folder in REGISTRY.packs.items()
}
RULES = [pytest.param(policy, base, rule, id=rule.id) for policy, base in PACKS.values() for rule in policy.own]
each_rule = pytest.mark.parametrize(("policy", "base", "rule"), RULES)
each_pack = pytest.mark.parametrize("policy", [pytest.param(policy, id=name) for name, (policy, _) in PACKS.items()])

INDICATORS = {
    f"{name}/{indicator.number}"
    for name, folder in folders(REGISTRY.packs.values()).items()
    for indicator in load_index(folder).indicators
}

LEGAL = "informasi yang dikecualikan"
"""The one legal term in which a banned word may stand."""

LINES = 50
"""What fits on one screen."""


def banned(text: Text) -> list[str]:
    said = text.id.casefold().replace(LEGAL, "")
    return [word for term in TERMS.values() for word in term.avoid if word.casefold() in said]


def texts(file: RuleFile) -> Iterator[tuple[str, Text]]:
    for name in ("title", "why", "fix", "question", "full", "unseen"):
        if text := getattr(file, name):
            yield name, text
    if asked := file.audit:
        for name in ("design", "implementation", "effectiveness", "criteria"):
            yield from ((f"audit.{name}", text) for text in getattr(asked, name))


def is_fit_to_read(name: str, text: Text) -> None:
    assert text.id.strip() == text.id != "", name
    assert text.en.strip() == text.en != "", name
    assert text.id != text.en or text.id.upper() == text.id, name
    assert banned(text) == [], name


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
    for name, text in texts(rule.file):
        is_fit_to_read(name, text)
    for name in ("why", "fix"):
        assert getattr(rule.file, name).id.endswith("."), name
        assert getattr(rule.file, name).en.endswith("."), name


@each_rule
def test_a_question_is_one(policy: Policy, base: Base, rule: Rule) -> None:
    """What a scan cannot decide a person is asked, in a whole sentence; what stands behind it says when it is a yes."""
    question = rule.file.question
    if question is None:
        assert rule.file.full
        return
    for said in (question.id, question.en):
        assert re.search(r"\?( \([^?]+\))?$", said)
        assert said[0].isupper()
        assert len(said.split()) >= 4
    assert len(set(rule.file.documents)) == len(rule.file.documents)


@each_rule
def test_a_rule_is_bound_to_its_file_and_its_checks(policy: Policy, base: Base, rule: Rule) -> None:
    assert f"{rule.id}.yaml" == rule.document.file
    assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.missing == ()


@each_rule
def test_a_rule_names_indicators_that_are_there(policy: Policy, base: Base, rule: Rule) -> None:
    assert set(rule.file.indicators) <= INDICATORS
    assert len(set(rule.file.indicators)) == len(rule.file.indicators)


@each_rule
def test_a_rule_claims_no_more_than_its_basis(policy: Policy, base: Base, rule: Rule) -> None:
    """A wording that nobody of us read is not read; where all is good practice nothing is a must."""
    for basis in rule.file.basis:
        source = rule.pack.sources[basis.source]
        assert basis.confidence != "read" or source.seen, f"{basis.source} was not read"
    if all(basis.force == "good-practice" for basis in rule.file.basis):
        assert rule.file.level == "should"
    assert len(set(rule.file.basis)) == len(rule.file.basis)


@each_rule
def test_a_case_speaks_of_facts_that_exist(policy: Policy, base: Base, rule: Rule) -> None:
    known = {kind for fact in REGISTRY.collectors for kind in (fact.kind, *fact.upgrades)} | {Paper.kind}
    named = {kind for case in rule.file.cases for kind in (*case.facts, *case.gaps)} | set(base.facts)
    assert named <= known


@pytest.mark.parametrize("lang", ["id", "en"])
@each_rule
def test_a_rule_is_explained_on_one_screen(
    policy: Policy, base: Base, rule: Rule, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is to be copied stays whole, however wide."""
    monkeypatch.setattr(language, "_chosen", lang)
    lines = explain.explained(rule).splitlines()
    assert len(lines) <= LINES
    assert [line for line in lines if len(line) > WIDTH and not line.startswith(" " * (EDGE + 2))] == []
    said = " ".join(" ".join(lines).split())
    for name, text in texts(rule.file):
        assert " ".join(text.say(lang).split()) in said, name
    for name in (rule.id, *rule.file.checks, *rule.file.documents, *rule.file.aliases, *rule.file.indicators):
        assert name in said


@each_pack
def test_a_pack_says_what_it_is(policy: Policy) -> None:
    pack = policy.pack
    notes = ((f"sources.{name}", source.note) for name, source in pack.sources.items() if source.note)
    for name, text in (("title", pack.title), ("status", pack.status), *notes):
        is_fit_to_read(name, text)
    for retired in pack.retired:
        is_fit_to_read(retired.id, retired.reason)


@each_pack
def test_a_retired_rule_is_gone_and_its_successor_is_there(policy: Policy) -> None:
    ids = {rule.id for rule in policy.rules}
    for retired, successor in policy.renamed().items():
        assert retired not in ids
        assert successor is None or successor in ids


def test_no_rule_has_two_names_nor_two_rules_one() -> None:
    names = Counter(name for policy, _ in PACKS.values() for rule in policy.own for name in set(rule.names))
    assert [name for name, times in names.items() if times > 1] == []


def test_a_failure_is_reported_once() -> None:
    """Every check belongs to one rule, over all packs; other clauses that it supports stand in that rule's basis."""
    used = Counter(name for policy, _ in PACKS.values() for rule in policy.own for name in rule.file.checks)
    assert [name for name, times in used.items() if times > 1] == []


@pytest.mark.parametrize("fact", REGISTRY.collectors, ids=lambda fact: fact.kind)
def test_what_was_observed_says_what_was_looked_at(fact: type[Fact]) -> None:
    if fact.assurance is Assurance.OBSERVED:
        assert fact.sample is not Fact.sample


def test_every_check_of_ours_is_used_and_its_facts_are_collected() -> None:
    ours = {name: check for name, check in REGISTRY.checks.items() if check.family in plugins.FAMILIES}
    used = {
        name for policy, _ in PACKS.values() for rule in policy.own for name in (*rule.file.checks, rule.file.beside)
    }
    assert set(ours) <= used
    for check in ours.values():
        assert set(check.facts) <= {*REGISTRY.collectors, Paper}, check.id
