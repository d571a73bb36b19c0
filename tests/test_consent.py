"""Active requests go only to who consents, in a file or in DNS, or whom a recorded letter of assignment covers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import dns.message
import dns.rrset
import pytest
from hostile import HOST, Answer, Authority, Call, http, serve

import spbe_policy
from spbe_policy.consent import PATH, Consent, consent_of, in_file, in_record
from spbe_policy.demo import Sandbox
from spbe_policy.demo.dns import NameServer
from spbe_policy.evidence import Cause, Gap
from spbe_policy.session import Door, Exchange, Permission, open_session

AT = datetime(2026, 11, 22, 1, tzinfo=UTC)
OPERATOR = "Diskominfo Kota Contoh"
GOOD = f"""# persetujuan
V: spbe-consent1
Published-By: Dinas Contoh
Operator: {OPERATOR}
Expires: 2026-12-31T23:59:59+07:00
"""
RECORD = f"v=spbe-consent1; published-by=Dinas; operator={OPERATOR}; scope=/api; expires=2026-12-31T00:00:00+07:00"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


def site(consent: bytes) -> Answer:
    """A site that takes everything, and publishes this."""

    def answer(call: Call) -> Iterator[bytes]:
        return iter([consent if call.path == PATH else http("200 OK")])

    return answer


def plain(text: str, *headers: str, status: str = "200 OK") -> bytes:
    return http(status, *(headers or ("Content-Type: text/plain; charset=utf-8",)), body=text.encode())


@contextmanager
def zone(*records: str) -> Iterator[str]:
    def answer(query: dns.message.Message) -> dns.message.Message:
        reply = dns.message.make_response(query, recursion_available=True)
        question = query.question[0]
        if question.rdtype == dns.rdatatype.TXT and records:
            texts = [" ".join(f'"{record[at : at + 200]}"' for at in range(0, len(record), 200)) for record in records]
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", *texts))
        return reply

    with NameServer(answer) as server:
        yield server.address


def ask(ca: Authority, consent: bytes, *records: str, path: str = "/", **changes: Any) -> tuple[Exchange | Gap, bool]:
    """Send one active request; return what came, and whether it reached the site."""
    with serve(site(consent), ca.context(HOST)) as server, zone(*records) as nameserver:
        settings: dict[str, Any] = {"operator": OPERATOR, "active": True, "nameserver": nameserver, "ca_file": ca.file}
        door = Door(
            hosts=frozenset({HOST}),
            networks=("127.0.0.0/8",),
            resolve=(f"{HOST}:443:127.0.0.1:{server.port}",),
            **settings | changes,
        )

        async def run() -> Exchange | Gap:
            async with open_session(door, clock=lambda: AT) as session:
                return await session.fetch(f"https://{HOST}{path}", method="TRACE", permission=Permission.ACTIVE)

        answer = anyio.run(run)
        return answer, any(call.method == "TRACE" for call in server.calls)


ABSENT = plain("", status="404 Not Found")


@pytest.mark.parametrize(
    ("consent", "records", "path"),
    [
        (plain(GOOD), (), "/"),
        (plain(GOOD + "Scope: /api\nScope: /uji\n"), (), "/uji/a?b=c"),
        (plain(GOOD + "Operator: Pihak Lain\nContact: x@y.example\n"), (), "/"),
        (plain(GOOD.replace(OPERATOR, "diskominfo  KOTA contoh")), (), "/"),
        (ABSENT, (RECORD,), "/api/v1"),
        (ABSENT, ("v=spf1 -all", RECORD), "/api"),
        (plain(GOOD.replace("2026", "2020")), (RECORD,), "/api"),
    ],
)
def test_published_consent_permits(ca: Authority, consent: bytes, records: tuple[str, ...], path: str) -> None:
    answer, reached = ask(ca, consent, *records, path=path)
    assert isinstance(answer, Exchange)
    assert reached


@pytest.mark.parametrize(
    ("consent", "records", "path", "word"),
    [
        (ABSENT, (), "/", "tidak ada"),
        (plain("<h1>Selamat</h1>", "Content-Type: text/html"), (), "/", "tidak ada"),
        (plain(GOOD, "Content-Type: text/html"), (), "/", "tidak ada"),
        (http("302 Found", "Location: https://lain.kota-contoh.example/izin"), (), "/", "tidak ada"),
        (plain(GOOD.replace("2026-12", "2026-01")), (), "/", "lewat"),
        (plain(GOOD.replace("2026", "2036")), (), "/", "lebih dari setahun"),
        (plain(GOOD.replace("+07:00", "")), (), "/", "tidak lengkap"),
        (plain(GOOD.replace("spbe-consent1", "spbe-consent9")), (), "/", "tidak lengkap"),
        (plain(GOOD.replace("Published-By", "X")), (), "/", "tidak lengkap"),
        (plain(GOOD + "Expires: 2026-12-30T00:00:00Z\n"), (), "/", "tidak lengkap"),
        (plain(GOOD + "Scope: https://lain.example/\n"), (), "/", "tidak lengkap"),
        (plain(GOOD.replace(OPERATOR, "Diskominfo Kota Lain")), (), "/", "bukan untuk pelaksana ini"),
        (plain(GOOD + "Scope: /uji\n"), (), "/ujian", "di luar cakupannya"),
        (plain(GOOD + "Scope: /uji\n"), (), "/uji/%2e%2e/admin", "di luar cakupannya"),
        (ABSENT, (RECORD,), "/", "di luar cakupannya"),
        (plain(GOOD + "x" * 5_000), (), "/", "tidak ada"),
    ],
)
def test_anything_less_does_not(ca: Authority, consent: bytes, records: tuple[str, ...], path: str, word: str) -> None:
    answer, reached = ask(ca, consent, *records, path=path)
    assert isinstance(answer, Gap)
    assert (answer.cause, reached) == (Cause.NEEDS_PERMISSION, False)
    assert word in answer.detail.id


def test_who_does_not_say_who_he_is_has_no_consent(ca: Authority) -> None:
    answer, reached = ask(ca, plain(GOOD), operator=None)
    assert (isinstance(answer, Gap), reached) == (True, False)


def test_consent_without_the_operators_word_changes_nothing(ca: Authority) -> None:
    answer, reached = ask(ca, plain(GOOD), active=False)
    assert isinstance(answer, Gap)
    assert (answer.cause, reached) == (Cause.NEEDS_PERMISSION, False)


def test_a_letter_of_assignment_covers_the_apps_own_hosts(ca: Authority) -> None:
    answer, reached = ask(ca, ABSENT, active_hosts=frozenset({HOST}), assignment="ST/800/2026")
    assert (isinstance(answer, Exchange), reached) == (True, True)
    answer, reached = ask(ca, ABSENT, active_hosts=frozenset({"lain.example"}), assignment="ST/800/2026")
    assert (isinstance(answer, Gap), reached) == (True, False)


def test_an_untrusted_host_gives_no_consent(ca: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "CA asing")
    answer, reached = ask(ca, plain(GOOD), ca_file=stranger.file)
    assert (isinstance(answer, Gap), reached) == (True, False)


def test_file_and_record_say_the_same() -> None:
    record = f'"v=spbe-consent1; published-by=Dinas Contoh; operator={OPERATOR}; " "expires=2026-12-31T23:59:59+07:00"'
    assert consent_of("x", in_record(record), OPERATOR, AT) == consent_of("x", in_file(GOOD), OPERATOR, AT)
    assert consent_of("x", in_file(GOOD), OPERATOR, AT + timedelta(days=60)).problem == "expired"


@pytest.mark.usefixtures("packs_are_read_once")
def test_consent_and_assignment_stand_in_the_evidence() -> None:
    with Sandbox() as box:
        evidence = spbe_policy.collect(
            box.files.manifest,
            authority=box.files.authority,
            rules=["kota-jambi/app-descriptor"],
            reach=spbe_policy.Reach(resolve=box.resolve, active=True, operator=OPERATOR, assignment="ST/800/2026"),
        )
    [found] = evidence.of(Consent).values()
    assert [item.problem for item in found if isinstance(item, Consent)] == ["absent"]
    assert evidence.dossier.vantage.assignment == "ST/800/2026"
    assert "--active" in evidence.dossier.vantage.overrides
