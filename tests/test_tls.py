"""The family `tls`, shaking hands with real servers: versions, certificates, and what it says when nobody answers."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hostile import HOST, always, free_port, http, raw, serve
from hostile import Authority as Ca
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy._door.hello import Flight
from spbe_policy.authority import Authority
from spbe_policy.builtin.tls import checks, suites
from spbe_policy.builtin.tls.certificate import parse_certificate
from spbe_policy.builtin.tls.collectors import ALL
from spbe_policy.builtin.tls.facts import Certificate, Chain, Suites, Versions
from spbe_policy.checks import Fail, Pass
from spbe_policy.collecting import Collected, Scope
from spbe_policy.demo.old_tls import Offer
from spbe_policy.demo.servers import Server as Plain
from spbe_policy.demo.servers import not_found
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.session import Door, open_session
from spbe_policy.testing import judge

API = "api.kota-contoh.example"
NOW = datetime.now(UTC)
Served = AbstractContextManager[int]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


@contextmanager
def over(context: ssl.SSLContext | None) -> Iterator[int]:
    with serve(always(http("200 OK")), context) as server:
        yield server.port


@contextmanager
def nobody() -> Iterator[int]:
    yield free_port()


async def look(
    ca: Ca,
    port: int,
    *,
    api: int | None = None,
    exposure: str = "internet",
    wanted: tuple[type[Fact], type[Fact]] = (Versions, Chain),
) -> tuple[Collected, Collected]:
    """Versions and chains of the app's host, and of a second one when it has a port."""
    hosts = [API] if api else []
    environment = {"url": f"https://{HOST}/", "hosts": hosts, "exposure": exposure}
    app = Manifest.model_validate(
        {"schema": "spbe-app/1", "app": {"id": "antrean"}, "environments": {"staging": environment}}
    )
    city = Authority.model_validate(
        {"schema": "spbe-authority/1", "name": "Kota Contoh", "network": {"ca_file": "ca.pem"}}
    )
    resolve = (f"{HOST}:443:127.0.0.1:{port}", *(f"{API}:443:127.0.0.1:{api}" for _ in hosts))
    door = Door(
        domains=("kota-contoh.example",), networks=("127.0.0.0/8",), resolve=resolve, ca_file=ca.file, connect_seconds=2
    )
    async with open_session(door, clock=lambda: NOW) as session:
        scope = Scope(app, city, app.environments["staging"], None, (), session)
        found = {collector.fact: await collector.run(scope) for collector in ALL if collector.fact in wanted}
        return found[wanted[0]], found[wanted[1]]


async def look_at_suites(ca: Ca, port: int) -> Collected:
    return (await look(ca, port, wanted=(Suites, Suites)))[0]


def said(found: Collected, host: str = HOST, at: datetime = NOW) -> dict[str, str]:
    """What the checks say of a host: `pass …`, `fail …` or the cause of a gap."""
    fact = found[f"endpoint:{host}"]
    if isinstance(fact, Gap):
        return {"gap": fact.cause.value}
    answers = {}
    for check in checks.ALL:
        if check.each is type(fact):
            (outcome,) = judge(check, fact, at=at)
            assert isinstance(outcome, Pass | Fail | Gap)
            answers[check.id] = (
                outcome.cause.value if isinstance(outcome, Gap) else f"{type(outcome).__name__.lower()} {outcome.seen}"
            )
    return answers


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("server", "version", "chain"),
    [
        (lambda ca: over(ca.context(HOST)), "pass TLSv1.2, TLSv1.3", "pass issuer=CA uji"),
        (lambda ca: over(ca.context(HOST, version=ssl.TLSVersion.TLSv1_3)), "pass TLSv1.3", "pass issuer=CA uji"),
        (lambda ca: over(ca.context("lain.example")), "pass TLSv1.2, TLSv1.3", "fail names=lain.example"),
        (lambda ca: over(ca.context(HOST, san=False)), "pass TLSv1.2, TLSv1.3", "fail no-san"),
        (lambda ca: over(ca.context(HOST, self_signed=True)), "pass TLSv1.2, TLSv1.3", "fail self-signed"),
        (
            lambda ca: over(ca.context(HOST, days=-3)),
            "pass TLSv1.2, TLSv1.3",
            f"fail notAfter={NOW - timedelta(days=3):%Y-%m-%d}",
        ),
        (
            lambda ca: over(Ca(ca.folder, "CA lain").context(HOST)),
            "pass TLSv1.2, TLSv1.3",
            "fail issuer=CA lain",
        ),
        (lambda _: raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "fail none", "fail no handshake: not-tls"),
        (lambda _: raw(b""), "unreachable", "unreachable"),
    ],
    ids=["good", "1.3 only", "other name", "no SAN", "self-signed", "expired", "other CA", "plain http", "hangs up"],
)
async def test_what_a_host_shows(ca: Ca, server: Callable[[Ca], Served], version: str, chain: str) -> None:
    with server(ca) as port:
        versions, chains = await look(ca, port)
    assert said(versions) == {"tls.version": version}
    assert said(chains)["tls.certificate"] == chain


@pytest.mark.anyio
async def test_old_versions_are_seen_and_each_host_answers_for_itself(ca: Ca) -> None:
    with over(ca.context(HOST)) as port, over(ca.context(API, version=ssl.TLSVersion.TLSv1)) as api:
        versions, chains = await look(ca, port, api=api)
    assert said(versions) == {"tls.version": "pass TLSv1.2, TLSv1.3"}
    assert said(versions, API) == {"tls.version": "fail TLSv1"}
    assert list(chains) == [f"endpoint:{HOST}", f"endpoint:{API}"]


@pytest.mark.anyio
async def test_a_dead_host_is_a_gap(ca: Ca) -> None:
    with nobody() as port:
        versions, chains = await look(ca, port)
    assert said(versions) == said(chains) == {"gap": Cause.UNREACHABLE.value}


@pytest.mark.anyio
async def test_the_chain_names_its_certificates_and_the_store_that_judged_them(ca: Ca) -> None:
    with over(ca.context(HOST)) as port:
        _, chains = await look(ca, port)
        _, inside = await look(ca, port, exposure="intranet")
    chain, same = chains[f"endpoint:{HOST}"], inside[f"endpoint:{HOST}"]
    assert isinstance(chain, Chain)
    assert isinstance(same, Chain)
    (leaf,) = chain.chain
    assert (leaf.subject, leaf.names, leaf.key, leaf.bits, leaf.signature) == (HOST, (HOST,), "ec", 256, "sha256")
    assert (chain.trust_store[:7], same.trust_store) == ("sha256:", f"{chain.trust_store} + internal")
    assert Chain.model_validate_json(chain.model_dump_json()) == chain


def certificate(key: Any, digest: hashes.SHA256 | None) -> Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Dinas Contoh")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=1))
    )  # fmt: skip
    return parse_certificate(made.sign(key, digest).public_bytes(Encoding.DER))


WEAK = 1024


@pytest.mark.parametrize(
    ("made", "seen"),
    [
        (lambda: certificate(rsa.generate_private_key(65537, 2048), hashes.SHA256()), "rsa-2048 sha256"),
        (lambda: certificate(ed25519.Ed25519PrivateKey.generate(), None), "ed25519-0 built-in"),
        (
            lambda: certificate(rsa.generate_private_key(65537, WEAK), hashes.SHA256()),
            "O=Dinas Contoh: rsa-1024 sha256",
        ),
    ],
)
def test_keys_and_signatures(made: Callable[[], Certificate], seen: str) -> None:
    (outcome,) = judge(checks.key, Chain(host=HOST, port=443, chain=(made(),), trust_store="system"))
    assert isinstance(outcome, Fail if ":" in seen else Pass)
    assert outcome.seen == seen


@given(st.integers(2, 900), st.integers(-50, 900))
def test_what_counts_is_the_share_of_the_lifetime_that_is_left(lifetime: int, age: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    leaf = Certificate(
        sha256="", subject=HOST, issuer="CA", not_before=start, not_after=start + timedelta(days=lifetime),
        key="ec", bits=256, signature="sha256",
    )  # fmt: skip
    chain = Chain(host=HOST, port=443, chain=(leaf,), verified=True, trust_store="system")
    (outcome,) = judge(checks.lifetime, chain, at=start + timedelta(days=age), min_percent=10)
    assert isinstance(outcome, Pass) == ((lifetime - age) * 10 >= lifetime)
    assert isinstance(outcome, Pass | Fail)
    assert outcome.seen == f"notAfter={leaf.not_after:%Y-%m-%d}"


def test_a_refused_version_tells_why() -> None:
    offers = [{"version": "TLSv1.2", "taken": False, "alert": alert} for alert in ("closed", "handshake-failure")]
    (outcome,) = judge(checks.version, Versions.model_validate({"host": HOST, "port": 443, "offers": offers}))
    assert isinstance(outcome, Fail)


# A bare ClientHello


def server_hello(version: int, suite: int, *more: bytes) -> bytes:
    body = version.to_bytes(2, "big") + bytes(32) + b"\0" + suite.to_bytes(2, "big") + b"\0"
    messages = b"\x02" + len(body).to_bytes(3, "big") + body + b"".join(more) + b"\x0e\0\0\0"
    return b"\x16" + version.to_bytes(2, "big") + len(messages).to_bytes(2, "big") + messages


def heard(*parts: bytes) -> Flight:
    flight = Flight((0x0303, suites.ALL))
    for part in parts:
        flight.feed(part)
    return flight


@given(st.lists(st.integers(1, 120), max_size=8))
def test_an_answer_is_read_however_it_is_cut(cuts: list[int]) -> None:
    prime = b"\x01" + bytes(127)
    exchange = len(prime).to_bytes(2, "big") + prime + b"\0\x01\x02"
    whole = server_hello(0x0303, 0x009E, b"\x0c" + len(exchange).to_bytes(3, "big") + exchange)
    places = sorted({0, *(cut for cut in cuts if cut < len(whole)), len(whole)})
    flight = heard(*(whole[start:end] for start, end in pairwise(places)))
    assert flight.over
    assert (flight.version, flight.suite, flight.dh_bits, flight.alert) == ("TLSv1.2", 0x009E, 1017, None)


@given(st.binary(max_size=300))
def test_no_answer_breaks_the_reader(noise: bytes) -> None:
    for wire in (noise, b"\x16\x03\x03" + len(noise).to_bytes(2, "big") + noise):
        with suppress(ValueError):
            flight = heard(wire)
            assert flight.suite is None or flight.suite in suites.ALL


@pytest.mark.parametrize("said", [(0x0304, 0xC02B), (0x0303, 0x1301), (0x0303, 0x0000)])
def test_what_was_not_offered_cannot_have_been_chosen(said: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not offered"):
        heard(server_hello(*said))


@contextmanager
def choosing(*wanted: int) -> Iterator[int]:
    """A server of the past: of what it is offered it takes the first that it wants, and else hands out an alert."""

    def first(record: bytes) -> bytes:
        offer = Offer.read(record)
        assert offer
        chosen = next((suite for suite in wanted if suite in offer.suites), None)
        return server_hello(0x0303, chosen) if chosen else b"\x15\x03\x03\0\x02\x02\x28"

    server = Plain(lambda _: not_found(), before=first)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@pytest.mark.anyio
async def test_a_server_of_the_past_is_no_dead_host_and_every_kind_of_its_suites_is_named(ca: Ca) -> None:
    with choosing(0x0004, 0x0005, 0x000A, 0x0035) as port:
        versions, chains = await look(ca, port)
        found = (await look_at_suites(ca, port))[f"endpoint:{HOST}"]
    assert said(versions) == {"tls.version": "pass TLSv1.2"}
    assert said(chains)["tls.certificate"].startswith("fail no handshake: ")
    assert isinstance(found, Suites)
    assert found.weak == ("RSA_WITH_3DES_EDE_CBC_SHA", "RSA_WITH_RC4_128_MD5")
    assert (found.tls13, found.best, found.static) == (False, "RSA_WITH_RC4_128_MD5", "RSA_WITH_AES_256_CBC_SHA")
    assert [outcome.seen for outcome in judge(checks.suites, found) if isinstance(outcome, Fail)] == list(found.weak)


def test_suites_are_sorted_by_what_is_wrong_with_them() -> None:
    assert suites.broken(0x0017) == ("EXPORT", "anon", "RC4")
    assert suites.broken(0x000A) == ("3DES",)
    assert suites.broken(0xC02B) == ()
    assert not {*suites.WEAK} & {*suites.STATIC, *suites.FINITE}
    assert all(suites.NAMES[number].startswith(("RSA_", "ECDH_")) for number in suites.STATIC)
