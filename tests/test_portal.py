"""The city's lists and the app's own word, read over real TLS; parsers at their edges."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile import Authority as Ca
from hostile import Call, free_port, http, serve
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import Authority
from spbe_policy.authority import Catalogue as Described
from spbe_policy.builtin.portal.checks import complaint, listed
from spbe_policy.builtin.portal.collectors import ALL
from spbe_policy.builtin.portal.facts import (
    AppLinks,
    Catalogue,
    Complaint,
    Descriptor,
    Integration,
    Landing,
    Listed,
    Menu,
    Trouble,
)
from spbe_policy.builtin.portal.listing import Unreadable, at_pointer, entries_of
from spbe_policy.builtin.portal.places import bare, host_of, lies_under
from spbe_policy.builtin.web.facts import Asset, Link, Page
from spbe_policy.checks import Fail, Pass, Review
from spbe_policy.collecting import Scope
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.register import Row
from spbe_policy.session import Door, open_session
from spbe_policy.testing import judge

PORTAL, APP, OTHER = (f"{name}.kota-contoh.example" for name in ("portal", "layanan", "lapor"))
BASE = f"https://{APP}/antrean"
AT = datetime(2026, 8, 14, tzinfo=UTC)
BY_FACT = {item.fact: item for item in ALL}
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def as_json(value: object) -> bytes:
    return http("200 OK", "Content-Type: application/json", body=json.dumps(value).encode())


def page(body: str) -> bytes:
    return http("200 OK", "Content-Type: text/html", body=body.encode())


def to(url: str) -> bytes:
    return http("302 Found", f"Location: {url}")


def city_of(**changes: Any) -> Authority:
    catalogue = {
        "url": f"https://{PORTAL}/api/katalog",
        "entries": "/data/0/apps",
        "fields": {"id": "app.kode", "owner": "opd", "url": "tautan", "name": "app.nama"},
    }
    return Authority.model_validate(
        {
            "schema": "spbe-authority/1",
            "name": "Kota Contoh",
            "portal": {"status": "ready", "url": f"https://{PORTAL}/", "catalogue": catalogue},
            "complaints": {"status": "ready", "urls": [f"https://{OTHER}/"]},
            **changes,
        }
    )


def app_of(**changes: Any) -> Manifest:
    where = {"staging": {"url": BASE}, "production": {"url": BASE}}
    return Manifest.model_validate(
        {"schema": "spbe-app/1", "app": {"id": "antrean"}, "environments": where, "login": {}, **changes}
    )


async def look(
    ca: Ca,
    fact: type[Fact],
    pages: Mapping[str, bytes],
    *,
    app: Manifest | None = None,
    city: Authority | None = None,
    known: Mapping[type[Fact], Fact | Gap] | None = None,
    register: tuple[Row, ...] = (),
) -> Fact | Gap:
    """Serve `pages` (host and path; all else is 404) and return what the collector of `fact` makes of them."""

    def answer(call: Call) -> Iterator[bytes]:
        yield pages.get(f"{call.header('host')}{call.path}") or http("404 Not Found")

    manifest = app or app_of()
    with serve(answer, ca.context(PORTAL, APP, OTHER)) as server:
        resolve = tuple(f"{host}:443:127.0.0.1:{server.port}" for host in (PORTAL, APP, OTHER))
        door = Door(domains=("kota-contoh.example",), networks=("127.0.0.1/32",), resolve=resolve, ca_file=ca.file)
        async with open_session(door, clock=lambda: AT) as session:
            needed = {kind: {"app": value} for kind, value in (known or {}).items()}
            here = manifest.environments["production"]
            scope = Scope(manifest, city or city_of(), here, None, register, session, needed)
            (found,) = (await BY_FACT[fact].run(scope)).values()
            return found


def catalogue_page(*apps: Mapping[str, Any]) -> dict[str, bytes]:
    return {f"{PORTAL}/api/katalog": as_json({"data": [{"apps": list(apps)}]})}


OURS = {"app": {"kode": "antrean", "nama": "Antrean"}, "opd": "Dinkes", "tautan": BASE, "telepon": "0741"}


async def test_only_what_is_about_the_app_is_kept(ca: Ca) -> None:
    neighbour = {"app": {"kode": "parkir"}, "tautan": f"https://{APP}/parkir"}
    stranger = {"app": {"kode": "pajak"}, "tautan": "https://pajak.kota-contoh.example/"}
    found = await look(ca, Catalogue, catalogue_page(stranger, OURS, neighbour))
    assert isinstance(found, Catalogue)
    assert (found.count, {entry.id for entry in found.entries}) == (3, {"antrean", "parkir"})
    entry = found.entry("antrean", app_of().environments["production"])
    assert entry == Listed(id="antrean", owner="Dinkes", url=BASE, name="Antrean")


@pytest.mark.parametrize(
    ("answer", "broken"),
    [
        (http("404 Not Found"), "status 404"),
        (page("<h1>Portal</h1>"), "not-json"),
        (as_json({"data": []}), "no-list"),
        (as_json({"data": [{"apps": {"antrean": {}}}]}), "no-list"),
    ],
)
async def test_a_catalogue_that_is_not_as_described_is_the_citys_to_mend(ca: Ca, answer: bytes, broken: str) -> None:
    found = await look(ca, Catalogue, {f"{PORTAL}/api/katalog": answer})
    assert isinstance(found, Catalogue)
    assert found.broken == broken
    (outcome,) = judge(listed, found, app=app_of().model_dump(by_alias=True, exclude_none=True))
    assert isinstance(outcome, Gap)
    assert outcome.cause.acts_next == "city"


@pytest.mark.parametrize(
    ("answer", "cause"), [("403 Forbidden", Cause.BLOCKED), ("502 Bad Gateway", Cause.UNREACHABLE)]
)
async def test_a_portal_that_does_not_answer_is_a_gap_and_so_is_its_link(ca: Ca, answer: str, cause: Cause) -> None:
    found = await look(ca, Catalogue, {f"{PORTAL}/api/katalog": http(answer)})
    assert isinstance(found, Gap)
    assert found.cause is cause
    onward = await look(ca, Landing, {}, known={Catalogue: found})
    assert isinstance(onward, Gap)
    assert onward.because_of == "portal.catalogue/1 app"


async def test_what_the_city_has_not_got_is_not_asked(ca: Ca) -> None:
    unset = city_of(portal={"status": "unset"})
    found = await look(ca, Catalogue, {}, city=unset)
    assert isinstance(found, Gap)
    assert found.cause is Cause.NOT_CONFIGURED
    super_app = {"status": "ready", "name": "SIAP"}
    assert await look(ca, Menu, {}, city=city_of(super_app=super_app)) == Menu()


async def test_the_link_is_followed_to_its_end(ca: Ca) -> None:
    entries = (Listed(id="antrean", url=f"https://{PORTAL}/ke/antrean?dari=katalog"),)
    known = {Catalogue: Catalogue(url=f"https://{PORTAL}/api/katalog", count=1, entries=entries)}
    pages = {f"{PORTAL}/ke/antrean?dari=katalog": to(f"{BASE}/?sesi=1"), f"{APP}/antrean/?sesi=1": page("<h1>A</h1>")}
    found = await look(ca, Landing, pages, known=known)
    assert isinstance(found, Landing)
    assert [(hop.url, hop.status) for hop in found.hops] == [
        (f"https://{PORTAL}/ke/antrean", 302),
        (f"{BASE}/", 200),
    ]


async def test_a_link_out_of_the_city_is_not_followed(ca: Ca) -> None:
    entries = (Listed(id="antrean", url="https://169.254.169.254/latest/"),)
    found = await look(ca, Landing, {}, known={Catalogue: Catalogue(url=BASE, count=1, entries=entries)})
    assert isinstance(found, Gap)
    assert found.cause is Cause.REFUSED


async def test_the_descriptor_lies_under_the_apps_own_path(ca: Ca) -> None:
    where = f"{APP}/antrean/.well-known/spbe.json"
    found = await look(ca, Descriptor, {where: as_json({"id": "antrean", "version": "2.4.1", "x": [1]})})
    assert isinstance(found, Descriptor)
    assert (found.readable, found.id, found.version) == (True, "antrean", "2.4.1")
    for answer in (as_json(["antrean"]), page("{}}"), to("https://portal.kota-contoh.example/")):
        other = await look(ca, Descriptor, {where: answer})
        assert isinstance(other, Descriptor)
        assert not other.readable


async def test_a_redirect_within_the_app_leads_to_its_descriptor(ca: Ca) -> None:
    pages = {
        f"{APP}/antrean/.well-known/spbe.json": to("/antrean/spbe.json"),
        f"{APP}/antrean/spbe.json": as_json({"id": "antrean", "version": "2.4.1"}),
    }
    found = await look(ca, Descriptor, pages)
    assert isinstance(found, Descriptor)
    assert found.readable


@pytest.mark.parametrize("fact", [Descriptor, AppLinks])
@pytest.mark.parametrize("target", ["", "https://["], ids=["loop", "malformed"])
async def test_a_redirect_that_leads_nowhere_is_a_gap(ca: Ca, fact: type[Fact], target: str) -> None:
    wells = ("antrean/.well-known/spbe.json", ".well-known/assetlinks.json", ".well-known/apple-app-site-association")
    found = await look(ca, fact, {f"{APP}/{well}": to(target or f"/{well}") for well in wells})
    assert isinstance(found, Gap)
    assert found.cause is Cause.UNREACHABLE


async def test_app_links_count_only_when_they_open_links(ca: Ca) -> None:
    def statement(package: str, relation: str) -> dict[str, Any]:
        target = {"namespace": "android_app", "package_name": package}
        return {"relation": [f"delegate_permission/common.{relation}"], "target": target}

    android = [statement("example.siap", "handle_all_urls"), statement("example.sandi", "get_login_creds"), "x", {}]
    details = [{"appIDs": ["AAAAA.siap", None]}, {"appID": "BBBBB.lama"}, None]
    pages = {
        f"{APP}/.well-known/assetlinks.json": as_json(android),
        f"{APP}/.well-known/apple-app-site-association": as_json({"applinks": {"details": details}}),
    }
    found = await look(ca, AppLinks, pages)
    assert isinstance(found, AppLinks)
    assert found.packages == ("example.siap",)
    assert found.app_ids == ("AAAAA.siap", "BBBBB.lama")


def landing(*links: str, scripts: int = 0) -> Page:
    asset = Asset(url=f"{BASE}/app.js", tag="script")
    return Page(url=BASE, links=tuple(Link(url=url) for url in links), scripts=(asset,) * scripts)


HERE = f"https://{OTHER}/form"
OPEN = {f"{OTHER}/form": page("<form></form>")}
FAR = Gap(cause=Cause.UNREACHABLE, detail={"id": "mati", "en": "dead"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("declared", "known", "pages", "expected"),
    [
        (None, landing(HERE), OPEN, 200),
        (HERE, FAR, OPEN, 200),
        (f"https://{OTHER}/lama", landing(HERE), OPEN, 200),
        (None, landing(HERE), {}, 404),
        (f"https://{PORTAL}/kontak", landing(f"{BASE}/bantuan"), {f"{PORTAL}/kontak": page("")}, None),
        (None, landing(scripts=1), {}, Cause.NEEDS_BROWSER),
        (None, FAR, {}, Cause.UNREACHABLE),
        (None, landing(HERE), {f"{OTHER}/form": http("403 Forbidden")}, Cause.BLOCKED),
        (None, landing("https://www.lapor.go.id/"), {}, Cause.REFUSED),
    ],
)
async def test_a_complaint_channel_is_one_of_the_citys_that_opens(
    ca: Ca, declared: str | None, known: Page | Gap, pages: dict[str, bytes], expected: int | Cause | None
) -> None:
    app = app_of(support={"complaint_url": declared} if declared else {})
    found = await look(ca, Complaint, pages, app=app, known={Page: known})
    if isinstance(expected, Cause):
        assert isinstance(found, Gap)
        assert found.cause is expected
        return
    assert isinstance(found, Complaint)
    assert [channel.status for channel in found.channels] == ([] if expected is None else [expected])
    (outcome,) = judge(complaint, found, city={"complaints": {"status": "ready", "urls": [f"https://{OTHER}/"]}})
    assert isinstance(outcome, Pass if expected == 200 else Fail)


async def test_the_form_for_trouble_is_the_one_that_is_named(ca: Ca) -> None:
    pages = {f"{PORTAL}/gangguan": page("<form></form>")}
    app = app_of(support={"ict_trouble": f"Formulir (https://{PORTAL}/gangguan), atau pesawat 101."})
    found = await look(ca, Trouble, pages, app=app)
    assert isinstance(found, Trouble)
    assert found.form
    assert (found.form.url, found.form.status) == (f"https://{PORTAL}/gangguan", 200)
    assert await look(ca, Trouble, {}, app=app_of(support={"ict_trouble": "pesawat 101"})) == Trouble()


async def test_the_register_speaks_for_the_counterpart(ca: Ca) -> None:
    app = app_of(integrations=[{"counterpart": "perizinan", "data": "NIB", "channel": "splp"}])
    row = Row(id="perizinan", integrations=("srikandi", "antrean"))
    agreed = await look(ca, Integration, {}, app=app, register=(row,))
    assert agreed == Integration(registered=True, names=("antrean", "srikandi"))
    silent = await look(ca, Integration, {}, app=app, register=(Row(id="perizinan"),))
    assert silent == Integration(registered=True)
    assert await look(ca, Integration, {}, app=app, register=(Row(id="lain"),)) == Integration(registered=False)
    empty = await look(ca, Integration, {}, app=app)
    assert isinstance(empty, Gap)
    assert empty.cause is Cause.NOT_CONFIGURED
    undeclared = await look(ca, Integration, {})
    assert isinstance(undeclared, Gap)
    assert undeclared.cause is Cause.NOT_DECLARED


async def test_a_dead_host_is_a_gap(ca: Ca) -> None:
    door = Door(
        domains=("kota-contoh.example",),
        networks=("127.0.0.1/32",),
        resolve=(f"{APP}:443:127.0.0.1:{free_port()}",),
        ca_file=ca.file,
    )
    async with open_session(door, clock=lambda: AT) as session:
        scope = Scope(app_of(), city_of(), app_of().environments["production"], None, (), session)
        for fact in (Descriptor, AppLinks):
            (found,) = (await BY_FACT[fact].run(scope)).values()
            assert isinstance(found, Gap)
            assert found.cause is Cause.UNREACHABLE


HTML = """<html><body><ul class="k">
<li data-kode="antrean"><a class="n" href="../antrean/?token=rahasia1">Antrean <b>Loket</b></a> <i>Dinkes</i></li>
<li data-kode="kosong"><i></i></li></ul></body></html>"""


def described(**changes: Any) -> Described:
    fields = {"id": "@data-kode", "owner": "i", "url": "a.n@href", "name": "a.n"}
    told = {"url": f"https://{PORTAL}/katalog/", "format": "html", "entries": "ul.k > li", "fields": fields, **changes}
    return Described.model_validate(told)


def test_an_html_list_is_read_by_selectors() -> None:
    found = list(entries_of(HTML, f"https://{PORTAL}/katalog/", described()))
    assert found == [
        Listed(id="antrean", owner="Dinkes", url=f"https://{PORTAL}/antrean/?token=<token>", name="Antrean Loket"),
        Listed(id="kosong"),
    ]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"entries": "ul.lain > li"}, "no-list"),
        ({"entries": "ul..k"}, "bad-selector"),
        ({"entries": ""}, "bad-selector"),
        ({"fields": {"id": "[[", "url": "a@href"}}, "bad-selector"),
    ],
)
def test_a_wrong_description_says_what_is_wrong(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        list(entries_of(HTML, BASE, described(**changes)))


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_page_breaks_the_reading(text: str) -> None:
    for form in (described(), described(format="json", entries="")):
        try:
            assert all(isinstance(entry, Listed) for entry in entries_of(text, BASE, form))
        except Unreadable:
            continue


def test_pointers_are_those_of_rfc_6901() -> None:
    document = {"": 0, "a/b": [10, {"m~n": 2}]}
    assert at_pointer(document, "") is document
    assert at_pointer(document, "/") == 0
    assert at_pointer(document, "/a~1b/1/m~0n") == 2
    for nowhere in ("/x", "/a~1b/2", "/a~1b/-", "/a~1b/0/x", "/a~1b/x"):
        assert at_pointer(document, nowhere) is None


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        (BASE, True),
        (f"{BASE}/", True),
        (f"http://{APP}:80/antrean/masuk?x=1", True),
        (f"https://{APP.upper()}:443/antrean", True),
        (f"https://{APP}/antrean-lama", False),
        (f"https://{APP}/antrean/../parkir", False),
        (f"https://{APP}/", False),
        (f"https://{APP}:8443/antrean", False),
        (f"https://{APP}.penyedia.example/antrean", False),
        (f"https://penyedia.example/@{APP}/antrean", False),
        ("https://[::1", False),
        ("javascript:void(0)", False),
    ],
)
def test_an_address_lies_under_another(url: str, inside: bool) -> None:
    assert lies_under(url, BASE) is inside


@given(st.text())
def test_no_address_breaks_the_comparison(url: str) -> None:
    assert not lies_under(url, BASE)
    assert isinstance(bare(url), str)
    assert isinstance(host_of(url), str)


@pytest.mark.parametrize(
    ("said", "offices", "outcome"),
    [
        ("dinas  kesehatan", True, Pass),
        ("DINKES", True, Pass),
        ("Dinkes Lama", True, Fail),
        ("Dinkes", False, Pass),
        ("Dinas Kesehatan", False, Review),
        (None, True, Review),
    ],
)
def test_the_owner_may_be_named_as_the_city_names_it(said: str | None, offices: bool, outcome: type) -> None:
    known = {"code": "DINKES", "name": "Dinas Kesehatan", "valid_from": "2020-01-01"}
    old = {"code": "DINKES-1", "name": "Dinkes Lama", "valid_to": "2019-12-31"}
    fact = Catalogue(url=BASE, count=1, entries=(Listed(id="antrean", owner=said, url=BASE),))
    app = {"app": {"id": "antrean"}, "ownership": {"owner": "dinkes"}, "environments": {"production": {"url": BASE}}}
    (found,) = judge(listed, fact, app=app, city={"offices": [known, old] if offices else []})
    assert isinstance(found, outcome)
