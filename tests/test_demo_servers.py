"""The sandbox's servers, as a careful visitor sees them: real connections, the test CA as the only trust."""

import http.client
import re
import socket
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import run
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.x509 import verification
from joserfc import jwt
from joserfc.jwk import KeySet

from spbe_policy.authority import load_authority
from spbe_policy.decisions import load_decisions
from spbe_policy.demo import FAULTS, Sandbox, fault
from spbe_policy.demo import scene as named
from spbe_policy.errors import UsageError
from spbe_policy.manifest import load_manifest
from spbe_policy.reading import digest, parse_json
from spbe_policy.register import find, read_register

TODAY = datetime(2026, 8, 14, 3, 0, tzinfo=UTC)


@dataclass
class Seen:
    status: int
    headers: http.client.HTTPMessage
    body: str

    def json(self) -> object:
        return parse_json(self.body.encode(), "answer")

    def location(self) -> tuple[str, dict[str, list[str]]]:
        url = urlsplit(self.headers["Location"])
        return f"{url.scheme}://{url.netloc}{url.path}", parse_qs(url.query)


def context(box: Sandbox) -> ssl.SSLContext:
    trust = ssl.create_default_context(cafile=str(box.ca_file))
    trust.hostname_checks_common_name = False
    return trust


def ask(box: Sandbox, url: str, method: str = "GET", body: str | None = None, **headers: str) -> Seen:
    """One request to the address that the sandbox publishes for this URL."""
    parts = urlsplit(url)
    wanted = f"{parts.hostname}:{443 if parts.scheme == 'https' else 80}:"
    address, port = next(entry for entry in box.resolve if entry.startswith(wanted))[len(wanted) :].split(":")
    connection = http.client.HTTPConnection(parts.hostname or "")
    with socket.create_connection((address, int(port)), timeout=10) as raw:
        secure = parts.scheme == "https"
        connection.sock = context(box).wrap_socket(raw, server_hostname=parts.hostname) if secure else raw
        with connection.sock:
            connection.request(method, url.partition(parts.netloc)[2] or "/", body, headers)
            answer = connection.getresponse()
            return Seen(answer.status, answer.headers, answer.read().decode(errors="replace"))


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(today=TODAY) as made:
        yield made


def app(path: str = "/") -> str:
    return f"https://{named.APP}{path}"


def test_every_host_answers_over_trusted_tls(box: Sandbox) -> None:
    for host in named.HOSTS:
        expected = 404 if host == named.SSO else 200
        assert ask(box, f"https://{host}/").status == expected, host


def test_http_goes_to_https_on_every_host(box: Sandbox) -> None:
    for host in named.HOSTS:
        seen = ask(box, f"http://{host}/berita?x=1")
        assert (seen.status, seen.headers["Location"]) == (301, f"https://{host}/berita?x=1")


def test_a_host_that_is_not_served_is_told_so(box: Sandbox) -> None:
    assert ask(box, f"https://{named.PORTAL}/", Host="lain.example").status == 421


def test_the_landing_page_has_what_a_city_asks_for(box: Sandbox) -> None:
    seen = ask(box, app())
    links = (f"https://{named.PORTAL}/", f"https://{named.COMPLAINTS}/", "/privasi", "/masuk", "/bantuan")
    for wanted in (*links, 'integrity="sha384-'):
        assert wanted in seen.body
    assert "14 Agustus 2026" in seen.body
    assert "viewport" in seen.body
    assert "frame-ancestors 'none'" in seen.headers["Content-Security-Policy"]
    assert re.match(r"__Host-sesi=\S+; Path=/; Secure; HttpOnly; SameSite=Lax$", seen.headers["Set-Cookie"])
    assert "Server" not in seen.headers


def test_nonces_and_cookies_are_new_at_every_request(box: Sandbox) -> None:
    first, second = ask(box, app()), ask(box, app())
    nonce = re.search(r"'nonce-([\w-]+)'", first.headers["Content-Security-Policy"])
    assert nonce
    assert f'nonce="{nonce[1]}"' in first.body
    assert nonce[1] not in second.body
    assert first.headers["Set-Cookie"] != second.headers["Set-Cookie"]


def test_pages_and_files_of_the_app(box: Sandbox) -> None:
    assert ask(box, app("/.well-known/spbe.json")).json() == {"id": "antrean", "version": named.APP_VERSION}
    assert named.ANDROID_PACKAGE in ask(box, app("/.well-known/assetlinks.json")).body
    assert named.APPLE_APP_ID in ask(box, app("/.well-known/apple-app-site-association")).body
    assert '<time datetime="2026-08-12">12 Agustus 2026</time>' in ask(box, app("/berita")).body
    for path in re.findall(r'(?:href|src|action)="(/[^"]*)"', ask(box, app()).body):
        assert ask(box, app(path)).status in {200, 302}, path
    assert ask(box, app("/tidak-ada")).status == 404
    assert ask(box, app(), "OPTIONS").headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert ask(box, app(), "TRACE").status == 405
    assert ask(box, app(), "HEAD").body == ""


def test_the_catalogue_is_the_same_as_json_and_as_html(box: Sandbox) -> None:
    apps = ask(box, f"https://{named.PORTAL}/api/v1/katalog").json()["data"]["aplikasi"]  # type: ignore[index]
    html = ask(box, f"https://{named.PORTAL}/katalog").body
    assert {item["kode"] for item in apps} == set(re.findall(r'data-kode="([\w-]+)"', html))
    assert apps[0]["tautan"] == app()


def test_data_tells_its_own_date_beside_the_harvests(box: Sandbox) -> None:
    data = f"https://{named.DATA}"
    package = ask(box, f"{data}/api/3/action/package_show?id=antrean-harian").json()["result"]  # type: ignore[index]
    assert {"key": "data_updated", "value": "2026-08-14"} in package["extras"]
    assert package["metadata_modified"] > package["resources"][0]["last_modified"]
    csv = ask(box, f"{data}/unduh/loket-bulanan.csv")
    assert csv.headers["Last-Modified"] == "Tue, 11 Aug 2026 03:00:00 GMT"
    assert "2 Agustus 2026" in ask(box, f"{data}/indeks-layanan").body
    assert "<updated>2026-08-13" in ask(box, f"{data}/pengumuman.atom").body
    assert ask(box, f"{data}/api/3/action/package_show?id=lain").status == 404


def log_in(box: Sandbox, **changed: str) -> Seen:
    """Go the whole way from the app's link to the page after the login."""
    began = ask(box, app("/masuk"))
    authorize = began.headers["Location"]
    assert "Kata sandi" in ask(box, authorize).body
    form = urlencode({"user": "warga", "password": "sandi-contoh"})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    accepted = ask(box, authorize, "POST", form, **kind)
    assert accepted.status == 302
    cookie = changed.get("cookie", began.headers["Set-Cookie"].partition(";")[0])
    return ask(box, accepted.headers["Location"], Cookie=cookie)


def test_a_login_ends_in_the_app_with_the_users_name(box: Sandbox) -> None:
    assert "Selamat datang, Wati Contoh" in log_in(box).body


def test_a_login_that_another_browser_began_is_refused(box: Sandbox) -> None:
    assert log_in(box, cookie="__Host-masuk=lain").status == 400


def test_the_provider_issues_a_valid_id_token_once(box: Sandbox) -> None:
    _, asked = ask(box, app("/masuk")).location()
    verifier = "v" * 43
    asked["code_challenge"] = ["7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"]
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode({"user": "warga", "password": "sandi-contoh"})
    url = f"{named.ISSUER}/authorize?{urlencode(asked, doseq=True)}"
    _, back = ask(box, url, "POST", form, **kind).location()
    basic = {"Authorization": "Basic YW50cmVhbi1rb3RhLWNvbnRvaDpyYWhhc2lhLWNvbnRvaA==", **kind}
    trade = urlencode({
        "grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": named.CALLBACK,
        "code_verifier": verifier,
    })  # fmt: skip
    tokens = ask(box, f"{named.ISSUER}/token", "POST", trade, **basic).json()
    keys = KeySet.import_key_set(ask(box, f"{named.ISSUER}/jwks").json())  # type: ignore[arg-type]
    claims = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims  # type: ignore[index]
    assert (claims["iss"], claims["aud"]) == (named.ISSUER, [named.CLIENT_ID])
    assert claims["nonce"] == asked["nonce"][0]
    assert ask(box, f"{named.ISSUER}/token", "POST", trade, **basic).status == 400


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "lain"},
        {"redirect_uri": "https://jahat.example/callback"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"nonce": ""},
    ],
)
def test_the_provider_refuses_a_wrong_request(box: Sandbox, change: dict[str, str]) -> None:
    _, asked = ask(box, app("/masuk")).location()
    wrong = urlencode({name: values[0] for name, values in asked.items()} | change)
    assert ask(box, f"{named.ISSUER}/authorize?{wrong}").status == 400


def test_a_logout_leads_back_to_the_app_only(box: Sandbox) -> None:
    logout = f"{named.ISSUER}/logout?post_logout_redirect_uri="
    assert ask(box, logout + "https%3A%2F%2Fantrean.kota-contoh.example%2F").headers["Location"] == app()
    assert ask(box, logout + "https%3A%2F%2Fjahat.example%2F").status == 200


def served(box: Sandbox) -> x509.Certificate:
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    blind.set_ciphers("ALL:@SECLEVEL=0")
    raw = socket.create_connection(("127.0.0.1", box.port(named.APP)), timeout=10)
    with raw, blind.wrap_socket(raw, server_hostname=named.APP) as tls:
        return x509.load_der_x509_certificate(tls.getpeercert(binary_form=True) or b"")


def test_the_certificate_satisfies_a_strict_verifier(box: Sandbox) -> None:
    roots = x509.load_pem_x509_certificates(box.ca_file.read_bytes())
    policy = verification.PolicyBuilder().store(verification.Store(roots))
    assert policy.build_server_verifier(x509.DNSName(named.APP)).verify(served(box), [])


@pytest.mark.parametrize(
    "name", ["cert-expired", "cert-self-signed", "cert-wrong-name", "cert-no-san", "cert-weak-key"]
)
def test_a_bad_certificate_stops_a_careful_client(name: str) -> None:
    with Sandbox([name]) as box, pytest.raises(ssl.SSLCertVerificationError):
        ask(box, app())


def test_a_certificate_almost_over_still_works() -> None:
    with Sandbox(["cert-almost-over"]) as box:
        assert ask(box, app()).status == 200
        assert served(box).not_valid_after_utc - datetime.now(UTC) < timedelta(days=6)


@pytest.mark.parametrize(("faults", "expected"), [((), False), (("tls10-enabled",), True)])
def test_tls_1_0_is_spoken_only_by_the_fault(faults: tuple[str, ...], expected: bool) -> None:
    with Sandbox(faults) as box:
        assert speaks_old(box) is expected


def speaks_old(box: Sandbox) -> bool:
    code = (
        "import socket, ssl, sys, warnings\n"
        "warnings.simplefilter('ignore')\n"
        "c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n"
        "c.check_hostname = False; c.verify_mode = ssl.CERT_NONE\n"
        "c.set_ciphers('ALL:@SECLEVEL=0')\n"
        "c.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED; c.maximum_version = ssl.TLSVersion.TLSv1_1\n"
        "s = c.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=10))\n"
    )
    return python(code, str(box.port(named.APP)))


def python(code: str, *arguments: str) -> bool:
    """Run a program in an interpreter of its own; did it end well?"""
    done = run([sys.executable, "-c", code, *arguments], capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


AUTHORIZATION_FAULTS = {
    "sso-implicit": ("response_type", ["id_token"]),
    "sso-token-in-fragment": ("response_type", ["id_token token"]),
    "sso-no-pkce": ("code_challenge", None),
    "sso-pkce-plain": ("code_challenge_method", ["plain"]),
    "sso-no-state": ("state", None),
    "sso-no-nonce": ("nonce", None),
    "sso-redirect-http": ("redirect_uri", [f"http://{named.APP}/callback"]),
    "sso-redirect-other-host": ("redirect_uri", [f"https://{named.ELSEWHERE}/callback"]),
}


@pytest.mark.parametrize("name", AUTHORIZATION_FAULTS)
def test_an_authorization_fault_changes_one_thing_and_the_provider_goes_along(name: str) -> None:
    with Sandbox([name]) as box:
        seen = ask(box, app("/masuk"))
        parameter, value = AUTHORIZATION_FAULTS[name]
        assert seen.location()[1].get(parameter) == value
        login = ask(box, seen.headers["Location"])
        assert (login.status, 'type="password"' in login.body) == (200, True)


APP_FAULTS = {
    "no-link-back": ("/", lambda seen: named.PORTAL not in seen.body),
    "descriptor-wrong-version": ("/.well-known/spbe.json", lambda seen: "2.3.0" in seen.body),
    "applinks-missing": ("/.well-known/assetlinks.json", lambda seen: seen.status == 404),
    "hsts-missing": ("/", lambda seen: "Strict-Transport-Security" not in seen.headers),
    "csp-missing": ("/", lambda seen: "Content-Security-Policy" not in seen.headers),
    "cookie-insecure": ("/", lambda seen: "Secure" not in seen.headers["Set-Cookie"]),
    "server-banner": ("/", lambda seen: "Apache" in seen.headers.get("Server", "")),
    "error-stack-trace": ("/tidak-ada", lambda seen: "Traceback" in seen.body),
    "git-exposed": ("/.git/HEAD", lambda seen: seen.body.startswith("ref: ")),
    "env-exposed": ("/.env", lambda seen: "DB_PASSWORD" in seen.body),
    "sso-own-password": ("/masuk", lambda seen: 'type="password"' in seen.body and named.SSO in seen.body),
    "login-form-http": ("/darurat", lambda seen: f'action="http://{named.APP}/darurat"' in seen.body),
    "mixed-content": ("/", lambda seen: f'src="http://{named.APP}/app.js"' in seen.body),
    "html-lang-missing": ("/", lambda seen: "<html>" in seen.body),
    "viewport-missing": ("/", lambda seen: "viewport" not in seen.body),
    "image-without-alt": ("/", lambda seen: " alt=" not in seen.body),
    "field-without-label": ("/", lambda seen: "<label" not in seen.body),
    "help-link-missing": ("/", lambda seen: "/bantuan" not in seen.body),
    "page-heavy": ("/", lambda seen: len(seen.body) > 250_000),
    "retired-no-reason": ("/", lambda seen: seen.headers.get("Location") == f"https://{named.PORTAL}/"),
    "news-stale": ("/berita", lambda seen: "2026" not in seen.body),
}


@pytest.mark.parametrize("name", APP_FAULTS)
def test_a_fault_of_the_app_is_visible_only_when_switched_on(name: str, box: Sandbox) -> None:
    path, visible = APP_FAULTS[name]
    with Sandbox([name], today=TODAY) as faulty:
        assert visible(ask(faulty, app(path)))
    assert not visible(ask(box, app(path)))


def test_every_fault_has_its_own_name_and_two_languages() -> None:
    assert len({each.name for each in FAULTS}) == len(FAULTS) >= 45
    for each in FAULTS:
        assert each.title.id != each.title.en
        reached = [*each.turns, *each.shadows, *each.asks]
        assert reached
        assert len(reached) == len(set(reached))


def test_an_unknown_fault_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="hsts-missing"):
        fault("hsts-mising")


def test_the_sandbox_stops_with_connections_open() -> None:
    with Sandbox() as box:
        raw = socket.create_connection(("127.0.0.1", box.port(named.APP)))
        idle = context(box).wrap_socket(raw, server_hostname=named.APP)
    with idle:
        assert idle.recv(1) == b""


def test_importing_the_package_imports_no_server() -> None:
    code = "import sys, spbe_policy.demo; sys.exit(bool({'flask', 'ssl', 'cryptography'} & set(sys.modules)))"
    assert python(code)


def test_the_files_are_readable_and_agree_with_each_other(box: Sandbox) -> None:
    files = box.files
    row = find(read_register(files.register), named.APP_ID)
    assert row
    manifest, _ = load_manifest(files.manifest.read_text(), "spbe.yaml", row.known())
    authority, _ = load_authority(files.authority.read_text(), "authority.yaml")
    decisions, _ = load_decisions(files.decisions.read_text(), "decisions.yaml")
    listed = {item.sha256 for item in manifest.documents}
    assert listed == {digest((box.folder / item.path).read_bytes()) for item in manifest.documents}
    assert listed == {item.sha256 for item in decisions.decisions if item.kind == "document"}
    assert authority.office(manifest.ownership.owner or "", TODAY.date())
    assert (box.folder / str(authority.network.ca_file)).samefile(box.ca_file)


def test_every_address_in_the_manifest_answers(box: Sandbox) -> None:
    manifest, _ = load_manifest(box.files.manifest.read_text(), "spbe.yaml")
    login = [app(item.path) for item in (manifest.login or {}).values()]
    sources = [item.source.url for item in manifest.data_sets or () if item.source]
    for url in (*login, *sources, *(item.url for item in manifest.environments.values())):
        assert ask(box, url).status in {200, 302}, url


FILE_FAULTS = {
    "recommendation-missing": lambda said: said.recommendation is None,
    "architecture-codes-missing": lambda said: said.architecture.daa_id is None,
    "hosting-abroad": lambda said: said.hosting.country != "ID",
    "foreign-domain": lambda said: named.ELSEWHERE in said.environments["production"].hosts,
    "test-report-missing": lambda said: "laporan-uji-beban" not in {item.kind for item in said.documents},
    "source-not-handed-over": lambda said: said.source_code is None,
    "services-not-declared": lambda said: not said.services,
    "step-at-the-counter": lambda said: sum(step.mode == "attend" for each in said.services for step in each.steps) > 1,
    "data-period-missing": lambda said: None in {item.period for item in said.data_sets},
}


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_a_fault_of_the_manifest_is_there_only_when_switched_on(name: str, box: Sandbox) -> None:
    with Sandbox([name], today=TODAY) as faulty:
        assert FILE_FAULTS[name](load_manifest(faulty.files.manifest.read_text(), "spbe.yaml")[0])
    assert not FILE_FAULTS[name](load_manifest(box.files.manifest.read_text(), "spbe.yaml")[0])


def test_a_folder_that_was_given_stays(tmp_path: Path) -> None:
    with Sandbox(["document-digest-wrong", "sbom-missing"], folder=tmp_path / "kota") as made:
        manifest, _ = load_manifest(made.files.manifest.read_text(), "spbe.yaml")
    changed = [
        item.kind for item in manifest.documents if digest((tmp_path / "kota" / item.path).read_bytes()) != item.sha256
    ]
    assert changed == ["laporan-uji-beban"]
    assert not (tmp_path / "kota" / "sbom.json").exists()
