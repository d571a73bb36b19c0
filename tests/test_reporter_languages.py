"""Every reporter in both languages: no word of the other one, no banned word; heading and handling mark on each."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping

import pytest
from test_reporters import compliant, eventful, policy, selection

from spbe_policy import plugins
from spbe_policy.hookspecs import Reporter, rendered
from spbe_policy.policy import Policy
from spbe_policy.report import Report
from spbe_policy.reporters import words
from spbe_policy.reporters.csv import COLUMNS
from spbe_policy.reporters.publik import OPEN
from spbe_policy.texts import TERMS, Lang, Text, term

__all__ = ["policy"]

REPORTERS: Mapping[str, Reporter] = plugins.load().reporters
BOTH = {"json", "html"}
"""What holds both languages and shows one."""

ONE = {"berita-acara", "berita-acara-pdf"}
"""Papers that are Indonesian in either language of the run: the law's form."""

LANGS: tuple[Lang, Lang] = ("id", "en")
FORMATS = [name for name in REPORTERS if name not in BOTH]


def shown(name: str, report: Report, lang: Lang) -> str:
    """What a reader sees, on one line."""
    output = rendered(REPORTERS[name], report, lang, full=True)
    return " ".join(" ".join(_texts(output)).split())


def _texts(output: bytes) -> Iterator[str]:
    if output.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(output)) as package:
            for name in package.namelist():
                if re.search(r"document|sheet|shared|header|footer|workbook\.xml$", name) and name.endswith(".xml"):
                    runs = re.sub(r"</(?:\w+:)?(?:p|si|row|tc)>", " ", package.read(name).decode())
                    yield html.unescape(re.sub(r"<[^>]+>", "", runs))
                    yield from map(html.unescape, re.findall(r'<sheet [^>]*name="([^"]+)"', runs))
    elif output.startswith(b"%PDF"):
        from pypdf import PdfReader

        yield from (page.extract_text() for page in PdfReader(io.BytesIO(output)).pages)
    elif output.startswith((b"{", b"[")):
        yield from _strings(json.loads(output))
    elif output.startswith((b"<?xml", b"<!doctype")):
        yield html.unescape(output.decode())
    else:
        yield output.decode("utf-8-sig")


def _strings(value: object) -> Iterator[str]:
    """The texts in JSON; names of keys, states and levels are those of the format."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str) and (" " in value or value.isupper()):
        yield value


def texts(report: Report) -> Iterator[Text]:
    """All that is said in two languages, where the two differ by more than a word within the other."""
    for rule in report.rules:
        yield from (rule.title, rule.why, Text(id=rule.fix.id, en=rule.fix.en))
        yield from (Text(id=each.id, en=each.en) for each in (rule.question, rule.unseen) if each)
        for finding in rule.findings:
            yield finding.message
            yield from (each for each in (finding.sample,) if each)
    yield from report.notes
    yield from COLUMNS
    yield from (Text(id=each.id, en=each.en) for each in TERMS.values())
    for table in (words.CAUSES, words.FORCES, words.CONFIDENCES, words.NETWORKS):
        yield from table.values()
    yield from (words.NO_VERDICT, words.NOT_LIVE, words.PARAPHRASE)


def told(text: Text, lang: Lang, page: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text.say(lang))}(?!\w)", page) is not None


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ONE])
def test_no_word_of_the_other_language(policy: Policy, name: str) -> None:
    for report in (eventful(policy), compliant(policy), selection(policy)):
        for mine, other in (LANGS, LANGS[::-1]):
            page = shown(name, report, mine)
            foreign = [text for text in texts(report) if text.id != text.en and " " in text.say(other)]
            assert [text for text in foreign if told(text, other, page)] == []


@pytest.mark.parametrize("name", FORMATS)
def test_no_banned_word(policy: Policy, name: str) -> None:
    banned = [word for entry in TERMS.values() for word in entry.avoid]
    for report in (eventful(policy), compliant(policy), selection(policy)):
        page = shown(name, report, "id").casefold().replace("informasi yang dikecualikan", "")
        assert [word for word in banned if word.casefold() in page] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "satu-baris"])
def test_every_report_carries_its_heading_and_its_handling_mark(policy: Policy, name: str, lang: Lang) -> None:
    said: Lang = "id" if name in ONE else lang
    for report in (eventful(policy), compliant(policy)):
        page = shown(name, report, lang)
        assert words.standing(report, said).casefold() in page.casefold()
        assert (OPEN if name == "publik" else words.HANDLING).say(said) in page


def test_the_mark_is_the_reports_own(policy: Policy) -> None:
    secret = eventful(policy).model_copy(update={"handling": Text(id="RAHASIA", en="SECRET")})
    for name in FORMATS:
        if name not in {"satu-baris", "publik"}:
            assert "RAHASIA" in shown(name, secret, "id"), name
            assert term("rehearsal", "id").casefold() in shown(name, secret, "id").casefold()
