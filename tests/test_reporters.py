"""The reports as people get them. `SPBE_POLICY_SNAPSHOTS=write` renews the files that the outputs are compared with."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st
from toy import accepted, evidence, hidden, judged, paper, review, says, thing, waiver, witness

from spbe_policy.evidence import Cause, Vantage
from spbe_policy.lock import official
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State, Verdict
from spbe_policy.reporters import words
from spbe_policy.reporters.json import JsonReporter
from spbe_policy.reporters.layout import LONGEST, WIDTH
from spbe_policy.reporters.table import fleet_table
from spbe_policy.reporters.text import TextReporter
from spbe_policy.texts import TERMS, Lang, Text, term
from spbe_policy.vocabulary import Stage

SNAPSHOTS = Path(__file__).parent / "snapshots"
LANGS: tuple[Lang, ...] = ("id", "en")
RULES: Mapping[str, Mapping[str, Any]] = {
    "header": {
        "responsible": "hosting",
        "title": {"id": "Header terpasang", "en": "The header is there"},
        "fix": {
            "id": "Kirim header itu pada semua jawaban.",
            "en": "Send that header with every answer.",
            "variants": {"nginx": "add_header X-Contoh 1 always;", "apache": "Header always set X-Contoh 1"},
        },
    },
    "fresh": {
        "check": "toy.other",
        "title": {"id": "Data mutakhir", "en": "The data is current"},
        "basis": [
            {"source": "contoh", "clause": "Pasal 2 ayat (1)", "force": "law", "confidence": "memory"},
            {"source": "contoh", "force": "city-policy", "confidence": "read"},
        ],
        "effort": "large",
    },
    "fresh-soon": {"check": "toy.other", "level": "should", "waivable": False, "responsible": "opd"},
    "in-grace": {"check": "toy.other", "effective_on": "2027-01-01", "responsible": "opd"},
    "pages": {**toy.PARTIAL, "check": "toy.part"},
    "papers": {"check": "toy.script", "documents": ["laporan-uji"]},
    "portal": {"check": "toy.portal"},
    "absent": {"check": "absent.check"},
    "operation": {"from": "operation"},
}


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return toy.pack(tmp_path_factory.mktemp("packs") / "kota-contoh", RULES)


PROMISE = {"portal": {"status": "not-yet", "until": "2026-12-31", "decided_by": "Diskominfo"}}


def eventful(policy: Policy) -> Report:
    """A report in which everything happens that can."""
    seen = evidence(
        thing(says("fail", seen="X-Contoh: 0")),
        thing(hidden(), subject="endpoint:api"),
        thing(hidden(Cause.NEEDS_BROWSER), subject="endpoint:menu"),
        thing(says("crash"), subject="endpoint:rusak"),
        thing(says("fail", seen="2026-01"), subject="dataset:harga-pangan", kind=toy.Other),
        thing(says("fail", seen="2025-12"), subject="dataset:penduduk", kind=toy.Other),
        thing(says("pass"), kind=toy.Script),
        paper(),
        app={"name": "Antrean Puskesmas", "version": "1.4.0"},
        city=PROMISE,
        vantage=Vantage(overrides=("--allow-host uji.example", "--ca"), operator="Pemeriksa Contoh"),
        versions={"spbe-policy": "0.1.0"},
    )
    return judged(
        policy,
        seen,
        waiver("kota-contoh/fresh", seen="2025-12", subject="dataset:penduduk", until="2026-07-01"),
        witness("kota-contoh/pages", Cause.NEEDS_BROWSER, subject="endpoint:menu"),
        review("kota-contoh/pages", "fail", seen="lain"),
        accepted("kota-contoh/tidak-ada"),
    )


def compliant(policy: Policy) -> Report:
    seen = evidence(
        thing(says("pass")),
        thing(says("pass"), kind=toy.Other),
        thing(says("fail", seen="2025-12"), subject="dataset:penduduk", kind=toy.Other),
        thing(says("pass"), kind=toy.Script),
        paper(),
        city=PROMISE,
    )
    waived = waiver("kota-contoh/fresh", seen="2025-12", subject="dataset:penduduk")
    papers = accepted("kota-contoh/pages", "kota-contoh/papers")
    most = policy.select(["header", "fresh", "in-grace", "pages", "papers", "portal", "operation"])
    return official(judged(most, seen, waived, papers), seen.dossier.vantage)


def selection(policy: Policy) -> Report:
    report = judged(policy.select(["header"]), evidence(thing(says("pass"))), stage=Stage.DELIVERY)
    return report.model_copy(update={"verdict": None})


def said(report: Report, lang: Lang) -> str:
    return TextReporter().render(report, lang).decode()


def same(name: str, output: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("SPBE_POLICY_SNAPSHOTS") == "write":
        path.write_text(output, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == output


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("make", [eventful, compliant, selection])
def test_the_text_report_as_a_whole(policy: Policy, make: Any, lang: Lang) -> None:
    same(f"{make.__name__}.{lang}.txt", said(make(policy), lang))


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_of_many_apps_as_a_whole(policy: Policy, lang: Lang) -> None:
    reports = [make(policy) for make in (eventful, compliant, selection)]
    same(f"table.{lang}.txt", fleet_table(reports, lang))
    assert fleet_table([compliant(policy)], lang).startswith(term("official", lang))


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_can_be_printed_in_a_windows_console(policy: Policy, lang: Lang) -> None:
    for report in (eventful(policy), compliant(policy), selection(policy)):
        assert said(report, lang).encode("cp1252")
        assert max(len(line) for line in said(report, lang).splitlines()) <= WIDTH


def test_the_json_report_is_the_report(policy: Policy) -> None:
    report = eventful(policy)
    output = JsonReporter().render(report, "id")
    assert output == JsonReporter().render(report, "en")
    assert output.count(b"\n") == 1
    assert json.loads(output)["schema"] == "spbe-report/1"
    stored = Report.model_validate_json(output)
    assert stored == report
    assert said(stored, "id") == said(report, "id")


def test_only_a_verdict_says_lulus(policy: Policy) -> None:
    assert "LULUS" not in said(selection(policy), "id")
    assert words.NO_VERDICT.id in said(selection(policy), "id")
    assert "LULUS" not in fleet_table([selection(policy)], "id")


def test_every_verdict_names_its_reason(policy: Policy) -> None:
    nothing = judged(policy.select(["operation"]), evidence())
    assert nothing.verdict is Verdict.UNDECIDED
    assert "tidak ada ketentuan wajib yang berlaku" in said(nothing, "id")
    assert "1 waived" in said(compliant(policy), "en")


def test_the_two_languages_do_not_mix(policy: Policy) -> None:
    report = eventful(policy)
    texts = [rule.title for rule in report.rules] + [item.message for rule in report.rules for item in rule.findings]
    texts += [rule.why for rule in report.rules] + list(report.notes)
    for mine, other in (("id", "en"), ("en", "id")):
        page = " ".join(said(report, mine).split())  # type: ignore[arg-type]
        for text in texts:
            if text.id != text.en:
                assert text.say(other) not in page  # type: ignore[arg-type]


@pytest.mark.parametrize("table", ["CAUSES", "FORCES", "CONFIDENCES", "EFFORTS", "NETWORKS"])
def test_every_word_is_there_in_both_languages(table: str) -> None:
    for key, word in getattr(words, table).items():
        assert isinstance(word, Text)
        assert word.id.strip(), key
        assert word.en.strip() not in ("", word.id), key
    assert set(words.CAUSES) == set(Cause)


def test_banned_words_never_appear(policy: Policy) -> None:
    banned = [word for entry in TERMS.values() for word in entry.avoid]
    for report in (eventful(policy), compliant(policy), selection(policy)):
        page = said(report, "id") + fleet_table([report], "id")
        assert [word for word in banned if word.casefold() in page.casefold()] == []


HOSTILE = "\x1b[2J\x1b]0;LULUS\x07LULUS\r\nTIDAK\x85ADA\u2028\u202elulus\u200b\x9b31m\ud800"


@pytest.mark.parametrize("lang", LANGS)
def test_what_an_app_says_of_itself_cannot_write_on_the_page(policy: Policy, lang: Lang) -> None:
    report = eventful(policy)
    note = report.app.model_copy(update={"name": HOSTILE, "url": HOSTILE, "id": HOSTILE})
    finding = (
        report.rules[0]
        .findings[0]
        .model_copy(
            update={"state": State.FAIL, "seen": HOSTILE, "subject": HOSTILE, "message": Text(id=HOSTILE, en=HOSTILE)}
        )
    )
    rule = report.rules[0].model_copy(update={"state": State.FAIL, "findings": (finding,)})
    rules = (rule, *report.rules[1:])
    page = said(report.model_copy(update={"app": note, "rules": rules}), lang)
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", page) is None
    assert r"\x1b[2J\x1b]0;LULUS\x07LULUS TIDAK ADA \u202elulus\u200b\x9b31m\ud800" in page
    assert not any(line.strip().startswith("TIDAK ADA") for line in page.splitlines())


def test_a_rule_is_never_cut_from_a_list(tmp_path: Path) -> None:
    many = toy.pack(tmp_path / "kota-contoh", {f"ketentuan-nomor-{number}": {} for number in range(60)})
    page = said(judged(many, evidence(thing(hidden()))), "id")
    assert page.count("tidak dapat dilihat") == 1
    assert all(rule.id in page for rule in many.rules)


@given(st.text(max_size=1000))
def test_no_name_adds_a_line_or_overflows(policy: Policy, name: str) -> None:
    report = selection(policy)
    plain = report.model_copy(update={"app": report.app.model_copy(update={"id": "antrean"})})
    named = report.model_copy(update={"app": report.app.model_copy(update={"id": f"antrean {name}"})})
    ours = [line for line in said(plain, "id").splitlines() if not line.startswith("  Aplikasi")]
    page = said(named, "id").splitlines()
    assert [line for line in page if line in ours] == ours
    assert all(len(line) <= WIDTH + LONGEST for line in page)
    assert all(line.isprintable() for line in page)
