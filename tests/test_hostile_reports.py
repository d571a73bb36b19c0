"""A report full of attacks, rendered by every reporter there is: nothing runs, parses wrongly or leaks."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

import spbe_policy
from spbe_policy import Evidence, Reach, plugins
from spbe_policy.demo import Sandbox
from spbe_policy.demo.scene import Scene
from spbe_policy.demo.servers import Answer, Request, Server
from spbe_policy.hookspecs import Reporter, rendered
from spbe_policy.report import Report
from spbe_policy.testing import DETAIL, assert_harmless, hostile_report
from spbe_policy.testing.harmless import Format
from spbe_policy.texts import Lang

pytestmark = pytest.mark.usefixtures("packs_are_read_once")
REPORTERS: Mapping[str, Reporter] = plugins.load().reporters
OPENED_AS: Mapping[str, Format] = {
    "csv": "csv", "github": "github", "markdown": "markdown", "rencana-aksi-md": "markdown",
}  # fmt: skip
"""What cannot be told from the beginning of the output."""


@pytest.mark.parametrize("name", REPORTERS)
def test_no_attack_gets_through(name: str) -> None:
    assert_harmless(REPORTERS[name], OPENED_AS.get(name))


def test_the_report_is_a_report() -> None:
    report = hostile_report()
    assert Report.load(report.json_bytes()) == report
    assert DETAIL not in report.discreet().model_dump_json()
    assert DETAIL in report.rules[0].findings[0].message.id


def test_what_the_public_reads_shows_no_weakness() -> None:
    output = spbe_policy.render(hostile_report(), "publik", "id", full=True).decode()
    assert DETAIL not in output
    assert not re.search(r"\d+ (?:ketentuan|ketidaksesuaian)", output)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", ["markdown", "github", "gitlab-codequality", "sarif"])
def test_details_only_for_who_asks(name: str, lang: Lang) -> None:
    reporter, report = REPORTERS[name], hostile_report()
    assert DETAIL.encode() not in rendered(reporter, report, lang)
    assert DETAIL.encode() in rendered(reporter, report, lang, full=True)


class Careless:
    """A reporter that writes one attack as it came."""

    name = "ceroboh"

    def __init__(self, form: str, number: int) -> None:
        self.form, self.number = form, number

    def render(self, report: Report, lang: Lang) -> bytes:
        return self.form.format(report.rules[0].findings[self.number].subject).encode()


CARELESS: Mapping[str, tuple[str, int, Format | None]] = {
    "a script": ("<!doctype html><p>{}</p>", 0, None),
    "an event handler": ("<!doctype html><p>{}</p>", 1, None),
    "an address that runs": ('<!doctype html><a href="{}">x</a>', 2, None),
    "a cursor that moves": ("a {}", 4, None),
    "a line of its own": ("a {}", 5, None),
    "a link": ("a {}", 6, "markdown"),
    "a mention": ("a {}", 7, "markdown"),
    "an open fence": ("a\n{}", 8, "markdown"),
    "HTML in Markdown": ("a {}", 0, "markdown"),
    "a formula": ('"a"\n"{}"', 10, "csv"),
    "an entity": ('<?xml version="1.0"?><a>{}</a>', 15, None),
    "text that runs backwards": ("a {}", 16, None),
    "a command": ("a {}", 17, None),
    "a second annotation": ("::error title=a::{}", 17, "github"),
}


@pytest.mark.parametrize("fault", CARELESS)
def test_a_careless_reporter_is_caught(fault: str) -> None:
    form, number, opened_as = CARELESS[fault]
    with pytest.raises((AssertionError, SyntaxError)):
        assert_harmless(Careless(form, number), opened_as)


CANARY = "Kenari7f3a9"
SECRETS = (
    f"kenari.{CANARY}@warga.example",
    f"api_key={CANARY}ApiKey00",
    f"password={CANARY}Sandi00",
    f"Authorization: Bearer {CANARY}Bearer0000",
    f"https://petugas:{CANARY}Sandi@dalam.example/",
    f"eyJ{CANARY}.eyJ{CANARY}.{CANARY}",
    "AKIA7F3A9KENARI7F3A9",
    "3374014501907319",
)
"""Of each sort that a page, a header or a file could hold."""

_COOKIE = f"PHPSESSID={CANARY}Sesi00; csrf_token={CANARY}Csrf00; Path=/"


class Careful(Sandbox):
    """A city in which everything that is said holds secrets."""

    def _servers(self, state: Scene) -> dict[str, Server]:
        servers = super()._servers(state)
        for server in servers.values():
            server.site = _telling(server.site)
        return servers


def _telling(site):  # type: ignore[no-untyped-def]
    def told(request: Request) -> Answer:
        answer = site(request)
        headers = (*answer.headers, ("Set-Cookie", _COOKIE), ("X-Powered-By", f"PHP/7.4 {SECRETS[1]}"))
        return replace(answer, body=_with_secrets(answer.body), headers=headers)

    return told


def _with_secrets(body: bytes) -> bytes:
    hidden = "".join(
        f'<meta name="generator" content="{secret}"><p>{secret}</p><a href="/?token={CANARY}Token00">{secret}</a>'
        for secret in SECRETS
    )
    form = f'<form action="/x?access_token={CANARY}Akses00"><input name="a" value="{CANARY}"></form>'
    return body.replace(b"</body>", f"{hidden}{form}</body>".encode())


@pytest.fixture(scope="module")
def told(packs_are_read_once: None) -> tuple[Evidence, Report]:
    """What a run keeps of a city full of secrets."""
    faults = ["env-exposed", "git-exposed", "csp-unsafe-inline", "server-banner", "error-stack-trace"]
    with Careful(faults) as box:
        options = {"authority": box.files.authority, "stage": "acceptance", "reach": Reach(resolve=box.resolve)}
        evidence = spbe_policy.collect(box.files.manifest, **options)
        return evidence, spbe_policy.evaluate(evidence, stage="acceptance")


def test_the_secrets_were_told(told: tuple[Evidence, Report]) -> None:
    assert b"<cookie>" in told[0].stored()
    assert b"<key>" in told[0].stored()


@pytest.mark.parametrize("name", REPORTERS)
def test_no_secret_of_the_raw_input_comes_out(told: tuple[Evidence, Report], name: str) -> None:
    for lang in ("id", "en"):
        output = rendered(REPORTERS[name], told[1], lang, full=True)  # type: ignore[arg-type]
        for part in _unpacked(output):
            assert CANARY.encode() not in part
            assert all(secret.encode() not in part for secret in SECRETS)


def _unpacked(output: bytes) -> Iterator[bytes]:
    """The output, and what is compressed in it."""
    yield output
    if output.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(output)) as package:
            yield from map(package.read, package.namelist())
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", output, re.S):
        try:
            yield zlib.decompressobj().decompress(found[1])
        except zlib.error:
            continue
