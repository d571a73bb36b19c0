"""Packs of packs: what an overlay sets, when rules bind, and which pack a contract pins."""
# ruff: noqa: S603

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
import toy
from pydantic import Field
from toy import evidence, finding, judged, review, says, thing, waiver

from spbe_policy import reading
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.errors import InputError, UsageError
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Assurance, Evidence
from spbe_policy.footing import Footing, footing
from spbe_policy.packs import load_policy
from spbe_policy.policy import Policy, Rule
from spbe_policy.reading import digest, parse_yaml
from spbe_policy.report import Report, RuleReport, State, Verdict
from spbe_policy.texts import text
from spbe_policy.vocabulary import Stage


class Atleast(Params):
    """What the check below wants."""

    least: int = Field(default=1, ge=0)
    word: Literal["satu", "dua"] = "satu"


@pytest.fixture(scope="module")
def checks() -> Mapping[str, Any]:
    @check("toy.least", each=toy.Thing, params=Atleast, full=True)
    def least(ctx: Context[toy.Thing], want: Atleast) -> list[Outcome]:
        many = len(ctx.fact.answers)
        return [Pass("many") if many >= want.least else Fail(f"{many}", text("kurang", "too few"))]

    return {**toy.CHECKS, least.id: least}


BASE: Mapping[str, Mapping[str, Any]] = {
    "one": {"aliases": ["A1"]},
    "two": {"check": "toy.other"},
    "least": {"check": "toy.least", "with": {"least": 2}},
    "both": {"check": ["toy.least", "toy.other"], "with": {"toy.least": {"least": 2}}},
}

Overlay = Callable[..., Policy]


def write(folder: Path, rules: Mapping[str, Mapping[str, Any]], **changes: Any) -> Path:
    """Write a pack of rules, each a change of `toy.RULE`, without loading it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(json.dumps(toy.PACK | changes, indent=1), encoding="utf-8")
    for name, rule in rules.items():
        whole = {key: value for key, value in (toy.RULE | dict(rule)).items() if value is not None}
        (folder / f"{name}.yaml").write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return folder


@pytest.fixture
def overlay(tmp_path: Path, checks: Mapping[str, Any]) -> Overlay:
    """Load a city's pack that includes `dasar` as told."""

    def load(rules: Mapping[str, Any] | None = None, base: Mapping[str, Mapping[str, Any]] = BASE) -> Policy:
        write(tmp_path / "dasar", base)
        write(tmp_path / "kota", {}, include=[{"pack": "dasar", "rules": rules or {}}])
        return load_policy(tmp_path / "kota", checks)

    return load


def rule_of(policy: Policy, name: str = "one") -> Rule:
    return next(rule for rule in policy.rules if rule.id == f"dasar/{name}")


def at(**moment: int) -> datetime:
    return datetime(**{"year": 2026, "month": 6, "day": 15, "hour": 3, **moment}, tzinfo=UTC)


# What an overlay may set, and that nothing else is its to set.

MAY_SET: Mapping[str, tuple[Any, Callable[[Rule], Any], Any]] = {
    "level": ("should", lambda rule: rule.file.level, "should"),
    "from": ("release", lambda rule: rule.file.from_, Stage.RELEASE),
    "stages": ({"operation": ["observed"]}, lambda rule: rule.accepts(Stage.OPERATION), ("observed",)),
    "category": (["strategis"], lambda rule: rule.file.applies_to.category, ("strategis",)),
    "effective_on": ("2027-01-01", lambda rule: str(rule.file.effective_on), "2027-01-01"),
    "cohorts": (
        [{"launched_before": "2024-01-01", "effective_on": "2028-01-01"}],
        lambda rule: [str(each.effective_on) for each in rule.file.cohorts],
        ["2028-01-01"],
    ),
    "waivable": (False, lambda rule: rule.file.waivable, False),
    "official_text": (
        {"text": "Bunyi pasal.", "checked_by": "Bagian Hukum", "date": "2026-01-05"},
        lambda rule: rule.file.official_text and rule.file.official_text.checked_by,
        "Bagian Hukum",
    ),
}


@pytest.mark.parametrize("key", MAY_SET)
def test_an_overlay_sets(overlay: Overlay, key: str) -> None:
    value, read, expected = MAY_SET[key]
    plain, policy = overlay(), overlay({"one": {key: value}})
    assert read(rule_of(policy)) == expected != read(rule_of(plain))
    assert rule_of(policy, "two").file == rule_of(plain, "two").file
    assert policy.digest != plain.digest


def test_an_overlay_sets_single_parameters_and_keeps_the_others(overlay: Overlay) -> None:
    policy = overlay({"least": {"with": {"word": "dua"}}, "both": {"with": {"toy.least": {"word": "dua"}}}})
    for name in ("least", "both"):
        assert rule_of(policy, name).bound[0].params == Atleast(least=2, word="dua")


@pytest.mark.parametrize("pattern", ["one", "dasar/one", "A1", "o*", "[op]ne"])
def test_a_rule_is_named_by_id_alias_or_pattern(overlay: Overlay, pattern: str) -> None:
    assert rule_of(overlay({pattern: {"level": "should"}})).file.level == "should"


def test_later_patterns_go_before_earlier_ones(overlay: Overlay) -> None:
    policy = overlay({"*": {"level": "should", "waivable": False}, "two": {"level": "must"}})
    assert [rule_of(policy, name).file.level for name in ("one", "two")] == ["should", "must"]
    assert not rule_of(policy, "two").file.waivable


def test_an_overlay_of_an_overlay_has_the_last_word(tmp_path: Path, checks: Mapping[str, Any]) -> None:
    write(tmp_path / "dasar", BASE)
    write(tmp_path / "provinsi", {}, include=[{"pack": "dasar", "rules": {"one": {"level": "should"}}}])
    write(tmp_path / "kota", {}, include=[{"pack": "provinsi", "rules": {"dasar/one": {"level": "must"}}}])
    assert rule_of(load_policy(tmp_path / "kota", checks)).file.level == "must"


def test_the_official_text_stands_in_the_report(overlay: Overlay) -> None:
    policy = overlay({"one": {"official_text": MAY_SET["official_text"][0]}})
    report = judged(policy.select(["one"]), evidence(thing(says("pass"))))
    assert report.rules[0].official_text == rule_of(policy).file.official_text


def wrong(load: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        load()
    assert caught.value.say("id") != caught.value.say("en")
    return caught.value.say("en")


MAY_NOT: Mapping[str, tuple[Any, str]] = {
    "title": ({"id": "Lain", "en": "Other"}, "unknown key 'include.0.rules.one.title'; there are: category"),
    "check": ("toy.other", "unknown key 'include.0.rules.one.check'; there are: category"),
    "basis": ([], "unknown key 'include.0.rules.one.basis'"),
    "fix": ({"id": "x", "en": "y"}, "unknown key"),
    "question": ({"id": "x", "en": "y"}, "unknown key"),
    "full": ({"id": "x", "en": "y"}, "unknown key"),
    "leveL": ("should", "did you mean 'level'?"),
    "waivable": (True, "must be one of: False"),
    "level": ("may", "must be one of: must or should"),
    "from": ("accept", "must be one of: delivery, acceptance, release or operation"),
    "stages": ({"operation": []}, "must hold at least 1"),
    "category": ([], "must hold at least 1"),
    "effective_on": (20270101, "must be a date such as"),
}


@pytest.mark.parametrize("key", MAY_NOT)
def test_an_overlay_sets_nothing_else(overlay: Overlay, key: str) -> None:
    value, said = MAY_NOT[key]
    message = wrong(lambda: overlay({"one": {key: value}}))
    assert said in message
    assert placed(message, "kota/pack.yaml") in {key, *(value if isinstance(value, dict) else ())}


def placed(message: str, file: str) -> str:
    """The key that stands where a message points."""
    lead, _, rest = message.partition(":")
    line, column = (int(part) for part in rest.split(":")[:2])
    assert lead == file
    return _TEXTS[file].splitlines()[line - 1][column - 1 :].split('"')[1]


_TEXTS: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _remembers_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(path: Path, name: str) -> reading.Document:
        _TEXTS[name] = path.read_text(encoding="utf-8")
        return reading.read_document(path, name)

    monkeypatch.setattr("spbe_policy.packs.read_document", read)


@pytest.mark.parametrize(
    ("rules", "key", "said"),
    [
        ({"least": {"with": {"least": "banyak"}}}, "least", "'least' must be a whole number (it says 'banyak')"),
        ({"least": {"with": {"least": -1}}}, "least", "'least' must be at least 0"),
        ({"least": {"with": {"leest": 1}}}, "leest", "unknown key 'leest'; did you mean 'least'?"),
        ({"least": {"with": {"word": "tiga"}}}, "word", "must be one of: satu or dua"),
        ({"both": {"with": {"toy.least": {"least": "banyak"}}}}, "least", "must be a whole number"),
        ({"both": {"with": {"toy.lest": {"least": 1}}}}, "toy.lest", "no check 'toy.lest'; did you mean 'toy.least'?"),
        ({"both": {"with": {"least": 1}}}, "least", "this rule has no check 'least'; did you mean 'toy.least'?"),
        ({"both": {"with": {"toy.least": 3}}}, "toy.least", "must be a group of keys"),
        ({"two": {"with": {"least": 1}}}, "least", "unknown key 'least'"),
        ({"tow": {"level": "should"}}, "tow", "no rule 'tow' in pack 'dasar'; did you mean 'two'?"),
        ({"27-*": {"level": "should"}}, "27-*", "no rule '27-*' in pack 'dasar'"),
        ({"two": None}, "two", "must be a group of keys"),
    ],
)
def test_what_does_not_fit_is_an_error_in_the_overlay(
    overlay: Overlay, rules: Mapping[str, Any], key: str, said: str
) -> None:
    message = wrong(lambda: overlay(rules))
    assert said in message
    assert placed(message, "kota/pack.yaml") == key


def test_parameters_of_a_question_are_refused(overlay: Overlay) -> None:
    question = {"check": None, "full": None, "question": {"id": "Sudah?", "en": "Done?"}}
    message = wrong(lambda: overlay({"ask": {"with": {"least": 1}}}, {"ask": question}))
    assert "this rule has no check 'least'" in message
    assert placed(message, "kota/pack.yaml") == "least"


@pytest.mark.parametrize(
    ("includes", "file", "said"),
    [
        ({"a": ["b"], "b": ["a"]}, "b/pack.yaml", "circular include: a > b > a"),
        ({"a": ["a"]}, "a/pack.yaml", "circular include: a > a"),
        ({"a": ["b", "b"], "b": []}, "a/pack.yaml", "pack 'b' is included twice"),
        ({"a": ["b", "c"], "b": [], "c": ["b"]}, "c/pack.yaml", "pack 'b' is included twice"),
        ({"a": ["bb"], "b": []}, "a/pack.yaml", "there is no pack 'bb'"),
    ],
)
def test_includes_that_cannot_be(
    tmp_path: Path, checks: Mapping[str, Any], includes: Mapping[str, list[str]], file: str, said: str
) -> None:
    for name, below in includes.items():
        write(tmp_path / name, {"one": {}}, include=[{"pack": other} for other in below])
    message = wrong(lambda: load_policy(tmp_path / "a", checks))
    assert said in message
    assert placed(message, file) == "pack"


def test_a_pack_far_away_is_found_by_its_name(tmp_path: Path, checks: Mapping[str, Any]) -> None:
    far = write(tmp_path / "jauh" / "dasar", BASE)
    write(tmp_path / "kota", {}, include=[{"pack": "dasar"}])
    assert len(load_policy(tmp_path / "kota", checks, {"dasar": far}).rules) == len(BASE)


def test_a_pack_has_the_name_of_its_folder_also_from_inside(
    tmp_path: Path, checks: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path / "dasar", BASE))
    assert {rule.id.partition("/")[0] for rule in load_policy(Path(), checks).rules} == {"dasar"}


# A category: what it does not require is shown.


@pytest.mark.parametrize("row", [None, {"category": "rendah"}])
def test_what_a_category_does_not_require_is_shown_with_the_reason(
    overlay: Overlay, row: dict[str, Any] | None
) -> None:
    policy = overlay({"one": {"category": ["strategis", "tinggi"]}, "least": {"category": ["rendah"]}})
    seen = evidence(
        thing(says("pass", "pass")), thing(says("pass"), kind=toy.Other), app={"category": "rendah"}, row=row
    )
    report = judged(policy, seen)
    assert {rule.id for rule in report.rules} == {f"dasar/{name}" for name in BASE}
    found = {rule.id: rule for rule in report.rules}["dasar/one"]
    assert found.state is (State.NOT_APPLICABLE if row else State.REVIEW)
    assert "kategori = rendah" in found.findings[0].message.id
    assert "category = rendah" in found.findings[0].message.en
    assert report.verdict is (Verdict.COMPLIANT if row else Verdict.UNDECIDED)


def test_the_citys_word_on_one_condition_is_enough(overlay: Overlay) -> None:
    """The vendor says what the register is silent on; the register exempts by another condition."""
    base = {"one": {"applies_to": {"audience": ["government"], "category": ["tinggi"]}}}
    seen = evidence(thing(says("fail")), app={"audience": ["public"]}, row={"category": "rendah"})
    assert finding(judged(overlay({}, base), seen)).state is State.NOT_APPLICABLE


def test_what_is_not_said_exempts_nobody(overlay: Overlay) -> None:
    base = {"one": {"applies_to": {"has": ["spl", "services", "login", "data_sets", "integrations"]}}}
    assert finding(judged(overlay({}, base), evidence(thing(says("fail"))))).state is State.FAIL


# The digest: of what the policy says, wherever that stands.


def test_each_tailoring_has_a_digest_of_its_own(overlay: Overlay) -> None:
    tailorings: list[dict[str, Any]] = [{}, *({"one": {key: value}} for key, (value, _, _) in MAY_SET.items())]
    tailorings += [{"least": {"with": {"least": 3}}}, {"two": {"level": "should"}}, {"*": {"level": "should"}}]
    digests = [overlay(each).digest for each in tailorings]
    assert len(set(digests)) == len(digests)


def test_the_order_of_patterns_counts_where_it_changes_a_rule(overlay: Overlay) -> None:
    ways = [{"*": {"level": "should"}, "one": {"level": "must"}}, {"one": {"level": "must"}, "*": {"level": "should"}}]
    assert overlay(ways[0]).digest != overlay(ways[1]).digest


def test_a_case_is_not_in_the_digest(overlay: Overlay) -> None:
    more = {"cases": [{"name": "another", "expect": "fail", "seen": "x"}]}
    assert overlay({}, {"one": {}}).digest == overlay({}, {"one": more}).digest
    assert overlay({}, {"one": {}}).digest != overlay({}, {"one": {"since": "1.1"}}).digest


def test_a_compiled_pack_has_the_digest_of_its_yaml(
    tmp_path: Path, checks: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "dasar", BASE)
    kota = write(tmp_path / "kota", {}, include=[{"pack": "dasar", "rules": {"*": {"level": "should"}}}])
    plain = load_policy(kota, checks)
    ready = {
        str(path): {
            "sha256": digest(path.read_bytes()),
            "data": json.loads(json.dumps(parse_yaml(path.read_text(), path.name).data)),
        }
        for path in tmp_path.rglob("*.yaml")
    }
    monkeypatch.setattr(reading, "_compiled", lambda: ready)
    compiled = load_policy(kota, checks)
    assert compiled.rules[0].document.positions == {} != plain.rules[0].document.positions
    assert compiled.digest == plain.digest
    (kota / "pack.yaml").write_text((kota / "pack.yaml").read_text().replace("should", "must"), encoding="utf-8")
    assert load_policy(kota, checks).digest != plain.digest


# When a rule binds: by the register's launch date only.

COHORTS = {
    "effective_on": "2026-01-01",
    "cohorts": [
        {"launched_before": "2025-01-01", "effective_on": "2026-07-01"},
        {"launched_before": "2020-01-01", "effective_on": "2027-01-01"},
    ],
}


@pytest.mark.parametrize(
    ("launched", "binds"),
    [(None, "2026-01-01"), ("2025-01-01", "2026-01-01"), ("2024-12-31", "2026-07-01"), ("2019-12-31", "2027-01-01")],
)
@pytest.mark.parametrize("vendor", [None, "2010-01-01"])
def test_grace_is_by_the_registers_launch_date(
    overlay: Overlay, launched: str | None, binds: str, vendor: str | None
) -> None:
    policy = overlay({"one": COHORTS}).select(["one"])
    row = {"launch_date": launched} if launched else {}
    app = {"launch_date": vendor} if vendor else {}
    seen = evidence(thing(says("fail")), row=row, app=app)
    start = datetime.fromisoformat(f"{binds}T00:00:00+07:00")
    for moment in (at(year=2025), at(), start, at(year=2026, month=12), at(year=2030)):
        only: RuleReport = judged(policy, seen, as_of=moment).rules[0]
        assert only.effective_level == ("should" if moment < start else "must")
        assert str(only.effective_on) == binds


@pytest.mark.parametrize("row", [None, {}])
def test_without_a_registered_date_there_is_no_grace(overlay: Overlay, row: dict[str, Any] | None) -> None:
    policy = overlay({"one": {"cohorts": COHORTS["cohorts"]}}).select(["one"])
    seen = evidence(thing(says("fail")), app={"launch_date": "2001-01-01"}, row=row)
    assert judged(policy, seen).verdict is Verdict.NOT_COMPLIANT


@pytest.mark.parametrize(("second", "verdict"), [(-1, Verdict.COMPLIANT), (0, Verdict.NOT_COMPLIANT)])
def test_grace_ends_at_midnight_in_the_city(overlay: Overlay, second: int, verdict: Verdict) -> None:
    policy = overlay({"one": {"effective_on": "2026-07-01"}}).select(["one", "two"])
    seen = evidence(thing(says("fail")), thing(says("pass"), kind=toy.Other), city={"time_zone": "Asia/Jayapura"})
    start = datetime.fromisoformat("2026-07-01T00:00:00+09:00").timestamp()
    moment = datetime.fromtimestamp(start + second, UTC)
    assert judged(policy, seen, as_of=moment).verdict is verdict


# The contract's pack.


@pytest.fixture
def packs(tmp_path: Path, checks: Mapping[str, Any]) -> tuple[Policy, Policy]:
    """The pack of the contract, and the current one: a rule more, another stricter."""
    old = write(tmp_path / "lama" / "kota", {"one": {"level": "should"}, "two": {"check": "toy.other"}})
    new = write(tmp_path / "baru" / "kota", {"one": {}, "two": {"check": "toy.other"}, "three": {}})
    return load_policy(old, checks), load_policy(new, checks)


FAILING = thing(says("fail")), thing(says("pass"), kind=toy.Other)


def contract(pack: Policy, *, row: dict[str, Any] | None = None) -> Evidence:
    """A contract in the register, or in the manifest where the register has this `row`."""
    if row is None:
        return evidence(*FAILING, row={"contract": "12/SPK/2025", "contract_digest": pack.digest})
    mine = {"contract": {"number": "12/SPK/2025", "digest": pack.digest}}
    return evidence(*FAILING, said=mine, row=row)


def stood(packs: tuple[Policy, Policy], seen: Evidence, stage: Stage, *given: Policy) -> tuple[Footing, Report]:
    environment = "staging" if stage.looks_at("staging") else "production"
    seen = seen.replaced(environment=environment)
    on = footing(packs[1], {each.digest: each for each in given or packs[:1]}, seen.app, seen.dossier.row, stage)
    return on, evaluate(seen, on.policy, stage=stage, contract=on.contract, upcoming=on.upcoming)


@pytest.mark.parametrize("stage", [Stage.DELIVERY, Stage.ACCEPTANCE, Stage.RELEASE])
def test_until_operation_the_contracts_pack_judges(packs: tuple[Policy, Policy], stage: Stage) -> None:
    on, report = stood(packs, contract(packs[0]), stage)
    assert on.policy is packs[0]
    assert (report.verdict, report.policy.digest, report.policy.contract) == (
        Verdict.COMPLIANT, packs[0].digest, "12/SPK/2025",
    )  # fmt: skip
    upcoming = [rule for rule in report.rules if rule.upcoming]
    assert [rule.id for rule in upcoming] == ["kota/three"]
    assert upcoming[0].state is State.NOT_APPLICABLE
    assert upcoming[0].findings[0].message.id.startswith("akan berlaku: belum ada di paket yang disebut kontrak 12/SPK")


def test_in_operation_the_current_pack_judges(packs: tuple[Policy, Policy]) -> None:
    on, report = stood(packs, contract(packs[0]), Stage.OPERATION)
    assert on.policy is packs[1]
    assert (report.verdict, report.policy.contract) == (Verdict.NOT_COMPLIANT, None)
    assert not any(rule.upcoming for rule in report.rules)


def test_the_vendors_own_contract_counts_at_delivery_and_is_noted_later(packs: tuple[Policy, Policy]) -> None:
    said = "kontrak 12/SPK/2025 hanya pernyataan penyedia: catat di daftar aplikasi"
    for stage in Stage:
        on, report = stood(packs, contract(packs[0], row={}), stage)
        assert (on.policy is packs[0]) == (stage is Stage.DELIVERY)
        assert (said in [note.id for note in report.notes]) == (stage is not Stage.DELIVERY)


def test_the_registers_contract_goes_before_the_vendors(packs: tuple[Policy, Policy]) -> None:
    """A number without a digest is a contract that pins nothing: the vendor's digest does not stand in."""
    for row in ({"contract": "99"}, {"contract": "99", "contract_pack": "kota"}):
        on, _ = stood(packs, contract(packs[0], row=row), Stage.DELIVERY)
        assert (on.policy, on.contract) == (packs[1], None)


def test_a_pack_named_without_its_digest_is_noted(packs: tuple[Policy, Policy]) -> None:
    seen = evidence(*FAILING, row={"contract": "99", "contract_pack": "kota"})
    _, report = stood(packs, seen, Stage.ACCEPTANCE)
    assert any("contract 99 names a pack without its digest" in note.en for note in report.notes)


@pytest.mark.parametrize("stage", Stage)
def test_a_pack_that_is_not_given_is_an_error_where_it_would_judge(packs: tuple[Policy, Policy], stage: Stage) -> None:
    seen = contract(packs[0])
    if stage is Stage.OPERATION:
        assert footing(packs[1], {}, seen.app, seen.dossier.row, stage).policy is packs[1]
        return
    with pytest.raises(UsageError) as caught:
        footing(packs[1], {packs[1].digest: packs[1]}, seen.app, seen.dossier.row, stage)
    for lang in ("id", "en"):
        assert "--contract-pack" in caught.value.say(lang)
        assert packs[0].digest[:19] in caught.value.say(lang)
        assert packs[1].digest[:19] in caught.value.say(lang)


def test_a_decision_on_an_upcoming_rule_is_no_decision_on_an_unknown_one(packs: tuple[Policy, Policy]) -> None:
    seen = contract(packs[0])
    on = footing(packs[1], {packs[0].digest: packs[0]}, seen.app, seen.dossier.row, Stage.ACCEPTANCE)
    decided = toy.decisions(waiver("kota/three"), review("kota/four", "pass"))
    report = evaluate(seen, on.policy, decided, stage=Stage.ACCEPTANCE, contract=on.contract, upcoming=on.upcoming)
    assert [note.en for note in report.notes] == ["decision for an unknown rule: kota/four"]


# The same, as users run it.


def spbe(cwd: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "spbe_policy", "--lang", "en", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_contract_packs_at_the_command_line(tmp_path: Path) -> None:
    declared = {"stages": {stage: list(Assurance) for stage in Stage}}
    asks = {"check": None, "full": None, "question": {"id": "Sudah?", "en": "Done?"}}
    lax, strict = {**asks, "level": "should"}, asks
    old = write(tmp_path / "lama" / "kota", {"one": lax, "two": asks}, **declared)
    new = write(tmp_path / "baru" / "kota", {"one": strict, "two": asks, "three": asks}, **declared)
    pinned = load_policy(old, {})
    answers = [{"rule": "kota/one", "answer": "no"}, {"rule": "kota/two", "answer": "yes"}]
    row = {"contract": "12/SPK/2025", "contract_digest": pinned.digest}
    (tmp_path / "bukti.json").write_bytes(evidence(said={"answers": answers}, row=row).stored())
    judge = ("evaluate", "bukti.json", "--policy", new, "--stage", "acceptance")

    missing = spbe(tmp_path, *judge)
    assert (missing.returncode, "--contract-pack" in missing.stderr) == (2, True)
    other = spbe(tmp_path, *judge, "--contract-pack", new)
    assert (other.returncode, "(given: sha256:" in other.stderr) == (2, True)

    by_old = spbe(tmp_path, *judge, "--contract-pack", old, "-o", "json=lama.json")
    report = Report.load((tmp_path / "lama.json").read_bytes())
    assert (by_old.returncode, report.verdict) == (0, Verdict.COMPLIANT), by_old.stderr
    assert (report.policy.digest, report.policy.contract) == (pinned.digest, "12/SPK/2025")
    assert [rule.id for rule in report.rules if rule.upcoming] == ["kota/three"]
    assert "12/SPK/2025" in by_old.stdout

    spbe(tmp_path, *judge, "--contract-pack", old, "--rule", "three", "-o", "json=baru.json")
    assert [rule.upcoming for rule in Report.load((tmp_path / "baru.json").read_bytes()).rules] == [True]
    operating = spbe(tmp_path, *judge[:-1], "operation")
    assert operating.returncode == 1, operating.stderr
