"""The family `web`, looking at real servers over real TLS: what it keeps, what it takes for a leak, what it decides."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile import HOST, Answer, Call, always, cut, free_port, http, serve
from hostile import Authority as Ca
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy import plugins
from spbe_policy.authority import Authority
from spbe_policy.builtin.web import csp
from spbe_policy.builtin.web.collectors import ALL
from spbe_policy.builtin.web.facts import Defaults, Leaks, LoginPage, Methods, Missing, Page, Plain, Site
from spbe_policy.builtin.web.frameworks import DEFAULTS, LEAKS
from spbe_policy.builtin.web.html import MAX_ITEMS, parse_page
from spbe_policy.builtin.web.signs import NOWHERE, error_marks
from spbe_policy.collecting import Collected, Scope, gather
from spbe_policy.evidence import Cause, Fact, Gap, Request
from spbe_policy.manifest import Manifest
from spbe_policy.packs import load_policy
from spbe_policy.report import RuleReport
from spbe_policy.rules import Case
from spbe_policy.session import Door, open_session
from spbe_policy.verify import judge_case, load_base
from spbe_policy.vocabulary import Stage

AT = datetime(2026, 6, 15, 3, tzinfo=UTC)
URL = f"https://{HOST}/"
OUTSIDE = "https://masuk.lain.example/authorize"
REPORT = "sha256:" + "05" * 32
REGISTRY = plugins.load()
PACK = REGISTRY.packs["bssn-4-2021"]
POLICY, BASE = load_policy(PACK, REGISTRY.checks), load_base(PACK)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def page(body: str, *headers: str, status: str = "200 OK") -> bytes:
    return http(status, "Content-Type: text/html", *headers, body=body.encode())


def site(pages: Mapping[str, bytes], otherwise: bytes | None = None) -> Answer:
    """A server of these pages, by `METHOD path` or path."""
    last = otherwise or http("404 Not Found")

    def answer(call: Call) -> Iterator[bytes]:
        yield pages.get(f"{call.method} {call.path}") or pages.get(call.path) or last

    return answer


def app_of(base: str = URL, **login: Any) -> Manifest:
    return Manifest.model_validate(
        {"schema": "spbe-app/1", "app": {"id": "antrean"}, "environments": {"staging": {"url": base}}, "login": login}
    )


async def ask(
    door: Door, app: Manifest, *wanted: type[Fact]
) -> tuple[dict[type[Fact], Collected], tuple[Request, ...]]:
    """What the family finds, and the ledger of what it asked."""
    city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
    async with open_session(door, clock=lambda: AT) as session:
        scope = Scope(app, city, app.environments["staging"], None, (), session)
        kinds = {item.fact.kind: item.fact for item in ALL}
        found: dict[type[Fact], dict[str, Fact | Gap]] = {}
        for entry in await gather(scope, ALL, wanted):
            sample, kind = entry.samples[0], kinds[entry.kind]
            found.setdefault(kind, {})[entry.subject] = sample.gap or kind.model_validate(sample.fact)
        return {kind: found[kind] for kind in wanted}, session.ledger


async def look(
    ca: Ca,
    answer: Answer,
    *wanted: type[Fact],
    plain: Answer | None = None,
    app: Manifest | None = None,
    probes: bool = True,
    **certificate: Any,
) -> tuple[dict[type[Fact], Collected], tuple[Request, ...]]:
    """Serve over TLS, and over plain http when there is an answer for it, and look."""
    with serve(answer, ca.context(HOST, **certificate)) as secure, serve(plain or always(http("404 No"))) as insecure:
        door = Door(
            domains=("kota-contoh.example",),
            networks=("127.0.0.0/8",),
            resolve=(
                f"{HOST}:443:127.0.0.1:{secure.port}",
                f"{HOST}:80:127.0.0.1:{insecure.port if plain else free_port()}",
            ),
            ca_file=ca.file,
            probe_hosts=frozenset({HOST} if probes else ()),
            request_seconds=2,
            connect_seconds=1,
        )
        return await ask(door, app or app_of(), *wanted)


async def one(ca: Ca, answer: Answer, wanted: type[Fact], **more: Any) -> Fact | Gap:
    found, _ = await look(ca, answer, wanted, **more)
    (only,) = found[wanted].values()
    return only


def judged(rule: str, facts: Mapping[type[Fact], Fact], **case: Any) -> RuleReport:
    """Judge one rule of the pack on facts that were collected."""
    stored = {kind.kind: {"app": fact.model_dump(mode="json")} for kind, fact in facts.items()}
    policy = POLICY.select([rule])
    return judge_case(policy, policy.rules[0], BASE, Case(name="live", expect="pass", facts=stored, **case)).rules[0]


# Hard rules, end to end.


@pytest.mark.anyio
async def test_a_waiver_covers_a_page_that_is_new_at_every_request_but_no_other_policy(ca: Ca) -> None:
    async def landing(sources: str) -> dict[type[Fact], Fact]:
        def answer(_: Call) -> Iterator[bytes]:
            nonce = secrets.token_urlsafe(16)
            policy = (
                f"Content-Security-Policy: script-src {sources} 'nonce-{nonce}'; base-uri 'none'; object-src 'none'"
            )
            yield page(
                f"<title>{datetime.now(UTC).isoformat()}</title><script nonce={nonce}></script>",
                policy,
                f"Date: {nonce}",
            )

        found, _ = await look(ca, answer, Site, Page)
        return {kind: fact for kind in (Site, Page) if isinstance(fact := found[kind]["app"], Fact)}

    today, tomorrow, loosened = await landing("'self' https:"), await landing("https: 'self'"), await landing("*")

    def states(facts: Mapping[type[Fact], Fact], *seen: str) -> set[str]:
        """What is found of the headers and of the rest, when this is waived and the city accepted the report."""
        waivers = [{"kind": "waiver", "seen": each} for each in seen]
        decided = (*waivers, {"kind": "document", "sha256": REPORT})
        return {item.state for item in judged("27-13-e", facts, decisions=decided).findings}

    failed = {item.seen for item in judged("27-13-e", today).findings if item.state == "fail" and item.seen}
    assert "web.csp: script-src 'nonce-<nonce>' 'self' https:" in failed
    assert today != tomorrow
    assert [states(facts, *failed) for facts in (today, tomorrow)] == [{"waived", "pass"}] * 2
    assert "fail" in states(loosened, *failed)


@pytest.mark.anyio
async def test_a_live_look_that_sees_a_part_passes_with_a_document_that_the_city_accepted(ca: Ca) -> None:
    looked = await one(ca, site({"/": page("")}, page("Tidak ada", status="404 Not Found")), Missing)
    assert isinstance(looked, Missing)
    facts: dict[type[Fact], Fact] = {Missing: looked}
    accepted = ({"kind": "document", "sha256": REPORT},)
    waiting, passed = (
        next(item for item in rule.findings if item.fact == Missing.kind)
        for rule in (judged("27-6-a", facts), judged("27-6-a", facts, decisions=accepted))
    )
    assert (waiting.state, waiting.acts_next) == ("review", "city")
    assert passed.state == "pass"
    assert [paper.path for paper in passed.documents] == ["dokumen/laporan-uji-keamanan.pdf"]
    assert passed.decision is not None
    assert passed.decision.office == "Diskominfo"
    assert judged("27-6-a", facts, stage=Stage.DELIVERY).state == "pass"
    trace: dict[type[Fact], Fact] = {Missing: looked.model_copy(update={"marks": ("python-trace",)})}
    assert judged("27-6-a", trace, decisions=accepted).state == "fail"


# What is taken for a leak.

HTML = "<!doctype html><html><head><title>Antrean</title></head><body>Index of / .env DB_PASSWORD=</body></html>"
PHPINFO = "<!DOCTYPE html><head>\n<style>\nbody {background-color: #fff; color: #222; font-family: sans-serif;}"


@pytest.mark.anyio
async def test_an_app_that_answers_everything_leaks_nothing(ca: Ca) -> None:
    found, _ = await look(ca, always(page(HTML)), Leaks, Defaults)
    assert [fact.found for facts in found.values() for fact in facts.values()] == [(), ()]  # type: ignore[union-attr]


@pytest.mark.anyio
async def test_content_gives_a_leak_away(ca: Ca) -> None:
    pages = {
        "/": page(HTML),
        "/.git/HEAD": http("200 OK", body=b"ref: refs/heads/main\n"),
        "/.env": http("200 OK", body=b"# rahasia\nAPP_NAME=Antrean\nDB_PASSWORD=x"),
        "/backup.zip": http("200 OK", body=b"PK\x03\x04" + bytes(4000)),
        "/uploads/": page("<html><head><title>Index of /uploads</title></head>"),
        "/db.sql": http("403 Forbidden", body=b"-- MySQL dump 10.13"),
        "/info.php": page(PHPINFO + " " * 2000 + "<title>phpinfo()</title>"),
    }
    found, ledger = await look(ca, site(pages), Leaks, Defaults)
    leaks, defaults = found[Leaks]["app"], found[Defaults]["app"]
    assert isinstance(leaks, Leaks)
    assert isinstance(defaults, Defaults)
    assert [item.path for item in leaks.found] == [".env", ".git/HEAD", "backup.zip", "uploads/"]
    assert [item.what for item in defaults.found] == ["phpinfo"]
    assert {line.permission for line in ledger if line.url not in (URL, URL + NOWHERE)} == {"probe"}
    assert "rahasia" not in leaks.model_dump_json()


@pytest.mark.anyio
async def test_nobody_is_probed_without_permission(ca: Ca) -> None:
    found, ledger = await look(ca, always(page(HTML)), Leaks, probes=False)
    assert [gap.cause for gap in found[Leaks].values() if isinstance(gap, Gap)] == [Cause.NEEDS_PERMISSION]
    assert {line.outcome for line in ledger if line.url != URL} == {"needs-permission"}


@pytest.mark.anyio
async def test_a_firewall_that_slows_us_down_is_no_clean_bill(ca: Ca) -> None:
    gap = await one(ca, site({"/": page(HTML)}, http("429 Too Many Requests")), Leaks)
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.BLOCKED


@pytest.mark.parametrize("piece", [b"\n", b" ", b"#\n", b"a:", b"<title>", b"\n#", b"A"])
def test_the_signs_of_a_leak_are_searched_in_no_time(piece: bytes) -> None:
    # A sign that backtracks without bound would not come back from this.
    body = piece * (512 // len(piece)) + b"\0"
    assert [place.path for place in (*LEAKS, *DEFAULTS) if place.sign.search(body)] == []


# Other places.


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("plain", "steps"),
    [
        (None, []),
        (always(http("301 Moved", f"Location: {URL}")), [(301, URL)]),
        (always(page(HTML)), [(200, None)]),
        (
            site({"/": http("302 Found", "Location: /a")}, http("301 Moved", f"Location: {URL}")),
            [(302, f"http://{HOST}/a"), (301, URL)],
        ),
        (cut, Cause.UNREACHABLE),
        (always(http("302 Found", "Location: http://[")), Cause.UNREACHABLE),
        (site({}, http("302 Found", "Location: /")), Cause.UNREACHABLE),
        (always(http("403 Forbidden")), Cause.BLOCKED),
    ],
    ids=["closed", "to https", "a page", "in two steps", "cut", "malformed", "loop", "blocked"],
)
async def test_who_comes_over_plain_http(ca: Ca, plain: Answer | None, steps: Any) -> None:
    seen = await one(ca, always(page(HTML)), Plain, plain=plain)
    if isinstance(seen, Gap):
        assert seen.cause is steps
    else:
        assert isinstance(seen, Plain)
        assert [(step.status, step.target) for step in seen.base] == steps


@pytest.mark.anyio
async def test_the_way_to_a_login_is_walked_as_far_as_the_apps_own_hosts(ca: Ca) -> None:
    form = '<form method=POST action="/pintu?next=/"><input name=n><input type=password name=s value=rahasia></form>'
    pages = {
        "/app/masuk": http("302 Found", f"Location: {OUTSIDE}?state=abcdefgh12345678&client_id=antrean"),
        "/app/darurat": page(form),
    }
    app = app_of(f"{URL}app", public={"path": "/masuk", "break_glass": "/darurat"})
    seen = await one(ca, site(pages), LoginPage, app=app)
    assert isinstance(seen, LoginPage)
    usual, emergency = seen.visits
    assert [(step.status, step.target) for step in usual.steps] == [(302, f"{OUTSIDE}?state=<state>&client_id=antrean")]
    (found,) = emergency.forms
    assert (found.action, found.method, found.asks_password) == (f"{URL}pintu?next=/", "post", True)
    assert "rahasia" not in seen.model_dump_json()


@pytest.mark.anyio
async def test_methods_are_read_from_options_alone(ca: Ca) -> None:
    pages = {"OPTIONS /": http("403 Forbidden", "Allow: get, Trace"), "/": page(HTML)}
    found, ledger = await look(ca, site(pages), Methods)
    assert found[Methods]["app"] == Methods(url=URL, status=403, allow=("GET", "TRACE"))
    assert {line.method for line in ledger} == {"GET", "OPTIONS"}


@pytest.mark.anyio
async def test_an_untrusted_certificate_leaves_every_page_unjudged_but_not_the_redirect(ca: Ca) -> None:
    pages = {"/": page(HTML), f"/{NOWHERE}": page("Traceback (most recent call last)", status="500 Oops")}
    wanted = (Site, Page, Missing, Methods, Leaks, Defaults, Plain)
    redirect = always(http("301 Moved", f"Location: {URL}"))
    found, _ = await look(ca, site(pages), *wanted, plain=redirect, self_signed=True)
    causes = {kind: gap.cause for kind in wanted for gap in found[kind].values() if isinstance(gap, Gap)}
    assert causes == dict.fromkeys(wanted[:-1], Cause.UNREACHABLE)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("401 No", Cause.UNREACHABLE),
        ("403 No", Cause.BLOCKED),
        ("404 No", Cause.UNREACHABLE),
        ("500 No", Cause.UNREACHABLE),
    ],
)
async def test_an_error_is_no_landing_page(ca: Ca, status: str, cause: Cause) -> None:
    gap = await one(ca, always(page(HTML, status=status)), Page)
    assert isinstance(gap, Gap)
    assert gap.cause is cause


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        ("<h1>404 Tidak ditemukan</h1> Hubungi 0741-123456 atau kembali ke beranda.", ()),
        (
            "<pre>Traceback (most recent call last):\n File '/home/antrean/public_html/x.py'",
            ("file-path", "python-trace"),
        ),
        ("<b>Warning</b>: include(x.php): failed to open in <b>/srv/x</b> on line <b>12</b>", ("php-error",)),
        ("SQLSTATE[42S02]: Base table or view not found at Illuminate\\Database", ("laravel-debug", "sql-error")),
        ("<hr><center>nginx/1.18.0 (Ubuntu)</center>", ("version",)),
        ("at id.go.kota.Antrean.cari(Antrean.java:41)", ("java-trace",)),
        ("Perhatian: Warning: gunakan jalur online 24 jam", ()),
    ],
)
def test_an_error_page_is_known_by_its_content(body: str, marks: tuple[str, ...]) -> None:
    assert error_marks(body) == marks


# Reading HTML and CSP.


def test_a_page_is_read_as_a_browser_finds_it() -> None:
    html = """<?xml version="1.0" encoding="utf-16"?><html LANG=id><head><title> Antrean
      Puskesmas</title><base href="/app/"><meta name=Generator content="WordPress 6.1">
      <link rel="Stylesheet" href=gaya.css integrity="sha384-x"><script src="//cdn.example/a.js" crossorigin></script>
      </head><body><a href="masuk?code=rahasia123" REL=NoOpener>Masuk <b>warga</b></a> <a href="javascript:x()">x</a>
      <a href="http://[salah">x</a><a href="mailto:budi@kota.go.id">surat</a> <!-- <a href="/tersembunyi"> -->
      <form><input type=hidden name=_token value=rahasia123></form> <iframe src="http://peta.example/"></iframe>"""
    seen = parse_page("https://kota.example/beranda", html)
    assert (seen.title, seen.lang, seen.meta("generator")) == ("Antrean Puskesmas", "id", ("WordPress 6.1",))
    assert [(link.url, link.text) for link in seen.links] == [
        ("https://kota.example/app/masuk?code=<code>", "Masuk warga"),
        ("mailto:<email>", "surat"),
    ]
    assert [asset.url for asset in seen.assets] == [
        "https://cdn.example/a.js",
        "https://kota.example/app/gaya.css",
        "http://peta.example/",
    ]
    assert [(form.action, form.fields) for form in seen.forms] == [
        ("https://kota.example/beranda", (("_token", "hidden"),))
    ]
    assert "rahasia123" not in seen.model_dump_json()


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["<a href=/x>", "<div>", "</p>", "<form>", "&#0;", "\x00"])).map("".join)
)
def test_any_text_is_a_page(html: str) -> None:
    assert parse_page("https://kota.example/", html).url == "https://kota.example/"


@pytest.mark.parametrize(
    "html", ["<div>" * 300_000 + "<a href=/x>", "<a href=/x>x" * 20_000, "<a href=/x>" + "x" * 1_000_000]
)
def test_a_page_of_any_size_stays_small(html: str) -> None:
    seen = parse_page("https://kota.example/", html)
    assert len(seen.links) <= MAX_ITEMS
    assert len(seen.model_dump_json()) < 100_000


_SOURCE = st.sampled_from(
    ["'self'", "'none'", "*", "https:", "'unsafe-inline'", "'strict-dynamic'", "'nonce-N'", "a.example"]
)
_DIRECTIVE = st.builds(
    lambda name, sources: f"{name} {' '.join(sources)}",
    st.sampled_from(["default-src", "script-src", "object-src", "base-uri", "Script-Src"]),
    st.lists(_SOURCE, max_size=3),
)
_POLICY = st.lists(_DIRECTIVE, max_size=4).map("; ".join)


@given(st.lists(_POLICY, min_size=1, max_size=3), _POLICY)
def test_one_more_policy_never_lets_more_in(values: list[str], more: str) -> None:
    with_more = csp.parse([*values, more])
    if csp.parse(values):
        assert set(csp.weak(with_more)) <= set(csp.weak(csp.parse(values)))


@given(
    st.lists(_POLICY, min_size=1, max_size=3),
    st.from_regex(r"[A-Za-z0-9+/_-]{1,24}={0,2}", fullmatch=True),
    st.randoms(),
)
def test_what_is_seen_of_a_policy_does_not_know_nonce_and_order(values: list[str], nonce: str, random: Any) -> None:
    shuffled = [value.replace("'nonce-N'", f"'nonce-{nonce}'") for value in values]
    random.shuffle(shuffled)
    for name in ("script-src", "object-src", "base-uri"):
        assert csp.shown(csp.parse(values), name) == csp.shown(csp.parse(shuffled), name)
    assert csp.weak(csp.parse(values)) == csp.weak(csp.parse(shuffled))
