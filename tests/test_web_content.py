"""What pages carry that nobody ordered, what a framework left behind, what scripts give away: on real servers."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from hostile import HOST, Call, always, http
from hostile import Authority as Ca
from test_web import BASE, POLICY, URL, look, page, site

from spbe_policy.builtin.web.facts import Defaults, Leaks, Nameless, Robots, Scripts, Sitemap, Views
from spbe_policy.builtin.web.frameworks import DEFAULTS, LEAKS, LISTING, chosen
from spbe_policy.builtin.web.injected import beyond, parse_view
from spbe_policy.builtin.web.integrity import fault_of
from spbe_policy.builtin.web.lures import Lures
from spbe_policy.builtin.web.scripts import map_named, secrets_in
from spbe_policy.builtin.web.usability import parse_usability
from spbe_policy.collecting import Collected
from spbe_policy.evidence import Fact
from spbe_policy.report import Finding
from spbe_policy.rules import Case
from spbe_policy.verify import judge_case

Pages = Callable[[Call], bytes]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def by_agent(
    visitor: str, crawler: str | None = None, search: bytes | None = None
) -> Callable[[Call], Iterator[bytes]]:
    """A site of one page; a crawler, or who comes from Google, may get another."""

    def answer(call: Call) -> Iterator[bytes]:
        if call.path != "/":
            yield http("404 Not Found")
        elif "Googlebot" in (call.header("user-agent") or "") and crawler is not None:
            yield page(crawler)
        elif "google.com" in (call.header("referer") or "") and search is not None:
            yield search
        else:
            yield page(visitor)

    return answer


def judged(rule: str, collected: Mapping[type[Fact], Collected]) -> Mapping[str, Finding]:
    """The findings of one rule on what was collected, by what was seen."""
    stored = {
        kind.kind: {name: fact.model_dump(mode="json") for name, fact in facts.items() if isinstance(fact, Fact)}
        for kind, facts in collected.items()
    }
    policy = POLICY.select([rule])
    report = judge_case(policy, policy.rules[0], BASE, Case(name="live", expect="pass", facts=stored))
    return {item.seen or "": item for item in report.rules[0].findings}


async def found(ca: Ca, answer: Callable[[Call], Iterator[bytes]]) -> Mapping[str, Finding]:
    """The findings of 27-9-b on what this server gives, by what was seen."""
    collected, _ = await look(ca, answer, Views, Robots, Sitemap)
    return judged("27-9-b", collected)


def states(findings: Mapping[str, Finding]) -> dict[str, str]:
    return {seen: item.state.value for seen, item in findings.items()}


HOME = "<title>Dinas Contoh</title><h1>Dinas Contoh</h1><a href=/berita>Berita</a>"
SPAM = '<a href="https://slotgacor88.example/">slot gacor maxwin</a>'


@pytest.mark.anyio
@pytest.mark.parametrize(
    "style",
    [
        'style="display:none"', 'style="position:absolute; left:-9999px"', "hidden", 'style="height:0;overflow:hidden"',
        'style="font-size:0"', 'style="visibility: hidden !important"', 'class="x1"',
        'style="color:#fff;background:#fff"',
    ],
)  # fmt: skip
async def test_hidden_gambling_links_fail(ca: Ca, style: str) -> None:
    css = "<style>.x1{position:fixed;top:-5000px}</style>"
    seen = states(await found(ca, by_agent(f"{css}{HOME}<div {style}><p>{SPAM}</p></div>")))
    assert list(seen.values()) == ["fail"]
    assert "slotgacor88.example" in next(iter(seen))


@pytest.mark.anyio
@pytest.mark.parametrize(
    "body",
    [
        HOME,
        HOME + "<h2>Polisi razia judi, pelaku togel ditangkap</h2>",
        HOME + '<p>Jadwal: pilih slot waktu antrean. <a href="https://lain.example">berita judi online</a></p>',
        HOME + '<nav style="display:none"><a href="https://lain.example/x">Razia situs judi di pasar</a></nav>'
        .replace("situs judi", "judi"),
        HOME + '<div hidden>Pilih slot: <a href="https://maps.example/">peta</a></div>',
    ],
)  # fmt: skip
async def test_news_and_menus_are_no_incident(ca: Ca, body: str) -> None:
    # Nothing found is a question for a person still: a scan does not say that nobody broke in.
    assert states(await found(ca, by_agent(body))) == {"none": "review"}


@pytest.mark.anyio
async def test_what_only_a_crawler_or_a_searcher_gets_fails(ca: Ca) -> None:
    cloaked = await found(ca, by_agent(HOME, crawler=f"<title>SL0T GACOR | Daftar Situs-Slot</title>{SPAM}"))
    assert states(cloaked) == {"crawler: maxwin, situsslot, slotgacor": "fail"}
    japanese = await found(ca, by_agent(HOME, crawler=HOME.replace("<title>Dinas Contoh", "<title>激安 通販")))
    assert states(japanese) == {"crawler: foreign title": "fail"}
    led = await found(ca, by_agent(HOME, search=http("302 Found", "Location: https://heylink.example/x")))
    assert states(led) == {"search -> heylink.example": "fail"}
    inside = await found(ca, by_agent(HOME, search=http("302 Found", f"Location: https://m.{HOST}/")))
    assert states(inside) == {"none": "review"} or "fail" not in states(inside).values()


@pytest.mark.anyio
async def test_a_firewall_that_refuses_crawlers_is_said(ca: Ca) -> None:
    def answer(call: Call) -> Iterator[bytes]:
        yield http("403 Forbidden") if "Googlebot" in (call.header("user-agent") or "") else page(HOME)

    assert states(await found(ca, answer))["crawler: blocked"] == "review"


@pytest.mark.anyio
async def test_a_planted_sitemap_is_found_behind_an_index(ca: Ca) -> None:
    urls = "".join(
        f"<url><loc>{URL}slot-gacor-{n}/</loc></url><url><loc>{URL}togel/{n}</loc></url>" for n in range(500)
    )
    files = {
        "/": page(HOME),
        "/robots.txt": http("200 OK", body=f"User-agent: *\nDisallow: /x\nSitemap: {URL}peta.xml".encode()),
        "/peta.xml": http(
            "200 OK", body=f"<sitemapindex><sitemap><loc>{URL}a.xml</loc></sitemap></sitemapindex>".encode()
        ),
        "/a.xml": http("200 OK", body=f"<urlset>{urls}</urlset>".encode()),
    }

    def answer(call: Call) -> Iterator[bytes]:
        yield files.get(call.path, http("404 Not Found"))

    assert states(await found(ca, answer)) == {"sitemap: slotgacor, togel": "fail"}


def test_words_are_found_however_they_are_written() -> None:
    lures = Lures(("slot gacor", "togel"), ("razia",))
    for said in ("Slot Gacor!", "SLOT-GACOR", "sl0t gac0r", "slot\u00a0gacor88", "ｓｌｏｔ ｇａｃｏｒ"):
        assert lures.found(said) == ("slotgacor",), said
    assert lures.found("slot waktu; kinerja gacor; fotogelombang") == ()
    assert lures.in_host("www.slot-gacor77.example") == ("slotgacor",)
    assert lures.in_host("bandartogel4d.example") == ("togel",)
    assert lures.in_host("togel88.example") == ("togel",)
    assert lures.in_host("fotogelap.example") == ()


def test_a_hostile_page_is_read_in_no_time() -> None:
    for piece in ("<div hidden>", "<a href=//x>", "_0xabcd ", "eval(", "String.fromCharCode(", "<style>{", "{}"):
        html = f"<script>{piece * 20_000}</script>" + piece * 20_000
        beyond(parse_view(URL, html, 200), html, parse_view(URL, "", 200), "")


@pytest.mark.parametrize(
    ("html", "what", "said"),
    [
        ('<a href="/layanan"><i></i></a>', "links", "layanan"),
        ('<a href="/x"><img src=a.png alt=""></a>', "links", "x"),
        ('<button id="tutup"><svg></svg></button>', "buttons", "tutup"),
        ('<iframe src="https://peta.example/x?y"></iframe>', "frames", "peta.example/x"),
        ('<a href="/x" aria-label="Klik">Daftar layanan</a>', "labels", "daftar layanan"),
        ('<label for="n">N</label><input id="n"><p id="n"></p>', "ids", "n"),
        ("<h1>A</h1><h2>B</h2><h4>C</h4>", "headings", "h2 -> h4"),
        ('<table id="t"><tr><td>a<td>b<tr><td>1<td>2</table>', "tables", "t"),
    ],
)
def test_what_a_screen_reader_cannot_say_is_named(html: str, what: str, said: str) -> None:
    usability = parse_usability(URL, f"<html lang=id><body>{html}", 1)
    told = {name: value.examples for name, value in usability if isinstance(value, Nameless) and value.count}
    assert told == {what: (said,)}


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/x"><img src=a.png alt="Beranda"></a>', '<a href="/x" title="Cari"><i></i></a>', "<a id=atas></a>",
        '<a href="/x" aria-label="Cari layanan kota">Cari</a>', '<div aria-hidden="true"><a href="/x"></a></div>',
        '<button aria-label="Tutup">×</button>', '<input type="submit">', '<input type="button" value="Cari">',
        '<p id="n"></p><p id="n"></p>', "<h2>A</h2><h3>B</h3><h2>C</h2>", "<table><tr><td>a<td>b</table>",
        '<table role="presentation"><tr><td>a<td>b<tr><td>1<td>2</table>',
        "<table><tr><th>a<th>b<tr><td>1<td>2</table>", '<iframe src="/x" title="Peta"></iframe>',
    ],
)  # fmt: skip
def test_what_has_a_name_is_left_alone(html: str) -> None:
    usability = parse_usability(URL, f"<html lang=id><body>{html}", 1)
    assert [name for name, value in usability if isinstance(value, Nameless) and value.count] == []


# What a framework left behind.


@pytest.mark.anyio
async def test_a_wordpress_site_is_asked_what_wordpress_leaves_behind(ca: Ca) -> None:
    pages = {
        "/": page('<title>Dinas</title><link rel=stylesheet href="/wp-content/themes/x/style.css">'),
        "/xmlrpc.php": http("405 Method Not Allowed", body=b"XML-RPC server accepts POST requests only."),
        "/wp-json/wp/v2/users": http("200 OK", body=b'[{"id":1,"name":"admin"}]'),
        "/wp-content/debug.log": http("200 OK", body=b"[22-Nov-2026 06:39:15 Asia/Jakarta] PHP Notice:  x"),
    }
    collected, ledger = await look(ca, site(pages), Leaks, Defaults)
    leaks, defaults = collected[Leaks]["app"], collected[Defaults]["app"]
    assert isinstance(leaks, Leaks)
    assert isinstance(defaults, Defaults)
    assert leaks.stacks == ("php", "wordpress")
    assert [item.path for item in leaks.found] == ["wp-content/debug.log"]
    assert {item.what for item in defaults.found} == {"wordpress-xmlrpc", "wordpress-users"}
    assert {finding.state.value for finding in judged("27-13-c", collected).values()} == {"review"}
    asked = {line.url.removeprefix(URL) for line in ledger}
    assert not asked & {"telescope", "actuator", "actuator/env", "storage/logs/laravel.log"}


@pytest.mark.anyio
@pytest.mark.parametrize("title", ["phpMyAdmin", "Index of /data", "Telescope Bosscha", "Welcome to Gii"])
async def test_an_app_that_answers_everything_with_one_page_gives_nothing_away(ca: Ca, title: str) -> None:
    collected, _ = await look(
        ca, always(page(f"<title>{title}</title><script src=/assets/1f2e3d4c/yii.js></script>")), Leaks, Defaults
    )
    assert [fact.found for facts in collected.values() for fact in facts.values()] == [(), ()]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "head",
    [
        "<title>Index of /uploads</title>", "<title>Directory Listing For [/files/]</title>",
        "<title>dinas.go.id - /uploads/</title></head><body><pre><A HREF=\"/\">[To Parent Directory]</A>",
        "<title>Directory: /files/</title>", "<title>Directory listing for /backup/</title>",
    ],
)  # fmt: skip
def test_listings_of_every_server_are_known(head: str) -> None:
    assert LISTING.search(head.encode())
    assert not LISTING.search(b"<title>Index of happiness</title>")


def test_the_places_asked_stay_few() -> None:
    for known in (
        (),
        ("laravel", "php"),
        ("wordpress", "php"),
        ("codeigniter", "php"),
        ("yii", "php"),
        ("spring",),
        ("django",),
    ):
        asked = len(chosen(LEAKS, frozenset(known))) + len(chosen(DEFAULTS, frozenset(known)))
        assert asked <= 34, (known, asked)


# Scripts.


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("aws='AKIAIOSFODNN7ABCDEFG'", "aws-access-key"),
        (f"k='-----BEGIN RSA PRIVATE KEY-----\\n{'A' * 64}'", "private-key"),
        ("u='https://antrean:r4has1a@api.kota.example/x'", "basic-auth-url"),
        ("m='AIza" + "x" * 35 + "'", "google-api-key"),
        ("p={password:'Rahasia123'}", "password"),
        ("t='123456789:AA" + "x" * 33 + "'", "telegram-bot-token"),
    ],
)
def test_a_secret_is_named_with_its_line_and_never_kept(code: str, kind: str) -> None:
    assert secrets_in(f"let a = 1;\n{code};\n") == ((kind, 2),)


@pytest.mark.parametrize(
    "code",
    [
        "const a='-----BEGIN PRIVATE KEY-----',b='-----END PRIVATE KEY-----'", "u='https://user:pass@host.example'",
        "label={password:'Kata sandi',hint:'8 huruf'}", "u='https://${nama}:${sandi}@x.example'",
        "e='AKIAIOSFODNN7EXAMPLE'", "u='https://x.example:8080/@scope/paket'", "type:'password',name:'password'",
        "x='https://unpkg.example/pustaka@3.1.0/a.js'",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_secret_is_left_alone(code: str) -> None:
    assert secrets_in(code) == ()


@pytest.mark.anyio
async def test_scripts_are_read_and_their_maps_looked_for(ca: Ca) -> None:
    pages = {
        "/": page("<script src=/a.js></script><script src=/jquery.js></script><script src=https://l.example/x.js></script>"
                  "<script>let k='AKIAIOSFODNN7ABCDEFG'</script>"),
        "/a.js": http("200 OK", "Content-Type: text/javascript", body=b"let a=1\n//# sourceMappingURL=a.js.map\n"),
        "/a.js.map": http("200 OK", body=b'{"version":3,"sources":["../src/a.ts"],"mappings":"AAAA"}'),
        "/jquery.js": page("<h1>Beranda</h1>"),
    }  # fmt: skip
    collected, _ = await look(ca, site(pages), Scripts)
    scripts = collected[Scripts]["app"]
    assert isinstance(scripts, Scripts)
    told = [(each.place, each.secrets, each.map) for each in scripts.scripts]
    assert told == [("#1", (("aws-access-key", 1),), None), ("/a.js", (), "open")]
    assert scripts.unread == 1
    assert "AKIA" not in scripts.model_dump_json()


DIGEST = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize(
    ("integrity", "crossorigin", "fault"),
    [
        (DIGEST, "anonymous", None), (f"md5-x {DIGEST}", "", None), (f"{DIGEST}?ct=x", "anonymous", None),
        (f"sha384-AAAA {DIGEST}", "anonymous", "bad-digest"), (DIGEST, None, "no-crossorigin"),
        ("md5-rL0Y20zC+Fzt72VPzMSk2A==", "anonymous", "no-integrity"), ("", "anonymous", "no-integrity"),
        (None, None, "no-integrity"), ("sha256-%%%", "anonymous", "bad-digest"),
    ],
)  # fmt: skip
def test_integrity_is_read_as_a_browser_reads_it(
    integrity: str | None, crossorigin: str | None, fault: str | None
) -> None:
    assert fault_of(integrity, crossorigin) == fault


def test_scripts_are_searched_in_no_time() -> None:
    for piece in (
        "AKIA",
        "https://a:",
        "https://a:b",
        "eyJa.",
        "password:'",
        "-----BEGIN PRIVATE KEY-----\n",
        "//# ",
        "\\n",
    ):
        secrets_in(piece * (200_000 // len(piece)))
        map_named(piece * (200_000 // len(piece)), None)
