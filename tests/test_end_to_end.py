"""The whole tool on real servers over real TLS, through the library's face and the command line: what must hold."""
# ruff: noqa: S603

import gzip
import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import hostile
import pytest
from hostile import Answer, Server, always, free_port, http, serve
from ruamel.yaml import YAML

import spbe_policy
from spbe_policy import Evidence, Reach, Report, State, Verdict, audit
from spbe_policy.demo import Sandbox
from spbe_policy.demo.certificates import server_certificate, server_context
from spbe_policy.demo.faults import fault
from spbe_policy.demo.scene import APP, DATA, DOMAIN, ISSUER, OPD_CODE, OPD_NAME, PORTAL
from spbe_policy.errors import IntegrityError, UsageError
from spbe_policy.evidence import Cause
from spbe_policy.plugins import load
from spbe_policy.reading import digest
from spbe_policy.report import Finding
from spbe_policy.session import Door
from spbe_policy.target import Target

Ran = subprocess.CompletedProcess[bytes]


pytestmark = pytest.mark.usefixtures("packs_are_read_once")


@pytest.fixture(scope="module")
def city(packs_are_read_once: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A city where everything is ready, and its compliant app."""
    with Sandbox(folder=tmp_path_factory.mktemp("city")) as box:
        yield box


def judged(
    city: Sandbox, *resolve: str, manifest: Path | None = None, authority: Path | None = None, **options: Any
) -> Report:
    """Judge at acceptance, by the city's decisions; `resolve` comes after the city's own and wins."""
    told = {"stage": "acceptance", "decisions": city.files.decisions, **options}
    reach = Reach(resolve=(*city.resolve, *resolve))
    return spbe_policy.check(
        manifest or city.files.manifest, authority=authority or city.files.authority, **{"reach": reach, **told}
    )


def spbe(*arguments: str | Path, cwd: Path, **variables: str) -> Ran:
    """Run the command line in a process of its own; only these variables and the path to Python come along."""
    kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "-m", "spbe_policy", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env={**kept, **variables}, capture_output=True, timeout=120, check=False)


def states(report: Report) -> dict[str, State]:
    return {rule.id.partition("/")[2]: rule.state for rule in report.rules}


def findings(report: Report, *rules: str) -> list[Finding]:
    return [item for rule in report.rules if rule.id.partition("/")[2] in rules for item in rule.findings]


def at(host: str, secure: int, plain: int | None = None, address: str = "127.0.0.1") -> tuple[str, ...]:
    """Where `host` is: its ports for https and http."""
    return f"{host}:443:{address}:{secure}", f"{host}:80:{address}:{plain or secure}"


def write(path: Path, content: Mapping[str, Any]) -> Path:
    """Write a file of people: JSON is YAML."""
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return path


def manifest_of(folder: Path, url: str | None = None, **told: Any) -> Path:
    """Write the manifest of an app that the register does not know."""
    where = {"environments": {"staging": {"url": url}, "production": {"url": url}}} if url else {}
    app = {"id": "uji", "name": "Uji", "version": "1", "audience": ["public"]}
    return write(folder / "spbe.yaml", {"schema": "spbe-app/1", "app": app, **where, **told})


def changed(source: Path, target: Path, **changes: Any) -> Path:
    """Write a copy of the city's YAML with some keys replaced."""
    yaml = YAML()
    content = yaml.load(source.read_text("utf-8"))
    content.update(changes)
    with target.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)
    return target


# An app host that does not answer as it should is *unknown*, for the right reason.

PAGES = {name.partition("/")[2] for name in fault("cert-self-signed").shadows}
"""The rules that judge what the app answers: those that an untrusted certificate hides."""

PATIENT, IMPATIENT = 5.0, 0.3
"""Seconds per request: one that waits for a healthy server, one for a server that never ends."""


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the runs of a test have less time than the defaults."""

    def with_(**times: float) -> None:
        class Hurried(audit.Audit):
            def door(self, targets: Iterable[Target]) -> Door:
                return replace(super().door(targets), **times)  # type: ignore[arg-type]

        monkeypatch.setattr(audit, "Audit", Hurried)

    return with_


def round_and_round(call: hostile.Call) -> Iterator[bytes]:
    yield http("302 Found", f"Location: {'/b' if call.path == '/a' else '/a'}")


BOMB = http("200 OK", "Content-Type: text/html", "Content-Encoding: gzip", body=gzip.compress(bytes(3_000_000)))
HOSTILE: dict[str, tuple[Answer | None, Cause]] = {
    "stopped": (None, Cause.UNREACHABLE),
    "slow": (hostile.silence, Cause.TIMEOUT),
    "a drip": (hostile.drip, Cause.TIMEOUT),
    "cut in mid-body": (hostile.cut, Cause.UNREACHABLE),
    "403": (always(http("403 Forbidden", body=b"Ditolak")), Cause.BLOCKED),
    "429": (always(http("429 Too Many Requests", "Retry-After: 3600")), Cause.BLOCKED),
    "500": (always(http("500 Internal Server Error")), Cause.UNREACHABLE),
    "a redirect loop": (round_and_round, Cause.UNREACHABLE),
    "an endless body": (hostile.endless, Cause.TOO_LARGE),
    "a decompression bomb": (always(BOMB), Cause.TOO_LARGE),
    "a malformed Location": (always(http("302 Found", "Location: https://[")), Cause.UNREACHABLE),
    "no HTTP": (always(b"220 smtp.kota-contoh.example ESMTP\r\n\r\n"), Cause.UNREACHABLE),
}


@contextmanager
def besieged(answer: Answer | None, host: str = APP) -> Iterator[tuple[str, ...]]:
    """Answer so, on https with a good certificate and on http; None: nothing listens."""
    if answer is None:
        yield at(host, free_port(), free_port())
        return
    with serve(answer, server_context(server_certificate((host,)))) as secure, serve(answer) as plain:
        yield at(host, secure.port, plain.port)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_hostile_app_hides_is_unknown(city: Sandbox, name: str, hurry: Callable[..., None]) -> None:
    answer, cause = HOSTILE[name]
    hurry(request_seconds=IMPATIENT if cause is Cause.TIMEOUT else PATIENT)
    with besieged(answer) as resolve:
        report = judged(city, *resolve)
    found = states(report)
    hidden = [item for item in findings(report, *PAGES, "27-8-a") if item.state is State.UNKNOWN]
    assert {rule for rule in PAGES if found[rule] is not State.UNKNOWN} == set()
    assert {item.cause for item in hidden} == {cause}
    assert set(found.values()) == {State.UNKNOWN, State.PASS, State.NOT_APPLICABLE}
    assert report.verdict is Verdict.UNDECIDED


@contextmanager
def nobody_accepts() -> Iterator[tuple[str, ...]]:
    """The system takes the connection, and nobody ever says a word."""
    with hostile.listener() as (_, port):
        yield at(APP, port)


@pytest.mark.parametrize("tls", [True, False], ids=["after the handshake", "in the handshake"])
def test_a_run_ends_within_its_time_whatever_the_server_does(
    city: Sandbox, tls: bool, hurry: Callable[..., None]
) -> None:
    hurry(run_seconds=2, request_seconds=60, connect_seconds=60)
    silent = besieged(hostile.silence) if tls else nobody_accepts()
    with silent as resolve:
        begun = time.monotonic()
        report = judged(city, *resolve)
        took = time.monotonic() - begun
    (hsts,) = findings(report, "27-8-b")
    assert (hsts.state, hsts.cause) == (State.UNKNOWN, Cause.TIMEOUT)
    assert took < 20


@contextmanager
def speaking(tls: str, folder: Path) -> Iterator[int]:
    """A server whose handshake goes wrong in this way; yields its port."""
    if tls == "dead":
        yield free_port()
    elif tls == "no TLS":
        with hostile.raw(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n") as port:
            yield port
    else:
        version = ssl.TLSVersion.TLSv1 if tls == "TLS 1.0" else ssl.TLSVersion.TLSv1_2
        ciphers = "ECDHE-RSA-AES128-GCM-SHA256" if tls == "no cipher in common" else None  # the key is no RSA key
        context = hostile.Authority(folder).context(APP, version=version, ciphers=ciphers)
        with serve(always(http("200 OK")), context) as server:
            yield server.port


@pytest.mark.parametrize(
    ("tls", "version", "certificate"),
    [
        ("no TLS", "tls.version: none", "tls.certificate: no handshake: not-tls"),
        ("no cipher in common", "tls.version: none", "tls.certificate: no handshake: handshake-failure"),
        ("TLS 1.0", "tls.version: TLSv1", Cause.UNREACHABLE),
        ("dead", Cause.UNREACHABLE, Cause.UNREACHABLE),
    ],
)
def test_who_cannot_shake_hands_is_not_taken_for_dead(
    city: Sandbox, tmp_path: Path, tls: str, version: str | Cause, certificate: str | Cause
) -> None:
    with speaking(tls, tmp_path) as port:
        report = judged(city, *at(APP, port), rules=["27-8-c", "27-8-d", "27-8-b"])
    for rule, expected in (("27-8-c", version), ("27-8-d", certificate)):
        found = {(item.state, item.cause or item.seen) for item in findings(report, rule)}
        assert (State.UNKNOWN if isinstance(expected, Cause) else State.FAIL, expected) in found
        assert {state for state, _ in found} <= {State.UNKNOWN, State.FAIL}
    (hsts,) = findings(report, "27-8-b")
    assert hsts.state is State.UNKNOWN
    assert ("is alive, but" in hsts.message.en) is (tls != "dead")


# A manifest leads the scanner nowhere that the city has not opened.

ALLOWED, PRIVATE = "127.0.0.1", "127.0.0.2"
"""The sandbox's city allows the first address and not the second."""

ASTRAY = {
    "the metadata service": ("https://169.254.169.254/latest/meta-data/", ALLOWED),
    "the metadata service over http": ("http://169.254.169.254/latest/meta-data/", ALLOWED),
    "localhost": ("https://localhost/", ALLOWED),
    "loopback": ("https://127.0.0.1/", ALLOWED),
    "loopback as a number": ("https://2130706433/", ALLOWED),
    "loopback in IPv6": ("https://[::1]/", ALLOWED),
    "another domain": ("https://www.penyedia.example/", ALLOWED),
    "a domain that looks alike": (f"https://{DOMAIN}.penyedia.example/", ALLOWED),
    "a private address behind the city's name": (f"https://dalam.{DOMAIN}/", PRIVATE),
}


@contextmanager
def trap(url: str, address: str) -> Iterator[tuple[Server, tuple[str, ...]]]:
    """A server that would answer for `url`, and how to find it."""
    host = url.partition("://")[2].partition("/")[0]
    secure = None if url.startswith("http:") else server_context(server_certificate(("dalam." + DOMAIN,)))
    with serve(always(http("200 OK", body=b"ami-id")), secure, address) as server:
        yield server, () if ":" in host else at(host, server.port, address=address)


def refused(items: Iterable[Finding]) -> list[Finding]:
    """The findings of what was refused, each with a word on it in both languages."""
    found = [item for item in items if item.cause is Cause.REFUSED]
    assert all(item.state is State.UNKNOWN and item.message.id != item.message.en for item in found)
    return found


@pytest.mark.parametrize("name", ASTRAY)
def test_an_address_that_the_city_has_not_opened_is_refused(city: Sandbox, tmp_path: Path, name: str) -> None:
    url, address = ASTRAY[name]
    with trap(url, address) as (server, resolve):
        rules = ["27-8-b", "27-11-e", "27-6-a", "app-descriptor", "27-8-c", "27-8-d"]
        report = judged(city, *resolve, manifest=manifest_of(tmp_path, url), rules=rules)
    items = findings(report, *rules)
    assert len(refused(items)) == len(items) == len(rules)
    assert "not contacted" in items[0].message.en
    assert "tidak dihubungi" in items[0].message.id
    assert server.connections == 0


@pytest.mark.parametrize("name", ASTRAY)
def test_a_redirect_there_is_not_followed(city: Sandbox, name: str) -> None:
    url, address = ASTRAY[name]
    with (
        trap(url, address) as (server, resolve),
        besieged(always(http("302 Found", f"Location: {url}"))) as lured,
    ):
        report = judged(city, *resolve, *lured, rules=["27-8-b"])
    (item,) = refused(findings(report, "27-8-b"))
    assert "was not followed" in item.message.en
    assert "tidak diikuti" in item.message.id
    assert server.connections == 0


METADATA = ["169.254.169.254", "100.100.100.200", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"]


@pytest.mark.parametrize("address", METADATA)
def test_no_permission_opens_a_metadata_service(city: Sandbox, address: str) -> None:
    everywhere = Reach(
        resolve=(*city.resolve, f"{APP}:443:{address}:80"), allow_hosts=(APP,), allow_networks=("0.0.0.0/0", "::/0")
    )
    (item,) = refused(findings(judged(city, reach=everywhere, rules=["27-8-b"]), "27-8-b"))
    assert "not a public internet address" in item.message.en


def test_a_name_that_leads_home_is_refused_although_the_operator_allows_it(city: Sandbox, tmp_path: Path) -> None:
    authority = write(tmp_path / "authority.yaml", {"schema": "spbe-authority/1", "name": "Kota Contoh"})
    with serve(always(http("200 OK"))) as server:
        manifest = manifest_of(tmp_path, f"http://localhost:{server.port}/")
        allowed = Reach(allow_hosts=("localhost",))
        report = judged(city, manifest=manifest, authority=authority, reach=allowed, rules=["27-8-b"])
    (item,) = refused(findings(report, "27-8-b"))
    assert "--allow-network" in item.message.en
    assert server.connections == 0


@pytest.mark.parametrize("name", ASTRAY)
def test_no_other_key_of_a_manifest_leads_there(city: Sandbox, tmp_path: Path, name: str) -> None:
    url, address = ASTRAY[name]
    source = {"kind": "json", "url": url, "pointer": "/tanggal"}
    host = url.partition("://")[2].partition("/")[0]
    manifest = manifest_of(
        tmp_path,
        data_sets=[{"id": "harga", "period": "daily", "release_lag_days": 1, "source": source}],
        environments={"staging": {"url": f"https://{APP}/", "hosts": [host]}},
        support={"complaint_url": url, "ict_trouble": f"Formulir {url}"},
    )
    rules = ["data-current", "ict-trouble-report", "27-8-c", "27-8-d", "complaint-channel"]
    with trap(url, address) as (server, resolve):
        report = judged(city, *resolve, manifest=manifest, rules=rules)
    assert len(refused(findings(report, "data-current"))) == 1
    assert len(refused(findings(report, "ict-trouble-report"))) == 1
    assert {item.subject for item in refused(findings(report, "27-8-c"))} == {f"endpoint:{host}"}
    assert server.connections == 0


SECRET = '{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": []}\n'


@pytest.mark.parametrize(
    "path",
    ["../rahasia.json", "dokumen/../../rahasia.json", "..\\rahasia.json", "{above}/rahasia.json", "tautan.json",
     "folder/rahasia.json"],
    ids=["up", "down and up", "up by backslash", "absolute", "a link out", "a folder that is a link out"],
)  # fmt: skip
def test_a_path_out_of_the_manifests_folder_is_refused_and_nothing_is_read(tmp_path: Path, path: str) -> None:
    path, folder = path.format(above=tmp_path), tmp_path / "app"
    folder.mkdir()
    (tmp_path / "rahasia.json").write_text(SECRET, encoding="utf-8")
    (folder / "tautan.json").symlink_to(tmp_path / "rahasia.json")
    (folder / "folder").symlink_to(tmp_path, target_is_directory=True)
    report_entry = {"path": path, "kind": "laporan-evaluasi", "sha256": "sha256:" + "0" * 64}
    manifest = manifest_of(folder, sbom=path, documents=[report_entry])
    evidence = spbe_policy.collect(manifest, stage="operation", rules=["app-evaluation", "27-13-b"])
    report = spbe_policy.evaluate(evidence, stage="operation", rules=["app-evaluation", "27-13-b"])
    for rule in ("app-evaluation", "27-13-b"):
        (item,) = refused(findings(report, rule))
        assert repr(path) in item.message.id
    assert digest(SECRET.encode()) not in evidence.stored().decode()


# The same evidence gives the same bytes, here and elsewhere.

FAULTY = ("hsts-missing", "cookie-insecure", "data-stale", "sbom-other-version")


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Report, Evidence]]:
    """An app with faults, what `check` says of it, and the evidence that this rests on."""
    with Sandbox(FAULTY, folder=tmp_path_factory.mktemp("faulty")) as box:
        prepared = audit.prepare(
            authority=box.files.authority,
            decisions=box.files.decisions,
            stage="acceptance",
            reach=Reach(resolve=box.resolve),
        )
        target = prepared.target(box.files.manifest)
        ((report, evidence),) = anyio.run(audit.check_many, prepared, [target])
        yield box, report, evidence


def again(box: Sandbox, evidence: Evidence | Path) -> Report:
    return spbe_policy.evaluate(evidence, decisions=box.files.decisions, stage="acceptance")


def test_evidence_from_a_file_gives_the_bytes_of_check(
    looked_at: tuple[Sandbox, Report, Evidence], tmp_path: Path
) -> None:
    box, report, evidence = looked_at
    file = tmp_path / "bukti.json"
    file.write_bytes(evidence.stored())
    assert report.count(State.FAIL) >= len(FAULTY)
    assert {len(entry.samples) for entry in evidence.dossier.entries} == {1, 2}
    assert [again(box, seen).json_bytes() for seen in (evidence, file, file)] == [report.json_bytes()] * 3


def test_collect_then_evaluate_gives_the_same_from_memory_and_file(city: Sandbox, tmp_path: Path) -> None:
    reach = Reach(resolve=city.resolve)
    evidence = spbe_policy.collect(city.files.manifest, authority=city.files.authority, stage="acceptance", reach=reach)
    file = tmp_path / "bukti.json"
    file.write_bytes(evidence.stored())
    report = again(city, file)
    assert report.verdict is Verdict.COMPLIANT
    assert report.json_bytes() == again(city, evidence).json_bytes()


def test_the_order_of_keys_and_the_white_space_of_evidence_do_not_matter(
    looked_at: tuple[Sandbox, Report, Evidence], tmp_path: Path
) -> None:
    box, report, evidence = looked_at

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in sorted(value, reverse=True)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    file = write(tmp_path / "bukti.json", turned(json.loads(evidence.stored())))
    assert file.read_bytes() != evidence.stored()
    assert again(box, file).json_bytes() == report.json_bytes()


def test_evidence_that_was_tampered_with_has_another_digest(
    looked_at: tuple[Sandbox, Report, Evidence], tmp_path: Path
) -> None:
    box, report, evidence = looked_at
    content = json.loads(evidence.stored())
    for entry in content["entries"]:
        if entry["kind"] == "web.site/1":
            for sample in entry["samples"]:
                sample["fact"]["hops"][-1]["headers"].append(["strict-transport-security", "max-age=31536000"])
    embellished = again(box, write(tmp_path / "bukti.json", content))
    assert (states(report)["27-8-b"], states(embellished)["27-8-b"]) == (State.FAIL, State.PASS)
    assert embellished.evidence_digest != report.evidence_digest == evidence.digest


@pytest.mark.parametrize(
    "variables",
    [
        {"TZ": "Asia/Jayapura", "LANG": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/New_York", "LC_ALL": "id_ID.UTF-8", "PYTHONHASHSEED": "2", "HOME": "/nonexistent"},
    ],
    ids=["east", "west"],
)
def test_another_process_elsewhere_gives_the_same_bytes(
    looked_at: tuple[Sandbox, Report, Evidence], tmp_path: Path, variables: dict[str, str]
) -> None:
    box, report, evidence = looked_at
    (tmp_path / "bukti.json").write_bytes(evidence.stored())
    (tmp_path / "keputusan.yaml").write_bytes(box.files.decisions.read_bytes())
    ran = spbe(
        "evaluate", "bukti.json", "--decisions", "keputusan.yaml", "--stage", "acceptance", "--lang", "id",
        "-o", "json=laporan.json", "-o", "text=laporan.txt", cwd=tmp_path, **variables,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert (tmp_path / "laporan.json").read_bytes() == spbe_policy.render(report, "json")
    assert (tmp_path / "laporan.txt").read_bytes() == spbe_policy.render(report, "text", "id")


def test_the_command_line_gives_the_same_bytes_in_two_steps_as_in_one(city: Sandbox, tmp_path: Path) -> None:
    resolve = [word for entry in city.resolve for word in ("--resolve", entry)]
    judging: list[str | Path] = ["--decisions", city.files.decisions, "--stage", "acceptance"]
    check = ["check", city.files.manifest, "--authority", city.files.authority, *judging, *resolve]
    one = spbe(*check, "--evidence", "bukti.json", "-o", "json=satu.json", cwd=tmp_path)
    two = spbe("evaluate", "bukti.json", *judging, "-o", "json=dua.json", cwd=tmp_path)
    assert (one.returncode, two.returncode, one.stderr, two.stderr) == (0, 0, b"", b"")
    assert (tmp_path / "satu.json").read_bytes() == (tmp_path / "dua.json").read_bytes()


# Evidence of a plugin outlives the plugin.


@pytest.fixture(scope="module")
def robots(city: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Evidence that the example plugin collected, and what its pack says of it."""
    answer = always(http("200 OK", body=b"User-agent: *\nDisallow: /panel-admin\n"))
    with besieged(answer) as resolve:
        evidence = spbe_policy.collect(
            city.files.manifest,
            authority=city.files.authority,
            policy="contoh",
            stage="acceptance",
            reach=Reach(resolve=(*city.resolve, *resolve)),
        )
    file = tmp_path_factory.mktemp("robots") / "bukti.json"
    file.write_bytes(evidence.stored())
    return file, spbe_policy.evaluate(file, policy="contoh", stage="acceptance")


def test_with_its_plugin_the_rule_judges(robots: tuple[Path, Report]) -> None:
    (item,) = robots[1].rules[0].findings
    assert (item.state, item.seen) == (State.FAIL, "/panel-admin")


def test_without_its_plugin_the_rule_is_unknown_and_the_evidence_the_same(robots: tuple[Path, Report]) -> None:
    file, report = robots
    pack = load().pack("contoh")
    ran = spbe(
        "evaluate", file, "--policy", pack, "--stage", "acceptance", "-o", "json=-",
        cwd=file.parent, SPBE_POLICY_PLUGINS="off",
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (3, b"")
    without = json.loads(ran.stdout)
    ((item,),) = (rule["findings"] for rule in without["rules"])
    assert (item["state"], item["cause"], item["acts_next"]) == ("unknown", "plugin-missing", "operator")
    assert without["evidence_digest"] == report.evidence_digest
    assert b"robots.file/1" in file.read_bytes()


# A city elsewhere: another zone, another catalogue, a super app that is still to come, one provider.

EAST = timedelta(hours=9)


@pytest.fixture
def east(city: Sandbox, tmp_path: Path) -> Callable[..., Path]:
    """Writes the profile of a city in the east, on the sandbox's servers."""

    def profile(until: datetime, zone: str = "Asia/Jayapura") -> Path:
        fields = {"id": ".kode", "url": "a.nama@href", "name": "a.nama", "owner": ".opd"}
        catalogue = {"url": f"https://{PORTAL}/katalog", "format": "html", "entries": "li.aplikasi", "fields": fields}
        (tmp_path / "ca.pem").write_bytes(city.ca_file.read_bytes())
        return write(
            tmp_path / "profil.yaml",
            {
                "schema": "spbe-authority/1",
                "name": "Kabupaten Contoh Timur",
                "time_zone": zone,
                "domains": [DOMAIN],
                "portal": {"status": "ready", "url": f"https://{PORTAL}/", "catalogue": catalogue},
                "super_app": {"status": "not-yet", "until": f"{until:%Y-%m-%d}", "decided_by": "Bupati Contoh Timur"},
                "sso": {"public": {"status": "ready", "issuer": ISSUER}},
                "data_portal": {"status": "ready", "url": f"https://{DATA}/"},
                "network": {"allowed": ["127.0.0.1/32"], "ca_file": "ca.pem", "ca_scope": "all"},
                "offices": [{"code": OPD_CODE, "name": "Dinas Dukcapil", "aliases": [OPD_NAME]}],
            },
        )

    return profile


NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def test_a_catalogue_of_html_is_read_with_the_citys_own_words(city: Sandbox, east: Callable[..., Path]) -> None:
    report = judged(city, authority=east(NOON), stage="release", rules=["portal-listed", "portal-link-lands"])
    assert report.city == "Kabupaten Contoh Timur"
    assert states(report) == dict.fromkeys(("portal-listed", "portal-link-lands"), State.PASS)


def test_moments_are_told_in_the_citys_zone(city: Sandbox, east: Callable[..., Path]) -> None:
    report = judged(city, authority=east(NOON), rules=["27-8-b"])
    assert {moment.utcoffset() for moment in (report.collected_at, report.as_of)} == {EAST}
    assert b"WIT" in spbe_policy.render(report, "text", "id")


def test_what_the_city_promises_is_its_debt_until_the_day(city: Sandbox, east: Callable[..., Path]) -> None:
    profile = east(NOON + timedelta(days=1))
    report = judged(city, authority=profile, stage="release", rules=["super-app-*"])
    assert {item.state for item in findings(report, *states(report))} == {State.NOT_APPLICABLE}
    assert all(item.city_debt for item in findings(report, *states(report)))
    assert b"Bupati Contoh Timur" in spbe_policy.render(report, "text", "id")


def test_a_promise_that_was_not_kept_is_unknown_from_the_next_day_on(city: Sandbox, east: Callable[..., Path]) -> None:
    profile = east(NOON + timedelta(days=1))
    later = NOON + timedelta(days=3)
    report = judged(city, authority=profile, stage="release", rules=["super-app-*"], as_of=later)
    assert {(item.state, item.cause) for item in findings(report, *states(report))} == {
        (State.UNKNOWN, Cause.NOT_CONFIGURED)
    }


@pytest.mark.parametrize(
    ("zone", "state"), [("Asia/Jakarta", State.NOT_APPLICABLE), ("Asia/Jayapura", State.UNKNOWN)], ids=["WIB", "WIT"]
)
def test_the_day_ends_when_it_ends_in_the_city(
    city: Sandbox, east: Callable[..., Path], zone: str, state: State
) -> None:
    profile = east(NOON, zone)
    late = NOON.replace(hour=16)  # 23:00 in the west, 01:00 of the next day in the east
    report = judged(city, authority=profile, stage="release", rules=["super-app-listed"], as_of=late)
    assert states(report) == {"super-app-listed": state}


def test_a_provider_that_nobody_named_hides_its_own_audience_only(city: Sandbox, east: Callable[..., Path]) -> None:
    report = judged(city, authority=east(NOON), rules=["sso-provider-metadata", "sso-login", "sso-pkce"])
    found = {(item.subject, item.state, item.cause) for item in findings(report, *states(report))}
    assert found == {
        ("audience:public", State.PASS, None),
        ("audience:government", State.UNKNOWN, Cause.NOT_CONFIGURED),
    }


# An official run: everything that it judges by is pinned, and its network is the city's.


@pytest.fixture(scope="module")
def pinned(city: Sandbox) -> Path:
    """The city's profile with the sandbox's addresses in it: nothing is left for the operator to say."""
    network = {"allowed": ["127.0.0.1/32"], "ca_file": "ca.pem", "ca_scope": "all", "resolve": list(city.resolve)}
    return changed(city.files.authority, city.folder / "pinned.yaml", network=network)


@pytest.fixture(scope="module")
def lock(city: Sandbox, pinned: Path) -> Path:
    """The lock file, as the city writes it."""
    file = city.folder / "kunci.yaml"
    ran = spbe(
        "city", "--authority", pinned, "--decisions", city.files.decisions, "--lock", file, cwd=city.folder
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, b"")
    return file


def official(city: Sandbox, pinned: Path, lock: Path | None, **options: Any) -> Report:
    return judged(city, authority=pinned, expect=lock, **{"reach": None, **options})


def test_a_run_that_the_city_pinned_is_official(city: Sandbox, pinned: Path, lock: Path) -> None:
    report = official(city, pinned, lock)
    assert (report.official, report.verdict, report.vantage.overrides) == (True, Verdict.COMPLIANT, ())
    assert b"LATIHAN" not in spbe_policy.render(report, "text", "id")


def test_without_the_lock_it_is_a_rehearsal(city: Sandbox, pinned: Path) -> None:
    report = official(city, pinned, None, rules=["27-8-b"])
    assert not report.official
    assert b"LATIHAN" in spbe_policy.render(report, "text", "id")


def test_an_official_run_takes_no_word_from_the_operator_and_asks_nobody(
    city: Sandbox, pinned: Path, lock: Path
) -> None:
    with serve(always(http("200 OK"))) as server, pytest.raises(UsageError, match="--resolve"):
        official(city, pinned, lock, reach=Reach(resolve=at(APP, server.port)))
    assert server.connections == 0


def test_another_register_is_not_what_the_city_pinned(city: Sandbox, pinned: Path, lock: Path, tmp_path: Path) -> None:
    other = tmp_path / "register.csv"
    other.write_text(city.files.register.read_text(encoding="utf-8").replace("tinggi", "rendah"), encoding="utf-8")
    with pytest.raises(IntegrityError, match="register"):
        official(city, pinned, lock, register=other)


def test_an_official_run_does_not_judge_at_an_earlier_date(city: Sandbox, pinned: Path, lock: Path) -> None:
    with pytest.raises(UsageError, match="sebelum bukti dukung"):
        official(city, pinned, lock, as_of=datetime(2020, 1, 1, tzinfo=UTC))


def test_what_was_collected_as_a_rehearsal_is_never_official(city: Sandbox, pinned: Path, lock: Path) -> None:
    reach = Reach(resolve=city.resolve)
    evidence = spbe_policy.collect(city.files.manifest, authority=pinned, stage="acceptance", reach=reach)
    with pytest.raises(UsageError, match="--resolve"):
        spbe_policy.evaluate(evidence, decisions=city.files.decisions, stage="acceptance", expect=lock)


def test_evidence_with_another_profile_inside_does_not_hold(
    city: Sandbox, looked_at: tuple[Sandbox, Report, Evidence], lock: Path
) -> None:
    with pytest.raises(IntegrityError, match="authority"):
        spbe_policy.evaluate(looked_at[2], decisions=city.files.decisions, stage="acceptance", expect=lock)


def test_decisions_that_changed_since_end_with_exit_code_4(
    city: Sandbox, pinned: Path, lock: Path, tmp_path: Path
) -> None:
    decisions = tmp_path / "decisions.yaml"
    decisions.write_text(city.files.decisions.read_text("utf-8").replace("Rina Contoh", "Rina Lain"), "utf-8")
    ran = spbe(
        "check", city.files.manifest, "--authority", pinned, "--decisions", decisions, "--stage", "acceptance",
        "--expect", lock, "--lang", "en", cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode == 4
    assert b"decisions" in ran.stderr
    assert ran.stdout == b""
