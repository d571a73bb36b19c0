"""The compliant app under all the laws, when one thing is not as it should be: what the city says, and what it owes."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import spbe_policy
from spbe_policy import Reach, Report, Stage, State, Verdict
from spbe_policy.demo import Sandbox
from spbe_policy.demo.scene import WIB
from spbe_policy.texts import term

pytestmark = pytest.mark.usefixtures("packs_are_read_once")
HSTS = "bssn-4-2021/27-8-b"


@pytest.fixture(scope="module")
def city(packs_are_read_once: None) -> Iterator[Sandbox]:
    with Sandbox() as box:
        yield box


def judged(box: Sandbox, decisions: Path | None, authority: Path | None = None, stage: str = "acceptance") -> Report:
    return spbe_policy.check(
        box.files.manifest, authority=authority or box.files.authority, decisions=decisions, stage=stage,
        reach=Reach(resolve=box.resolve),
    )  # fmt: skip


def sections(report: Report) -> dict[str, str]:
    """The Indonesian text report by heading; what stands before the first heading is under the empty one."""
    text = spbe_policy.render(report, "text", "id").decode()
    before, *rest = re.split(r"^(\S.*)\n=+\n", text, flags=re.MULTILINE)
    return {"": before, **dict(zip(rest[::2], rest[1::2], strict=True))}


def read(file: Path) -> Any:
    return YAML(typ="safe", pure=True).load(file.read_text("utf-8"))


def write(file: Path, content: Any) -> Path:
    """JSON is YAML, and has no aliases."""
    file.write_text(json.dumps(content, default=str), "utf-8")
    return file


def day_of(box: Sandbox) -> date:
    return box.today.astimezone(WIB).date()


# The city has decided nothing.


@pytest.fixture(scope="module")
def undecided(city: Sandbox) -> Report:
    return judged(city, None)


def test_without_decisions_nothing_fails_and_nothing_is_decided(undecided: Report) -> None:
    assert undecided.verdict is Verdict.UNDECIDED
    assert {rule.state for rule in undecided.rules} == {State.PASS, State.REVIEW, State.UNKNOWN, State.NOT_APPLICABLE}
    unknown = [rule for rule in undecided.rules if rule.state is State.UNKNOWN]
    assert {item.cause for rule in unknown for item in rule.findings} == {"needs-permission"}


def test_what_people_must_answer_stands_under_who_answers_it(undecided: Report) -> None:
    shown = {words: text for words, text in sections(undecided).items() if words.startswith("Perlu penilaian petugas")}
    waiting = [rule for rule in undecided.rules if rule.state is State.REVIEW]
    delivered = {paper.kind for rule in waiting for item in rule.findings for paper in item.documents}
    asked = [rule for rule in waiting if not delivered & set(rule.documents)]
    assert len({rule.responsible for rule in asked}) > 1
    for rule in asked:
        (words,) = (words for words, text in shown.items() if rule.id in text)
        assert f"dijawab: {term(rule.responsible, 'id')} (" in words


def test_documents_that_were_delivered_wait_with_what_they_would_answer(undecided: Report) -> None:
    (waiting,) = (text for words, text in sections(undecided).items() if words.startswith("Dokumen menunggu"))
    reports = waiting.partition("dokumen/laporan-uji-keamanan.txt")[2].partition("dokumen/")[0]
    assert "sha256:" in reports
    assert "bssn-4-2021/27-4-g" in reports


def test_at_delivery_the_vendors_documents_and_answers_are_enough(city: Sandbox) -> None:
    report = judged(city, None, stage=Stage.DELIVERY)
    assert report.verdict is Verdict.COMPLIANT
    musts = [rule for rule in report.rules if rule.effective_level == "must"]
    assert {rule.state for rule in musts} == {State.PASS, State.NOT_APPLICABLE}


# A waiver has ended.


@pytest.mark.parametrize(("days", "verdict"), [(-1, Verdict.NOT_COMPLIANT), (0, Verdict.COMPLIANT)])
def test_a_waiver_holds_until_the_end_of_its_last_day(tmp_path: Path, days: int, verdict: Verdict) -> None:
    with Sandbox(["hsts-short"]) as box:
        today = day_of(box)
        seen = next(item.seen for rule in judged(box, None).rules for item in rule.findings if item.state == "fail")
        waiver = {
            "kind": "waiver", "app": "antrean", "office": "Diskominfo Kota Contoh", "official": "Tuti Contoh",
            "nip": "000000000000000004", "date": today - timedelta(days=90), "until": today + timedelta(days=days),
            "reason": "Server pindah", "reason_kind": "transition", "rule": HSTS, "seen": seen,
        }  # fmt: skip
        content = read(box.files.decisions)
        content["decisions"].append(waiver)
        report = judged(box, write(tmp_path / "decisions.yaml", content))
    assert report.verdict is verdict
    (rule,) = (rule for rule in report.rules if rule.id == HSTS)
    assert rule.state is (State.FAIL if days < 0 else State.WAIVED)
    said = sections(report)["Catatan"]
    assert HSTS in said
    assert ("keputusan tidak berlaku (berakhir" in said) is (days < 0)
    assert ("keputusan berakhir" in said) is (days >= 0)


# The city itself is not ready.


def test_what_the_city_owes_is_on_page_one_and_fails_nobody(city: Sandbox) -> None:
    profile = read(city.files.authority)
    later = {"status": "not-yet", "until": day_of(city) + timedelta(days=90), "decided_by": "Wali Kota Contoh"}
    profile["sso"] = {"public": later, "government": later}
    report = judged(city, city.files.decisions, write(city.folder / "tanpa-sso.yaml", profile))
    owed = [rule for rule in report.rules if any(item.city_debt for item in rule.findings)]
    assert report.verdict is Verdict.COMPLIANT
    assert {rule.id.partition("/")[2] for rule in owed} > {"sso-login", "sso-pkce", "portal-session"}
    assert all("sso" in rule.id or rule.id == "kota-jambi/portal-session" for rule in owed)
    shown = sections(report)
    assert f"Utang kota      {len(owed)} ketentuan menunggu kota" in shown[""]
    (debts,) = (text for words, text in shown.items() if words.startswith("Utang kota"))
    assert "Wali Kota Contoh" in debts
    assert all(rule.id in debts for rule in owed)
