"""The HTML report as a file: whole in both languages, harmless, light, the same bytes each time."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from lxml import etree, html
from test_reporters import compliant, eventful, policy, selection

from spbe_policy import plugins
from spbe_policy.decisions import Decisions
from spbe_policy.evaluating import evaluate
from spbe_policy.policy import Policy
from spbe_policy.report import Report, State
from spbe_policy.reporters.html import HtmlReporter
from spbe_policy.rules import Case
from spbe_policy.testing import hostile_report
from spbe_policy.texts import TERMS, Lang, Text, term
from spbe_policy.verify import evidence_of, load_base, patched
from spbe_policy.vocabulary import Stage

__all__ = ["policy"]

BROKEN = {
    "kota-jambi/sso-pkce", "kota-jambi/data-current", "bssn-4-2021/27-2-f", "bssn-4-2021/27-8-b", "bssn-4-2021/27-13-a",
}  # fmt: skip
LARGEST = 300_000
LANGS: tuple[tuple[Lang, Lang], ...] = (("id", "en"), ("en", "id"))


@cache
def laws() -> Report:
    """An app under all the laws of a city: some things are broken, most are not decided yet."""
    registry = plugins.load()
    policy, facts = registry.policy("kota-jambi"), {}
    for rule in policy.rules:
        if rule.id in BROKEN:
            facts = patched(facts, next(case.facts for case in rule.file.cases if case.expect == "fail"))
    broken = Case(name="some things are broken", expect="fail", facts=facts)
    evidence = evidence_of(load_base(registry.pack("kota-jambi")), broken)
    none = Decisions.model_validate({"schema": "spbe-decisions/1", "decisions": []})
    return evaluate(evidence, policy, none, stage=Stage.ACCEPTANCE)


def rendered(report: Report, lang: Lang = "id") -> str:
    return HtmlReporter().render(report, lang).decode()


def page(report: Report, lang: Lang = "id") -> Any:
    return html.document_fromstring(rendered(report, lang))


def read(report: Report, lang: Lang) -> str:
    """What a reader of one language reads."""
    tree = page(report, lang)
    other = "en" if lang == "id" else "id"
    etree.strip_elements(tree, "script", "style", with_tail=False)
    for part in tree.xpath(f"//body//*[@lang='{other}']"):
        part.text = None
        etree.strip_elements(part, "*")
    return " ".join("\n".join(tree.itertext()).split())


def test_two_hundred_rules_stay_light() -> None:
    report = laws()
    rules = report.rules[-200:]
    assert {State.FAIL, State.REVIEW, State.PASS, State.NOT_APPLICABLE} <= {rule.state for rule in rules}
    assert len(HtmlReporter().render(report.model_copy(update={"rules": rules}), "id")) < LARGEST


@pytest.mark.parametrize(("lang", "other"), LANGS)
def test_the_page_says_everything_in_either_language_and_no_word_of_the_other(
    policy: Policy, lang: Lang, other: Lang
) -> None:
    for report in (eventful(policy), compliant(policy), selection(policy), laws()):
        said = read(report, lang)
        assert term("rehearsal" if not report.official else "official", lang) in said
        assert report.handling.say(lang) in said
        for text in texts(report):
            shown, foreign = (" ".join(text.say(each).split()) for each in (lang, other))
            assert shown in said or len(shown) > 400
            assert text.id == text.en or " " not in foreign or foreign not in said


def texts(report: Report) -> Iterator[Text]:
    """What no reader may miss: each rule, what was found of it, how to mend it, what is asked, what is to be known."""
    for rule in report.rules:
        yield rule.title
        if rule.state is State.FAIL:
            yield from (rule.why, rule.fix)
            yield from (finding.message for finding in rule.findings if finding.state is not State.PASS)
        if rule.state is State.REVIEW and rule.question:
            yield rule.question
        if rule.unseen and rule.state is not State.NOT_APPLICABLE:
            yield rule.unseen
    yield from report.notes


def test_banned_words_never_appear(policy: Policy) -> None:
    banned = [word for entry in TERMS.values() for word in entry.avoid if word != "dikecualikan"]
    for report in (eventful(policy), compliant(policy), selection(policy), laws()):
        said = read(report, "id").casefold()
        assert [word for word in banned if word.casefold() in said] == []


def test_every_rule_has_its_place_and_every_link_leads_somewhere() -> None:
    tree = page(laws())
    places = [element.get("id") for element in tree.xpath("//*[contains(@class, 'rule')][@data-state]")]
    assert places == list(dict.fromkeys(places))
    assert set(places) == {f"r/{rule.id}" for rule in laws().rules}
    names = set(tree.xpath("//@id"))
    assert {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")} <= names


def test_what_failed_is_there_with_its_evidence_and_its_fix() -> None:
    (rule,) = (rule for rule in laws().rules if rule.id == "kota-jambi/sso-pkce")
    (article,) = page(laws()).xpath("//*[@id='r/kota-jambi/sso-pkce']")
    said = article.text_content()
    for finding in rule.findings:
        assert finding.seen in said
        assert finding.fingerprint in said
        assert finding.sample.en in said
    for name, lines in rule.fix.variants.items():
        assert name in said
        assert lines.strip() in said
    assert (article.get("data-party"), article.get("data-pillar"), article.get("data-state")) == (
        "vendor",
        "sso",
        "fail",
    )


def test_the_first_screen_says_the_verdict_and_three_steps(policy: Policy) -> None:
    (first,) = page(laws()).xpath("//section[@class='first']")
    assert term("not-compliant", "id") in first.text_content()
    assert len(first.xpath(".//ol/li")) == 3
    (first,) = page(compliant(policy)).xpath("//section[@class='first']")
    assert term("compliant", "id") in first.text_content()
    (first,) = page(selection(policy)).xpath("//section[@class='first']")
    assert "LULUS" not in first.text_content()
    assert all(part in first.text_content() for part in ("Tanpa putusan", "hanya sebagian ketentuan"))


def test_the_page_loads_nothing_and_permits_only_its_own_style_and_script() -> None:
    for report in (laws(), hostile_report()):
        tree = page(report)
        (allowed,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert allowed.startswith("default-src 'none';")
        for kind in ("style", "script"):
            (own,) = tree.xpath(f"//{kind}")
            digest = base64.b64encode(hashlib.sha256((own.text or "").encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}';" in allowed
        assert tree.xpath("//@src | //@srcset | //link | //img | //iframe | //object | //@style") == []
        assert "url(" not in rendered(report)
        assert "@import" not in rendered(report)


def test_an_address_is_a_link_only_where_it_is_plain() -> None:
    report = laws()
    for url in (
        "javascript:alert(1)",
        'https://a.example/" onclick=alert(1) x="',
        "https://a.example/?q=1",
        "//a.example",
    ):
        app = report.app.model_copy(update={"url": url})
        named = report.model_copy(update={"app": app, "environment": "staging"})
        assert [link for link in page(named).xpath("//a/@href") if not link.startswith("#")] == []
        assert url.partition(" ")[0] in page(named).text_content()


def test_ten_megabytes_of_anything_are_cut(policy: Policy) -> None:
    report = selection(policy)
    rule, long = report.rules[0], Text(id="a" * 10_000_000, en="b " * 5_000_000)
    bad = rule.findings[0].model_copy(update={"state": State.FAIL})
    worst = bad.model_copy(update={"message": long, "seen": long.id, "subject": long.en})
    fix = rule.fix.model_copy(update={"id": long.id, "variants": {long.id: long.en}})
    findings = (worst, *(bad.model_copy(update={"subject": f"dataset:{number}"}) for number in range(5000)))
    changes = {"title": long, "why": long, "fix": fix, "findings": findings, "state": State.FAIL}
    flooded = report.model_copy(update={"rules": (rule.model_copy(update=changes),), "notes": (long,) * 5000})
    assert len(rendered(flooded)) < LARGEST


def test_a_name_cannot_write_on_the_page(policy: Policy) -> None:
    name = "\x1b[2J</title><script>alert(1)</script>\r\nLULUS\u202e&amp;\u200b'\""
    report = selection(policy)
    app = report.app.model_copy(update={"id": name, "name": name})
    source = rendered(report.model_copy(update={"app": app}))
    assert source.count("<script>") == 1
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", source) is None
    assert (
        r"\x1b[2J</title><script>alert(1)</script> LULUS\u202e&amp;\u200b"
        in page(report.model_copy(update={"app": app})).text_content()
    )


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_same_report_gives_the_same_bytes(lang: Lang) -> None:
    stored = Report.load(laws().json_bytes())
    assert HtmlReporter().render(stored, lang) == HtmlReporter().render(laws(), lang)
    assert page(stored, lang).get("lang") == lang
