"""What a city decides: what it may say, how long it holds, for whom it counts, and what a report says of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import toy
from toy import accepted, answer, evidence, finding, hidden, judged, paper, review, says, thing, waiver, witness

from spbe_policy.decisions import WAIVER_DAYS, load_decisions
from spbe_policy.errors import InputError
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Assurance, Cause, Evidence
from spbe_policy.policy import Policy
from spbe_policy.report import Columns, Finding, Report, State
from spbe_policy.vocabulary import Stage

ASKS: Mapping[str, Any] = {"check": None, "full": None, "question": {"id": "Sudah?", "en": "Done?"}}
TYPED: Mapping[str, Any] = {"id": "Berapa?", "en": "How much?"}
AUDITED: Mapping[str, Any] = {"audit": {"design": [{"id": "Ada aturannya?", "en": "Is there a rule?"}]}}

RULES: Mapping[str, Mapping[str, Any]] = {
    "whole": {"aliases": ["K9"]},
    "strict": {"waivable": False},
    "part": {**toy.PARTIAL, **AUDITED, "check": "toy.part", "shared": ["hosting"]},
    "ask": {**ASKS, **AUDITED, "documents": ["laporan-uji"], "shared": ["city", "hosting"]},
    "own": {**ASKS, "documents": ["laporan-uji"]},
    "dated": {**ASKS, "question": {**TYPED, "answer": "date", "months": 12}},
    "counted": {**ASKS, "question": {**TYPED, "answer": "number", "at_least": 3, "at_most": 10}},
    "brief": {**ASKS, "documents": ["laporan-uji"], "half_life_days": 30},
    "live": {"stages": {"acceptance": ["observed"]}},
    "live-ask": {**ASKS, "stages": {"acceptance": ["observed"]}},
    "tinggi": {"applies_to": {"category": ["tinggi"]}},
}
RETIRED = [
    {"id": "older", "reason": {"id": "Diganti", "en": "Replaced"}, "successor": "old"},
    {"id": "old", "reason": {"id": "Diganti", "en": "Replaced"}, "successor": "whole"},
    {"id": "left", "reason": {"id": "Diganti", "en": "Replaced"}, "successor": "gone"},
    {"id": "gone", "reason": {"id": "Tidak perlu", "en": "Not needed"}},
]
HOSTED = {"shared_controls": ["hosting:pdn"]}
"""The register's row of an app that shares a hosting."""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return toy.pack(tmp_path_factory.mktemp("packs") / "toy", RULES, retired=RETIRED)


def found(policy: Policy, rule: str, seen: Evidence, *decided: Mapping[str, Any], **how: Any) -> Finding:
    return finding(judged(policy.select([rule]), seen, *decided, **how))


def notes(report: Report) -> list[str]:
    return [note.en for note in report.notes]


FAILS, PASSES = thing(says("fail")), thing(says("pass"))


# What a decision may say.

WHO = "app: antrean, office: Diskominfo, official: Sari, date: 2026-06-01, reason: contoh"
WAIVED = f'kind: waiver, {WHO}, rule: toy/whole, seen: x, nip: "198001012005011001", reason_kind: transition'
REVIEWED = f"kind: review, {WHO}, rule: toy/ask"
SHARED = REVIEWED.replace("app: antrean", "scope: city")


@pytest.mark.parametrize(
    ("said", "at", "id_", "en"),
    [
        (f"{WAIVED}, until: 2027-06-02", "kind", "paling lama 365 hari", "holds at most 365 days"),
        (f"{WAIVED}, until: 2026-05-31", "kind", "until mendahului", "until is before"),
        (WAIVED, "kind", "kunci wajib 'decisions.0.until' belum ada", "required key 'decisions.0.until' is missing"),
        (f"{WAIVED.replace('1001', '100')}, until: 2026-12-31", "nip", "harus berpola", "must match ^[0-9]{18}$"),
        (f"{WAIVED.replace(chr(34), '')}, until: 2026-12-31", "nip", "tanda kutip", "put it in quotes"),
        (f"{WAIVED.replace('transition', 'x')}, until: 2026-12-31", "reason_kind", "salah satu", "must be one of"),
        (f"{WAIVED.replace('app: antrean', 'scope: city')}, until: 2026-12-31", "kind", "satu aplikasi", "for one app"),
        (f"{REVIEWED}, scope: city, answer: yes", "kind", "app atau scope", "app or scope"),
        (f"{REVIEWED.replace('app: antrean, ', '')}, answer: yes", "kind", "app atau scope", "app or scope"),
        (f"{SHARED.replace('city', 'hosting')}, answer: yes", "scope", "harus berpola", "must match"),
        (REVIEWED, "kind", "tulis salah satu: outcome", "give one of: outcome"),
        (f"{REVIEWED}, outcome: pass, answer: yes", "kind", "tulis salah satu: outcome", "give one of: outcome"),
        (f"{REVIEWED}, answer: yes, design: memadai", "kind", "tulis salah satu: outcome", "give one of: outcome"),
        (
            f"{REVIEWED}, design: tidak-memadai, implementation: sesuai",
            "kind", "EIK tidak dinilai", "EIK is not judged",
        ),
        (f"{REVIEWED}, effectiveness: bagus", "effectiveness", "salah satu", "must be one of"),
        (f"{REVIEWED.replace('2026-06-01', '20260601')}, answer: yes", "date", "berupa tanggal", "must be a date"),
        (f"{REVIEWED.replace('official: Sari, ', '')}, answer: yes", "kind", "'decisions.0.official'", "official"),
        (
            f"kind: witness, {WHO.replace('app: antrean', 'scope: city')}, rule: toy/whole, cause: blocked, "
            f"outcome: pass, attachment: {toy.REPORT_DIGEST}",
            "kind", "satu aplikasi", "a witness saw one app",
        ),
        (f"kind: document, {WHO}, sha256: {toy.REPORT_DIGEST}, rules: []", "rules", "paling sedikit 1", "at least 1"),
        (f"{WHO}, rule: toy/ask", "app", "'decisions.0.kind' belum ada", "'decisions.0.kind' is missing"),
        (f"{REVIEWED}, answr: yes", "answr", "mungkin maksudnya 'answer'?", "did you mean 'answer'?"),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_is_refused_at_its_place(said: str, at: str, id_: str, en: str) -> None:
    text = "schema: spbe-decisions/1\ndecisions:\n  - " + said.replace(", ", "\n    ") + "\n"
    with pytest.raises(InputError) as caught:
        load_decisions(text, "decisions.yaml")
    assert id_ in caught.value.say("id")
    assert en in caught.value.say("en")
    place = caught.value.place
    assert place
    assert (place.line, place.column) == next(
        (number, line.index(f"{at}:") + 1 if number > 3 else 5)
        for number, line in enumerate(text.splitlines(), start=1)
        if f"{at}:" in line
    )


def test_a_waiver_holds_no_longer_than_a_year(policy: Policy) -> None:
    day = date(2026, 6, 1)
    until = day + timedelta(days=WAIVER_DAYS)
    last = waiver("toy/whole", date=day.isoformat(), until=until.isoformat())
    moment = datetime(until.year, until.month, until.day, 16, 59, 59, tzinfo=UTC)
    fresh = evidence(FAILS, collected_at=moment)
    assert found(policy, "whole", fresh, last).state is State.WAIVED
    assert found(policy, "whole", fresh, last, as_of=moment + timedelta(seconds=1)).state is State.FAIL


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_break_nothing(policy: Policy, day: str) -> None:
    decided = [waiver("toy/whole", date=day, until=day), answer("toy/ask", date=day, until=None),
               answer("toy/dated", day, date=day, until=None), accepted("toy/ask", date=day, until=None)]  # fmt: skip
    report = judged(policy.select(["whole", "ask", "dated"]), evidence(FAILS), *decided)
    assert {rule.state for rule in report.rules} == {State.FAIL, State.REVIEW}


# Reviews: outcomes, typed answers, an auditor's three columns.


@pytest.mark.parametrize(
    ("rule", "said", "state"),
    [
        ("own", "yes", State.PASS),
        ("own", "Ya", State.PASS),
        ("own", "no", State.FAIL),
        ("own", "tidak", State.FAIL),
        ("own", "mungkin", State.REVIEW),
        ("own", "2026-01-01", State.REVIEW),
        ("dated", "2026-06-01", State.PASS),
        ("dated", "2025-06-15", State.PASS),
        ("dated", "2025-05-31", State.FAIL),
        ("dated", "2026-06-02", State.FAIL),
        ("dated", "yes", State.REVIEW),
        ("counted", "3", State.PASS),
        ("counted", "10", State.PASS),
        ("counted", "2", State.FAIL),
        ("counted", "11", State.FAIL),
        ("counted", "tiga", State.REVIEW),
        ("counted", "3.5", State.REVIEW),
    ],
)
def test_an_answer_is_good_bad_or_none(policy: Policy, rule: str, said: str, state: State) -> None:
    only = found(policy, rule, evidence(), answer(f"toy/{rule}", said))
    assert only.state is state
    assert (only.decision is not None) == (state is not State.REVIEW)


def test_a_number_may_be_written_as_one(policy: Policy) -> None:
    text = f"schema: spbe-decisions/1\ndecisions:\n  - {{{REVIEWED.replace('ask', 'counted')}, answer: 4}}\n"
    decided, _ = load_decisions(text, "decisions.yaml")
    report = evaluate(evidence(), policy.select(["counted"]), decided, stage=Stage.ACCEPTANCE)
    assert finding(report).state is State.PASS


def test_a_date_grows_old_after_it_was_given(policy: Policy) -> None:
    """The last test was eleven months ago when the official said so; two months later nobody knows of a newer one."""
    said = answer("toy/dated", "2025-07-01", until=None)
    on_last_day, day_after = datetime(2026, 7, 1, 5, tzinfo=UTC), datetime(2026, 7, 2, 5, tzinfo=UTC)
    last = found(policy, "dated", evidence(), said, as_of=on_last_day)
    assert (last.state, last.decision and last.decision.until) == (State.PASS, date(2026, 7, 1))
    assert found(policy, "dated", evidence(), said, as_of=day_after).state is State.REVIEW
    bad = answer("toy/dated", "2020-01-01", until=None)
    assert found(policy, "dated", evidence(), bad, as_of=day_after).state is State.FAIL


COLUMNS = ("design", "implementation", "effectiveness")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (("memadai", "sesuai", "efektif"), State.PASS),
        (("memadai", "sesuai", None), State.PASS),
        (("memadai", None, None), State.REVIEW),
        ((None, "sesuai", None), State.REVIEW),
        ((None, None, "efektif"), State.REVIEW),
        (("tidak-memadai", None, None), State.FAIL),
        (("memadai", "tidak-sesuai", None), State.FAIL),
        (("memadai", "sesuai", "tidak-efektif"), State.FAIL),
    ],
)
def test_an_auditors_columns_settle_or_only_stand(policy: Policy, said: tuple[str | None, ...], state: State) -> None:
    filled = {name: value for name, value in zip(COLUMNS, said, strict=True) if value}
    report = judged(policy.select(["ask"]), evidence(), answer("toy/ask", None, **filled))
    assert report.rules[0].state is state
    columns = report.rules[0].columns
    assert columns
    assert {name: getattr(columns, name) for name in filled} == filled
    assert [getattr(columns, name) for name in COLUMNS if name not in filled] == ["belum-dinilai"] * (3 - len(filled))


@pytest.mark.parametrize(
    ("seen", "filled", "expected"),
    [
        ("fail", {}, (None, "tidak-sesuai")),
        ("fail", {"implementation": "sesuai", "design": "memadai"}, ("memadai", "tidak-sesuai")),
        ("fail", {"design": "tidak-memadai"}, ("tidak-memadai", None)),
        ("pass", {}, (None, None)),
        ("pass", {"design": "memadai"}, ("memadai", None)),
    ],
)
def test_what_was_seen_fills_the_implementation_only(
    policy: Policy, seen: str, filled: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    said = [answer("toy/part", None, **filled)] if filled else []
    columns = judged(policy.select(["part"]), evidence(thing(says(seen))), *said).rules[0].columns
    assert columns
    assert (columns.design, columns.implementation) == tuple(each or "belum-dinilai" for each in expected)
    assert columns.effectiveness == "belum-dinilai"


def test_a_document_shows_the_implementation(policy: Policy) -> None:
    report = judged(
        policy.select(["ask"]), evidence(paper()), accepted("toy/ask"), answer("toy/ask", None, design="memadai")
    )
    assert report.rules[0].state is State.PASS
    columns = report.rules[0].columns
    assert columns
    assert columns.decision
    assert columns == Columns(design="memadai", implementation="sesuai", decision=columns.decision)


def test_a_review_of_one_subject_answers_for_that_one(policy: Policy) -> None:
    """Without `seen` a review of the app answers for all of it; one that names a data set, for that data set."""
    both = evidence(PASSES, thing(says("pass"), subject="dataset:harga"))
    for subject, answered in (("app", {"app", "dataset:harga"}), ("dataset:harga", {"dataset:harga"})):
        report = judged(policy.select(["part"]), both, answer("toy/part", subject=subject))
        assert {each.subject for each in report.rules[0].findings if each.state is State.PASS} == answered


@pytest.mark.parametrize("stage", [Stage.ACCEPTANCE, Stage.RELEASE, Stage.OPERATION])
def test_only_that_it_does_not_apply_confirms_that_it_does_not_apply(policy: Policy, stage: Stage) -> None:
    seen = evidence(FAILS, app={"category": "rendah"})
    for outcome in ("pass", "fail", "not-applicable"):
        only = found(policy, "tinggi", seen, review("toy/tinggi", outcome, seen="not-applicable"), stage=stage)
        assert only.state is (State.REVIEW if outcome == "pass" else State(outcome))


def test_a_person_counts_only_where_the_stage_accepts_a_person(policy: Policy) -> None:
    said = witness("toy/live", Cause.BLOCKED)
    assert found(policy, "live", evidence(thing(hidden(Cause.BLOCKED))), said).state is State.UNKNOWN
    assert found(policy, "live", evidence(thing(hidden(Cause.BLOCKED))), said, stage=Stage.RELEASE).state is State.PASS
    assert found(policy, "live-ask", evidence(), answer("toy/live-ask")).state is State.REVIEW
    assert found(policy, "live-ask", evidence(), answer("toy/live-ask", "no")).state is State.FAIL


def test_a_vendor_who_says_no_is_not_saved_by_its_own_paper(policy: Policy) -> None:
    admits = {"answers": [{"rule": "toy/own", "answer": "no"}]}
    for stage in Stage:
        only = found(policy, "own", evidence(paper(), said=admits), accepted("toy/own"), stage=stage)
        assert (only.state, only.seen) == (State.FAIL, "answer=no")
        assert found(policy, "own", evidence(said=admits), answer("toy/own"), stage=stage).state is State.PASS


@pytest.mark.parametrize(("said", "seen"), [("no", "answer=no"), ("Tidak ", "answer=no"), ("2", "answer=2")])
def test_a_waiver_of_a_bad_answer_covers_that_answer(policy: Policy, said: str, seen: str) -> None:
    rule = "counted" if said == "2" else "own"
    mine = {"answers": [{"rule": f"toy/{rule}", "answer": said}]}
    covers, misses = waiver(f"toy/{rule}", seen), waiver(f"toy/{rule}", "answer=11")
    for decided, claimed in ([answer(f"toy/{rule}", said)], {}), ([], mine):
        assert found(policy, rule, evidence(said=claimed), *decided, covers).state is State.WAIVED
        assert found(policy, rule, evidence(said=claimed), *decided, misses).seen == seen


# How long it holds.


@pytest.mark.parametrize("kind", ["review", "document"])
@pytest.mark.parametrize(("days", "state"), [(30, State.PASS), (31, State.REVIEW)])
def test_the_half_life_is_shorter_than_until(policy: Policy, kind: str, days: int, state: State) -> None:
    said = answer("toy/brief", until="2030-01-01") if kind == "review" else accepted("toy/brief", until="2030-01-01")
    moment = datetime(2026, 6, 1, 5, tzinfo=UTC) + timedelta(days=days)
    only = found(policy, "brief", evidence(paper()), said, as_of=moment)
    assert only.state is state
    if only.decision:
        assert only.decision.until == date(2026, 7, 1)


def test_until_may_be_shorter_than_the_half_life_and_left_out(policy: Policy) -> None:
    moment = datetime(2027, 6, 1, 5, tzinfo=UTC)
    assert found(policy, "own", evidence(), answer("toy/own", until=None), as_of=moment).state is State.PASS
    later = moment + timedelta(days=1)
    assert found(policy, "own", evidence(), answer("toy/own", until=None), as_of=later).state is State.REVIEW
    assert found(policy, "own", evidence(), answer("toy/own", until="2026-06-14")).state is State.REVIEW


# For whom it counts.


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("rule", ["ask", "part"])
@pytest.mark.parametrize("said_by", ["nobody", "vendor", "register", "register, another"])
def test_a_shared_answer_counts_where_the_register_says_so(
    policy: Policy, stage: Stage, rule: str, said_by: str
) -> None:
    row = {"register": HOSTED, "register, another": {"shared_controls": ["hosting:lain"]}}.get(said_by)
    seen = evidence(PASSES, row=row, said=HOSTED if said_by != "nobody" else {})
    only = found(policy, rule, seen, answer(f"toy/{rule}", scope="hosting:pdn"), stage=stage)
    counts = said_by == "register" or (said_by == "vendor" and stage is Stage.DELIVERY)
    assert only.state is (State.PASS if counts else State.REVIEW)
    assert (only.decision and only.decision.scope) == ("hosting:pdn" if counts else None)


@pytest.mark.parametrize("scope", ["city", "hosting:pdn", "identity-provider:pdn", "framework:pdn"])
@pytest.mark.parametrize("rule", ["ask", "part", "own"])
def test_a_rule_says_who_may_answer_it_for_all(policy: Policy, scope: str, rule: str) -> None:
    sharing = ["hosting:pdn", "identity-provider:pdn", "framework:pdn"]
    seen = evidence(PASSES, row={"shared_controls": sharing})
    report = judged(policy.select([rule]), seen, answer(f"toy/{rule}", scope=scope))
    allowed = scope.partition(":")[0] in RULES[rule].get("shared", ())
    assert report.rules[0].state is (State.PASS if allowed else State.REVIEW)
    said = f"decision not valid (this rule is not answered together): review for toy/{rule} ({scope})"
    assert (said in notes(report)) is not allowed


def test_the_city_is_shared_by_all(policy: Policy) -> None:
    assert found(policy, "ask", evidence(), answer("toy/ask", scope="city")).state is State.PASS


def test_a_shared_document_need_not_be_delivered_again(policy: Policy) -> None:
    only = found(policy, "ask", evidence(row=HOSTED), accepted("toy/ask", scope="hosting:pdn"))
    assert (only.state, only.assurance) == (State.PASS, Assurance.DOCUMENTED)
    assert only.decision
    assert (only.decision.scope, only.message.id) == ("hosting:pdn", "didukung dokumen kontrol bersama hosting:pdn")
    assert found(policy, "ask", evidence(), accepted("toy/ask", scope="hosting:pdn")).state is State.REVIEW
    assert found(policy, "own", evidence(row=HOSTED), accepted("toy/own", scope="hosting:pdn")).state is State.REVIEW
    broken = evidence(paper(None), row=HOSTED)
    assert found(policy, "ask", broken, accepted("toy/ask", scope="hosting:pdn")).state is State.FAIL


YES, NO = {"said": "yes"}, {"said": "no"}
EARLY, LATE = {"date": "2026-05-01"}, {"date": "2026-06-01"}
APP: dict[str, str] = {}
HOSTING, CITY = {"scope": "hosting:pdn"}, {"scope": "city"}


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        ((APP, NO, EARLY), (APP, YES, LATE), State.PASS),
        ((APP, YES, EARLY), (APP, NO, LATE), State.FAIL),
        ((APP, YES, LATE), (APP, NO, LATE), State.FAIL),
        ((APP, NO, EARLY), (HOSTING, YES, LATE), State.FAIL),
        ((APP, YES, EARLY), (HOSTING, NO, LATE), State.FAIL),
        ((HOSTING, NO, EARLY), (APP, YES, LATE), State.PASS),
        ((HOSTING, NO, LATE), (APP, YES, LATE), State.FAIL),
        ((HOSTING, NO, EARLY), (HOSTING, YES, LATE), State.PASS),
        ((HOSTING, NO, EARLY), (CITY, YES, LATE), State.FAIL),
        ((HOSTING, YES, EARLY), (CITY, NO, LATE), State.FAIL),
    ],
)
def test_decisions_that_contradict_each_other(
    policy: Policy, one: tuple[Any, ...], other: tuple[Any, ...], state: State
) -> None:
    pair = [
        answer("toy/ask", **{key: value for part in parts for key, value in part.items()}) for parts in (one, other)
    ]
    for said in (pair, pair[::-1]):
        assert found(policy, "ask", evidence(row=HOSTED), *said).state is state


@pytest.mark.parametrize("good", ["outcome", "columns", "3"])
def test_of_one_days_decisions_the_strictest_counts_whatever_its_form(policy: Policy, good: str) -> None:
    rule = "counted" if good == "3" else "ask"
    kind = {"outcome": {"outcome": "pass"}, "columns": {"design": "memadai", "implementation": "sesuai"}}.get(good)
    better = answer(f"toy/{rule}", None, **kind) if kind else answer("toy/counted", good)
    for worse in (answer(f"toy/{rule}", "no" if kind else "12"), answer(f"toy/{rule}", None, design="tidak-memadai")):
        for pair in ((better, worse), (worse, better)):
            assert found(policy, rule, evidence(), *pair).state is State.FAIL


# What a report says of decisions.


@pytest.mark.parametrize(
    ("rule", "decided", "said"),
    [
        ("whole", waiver("toy/whole", until="2026-07-15"), "decision ends 15 July 2026: waiver for toy/whole"),
        ("whole", waiver("toy/whole", until="2026-07-16"), None),
        ("whole", waiver("toy/whole", date="2026-05-01", until="2026-06-14"),
         "decision not valid (ended 14 June 2026): waiver for toy/whole"),
        ("whole", waiver("toy/whole", date="2026-06-16"), "decision not valid (not yet): waiver for toy/whole"),
        ("whole", waiver("toy/whole", seen="y"),
         "what was decided on has changed, decision without effect: waiver for toy/whole"),
        ("whole", waiver("toy/whole", subject="dataset:lain"),
         "decision without effect: waiver for toy/whole (dataset:lain)"),
        ("whole", review("toy/whole", "pass"), "decision without effect: review for toy/whole"),
        ("whole", waiver("toy/older"), "decision for toy/older: that rule is now toy/whole"),
        ("whole", waiver("toy/gone"), "decision for an unknown rule: toy/gone"),
        ("whole", waiver("toy/left"), "decision for an unknown rule: toy/left"),
        ("whole", waiver("K9"), "decision for an unknown rule: K9"),
        ("whole", answer("toy/wohle", scope="city"), "decision for an unknown rule: toy/wohle"),
        ("whole", accepted("toy/whole", "toy/wohle"), "decision for an unknown rule: toy/wohle"),
        ("strict", waiver("toy/strict"), "decision not valid (this rule cannot be waived): waiver for toy/strict"),
        ("ask", answer("toy/ask", "2026-01-01"), "decision without effect: review for toy/ask"),
        ("ask", accepted("toy/ask", sha256="sha256:" + "b" * 64),
         "what was decided on has changed, decision without effect: document accepted for toy/ask"),
        ("ask", answer("toy/ask", scope="city", until="2026-06-14"),
         "decision not valid (ended 14 June 2026): review for toy/ask (city)"),
        ("ask", answer("toy/ask", scope="city", until="2026-07-01"),
         "decision ends 1 July 2026: review for toy/ask (city)"),
        ("ask", answer("toy/ask", scope="hosting:lain", until="2026-06-14"), None),
        ("dated", answer("toy/dated", "2025-07-01", until=None), "decision ends 1 July 2026: review for toy/dated"),
        ("tinggi", waiver("toy/tinggi"), None),
    ],
)  # fmt: skip
def test_a_report_speaks_of_decisions(policy: Policy, rule: str, decided: dict[str, Any], said: str | None) -> None:
    seen = evidence(FAILS, paper(), row={"category": "rendah"}, said=HOSTED)
    assert notes(judged(policy.select([rule]), seen, decided)) [:1] == ([said] if said else [
        "shared controls hosting:pdn are only the vendor's word: enter them in the register"])  # fmt: skip


def test_an_acceptance_of_which_one_rule_is_gone_still_counts(policy: Policy) -> None:
    report = judged(policy.select(["own"]), evidence(paper()), accepted("toy/own", "toy/gone"))
    assert report.rules[0].state is State.PASS
    assert notes(report) == ["decision for an unknown rule: toy/gone"]


def test_what_ended_is_not_said_where_a_newer_shared_answer_holds(policy: Policy) -> None:
    ended, holds = answer("toy/ask", scope="city", until="2026-06-14"), answer("toy/ask", scope="city")
    assert notes(judged(policy.select(["ask"]), evidence(), ended, holds)) == []


SAME = "reviewer and approver of the waiver are the same person: Sari, toy/ask"


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ([answer("toy/ask", "no", official="Sari"), waiver("toy/ask", seen="answer=no", official="sari ")], [SAME]),
        ([answer("toy/ask", "no", official="S. Sari", nip="1" * 18),
          waiver("toy/ask", seen="answer=no", official="Sari", nip="1" * 18)], [SAME]),
        ([accepted("toy/ask", official="Sari"), waiver("toy/ask", official="Sari", seen="digest-mismatch")], [SAME]),
        ([answer("toy/ask", "no", official="Rina"), waiver("toy/ask", seen="answer=no", official="Sari")], []),
        ([answer("toy/own", "no", official="Sari"), waiver("toy/ask", official="Sari")], []),
        ([answer("toy/ask", office="PT Contoh")], ["who decides is also the app's vendor: Pejabat Contoh, PT Contoh"]),
        ([answer("toy/ask", official="Budi")], ["who decides is also the app's vendor: Budi, Diskominfo"]),
        ([answer("toy/ask", office="UPTD data")], ["who decides is also the app's vendor: Pejabat Contoh, UPTD data"]),
    ],
)  # fmt: skip
def test_who_decides_on_his_own_work_is_named(policy: Policy, decided: list[dict[str, Any]], said: list[str]) -> None:
    mine = {
        "vendor": {"name": "PT Contoh", "contact": "Budi, 0741-000000"},
        "ownership": {"developer_unit": "UPTD  Data"},
    }
    report = judged(policy.select(["ask", "own"]), evidence(said=mine), *decided)
    assert [
        note.replace("sari ", "Sari") for note in notes(report) if "decides" in note or "same person" in note
    ] == said


def test_what_only_the_vendor_says_is_noted(policy: Policy) -> None:
    said = "kontrol bersama hosting:pdn hanya pernyataan penyedia: catat di daftar aplikasi"
    rows: list[dict[str, Any] | None] = [None, {}]
    for row in rows:
        report = judged(policy.select(["own"]), evidence(said=HOSTED, row=row))
        assert said in [note.id for note in report.notes]
    assert not judged(policy.select(["own"]), evidence(said=HOSTED, row=HOSTED)).notes
    assert not judged(policy.select(["own"]), evidence(said=HOSTED), stage=Stage.DELIVERY).notes


def test_a_report_names_who_decided(policy: Policy) -> None:
    note = found(policy, "whole", evidence(FAILS), waiver("toy/whole", until="2026-12-31")).decision
    assert note
    assert (note.kind, note.office, note.official, note.until) == (
        "waiver", "Diskominfo", "Pejabat Contoh", date(2026, 12, 31),
    )  # fmt: skip
