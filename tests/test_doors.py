"""The doors themselves: the sandbox portal judged by the pack of the doors, alone and with every fault of it."""

from collections.abc import Iterator, Mapping

import pytest
from hostile import Authority as Ca
from hostile import http
from test_portal import APP, OTHER, PORTAL, app_of, as_json, city_of, look, page, to

import spbe_policy
from spbe_policy import Report, State
from spbe_policy.builtin.portal.checks import entries_live, fits_phone, incident_form, search_works
from spbe_policy.builtin.portal.door_facts import Door, Entries, Incident, Search, Surface, Tracking, Tried
from spbe_policy.builtin.portal.facts import Opened
from spbe_policy.checks import Fail, Pass, Review
from spbe_policy.demo import DOORS, Fault, Sandbox
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.plugins import load
from spbe_policy.testing import judge

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("packs_are_read_once")]
PACK = "pintu-layanan"
DOOR = f"https://{PORTAL}/"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def judged(*faults: str) -> Report:
    with Sandbox(faults) as box:
        reach = spbe_policy.Reach(resolve=box.resolve)
        return spbe_policy.check(
            box.files.portal, authority=box.files.authority, policy=PACK, stage="operation", reach=reach
        )


def rules_in(report: Report, *states: State) -> set[str]:
    return {rule.id for rule in report.rules if rule.state in states}


PARTIAL = {f"{PACK}/catalogue-entries", f"{PACK}/trouble-tracked", f"{PACK}/door-on-a-phone"}


def test_a_portal_as_it_should_be_leaves_only_what_no_machine_sees() -> None:
    report = judged()
    assert rules_in(report, State.REVIEW) == PARTIAL
    assert rules_in(report, State.PASS) == {f"{PACK}/door-search"}


@pytest.mark.parametrize("fault", DOORS, ids=lambda fault: fault.name)
def test_a_fault_of_the_door_turns_exactly_what_it_says(fault: Fault) -> None:
    report = judged(fault.name)
    assert rules_in(report, State.FAIL) == set(fault.turns)
    assert rules_in(report, State.UNKNOWN, State.ERROR) == set()


def test_every_rule_of_the_doors_is_reached() -> None:
    assert {rule.id for rule in load().policy(PACK).rules} == {rule for fault in DOORS for rule in fault.turns}


def catalogue(*links: str | None) -> dict[str, bytes]:
    apps = [
        {"app": {"kode": f"app-{number:02}", "nama": f"Aplikasi {number}"}, "tautan": link}
        for number, link in enumerate(links)
    ]
    return {f"{PORTAL}/api/katalog": as_json({"data": [{"apps": apps}]})}


async def seen(ca: Ca, fact: type[Fact], pages: Mapping[str, bytes]) -> Fact | Gap:
    app = app_of(app={"id": "portal", "role": "portal"}, environments={"production": {"url": DOOR}})
    told = city_of().portal.model_dump(mode="json", exclude_none=True)
    return await look(ca, fact, pages, app=app, city=city_of(portal={**told, "trouble_url": f"{DOOR}gangguan"}))


async def test_of_many_entries_ten_are_opened_always_the_same(ca: Ca) -> None:
    links = [f"https://{APP}/{number}" for number in range(33)]
    pages = catalogue(*links) | {f"{APP}/{number}": page("") for number in range(33)}
    first, again = await seen(ca, Entries, pages), await seen(ca, Entries, pages)
    assert first == again
    assert isinstance(first, Entries)
    assert (first.count, len(first.tried), first.tried[0].id, first.tried[-1].id) == (33, 10, "app-00", "app-32")
    assert isinstance(judge(entries_live, first)[0], Pass)


async def test_an_entry_that_hides_or_lies_elsewhere_is_not_called_dead(ca: Ca) -> None:
    pages = catalogue(f"https://{APP}/", f"https://{OTHER}/", "https://luar.example/", None)
    pages |= {f"{APP}/": http("403 Forbidden"), f"{OTHER}/": to("/nanti"), f"{OTHER}/nanti": http("502 Bad Gateway")}
    found = await seen(ca, Entries, pages)
    assert isinstance(found, Entries)
    causes = {each.id: each.gap and each.gap.cause for each in found.tried}
    assert causes == {"app-00": Cause.BLOCKED, "app-01": Cause.UNREACHABLE, "app-02": Cause.REFUSED}
    assert found.linkless == ("app-03",)
    assert isinstance(judge(entries_live, found.model_copy(update={"linkless": ()}))[0], Gap)


SEARCH = '<form action="/cari"><input type="hidden" name="lang" value="id"><input name="q"></form>'


@pytest.mark.parametrize(
    ("result", "found"),
    [
        (f'<a href="https://{APP}">Buka</a>', True),
        ('<a href="/aplikasi/0">APLIKASI 0 – loket</a>', True),
        ("<p>Hasil untuk Aplikasi 0</p>", False),
        ("", False),
    ],
)
async def test_a_search_has_found_what_it_links(ca: Ca, result: str, found: bool) -> None:
    pages = catalogue(f"https://{APP}/") | {f"{PORTAL}/": page(SEARCH), f"{PORTAL}/cari?q=Aplikasi+0": page(result)}
    door = await seen(ca, Door, pages)
    assert isinstance(door, Door)
    assert door.search
    assert (door.search.words, door.search.found) == ("Aplikasi 0", found)


@pytest.mark.parametrize(
    ("front", "outcome"),
    [
        ('<form method="post" action="/cari"><input name="q"></form>', Fail),
        ('<form><input name="nik"></form>', Fail),
        ('<script src="/app.js"></script>', Gap),
        ("<p>Selamat datang</p>", Fail),
    ],
)
async def test_no_search_is_told_from_one_that_scripts_make(ca: Ca, front: str, outcome: type) -> None:
    door = await seen(ca, Door, catalogue(f"https://{APP}/") | {f"{PORTAL}/": page(front)})
    assert isinstance(door, Door)
    assert isinstance(judge(search_works, door)[0], outcome)


REPORT = '<form method="post"><input name="opd"><textarea name="isi"></textarea></form>'


@pytest.mark.parametrize(
    ("html", "further", "outcome"),
    [
        (f'{REPORT}<form action="/lacak"><input name="nomor"></form>', http("404 Not Found"), Pass),
        (f'{REPORT}<form action="/lacak"><input name="nomor"></form>', http("500 Oops"), Fail),
        (f'{REPORT}<form action="/lacak" method="post"><input name="nomor"></form>', b"", Review),
        (f'{REPORT}<a href="/lacak">Lacak laporan</a>', page('<form><input name="tiket"></form>'), Pass),
        (f'{REPORT}<a href="/lacak">Lacak laporan</a>', page("Hubungi kami"), Fail),
        (REPORT, b"", Fail),
        ('<form method="post"><input type="password" name="sandi"></form>', b"", Fail),
        ('<script src="/app.js"></script>', b"", Gap),
    ],
)
async def test_a_form_for_trouble_has_a_way_to_track(ca: Ca, html: str, further: bytes, outcome: type) -> None:
    pages = {f"{PORTAL}/gangguan": page(html)}
    for target in ("/lacak", "/lacak?nomor=TIDAK-ADA-0", "/lacak?tiket=TIDAK-ADA-0"):
        pages[f"{PORTAL}{target}"] = further or http("404 Not Found")
    found = await seen(ca, Incident, pages)
    assert isinstance(found, Incident)
    assert isinstance(judge(incident_form, found)[0], outcome)


async def test_a_form_behind_a_login_is_a_gap(ca: Ca) -> None:
    pages = {f"{PORTAL}/gangguan": to(f"https://{OTHER}/masuk"), f"{OTHER}/masuk": page("<h1>Masuk</h1>")}
    found = await seen(ca, Incident, pages)
    assert isinstance(found, Gap)
    assert found.cause is Cause.BLOCKED


def test_what_a_phone_cannot_show_is_named() -> None:
    pages = (Surface(url=DOOR, viewport=("width=1024",)), Surface(url=f"{DOOR}x", viewport=("width=device-width",)))
    (outcome,) = judge(fits_phone, Door(pages=pages))
    assert isinstance(outcome, Fail)
    assert outcome.seen == DOOR


def samples() -> Iterator[Fact]:
    yield Entries(url=DOOR, count=1, tried=(Tried(id="a", url=DOOR, status=200),))
    yield Door(pages=(Surface(url=DOOR),), search=Search(url=DOOR, words="a"))
    yield Incident(form=Opened(url=DOOR, status=200), tracking=Tracking(posts=True))


@pytest.mark.parametrize("fact", tuple(samples()), ids=lambda fact: fact.kind)
def test_every_look_says_what_was_looked_at(fact: Fact) -> None:
    said = fact.sample()
    assert said
    assert DOOR in said.id
