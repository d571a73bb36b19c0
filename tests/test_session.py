"""The one door to the network, against real servers: what it lets through, and what it says when it cannot look."""

import gzip
import inspect
import socket
import ssl
import threading
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import anyio
import hostile
import httpcore
import httpx
import pytest
from hostile import HOST, Answer, Authority, Call, Server, always, http, serve

from spbe_policy import session as door_module
from spbe_policy._door.address import Resolver
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Cause, Gap
from spbe_policy.session import (
    Choice,
    Door,
    Exchange,
    Handshake,
    Permission,
    Session,
    answered,
    cookies_for,
    open_session,
)

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
URL = f"https://{HOST}/"
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def door(ca: Authority, port: int, *more: str, **changes: object) -> Door:
    """A city of one domain, its names mapped to loopback, with little patience."""
    settings: dict[str, object] = {
        "domains": ("kota-contoh.example",),
        "networks": ("127.0.0.0/8",),
        "resolve": tuple(f"{host}:127.0.0.1:{port}" for host in (f"{HOST}:443", *more)),
        "ca_file": ca.file,
        "request_seconds": 0.5,
        "connect_seconds": 0.5,
        "run_seconds": 5,
    }
    return Door(**{**settings, **changes})  # type: ignore[arg-type]


@asynccontextmanager
async def against(
    ca: Authority,
    answer: Answer,
    *more: str,
    context: ssl.SSLContext | None = None,
    hosts: tuple[str, ...] = (HOST,),
    **changes: object,
) -> AsyncIterator[tuple[Session, Server]]:
    """A session and the TLS server that it talks to."""
    with serve(answer, context or ca.context(*hosts)) as server:
        async with open_session(door(ca, server.port, *more, **changes), clock=lambda: AT) as session:
            yield session, server


def ok(answer: object) -> Exchange:
    assert isinstance(answer, Exchange), answer
    return answer


def gap(answer: object) -> Gap:
    assert isinstance(answer, Gap), answer
    assert answer.detail.id
    return answer


HELLO = always(http("200 OK", "Content-Type: text/html; charset=iso-8859-1", body="Selamat é".encode("latin-1")))


# What an answer shows


async def test_an_answer_shows_its_headers_its_text_its_address_and_its_tls(ca: Authority) -> None:
    page = http("200 OK", "Set-Cookie: a=1", "X-Info: caf\xe9", "Set-Cookie: b=2, c", body=b"hai")
    async with against(ca, always(page)) as (session, server):
        exchange = ok(await session.fetch(URL))
    assert (exchange.status, exchange.text, exchange.http_version) == (200, "hai", "HTTP/1.1")
    assert exchange.all("Set-Cookie") == ("a=1", "b=2, c")
    assert exchange.header("x-info") == "café"
    assert exchange.header("absent") is None
    assert exchange.address == "127.0.0.1"
    assert exchange.tls is not None
    assert (exchange.tls.version, exchange.tls.alpn) == ("TLSv1.3", "http/1.1")
    assert (exchange.tls.verified, exchange.tls.problem) == (True, None)
    assert exchange.tls.certificate.startswith(b"\x30")
    assert server.calls[0].header("host") == HOST


async def test_tls_is_read_although_the_server_closes_at_once(ca: Authority) -> None:
    async with against(ca, always(b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nhai")) as (
        session,
        _,
    ):
        exchange = ok(await session.fetch(URL))
    assert exchange.text == "hai"
    assert exchange.tls is not None
    assert exchange.tls.certificate


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("text/html; charset=iso-8859-1", "é"),
        ("text/html", "\ufffd"),
        ("text/html; charset=punycode", "\ufffd"),
        ("text/html; charset=nonsense", "\ufffd"),
    ],
)
async def test_text_uses_the_charset_of_the_web_and_no_other_codec(content_type: str, text: str) -> None:
    headers = (("content-type", content_type),)
    assert Exchange(URL, "GET", 200, headers, b"\xe9", "", "HTTP/1.1", None).text == text


async def test_we_introduce_ourselves_and_read_no_environment(ca: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with against(ca, HELLO, contact="https://kota.example/kontak") as (session, server):
        ok(await session.fetch(URL, headers={"Accept-Language": "id"}))
    agent = server.calls[0].header("user-agent") or ""
    assert agent.startswith("spbe-policy/")
    assert agent.endswith("(+https://kota.example/kontak)")
    assert server.calls[0].header("accept-language") == "id"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"isi" * 100)),
        ("deflate", zlib.compress(b"isi" * 100)),
        ("deflate", zlib.compress(b"isi" * 100, wbits=-15)),
        ("identity", b"isi" * 100),
    ],
    ids=["gzip", "deflate", "raw-deflate", "identity"],
)
async def test_one_compression_is_opened(ca: Authority, coding: str, packed: bytes) -> None:
    page = http("200 OK", f"Content-Encoding: {coding}", body=packed)
    async with against(ca, always(page)) as (session, _):
        assert ok(await session.fetch(URL)).body == b"isi" * 100


# Servers that misbehave: unknown with the right cause, within the time


@pytest.mark.parametrize(
    ("answer", "cause", "word"),
    [
        (hostile.silence, Cause.TIMEOUT, "0.5 seconds"),
        (hostile.drip, Cause.TIMEOUT, "0.5 seconds"),
        (hostile.endless, Cause.TOO_LARGE, "larger than 20000 bytes"),
        (hostile.cut, Cause.UNREACHABLE, "cut in mid-body"),
        (always(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"), Cause.TOO_LARGE, "larger than"),
        (always(b"SSH-2.0-OpenSSH\r\n\r\n"), Cause.UNREACHABLE, "no complete HTTP answer"),
        (always(b""), Cause.UNREACHABLE, "no complete HTTP answer"),
        (always(http("200 OK", "X: " + "a" * 70_000)), Cause.TOO_LARGE, "headers"),
        (always(http("200 OK", "X: " + "a" * 200_000)), Cause.TOO_LARGE, "headers"),
        (always(http("200 OK", "Content-Encoding: br", body=b"?")), Cause.UNREACHABLE, "not asked for"),
        (always(http("200 OK", "Content-Encoding: gzip", body=b"not gzip")), Cause.UNREACHABLE, "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_hostile_answer_is_a_gap(ca: Authority, answer: Answer, cause: Cause, word: str) -> None:
    async with against(ca, answer, max_body=20_000) as (session, _):
        found = gap(await session.fetch(URL))
    assert (found.cause, word in found.detail.en) == (cause, True), found


BOMB = gzip.compress(bytes(50_000_000))


@pytest.mark.parametrize(
    ("coding", "packed", "cause"),
    [
        ("gzip", BOMB, Cause.TOO_LARGE),
        ("gzip, gzip", gzip.compress(BOMB), Cause.TOO_LARGE),
        ("gzip", gzip.compress(b"isi" * 10_000)[:-20], Cause.UNREACHABLE),
    ],
    ids=["once", "twice", "cut"],
)
async def test_a_decompression_bomb_is_not_opened(ca: Authority, coding: str, packed: bytes, cause: Cause) -> None:
    page = http("200 OK", f"Content-Encoding: {coding}", body=packed)
    async with against(ca, always(page), max_body=100_000) as (session, _):
        assert gap(await session.fetch(URL)).cause is cause


async def test_a_dead_host_is_asked_once_and_told_apart_from_a_failed_handshake(ca: Authority) -> None:
    async with open_session(door(ca, hostile.free_port()), clock=lambda: AT) as session:
        first = gap(await session.fetch(URL))
        assert gap(await session.handshake(HOST)) == first
        assert first.cause is Cause.UNREACHABLE
        assert "accepts no connection" in first.detail.en
    with hostile.raw(b"220 smtp.example\r\n") as port:
        async with open_session(door(ca, port), clock=lambda: AT) as session:
            found = gap(await session.fetch(URL))
            shaken = await session.handshake(HOST)
    assert found.cause is Cause.UNREACHABLE
    assert "TLS handshake did not succeed (not-tls)" in found.detail.en
    assert shaken == Handshake(HOST, 443, ok=False, alert="not-tls")


async def test_the_run_ends_within_its_time(ca: Authority) -> None:
    async with against(ca, hostile.silence, run_seconds=0.2, connections_per_address=1) as (session, _):
        answers: list[object] = []

        async def ask(number: int) -> None:
            answers.append(await session.fetch(f"{URL}{number}"))

        began = anyio.current_time()
        async with anyio.create_task_group() as tasks:
            for number in range(5):
                tasks.start_soon(ask, number)
        assert anyio.current_time() - began < 1
    assert {gap(answer).cause for answer in answers} == {Cause.TIMEOUT}
    assert "whole run" in gap(answers[0]).detail.en


@pytest.mark.parametrize(
    ("status", "cause"), [(403, "blocked"), (429, "blocked"), (503, "blocked"), (500, "unreachable")]
)
async def test_a_status_that_says_nothing_about_the_app_is_a_gap(ca: Authority, status: int, cause: str) -> None:
    async with against(ca, always(http(f"{status} No", "Retry-After: 3600"))) as (session, server):
        exchange = ok(await session.fetch(URL))
    assert gap(answered(exchange)).cause == cause
    assert str(status) in gap(answered(exchange)).detail.id
    assert len(server.calls) == 1


async def test_a_short_retry_after_is_honoured_once(ca: Authority) -> None:
    answers = iter([http("429 Slow down", "Retry-After: 0"), http("200 OK")])
    async with against(ca, lambda _: iter([next(answers)])) as (session, server):
        exchange = ok(await session.fetch(URL))
    assert (exchange.status, len(server.calls), answered(exchange)) == (200, 2, exchange)


async def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(ca: Authority) -> None:
    def answer(call: Call) -> Iterator[bytes]:
        if call.path == "/2" and sum(seen.path == "/2" for seen in server.calls) == 1:
            raise ConnectionResetError
        return iter([http("200 OK")])

    async with against(ca, answer) as (session, server):
        ok(await session.fetch(f"{URL}1"))
        ok(await session.fetch(f"{URL}2"))


# Certificates: the web checks still see the page, the tls checks see why it is not trusted


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"days": -1}, "expired"),
        ({"days": 200}, "not-yet-valid"),
        ({"self_signed": True}, "self-signed"),
        ({"san": False}, "hostname-mismatch"),
    ],
)
async def test_a_bad_certificate_is_observed_and_said(ca: Authority, how: dict[str, object], problem: str) -> None:
    async with against(ca, HELLO, context=ca.context(HOST, **how)) as (session, _):  # type: ignore[arg-type]
        exchange = ok(await session.fetch(URL))
    assert exchange.text == "Selamat é"
    assert exchange.tls is not None
    assert (exchange.tls.verified, exchange.tls.problem) == (False, problem)


async def test_another_name_and_an_unknown_issuer_are_not_trusted(ca: Authority, tmp_path: Path) -> None:
    async with against(ca, HELLO, hosts=("lain.kota-contoh.example",)) as (session, _):
        tls = ok(await session.fetch(URL)).tls
        assert tls is not None
        assert tls.problem == "hostname-mismatch"
    stranger = Authority(tmp_path, "CA asing")
    async with against(ca, HELLO, context=stranger.context(HOST)) as (session, _):
        tls = ok(await session.fetch(URL)).tls
        assert tls is not None
        assert tls.problem == "unknown-issuer"


async def test_an_internal_ca_counts_for_intranet_hosts_only(ca: Authority, tmp_path: Path) -> None:
    inner = Authority(tmp_path, "CA internal")
    for hosts, verified in ((frozenset({HOST}), True), (frozenset[str](), False)):
        changes: dict[str, object] = {"internal_ca": inner.file, "intranet_hosts": hosts}
        async with against(ca, HELLO, context=inner.context(HOST), **changes) as (session, _):
            tls = ok(await session.fetch(URL)).tls
            assert tls is not None
            assert tls.verified is verified


async def test_no_cookie_and_no_form_goes_to_an_untrusted_server(ca: Authority) -> None:
    async with against(ca, HELLO, context=ca.context(HOST, self_signed=True)) as (session, server):
        ok(await session.fetch(URL, headers={"Cookie": "sesi=rahasia", "Authorization": "Bearer rahasia"}))
        refused = gap(await session.fetch(URL, method="POST", form={"sandi": "rahasia"}))
    assert refused.cause is Cause.REFUSED
    assert all("rahasia" not in call.head + call.body.decode() for call in server.calls)


# Bare handshakes

SUITES = (0xC02B, 0xC009)
"""ECDHE-ECDSA with AES-128: GCM, which came with TLS 1.2, and CBC with SHA-1."""


async def test_a_handshake_shows_version_cipher_and_chain(ca: Authority) -> None:
    async with against(ca, HELLO, context=ca.context(HOST, self_signed=True)) as (session, _):
        best = await session.handshake(HOST)
        older = await session.greet(HOST, version=0x0303, suites=SUITES)
        oldest = await session.greet(HOST, version=0x0301, suites=SUITES)
    assert isinstance(best, Handshake)
    assert (best.ok, best.version, best.alpn, len(best.chain)) == (True, "TLSv1.3", "http/1.1", 1)
    assert best.chain[0].startswith(b"\x30")
    assert older == Choice(HOST, 443, version="TLSv1.2", suite=SUITES[0], renegotiation=True)
    assert oldest == Choice(HOST, 443, alert="protocol-version")


@pytest.mark.parametrize(
    ("how", "alert"),
    [
        ({"version": ssl.TLSVersion.TLSv1}, "protocol-version"),
        ({"version": ssl.TLSVersion.TLSv1_2, "ciphers": "AES128-SHA256"}, "handshake-failure"),
    ],
)
async def test_a_server_that_shares_no_protocol_with_browsers_is_not_a_dead_host(
    ca: Authority, how: dict[str, object], alert: str
) -> None:
    async with against(ca, HELLO, context=ca.context(HOST, **how)) as (session, _):  # type: ignore[arg-type]
        found = gap(await session.fetch(URL))
        shaken = await session.handshake(HOST)
    assert found.cause is Cause.UNREACHABLE
    assert f"({alert})" in found.detail.id
    assert isinstance(shaken, Handshake)


async def test_an_old_version_is_reached_by_the_probe(ca: Authority) -> None:
    async with against(ca, HELLO, context=ca.context(HOST, version=ssl.TLSVersion.TLSv1)) as (session, _):
        shaken = await session.handshake(HOST)
        chosen = await session.greet(HOST, version=0x0302, suites=SUITES)
    assert isinstance(shaken, Handshake)
    assert (shaken.ok, shaken.version) == (True, "TLSv1")
    assert isinstance(chosen, Choice)
    assert (chosen.version, chosen.suite) == ("TLSv1", SUITES[1])


async def test_a_tool_is_told_the_address_that_was_checked_and_only_of_registered_hosts(ca: Authority) -> None:
    async with open_session(door(ca, 9, probe_hosts=frozenset({HOST})), clock=lambda: AT) as session:
        assert await session.place(HOST, tool="alat") == ("127.0.0.1", 9)
        assert [(line.method, line.address, line.permission) for line in session.ledger] == [
            ("ALAT", "127.0.0.1", "probe")
        ]
        assert gap(await session.place("lain.example", tool="alat")).cause is Cause.REFUSED
        assert gap(await session.place("kota-contoh.example", tool="alat")).cause is Cause.NEEDS_PERMISSION
    async with open_session(door(ca, 9, networks=(), probe_hosts=frozenset({HOST})), clock=lambda: AT) as session:
        assert gap(await session.place(HOST, tool="alat")).cause is Cause.REFUSED


async def test_a_server_that_hangs_up_or_stalls_in_the_handshake(ca: Authority) -> None:
    with hostile.raw(b"") as port:
        async with open_session(door(ca, port), clock=lambda: AT) as session:
            assert await session.handshake(HOST) == Handshake(HOST, 443, ok=False, alert="closed")
    with hostile.listener() as (_, port):
        async with open_session(door(ca, port), clock=lambda: AT) as session:
            assert gap(await session.handshake(HOST)).cause is Cause.TIMEOUT


# What the door refuses


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "https://vendor.example.com/",
        "https://kota-contoh.example.evil.example/",
        "https://notkota-contoh.example/",
        "http://2130706433/",
    ],
)
async def test_a_host_outside_the_domains_is_refused_and_said_so(ca: Authority, url: str) -> None:
    async with open_session(door(ca, 1), clock=lambda: AT) as session:
        found = gap(await session.fetch(url))
        assert session.refusal(url) == found
        assert [line.outcome for line in session.ledger] == ["refused-by-policy"]
    assert found.cause is Cause.REFUSED
    assert "--allow-host" in found.detail.id


@pytest.mark.parametrize(
    "url",
    [
        "ftp://app.kota-contoh.example/",
        "file:///etc/passwd",
        "https://user:pass@app.kota-contoh.example/",
        "https://",
        "https://[bad/",
        "https://app.kota-contoh.example:99999/",
        "https://app.kota-contoh.example:x/",
        "",
        "/path",
        "https://app.kota\x00-contoh.example/",
    ],
)
async def test_a_url_that_cannot_be_used_is_a_gap_and_shows_no_password(ca: Authority, url: str) -> None:
    async with open_session(door(ca, 1), clock=lambda: AT) as session:
        for found in (gap(await session.fetch(url)), gap(await session.chain(url))):
            assert found.cause is Cause.REFUSED
            assert "user:pass" not in found.detail.en


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1", "::1", "::", "::ffff:10.0.0.1",
        "::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1",
        "ff02::1", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_not_permitted(address: str) -> None:
    assert not Resolver((), ()).permits(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "103.28.12.1", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_a_public_address_is_permitted(address: str) -> None:
    assert Resolver((), ()).permits(ip_address(address))


def test_a_named_network_opens_its_addresses_but_never_the_metadata_service() -> None:
    resolver = Resolver(("10.0.0.0/8", "169.254.0.0/16"), ())
    assert resolver.permits(ip_address("10.1.2.3"))
    assert resolver.permits(ip_address("::ffff:10.1.2.3"))
    assert not resolver.permits(ip_address("192.168.0.1"))
    assert not resolver.permits(ip_address("169.254.169.254"))


async def test_a_name_that_leads_to_a_private_address_is_refused(ca: Authority) -> None:
    async with against(ca, HELLO, networks=()) as (session, server):
        found = gap(await session.fetch(URL))
        assert found == await session.handshake(HOST)
    assert (found.cause, server.connections) == (Cause.REFUSED, 0)
    assert "127.0.0.1" in found.detail.id


async def test_localhost_works_when_the_operator_names_it_and_its_network(ca: Authority) -> None:
    with serve(HELLO) as server:
        here = door(ca, 1, hosts=frozenset({"localhost"}), networks=("127.0.0.0/8", "::1/128"))
        async with open_session(here, clock=lambda: AT) as session:
            exchange = ok(await session.fetch(f"http://localhost:{server.port}/"))
    assert (exchange.tls, exchange.address) == (None, "127.0.0.1")


@pytest.mark.parametrize(
    "changes",
    [
        {"resolve": ("app:443",)},
        {"resolve": ("app:443:not-an-address",)},
        {"networks": ("10.0.0.1/8/9",)},
        {"proxy": "nonsense"},
        {"ca_file": Path("absent.pem")},
    ],
)
async def test_a_wrong_option_is_a_usage_error(ca: Authority, changes: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        async with open_session(door(ca, 1, **changes), clock=lambda: AT) as session:
            await session.fetch(URL)


async def test_a_method_that_changes_things_needs_an_active_check(ca: Authority) -> None:
    async with against(ca, HELLO) as (session, server):
        for method in ("POST", "PUT", "DELETE", "TRACE"):
            assert gap(await session.fetch(URL, method=method)).cause is Cause.NEEDS_PERMISSION
        assert gap(await session.fetch(URL, permission=Permission.ACTIVE)).cause is Cause.NEEDS_PERMISSION
        assert server.calls == []
    async with against(ca, HELLO, active=True, active_hosts=frozenset({HOST})) as (session, server):
        assert ok(await session.fetch(URL, method="TRACE", permission=Permission.ACTIVE)).status == 200


async def test_a_probe_needs_its_permission_and_reads_512_bytes(ca: Authority) -> None:
    answer = always(http("200 OK", body=b"APP_KEY=" * 1000))
    async with against(ca, answer) as (session, _):
        found = gap(await session.fetch(f"{URL}.env", permission=Permission.PROBE))
        assert found.cause is Cause.NEEDS_PERMISSION
    async with against(ca, answer, probe_hosts=frozenset({HOST})) as (session, _):
        exchange = ok(await session.fetch(f"{URL}.env", permission=Permission.PROBE))
    assert len(exchange.body) == 512


async def test_the_budget_of_an_app_ends_its_requests_and_not_those_of_another(ca: Authority) -> None:
    async with against(ca, HELLO, requests_per_app=2) as (session, server):
        for number in range(2):
            ok(await session.fetch(f"{URL}{number}"))
        assert "2" in gap(await session.fetch(f"{URL}3")).detail.id
        ok(await session.fetch(f"{URL}1"))
        ok(await session.for_app().fetch(f"{URL}4"))
    assert len(server.calls) == 3


# Redirects


def redirects(targets: dict[str, str]) -> Answer:
    def answer(call: Call) -> Iterator[bytes]:
        target = targets.get(call.path)
        return iter([http("302 Found", f"Location: {target}") if target else http("200 OK", body=b"tiba")])

    return answer


async def test_a_chain_returns_every_hop(ca: Authority) -> None:
    async with against(ca, redirects({"/": "/masuk", "/masuk": URL + "beranda?x=1#atas"})) as (session, server):
        hops = await session.chain(URL)
    assert isinstance(hops, tuple)
    assert [hop.url for hop in hops] == [URL, f"{URL}masuk", f"{URL}beranda?x=1"]
    assert hops[1].location == f"{URL}beranda?x=1#atas"
    assert server.calls[-1].path == "/beranda?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:8080/",
        "http://10.0.0.5/",
        "https://vendor.example.com/?token=rahasia",
        "//evil.example/",
    ],
)
async def test_a_redirect_to_where_the_door_does_not_go_is_refused_by_name(ca: Authority, target: str) -> None:
    async with against(ca, redirects({"/": target})) as (session, _):
        found = gap(await session.chain(URL))
    assert found.cause is Cause.REFUSED
    assert target.split("/")[2] in found.detail.id
    assert "rahasia" not in found.detail.id


async def test_a_redirect_to_a_name_with_a_private_address_is_refused(ca: Authority) -> None:
    inside = "dalam.kota-contoh.example"
    with serve(redirects({"/": f"https://{inside}/"}), ca.context(HOST)) as server:
        resolve = (f"{HOST}:443:127.0.0.1:{server.port}", f"{inside}:443:10.0.0.5")
        async with open_session(door(ca, server.port, resolve=resolve), clock=lambda: AT) as session:
            found = gap(await session.chain(URL))
    assert found.cause is Cause.REFUSED
    assert inside in found.detail.id
    assert "10.0.0.5" in found.detail.id


async def test_a_chain_can_stop_before_a_target(ca: Authority) -> None:
    target = "https://accounts.example.com/authorize?state=1"
    async with against(ca, redirects({"/": target})) as (session, _):
        hops = await session.chain(URL, stop=lambda url: session.refusal(url) is not None)
    assert isinstance(hops, tuple)
    assert hops[-1].location == target


@pytest.mark.parametrize(
    ("targets", "word"),
    [
        ({"/": "/a", "/a": "/"}, "loop"),
        ({f"/{number or ''}": f"/{number + 1}" for number in range(20)}, "More than 8"),
        ({"/": "https://[bad"}, "malformed Location"),
        ({"/": "https:///tanpa-host"}, "malformed Location"),
    ],
    ids=["loop", "endless", "malformed", "no-host"],
)
async def test_redirects_without_an_end_are_a_gap(ca: Authority, targets: dict[str, str], word: str) -> None:
    async with against(ca, redirects(targets)) as (session, _):
        found = gap(await session.chain(URL))
    assert found.cause is Cause.UNREACHABLE
    assert word in found.detail.en


async def test_cookies_live_within_a_chain_and_stay_with_their_host(ca: Authority) -> None:
    other = "sso.kota-contoh.example"

    def answer(call: Call) -> Iterator[bytes]:
        match call.path:
            case "/":
                headers = ["Set-Cookie: sesi=1; Secure; HttpOnly", "Set-Cookie: lama=1", "Location: /2"]
            case "/2":
                headers = ["Set-Cookie: lama=; Max-Age=0", f"Location: https://{other}/3"]
            case "/3":
                headers = [f"Location: {URL}4"]
            case _:
                return iter([http("200 OK")])
        return iter([http("302 Found", *headers)])

    async with against(ca, answer, f"{other}:443", hosts=(HOST, other)) as (session, server):
        hops = await session.chain(URL)
        assert isinstance(hops, tuple)
        sent = {call.path: call.header("cookie") for call in server.calls}
        assert sent == {"/": None, "/2": "sesi=1; lama=1", "/3": None, "/4": "sesi=1"}
        await session.fetch(f"{URL}5")
        await session.chain(f"{URL}6", after=hops)
        assert [call.header("cookie") for call in server.calls[-2:]] == [None, "sesi=1"]
    assert cookies_for(hops, f"http://{HOST}/") is None


async def test_a_form_is_posted_and_the_redirect_after_it_is_a_get(ca: Authority) -> None:
    async with against(ca, redirects({"/masuk": "/beranda"})) as (session, server):
        hops = await session.chain(f"{URL}masuk", method="POST", form={"_token": "a b"})
    assert isinstance(hops, tuple)
    assert [(call.method, call.body) for call in server.calls] == [("POST", b"_token=a+b"), ("GET", b"")]


# One run


async def test_each_url_is_fetched_once_and_shared(ca: Authority) -> None:
    async with against(ca, HELLO) as (session, server):
        other = session.for_app()
        answers: list[object] = []

        async def ask(who: Session) -> None:
            answers.append(await who.fetch(URL))

        async with anyio.create_task_group() as tasks:
            for who in (session, session, other):
                tasks.start_soon(ask, who)
        await session.fetch(URL, headers={"accept": "application/json"})
        assert len(server.calls) == 2
        await session.fetch(URL, fresh=True)
        assert len(server.calls) == 3
        assert [len(who.ledger) for who in (session, other)] == [3, 1]
    assert answers[0] is answers[1] is answers[2]


async def test_when_the_first_to_ask_is_cancelled_the_next_one_asks(ca: Authority) -> None:
    gate = threading.Event()

    def answer(call: Call) -> Iterator[bytes]:
        gate.wait(5)
        return HELLO(call)

    async with against(ca, answer) as (session, server):
        answers: list[object] = []

        async def ask() -> None:
            answers.append(await session.fetch(URL))

        async with anyio.create_task_group() as outer, anyio.create_task_group() as first:
            first.start_soon(ask)
            while not server.calls:
                await anyio.sleep(0.01)
            outer.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            first.cancel_scope.cancel()
            gate.set()
    assert [ok(answer).status for answer in answers] == [200]


def slow_then_hello(call: Call) -> Iterator[bytes]:
    call.closing.wait(0.05)
    return HELLO(call)


async def test_four_connections_to_an_address_are_kept_alive_and_never_exceeded(ca: Authority) -> None:
    async with against(ca, slow_then_hello) as (session, server):
        async with anyio.create_task_group() as tasks:
            for number in range(12):
                tasks.start_soon(session.fetch, f"{URL}{number}")
        assert (server.connections, server.most_at_once, len(server.calls)) == (4, 4, 12)


async def test_two_names_on_one_address_never_share_a_connection(ca: Authority) -> None:
    other = "lain.kota-contoh.example"
    async with against(ca, HELLO, f"{other}:443", hosts=(HOST, other)) as (session, server):
        ok(await session.fetch(URL))
        ok(await session.fetch(f"https://{other}/"))
    assert server.connections == 2


async def test_the_ledger_lists_all_and_shows_no_secret(ca: Authority) -> None:
    async with against(ca, HELLO) as (session, _):
        await session.fetch(f"{URL}?access_token=rahasia")
        await session.handshake(HOST)
        await session.fetch("https://luar.example/")
        lines = [(line.method, line.url, line.address, line.outcome) for line in session.ledger]
        vantage = session.vantage
    assert lines == [
        ("GET", f"{URL}?access_token=<token>", "127.0.0.1", "200"),
        ("TLS", f"https://{HOST}:443", "127.0.0.1", "TLSv1.3"),
        ("GET", "https://luar.example/", None, "refused-by-policy"),
    ]
    assert {line.at for line in session.ledger} == {AT}
    assert vantage.resolved == (f"{HOST}:443=127.0.0.1",)
    assert vantage.trust_store.startswith("sha256:")
    assert vantage.allowed_networks == ("127.0.0.0/8",)


# An explicit proxy


@contextmanager
def proxy(to: int) -> Iterator[Server]:
    """An HTTP proxy that tunnels every CONNECT to one port, or refuses port 0."""
    with hostile.listener() as (listening, port):
        server = Server(port)

        def pump(source: socket.socket, sink: socket.socket) -> None:
            try:
                while data := source.recv(65_536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        def talk(client: socket.socket) -> None:
            with client:
                head = client.recv(65_536).decode()
                server.calls.append(Call(head, b"", threading.Event()))
                if not to:
                    client.sendall(http("403 Forbidden"))
                    return
                with socket.create_connection(("127.0.0.1", to)) as target:
                    client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                    back = threading.Thread(target=pump, args=(target, client), daemon=True)
                    back.start()
                    pump(client, target)
                    back.join(5)

        def accept() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(client,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


async def test_an_explicit_proxy_carries_requests_and_handshakes(ca: Authority) -> None:
    with serve(HELLO, ca.context(HOST)) as server, proxy(server.port) as middle:
        through = door(ca, 1, proxy=f"http://nama:sandi@127.0.0.1:{middle.port}", resolve=())
        async with open_session(through, clock=lambda: AT) as session:
            exchange = ok(await session.fetch(URL))
            shaken = await session.handshake(HOST)
            refused = gap(await session.fetch("http://10.0.0.1/"))
            vantage = session.vantage
    assert exchange.status == 200
    assert isinstance(shaken, Handshake)
    assert shaken.ok
    assert refused.cause is Cause.REFUSED
    assert [call.method for call in middle.calls] == ["CONNECT", "CONNECT"]
    assert all((call.header("proxy-authorization") or "").startswith("Basic ") for call in middle.calls)
    assert vantage.proxy == f"http://<key>@127.0.0.1:{middle.port}"


async def test_a_proxy_that_refuses_is_said(ca: Authority) -> None:
    with proxy(0) as middle:
        through = door(ca, 1, proxy=f"http://127.0.0.1:{middle.port}")
        async with open_session(through, clock=lambda: AT) as session:
            assert gap(await session.fetch(URL)).cause is Cause.BLOCKED
            assert gap(await session.handshake(HOST)).cause is Cause.BLOCKED


# Assumptions about the libraries below


def test_the_private_names_that_we_rely_on_exist() -> None:
    transport = httpx.AsyncHTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), trust_env=False)
    assert isinstance(transport._pool, httpcore.AsyncConnectionPool)
    source = inspect.getsource(httpx.AsyncHTTPTransport.handle_async_request)
    assert "self._pool.handle_async_request" in source
    assert hasattr(ssl.SSLObject, "get_unverified_chain") or hasattr(
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="a")._sslobj,
        "get_unverified_chain",
    )


def test_the_public_face_is_documented() -> None:
    assert all(getattr(door_module, name).__doc__ for name in door_module.__all__)
