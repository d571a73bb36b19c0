"""Data sets over real TLS: where the date stands in each kind of answer, and what is judged of it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from conftest import Sealed
from hostile import Authority as Ca
from hostile import Call, free_port, http, serve
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.cssselect import CSSSelector

from spbe_policy import plugins
from spbe_policy.authority import Authority
from spbe_policy.builtin.data import answers, checks, markup
from spbe_policy.builtin.data.collectors import data_sets
from spbe_policy.builtin.data.facts import Dated, DateText
from spbe_policy.builtin.data.selector import select
from spbe_policy.checks import Check, NotReady, Outcome
from spbe_policy.collecting import Collected, Scope
from spbe_policy.decisions import NONE, Decisions, load_decisions
from spbe_policy.demo import Sandbox
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.packs import load_policy
from spbe_policy.policy import Policy
from spbe_policy.reading import parse_yaml, read_text
from spbe_policy.report import RuleReport, State
from spbe_policy.rules import Case
from spbe_policy.session import Door, open_session
from spbe_policy.testing import judge
from spbe_policy.verify import evidence_of, load_base
from spbe_policy.vocabulary import Stage

HOST = "data.kota-contoh.example"
AT = datetime(2026, 6, 15, 3, tzinfo=UTC)
PACK = Path(__file__).parent.parent / "policies" / "kota-jambi"
CITY = {"calendar": {"status": "ready", "source": "contoh", "holidays": {2026: ["2026-06-16"]}}}
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def app_of(**sources: Mapping[str, str]) -> Manifest:
    """An app whose data sets have these sources; `url` is a path of the data portal unless it is a whole URL."""
    sets = [
        {"id": name, "period": "monthly", "source": {**source, "url": f"https://{HOST}{source['url']}"}}
        for name, source in sources.items()
    ]
    return Manifest.model_validate({"schema": "spbe-app/1", "app": {"id": "contoh"}, "data_sets": sets})


async def collect(door: Door, app: Manifest) -> Collected:
    city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
    async with open_session(door, clock=lambda: AT) as session:
        return await data_sets.run(Scope(app, city, None, None, (), session))


def door(ca: Ca, port: int, **changes: Any) -> Door:
    reach = {"domains": ("kota-contoh.example",), "networks": ("127.0.0.0/8",), "ca_file": ca.file}
    return Door(resolve=(f"{HOST}:443:127.0.0.1:{port}",), request_seconds=2, **{**reach, **changes})


async def look(ca: Ca, answer: bytes, **source: str) -> Dated | Gap:
    """Ask one source that always answers this."""
    with serve(lambda _: iter([answer]), ca.context(HOST)) as server:
        found = await collect(door(ca, server.port), app_of(x={"url": "/x", **source}))
    (fact,) = found.values()
    assert isinstance(fact, Dated | Gap)
    return fact


def dated(*texts: tuple[str, str, str], source: str = "json", **changes: Any) -> Dated:
    written = tuple(
        DateText.model_validate({"text": text, "key": key, "origin": origin}) for text, key, origin in texts
    )
    told = {"url": f"https://{HOST}/x", "source": source, "status": 200, "texts": written}
    return Dated.model_validate({**told, **changes})


def said(check: Check, fact: Dated, city: Mapping[str, Any] = CITY, **data_set: Any) -> Outcome:
    """Judge one data set on Monday 15 June 2026."""
    item = {"id": "x", "period": "daily", **data_set}
    (outcome,) = judge(check, fact, subject="dataset:x", app={"data_sets": [item]}, city=city)
    return outcome


async def test_each_kind_of_source_tells_its_date_and_whose_it_is() -> None:
    with Sandbox(today=AT) as box:
        city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
        reach = {"networks": box.networks, "resolve": box.resolve, "ca_file": box.ca_file}
        app = Manifest.model_validate(_yaml(box.files.manifest))
        async with open_session(Door(domains=("kota-contoh.example",), **reach), clock=lambda: AT) as session:
            found = await data_sets.run(Scope(app, city, None, None, (), session))
            methods = {(line.method, line.url.rpartition("/")[2]) for line in session.ledger}
    readings = {name: fact.reading(city.zone) for name, fact in found.items() if isinstance(fact, Dated)}
    assert {name: (reading.origin, reading.seen) for name, reading in readings.items() if reading} == {
        "dataset:antrean-harian": ("content", "date=2026-06-15 (data_updated)"),
        "dataset:loket-bulanan": ("file", "date=2026-06-12 (Last-Modified)"),
        "dataset:kepuasan": ("content", "date=2026-06-08 (/meta/diperbarui)"),
        "dataset:indeks-layanan": ("content", "date=2026-06-03 (.tanggal-data)"),
        "dataset:pengumuman": ("content", "date=2026-06-14 (entry)"),
        "dataset:loket-harian": ("content", "date=2026-06-15 (tanggal)"),
        "dataset:kunjungan": ("content", "date=2026-05-16 (tanggal)"),
        "dataset:permohonan": ("content", "date=2026-06-10 (dct:modified)"),
        "dataset:halaman": ("file", "date=2026-06-13 (lastmod)"),
        "dataset:berita": ("content", "date=2026-06-13 (time)"),
        "dataset:layanan": ("content", "date=2026-05-26 (time)"),
        "dataset:pejabat": ("content", "date=2026-05-26 (time)"),
    }
    assert ("GET", "loket-bulanan.csv") in methods


def _yaml(path: Path) -> Any:
    return parse_yaml(read_text(path), path.name).data


@pytest.mark.parametrize(
    ("answer", "source", "broken"),
    [
        (http("404 Not Found"), {"kind": "json", "pointer": ""}, "http"),
        (http("200 OK", body=b"<html>login</html>"), {"kind": "json", "pointer": "/a"}, "not-json"),
        (http("200 OK", body=b"[" * 100_000), {"kind": "json", "pointer": "/a"}, "not-json"),
        (http("200 OK", body=b'{"success": false}'), {"kind": "ckan"}, "not-ckan"),
        (http("200 OK", body=b"<html><p>no feed"), {"kind": "feed"}, "not-feed"),
        (http("200 OK", body=b"<html/>"), {"kind": "feed"}, "not-feed"),
    ],
)
async def test_a_broken_source_is_a_fact_that_fails(ca: Ca, answer: bytes, source: dict[str, str], broken: str) -> None:
    fact = await look(ca, answer, **source)
    assert isinstance(fact, Dated)
    assert fact.broken == broken
    assert getattr(said(checks.current, fact), "seen", None) == ("http 404" if broken == "http" else broken)


@pytest.mark.parametrize(
    ("answer", "source", "cause"),
    [
        (http("403 Forbidden"), {"kind": "ckan"}, Cause.BLOCKED),
        (http("401 Unauthorized"), {"kind": "ckan"}, Cause.BLOCKED),
        (http("500 Oops"), {"kind": "ckan"}, Cause.UNREACHABLE),
        (http("302 Found", "Location: https://elsewhere.example/"), {"kind": "ckan"}, Cause.REFUSED),
        (http("200 OK"), {"kind": "json"}, Cause.NOT_DECLARED),
        (http("200 OK"), {"kind": "html"}, Cause.NOT_DECLARED),
        (http("200 OK"), {"kind": "html", "selector": "p:nth-child(2n)"}, Cause.NOT_DECLARED),
        (
            http("200 OK", body=b"<div id=root></div><script src=/app.js></script>"),
            {"kind": "html", "selector": "time"},
            Cause.NEEDS_BROWSER,
        ),
    ],
)
async def test_what_could_not_be_looked_at_is_a_gap(
    ca: Ca, answer: bytes, source: dict[str, str], cause: Cause
) -> None:
    fact = await look(ca, answer, **source)
    assert isinstance(fact, Gap)
    assert fact.cause is cause


async def test_nobody_home_and_hosts_of_others(ca: Ca) -> None:
    dead = await collect(door(ca, free_port()), app_of(x={"kind": "ckan", "url": "/x"}))
    foreign = await collect(
        door(ca, free_port(), domains=("kota-lain.example",)), app_of(x={"kind": "ckan", "url": "/"})
    )
    causes = [gap.cause for found in (dead, foreign) for gap in found.values() if isinstance(gap, Gap)]
    assert causes == [Cause.UNREACHABLE, Cause.REFUSED]


async def test_nothing_declared(ca: Ca) -> None:
    bare = {"schema": "spbe-app/1", "app": {"id": "contoh"}}
    unsaid = await collect(door(ca, 1), Manifest.model_validate(bare))
    none = await collect(door(ca, 1), Manifest.model_validate({**bare, "data_sets": []}))
    no_source = await collect(door(ca, 1), Manifest.model_validate({**bare, "data_sets": [{"id": "x"}]}))
    assert [gap.cause for gap in (unsaid["app"], no_source["dataset:x"]) if isinstance(gap, Gap)] == [
        Cause.NOT_DECLARED
    ] * 2
    assert none == {}


async def test_of_a_file_too_large_to_be_read_the_header_counts(ca: Ca) -> None:
    def answer(call: Call) -> Iterator[bytes]:
        body = b"" if call.method == "HEAD" else b"x" * 3_000
        yield http("200 OK", "Last-Modified: Fri, 12 Jun 2026 18:30:00 GMT", body=body)

    with serve(answer, ca.context(HOST)) as server:
        near = door(ca, server.port, max_body=2_000)
        found = await collect(near, app_of(x={"kind": "http", "url": "/x.csv"}))
    fact = found["dataset:x"]
    assert isinstance(fact, Dated)
    assert fact.content is None
    # 18:30 in Greenwich is the next day in Jambi.
    assert getattr(said(checks.current, fact), "seen", None) == "date=2026-06-13 (Last-Modified)"


async def test_a_large_file_of_a_server_that_knows_no_head_could_not_be_looked_at(ca: Ca) -> None:
    def answer(call: Call) -> Iterator[bytes]:
        yield http("405 No") if call.method == "HEAD" else http("200 OK", body=b"x" * 3_000)

    with serve(answer, ca.context(HOST)) as server:
        found = await collect(door(ca, server.port, max_body=2_000), app_of(x={"kind": "http", "url": "/x.csv"}))
    gap = found["dataset:x"]
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.TOO_LARGE


def test_ckan_tells_the_datas_date_from_the_files_and_the_entrys() -> None:
    package: dict[str, Any] = {
        "metadata_modified": "2026-06-14T20:00:00.000000",
        "extras": [{"key": "data_updated", "value": "31 Mei 2026"}, {"key": "other", "value": "x"}, 7],
        "resources": [{"last_modified": "2026-06-01T18:00:00", "periode": "2026-04"}, {"last_modified": None}],
    }
    body = json.dumps({"success": True, "result": package})
    by_default = {(item.key, item.origin) for item in answers.in_ckan(body, None).texts}
    assert by_default == {("data_updated", "content"), ("last_modified", "file"), ("metadata_modified", "catalogue")}
    chosen = {(item.key, item.origin) for item in answers.in_ckan(body, "metadata_modified").texts}
    assert ("metadata_modified", "catalogue") in chosen
    assert "content" not in {origin for _, origin in chosen}
    # CKAN writes UTC: 20:00 on the 14th is the 15th in Jambi.
    entry = dated(("2026-06-14T20:00:00.000000", "last_modified", "file"), source="ckan")
    assert getattr(said(checks.current, entry), "seen", None) == "date=2026-06-15 (last_modified)"


def test_html_prefers_what_is_written_for_machines_and_an_old_news_list_keeps_both_ends() -> None:
    rows = "".join(f"<tr><td class='tanggal b'>{day} Mei 2026</td><td>x</td></tr>" for day in range(1, 31))
    assert len(markup.in_html(f"<table>{rows}</table>", "tr > .tanggal").texts) == 30
    (one,) = markup.in_html(
        "<article><time datetime='2026-06-01'>kemarin</time></article><time>x</time>", "article time"
    ).texts
    assert one.text == "2026-06-01"
    many = markup.in_html("".join(f"<i>{number}</i>" for number in range(1000)), "i").texts
    assert len(many) == answers.MAX_TEXTS
    assert {"0", "999"} <= {item.text for item in many}


@pytest.mark.parametrize(
    "selector",
    [
        "article time", "article > time", ".news time.b", "#x > article > time", "[lang|=id] span", "div > span, time",
        "[data-x~=b] *", "*", "div[class^=new] .b", "body div span span", "DIV Time", "[data-x]", "div div", "p[class]",
    ],
)  # fmt: skip
def test_selectors_mean_what_they_mean_elsewhere(selector: str) -> None:
    page = """<html><body><div class="news a" id=x><article><time datetime=1>x</time><p><time class=b>y</time></p>
    </article></div><div lang=id-ID data-x="a b"><span>z<span>q</span></span></div></body></html>"""
    root = etree.fromstring(page, etree.HTMLParser())
    assert select(root, selector) == CSSSelector(selector, translator="html")(root)


def test_a_hostile_selector_takes_no_longer_than_a_kind_one() -> None:
    # As one XPath this takes libxml2 minutes.
    page = "<div><p><b>x</b></p></div>" * 20_000
    root = etree.fromstring(page, etree.HTMLParser())
    assert len(select(root, "* * * * *, * > *")) == 60_001
    assert markup.in_html("", "* *").texts == ()


@pytest.mark.parametrize("selector", ["", "p::before", "p:hover", "p + p", "a[b!=c]", ">", "*," * 9 + "*", "x" * 201])
def test_other_selectors_are_not_taken(selector: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (what it says is not shown)
        markup.in_html("<p>x</p>", selector)


def test_a_feed_expands_no_entities_and_its_own_date_is_the_carriers() -> None:
    bomb = b"""<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
    <rss><channel><lastBuildDate>Mon, 15 Jun 2026 10:00:00 +0700</lastBuildDate>
    <item><pubDate>Fri, 12 Jun 2026 10:00:00 +0700</pubDate><title>&b;&c;</title></item></channel></rss>"""
    assert {(item.text, item.origin) for item in markup.in_feed(bomb).texts} == {
        ("Fri, 12 Jun 2026 10:00:00 +0700", "content"),
        ("Mon, 15 Jun 2026 10:00:00 +0700", "file"),
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(JSON, st.text(alphabet="/~01ab-", max_size=10))
def test_a_pointer_leads_somewhere_or_nowhere(document: Any, pointer: str) -> None:
    answers.resolve(document, pointer)
    assert answers.resolve({"a/b": {"m~n": [1, {"": 2}]}}, "/a~1b/m~0n/1/") == 2


def test_a_text_is_redacted_before_it_is_kept() -> None:
    (kept,) = answers.in_json(json.dumps({"a": "oleh budi@kota.go.id 2026-06-01"}), "/a").texts
    assert kept.text == "oleh <email> 2026-06-01"


@pytest.mark.parametrize(
    ("text", "kind", "seen"),
    [
        ("2026-06-12", "Pass", "date=2026-06-12 (k)"),
        ("11 Juni 2026", "Fail", "date=2026-06-11 (k)"),
        ("2026-06-16", "Pass", "date=2026-06-16 (k)"),  # a day ahead: clocks and time zones differ
        ("2026-06-17", "Fail", "date=2026-06-17 (k)"),
        ("06/12/2026", "Review", "date=2026-06-12|2026-12-06 (k)"),
        ("07/08/2026", "Fail", "date=2026-07-08|2026-08-07 (k)"),
    ],
)
def test_the_day_decides(text: str, kind: str, seen: str) -> None:
    outcome = said(checks.current, dated((text, "k", "content")))
    assert (type(outcome).__name__, getattr(outcome, "seen", None)) == (kind, seen)


def test_a_clock_fault_has_words_of_its_own() -> None:
    future = said(checks.current, dated(("2027-01-01", "k", "content")))
    assert "masa depan" in getattr(future, "message").id  # noqa: B009 (any outcome)


@pytest.mark.parametrize(
    ("fact", "city", "data_set", "cause"),
    [
        (dated(("segera", "k", "content")), CITY, {}, Cause.NOT_DECLARED),
        (dated(("2026-06-15", "metadata_modified", "catalogue")), CITY, {}, Cause.NOT_DECLARED),
        (dated(("2026-06-12", "k", "content")), CITY, {"period": None}, Cause.NOT_DECLARED),
    ],
)
def test_what_cannot_be_judged_says_who_acts(
    fact: Dated, city: Mapping[str, Any], data_set: dict[str, Any], cause: Cause
) -> None:
    outcome = said(checks.current, fact, city, **data_set)
    assert isinstance(outcome, Gap)
    assert outcome.cause is cause


def test_only_daily_data_waits_for_the_calendar() -> None:
    assert said(checks.current, dated(("2026-06-12", "k", "content")), {}) == NotReady("calendar")
    assert getattr(said(checks.current, dated(("2026-06-01", "k", "content")), {}, period="monthly"), "seen", None)


def test_one_rule_over_two_data_sets(sealed: Sealed) -> None:
    """One is stale: a finding for each, the rule fails; a waiver of what was seen covers that one and no other."""
    judged = _judged(sealed, "30 April 2026")
    found = {finding.subject: (finding.state, finding.seen) for finding in judged.findings if finding.seen}
    assert found == {
        "dataset:harga-pangan": (State.PASS, "date=2026-06-12 (data_updated)"),
        "dataset:kunjungan": (State.FAIL, "date=2026-04-30 (/meta/diperbarui)"),
    }
    assert judged.state is State.FAIL
    waiver, _ = load_decisions(
        """
schema: spbe-decisions/1
decisions:
  - {kind: waiver, app: antrean, rule: kota-jambi/data-current, subject: "dataset:kunjungan",
     seen: "date=2026-04-30 (/meta/diperbarui)", office: Diskominfo, official: Rina Contoh,
     nip: "000000000000000001", reason_kind: transition, date: 2026-06-01, until: 2026-07-01,
     reason: Walidata berganti}
""",
        "decisions.yaml",
    )
    assert _judged(sealed, "30 April 2026", waiver).state is State.WAIVED
    assert _judged(sealed, "29 April 2026", waiver).state is State.FAIL


@lru_cache
def _policy() -> Policy:
    return load_policy(PACK, plugins.load().checks).select(["data-current"])


def _judged(sealed: Sealed, day: str, decisions: Decisions = NONE) -> RuleReport:
    stale = {"texts": [{"text": day, "key": "/meta/diperbarui", "origin": "content"}]}
    case = Case(name="two", expect="fail", facts={"data.set/1": {"dataset:kunjungan": stale}})
    evidence, policy = evidence_of(load_base(PACK), case), _policy()
    with sealed():
        return evaluate(evidence, policy, decisions, stage=Stage.ACCEPTANCE).rules[0]
