"""The law clause by clause: nothing left out, nothing claimed that was not read, the share of a scan said openly."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from spbe_policy import plugins
from spbe_policy.clauses import Means, clauses, means_of
from spbe_policy.cli.clauses import command
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State
from spbe_policy.rules import Case
from spbe_policy.verify import judge_case, load_base

WEB = {1: 7, 2: 7, 3: 4, 4: 8, 5: 4, 6: 7, 7: 7, 8: 4, 9: 5, 10: 5, 11: 5, 12: 7, 13: 5}
"""Items of each paragraph of Pasal 27."""

MOBILE = {1: "abcde", 2: "abcde", 3: "abcdefgh", 4: "ab", 5: "", 6: "", 7: ""}
"""Letters of each paragraph of Pasal 29; of the last three the letters were not seen."""

MOBILE_READ = {*(f"29-1-{letter}" for letter in "abcde"), *(f"29-2-{letter}" for letter in "abcde"),
               *(f"29-3-{letter}" for letter in "abcd")}  # fmt: skip
"""The items of Pasal 29 of which the text was read."""

NOT_IN_THE_AUDITORS_GUIDE = {"27-4-c", "27-7-d", "27-12-f"}


@pytest.fixture(scope="module")
def bssn() -> Policy:
    return plugins.load().policy("bssn-4-2021")


def names(policy: Policy) -> list[str]:
    return [rule.id.partition("/")[2] for rule in policy.rules]


def test_every_item_of_the_standard_has_one_rule(bssn: Policy) -> None:
    web = [f"27-{paragraph}-{chr(97 + at)}" for paragraph, count in WEB.items() for at in range(count)]
    mobile = [f"29-{paragraph}-{letter}" for paragraph, letters in MOBILE.items() for letter in letters]
    mobile += [f"29-{paragraph}" for paragraph, letters in MOBILE.items() if not letters]
    assert (len(web), len(mobile)) == (75, 23)
    items = [name for name in names(bssn) if name.startswith(("27-", "29-"))]
    assert Counter(items) == Counter([*web, *mobile])
    for not_seen in ("pasal-30-31", "pasal-34-35"):
        assert not_seen in names(bssn)


def test_an_item_cites_its_own_clause_and_no_other_comes_first(bssn: Policy) -> None:
    for rule in bssn.rules:
        if found := re.fullmatch(r"bssn-4-2021/(2[79])-(\d+)(?:-([a-z]))?", rule.id):
            article, paragraph, letter = found.groups()
            clause = f"Pasal {article} ayat ({paragraph})" + (f" huruf {letter}" if letter else "")
            assert rule.file.basis[0].clause == clause, rule.id


def test_no_item_claims_to_be_better_read_than_it_was(bssn: Policy) -> None:
    for rule in bssn.rules:
        name = rule.id.partition("/")[2]
        if name.startswith("27-"):
            assert rule.file.basis[0].confidence == "secondary", name
        elif name.startswith("29-"):
            assert rule.file.basis[0].confidence == ("read" if name in MOBILE_READ else "memory"), name


def test_the_auditors_numbers_lead_to_the_items(bssn: Policy) -> None:
    numbers = [alias for rule in bssn.rules for alias in rule.file.aliases]
    assert Counter(numbers) == Counter(f"K{number}" for number in range(1, 73))
    without = {name for name in names(bssn) if name.startswith("27-")} - {
        rule.id.partition("/")[2] for rule in bssn.rules if rule.file.aliases
    }
    assert without == NOT_IN_THE_AUDITORS_GUIDE
    assert bssn.select(["K1"]).rules[0].id == "bssn-4-2021/27-1-a"


def judged(policy: Policy, name: str, **case: Any) -> Report:
    base = load_base(plugins.load().pack("bssn-4-2021"))
    (rule,) = policy.select([name]).rules
    return judge_case(policy, rule, base, Case(name="a test", expect="pass", **case))


def test_what_needs_an_active_test_waits_for_permission(bssn: Policy) -> None:
    active = {rule.id.partition("/")[2] for rule in bssn.rules if means_of(rule) is Means.ACTIVE}
    assert active == {"27-1-d", "27-4-a", "27-4-b", "27-4-h", "27-7-d", "27-11-a"}
    finding = judged(bssn, "27-4-h").rules[0].findings[0]
    assert (finding.state, finding.cause) == (State.UNKNOWN, "needs-permission")


def test_clauses_stand_in_the_order_of_the_law(bssn: Policy) -> None:
    own = [clause.text for clause in clauses(bssn)]
    assert own.index("Pasal 5") < own.index("Pasal 10") < own.index("Pasal 27 ayat (2) huruf a")
    assert own.index("Pasal 27 ayat (2) huruf a") < own.index("Pasal 27 ayat (10) huruf a")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False)


def test_the_share_of_a_scan_is_printed() -> None:
    said = run("bssn-4-2021").stdout
    assert "pemindaian saja memutuskan" in said
    assert "Pasal 27 ayat (13) huruf e (dari sumber kedua, naskahnya belum dibaca)" in said
    content = json.loads(run("bssn-4-2021", "--format", "json").stdout)
    of_bssn = [clause for clause in content if clause["regulation"] == "Peraturan BSSN Nomor 4 Tahun 2021"]
    alone = [clause for clause in of_bssn if clause["automated"]]
    assert f"{len(alone)} dari {len(of_bssn)}" in said


def test_a_report_gives_each_clause_its_state(bssn: Policy, tmp_path: Path) -> None:
    bare = {"hops": [{"url": "https://antrean.kota-contoh.example/", "status": 200, "headers": []}]}
    report = judged(bssn, "27-13-e", facts={"web.site/1": {"app": bare}})
    (tmp_path / "report.json").write_bytes(report.json_bytes())
    content = json.loads(run("bssn-4-2021", str(tmp_path / "report.json"), "--format", "json").stdout)
    states = {clause["clause"]: clause["state"] for clause in content}
    assert states["Pasal 27 ayat (13) huruf e"] == states["Pasal 27 ayat (4) huruf g"] == "fail"
    assert states["Pasal 27 ayat (1) huruf a"] is None
    assert "[ketidaksesuaian] Pasal 27 ayat (13) huruf e" in run("bssn-4-2021", str(tmp_path / "report.json")).stdout
