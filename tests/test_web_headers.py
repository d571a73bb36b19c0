"""Headers and cookies by their specifications: what each grammar takes, and what real servers are told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import pytest
from hostile import HOST, Answer, Call, http, serve
from hostile import Authority as Ca
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import Authority
from spbe_policy.builtin.web import checks, collectors, csp
from spbe_policy.builtin.web.cookie_dates import parse_cookie_date
from spbe_policy.builtin.web.cookies import Cookie, parse_cookie
from spbe_policy.builtin.web.csp_bypasses import bypasses
from spbe_policy.builtin.web.csp_faults import loose, misspelt
from spbe_policy.builtin.web.csp_sources import allows_url, folded
from spbe_policy.builtin.web.facts import Answer as Seen
from spbe_policy.builtin.web.facts import Clock, Cors, Nonces, Page, Private, Site
from spbe_policy.builtin.web.fields import cache_directives, members
from spbe_policy.builtin.web.hsts import Hsts, in_force, parse_hsts
from spbe_policy.builtin.web.structured import InnerList, Item, Token, parse_dictionary, parse_item
from spbe_policy.checks import Context, Fail, Outcome, Pass, Review
from spbe_policy.collecting import Collected, Scope, gather
from spbe_policy.evidence import Cause, Fact, Gap, Request
from spbe_policy.manifest import Manifest
from spbe_policy.session import Door, open_session

Ledger = tuple[Request, ...]

PAGE = "https://antrean.kota-contoh.example/"
NOW = datetime(2026, 6, 15, 3, tzinfo=UTC)
CITY = Authority.model_validate(
    {"schema": "spbe-authority/1", "name": "Kota Contoh", "domains": ["kota-contoh.example"]}
)


CHECKS = {check.id: check for check in checks.ALL}


def app_of(**more: Any) -> Manifest:
    base = {"environments": {"staging": {"url": f"https://{HOST}/"}}, "app": {"id": "antrean"}}
    return Manifest.model_validate({"schema": "spbe-app/1", **base, **more})


def judged(check: str, fact: Fact, *needed: Fact, **params: Any) -> tuple[Outcome, ...]:
    """What a check says of facts alone."""
    known: dict[type[Fact], Mapping[str, Fact | Gap]] = {type(item): {"app": item} for item in needed}
    return tuple(CHECKS[check].run(Context(fact, "app", app_of(), CITY, NOW, known), CHECKS[check].params(**params)))


def site(*headers: tuple[str, str], url: str = PAGE) -> Site:
    return Site(hops=(Seen(url=url, status=200, headers=headers),))


def failing(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.seen for outcome in outcomes if isinstance(outcome, Fail)]


def of(header: str, *values: str) -> Site:
    return site(*((header, value) for value in values))


# Content Security Policy.


def holes(*policies: str) -> set[str]:
    """The directives by which injected markup runs a script, known bypasses included."""
    parsed = csp.parse(policies)
    return {*csp.weak(parsed), *(["script-src"] if any(bypasses(parsed, PAGE)) else [])}


REST = "; object-src 'none'; base-uri 'none'"


@pytest.mark.parametrize(
    ("policies", "weak"),
    [
        # What one policy lets through another may hold back, way by way.
        (["script-src 'unsafe-inline'" + REST, "script-src https:"], set()),
        (["script-src 'unsafe-inline'" + REST, "script-src 'self' 'unsafe-inline'"], {"script-src"}),
        (["script-src https:" + REST, "script-src data:"], set()),
        (["script-src http:" + REST, "script-src *"], {"script-src"}),
        (["script-src 'self'" + REST + ", object-src *"], set()),
        # Not ASCII, not ASCII white space: no directive, and no separator.
        (["script-src 'self' é; script-src *" + REST], {"script-src"}),
        (["script-src\x0b'self'" + REST], {"script-src"}),
        (["script-src\t'self'\f" + REST], set()),
        ([";;; ;script-src 'self'" + REST], set()),
        # Names and keywords do not depend on case; a host may have a dot at its end.
        (["Script-Src 'Unsafe-Inline' 'NONCE-kZ8xq1Vw'" + REST], set()),
        (["script-src *.COM." + REST], {"script-src"}),
        (["script-src *.kota-contoh.example" + REST], set()),
        (["script-src *.go.id" + REST], set()),
        (["script-src *.co.id" + REST], {"script-src"}),
        # 'none' counts only when it is alone; an empty list lets nothing in.
        (["script-src 'none'" + REST], set()),
        (["script-src" + REST], set()),
        (["script-src 'none' *" + REST], {"script-src"}),
        # 'strict-dynamic' says nothing about objects, also where default-src decides about both.
        (["default-src 'strict-dynamic' 'nonce-kZ8xq1Vw' https:; base-uri 'none'"], {"object-src"}),
        (["script-src 'nonce-<nonce>' 'unsafe-inline'" + REST], set()),
        (["script-src 'sha256-abc' 'unsafe-inline'" + REST], set()),
        (["script-src 'sha1-abc' 'unsafe-inline'" + REST], {"script-src"}),
        (["script-src 'nonce-a b' 'unsafe-inline'" + REST], {"script-src"}),
        # Finer directives decide before script-src, and fall back to it.
        (["script-src 'self'; script-src-elem *" + REST], {"script-src"}),
        (["default-src 'self'; script-src-attr 'unsafe-inline'; base-uri 'self'"], {"script-src"}),
        (["script-src *; script-src-elem 'self'; script-src-attr 'none'" + REST], set()),
        (["sandbox allow-forms"], set()),
        (["sandbox allow-scripts"], {"base-uri", "object-src", "script-src"}),
        (["base-uri data:; script-src 'self'; object-src 'self'"], set()),
    ],
)
def test_an_injected_script_gets_in_only_where_every_policy_leaves_a_way(policies: list[str], weak: set[str]) -> None:
    assert set(csp.weak(csp.parse(policies))) == weak


def test_a_meta_element_holds_one_policy_without_what_only_a_header_may_say() -> None:
    (only,) = csp.parse_meta(["sandbox; frame-ancestors 'none'; script-src 'self', img-src *; object-src 'none'"])
    assert only.directives == {"script-src": ("'self',", "img-src", "*"), "object-src": ("'none'",)}
    assert csp.parse_meta(["frame-ancestors 'none'"]) == ()


@pytest.mark.parametrize(
    ("source", "url", "allowed"),
    [
        ("'self'", "https://antrean.kota-contoh.example/a.js", True),
        ("'self'", "https://antrean.kota-contoh.example:8443/a.js", False),
        ("*", "https://lain.example:8443/a.js", True),
        ("lain.example", "https://lain.example/a.js", True),
        ("lain.example", "http://lain.example/a.js", False),
        ("http://lain.example", "https://lain.example/a.js", True),
        ("lain.example:80", "https://lain.example/a.js", True),
        ("lain.example:*", "https://lain.example:8443/a.js", True),
        ("*.lain.example", "https://lain.example/a.js", False),
        ("*.lain.example", "https://a.b.lain.example/a.js", True),
        ("lain.example/js/", "https://lain.example/js/a/b.js", True),
        ("lain.example/js", "https://lain.example/js/a.js", False),
        ("lain.example/JS/", "https://lain.example/js/a.js", False),
        ("lain.example/%6As/", "https://lain.example/js/a.js", True),
        ("192.0.2.1", "https://192.0.2.1/a.js", False),
        ("127.0.0.1", "https://127.0.0.1/a.js", True),
        ("[2001:db8::1]", "https://[2001:db8::1]/a.js", False),
        ("wss:", "https://lain.example/a.js", True),
        ("data:", "https://lain.example/a.js", False),
        ("LAIN.example", "https://lain.example/a.js", True),
        ("'nonce-kZ8xq1Vw'", "https://lain.example/a.js", False),
        ("lain.example:99999999999999999999", "https://lain.example/a.js", False),
    ],
)
def test_a_source_lets_an_address_in_by_scheme_host_port_and_path(source: str, url: str, *, allowed: bool) -> None:
    assert allows_url((folded(source),), url, PAGE) is allowed


@pytest.mark.parametrize(
    ("policy", "ignored"),
    [
        ("script-src self", ["script-src self"]),
        ("script-src unsafe-inline 'self'", ["script-src unsafe-inline"]),
        ("script-src 'self' default-src 'none'", ["script-src default-src", "script-src 'none'"]),
        ("scriptsrc 'self'", ["directive scriptsrc"]),
        ("script-src 'nonce-'", ["script-src 'nonce-<nonce>'"]),
        ("script-src 'self'; report-uri /x y; sandbox allow-forms; upgrade-insecure-requests", []),
        ("default-src 'self' https://a.example/x?y", ["default-src https://a.example/x?y"]),
        ("script-src 'SELF' A.example *.b.example:* https: localhost 127.0.0.1", []),
        ("script-src 192.0.2.1 [2001:db8::1]:443", ["script-src 192.0.2.1", "script-src [2001:db8::1]:443"]),
    ],
)
def test_what_browsers_ignore_is_said(policy: str, ignored: list[str]) -> None:
    (parsed,) = csp.parse([policy])
    assert sorted(misspelt(parsed)) == sorted(ignored)


@pytest.mark.parametrize(
    ("policy", "wide"),
    [
        ("script-src *.go.id", ["script-src *.go.id"]),
        ("script-src 'self' *.kota-contoh.example", []),
        ("default-src http://a.example; img-src http:", ["default-src http://a.example"]),
        ("script-src 'strict-dynamic' 'nonce-kZ8xq1Vw' http: https: *.go.id", []),
    ],
)
def test_what_is_too_wide_is_said(policy: str, wide: list[str]) -> None:
    (parsed,) = csp.parse([policy])
    assert sorted(loose(parsed)) == wide


_WORD = st.sampled_from(
    ["'self'", "'none'", "*", "https:", "http://*", "*.com", "'unsafe-inline'", "'strict-dynamic'", "'nonce-N'",
     "'sha256-N'", "a.example:80/x/", "é", "[::1]", "a..b", "*.", "https://"]
)  # fmt: skip


@given(st.text(max_size=200) | st.lists(_WORD, max_size=8).map(lambda words: f"script-src {' '.join(words)}{REST}"))
def test_any_text_is_read_as_a_policy_and_its_canonical_form_says_the_same(text: str) -> None:
    for policies in (csp.parse([text]), csp.parse_meta([text])):
        list(bypasses(policies, PAGE))
        for policy in policies:
            list(misspelt(policy))
            list(loose(policy))
            again = "; ".join(" ".join([name, *words]) for name, words in policy.directives.items())
            (same,) = csp.parse_meta([again]) or (policy,)
            assert csp.weak((same,)) == csp.weak((policy,)) or "," in again


# Strict-Transport-Security.


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("max-age=31536000", Hsts(31_536_000)),
        ('MAX-AGE="0" ; includesubdomains', Hsts(0, include_subdomains=True)),
        (";; max-age = 1 ;; preload;", Hsts(1, preload=True)),
        ("max-age=1; masa-depan=ya; lain", Hsts(1)),
        ('max-age=1; lain="a;b"', Hsts(1)),
        ("max-age=00000000000000000000000000031536000", Hsts(31_536_000)),
        ("max-age=" + "9" * 6_000, Hsts(int("9" * 18))),
        ("", None),
        ("includeSubDomains", None),
        ("max-age", None),
        ("max-age=", None),
        ("max-age=-1", None),
        ("max-age=1.5", None),
        ("max-age=1s", None),
        ("max-age='1'", None),
        ('max-age="1', None),
        ("max-age=1, max-age=2", None),
        ("max-age=1 includeSubDomains", None),
        ("max-age=1; MAX-AGE=1", None),
        ("max-age=1; includeSubDomains; includeSubDomains", None),
        ("max-age=1; includeSubDomains=true", None),
        ("max-age=1; preload=1", Hsts(1)),
        ('max-age=1; includeSubDomains=""', None),
        ('"max-age"=1', None),
        ("max-age=1; lain=", None),
        ("max-age==1", None),
        ("max-age=1; lain=a b", None),
        ("max-age=1; =1", None),
        ("max-age=\u0661", None),
        ("max-age=1\x00", None),
    ],
)
def test_hsts_is_read_by_its_grammar_or_not_at_all(value: str, said: Hsts | None) -> None:
    assert parse_hsts(value) == said


def test_of_several_hsts_headers_the_first_counts_and_over_http_none() -> None:
    assert in_force(["max-age=1", "max-age=2"]) == Hsts(1)
    assert in_force(["salah salah", "max-age=2"]) is None
    good = ("strict-transport-security", "max-age=31536000")
    assert failing(judged("web.hsts", site(good))) == []
    assert failing(judged("web.hsts", site(good, url="http://antrean.kota-contoh.example/"))) == ["none"]


@given(st.text(max_size=100) | st.text(alphabet='max-ge=;"1 \\preload', max_size=60))
def test_any_text_is_hsts_or_not_and_what_is_read_reads_the_same(value: str) -> None:
    said = parse_hsts(value)
    assert said is None or parse_hsts(str(said)) == said


# Cookies.


@pytest.mark.parametrize(
    ("value", "lacking"),
    [
        ("sesi=1; Secure; HttpOnly; SameSite=Lax", []),
        ("sesi=1;SECURE=apa saja;httponly;samesite=STRICT", []),
        ("sesi=1; Secure; HttpOnly; SameSite=Lax; SameSite=Baru", ["SameSite"]),
        ("sesi=1; SameSite=None", ["Secure", "HttpOnly"]),
        ("__Host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/", []),
        ("__host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/app", ["Path=/"]),
        ("__Host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/; Path=", ["Path=/"]),
        ("__Host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/; Domain=kota-contoh.example", ["no Domain"]),
        ("__Host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/; Domain=", []),
        ("__HOST-a=1; Secure; HttpOnly; SameSite=Lax", ["Path=/"]),
        ("__Secure-a=1; HttpOnly; SameSite=Lax", ["Secure"]),
        ("=__Host-a; Secure; HttpOnly; SameSite=Lax", ["Path=/"]),
    ],
)
def test_a_cookie_lacks_what_browsers_would_miss(value: str, lacking: list[str]) -> None:
    cookie = parse_cookie(value)
    assert cookie
    assert list(cookie.missing(readable=False)) == lacking


@pytest.mark.parametrize("value", ["", "=", " ; Secure", "a=1\x00b", "a=\x7f; Secure", "a=" + "x" * 5_000])
def test_what_browsers_ignore_is_no_cookie(value: str) -> None:
    assert parse_cookie(value) is None


@pytest.mark.parametrize(
    ("attributes", "days"),
    [
        ("", None),
        ("Max-Age=86400", 1),
        ("Max-Age=86400; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 1),
        ("Max-Age=0", 0),
        ("Max-Age=-5", 0),
        ("Max-Age=abc; Expires=Tue, 16 Jun 2026 03:00:00 GMT", 1),
        ("Max-Age=86400; Max-Age=", None),
        ("Max-Age=99999999999999999999999", 1_157_407),
        ("Expires=Tuesday, 16-Jun-26 03:00:00 GMT", 1),
        ("Expires=besok", None),
    ],
)
def test_a_cookie_lives_by_max_age_and_then_by_expires(attributes: str, days: int | None) -> None:
    cookie = parse_cookie(f"a=1; {attributes}")
    assert cookie
    lives = cookie.lives(NOW)
    assert (None if lives is None else lives.days) == days
    assert cookie.ends(NOW) is (days == 0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wed, 09 Jun 2021 10:18:14 GMT", datetime(2021, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ("Wednesday, 09-Jun-21 10:18:14 GMT", datetime(2021, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ("Wed Jun  9 10:18:14 2021", datetime(2021, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ("10:18:14 9 june 70", datetime(1970, 6, 9, 10, 18, 14, tzinfo=UTC)),
        ("9th Jun 69 1:2:3 WIB", datetime(2069, 6, 9, 1, 2, 3, tzinfo=UTC)),
        ("Wed, 09 Jun 1600 10:18:14 GMT", None),
        ("Wed, 32 Jun 2021 10:18:14 GMT", None),
        ("Wed, 30 Feb 2021 10:18:14 GMT", None),
        ("Wed, 09 Jun 2021 24:18:14 GMT", None),
        ("Wed, 09 Jun 2021", None),
        ("", None),
    ],
)
def test_the_date_of_a_cookie_is_read_in_any_form(text: str, moment: datetime | None) -> None:
    assert parse_cookie_date(text) == moment


@pytest.mark.parametrize(
    ("cookie", "seen"),
    [
        ("a=1", []),
        ("a=1; Domain=app.kota-contoh.example", []),
        ("a=1; Domain=..kota-contoh.example", ["a: Domain=.kota-contoh.example refused"]),
        ("a=1; Domain=.KOTA-contoh.example", ["a: Domain=kota-contoh.example"]),
        ("a=1; Domain=lain.example", ["a: Domain=lain.example refused"]),
        ("a=1; Domain=ota-contoh.example", ["a: Domain=ota-contoh.example refused"]),
        ("a=1; Domain=example", ["a: Domain=example refused"]),
        ("a=1; Domain=go.id", ["a: Domain=go.id refused"]),
        ("a=1; Max-Age=99999999", ["a: > 400 days"]),
        ("a=1; Max-Age=34560000", []),
        ("a=; Max-Age=0; Domain=kota-contoh.example", []),
        ("a=1; Secure; SameSite=none", ["a: SameSite=None"]),
    ],
)
def test_a_cookie_is_no_wider_than_its_host(cookie: str, seen: list[str]) -> None:
    seen_at = site(("set-cookie", cookie), url="https://app.kota-contoh.example/")
    assert failing(judged("web.cookie_scope", seen_at)) == seen


@given(st.text(max_size=200), st.text(alphabet="a=;, -0159:JunGMT\t", max_size=80))
def test_any_text_is_a_cookie_or_not(value: str, expires: str) -> None:
    for text in (value, f"a=1; Expires={expires}; {value}"):
        if cookie := parse_cookie(text):
            assert isinstance(cookie, Cookie)
            cookie.ends(NOW)
            list(cookie.missing(readable=False))
            cookie.misdirected("app.kota-contoh.example")


# Structured fields and lists.


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("a=()", InnerList(())),
        ("a=(self)", InnerList((Item(Token("self")),))),
        ('a=( self "https://b.example"  );x', InnerList((Item(Token("self")), Item("https://b.example")), {"x": True})),
        ("a=*", Item(Token("*"))),
        ("a", Item(True)),
        ("a;b=1", Item(True, {"b": 1})),
        ("a=1, a=2", Item(2)),
        ('a="q\\"\\\\"', Item('q"\\')),
        ("a=?0", Item(False)),
        ("a=-12.125", Item(-12.125)),
        ("a=:aGk=:", Item(b"hi")),
        ("a=@1659578233", Item(1_659_578_233)),
        ('a=%"f%c3%bc"', Item("fü")),
        (" a=1 ,\tb=2  ", Item(1)),
    ],
)
def test_a_dictionary_is_read_by_its_grammar(text: str, member: Any) -> None:
    found = parse_dictionary(text)
    assert found is not None
    assert found["a"] == member


@pytest.mark.parametrize(
    "text",
    [
        "camera 'none'", "a=(self", "a=(self)b", "a=1,", ",a=1", "a=1 b=2", "A=1", 'a="x', 'a="\x7f"', 'a="\\x"', "a=",
        "a=?2", "a=1.", "a=1.1234", "a=1234567890123456", "a=--1", "a=:a-b:", "a=@1.5", 'a=%"%C3"', 'a=%"%ff"',
        'a=("x""y")', "a=1\t;b", "a=(1\t2)", "a=é", "a=\u0661",
    ],
)  # fmt: skip
def test_a_broken_dictionary_is_none_at_all(text: str) -> None:
    assert parse_dictionary(text) is None


def test_an_item_stands_alone() -> None:
    assert parse_item(" same-origin; report-to=x ") == Item(Token("same-origin"), {"report-to": Token("x")})
    assert [parse_item(text) for text in ("same-origin, same-origin", "", "(a)", "a b")] == [None] * 4


@given(st.text(max_size=100) | st.text(alphabet='a*=(),;"?1.:@%\\ \t-', max_size=40))
def test_any_text_is_a_structured_field_or_not(text: str) -> None:
    parse_item(text)
    assert (
        parse_dictionary(text) is None or parse_dictionary(f"{text} , zz".lstrip(" ,")) is not None or not text.strip()
    )


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], ()),
        (["nosniff,"], ("nosniff", "")),
        (["a", "b"], ("a", "b")),
        (['"a, b" , c'], ('"a, b"', "c")),
        (['"a\\", b'], ('"a\\", b',)),
        ([" \ta\t "], ("a",)),
    ],
)
def test_a_list_is_split_outside_its_quotes(values: list[str], found: tuple[str, ...]) -> None:
    assert members(values) == found


def test_cache_directives_are_read_without_case() -> None:
    assert cache_directives(['No-Store, max-age="60"', 'PRIVATE="set-cookie, x"']) == {
        "no-store": "", "max-age": "60", "private": "set-cookie, x",
    }  # fmt: skip


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_header_is_a_list(values: list[str]) -> None:
    found = members(values)
    assert members([", ".join(found)] if found else []) == found
    cache_directives(values)


# Single headers.


@pytest.mark.parametrize(
    ("values", "framed"),
    [
        (["DENY"], False),
        (["deny, DENY"], False),
        (["DENY", "SAMEORIGIN"], False),
        (["SAMEORIGIN, apa"], False),
        (["ALLOWALL"], True),
        (["apa, saja"], True),
        (["ALLOW-FROM https://a.example"], True),
        ([""], True),
    ],
)
def test_x_frame_options_is_read_as_html_says(values: list[str], *, framed: bool) -> None:
    assert bool(failing(judged("web.framing", of("x-frame-options", *values)))) is framed


@pytest.mark.parametrize(
    ("ancestors", "framed"),
    [
        (["frame-ancestors 'none'"], False),
        (["frame-ancestors"], False),
        (["frame-ancestors *.kota-contoh.example"], False),
        (["frame-ancestors https:"], True),
        (["frame-ancestors https://*:443"], True),
        (["frame-ancestors *, frame-ancestors 'self'"], False),
        (["frame-ancestors 'self' *.id"], True),
        (["default-src 'none'"], True),
    ],
)
def test_frame_ancestors_goes_before_the_old_header(ancestors: list[str], *, framed: bool) -> None:
    assert bool(failing(judged("web.framing", of("content-security-policy", *ancestors)))) is framed


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        (["nosniff"], "nosniff"), (["NoSniff, apa"], "nosniff"), (["apa", "nosniff"], "apa"),
        (['"nosniff"'], '"nosniff"'), ([""], "none"),
    ],
)  # fmt: skip
def test_of_several_nosniff_values_the_first_counts(values: list[str], seen: str) -> None:
    (outcome,) = judged("web.nosniff", of("x-content-type-options", *values))
    assert isinstance(outcome, Pass | Fail)
    assert (outcome.seen, isinstance(outcome, Pass)) == (seen, seen == "nosniff")


@pytest.mark.parametrize(
    ("header", "meta", "seen"),
    [
        (["no-referrer"], [], "no-referrer"),
        (["no-referrer, unsafe-url"], [], "unsafe-url"),
        (["no-referrer, baru"], [], "no-referrer"),
        (["no-referrer"], ["always"], "unsafe-url"),
        (["unsafe-url"], ["NEVER"], "no-referrer"),
        (["unsafe-url"], ["no-referrer, origin"], "unsafe-url"),
        ([], ["default"], "strict-origin-when-cross-origin"),
    ],
)
def test_the_last_referrer_policy_that_browsers_know_counts(header: list[str], meta: list[str], seen: str) -> None:
    page = Page(url=PAGE, metas=tuple(("referrer", value) for value in meta))
    (outcome,) = judged("web.referrer_policy", of("referrer-policy", *header), page)
    assert isinstance(outcome, Pass | Fail)
    assert outcome.seen == seen


@pytest.mark.parametrize(
    ("values", "opener"),
    [
        (["same-origin"], "same-origin"),
        (['same-origin-allow-popups; report-to="x"'], "same-origin-allow-popups"),
        (["Same-Origin"], "none"),
        (['"same-origin"'], "none"),
        (["same-origin", "same-origin"], "none"),
        (["unsafe-none"], "none"),
    ],
)
def test_the_opener_policy_is_a_single_token(values: list[str], opener: str) -> None:
    (outcome,) = judged("web.opener_policy", of("cross-origin-opener-policy", *values))
    assert isinstance(outcome, Pass | Fail)
    assert outcome.seen.startswith(f"COOP {opener};")


# On real servers.


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


@contextmanager
def standing(ca: Ca, answer: Answer) -> Iterator[tuple[int, Door]]:
    """A server under the app's name and as `localhost`; yields its port and the door to it."""
    with serve(answer, ca.context(HOST, "localhost")) as server:
        yield (
            server.port,
            Door(
                domains=("kota-contoh.example",), networks=("127.0.0.0/8",), ca_file=ca.file, request_seconds=5,
                resolve=(f"{HOST}:443:127.0.0.1:{server.port}",),
            ),
        )  # fmt: skip


def telling(*headers: str, body: str = "<title>Antrean</title>", status: str = "200 OK") -> Answer:
    """A server that sends these headers; `{origin}` becomes that of the request, without one the header stays away."""

    def answer(call: Call) -> Iterator[bytes]:
        origin = call.header("origin")
        sent = [line.replace("{origin}", origin or "") for line in headers if origin or "{origin}" not in line]
        yield http(status, "Content-Type: text/html", *sent, body=body.encode())

    return answer


async def ask(door: Door, app: Manifest, *wanted: type[Fact]) -> tuple[dict[type[Fact], Collected], Ledger]:
    """What the family finds, and the ledger of what it asked."""
    kinds = {item.fact.kind: item.fact for item in collectors.ALL}
    found: dict[type[Fact], dict[str, Fact | Gap]] = {}
    async with open_session(door, clock=lambda: NOW) as session:
        scope = Scope(app, CITY, app.environments["staging"], None, (), session)
        for entry in await gather(scope, collectors.ALL, wanted):
            sample, kind = entry.samples[0], kinds[entry.kind]
            found.setdefault(kind, {})[entry.subject] = sample.gap or kind.model_validate(sample.fact)
        return {kind: found[kind] for kind in wanted}, session.ledger


def seen_by(door: Door, *wanted: type[Fact], **app: Any) -> dict[type[Fact], Fact | Gap]:
    found, _ = anyio.run(lambda: ask(door, app_of(**app), *wanted))
    return {kind: found[kind]["app"] for kind in wanted}


@pytest.mark.parametrize(
    ("headers", "seen"),
    [
        ((), []),
        (("Access-Control-Allow-Origin: {origin}", "Access-Control-Allow-Credentials: true"),
         ["foreign origin with credentials", "null origin with credentials"]),
        (("Access-Control-Allow-Origin: null", "Access-Control-Allow-Credentials: true"),
         ["null origin with credentials"]),
        (("Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"), ["* with credentials"]),
        (("Access-Control-Allow-Origin: *",), []),
        (("Access-Control-Allow-Origin: {origin}", "Access-Control-Allow-Credentials: True"), []),
        (("Access-Control-Allow-Origin: https://portal.kota-contoh.example", "Access-Control-Allow-Credentials: true"),
         []),
    ],
)  # fmt: skip
def test_a_foreign_page_asks_in_its_own_name(authority: Ca, headers: tuple[str, ...], seen: list[str]) -> None:
    with standing(authority, telling(*headers)) as (_, door):
        looked = seen_by(door, Cors)[Cors]
    assert isinstance(looked, Cors)
    assert failing(judged("web.cors", looked)) == seen


def test_an_origin_is_compared_whole(authority: Ca) -> None:
    def careless(call: Call) -> Iterator[bytes]:
        origin = call.header("origin") or ""
        mine = call.path == "/awal" and origin.startswith(f"https://{HOST}")
        mine = mine or (call.path == "/akhir" and origin.endswith("kota-contoh.example"))
        mine = mine or (call.path == "/benar" and origin.endswith(".kota-contoh.example"))
        allowed = (f"Access-Control-Allow-Origin: {origin}", "Access-Control-Allow-Credentials: true") if mine else ()
        yield http("200 OK", *allowed)

    taken = {}
    for path in ("awal", "akhir", "benar"):
        with standing(authority, careless) as (_, door):
            places = {"staging": {"url": f"https://{HOST}/{path}"}}
            looked = anyio.run(lambda: ask(door, app_of(environments=places), Cors))[0][Cors]["app"]  # noqa: B023
        assert isinstance(looked, Cors)
        taken[path] = failing(judged("web.cors", looked))
    # Who trusts all of the city, and nobody else, is not careless.
    assert taken == {
        "awal": ["foreign origin with credentials"],
        "akhir": ["foreign origin with credentials"],
        "benar": [],
    }


def test_the_api_is_asked_once_more(authority: Ca) -> None:
    with standing(authority, telling("Access-Control-Allow-Origin: {origin}")) as (_, door):
        apis = [{"id": "antrean", "health": "/api/sehat"}]
        found, ledger = anyio.run(lambda: ask(door, app_of(apis=apis), Cors, Nonces, Private, Clock))
    api = found[Cors]["api:antrean"]
    assert isinstance(api, Cors)
    assert [outcome.seen for outcome in judged("web.cors", api) if isinstance(outcome, Review)] == ["foreign origin"]
    # The landing page itself, twice more in another's name, and the API once.
    assert sorted(line.url for line in ledger) == [f"https://{HOST}/"] * 3 + [f"https://{HOST}/api/sehat"]


def test_a_login_page_elsewhere_is_not_the_apps(authority: Ca) -> None:
    def answer(call: Call) -> Iterator[bytes]:
        if call.header("host") == HOST:
            yield http("302 Found", "Location: https://sso.kota-contoh.example/", "Date: Mon, 15 Jun 2026 03:00:00 GMT")
        else:
            yield http("200 OK", "Set-Cookie: sso=1", "Access-Control-Allow-Origin: *", "Date: kemarin")

    with serve(answer, authority.context(HOST, "sso.kota-contoh.example")) as server:
        hosts = (HOST, "sso.kota-contoh.example")
        resolve = tuple(f"{host}:443:127.0.0.1:{server.port}" for host in hosts)
        door = Door(
            domains=("kota-contoh.example",), networks=("127.0.0.0/8",), ca_file=authority.file, resolve=resolve
        )
        seen = seen_by(door, Cors, Private, Clock)
    cors, clock = seen[Cors], seen[Clock]
    assert isinstance(cors, Cors)
    assert [look.allowed for look in cors.looks] == ["", ""]
    assert seen[Private] == Private()
    assert isinstance(clock, Clock)
    assert clock.offset == 0


@pytest.mark.parametrize(
    ("nonces", "seen"),
    [
        (["c2VsYWx1IHNhbWEgc2Vs", "c2VsYWx1IHNhbWEgc2Vs"], ["nonce repeated", "nonce < 22 characters"]),
        (["kZ8xq1Vw0aLrkZ8xq1Vw0A==", "aZ8xq1Vw0aLrkZ8xq1Vw0A=="], []),
        (["123", "456"], ["nonce < 22 characters"]),
        (["", ""], []),
    ],
)
def test_a_nonce_is_new_and_long(authority: Ca, nonces: list[str], seen: list[str]) -> None:
    def answer(call: Call) -> Iterator[bytes]:
        nonce = nonces[1 if call.header("origin") else 0]
        yield http("200 OK", f"Content-Security-Policy: script-src 'nonce-{nonce}'")

    with standing(authority, answer) as (_, door):
        looked = seen_by(door, Nonces)[Nonces]
    assert isinstance(looked, Nonces)
    assert failing(judged("web.nonce", looked)) == seen
    assert not any(nonce in looked.model_dump_json() for nonce in nonces if nonce)


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ((), ["https://app.kota-contoh.example/: none", "https://app.kota-contoh.example/masuk: none"]),
        (("Cache-Control: No-Store",), []),
        (("Cache-Control: no-cache, private",), ["https://app.kota-contoh.example/masuk: no-cache, private"]),
        (("Cache-Control: public", "Cache-Control: no-store"), []),
        (('Cache-Control: private="set-cookie"',),
         [f"https://{HOST}/: private=set-cookie", f"https://{HOST}/masuk: private=set-cookie"]),
    ],
)  # fmt: skip
def test_login_and_session_pages_are_not_kept(authority: Ca, told: tuple[str, ...], seen: list[str]) -> None:
    form = "<form method=post><input type=password name=s></form>"

    def answer(call: Call) -> Iterator[bytes]:
        body = form if call.path == "/masuk" else ""
        yield http("200 OK", "Set-Cookie: sesi=rahasia123", *told, body=body.encode())

    with standing(authority, answer) as (_, door):
        looked = seen_by(door, Private, login={"public": {"path": "/masuk"}})[Private]
    assert isinstance(looked, Private)
    assert failing(judged("web.private_cache", looked)) == seen
    assert "rahasia" not in looked.model_dump_json()


def test_a_login_page_that_was_not_seen_says_nothing_about_caches(authority: Ca) -> None:
    def answer(call: Call) -> Iterator[bytes]:
        yield http("404 Not Found" if call.path == "/masuk" else "200 OK")

    with standing(authority, answer) as (_, door):
        looked = seen_by(door, Private, login={"public": {"path": "/masuk"}})[Private]
    assert isinstance(looked, Gap)
    assert looked.cause is Cause.UNREACHABLE


@pytest.mark.parametrize(
    ("headers", "seen"),
    [
        (("Date: Mon, 15 Jun 2026 03:00:01 GMT",), "within 5 min"),
        (("Date: Mon, 15 Jun 2026 02:55:30 GMT",), "within 5 min"),
        (("Date: Mon, 15 Jun 2026 02:00:00 GMT",), "behind > 5 min"),
        (("Date: Mon, 15 Jun 2026 02:00:00 GMT", "Age: 3600"), "within 5 min"),
        # The clock shows Jambi's time and calls it GMT.
        (("Date: Mon, 15 Jun 2026 10:00:00 GMT",), "ahead > 5 min"),
        (("Date: Monday, 15-Jun-26 03:00:00 GMT",), "within 5 min"),
        (("Date: kemarin",), "invalid Date"),
        (("Date: Mon, 15 Jun 99999 03:00:00 GMT", "Age: x"), "invalid Date"),
        ((), "no Date"),
    ],
)
def test_the_servers_clock_is_held_against_the_ledger(authority: Ca, headers: tuple[str, ...], seen: str) -> None:
    with standing(authority, telling(*headers)) as (_, door):
        looked = seen_by(door, Clock)[Clock]
    assert isinstance(looked, Clock)
    (outcome,) = judged("web.clock", looked)
    assert isinstance(outcome, Pass | Fail | Review)
    assert outcome.seen == seen


def test_a_cookie_for_years_is_counted_from_the_look() -> None:
    ends = (NOW + timedelta(days=500)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert failing(judged("web.cookie_scope", of("set-cookie", f"a=1; Expires={ends}"))) == ["a: > 400 days"]
