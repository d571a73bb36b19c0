"""DNS, against a real name server on loopback: look-ups through the one door, and what the family makes of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import dns.message
import dns.rcode
import pytest
from hostile import HOST, always, http, serve

import spbe_policy
from spbe_policy import Reach
from spbe_policy.authority import Authority
from spbe_policy.builtin.dns import checks
from spbe_policy.builtin.dns.collectors import ALL
from spbe_policy.builtin.dns.facts import Caa, Host
from spbe_policy.checks import NotApplicable
from spbe_policy.collecting import Scope
from spbe_policy.demo import Sandbox
from spbe_policy.demo.dns import Answer, NameServer, Zone
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.session import Door, Lookup, Session, open_session
from spbe_policy.testing import judge

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
WIDE = tuple(f'"{number:03} {"x" * 60}"' for number in range(40))
ZONE = Zone(
    records={
        HOST: {"A": ("127.0.0.1",), "AAAA": ("::1",), "TXT": WIDE},
        "kota-contoh.example": {"CAA": ('0 issue "ca.example"',)},
        "lama.kota-contoh.example": {"CNAME": ("lama.hosting.example.",)},
        "palsu.kota-contoh.example": {"A": ("192.0.2.9",)},
        "_spbe.kota-contoh.example": {"TXT": ('"ya"',)},
    },
    unsigned=frozenset({"lama.kota-contoh.example"}),
    forged=frozenset({"palsu.kota-contoh.example"}),
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def asking(answer: Answer = ZONE.answer, **changes: object) -> AsyncIterator[tuple[Session, NameServer]]:
    """A session of the city that asks a name server on loopback."""
    with NameServer(answer) as server:
        settings: dict[str, object] = {
            "domains": ("kota-contoh.example",),
            "nameserver": server.address,
            "networks": ("127.0.0.0/8", "::1/128"),
            "connect_seconds": 0.6,
        }
        async with open_session(Door(**{**settings, **changes}), clock=lambda: AT) as session:  # type: ignore[arg-type]
            yield session, server


async def told(session: Session, name: str, rdtype: str, *, unchecked: bool = False) -> Lookup:
    found = await session.lookup(name, rdtype, unchecked=unchecked)
    assert isinstance(found, Lookup)
    return found


@pytest.mark.anyio
async def test_what_a_name_server_says() -> None:
    async with asking() as (session, server):
        caa = await told(session, "Kota-Contoh.example", "caa")
        assert (caa.status, caa.records, caa.authenticated) == ("NOERROR", ('0 issue "ca.example"',), True)
        assert caa.resolver == server.address
        wide = await told(session, HOST, "TXT")
        assert wide.records == WIDE, "an answer that is too long for a datagram is asked for over TCP"
        nothing = await told(session, HOST, "CAA")
        assert (nothing.status, nothing.records) == ("NOERROR", ())
        dangling = await told(session, "lama.kota-contoh.example", "A")
        assert (dangling.status, dangling.aliases) == ("NXDOMAIN", ("lama.hosting.example",))
        assert not dangling.authenticated
        assert (await told(session, "palsu.kota-contoh.example", "A")).status == "SERVFAIL"
        unchecked = await told(session, "palsu.kota-contoh.example", "A", unchecked=True)
        assert (unchecked.status, unchecked.records) == ("NOERROR", ("192.0.2.9",))
        assert (await told(session, "_spbe.kota-contoh.example", "TXT")).records == ('"ya"',)
        assert (await told(session, "example", "DS")).status == "NOERROR"


@pytest.mark.anyio
async def test_every_question_stands_in_the_ledger_and_is_put_once() -> None:
    async with asking(requests_per_app=2) as (session, server):
        for _ in range(2):
            await told(session, HOST, "CAA")
        await told(session, HOST, "A")
        over = await session.lookup(HOST, "AAAA")
        assert isinstance(over, Gap)
        assert over.cause is Cause.REFUSED
        assert server.asked == [f"{HOST} CAA", f"{HOST} A"]
        shown = [(line.method, line.url, line.outcome) for line in session.ledger]
        assert shown == [
            ("DNS", f"dns:{HOST}?type=A", "NOERROR"),
            ("DNS", f"dns:{HOST}?type=AAAA", "refused-by-policy"),
            ("DNS", f"dns:{HOST}?type=CAA", "NOERROR"),
        ]


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["lain.example", "bukankota-contoh.example", "_x.lain.example", "a b", "u:p@x", ""])
async def test_a_name_that_the_door_refuses_is_not_even_asked_for(name: str) -> None:
    async with asking() as (session, server):
        found = await session.lookup(name, "A")
        assert isinstance(found, Gap)
        assert found.cause is Cause.REFUSED
        assert server.asked == []


@pytest.mark.anyio
async def test_silence_is_a_gap_and_stops_further_questions() -> None:
    async with asking(lambda _: None, connect_seconds=0.2) as (session, server):
        for rdtype in ("A", "CAA", "AAAA"):
            found = await session.lookup(HOST, rdtype)
            assert isinstance(found, Gap)
            assert (found.cause, found.acts_next) == (Cause.UNREACHABLE, "operator")
        assert server.asked == [f"{HOST} A"] * 2


@pytest.mark.anyio
async def test_behind_a_proxy_only_a_given_name_server_is_asked() -> None:
    async with asking(proxy="http://127.0.0.1:9", nameserver=None) as (session, _):
        found = await session.lookup(HOST, "A")
        assert isinstance(found, Gap)
        assert found.cause is Cause.NEEDS_PERMISSION


@pytest.mark.anyio
async def test_hosts_are_resolved_by_the_name_server_that_was_given() -> None:
    with serve(always(http("200 OK"))) as web:
        async with asking() as (session, _):
            found = await session.fetch(f"http://{HOST}:{web.port}/")
            assert not isinstance(found, Gap)
            assert found.address == "127.0.0.1"
            nowhere = await session.fetch("http://tidak-ada.kota-contoh.example/")
            assert isinstance(nowhere, Gap)
            assert session.is_nameless("tidak-ada.kota-contoh.example", 80)


@pytest.mark.anyio
async def test_a_name_that_changes_its_address_between_two_looks_stays_where_it_was_checked() -> None:
    addresses = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])

    def rebinding(query: dns.message.Message) -> dns.message.Message:
        kind = query.question[0].rdtype == 1
        return Zone({HOST: {"A": (next(addresses),)} if kind else {"TXT": ("x",)}}).answer(query)

    with serve(always(http("200 OK"))) as web:
        async with asking(rebinding) as (session, server):
            for path in ("a", "b"):
                found = await session.fetch(f"http://{HOST}:{web.port}/{path}")
                assert not isinstance(found, Gap)
                assert found.address == "127.0.0.1"
            assert server.asked.count(f"{HOST} A") == 1


@pytest.mark.anyio
@pytest.mark.parametrize("word", ["ns.example", "127.0.0.1:0", "127.0.0.1:70000", "", "::1:53"])
async def test_a_name_server_is_named_by_its_address(word: str) -> None:
    with pytest.raises(UsageError):
        async with open_session(Door(nameserver=word), clock=lambda: AT):
            pass


@pytest.mark.anyio
async def test_a_label_that_dns_cannot_hold_is_no_name_and_no_silence() -> None:
    long = f"{'a' * 64}.kota-contoh.example"
    async with asking() as (session, server):
        refused, nameless = await session.lookup(long, "CAA"), await session.fetch(f"http://{long}/")
        assert isinstance(refused, Gap)
        assert isinstance(nameless, Gap)
        assert (refused.cause, nameless.cause) == (Cause.REFUSED, Cause.UNREACHABLE)
        assert server.asked == []
        assert (await told(session, HOST, "A")).status == "NOERROR"


def test_the_operator_s_name_server_goes_before_the_city_s_and_stands_in_the_report() -> None:
    silent = Zone({HOST: {"A": ("192.0.2.1",)}}, validating=False)
    with Sandbox() as box, NameServer(silent.answer) as other:
        options = {"authority": box.files.authority, "stage": "acceptance", "rules": ["praktik/dns-ipv6"]}
        reach = Reach(resolve=box.resolve, nameserver=other.address)
        evidence = spbe_policy.collect(box.files.manifest, reach=reach, **options)
        (city, *_) = (
            spbe_policy.collect(box.files.manifest, reach=Reach(resolve=box.resolve), **options).of(Host).values()
        )
    ((operator, *_),) = evidence.of(Host).values()
    assert isinstance(operator, Host)
    assert (operator.resolver, operator.status) == (other.address, "NXDOMAIN")
    assert isinstance(city[0], Host)
    assert (city[0].resolver, city[0].status) == (box.nameserver, "NOERROR")
    assert f"--nameserver {other.address}" in evidence.dossier.vantage.overrides


# The family


@pytest.mark.anyio
async def test_the_nearest_caa_record_holds_and_one_that_cannot_be_read_is_not_skipped() -> None:
    records = {
        "antre.kota-contoh.example": {
            "A": ("192.0.2.1",),
            "CAA": ('0 issue "dekat.example; x=1"', '0 iodef "mailto:x"'),
        },
        "kota-contoh.example": {"CAA": ('0 issue "jauh.example"',)},
    }
    near = await looked_at("antre.kota-contoh.example", Zone(records).answer)
    assert near.caa
    assert (near.caa.at, near.caa.issuers, near.caa_unread) == ("antre.kota-contoh.example", ("dekat.example",), ())

    def broken(query: dns.message.Message) -> dns.message.Message:
        answer = Zone(records).answer(query)
        if query.question[0].to_text().startswith("antre.kota-contoh.example. IN CAA"):
            answer.answer.clear()
            answer.set_rcode(dns.rcode.SERVFAIL)
        return answer

    far = await looked_at("antre.kota-contoh.example", broken)
    assert far.caa_unread == ("antre.kota-contoh.example",)
    (outcome,) = judge(checks.caa, far)
    assert isinstance(outcome, Gap)


@pytest.mark.anyio
async def test_an_alias_is_followed_to_its_end_and_its_caa_counts() -> None:
    zone = Zone(
        {
            "antre.kota-contoh.example": {"CNAME": ("a.cdn.example.",)},
            "a.cdn.example": {"CNAME": ("b.cdn.example.",)},
            "b.cdn.example": {"A": ("192.0.2.1",), "CAA": ('0 issue "cdn.example"',)},
        }
    )
    found = await looked_at("antre.kota-contoh.example", zone.answer)
    assert (found.aliases, found.ipv4, found.ipv6) == (("a.cdn.example", "b.cdn.example"), ("192.0.2.1",), ())
    assert found.caa
    assert (found.caa.at, found.caa.issuers) == ("antre.kota-contoh.example", ("cdn.example",))


@pytest.mark.anyio
async def test_an_address_has_nothing_in_dns() -> None:
    found = await looked_at("192.0.2.1", lambda _: None)
    assert found.address
    assert {type(outcome) for check in checks.ALL for outcome in judge(check, found)} == {NotApplicable}


@pytest.mark.parametrize(
    ("records", "issuers"),
    [
        (('0 issue "a.example"', "0 issue b.example", '0 issuewild ";"'), ("a.example", "b.example")),
        (('0 issue ";"',), ()),
        (('0 ISSUE "%%"',), ("%%",)),
        (('0 iodef "mailto:x@a.example"',), None),
    ],
)
def test_who_may_issue(records: tuple[str, ...], issuers: tuple[str, ...] | None) -> None:
    assert Caa(at="a", records=records).issuers == issuers


async def looked_at(host: str, answer: Answer) -> Host:
    """What the family knows of a host, by a name server."""
    app = Manifest.model_validate(
        {"schema": "spbe-app/1", "app": {"id": "a"}, "environments": {"staging": {"url": f"https://{host}/"}}}
    )
    city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
    async with asking(answer, hosts=frozenset({host})) as (session, _):
        (collector,) = ALL
        found = await collector.run(Scope(app, city, app.environments["staging"], None, (), session))
    fact = found[f"endpoint:{host}"]
    assert isinstance(fact, Host)
    return fact
