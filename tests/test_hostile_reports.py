"""A report full of attacks, rendered by every reporter there is: nothing runs, parses wrongly or leaks."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import canaries
import canary_city
import pytest

import spbe_policy
from spbe_policy import Evidence, Reach, plugins
from spbe_policy.cli import run
from spbe_policy.consent import consent_of, in_record
from spbe_policy.demo.dns import NameServer
from spbe_policy.demo.scene import APP
from spbe_policy.hookspecs import Reporter, rendered
from spbe_policy.redact import clip, redact
from spbe_policy.report import Report
from spbe_policy.testing import DETAIL, assert_harmless, hostile_report
from spbe_policy.testing.harmless import Format
from spbe_policy.testing.hostile import ATTACKS
from spbe_policy.testing.judging import MOMENT
from spbe_policy.texts import Lang

pytestmark = pytest.mark.usefixtures("packs_are_read_once")
REPORTERS: Mapping[str, Reporter] = plugins.load().reporters
OPENED_AS: Mapping[str, Format] = {
    "csv": "csv", "github": "github", "markdown": "markdown", "rencana-aksi-md": "markdown",
}  # fmt: skip
"""What cannot be told from the beginning of the output."""

LANGS: tuple[Lang, ...] = ("id", "en")


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


@pytest.fixture(scope="module")
def told(packs_are_read_once: None) -> tuple[Evidence, Report]:
    """What a run keeps of a city full of secrets."""
    with canary_city.Careful(FAULTS) as box, NameServer(canary_city.zone().answer) as names:
        canary_city.bills(box.files.manifest)
        reach = Reach(resolve=box.resolve, ca=box.ca_file, nameserver=names.address)
        evidence = spbe_policy.collect(
            box.files.manifest, authority=box.files.authority, stage="acceptance", reach=reach
        )
        return evidence, spbe_policy.evaluate(evidence, stage="acceptance")


FAULTS = (
    "env-exposed", "git-exposed", "csp-unsafe-inline", "server-banner", "error-stack-trace", "gambling-links-hidden",
    "gambling-text-hidden", "source-map-open", "script-private-key", "robots-names-backup", "api-stack-trace",
    "mobile-other-publisher",
)  # fmt: skip
"""They make the app show more than it should."""

HELD_SECRETS = {
    "api.document/1", "api.replies/1", "data.set/1", "dns.host/1", "mobile.store/1", "portal.catalogue/1",
    "portal.descriptor/1", "sbom.bom/1", "sbom.inventory/1", "sbom.licences/1", "sso.cookies/1", "sso.login/1",
    "sso.provider/1", "tls.chain/1", "web.clock/1", "web.cors/1", "web.login/1", "web.methods/1", "web.page/1",
    "web.private/1", "web.robots/1", "web.securitytxt/1", "web.site/1", "web.sitemap/1", "web.usability/1",
    "web.views/1",
}  # fmt: skip
"""Facts that keep some text from outside; of the others only numbers and words of our own."""


def test_the_secrets_were_told(told: tuple[Evidence, Report]) -> None:
    entries = told[0].dossier.entries
    assert {
        each.kind for each in entries if re.search("<(?:key|token|email|jwt|nik)>", each.model_dump_json(), re.I)
    } >= HELD_SECRETS
    assert b"<cookie>" in told[0].stored()


def test_no_secret_of_the_raw_input_is_kept(told: tuple[Evidence, Report]) -> None:
    assert canaries.leaked(told[0].stored()) == []


@pytest.mark.parametrize("name", REPORTERS)
def test_no_secret_of_the_raw_input_comes_out(told: tuple[Evidence, Report], name: str) -> None:
    for lang in LANGS:
        for part in _unpacked(rendered(REPORTERS[name], told[1], lang, full=True)):
            assert canaries.leaked(part) == []


@pytest.mark.parametrize("secret", canaries.SECRETS)
def test_half_a_secret_is_not_kept_either(secret: str) -> None:
    for most in range(1, 100):
        assert clip(f"{'x ' * 20}{secret}", most) == redact(f"{'x ' * 20}{secret}")[:most]


@pytest.mark.parametrize("secret", canaries.SECRETS)
def test_no_secret_of_a_consent_in_dns_is_kept(secret: str) -> None:
    record = f'"v=spbe1; operator={secret}; published-by={secret}; scope=/{secret}"'
    kept = consent_of(f"TXT {APP}", in_record(record), secret, MOMENT).model_dump_json()
    assert "<" in kept
    assert canaries.leaked(kept.encode()) == []


class Command:
    """A command as a reporter: whatever it is given, it says what it always says."""

    name = "perintah"

    def __init__(self, capfd: pytest.CaptureFixture[str], *words: str, code: int = 0, stream: str = "out") -> None:
        self.capfd, self.words, self.code, self.stream = capfd, words, code, stream

    def render(self, report: Report, lang: Lang) -> bytes:
        assert run(["--lang", lang, *self.words]) == self.code
        said: str = getattr(self.capfd.readouterr(), self.stream)
        return said.encode()


@pytest.mark.parametrize("valid", [True, False], ids=["valid", "invalid"])
@pytest.mark.parametrize("more", [(), ("--all",), ("--format", "json")], ids=" ".join)
def test_no_attack_gets_through_a_bill_of_materials(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, more: tuple[str, ...], valid: bool
) -> None:
    file = tmp_path / "sbom.json"
    file.write_text(json.dumps(canary_city.attacked(ATTACKS, valid=valid)), encoding="utf-8")
    code = 0 if valid else 2
    for stream in ("out", "err"):
        assert_harmless(Command(capfd, "sbom", str(file), *more, code=code, stream=stream))


def test_no_attack_gets_through_evidence(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, told: tuple[Evidence, Report]
) -> None:
    raw, file = json.loads(told[0].stored()), tmp_path / "bukti.json"
    words = " ".join(ATTACKS)
    for part, name, attack in (
        ("manifest", "Antrean Layanan", words[:300]),
        ("authority", "Kota Contoh", words[-300:]),
    ):
        raw[part]["text"] = raw[part]["text"].replace(f"name: {name}", f"name: {json.dumps(attack)}", 1)
    raw["vantage"] |= {"operator": words, "network": words}
    file.write_text(json.dumps(raw), encoding="utf-8")
    assert_harmless(Command(capfd, "evidence", "show", str(file)))


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
