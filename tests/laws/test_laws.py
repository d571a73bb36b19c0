"""The laws of the verdict (DESIGN 3), tried on generated evidence and decisions."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import toy
from conftest import Sealed
from hypothesis import given
from hypothesis import strategies as st
from toy import AT, accepted, evidence, finding, hidden, judged, paper, review, says, thing, waiver, witness

from spbe_policy.audit import Audit
from spbe_policy.decisions import WITNESSED, Decisions, fingerprint
from spbe_policy.errors import IntegrityError, SpbePolicyError
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Assurance, Cause, Entry, Evidence, Sample, Vantage, Written
from spbe_policy.lock import lock_of
from spbe_policy.plugins import Registry
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State, Verdict, aggregate, judge
from spbe_policy.target import City
from spbe_policy.vocabulary import Stage

LATER = [stage for stage in Stage if stage is not Stage.DELIVERY]
BEST_FIRST = [Verdict.COMPLIANT, Verdict.UNDECIDED, Verdict.NOT_COMPLIANT]

RULES: Mapping[str, Mapping[str, Any]] = {
    "whole": {},
    "whole-should": {"level": "should", "check": "toy.other"},
    "other": {"check": "toy.other"},
    "part": {**toy.PARTIAL, "check": "toy.part"},
    "papers": {"check": "toy.script", "documents": ["laporan-uji"]},
    "word": {"check": "toy.word"},
    "strict": {"waivable": False},
    "portal": {"check": "toy.portal"},
    "later": {"effective_on": "2026-07-01"},
    "operation": {"from": "operation"},
    "absent": {"check": "absent.check"},
    "several": {"check": ["toy.thing", "toy.other"]},
}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return toy.pack(tmp_path_factory.mktemp("packs") / "toy", RULES)


def only(policy: Policy, *names: str) -> Policy:
    return policy.select(f"toy/{name}" for name in names)


# What there can be: outcomes of a check, samples, entries of evidence, decisions.

OUTCOMES = ("pass", "fail", "review", "not-applicable", "crash", Cause.BLOCKED.value)
scripts = st.builds(lambda outcomes, seen: says(*outcomes, seen=seen), st.lists(st.sampled_from(OUTCOMES), max_size=3),
                    st.sampled_from("xy"))  # fmt: skip
gaps = st.builds(hidden, st.sampled_from(Cause))
subjects = st.sampled_from(["app", "endpoint:api", "dataset:harga"])
kinds = st.sampled_from([toy.Thing, toy.Other, toy.Script])


def entries_of(samples: st.SearchStrategy[Sample], of: Any = kinds) -> st.SearchStrategy[list[Entry]]:
    entry = st.builds(
        lambda many, subject, kind: thing(*many, subject=subject, kind=kind),
        st.lists(samples, min_size=1, max_size=2),
        subjects,
        of,
    )
    return st.lists(entry, max_size=5, unique_by=lambda entry: (entry.kind, entry.subject))


rule_names = st.sampled_from(["whole", "other", "part", "papers", "strict"])
own_rule = {"rule": rule_names.map("toy/{}".format), "subject": subjects, "seen": st.sampled_from("xy")}
waivers = st.fixed_dictionaries(own_rule).map(lambda said: waiver(**said))
judgements = st.fixed_dictionaries(
    {"kind": st.just("review"), **own_rule, "outcome": st.sampled_from(["pass", "fail", "not-applicable"])}
)
acceptances = rule_names.map(lambda name: accepted(f"toy/{name}"))
without_witness = st.lists(waivers | judgements | acceptances, max_size=4)


def states(report: Report) -> dict[str, State]:
    return {rule.id.partition("/")[2]: rule.state for rule in report.rules}


# 1. "I could not look" is its own answer.


@given(entries_of(gaps), without_witness, st.sampled_from(Stage))
def test_a_gap_is_neither_pass_nor_fail(
    everything: Policy, entries: list[Entry], decided: list[dict[str, Any]], stage: Stage
) -> None:
    report = judged(
        only(everything, "whole", "other", "part", "papers", "several"), evidence(*entries), *decided, stage=stage
    )
    seen = [item for rule in report.rules for item in rule.findings]
    assert {item.state for item in seen} <= {State.UNKNOWN, State.ERROR}
    assert all(item.cause and item.acts_next == item.cause.acts_next for item in seen if item.state is State.UNKNOWN)
    assert report.verdict is Verdict.UNDECIDED


@given(entries_of(scripts | gaps), subjects, gaps, without_witness)
def test_one_more_gap_never_makes_the_verdict_better(
    everything: Policy, entries: list[Entry], subject: str, gap: Sample, decided: list[dict[str, Any]]
) -> None:
    policy = only(everything, "whole", "part", "whole-should")
    before = judged(policy, evidence(*entries), *decided).verdict
    more = [entry for entry in entries if (entry.kind, entry.subject) != (toy.Thing.kind, subject)]
    after = judged(policy, evidence(*more, thing(gap, subject=subject)), *decided).verdict
    assert after is not Verdict.COMPLIANT
    if len(more) == len(entries):
        assert BEST_FIRST.index(Verdict(after)) >= BEST_FIRST.index(Verdict(before))


@given(st.sampled_from(Cause), st.sampled_from(["pass", "fail"]))
def test_a_witness_stands_in_only_where_eyes_can(everything: Policy, cause: Cause, outcome: str) -> None:
    seen = finding(
        judged(only(everything, "whole"), evidence(thing(hidden(cause))), witness("toy/whole", cause, outcome))
    )
    if cause in WITNESSED:
        assert (seen.state, seen.was, seen.cause) == (outcome, State.UNKNOWN, cause)
        assert seen.assurance is Assurance.DECIDED
        assert seen.decision
    else:
        assert seen.state is State.UNKNOWN


def test_what_nobody_collected_is_unknown_and_what_is_not_there_is_an_error(everything: Policy) -> None:
    policy = only(everything, "whole")
    assert finding(judged(policy, evidence(asked=()))).cause is Cause.NOT_COLLECTED
    assert finding(judged(policy, evidence())).state is State.ERROR
    assert finding(judged(only(everything, "absent"), evidence())).cause is Cause.PLUGIN_MISSING


# 2. Silence is not compliance.


@given(st.sampled_from([says(), says("crash"), says("pass", "crash")]), scripts, st.sampled_from(Stage))
def test_silence_and_a_crash_are_errors_of_that_finding_alone(
    everything: Policy, broken: Sample, sound: Sample, stage: Stage
) -> None:
    policy = only(everything, "whole")
    alone = judged(policy, evidence(thing(sound, subject="dataset:harga")), stage=stage)
    report = judged(policy, evidence(thing(sound, subject="dataset:harga"), thing(broken)), stage=stage)
    found = report.rules[0].findings
    assert [item.state for item in found if item.subject == "app"] == [State.ERROR]
    assert [item for item in found if item.subject != "app"] == list(alone.rules[0].findings)
    assert report.verdict is not Verdict.COMPLIANT


@given(entries_of(st.just(says("not-applicable")), of=st.just(toy.Thing)))
def test_without_a_rule_that_applies_nothing_is_decided(everything: Policy, entries: list[Entry]) -> None:
    report = judged(only(everything, "whole", "operation"), evidence(*entries))
    assert report.verdict is Verdict.UNDECIDED
    assert states(report)["operation"] is State.NOT_APPLICABLE


# 3. A scan can fail what it cannot pass.


@given(entries_of(scripts | gaps), st.sampled_from(Stage))
def test_a_part_alone_never_passes(everything: Policy, entries: list[Entry], stage: Stage) -> None:
    report = judged(only(everything, "part"), evidence(*entries), stage=stage)
    assert State.PASS not in {item.state for item in report.rules[0].findings}
    assert report.verdict is not Verdict.COMPLIANT


def test_what_was_looked_at_is_said(everything: Policy) -> None:
    seen = finding(judged(only(everything, "whole"), evidence(thing(says("pass")))))
    assert (seen.state, seen.assurance) == (State.PASS, Assurance.OBSERVED)
    assert seen.sample
    part = finding(judged(only(everything, "part"), evidence(thing(says("pass")))))
    assert (part.state, part.acts_next, part.message.id) == (State.REVIEW, "city", "Halaman lain tidak terlihat.")


# 4. Nobody absolves himself.


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(("rule", "outcome"), [("part", "pass"), ("papers", "pass"), ("whole", "review")])
def test_a_vendors_document_counts_at_delivery_and_later_only_when_accepted(
    everything: Policy, stage: Stage, rule: str, outcome: str, tmp_path: Path
) -> None:
    policy = toy.pack(tmp_path / "toy", {rule: {"documents": ["laporan-uji"], **RULES[rule]}})
    kind = toy.Script if rule == "papers" else toy.Thing
    seen = evidence(thing(says(outcome), kind=kind), paper())
    alone = finding(judged(policy, seen, stage=stage))
    assert alone.state is (State.PASS if stage is Stage.DELIVERY else State.REVIEW)
    with_decision = finding(judged(policy, seen, accepted(f"toy/{rule}"), stage=stage))
    assert (with_decision.state, with_decision.assurance) == (State.PASS, Assurance.DOCUMENTED)
    assert [paper.path for paper in with_decision.documents] == ["uji.pdf"]


@pytest.mark.parametrize("stage", LATER)
@pytest.mark.parametrize(
    "beside",
    [
        accepted("toy/other"),
        accepted("toy/part", app="lain"),
        accepted("toy/part", sha256="sha256:" + "b" * 64),
        accepted("toy/part", until="2026-06-14"),
        accepted("toy/part", date="2026-06-16"),
    ],
)
def test_an_acceptance_beside_the_point_changes_nothing(
    everything: Policy, stage: Stage, beside: dict[str, Any]
) -> None:
    seen = evidence(thing(says("pass")), paper())
    assert finding(judged(only(everything, "part"), seen, beside, stage=stage)).state is State.REVIEW


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("found", [None, "sha256:" + "c" * 64])
@pytest.mark.parametrize(("rule", "kind"), [("part", toy.Thing), ("papers", toy.Script)])
def test_a_document_that_is_not_the_declared_one_fails(
    everything: Policy, stage: Stage, found: str | None, rule: str, kind: type[toy.Thing]
) -> None:
    seen = evidence(thing(says("pass"), kind=kind), paper(found))
    assert finding(judged(only(everything, rule), seen, accepted(f"toy/{rule}"), stage=stage)).state is State.FAIL


@pytest.mark.parametrize("stage", LATER)
def test_a_pass_on_papers_needs_each_of_them_accepted(everything: Policy, stage: Stage) -> None:
    second = "sha256:" + "b" * 64
    seen = evidence(thing(says("pass"), kind=toy.Script), paper(), paper(second, "kedua.pdf", second))
    papers = only(everything, "papers")
    assert finding(judged(papers, seen, accepted("toy/papers"), stage=stage)).state is State.REVIEW
    both = (accepted("toy/papers"), accepted("toy/papers", sha256=second))
    assert finding(judged(papers, seen, *both, stage=stage)).state is State.PASS


@pytest.mark.parametrize("stage", Stage)
def test_a_declaration_is_enough_at_delivery_only(everything: Policy, stage: Stage) -> None:
    policy, early = only(everything, "word"), stage is Stage.DELIVERY
    for said, expected in (("pass", State.PASS), ("not-applicable", State.NOT_APPLICABLE)):
        found = finding(judged(policy, evidence(app={"function": said}), stage=stage))
        assert found.state is (expected if early else State.REVIEW), said
    assert finding(judged(policy, evidence(app={"function": "fail"}), stage=stage)).state is State.FAIL


SAID = {
    "audience": (["public"], ["government"]),
    "platforms": (["web"], ["android"]),
    "kind": ("khusus", "umum"),
    "category": ("tinggi", "rendah"),
    "personal_data": (True, False),
}
"""Attributes that make a rule apply: a value that does, and one that does not."""


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", SAID)
def test_what_exempts_an_app_is_the_citys_word_first(stage: Stage, name: str, tmp_path: Path) -> None:
    applies, spared = SAID[name]
    wanted = applies if isinstance(applies, list | bool) else [applies]
    policy = toy.pack(tmp_path / "toy", {"some": {"applies_to": {name: wanted}}})

    def state(vendor: Any, row: dict[str, Any] | None) -> State:
        said = {} if vendor is None else {name: vendor}
        return finding(judged(policy, evidence(thing(says("pass")), app=said, row=row), stage=stage)).state

    on_his_word = State.NOT_APPLICABLE if stage is Stage.DELIVERY else State.REVIEW
    for row in (None, {}):
        assert state(spared, row) is on_his_word
        assert state(applies, row) is State.PASS
    for vendor in (applies, spared, None):
        assert state(vendor, {name: spared}) is State.NOT_APPLICABLE
        assert state(vendor, {name: applies}) is State.PASS


@pytest.mark.parametrize("stage", LATER)
def test_the_citys_word_on_exposure_goes_first(stage: Stage, tmp_path: Path) -> None:
    policy = toy.pack(tmp_path / "toy", {"some": {"applies_to": {"exposure": ["internet"]}}})
    where = {"url": "https://antrean.kota-contoh.example/", "exposure": "intranet"}
    seen = evidence(
        thing(says("fail")), row={"exposure": "internet"}, environments={"staging": where, "production": where}
    )
    assert finding(judged(policy, seen, stage=stage)).state is State.FAIL


@pytest.mark.parametrize("stage", LATER)
def test_a_vendor_who_says_it_does_not_apply_gains_no_pass(stage: Stage, tmp_path: Path) -> None:
    """The accepted document answers what stays unseen; it does not stand in for a check that was never run."""
    policy = toy.pack(tmp_path / "toy", {"part": {**RULES["part"], "applies_to": {"category": ["tinggi"]}}})
    seen = evidence(thing(says("fail")), paper(), app={"category": "rendah"})
    assert finding(judged(policy, seen, accepted("toy/part"), stage=stage)).state is State.REVIEW


@pytest.mark.parametrize("stage", LATER)
def test_a_pass_on_papers_needs_a_paper(everything: Policy, stage: Stage) -> None:
    seen = evidence(thing(says("pass"), kind=toy.Script))
    assert finding(judged(only(everything, "papers"), seen, stage=stage)).state is State.REVIEW


# 5. Waivers cover what was seen.

TEXTS = st.text(max_size=8)


@given(st.tuples(TEXTS, TEXTS, TEXTS), st.tuples(TEXTS, TEXTS, TEXTS))
def test_fingerprints_are_equal_exactly_when_rule_subject_and_seen_are(
    one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    assert (fingerprint(*one) == fingerprint(*two)) == (one == two)


@given(st.lists(waivers, max_size=4), subjects, st.sampled_from("xy"))
def test_a_waiver_covers_exactly_rule_subject_and_seen(
    everything: Policy, decided: list[dict[str, Any]], subject: str, seen: str
) -> None:
    report = judged(
        only(everything, "whole", "strict"), evidence(thing(says("fail", seen=seen), subject=subject)), *decided
    )
    exact = waiver("toy/whole", seen, subject=subject) in decided
    assert states(report) == {"whole": State.WAIVED if exact else State.FAIL, "strict": State.FAIL}
    whole = report.rules[1].findings[0]
    assert whole.fingerprint == fingerprint("toy/whole", subject, seen)
    assert (whole.was, bool(whole.decision)) == ((State.FAIL, True) if exact else (None, False))


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)])
@given(st.integers(-90_000, 90_000))
def test_a_decision_ends_with_its_last_day_in_the_city(everything: Policy, zone: str, hours: int, second: int) -> None:
    midnight = datetime(2026, 7, 1, tzinfo=UTC) - timedelta(hours=hours)
    seen = evidence(thing(says("fail")), city={"time_zone": zone})
    report = judged(
        only(everything, "whole"),
        seen,
        waiver("toy/whole", until="2026-06-30"),
        as_of=midnight + timedelta(seconds=second),
    )
    assert report.rules[0].state is (State.WAIVED if second < 0 else State.FAIL)


def test_a_decision_does_not_reach_back(everything: Policy) -> None:
    seen = evidence(thing(says("fail")))
    assert finding(judged(only(everything, "whole"), seen, waiver("toy/whole", date="2026-06-16"))).state is State.FAIL
    assert finding(judged(only(everything, "whole"), seen, waiver("toy/whole", app="lain"))).state is State.FAIL


@given(entries_of(scripts | gaps), without_witness)
def test_compliance_with_waivers_is_compliance(
    everything: Policy, entries: list[Entry], decided: list[dict[str, Any]]
) -> None:
    report = judged(only(everything, "whole"), evidence(*entries), *decided)
    found = report.rules[0]
    assert found.state is aggregate(item.state for item in found.findings)
    assert (report.verdict is Verdict.COMPLIANT) == (found.state in {State.PASS, State.WAIVED})


# 6. No clock, no network, no file, no randomness in judging.

stages = st.sampled_from(Stage)


@given(entries_of(scripts | gaps), without_witness, stages)
def test_the_same_input_gives_the_same_bytes_and_touches_nothing(
    everything: Policy, sealed: Sealed, entries: list[Entry], decided: list[dict[str, Any]], stage: Stage
) -> None:
    seen = evidence(paper(), *entries)
    with sealed():
        first = judged(everything, seen, *decided, stage=stage).json_bytes()
        again = judged(everything, Evidence.load(seen.stored()), *decided, stage=stage).json_bytes()
    assert first == again
    assert Report.model_validate_json(first).json_bytes() == first


@given(entries_of(scripts | gaps), without_witness, st.randoms(use_true_random=False))
def test_order_does_not_matter(
    everything: Policy, entries: list[Entry], decided: list[dict[str, Any]], random: Any
) -> None:
    shuffled, other = list(entries), list(decided)
    random.shuffle(shuffled)
    random.shuffle(other)
    one = judged(everything, evidence(*entries), *decided)
    two = judged(everything, evidence(*shuffled), *other)
    assert states(one) == states(two)
    assert one.verdict is two.verdict


@pytest.mark.parametrize("state", ["review", "witness"])
def test_decisions_that_contradict_each_other_do_not_depend_on_their_order(everything: Policy, state: str) -> None:
    seen = evidence(thing(says("review") if state == "review" else hidden(Cause.BLOCKED)))
    pair = [
        review("toy/whole", outcome) if state == "review" else witness("toy/whole", Cause.BLOCKED, outcome)
        for outcome in ("pass", "fail")
    ]
    one, two = judged(only(everything, "whole"), seen, *pair), judged(only(everything, "whole"), seen, *pair[::-1])
    assert states(one) == states(two)


def test_one_subject_has_one_entry() -> None:
    """Two entries for one subject would let whoever wrote the file choose."""
    with pytest.raises((SpbePolicyError, ValueError)):
        evidence(thing(says("fail")), thing(says("pass")))


def test_the_same_moment_written_otherwise_gives_the_same_bytes(everything: Policy) -> None:
    local = AT.astimezone(timezone(timedelta(hours=7)))
    seen = evidence(thing(says("pass")))
    assert judged(everything, seen, as_of=AT).json_bytes() == judged(everything, seen, as_of=local).json_bytes()


@pytest.mark.parametrize(("days", "state"), [(0, State.PASS), (30, State.PASS), (31, State.UNKNOWN)])
def test_what_was_observed_grows_old(everything: Policy, days: int, state: State) -> None:
    found = finding(judged(only(everything, "whole"), evidence(thing(says("pass"))), as_of=AT + timedelta(days=days)))
    assert found.state is state


@pytest.mark.parametrize(("seconds", "level"), [(-1, "should"), (0, "must")])
def test_before_it_is_in_force_a_must_is_a_should(everything: Policy, seconds: int, level: str) -> None:
    start = datetime(2026, 6, 30, 17, tzinfo=UTC)  # 1 July in Jakarta
    policy = only(everything, "later", "other")
    seen = evidence(thing(says("fail")), thing(says("pass"), kind=toy.Other))
    report = judged(policy, seen, as_of=start + timedelta(seconds=seconds))
    assert (states(report)["later"], report.rules[0].effective_level) == (State.FAIL, level)
    assert report.verdict is (Verdict.NOT_COMPLIANT if level == "must" else Verdict.COMPLIANT)


# 7. Rehearsal and acceptance are different papers.


def audit(policy: Policy, seen: Evidence, authority: Written | None = None, expected: str | None = "") -> Audit:
    """A run whose lock pins all three, but for the one that `expected` names; None: a run without a lock."""
    written = authority or seen.dossier.authority
    lock = lock_of(written.text, policy, Decisions.model_validate({"schema": "spbe-decisions/1"}), {})
    if expected:
        lock = lock.model_copy(update={expected: "sha256:" + "0" * 64})
    return Audit(
        registry=Registry({}, {}, {}, {}, {}),
        city=City(written, seen.city, Path()),
        policy=policy,
        stage=Stage.ACCEPTANCE,
        expected=lock if expected is not None else None,
    )


def test_only_a_run_with_a_lock_that_holds_is_official(everything: Policy) -> None:
    seen = evidence(thing(says("pass")))
    assert audit(everything, seen).judge(seen).official
    assert not audit(everything, seen, expected=None).judge(seen).official
    assert not judged(everything, seen).official


@pytest.mark.parametrize("name", ["authority", "policy", "decisions"])
def test_a_lock_that_does_not_hold_stops_the_run(everything: Policy, name: str) -> None:
    with pytest.raises(IntegrityError) as caught:
        audit(everything, evidence(), expected=name)
    assert caught.value.exit_code == 4
    assert name in caught.value.say("en")


@pytest.mark.parametrize("override", ["--ca", "--allow-host evil.example", "--resolve a:443:10.0.0.1", "--proxy"])
def test_overrides_make_a_rehearsal(everything: Policy, override: str) -> None:
    seen = evidence(thing(says("pass")), vantage=Vantage(overrides=(override,)))
    with pytest.raises(SpbePolicyError):
        audit(everything, seen).judge(seen)
    assert judged(everything, seen).vantage.overrides == (override,)


def test_evidence_of_another_authority_is_never_official(everything: Policy) -> None:
    """What the lock pins must be what the app was judged by, and that stands in the evidence."""
    seen = evidence(thing(says("pass")), city={"portal": {"status": "unset"}})
    pinned = evidence().dossier.authority
    with pytest.raises(IntegrityError):
        audit(everything, seen, authority=pinned).judge(seen)


# 8. A debt of the city is not a fault of the vendor.

days = st.dates(date(2026, 6, 1), date(2026, 7, 14))


@given(days, days, st.sampled_from(["fail", "pass"]), stages)
def test_a_debt_of_the_city_lives_until_its_day(
    everything: Policy, until: date, on: date, outcome: str, stage: Stage
) -> None:
    promise = {"status": "not-yet", "until": until.isoformat(), "decided_by": "Diskominfo"}
    seen = evidence(thing(says(outcome)), city={"portal": promise})
    moment = datetime(on.year, on.month, on.day, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Jakarta
    found = finding(judged(only(everything, "portal"), seen, stage=stage, as_of=moment))
    if on <= until:
        assert (found.state, found.city_debt) == (State.NOT_APPLICABLE, True)
        assert "Portal SPBE" in found.message.id
    else:
        assert (found.state, found.cause, found.acts_next) == (State.UNKNOWN, Cause.NOT_CONFIGURED, "city")


@given(scripts | gaps, stages)
def test_what_the_city_left_open_is_unknown(everything: Policy, sample: Sample, stage: Stage) -> None:
    found = finding(judged(only(everything, "portal"), evidence(thing(sample)), stage=stage))
    assert (found.state, found.cause, found.city_debt) == (State.UNKNOWN, Cause.NOT_CONFIGURED, False)


def test_what_the_city_has_is_judged(everything: Policy) -> None:
    ready = {"portal": {"status": "ready", "url": "https://portal.kota-contoh.example/"}}
    found = finding(judged(only(everything, "portal"), evidence(thing(says("fail")), city=ready)))
    assert found.state is State.FAIL


# States, verdict, two samples.

ORDER = ["fail", "error", "unknown", "review", "waived", "pass"]
some_states = st.lists(st.sampled_from(State))


@given(some_states)
def test_the_worst_finding_is_the_rules_state(found: list[State]) -> None:
    weighed = [state for state in ORDER if state in found]
    neutral = State.NOT_APPLICABLE if found else State.ERROR
    assert aggregate(found) == (weighed[0] if weighed else neutral)


@given(st.lists(st.tuples(st.sampled_from(["must", "should"]), st.sampled_from(State))))
def test_only_musts_decide(rules: list[tuple[Any, State]]) -> None:
    musts = {state for level, state in rules if level == "must"}
    verdict = judge(rules)
    assert (verdict is Verdict.NOT_COMPLIANT) == (State.FAIL in musts)
    assert (verdict is Verdict.COMPLIANT) == (
        bool(musts & {State.PASS, State.WAIVED}) and musts <= {State.PASS, State.WAIVED, State.NOT_APPLICABLE}
    )
    assert verdict is judge(reversed(rules))


def failing(sample: Sample) -> bool:
    return any(answer["outcome"] == "fail" for answer in (sample.fact or {}).get("answers", ()))


whole_scripts = st.builds(lambda outcomes: says(*outcomes), st.lists(st.sampled_from(OUTCOMES[:4]), min_size=1))


@given(whole_scripts | gaps, whole_scripts | gaps)
def test_two_looks_that_disagree_about_failing_settle_nothing(
    everything: Policy, first: Sample, second: Sample
) -> None:
    found = judged(only(everything, "whole"), evidence(thing(first, second))).rules[0].findings
    if failing(first) != failing(second):
        assert [item.cause for item in found] == [Cause.UNSTABLE]
    elif failing(first):
        assert State.FAIL in {item.state for item in found}


def test_a_person_answers_what_needs_review(everything: Policy) -> None:
    seen = evidence(thing(says("pass")))
    for outcome in ("pass", "fail", "not-applicable"):
        found = finding(judged(only(everything, "part"), seen, review("toy/part", outcome)))
        assert (found.state, found.was, found.assurance) == (outcome, State.REVIEW, Assurance.DECIDED)
    other = finding(judged(only(everything, "part"), seen, review("toy/part", "pass", seen="y")))
    assert other.state is State.REVIEW


@given(entries_of(scripts | gaps), st.sets(rule_names, min_size=1))
def test_a_selection_never_has_a_verdict(everything: Policy, entries: list[Entry], names: Iterable[str]) -> None:
    report = evaluate(evidence(*entries), only(everything, *names), stage=Stage.ACCEPTANCE, selection=True)
    assert report.verdict is None
