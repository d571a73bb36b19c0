"""Nothing that the door refuses is ever connected to: Python tells an audit hook of every connect().

Every host is admitted here, as if the city's own register named it, so that only the address decides.
"""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

import anyio
import dns.message
import dns.rrset
import pytest
from hostile import Answer, Call, always, free_port, http, serve
from hypothesis import example, given
from hypothesis import strategies as st

from spbe_policy._door.address import Resolver, meant
from spbe_policy.audit import now
from spbe_policy.evidence import Cause, Gap
from spbe_policy.session import Door, Exchange, Permission, open_session

CONNECTED: list[str] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        CONNECTED.append(arguments[1][0])


sys.addaudithook(_watch)


class Everyone(frozenset[str]):
    """A set of hosts that holds every host."""

    def __contains__(self, _: object) -> bool:
        return True


@contextmanager
def connects() -> Iterator[list[str]]:
    """The addresses that this process connects to while the block lasts."""
    CONNECTED.clear()
    yield CONNECTED


def ask(url: str, *more: str, shake: bool = True, **changes: Any) -> tuple[Exchange | Gap, list[str]]:
    """Ask for URLs by every way that the door has; return what came last, and whoever was connected to."""
    door = Door(hosts=Everyone(), probe_hosts=Everyone(), request_seconds=1, connect_seconds=1, **changes)

    async def run() -> Exchange | Gap:
        async with open_session(door, clock=now) as session:
            for each in (*more, url):
                answer = await session.fetch(each)
                await session.chain(each)
                await session.fetch(each, permission=Permission.PROBE)
                if shake and "@" not in each:
                    await session.handshake(each.split("//")[1].split("/")[0].strip("[]"))
            return answer

    with connects() as seen:
        return anyio.run(run), list(seen)


LOOPBACK = ["2130706433", "0x7f000001", "017700000001", "127.1", "127.0.1", "0x7f.1", "0177.0.0.1", "0177.0x0.1",
            "127.0.0.1", "127.0.0.1.", "1２7.0.0.1", "①27.0.0.1", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1",
            "0", ".".join("0000"), "0x0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
            "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "localhost", "LOCALHOST",
            "localhost.", "ip6-localhost"]  # fmt: skip
PRIVATE = ["10.0.0.1", "167772161", "0xa000001", "012.0.0.1", "10.1", "172.16.0.1", "192.168.1.1", "3232235777",
           "100.64.0.1", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::1]", "[fc00::1]",
           "[fd00::1]", "[fec0::1]", "[2001:db8::1]", "192.0.2.1", "198.18.0.1", "192.0.0.8"]  # fmt: skip
LINK_LOCAL = ["169.254.1.1", "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.16689662",
              "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[fe80::1]", "[fe80::1%25lo]",
              "[fe80::1%lo]", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16"]  # fmt: skip
MANY = ["224.0.0.1", "239.255.255.250", "255.255.255.255", "[ff02::1]", "[ff0e::1]"]
TRICKS = ["8.8.8.8@127.0.0.1", "127.0.0.1@8.8.8.8", "app.kota-contoh.example@127.0.0.1", "127.0.0.1#@8.8.8.8",
          "127.0.0.1\\@8.8.8.8", "127.0.0.1%2f@8.8.8.8", "127.0.0.1:80@8.8.8.8", "127.0.0.1%00.kota.example",
          "127.0.0.1 .kota.example", "127.0.0.1\t", "[127.0.0.1]", "[::1].kota.example", "00000127.0.0.1"]  # fmt: skip


@pytest.mark.parametrize("host", [*LOOPBACK, *PRIVATE, *LINK_LOCAL, *MANY, *TRICKS])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_an_address_is_connected_to(scheme: str, host: str) -> None:
    answer, seen = ask(f"{scheme}://{host}/")
    assert seen == []
    assert isinstance(answer, Gap)
    assert answer.cause in (Cause.REFUSED, Cause.UNREACHABLE)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "169.254.169.254"])
def test_no_spelling_of_an_address_is_sent_through_a_proxy(host: str) -> None:
    with serve(always(http("200 OK"))) as server:
        answer, _ = ask(f"http://{host}/", proxy=f"http://127.0.0.1:{server.port}")
    assert (isinstance(answer, Gap) and answer.cause, server.calls) == (Cause.REFUSED, [])


def _spellings(address: IPv4Address) -> list[str]:
    a, b, c, d = address.packed
    number = int(address)
    return [
        *(str(address), str(number), hex(number), f"0{number:o}", f"{a}.{number & 0xFFFFFF}"),
        *(f"{a}.{b}.{(c << 8) + d}", f"{a:#x}.{b:#x}.{c:#x}.{d:#x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{address}."),
        *(f"[{made}]" for made in _as_ipv6(address)),
        str(address).replace(".", "\u3002"),
        str(address).translate({digit: digit + 0xFEE0 for digit in range(48, 58)}),
    ]


def _as_ipv6(address: IPv4Address) -> list[IPv6Address]:
    low = int(address)
    return [
        *(IPv6Address(prefix + low) for prefix in (0, 0xFFFF << 32, 0x64FF9B << 96, 0x64FF9B0001 << 80)),
        IPv6Address((0x2002 << 112) + (low << 80)),
    ]


INSIDE = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
          "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"]  # fmt: skip


@given(st.sampled_from(INSIDE).flatmap(lambda net: st.ip_addresses(v=4, network=net)))
@example(IPv4Address("127.0.0.1"))
def test_no_address_inside_is_connected_to_however_it_is_spelled(address: IPv4Address) -> None:
    """What the system makes of a spelling counts: each is given to the door as it stands."""
    _, seen = ask(*(f"http://{host}/" for host in _spellings(address)))
    assert seen == []


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_what_is_permitted_is_global_by_pythons_book_as_well(address: IPv4Address | IPv6Address) -> None:
    assert not Resolver((), ()).permits(address) or meant(address).is_global


@pytest.mark.parametrize("target", [f"http://{host}/" for host in (*LOOPBACK, *PRIVATE, *LINK_LOCAL, *TRICKS)])
def test_no_redirect_leads_inside(target: str) -> None:
    def answer(_: Call) -> Iterator[bytes]:
        yield f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()

    assert _connected_through(answer) <= {"127.0.0.2"}


def _connected_through(answer: Answer) -> set[str]:
    """Start at a permitted address and return whom we were led to."""
    with serve(answer, address="127.0.0.2") as server:
        resolve = (f"start.kota-contoh.example:80:127.0.0.2:{server.port}",)
        _, seen = ask("http://start.kota-contoh.example/", resolve=resolve, networks=("127.0.0.2/32",))
    return set(seen)


@pytest.mark.parametrize("port", [0, 22, 25, 53, 110, 143, 6000, 6667, 65536])
def test_no_port_of_another_service_is_asked(port: int) -> None:
    answer, seen = ask(f"http://127.0.0.2:{port}/", shake=False, networks=("127.0.0.2/32",))
    assert (isinstance(answer, Gap) and answer.cause, seen) == (Cause.REFUSED, [])


# A name server that changes its mind


@contextmanager
def name_server(*answers: str) -> Iterator[str]:
    """A real name server on loopback that gives every A question the next of `answers`, and keeps to the last."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        left = list(answers)

        def talk() -> None:
            while True:
                data, client = listening.recvfrom(4096)
                if not data:
                    return
                query = dns.message.from_wire(data)
                reply = dns.message.make_response(query)
                question = query.question[0]
                if question.rdtype == dns.rdatatype.A:
                    address = left.pop(0) if len(left) > 1 else left[0]
                    reply.answer.append(dns.rrset.from_text(question.name, 0, "IN", "A", *address.split(",")))
                listening.sendto(reply.to_wire(), client)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", listening.getsockname())
        thread.join()


REBINDING = "ganti.kota-contoh.example"


def test_a_name_that_changes_its_address_between_lookups_leads_nowhere_else() -> None:
    """The address that was checked is the one connected to; a later look-up is checked anew."""
    with serve(always(http("200 OK")), address="127.0.0.2") as server:
        door = Door(hosts=Everyone(), networks=("127.0.0.2/32",), request_seconds=1, connect_seconds=1)

        async def run(nameserver: str) -> list[Exchange | Gap]:
            found: list[Exchange | Gap] = []
            changed = Door(**{**_fields(door), "nameserver": nameserver})
            for _ in range(2):  # two runs: the second look at what fails
                async with open_session(changed, clock=now) as session:
                    for port in (server.port, free_port()):
                        found += [await session.fetch(f"http://{REBINDING}:{port}/{n}") for n in range(2)]
            return found

        with name_server("127.0.0.2", "127.0.0.1", "10.0.0.1", "169.254.169.254") as address, connects() as seen:
            answers = anyio.run(run, address)
    assert [isinstance(answer, Exchange) for answer in answers] == [True, True, *[False] * 6]
    assert {answer.cause for answer in answers if isinstance(answer, Gap)} == {Cause.REFUSED}
    assert set(seen) - {"127.0.0.2"} <= {"127.0.0.1"}  # the name server itself
    assert len(server.calls) == 2


def test_one_bad_address_among_good_ones_refuses_the_name() -> None:
    with name_server("127.0.0.2,10.0.0.1") as nameserver:
        answer, seen = ask(f"http://{REBINDING}/", networks=("127.0.0.2/32",), nameserver=nameserver)
    assert isinstance(answer, Gap)
    assert answer.cause is Cause.REFUSED
    assert set(seen) <= {"127.0.0.1"}


def test_what_the_systems_resolver_says_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may read more than `ipaddress` does, and answer otherwise each time."""
    answers = iter(["10.0.0.1", "fe80::1%lo", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "0.0.0.0"])  # noqa: S104

    def getaddrinfo(_host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        address = next(answers)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, int(port or 0)))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    async def run() -> set[Cause | None]:
        async with open_session(Door(hosts=Everyone(), connect_seconds=1), clock=now) as session:
            found = [await session.fetch(f"http://aneh.kota-contoh.example:{port}/") for port in range(8001, 8006)]
        return {answer.cause if isinstance(answer, Gap) else None for answer in found}

    with connects() as seen:
        assert anyio.run(run) == {Cause.REFUSED}
    assert seen == []


def test_no_unix_socket_and_no_file_is_opened(tmp_path: Path) -> None:
    for url in (f"unix://{tmp_path}/s", f"file://{tmp_path}/f", "gopher://127.0.0.1/", "ws://127.0.0.1/", "data:,x"):
        answer, seen = ask(url, shake=False)
        assert (isinstance(answer, Gap) and answer.cause, seen) == (Cause.REFUSED, [])


def test_the_hook_sees_a_connection_that_is_permitted() -> None:
    """Else the tests above would prove nothing."""
    with serve(always(http("200 OK")), address="127.0.0.2") as server:
        answer, seen = ask(f"http://127.0.0.2:{server.port}/", shake=False, networks=("127.0.0.2/32",))
    assert (isinstance(answer, Exchange), set(seen)) == (True, {"127.0.0.2"})


def _fields(door: Door) -> dict[str, Any]:
    return {name: getattr(door, name) for name in door.__slots__}
