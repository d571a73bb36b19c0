"""Nobody absolves himself (DESIGN 3, law 4): what decisions, shared ones and the vendor's own words can never do."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st
from toy import accepted, answer, evidence, judged, paper, review, says, thing, waiver, witness

from spbe_policy.evidence import Cause, Entry, Evidence
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State
from spbe_policy.vocabulary import Stage

ASKS: Mapping[str, Any] = {"check": None, "full": None, "question": {"id": "Sudah?", "en": "Done?"}}
SHARED = {"shared": ["city", "hosting"]}
RULES: Mapping[str, Mapping[str, Any]] = {
    "whole": {"documents": ["laporan-uji"]},
    "whole-shared": SHARED,
    "part": {**toy.PARTIAL, "check": "toy.part"},
    "part-shared": {**toy.PARTIAL, **SHARED, "check": "toy.part"},
    "papers": {"check": "toy.script", "documents": ["laporan-uji"]},
    "word": {"check": "toy.word"},
    "ask": {**ASKS, "documents": ["laporan-uji"]},
    "ask-shared": {**ASKS, **SHARED, "documents": ["laporan-uji"], "half_life_days": 60},
    "dated": {**ASKS, **SHARED, "question": {"id": "Kapan?", "en": "When?", "answer": "date", "months": 12}},
    "tinggi": {"applies_to": {"category": ["tinggi"], "personal_data": True, "has": ["login"]}},
}
BEST_LAST = [State.FAIL, State.ERROR, State.UNKNOWN, State.REVIEW, State.WAIVED, State.PASS]
LATER = st.sampled_from([stage for stage in Stage if stage is not Stage.DELIVERY])
SCOPES = ["city", "hosting:a", "hosting:b", "identity-provider:a", "framework:a"]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return toy.pack(tmp_path_factory.mktemp("packs") / "toy", RULES)


# What there can be.

outcomes = st.lists(st.sampled_from(["pass", "fail", "review", "not-applicable", "unreachable", "blocked"]), max_size=2)
entries = st.lists(
    st.builds(
        lambda said, subject, kind: thing(says(*said), subject=subject, kind=kind),
        outcomes,
        st.sampled_from(["app", "dataset:harga"]),
        st.sampled_from([toy.Thing, toy.Script]),
    ),
    max_size=3,
    unique_by=lambda entry: (entry.kind, entry.subject),
)
rules = st.sampled_from([f"toy/{name}" for name in RULES])
days = st.dates(date(2026, 3, 1), date(2026, 6, 20))
subjects = st.sampled_from(["app", "dataset:harga"])
values = st.sampled_from([None, "x", "unanswered", "not-applicable"])


@st.composite
def reviews(draw: st.DrawFn) -> dict[str, Any]:
    said: dict[str, Any] = draw(
        st.sampled_from(
            [
                *({"outcome": outcome} for outcome in ("pass", "fail", "not-applicable")),
                *({"answer": each} for each in ("yes", "no", "2026-01-05", "2020-01-01")),
                {"design": "memadai", "implementation": "sesuai"},
                {"design": "tidak-memadai"},
            ]
        )
    )
    return answer(draw(rules), None, subject=draw(subjects), seen=draw(values), date=draw(days).isoformat(), **said)


waivers = st.builds(lambda rule, subject, seen: waiver(rule, seen, subject=subject), rules, subjects,
                    st.sampled_from(["x", "answer=no", "fail", "unanswered"]))  # fmt: skip
witnesses = st.builds(
    lambda rule, outcome: witness(rule, Cause.BLOCKED, outcome), rules, st.sampled_from(["pass", "fail"])
)
acceptances = st.builds(lambda rule, day: accepted(rule, date=day.isoformat()), rules, days)
decided = st.lists(reviews() | waivers | witnesses | acceptances, max_size=5)
shared = st.lists(
    st.builds(lambda said, scope: {**said, "scope": scope}, reviews() | acceptances, st.sampled_from(SCOPES)),
    min_size=1,
    max_size=3,
)


def states(report: Report) -> dict[str, State]:
    return {rule.id: rule.state for rule in report.rules}


def findings(report: Report) -> list[Any]:
    return [rule.findings for rule in report.rules]


def no_better(after: State, before: State) -> bool:
    """Whether a state is no better than before; that it does not apply is as good as can be."""
    rank = {state: number for number, state in enumerate([*BEST_LAST, State.NOT_APPLICABLE])}
    return rank[after] <= rank[before]


@given(entries, decided, shared, st.sampled_from([None, {}, {"shared_controls": ["hosting:c"]}]), LATER)
def test_a_shared_decision_changes_nothing_for_those_who_do_not_share(
    policy: Policy,
    seen: list[Entry],
    mine: list[dict[str, Any]],
    theirs: list[dict[str, Any]],
    row: dict[str, Any] | None,
    stage: Stage,
) -> None:
    """Whatever the vendor declares to share."""
    others = [each for each in theirs if each["scope"] != "city"]
    claims = {"shared_controls": [each["scope"] for each in others]}
    before = judged(policy, evidence(*seen, said=claims, row=row), *mine, stage=stage)
    after = judged(policy, evidence(*seen, said=claims, row=row), *mine, *others, stage=stage)
    assert after.rules == before.rules
    assert after.notes == before.notes
    assert after.verdict is before.verdict


@given(entries, decided, shared, LATER)
def test_a_shared_decision_changes_only_rules_that_allow_it(
    policy: Policy, seen: list[Entry], mine: list[dict[str, Any]], theirs: list[dict[str, Any]], stage: Stage
) -> None:
    row = {"shared_controls": SCOPES[1:]}
    before = judged(policy, evidence(*seen, row=row), *mine, stage=stage)
    after = judged(policy, evidence(*seen, row=row), *mine, *theirs, stage=stage)
    changed = {one.id for one, two in zip(before.rules, after.rules, strict=True) if one != two}
    assert changed <= {f"toy/{name}" for name, rule in RULES.items() if "shared" in rule}
    scopes = {each.decision.scope for rule in after.rules for each in rule.findings if each.decision}
    assert scopes <= {None, "city", "hosting:a", "hosting:b"}


@given(entries, decided, shared, LATER)
def test_what_is_shared_makes_nothing_better_that_was_decided_for_the_app(
    policy: Policy, seen: list[Entry], mine: list[dict[str, Any]], theirs: list[dict[str, Any]], stage: Stage
) -> None:
    row = {"shared_controls": SCOPES[1:]}
    before = judged(policy, evidence(*seen, row=row), *mine, stage=stage)
    after = judged(policy, evidence(*seen, row=row), *mine, *theirs, stage=stage)
    for one, two in zip(before.rules, after.rules, strict=True):
        bad = {each.subject for each in one.findings if each.state is State.FAIL}
        assert bad <= {each.subject for each in two.findings if each.state in (State.FAIL, State.WAIVED)}


@given(entries, decided, reviews() | waivers | witnesses | acceptances, st.sampled_from([None, *SCOPES]), LATER)
def test_a_decision_that_ended_is_no_decision(
    policy: Policy,
    seen: list[Entry],
    others: list[dict[str, Any]],
    ended: dict[str, Any],
    scope: str | None,
    stage: Stage,
) -> None:
    """Nor is one that has not begun."""
    whose = {"scope": scope} if scope and ended["kind"] in ("review", "document") else {}
    row = {"shared_controls": SCOPES[1:]}
    plain = judged(policy, evidence(*seen, paper(), row=row), *others, stage=stage)
    for when in ({"date": "2025-12-01", "until": "2026-06-14"}, {"date": "2026-06-16", "until": "2026-12-31"}):
        report = judged(policy, evidence(*seen, paper(), row=row), *others, ended | whose | when, stage=stage)
        assert report.rules == plain.rules
        assert report.verdict is plain.verdict


@given(entries, st.lists(reviews(), max_size=5), LATER)
def test_no_review_turns_the_fail_of_a_check_into_anything_else(
    policy: Policy, seen: list[Entry], said: list[dict[str, Any]], stage: Stage
) -> None:
    names = ("whole", "whole-shared", "part", "part-shared")
    checked = policy.select([f"toy/{name}" for name in names])
    plain = judged(checked, evidence(*seen, paper()), stage=stage)
    report = judged(checked, evidence(*seen, paper()), *said, accepted(*(f"toy/{name}" for name in names)), stage=stage)
    for before, after in zip(plain.rules, report.rules, strict=True):
        failed = [each for each in before.findings if each.state is State.FAIL]
        assert [each for each in failed if each not in after.findings] == []


@given(entries, decided, waivers, LATER)
def test_a_waiver_changes_a_fail_and_nothing_else(
    policy: Policy, seen: list[Entry], others: list[dict[str, Any]], one: dict[str, Any], stage: Stage
) -> None:
    before = judged(policy, evidence(*seen, paper()), *others, stage=stage)
    after = judged(policy, evidence(*seen, paper()), *others, one, stage=stage)
    for was, now in zip(before.rules, after.rules, strict=True):
        rest = now.findings[len(was.findings) :]
        assert {each.subject for each in rest} <= {"app"}, "what stays unseen is asked of the app"
        for old, new in zip(was.findings, now.findings, strict=False):
            if old != new:
                assert (old.state, new.state, new.was) == (State.FAIL, State.WAIVED, State.FAIL)
                assert (new.seen, new.subject, now.id) == (one["seen"], one["subject"], one["rule"])


@given(decided, st.sampled_from(["app", "dataset:harga"]), st.sampled_from(["part", "part-shared", "whole"]), LATER)
def test_a_waived_fail_is_no_better_than_a_pass(
    policy: Policy, others: list[dict[str, Any]], subject: str, name: str, stage: Stage
) -> None:
    """What the check cannot see is asked as well where what it saw is waived."""
    only, others = policy.select([name]), [each for each in others if each.get("seen") != "unanswered"]
    mine = waiver(f"toy/{name}", "x", subject=subject)
    passing = judged(only, evidence(thing(says("pass"), subject=subject)), *others, mine, stage=stage).rules[0].state
    failing = judged(only, evidence(thing(says("fail"), subject=subject)), *others, mine, stage=stage).rules[0].state
    assert BEST_LAST.index(failing) <= BEST_LAST.index(passing) or passing is State.FAIL


ANSWERS = st.lists(
    st.builds(
        lambda rule, said: {"rule": rule, "answer": said}, rules, st.sampled_from(["yes", "no", "2026-01-05", "x"])
    ),
    max_size=4,
    unique_by=lambda each: each["rule"],
)


@given(entries, decided, ANSWERS, st.booleans(), st.sets(st.sampled_from(SCOPES[1:])), LATER)
def test_after_delivery_nothing_that_a_vendor_says_or_delivers_makes_a_rule_better(
    policy: Policy,
    seen: list[Entry],
    city: list[dict[str, Any]],
    answers: list[dict[str, str]],
    delivers: bool,
    claims: Iterable[str],
    stage: Stage,
) -> None:
    """What the city accepted or tolerates beforehand aside: then it is the city's word."""
    city = [each for each in city if each["kind"] not in ("document", "waiver")]
    said = {
        "answers": answers,
        "shared_controls": sorted(claims),
        "contract": {"number": "1", "digest": toy.REPORT_DIGEST},
    }
    before = judged(policy, evidence(*seen, row={}), *city, stage=stage)
    papers = [paper()] if delivers else []
    after = judged(policy, evidence(*seen, *papers, row={}, said=said), *city, stage=stage)
    for name, state in states(after).items():
        assert no_better(state, states(before)[name]), name


@given(
    entries,
    decided,
    st.fixed_dictionaries(
        {}, optional={"category": st.sampled_from(["rendah", "tinggi"]), "personal_data": st.booleans()}
    ),
    st.sampled_from([{}, {"login": {}}]),
    LATER,
)
def test_after_delivery_a_vendor_cannot_say_himself_out_of_a_rule(
    policy: Policy,
    seen: list[Entry],
    city: list[dict[str, Any]],
    app: dict[str, Any],
    said: dict[str, Any],
    stage: Stage,
) -> None:
    only, city = policy.select(["tinggi"]), [each for each in city if each.get("outcome") != "not-applicable"]
    (rule,) = judged(only, evidence(*seen, app=app, said=said, row={}), *city, stage=stage).rules
    if (app.get("category"), app.get("personal_data"), said) not in ((None, None, {}), ("tinggi", None, {})):
        exempt = app.get("category") == "rendah" or app.get("personal_data") is False or "login" in said
        assert not exempt or rule.state in (State.REVIEW, State.FAIL, State.WAIVED)


@given(entries, decided, st.sampled_from([{"category": "rendah"}, {"personal_data": False}]), LATER)
def test_what_the_register_exempts_is_exempt_whatever_the_vendor_says(
    policy: Policy, seen: list[Entry], city: list[dict[str, Any]], row: dict[str, Any], stage: Stage
) -> None:
    mine: list[dict[str, Any]] = [{}, {"category": "tinggi"}, {"personal_data": True}, {"category": "rendah"}]
    for app in mine:
        (rule,) = judged(policy.select(["tinggi"]), evidence(*seen, app=app, row=row), *city, stage=stage).rules
        assert rule.state is State.NOT_APPLICABLE


@given(st.lists(reviews(), min_size=1, max_size=4), st.randoms(use_true_random=False), st.integers(0, 400))
def test_a_review_never_lasts_longer_than_it_says(
    policy: Policy, said: list[dict[str, Any]], random: Any, later: int
) -> None:
    """Nor does the order in which decisions stand in the file count."""
    moment = toy.AT + timedelta(days=later)
    asked = policy.select(["ask", "ask-shared", "dated"])
    seen: Evidence = evidence()
    report = judged(asked, seen, *said, as_of=moment)
    for rule in report.rules:
        for each in rule.findings:
            assert each.decision is None or each.decision.date <= moment.date() <= each.decision.until
    shuffled = list(said)
    random.shuffle(shuffled)
    assert findings(judged(asked, seen, *shuffled, as_of=moment)) == findings(report)


def test_a_review_of_the_app_with_the_value_that_was_seen_passes_no_fail(policy: Policy) -> None:
    seen = evidence(thing(says("fail")))
    (rule,) = judged(policy.select(["whole"]), seen, review("toy/whole", "pass", seen="x")).rules
    assert rule.state is State.FAIL
