"""The login, walked over real TLS: from the app's login path to the city's provider, and what is judged of it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hostile import Authority as Ca
from hostile import Call, Server, free_port, http, serve
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import Authority
from spbe_policy.builtin.sso import checks
from spbe_policy.builtin.sso.addresses import bare, error_of, is_request, origin, parameters, under
from spbe_policy.builtin.sso.checks_provider import provider_metadata
from spbe_policy.builtin.sso.collectors import ALL
from spbe_policy.builtin.sso.endpoints import CityProviders, read_request
from spbe_policy.builtin.sso.facts import Login, Provider
from spbe_policy.builtin.sso.pages import read_page
from spbe_policy.checks import Fail
from spbe_policy.collecting import Collected, Scope
from spbe_policy.demo import Fault, Sandbox
from spbe_policy.demo.faults.sso import SSO as FAULTS_OF_THE_LOGIN
from spbe_policy.demo.files_app import manifest
from spbe_policy.demo.files_city import authority
from spbe_policy.demo.scene import APP as OWN
from spbe_policy.demo.scene import Scene
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.plugins import load
from spbe_policy.session import Door, open_session
from spbe_policy.testing import judge

POLICY = load().policy("kota-jambi")
APP, SSO, STAFF = (f"{name}.kota-contoh.example" for name in ("app", "sso", "pegawai"))
HOSTS = (APP, SSO, STAFF)
AT = datetime(2026, 8, 14, tzinfo=UTC)
REQUEST = {
    "response_type": "code",
    "client_id": "antrean",
    "redirect_uri": f"https://{APP}/callback",
    "scope": "openid",
    "state": "s" * 24,
    "nonce": "n" * 24,
    "code_challenge": "c" * 43,
    "code_challenge_method": "S256",
}
AUTHORIZE = f"https://{SSO}/authorize?{urlencode(REQUEST)}"
KEY = {"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "use": "sig"}
pytestmark = pytest.mark.anyio

Pages = Mapping[str, bytes]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def page(body: str, *headers: str) -> bytes:
    return http("200 OK", "Content-Type: text/html", *headers, body=body.encode())


def to(url: str, *headers: str) -> bytes:
    return http("302 Found", f"Location: {url}", *headers)


def as_json(value: object) -> bytes:
    return http("200 OK", "Content-Type: application/json", body=json.dumps(value).encode())


def discovery(host: str, **changes: object) -> dict[str, object]:
    return {
        "issuer": f"https://{host}",
        "authorization_endpoint": f"https://{host}/authorize",
        "token_endpoint": f"https://{host}/token",
        "jwks_uri": f"https://{host}/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        **changes,
    }


CITY: Pages = {
    f"{host}{path}": answer
    for host in (SSO, STAFF)
    for path, answer in {
        "/.well-known/openid-configuration": as_json(discovery(host)),
        "/jwks": as_json({"keys": [KEY]}),
        "/authorize": page('<form method="post"><input type="password" name="p"></form>'),
    }.items()
} | {f"{APP}/": page("<h1>Antrean</h1>")}


class World:
    """The hosts of a small city on one server; what a page does not say is 404."""

    def __init__(self, pages: Pages) -> None:
        self.pages = {**CITY, **pages}
        self.calls: list[Call] = []

    def __call__(self, call: Call) -> Iterator[bytes]:
        self.calls.append(call)
        key = f"{call.header('host')}{call.path.partition('?')[0]}"
        yield self.pages.get(f"{call.method} {key}") or self.pages.get(key) or http("404 Not Found")

    def asked(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path.startswith(path)]


def app_of(*, path: str = "/masuk", base: str = f"https://{APP}/", **changes: Any) -> Manifest:
    return Manifest.model_validate(
        {
            "schema": "spbe-app/1",
            "app": {"id": "antrean", "platforms": changes.pop("platforms", ["web"])},
            "environments": {"staging": {"url": base}},
            "login": {"public": {"path": path}},
            **changes,
        }
    )


def city_of(**sso: Any) -> Authority:
    ready = {"public": {"status": "ready", "issuer": f"https://{SSO}"}} | sso
    return Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh", "sso": ready})


async def collect(
    door: Door, app: Manifest, city: Authority, environment: str | None = "staging"
) -> tuple[Collected, Collected]:
    async with open_session(door, clock=lambda: AT) as session:
        here = app.environments["staging"] if environment else None
        scope = Scope(app, city, here, None, (), session)
        provider, login = ALL[:2]
        return await provider.run(scope), await login.run(scope)


async def look(door: Door, app: Manifest, city: Authority) -> dict[type[Fact], Collected]:
    """Everything that the family sees of an app."""
    async with open_session(door, clock=lambda: AT) as session:
        scope = Scope(app, city, app.environments["staging"], None, (), session)
        known: dict[type[Fact], Collected] = {}
        for item in ALL:
            known[item.fact] = await item.run(replace(scope, known=known))
        return known


def door(ca: Ca, server: Server, **ports: int) -> Door:
    resolve = tuple(f"{host}:443:127.0.0.1:{ports.get(host.partition('.')[0], server.port)}" for host in HOSTS)
    return Door(
        domains=("kota-contoh.example",), networks=("127.0.0.0/8",), resolve=resolve, ca_file=ca.file, request_seconds=2
    )


async def walk(ca: Ca, pages: Pages, app: Manifest | None = None, city: Authority | None = None) -> Login:
    """What the walk of residents finds in a world of these pages."""
    with serve(World(pages), ca.context(*HOSTS)) as server:
        _, found = await collect(door(ca, server), app or app_of(), city or city_of())
    seen = found["audience:public"]
    assert isinstance(seen, Login), seen
    return seen


def seen_by(login: Login, city: Authority | None = None, app: Manifest | None = None) -> list[str]:
    """What `sso.login` says of it."""
    raw = (app or app_of()).model_dump(mode="json", by_alias=True)
    sso = (city or city_of()).model_dump(mode="json")["sso"]
    outcomes = judge(checks.login, login, subject="audience:public", app=raw, city={"sso": sso}, needed={Provider: {}})
    return [outcome.seen if not isinstance(outcome, Gap) else outcome.cause.value for outcome in outcomes]  # type: ignore[union-attr]


SSO_FAULTS = [None, *FAULTS_OF_THE_LOGIN]


@pytest.mark.parametrize("fault", SSO_FAULTS, ids=lambda fault: fault.name if fault else "none")
async def test_each_fault_of_the_sandbox_turns_its_rule_and_no_other(fault: Fault | None) -> None:
    faults = [fault.name] if fault else []
    with Sandbox(faults, today=AT) as box:
        scene = Scene(frozenset(faults), AT)
        app, city = Manifest.model_validate(manifest(scene)), Authority.model_validate(authority(scene))
        reach = Door(
            domains=city.domains,
            networks=box.networks,
            resolve=box.resolve,
            ca_file=box.ca_file,
            probe_hosts=frozenset({OWN}),
        )
        seen = await look(reach, app, city)
    raw, failed = {"app": manifest(scene), "city": authority(scene)}, set()
    known = {
        kind: {name: item for name, item in found.items() if isinstance(item, Fact)} for kind, found in seen.items()
    }
    for check in checks.ALL:
        for subject, fact in seen[check.each].items():
            assert not isinstance(fact, Gap), fact
            outcomes = judge(check, fact, subject=subject, needed=known, at=AT, **raw)
            assert outcomes
            assert not any(isinstance(outcome, Gap) for outcome in outcomes)
            failed |= {check.id for outcome in outcomes if isinstance(outcome, Fail)}
    turned = fault.turns if fault else ()
    assert {rule.id for rule in POLICY.rules if failed & set(rule.file.checks)} == set(turned)


async def test_a_form_without_fields_is_sent_with_its_token_and_cookie(ca: Ca) -> None:
    form = (
        '<form method="post" action="/oidc/mulai"><input type="hidden" name="csrf" value="t1">'
        '<button name="lewat" value="sso">Masuk dengan SSO</button></form>'
    )
    world = World({f"{APP}/masuk": page(form, "Set-Cookie: sesi=a1; Path=/"), f"POST {APP}/oidc/mulai": to(AUTHORIZE)})
    with serve(world, ca.context(*HOSTS)) as server:
        _, found = await collect(door(ca, server), app_of(), city_of())
    seen = found["audience:public"]
    assert isinstance(seen, Login)
    assert [(way.how, way.answer) for way in seen.ways] == [("form", 200)]
    [sent] = world.asked("/oidc/mulai")
    assert (parse_qs(sent.body.decode()), sent.header("cookie")) == ({"csrf": ["t1"], "lewat": ["sso"]}, "sesi=a1")


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (f'<a href="{AUTHORIZE.replace("&", "&amp;")}">SSO</a>', "link"),
        ('<a href="/auth/mulai">Masuk dengan SSO</a> <a href="/keluar">Keluar</a>', "link"),
        ('<meta http-equiv="Refresh" content="0; URL=\'/auth/mulai\'">', "meta"),
        ('<form action="/auth/mulai"><button>Masuk</button></form>', "form"),
        ('<base href="/auth/"><a href="mulai">SSO</a><script src="/app.js"></script>', "link"),
    ],
)
async def test_the_ways_of_a_browser_without_scripts(ca: Ca, body: str, how: str) -> None:
    seen = await walk(ca, {f"{APP}/masuk": page(body), f"{APP}/auth/mulai": to(AUTHORIZE)})
    assert [way.how for way in seen.ways] == [how]
    assert seen_by(seen) == [f"{how} https://{SSO}/authorize"]
    assert not seen.needs_browser


async def test_what_is_new_at_every_request_stays_out_of_the_fact(ca: Ca) -> None:
    seen = (await walk(ca, {f"{APP}/masuk": to(AUTHORIZE)})).model_dump_json()
    assert not any(secret in seen for secret in ("sssss", "nnnnn", "ccccc"))
    assert '"state":"long"' in seen


async def test_forms_to_fill_in_are_never_sent(ca: Ca) -> None:
    form = '<form method="post" action="/auth/masuk"><input name="nama"><input type="password" name="sandi"></form>'
    world = World({f"{APP}/masuk": page(form)})
    with serve(world, ca.context(*HOSTS)) as server:
        _, found = await collect(door(ca, server), app_of(), city_of())
    seen = found["audience:public"]
    assert isinstance(seen, Login)
    assert world.asked("/auth") == []
    assert [page.url for page in seen.pages if page.password] == [f"https://{APP}/masuk"]
    assert seen_by(seen) == ["none"]


async def test_a_page_cannot_make_us_post_to_another_host(ca: Ca) -> None:
    form = f'<form method="post" action="https://{STAFF}/login/hapus"><button>Masuk</button></form>'
    bounce = '<form method="post" action="/login/lanjut"><button>Masuk</button></form>'
    onward = http("307 Temporary Redirect", f"Location: https://{STAFF}/login/hapus")
    world = World({f"{APP}/masuk": page(form + bounce), f"{APP}/login/lanjut": onward})
    with serve(world, ca.context(*HOSTS)) as server:
        await collect(door(ca, server), app_of(), city_of())
    assert world.asked("/login/lanjut")
    assert world.asked("/login/hapus") == []


async def test_a_form_that_comes_to_the_city_over_another_host_is_followed_without_posting_on(ca: Ca) -> None:
    form = '<form method="post" action="/login/lanjut"><button>Masuk</button></form>'
    broker = f"https://{STAFF}/broker"
    world = World({f"{APP}/masuk": page(form), f"{APP}/login/lanjut": to(broker), f"{STAFF}/broker": to(AUTHORIZE)})
    with serve(world, ca.context(*HOSTS)) as server:
        _, found = await collect(door(ca, server), app_of(), city_of())
    seen = found["audience:public"]
    assert isinstance(seen, Login)
    assert seen_by(seen) == [f"form https://{SSO}/authorize"]
    assert [call.method for call in world.asked("/broker")] == ["GET"]


async def test_a_request_posted_straight_to_the_provider_is_read(ca: Ca) -> None:
    fields = "".join(f'<input type="hidden" name="{name}" value="{value}">' for name, value in REQUEST.items())
    form = f'<form method="post" action="https://{SSO}/authorize">{fields}<button>SSO</button></form>'
    seen = await walk(ca, {f"{APP}/masuk": page(form)})
    assert [(way.how, way.answer, way.request.scope) for way in seen.ways] == [("form", 200, "openid")]


async def test_the_providers_own_page_may_ask_for_a_password(ca: Ca) -> None:
    form = page('<form method="post"><input type="password" name="p"></form>')
    seen = await walk(ca, {f"{APP}/masuk": to(f"https://{SSO}/cas/login"), f"{SSO}/cas/login": form})
    assert not any(page.password for page in seen.pages)
    assert seen_by(seen) == [f"https://{SSO}"]


def test_an_app_on_the_providers_host_does_not_become_the_provider() -> None:
    root, below = (
        CityProviders(frozenset({issuer}), frozenset()) for issuer in (f"https://{SSO}", f"https://{SSO}/realms/a")
    )
    start = f"https://{SSO}/antrean/masuk"
    assert not root.owns(start, start)
    assert not below.owns(start, start)
    assert below.owns(f"https://{SSO}/realms/a/login", start)
    assert root.owns(f"https://{SSO}/login", f"https://{APP}/masuk")


async def test_a_login_of_scripts_or_of_a_native_app_needs_a_browser(ca: Ca) -> None:
    scripted = await walk(ca, {f"{APP}/masuk": page('<div id="app"></div><script>start()</script>')})
    assert seen_by(scripted) == ["needs-browser"]
    data = await walk(ca, {f"{APP}/masuk": page('<script type="application/ld+json">{}</script>')})
    assert seen_by(data) == ["none"]
    native = await walk(ca, {}, app_of(platforms=["android"]))
    assert seen_by(native) == ["needs-browser"]


async def test_an_app_under_a_path_of_a_shared_host_logs_in_there(ca: Ca) -> None:
    world = World({f"{APP}/antrean/masuk": to(AUTHORIZE), f"{APP}/antrean/": page("<h1>Antrean</h1>")})
    with serve(world, ca.context(*HOSTS)) as server:
        _, found = await collect(door(ca, server), app_of(base=f"https://{APP}/antrean/"), city_of())
    seen = found["audience:public"]
    assert isinstance(seen, Login)
    assert (seen.start, seen.ways[0].answer) == (f"https://{APP}/antrean/masuk", 200)


async def test_a_foreign_button_beside_the_citys_fails_and_is_not_pressed(ca: Ca) -> None:
    foreign = "https://akun.penyedia.example/auth?client_id=1&amp;response_type=code"
    body = f'<a href="{foreign}">Akun lain</a><a href="{AUTHORIZE.replace("&", "&amp;")}">SSO</a>'
    seen = await walk(ca, {f"{APP}/masuk": page(body)})
    assert seen_by(seen) == ["https://akun.penyedia.example"]
    assert [way.answer for way in seen.ways] == [200, None]


async def test_a_broker_that_sends_on_to_the_city_is_followed(ca: Ca) -> None:
    broker = f"https://{APP}/realms/app/auth?client_id=web&response_type=code"
    seen = await walk(ca, {f"{APP}/masuk": to(broker), f"{APP}/realms/app/auth": to(AUTHORIZE)})
    assert seen_by(seen) == [f"redirect https://{SSO}/authorize"]
    assert len(seen.hops) == 2


async def test_the_other_audiences_issuer_counts_only_where_it_logs_in(ca: Ca) -> None:
    city = city_of(government={"status": "ready", "issuer": f"https://{STAFF}"})
    both = AUTHORIZE.replace("&", "&amp;")
    body = page(f'<a href="{both}">Warga</a><a href="{both.replace(SSO, STAFF)}">Pegawai</a>')
    app = app_of(login={"public": {"path": "/masuk"}, "government": {"path": "/masuk"}})
    seen = await walk(ca, {f"{APP}/masuk": body}, app, city)
    assert seen_by(seen, city, app) == [f"link https://{SSO}/authorize"]
    assert seen_by(seen, city) == [f"https://{STAFF}"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (http("400 Bad Request", body=b"invalid client"), "provider=400"),
        (to(f"https://{APP}/callback?error=invalid_scope&state=x"), "provider=invalid_scope"),
        (to(f"https://{SSO}/masuk"), "provider=404"),
        (http("401 Unauthorized", "WWW-Authenticate: Negotiate"), f"redirect https://{SSO}/authorize"),
        (to(f"https://{APP}/callback?error=login_required"), f"redirect https://{SSO}/authorize"),
        (http("502 Bad Gateway"), "unreachable"),
        (http("403 Forbidden"), "blocked"),
    ],
)
async def test_what_the_provider_answers_counts(ca: Ca, answer: bytes, expected: str) -> None:
    seen = await walk(ca, {f"{APP}/masuk": to(AUTHORIZE), f"{SSO}/authorize": answer})
    assert seen_by(seen) == [expected]


async def test_the_app_is_not_called_back(ca: Ca) -> None:
    world = World({f"{APP}/masuk": to(AUTHORIZE), f"{SSO}/authorize": to(f"https://{APP}/callback?error=x")})
    with serve(world, ca.context(*HOSTS)) as server:
        await collect(door(ca, server), app_of(), city_of())
    assert world.asked("/callback") == []


async def test_a_dead_provider_leaves_the_login_unknown_and_the_request_judged(ca: Ca) -> None:
    with serve(World({f"{APP}/masuk": to(AUTHORIZE)}), ca.context(*HOSTS)) as server:
        providers, logins = await collect(door(ca, server, sso=free_port()), app_of(), city_of())
    provider, login = providers["audience:public"], logins["audience:public"]
    assert isinstance(provider, Gap)
    assert isinstance(login, Login)
    assert seen_by(login) == [Cause.UNREACHABLE]
    raw = app_of().model_dump(mode="json", by_alias=True)
    [outcome] = judge(checks.ALL[-1], login, subject="audience:public", app=raw)
    assert outcome.seen == f"redirect_uri=https://{APP}/callback"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("pages", "cause"),
    [
        ({f"{APP}/masuk": http("503 Service Unavailable")}, Cause.BLOCKED),
        ({f"{APP}/masuk": http("500 Internal Server Error")}, Cause.UNREACHABLE),
        ({f"{APP}/masuk": http("401 Unauthorized")}, Cause.UNREACHABLE),
        ({f"{APP}/masuk": to("/masuk")}, None),
        ({f"{APP}/masuk": page('<a href="/sso">SSO</a>'), f"{APP}/sso": http("429 Too Many")}, Cause.BLOCKED),
    ],
)
async def test_a_login_that_cannot_be_seen_is_a_gap(ca: Ca, pages: Pages, cause: Cause | None) -> None:
    with serve(World(pages), ca.context(*HOSTS)) as server:
        _, found = await collect(door(ca, server), app_of(), city_of())
    seen = found["audience:public"]
    assert isinstance(seen, Gap)
    assert cause in (None, seen.cause)


async def test_what_is_not_declared_or_not_ready_is_said(ca: Ca) -> None:
    with serve(World({}), ca.context(*HOSTS)) as server:
        here = door(ca, server)
        for found in await collect(here, app_of(login=None), city_of()):
            assert [(name, gap.cause) for name, gap in found.items() if isinstance(gap, Gap)] == [
                ("app", Cause.NOT_DECLARED)
            ]
        assert await collect(here, app_of(login={}), city_of()) == ({}, {})
        for found in await collect(here, app_of(), city_of(public={"status": "unset"})):
            assert [(name, gap.cause) for name, gap in found.items() if isinstance(gap, Gap)] == [
                ("audience:public", Cause.NOT_CONFIGURED)
            ]
        _, found = await collect(here, app_of(), city_of(), None)
        assert [gap.cause for gap in found.values() if isinstance(gap, Gap)] == [Cause.NOT_DECLARED]
    assert {call.path for call in server.calls} == {"/.well-known/openid-configuration", "/jwks"}


async def provider_of(ca: Ca, pages: Pages) -> list[str]:
    with serve(World(pages), ca.context(*HOSTS)) as server:
        found, _ = await collect(door(ca, server), app_of(), city_of())
    fact = found["audience:public"]
    assert isinstance(fact, Provider), fact
    city = {"sso": city_of().model_dump(mode="json")["sso"]}
    outcomes = judge(provider_metadata, fact, subject="audience:public", city=city)
    return [outcome.cause.value if isinstance(outcome, Gap) else outcome.seen for outcome in outcomes]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("path", "answer", "expected"),
    [
        ("/jwks", as_json({"keys": [KEY]}), [f"issuer=https://{SSO}"]),
        ("/jwks", as_json({"keys": [{"kty": "RSA", "n": "w" * 171, "e": "AQAB"}]}), ["keys=RSA-1024"]),
        ("/jwks", as_json({"keys": [{"kty": "RSA", "n": "é"}, "x", {}]}), ["keys=?-?,RSA-?"]),
        ("/jwks", as_json({"keys": [{**KEY, "d": "rahasia"}]}), ["keys=EC-P-256,private"]),
        ("/jwks", as_json([KEY]), ["keys=none"]),
        ("/jwks", http("403 Forbidden"), ["blocked"]),
        ("/.well-known/openid-configuration", page("<h1>hello</h1>"), ["discovery=200"]),
        ("/.well-known/openid-configuration", http("404 Not Found"), ["discovery=404"]),
        (
            "/.well-known/openid-configuration",
            as_json(discovery(SSO, jwks_uri="http://x", response_types_supported="code", unknown=[1])),
            ["jwks_uri=http://x", "response_types=none", "refused-by-policy"],
        ),
    ],
)
async def test_what_the_provider_publishes(ca: Ca, path: str, answer: bytes, expected: list[str]) -> None:
    assert await provider_of(ca, {f"{SSO}{path}": answer}) == expected


async def test_metadata_and_keys_are_fetched_once_for_both_audiences(ca: Ca) -> None:
    world = World({f"{APP}/masuk": to(AUTHORIZE)})
    city = city_of(government={"status": "ready", "issuer": f"https://{SSO}"})
    app = app_of(login={"public": {"path": "/masuk"}, "government": {"path": "/masuk"}})
    with serve(world, ca.context(*HOSTS)) as server:
        await collect(door(ca, server), app, city)
    assert sorted(call.path.partition("?")[0] for call in world.calls) == sorted(
        ["/", "/masuk", "/authorize", "/jwks", "/.well-known/openid-configuration"]
    )


@given(
    st.text(max_size=80)
    | st.builds("".join, st.lists(st.sampled_from(["https://", "[", "::1", "]:", "9x", "?", "error=", "a", "/", "\n"])))
)
def test_no_url_is_too_broken_to_ask_about(url: str) -> None:
    origin(url), bare(url), is_request(url), parameters(url), error_of(url), read_request(url)


def test_realms_of_one_host_are_told_apart() -> None:
    assert under(f"https://{SSO}/realms/warga/auth", f"https://{SSO}/realms/warga")
    assert not under(f"https://{SSO}/realms/warga-lain/auth", f"https://{SSO}/realms/warga")
    assert under(f"HTTPS://{SSO.upper()}:443/auth?x", f"https://{SSO}/")


@given(st.text(alphabet=st.sampled_from("<>/=\"' aformbinputmetascriptpasswordhref:;&\x00"), max_size=200))
def test_any_page_can_be_read(html: str) -> None:
    read_page(f"https://{APP}/masuk", html)


def names(exits: Iterable[Any]) -> list[str]:
    return [found.url.removeprefix(f"https://{APP}") for found in exits]


def test_exits_that_no_browser_would_take_are_left_out() -> None:
    body = (
        '<noscript><meta http-equiv="refresh" content="0;url=/tanpa-js"></noscript>'
        '<meta http-equiv="refresh" content="900;url=/login/habis">'
        '<a href="/masuk#atas">Masuk</a><a href="javascript:login()">Masuk</a><a href="/berita">Berita</a>'
        '<a href="/logout">Keluar dari login</a><a href="/kartu-keluarga/login">Masuk</a>'
        '<form method="post" action="/bahasa"><button>English</button></form>'
        '<form action="/cari?x=1"><input type="hidden" name="masuk" value="ya"><button>Masuk</button></form>'
    )
    assert names(read_page(f"https://{APP}/masuk", body).exits) == ["/kartu-keluarga/login", "/cari?masuk=ya"]
