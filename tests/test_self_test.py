"""The self-test finds what is planted, and says so when the tool does not: then it exits 70."""

import json

import pytest

from spbe_policy.cli import run, self_test
from spbe_policy.demo import FAULTS, Fault, fault
from spbe_policy.demo.selftest import MOST, plantings
from spbe_policy.plugins import load
from spbe_policy.texts import text

pytestmark = pytest.mark.usefixtures("packs_are_read_once")


def test_every_fault_is_planted_once_and_few_share_a_sandbox() -> None:
    planted = plantings(FAULTS, load().policy("kota-jambi"))
    assert sorted(one.name for it in planted for one in it.faults) == sorted(one.name for one in FAULTS)
    for planting in planted:
        turned = [rule for one in planting.faults for rule in (*one.turns, *one.asks)]
        assert len(turned) == len(set(turned))
        assert len(planting.faults) <= MOST
        assert len(planting.faults) == 1 or not any(one.shadows for one in planting.faults)
    assert sum(len(it.faults) for it in planted[: self_test.USUAL]) >= 50


def test_a_pack_that_lacks_a_rule_is_not_asked_for_its_faults() -> None:
    planted = plantings(FAULTS, load().policy("kota-jambi").select(["*/27-8-*"]))
    assert {one.name for it in planted for one in it.faults} >= {"hsts-missing", "tls10-enabled", "cert-almost-over"}
    assert "sso-no-pkce" not in {one.name for it in planted for one in it.faults}


def planted(monkeypatch: pytest.MonkeyPatch, *faults: Fault) -> None:
    monkeypatch.setattr(self_test, "FAULTS", faults)


def test_what_is_found_is_counted(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    planted(monkeypatch, fault("hsts-missing"), fault("sso-no-pkce"))
    assert run(["self-test", "--format", "json"]) == 0
    said = capsysbinary.readouterr()
    assert json.loads(said.out) == {"planted": 2, "found": 2, "missed": [], "false_alarms": []}
    assert b"2/2 hsts-missing, sso-no-pkce" in said.err


def test_a_fault_that_goes_unseen_is_named(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As if the tool took no notice of a missing CSP, and failed another rule for it."""
    blind = Fault("csp-missing", text("a", "a"), turns=("bssn-4-2021/27-8-a",))
    planted(monkeypatch, fault("sso-no-pkce"), blind)
    assert run(["self-test"]) == 70
    said = capsysbinary.readouterr().out.decode()
    assert "Ditemukan 1 dari 2 cacat." in said
    assert "terlewat: csp-missing" in said
    assert "alarm palsu: bssn-4-2021/27-13-e" in said
