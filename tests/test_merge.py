"""`evidence merge`: what several vantages saw of one app becomes one piece of evidence, whatever the order."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from conftest import Sealed
from hypothesis import given, settings
from hypothesis import strategies as st

from spbe_policy import Evidence, Report, Stage, State, merge, plugins, render
from spbe_policy.cli import run
from spbe_policy.errors import UsageError
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Cause, Entry, Gap, Request, Sample, Vantage
from spbe_policy.lock import official
from spbe_policy.packs import load_policy
from spbe_policy.policy import Policy
from spbe_policy.rules import Case
from spbe_policy.testing import MOMENT
from spbe_policy.texts import text
from spbe_policy.verify import evidence_of, load_base

PACK = Path(__file__).parent.parent / "policies" / "kota-jambi"
KIND, SUBJECT = "data.set/1", "dataset:kunjungan"
STALE = {"texts": [{"text": "30 April 2026", "key": "/meta/diperbarui", "origin": "content"}]}
OLDER = {"texts": [{"text": "29 April 2026", "key": "/meta/diperbarui", "origin": "content"}]}


@lru_cache
def policy() -> Policy:
    return load_policy(PACK, plugins.load().checks).select(["data-current"])


def seen_from(network: str, hours: float = 0, **case: Any) -> Evidence:
    """Evidence of the base app, taken from a network some hours later."""
    evidence = evidence_of(load_base(PACK), Case(name="x", expect="pass", **case))
    moment = datetime.fromisoformat(str(MOMENT)) + timedelta(hours=hours)
    line = Request(at=moment, method="GET", url="https://data.kota-contoh.example/", address=network, outcome="200")
    return evidence.replaced(vantage=Vantage(network=network), collected_at=moment, ledger=(line,))


def blind(network: str, cause: Cause = Cause.BLOCKED, **case: Any) -> Evidence:
    return seen_from(network, gaps={KIND: {SUBJECT: cause}}, **case)


def judged(evidence: Evidence) -> Report:
    return evaluate(evidence, policy(), stage=Stage.ACCEPTANCE)


def states(evidence: Evidence) -> Mapping[str, tuple[State, Cause | None]]:
    return {it.subject: (it.state, it.cause) for it in judged(evidence).rules[0].findings}


# A set has no order


def gap(cause: Cause) -> Sample:
    return Sample(gap=Gap(cause=cause, detail=text("contoh", "example")))


SAMPLES = st.sampled_from(
    [gap(Cause.BLOCKED), gap(Cause.TIMEOUT), *(Sample(fact={"path": "a", "genre": "b", "declared": d}) for d in "xyz")]
)
ENTRIES = st.dictionaries(
    st.tuples(st.sampled_from(["app.paper/1", "data.set/1"]), st.sampled_from(["app", "dataset:x", "dataset:y"])),
    st.lists(SAMPLES, min_size=1, max_size=2),
    max_size=4,
)
LOOKS = st.tuples(
    ENTRIES,
    st.sampled_from(["internet", "intranet", "vpn"]),
    st.integers(0, 20),
    st.sampled_from([None, "Rina", "Budi"]),
)


@lru_cache
def base() -> Evidence:
    return evidence_of(load_base(PACK), Case(name="x", expect="pass"))


@st.composite
def looks(draw: st.DrawFn) -> Evidence:
    found, network, hours, operator = draw(LOOKS)
    entries = [
        Entry(kind=kind, subject=subject, samples=tuple(samples)) for (kind, subject), samples in sorted(found.items())
    ]
    moment = MOMENT + timedelta(hours=hours)
    urls = draw(st.lists(st.sampled_from(["https://a.example/", "https://b.example/"]), max_size=2, unique=True))
    lines = tuple(Request(at=moment, method="GET", url=url, outcome="200") for url in urls)
    vantage = Vantage(network=network, operator=operator, assignment=operator, overrides=("--ca",) * bool(hours % 2))
    kinds = tuple(sorted({entry.kind for entry in entries}))
    return base().replaced(entries=tuple(entries), vantage=vantage, collected_at=moment, ledger=lines, asked=kinds)


@settings(max_examples=25, deadline=None)
@given(looks(), looks(), looks())
def test_neither_order_nor_repetition_changes_a_byte(one: Evidence, two: Evidence, three: Evidence) -> None:
    both = merge(one, two)
    assert merge(two, one).stored() == both.stored()
    assert merge(one, one).stored() == one.stored()
    assert merge(both, one).stored() == merge(two, both).stored() == both.stored()
    everything = merge(both, three).stored()
    assert merge(one, merge(two, three)).stored() == merge(three, one, two).stored() == everything
    again = Evidence.load(everything)
    assert (again.stored(), again.digest) == (everything, merge(both, three).digest)


@settings(max_examples=25, deadline=None)
@given(looks(), looks())
def test_nothing_that_was_seen_is_dropped(one: Evidence, two: Evidence) -> None:
    both = merge(one, two)
    for each in (one, two):
        assert set(each.dossier.ledger) <= set(both.dossier.ledger)
        for entry in each.dossier.entries:
            (kept,) = [it for it in both.dossier.entries if (it.kind, it.subject) == (entry.kind, entry.subject)]
            assert {it.model_copy(update={"parts": ()}).model_dump_json() for it in kept.samples} >= {
                it.model_dump_json() for it in entry.samples
            }


# What is judged


def test_a_fact_replaces_a_gap_and_both_stay_visible() -> None:
    outside, inside = blind("internet"), seen_from("intranet", hours=1)
    assert states(outside)[SUBJECT] == (State.UNKNOWN, Cause.BLOCKED)
    joined = merge(outside, inside)
    assert states(joined)[SUBJECT] == (State.PASS, None)
    (entry,) = [it for it in joined.dossier.entries if (it.kind, it.subject) == (KIND, SUBJECT)]
    assert [it.fact is not None for it in entry.samples] == [True, False]
    assert [it.parts for it in entry.samples] == [(inside.digest,), (outside.digest,)]
    assert len(joined.dossier.ledger) == 2
    assert joined.dossier.collected_at == outside.dossier.collected_at
    report = judged(joined)
    assert report.vantage.network == "internet, intranet"
    said = render(report, "text", lang="en").decode()
    for part in (outside, inside):
        assert any(part.digest in note.en for note in report.notes)
    assert f"not seen from internet, judged from elsewhere: {KIND} {SUBJECT}" in " ".join(said.split())


def test_an_override_of_one_part_is_one_of_the_whole() -> None:
    """So that no official run can rest on a part that went beyond the city's profile."""
    outside = seen_from("internet")
    reached = outside.replaced(vantage=Vantage(network="internet", overrides=("--allow-network 10.0.0.0/8",)))
    joined = merge(seen_from("intranet"), reached)
    assert joined.dossier.vantage.overrides == ("--allow-network 10.0.0.0/8",)
    assert joined.dossier.vantage.trust_store == "system"
    with pytest.raises(UsageError, match="--allow-network"):
        official(judged(joined), joined.dossier.vantage)


def test_where_nobody_could_see_it_stays_unknown() -> None:
    joined = merge(blind("internet"), blind("vpn", Cause.TIMEOUT))
    assert states(joined)[SUBJECT][0] is State.UNKNOWN


def test_facts_that_disagree_are_unstable() -> None:
    stale = seen_from("internet", facts={KIND: {SUBJECT: STALE}})
    assert states(stale)[SUBJECT] == (State.FAIL, None)
    assert states(merge(stale, seen_from("intranet")))[SUBJECT] == (State.UNKNOWN, Cause.UNSTABLE)
    other = seen_from("vpn", facts={KIND: {SUBJECT: OLDER}})
    assert states(merge(stale, other))[SUBJECT] == (State.UNKNOWN, Cause.UNSTABLE)


def test_facts_that_agree_fail_wherever_they_were_seen_from() -> None:
    looks = [seen_from(network, facts={KIND: {SUBJECT: STALE}}) for network in ("internet", "intranet")]
    assert states(merge(*looks, blind("vpn")))[SUBJECT] == (State.FAIL, None)


def test_three_looks_must_all_agree() -> None:
    """The middle one, too: only the first and the last would miss it."""
    looks = [seen_from("internet", facts={KIND: {SUBJECT: STALE}}), seen_from("intranet"), seen_from("vpn", hours=2)]
    assert states(merge(*looks))[SUBJECT] == (State.UNKNOWN, Cause.UNSTABLE)


def test_a_look_that_failed_again_is_no_surer_for_a_gap_from_elsewhere() -> None:
    """One vantage saw a failure once and nothing the second time: that stays unstable."""
    outside = seen_from("internet", facts={KIND: {SUBJECT: STALE}})
    twice = tuple(
        entry.model_copy(update={"samples": (*entry.samples, gap(Cause.TIMEOUT))})
        if entry.subject == SUBJECT
        else entry
        for entry in outside.dossier.entries
    )
    shaky = outside.replaced(entries=twice)
    assert states(shaky)[SUBJECT] == (State.UNKNOWN, Cause.UNSTABLE)
    assert states(merge(shaky, blind("vpn")))[SUBJECT] == (State.UNKNOWN, Cause.UNSTABLE)


def test_a_vantage_that_saw_nothing_of_a_kind_gives_way_to_one_that_saw_its_subjects() -> None:
    inside = seen_from("intranet")
    rest = [entry for entry in inside.dossier.entries if entry.kind != KIND]
    refused = Entry(kind=KIND, subject="app", samples=(gap(Cause.REFUSED),))
    outside = inside.replaced(entries=tuple(sorted((*rest, refused), key=lambda it: (it.kind, it.subject))),
                              vantage=Vantage(network="internet"))  # fmt: skip
    assert states(outside) == {"app": (State.UNKNOWN, Cause.REFUSED)}
    assert states(merge(inside, outside)) == states(inside)


def test_merged_evidence_is_judged_without_the_world(sealed: Sealed) -> None:
    joined = merge(blind("internet"), seen_from("intranet"))
    judged(joined)
    with sealed():
        assert judged(Evidence.load(joined.stored())).json_bytes() == judged(joined).json_bytes()


# What does not belong together


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({"app": {"app": {"id": "lain"}}, "row": {"id": "lain"}}, "app, manifest, row of the register"),
        ({"app": {"app": {"version": "9"}}}, "manifest"),
        ({"city": {"name": "Kota Lain"}}, "authority"),
        ({"stage": "operation"}, "environment"),
        ({"row": {"status": "retired"}}, "row of the register"),
    ],
)
def test_what_does_not_belong_together_is_refused(changes: dict[str, Any], en: str) -> None:
    with pytest.raises(UsageError) as error:
        merge(seen_from("internet"), seen_from("intranet", **changes))
    assert error.value.say("en") == f"cannot be merged, not the same: {en}"


def test_other_tools_and_other_days_are_refused() -> None:
    one = seen_from("internet")
    with pytest.raises(UsageError, match="versi alat"):
        merge(one, one.replaced(versions={"spbe-policy": "0.0.0"}))
    with pytest.raises(UsageError, match="24 jam"):
        merge(one, seen_from("intranet", hours=25))
    with pytest.raises(UsageError, match="24 jam"):
        merge(merge(one, seen_from("vpn", hours=20)), seen_from("intranet", hours=30))


# The commands


def test_the_command_merges_shows_and_refuses(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    files = {name: tmp_path / f"{name}.json" for name in ("internet", "intranet", "joined", "other")}
    files["internet"].write_bytes(blind("internet").stored())
    files["intranet"].write_bytes(seen_from("intranet").stored())
    files["other"].write_bytes(seen_from("vpn", app={"app": {"version": "9"}}).stored())
    pair = [str(files["intranet"]), str(files["internet"])]
    assert run(["evidence", "merge", *pair, "-o", str(files["joined"])]) == 0
    stored = files["joined"].read_bytes()
    assert run(["evidence", "merge", *reversed(pair)]) == 0
    assert capsysbinary.readouterr().out == stored
    assert run(["evidence", "show", str(files["joined"]), "--lang", "en"]) == 0
    shown = capsysbinary.readouterr().out.decode()
    assert "from the internet, from the intranet" in shown
    assert all(part["digest"] in shown for part in json.loads(stored)["parts"])
    assert run(["evidence", "merge", str(files["internet"]), str(files["other"]), "--lang", "id"]) == 2
    assert "tidak dapat digabung, berbeda: manifes" in capsysbinary.readouterr().err.decode()
    files["other"].write_bytes(stored[:-20])
    assert run(["evidence", "merge", str(files["internet"]), str(files["other"])]) == 2
