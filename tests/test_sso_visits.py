"""What a visitor is given who did not log in, and a second look at the login: over real TLS, like `test_sso`."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from urllib.parse import urlencode

import pytest
from hostile import Authority as Ca
from hostile import Call, http, serve
from hypothesis import given
from hypothesis import strategies as st
from test_sso import (
    APP,
    AUTHORIZE,
    HOSTS,
    REQUEST,
    SSO,
    Pages,
    World,
    app_of,
    as_json,
    city_of,
    discovery,
    door,
    look,
    page,
    to,
)

from spbe_policy.builtin.sso.again import ASTRAY, changed_bits
from spbe_policy.builtin.sso.checks_visit import session
from spbe_policy.builtin.sso.endpoints import read_request
from spbe_policy.builtin.sso.facts import Provider
from spbe_policy.builtin.sso.visit_facts import LoginCookies, Logout, Renewed, Returns, Strayed, Visitor
from spbe_policy.builtin.sso.ways_out import OUTSIDE, return_parameters, session_ids, turned_outside
from spbe_policy.checks import Fail, Pass, Review
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.testing import judge

pytestmark = pytest.mark.anyio
LOGIN = {"path": "/masuk", "logout": "/keluar", "protected": ["/akun"]}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


async def seen(ca: Ca, world: World, *, probing: bool = True) -> dict[type[Fact], Fact | Gap]:
    """Everything about residents, or about the whole app, in a world of these pages."""
    with serve(world, ca.context(*HOSTS)) as server:
        reach = replace(door(ca, server), probe_hosts=frozenset({APP} if probing else ()))
        found = await look(reach, app_of(login={"public": LOGIN}), city_of())
    return {kind: facts.get("audience:public") or facts["app"] for kind, facts in found.items()}


class Asking(World):
    """An app whose login request is made anew each time."""

    def __init__(self, pages: Pages, **changes: Iterator[str]) -> None:
        super().__init__(pages)
        self.changes = changes

    def __call__(self, call: Call) -> Iterator[bytes]:
        values = {name: next(made) for name, made in self.changes.items()} if call.path.startswith("/mulai") else {}
        self.pages[f"{APP}/mulai"] = to(f"https://{SSO}/authorize?{urlencode(REQUEST | values)}")
        return super().__call__(call)


def tokens() -> Iterator[str]:
    while True:
        yield secrets.token_urlsafe(32)


@pytest.mark.parametrize(
    "entrance",
    [
        to("/mulai"),
        page('<a href="/mulai">Masuk dengan SSO</a>'),
        page(
            '<form method="post" action="/mulai"><input type="hidden" name="t" value="t"><button>Masuk</button></form>'
        ),
        page('<meta http-equiv="refresh" content="0;url=/mulai">'),
    ],
)
async def test_two_requests_are_compared_whatever_leads_to_them(ca: Ca, entrance: bytes) -> None:
    world = Asking(
        {f"{APP}/masuk": entrance},
        state=(f"antrean-masuk-{number:09}" for number in count()), code_challenge=tokens(),
    )  # fmt: skip
    found = await seen(ca, world)
    assert found[Renewed] == Renewed(
        start=f"https://{APP}/masuk", compared=("code_challenge", "nonce", "state"), fixed=("nonce",), near=("state",)
    )
    assert len(world.asked("/mulai")) == 2
    assert {call.path.partition("?")[0] for call in world.calls if call.header("host") == SSO} == {
        "/.well-known/openid-configuration", "/jwks", "/authorize",
    }  # fmt: skip


async def test_what_is_compared_stays_out_of_the_facts(ca: Ca) -> None:
    world = World({f"{APP}/masuk": to(AUTHORIZE, "Set-Cookie: sesi=rahasia-sekali; Path=/")})
    stored = "".join(fact.model_dump_json() for fact in (await seen(ca, world)).values())
    assert not any(secret in stored for secret in ("sssss", "nnnnn", "ccccc", "rahasia-sekali"))


@given(st.integers(16, 64), st.integers(0, 10**6), st.integers(1, 1000))
def test_random_values_are_told_from_counters(size: int, start: int, step: int) -> None:
    assert changed_bits(secrets.token_hex(size), secrets.token_hex(size)) >= 32
    assert changed_bits(secrets.token_urlsafe(size), secrets.token_urlsafe(size)) >= 32
    assert changed_bits(f"masuk-{start:020}", f"masuk-{start + step:020}") < 32
    assert changed_bits(f"MASUK{1_786_000_000 + start}x", f"MASUK{1_786_000_000 + start + step}x") < 32


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (page("<h1>Akun</h1><p>Nama: Wati</p>"), Fail),
        (page('<div id="app"></div><script src="/app.js"></script>'), Review),
        (page(f"<p>{'Isi halaman. ' * 40}</p><script src='/app.js'></script>"), Fail),
        (page('<form method="post"><input type="password" name="p"></form>'), Pass),
        (to("/masuk"), Pass),
        (to("/selamat-datang"), Pass),
        (to("/akun/"), Fail),
        (to(AUTHORIZE), Pass),
        (http("401 Unauthorized"), Pass),
        (http("403 Forbidden", body=b"Tidak berhak"), Pass),
        (http("404 Not Found"), Pass),
        (http("503 Service Unavailable"), Gap),
    ],
)
async def test_what_a_protected_page_shows_without_login(ca: Ca, answer: bytes, expected: type) -> None:
    pages = {f"{APP}/selamat-datang": page("<h1>Halo</h1>"), f"{APP}/akun/": page("<p>Nama: Wati</p>")}
    visitor = (await seen(ca, World({**pages, f"{APP}/masuk": to(AUTHORIZE), f"{APP}/akun": answer})))[Visitor]
    assert isinstance(visitor, Visitor)
    assert [type(outcome) for outcome in judge(session, visitor, subject="audience:public")] == [expected]


async def test_protected_paths_are_sampled_and_always_the_same(ca: Ca) -> None:
    many = {"public": {**LOGIN, "protected": [f"/akun/{number}" for number in range(40)]}}
    asked = []
    for _ in range(2):
        world = World({f"{APP}/masuk": to(AUTHORIZE)})
        with serve(world, ca.context(*HOSTS)) as server:
            await look(door(ca, server), app_of(login=many), city_of())
        asked.append(sorted(call.path for call in world.asked("/akun/")))
    assert len(set(asked[0])) == len(asked[0]) == 2
    assert asked[0] == asked[1]


async def test_session_ids_in_addresses_are_named_not_kept(ca: Ca) -> None:
    link = f'<a href="/layanan;jsessionid={"0A1B" * 8}">Layanan</a>'
    world = World({f"{APP}/": page(link), f"{APP}/masuk": to(f"/masuk2?PHPSESSID={'3f9a' * 8}")})
    visitor = (await seen(ca, world))[Visitor]
    assert isinstance(visitor, Visitor)
    assert visitor.addresses == ("/layanan;jsessionid", "/masuk2?PHPSESSID")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"/a;jsessionid={'A' * 32}?x=1", ["/a;jsessionid"]),
        (f"/a?sid={'a1' * 13}", ["/a?sid"]),
        (f"/a?session_id={'a1' * 13}", ["/a?session_id"]),
        ("/a?sid=12", []),
        (f"/a?side={'a1' * 13}", []),
        ("/a?session=musim-hujan-2026", []),
        ("http://[", []),
    ],
)
def test_where_session_ids_stand(url: str, expected: list[str]) -> None:
    assert list(session_ids(url)) == expected


def test_which_parameters_say_where_to_go() -> None:
    urls = [
        "/m?next=%2Fakun",
        "/m?next=/lain",
        "/m?returnUrl=https://x/",
        "/m?from=2026",
        "/m?q=/a",
        "/n?kembali=/a&x=1",
    ]
    found = list(return_parameters(urls))
    assert found == [
        ("/m?next=%2Fakun", "next"),
        ("/m?returnUrl=https://x/", "returnUrl"),
        ("/n?kembali=/a&x=1", "kembali"),
    ]
    assert turned_outside("/n?kembali=/a&x=1", "kembali") == f"/n?{urlencode({'kembali': OUTSIDE, 'x': 1})}"


@given(st.text(max_size=60))
def test_any_address_can_be_asked_about(url: str) -> None:
    list(session_ids(url))
    list(return_parameters([url]))


class Returning(World):
    """An app that sends people where the parameter says."""

    def __call__(self, call: Call) -> Iterator[bytes]:
        wanted = call.path.partition("?lanjut=")[2]
        self.pages[f"{APP}/masuk"] = to("https://spbe-policy.example/" if "https" in wanted else AUTHORIZE)
        return super().__call__(call)


async def test_an_open_return_is_seen_by_one_request_that_needs_permission(ca: Ca) -> None:
    pages = {f"{APP}/": page('<a href="/masuk?lanjut=/akun">Masuk</a>')}
    world = Returning(pages)
    found = (await seen(ca, world))[Returns]
    assert isinstance(found, Returns)
    assert [(each.path, each.parameter, each.outside) for each in found.tried] == [("/masuk", "lanjut", True)]
    assert len(world.asked("/masuk?lanjut=https")) == 1
    careful = Returning(pages)
    refused = (await seen(ca, careful, probing=False))[Returns]
    assert isinstance(refused, Gap)
    assert refused.cause is Cause.NEEDS_PERMISSION
    assert careful.asked("/masuk?lanjut=https") == []


async def test_a_return_address_in_a_redirect_of_a_protected_page_is_tried_too(ca: Ca) -> None:
    world = Returning({f"{APP}/akun": to("/masuk?lanjut=%2Fakun")})
    found = (await seen(ca, world))[Returns]
    assert isinstance(found, Returns)
    assert [each.outside for each in found.tried] == [True]


FORM = page('<form method="post"><input type="password" name="p"></form>')


class Registered(World):
    """A provider that answers otherwise when the redirect URI is not the registered one."""

    def __init__(self, otherwise: bytes) -> None:
        super().__init__({f"{APP}/masuk": to(AUTHORIZE)})
        self.otherwise = otherwise

    def __call__(self, call: Call) -> Iterator[bytes]:
        self.pages[f"{SSO}/authorize"] = self.otherwise if ASTRAY[1:] in call.path else FORM
        return super().__call__(call)


@pytest.mark.parametrize(
    ("otherwise", "status", "sent", "form"),
    [
        (http("400 Bad Request", body=b"redirect_uri"), 400, False, False),
        (FORM, 200, False, True),
        (page("<h1>Kesalahan</h1>"), 200, False, False),
        (to(f"https://{APP}/callback{ASTRAY}?error=login_required"), 302, True, False),
        (to(f"https://{APP}/callback?error=invalid_request"), 302, False, False),
    ],
)
async def test_how_the_provider_takes_an_unregistered_address(
    ca: Ca, otherwise: bytes, status: int, sent: bool, form: bool
) -> None:
    world = Registered(otherwise)
    found = (await seen(ca, world))[Strayed]
    assert isinstance(found, Strayed)
    assert (found.status, found.sent, found.form) == (status, sent, form)
    assert len([call for call in world.asked("/authorize") if ASTRAY[1:] in call.path]) == 1
    assert world.asked("/callback") == []


async def test_logout_and_cookies_are_noted_as_far_as_the_apps_hosts(ca: Ca) -> None:
    cookie = "Set-Cookie: masuk=abc; Path=/; Secure; HttpOnly; SameSite=Lax"
    world = World({f"{APP}/masuk": to(AUTHORIZE, cookie), f"{APP}/keluar": to(f"https://{SSO}/logout?id_token_hint=x")})
    found = await seen(ca, world)
    assert found[Logout] == Logout(path="/keluar", status=302, leads=f"https://{SSO}/logout")
    cookies = found[LoginCookies]
    assert isinstance(cookies, LoginCookies)
    assert [(each.path, each.asks, each.cookies) for each in cookies.given] == [
        ("/masuk", True, ("masuk=<cookie>; Path=/; Secure; HttpOnly; SameSite=Lax",))
    ]
    assert world.asked("/logout") == []


async def test_whoever_has_no_login_has_no_login_cookies(ca: Ca) -> None:
    with serve(World({}), ca.context(*HOSTS)) as server:
        found = await look(door(ca, server), app_of(login={}), city_of())
    assert found[LoginCookies] == {"app": LoginCookies()}
    assert found[Visitor] == {}


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"acr_values": "mfa phr"}, ("mfa", "phr")),
        ({"claims": '{"id_token": {"acr": {"essential": true, "values": ["mfa"]}}}'}, ("mfa",)),
        ({"claims": '{"id_token": {"acr": {"value": "mfa"}}}'}, ("mfa",)),
        ({"claims": '{"id_token": {"acr": null}}'}, ()),
        ({"claims": '{"id_token": []}'}, ()),
        ({"claims": "[" * 2000}, ()),
        ({"claims": "{"}, ()),
    ],
)
def test_levels_of_assurance_are_read_from_both_places(given_: dict[str, str], expected: tuple[str, ...]) -> None:
    assert read_request(f"https://{SSO}/authorize?{urlencode(given_)}").acr == expected


@pytest.mark.parametrize(
    ("challenge", "method", "expected"),
    [
        ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "S256", "long"),  # RFC 7636, appendix B
        ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "S256", "malformed"),
        ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "S256", "malformed"),
        ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", "S256", "malformed"),
        ("a" * 64, "S256", "malformed"),
        ("a" * 64, "plain", "long"),
        ("a" * 42, "plain", "malformed"),
        ("abc", "S256", "short"),
    ],
)
def test_a_challenge_has_a_form(challenge: str, method: str, expected: str) -> None:
    asked = urlencode({"code_challenge": challenge, "code_challenge_method": method})
    assert read_request(f"https://{SSO}/authorize?{asked}").code_challenge == expected


async def test_discovery_is_read_as_it_is_written(ca: Ca) -> None:
    said = discovery(
        SSO, userinfo_endpoint=f"http://{SSO}/userinfo", check_session_iframe=f"https://{SSO}/sesi",
        backchannel_logout_supported="true", grant_types_supported=["password"], subject_types_supported="public",
    )  # fmt: skip
    keys = [{"kty": "EC", "crv": "P-256", "kid": name} for name in ("a", "a", "b")]
    pages = {f"{SSO}/.well-known/openid-configuration": as_json(said), f"{SSO}/jwks": as_json({"keys": keys})}
    found = (await seen(ca, World(pages)))[Provider]
    assert isinstance(found, Provider)
    assert found.metadata
    assert found.metadata.insecure == (f"userinfo_endpoint=http://{SSO}",)
    assert found.metadata.backchannel_logout_supported is None
    assert found.metadata.grant_types_supported == ("password",)
    assert found.metadata.subject_types_supported == ()
    assert sorted(key.kid or "" for key in found.keys or ()) == ["own", "shared"]
