"""An SBOM of an app whose contract is older than the city's date is a should, until the city's day."""

from datetime import date
from pathlib import Path

import pytest

from spbe_policy.plugins import load
from spbe_policy.report import Report
from spbe_policy.rules import Case
from spbe_policy.verify import Base, judge_case, load_base

BSSN = Path(__file__).parents[1] / "policies" / "bssn-4-2021"
PACK = """
title: {id: Pedoman contoh, en: Example guidelines}
version: "1"
issuer: Kota Contoh
status: {id: Contoh, en: An example}
evidence_max_age_days: 30
stages: {delivery: [documented], acceptance: [documented], release: [documented], operation: [documented]}
sources: {}
include:
  - pack: bssn-4-2021
    rules:
      "27-13-b": {cohorts: [{launched_before: 2026-01-01, effective_on: 2027-01-01}]}
"""


@pytest.fixture(scope="module")
def base() -> Base:
    return load_base(BSSN)


def without_sbom(folder: Path, base: Base, launched: str) -> Report:
    folder = folder / "kota"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    policy = load().policy(str(folder))
    rule = next(rule for rule in policy.rules if rule.id == "bssn-4-2021/27-13-b")
    row = {**(base.row or {}), "launch_date": launched}
    case = Case.model_validate(
        {"name": "x", "expect": "fail", "row": row, "facts": {"sbom.bom/1": {"sbom": {"path": None, "sha256": None}}}}
    )
    return judge_case(policy, rule, base, case)


@pytest.mark.parametrize(("launched", "level"), [("2024-05-01", "should"), ("2026-02-01", "must")])
def test_a_missing_sbom_weighs_by_when_the_app_was_launched(
    tmp_path: Path, base: Base, launched: str, level: str
) -> None:
    (rule,) = without_sbom(tmp_path, base, launched).rules
    assert (rule.state, rule.effective_level, rule.level) == ("fail", level, "must")


def test_the_day_from_which_it_binds_is_shown(tmp_path: Path, base: Base) -> None:
    (rule,) = without_sbom(tmp_path, base, "2024-05-01").rules
    assert rule.effective_on == date(2027, 1, 1)
