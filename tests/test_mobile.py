"""What shows of an app on phones: store pages as they come, the hosts that it talks to, rules that are not for it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hostile import Authority as Ca
from hostile import Call, Server, http, serve
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import STORES, Authority
from spbe_policy.builtin.mobile.checks import hosts_encrypted, store_page
from spbe_policy.builtin.mobile.collectors import hosts, stores
from spbe_policy.builtin.mobile.facts import Host, Hosts, Store
from spbe_policy.builtin.mobile.pages import read_page
from spbe_policy.checks import Fail, Pass, Review
from spbe_policy.collecting import Collected, Scope
from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.plugins import load
from spbe_policy.register import Row
from spbe_policy.session import Door, open_session
from spbe_policy.testing import judge

PLAY, _ = STORES
PAGE = f"https://{PLAY}/store/apps/details?id=example.kotacontoh.antrean"
API = "api.kota-contoh.example"
AT = datetime(2026, 8, 14, tzinfo=UTC)
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def page(*nodes: object, links: str = "") -> str:
    data = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)
    return f"<!doctype html><html><head>{data}</head><body>{links}</body></html>"


def app(**more: Any) -> dict[str, Any]:
    return {"@type": "SoftwareApplication", "name": "Antrean", "author": {"name": "Pemerintah Kota Contoh"}, **more}


async def look(
    ca: Ca, mobile: Mapping[str, Any] | None, secure: bytes, plain: bytes | None = None
) -> tuple[Collected, Collected, list[Server]]:
    """Serve one answer over https and one over http; return stores, hosts and the servers."""
    told = {"schema": "spbe-app/1", "app": {"id": "antrean", "platforms": ["android"]}, "mobile": mobile}
    manifest = Manifest.model_validate(told)

    def always(answer: bytes | None) -> Any:
        def answering(_: Call) -> Iterator[bytes]:
            yield answer or http("301 Moved", f"Location: https://{API}/")

        return answering

    with serve(always(secure), ca.context(PLAY, API)) as first, serve(always(plain)) as second:
        resolve = [f"{host}:443:127.0.0.1:{first.port}" for host in (PLAY, API)]
        resolve += [f"{API}:80:127.0.0.1:{second.port}"]
        door = Door(
            domains=("kota-contoh.example",), hosts=frozenset(STORES), networks=("127.0.0.1/32",),
            resolve=tuple(resolve), ca_file=ca.file,
        )  # fmt: skip
        city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
        async with open_session(door, clock=lambda: AT) as session:
            scope = Scope(manifest, city, None, None, (), session)
            return await stores.run(scope), await hosts.run(scope), [first, second]


async def test_a_store_page_is_read_where_it_says_so_in_a_stable_form(ca: Ca) -> None:
    links = '<a href="/about">Tentang</a> <a href="https://api.kota-contoh.example/privasi">Kebijakan Privasi</a>'
    html = page(
        {"@type": "WebSite"},
        app(**{"@type": ["Thing", "MobileApplication"]}, dateModified="2026-05-01T10:00:00Z"),
        links=links,
    )
    found, _, _ = await look(ca, {"store_pages": [PAGE]}, http("200 OK", body=html.encode()))
    assert found == {
        f"store:{PLAY}": Store(
            url=PAGE, status=200, name="Antrean", publisher="Pemerintah Kota Contoh",
            privacy=f"https://{API}/privasi", updated=date(2026, 5, 1),
        )
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (http("404 Not Found"), Review),
        (http("200 OK", body=b"<script>app()</script>"), Review),
        (http("200 OK", body=b'<script type="application/ld+json">{"@type": </script>'), Review),
        (http("200 OK", body=page(app(author=["x"])).encode()), Review),
        (http("200 OK", body=page(app(author={"name": "PT Penyedia"})).encode()), Fail),
        (http("200 OK", body=page(app()).encode()), Review),
        (
            http(
                "200 OK",
                body=page(app(), links='<a href="https://a.example/p" aria-label="Privacy Policy"></a>').encode(),
            ),
            Pass,
        ),
        (http("200 OK", body=page(app(), links='<a href="/p">Privacy Policy</a>').encode()), Review),
    ],
)
async def test_only_a_publisher_that_is_clearly_another_fails(ca: Ca, answer: bytes, outcome: type) -> None:
    found, _, _ = await look(ca, {"store_pages": [PAGE]}, answer)
    store = found[f"store:{PLAY}"]
    assert isinstance(store, Store)
    (said,) = judge(store_page, store, city={"publishers": ["Pemerintah  Kota CONTOH"]})
    assert isinstance(said, outcome)


async def test_a_store_that_does_not_let_us_in_is_a_gap(ca: Ca) -> None:
    for status, cause in (("429 Too Many Requests", Cause.BLOCKED), ("302 Found", Cause.REFUSED)):
        headers = ["Location: https://consent.google.example/"] if status.startswith("302") else []
        found, _, _ = await look(ca, {"store_pages": [PAGE]}, http(status, *headers))
        gap = found[f"store:{PLAY}"]
        assert isinstance(gap, Gap)
        assert gap.cause is cause


def test_a_city_without_an_account_is_asked_for_it_first() -> None:
    (gap,) = judge(store_page, Store(url=PAGE, status=200, publisher="PT Penyedia"))
    assert isinstance(gap, Gap)
    assert gap.cause.acts_next == "city"


@pytest.mark.parametrize(
    ("plain", "outcome"),
    [
        (None, Pass),
        (http("404 Not Found"), Review),
        (http("200 OK"), Fail),
        (http("403 Forbidden"), Pass),
        (http("301 Moved", "Location: http://api.kota-contoh.example/v2"), Fail),
    ],
)
async def test_a_host_serves_nothing_over_http(ca: Ca, plain: bytes | None, outcome: type) -> None:
    _, found, _ = await look(ca, {"api_hosts": [API.upper()]}, http("200 OK"), plain)
    (said,) = judge(hosts_encrypted, found["app"])  # type: ignore[arg-type]
    assert isinstance(said, outcome)


async def test_a_host_outside_the_city_is_named_and_not_asked(ca: Ca) -> None:
    _, found, servers = await look(ca, {"api_hosts": ["169.254.169.254", "api.penyedia.example"]}, http("200 OK"))
    names = ("169.254.169.254", "api.penyedia.example")
    assert found["app"] == Hosts(hosts=tuple(Host(name=name, outside=True) for name in names))
    assert sum(server.connections for server in servers) == 0


async def test_silence_is_no_claim(ca: Ca) -> None:
    for mobile, declared in ((None, False), ({}, False), ({"api_hosts": []}, True)):
        found, asked, _ = await look(ca, mobile, http("200 OK"))
        assert asked == {"app": Hosts(declared=declared)}
        gap = found["app"]
        assert isinstance(gap, Gap)
        assert gap.cause is Cause.NOT_DECLARED


def test_no_rule_about_pages_is_for_an_app_that_is_on_phones_only() -> None:
    told = {"schema": "spbe-app/1", "app": {"id": "antrean", "platforms": ["android", "ios"]}}
    app_, row = Manifest.model_validate(told), Row(id="antrean", platforms=("android", "ios"))
    of_pages = [
        rule
        for rule in load().policy("kota-jambi").rules
        if any(fact.kind.startswith(("web.", "api.")) for item in rule.bound for fact in item.check.facts)
    ]
    assert len(of_pages) > 20
    for rule in of_pages:
        exemption = rule.exemption(app_, row, "internet")
        assert exemption, rule.id
        reason, vendors_word = exemption
        assert "android, ios" in reason.id
        assert not vendors_word


@given(st.text(max_size=200), st.recursive(st.text(max_size=5) | st.none(), lambda below: st.lists(below, max_size=2)))
def test_no_page_breaks_the_reading(text: str, odd: Any) -> None:
    for html in (text, page(app(author=odd, name=odd, dateModified=text)), page(odd), page({"@type": odd})):
        assert set(read_page(PAGE, html)) == {"name", "publisher", "privacy", "updated"}
