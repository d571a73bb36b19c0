"""What the landing page does for its users: counted in real pages over real TLS, decided as a browser would."""

import gzip
from datetime import UTC, datetime

import pytest
from hostile import HOST, always, http, serve
from hostile import Authority as Ca
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import Authority
from spbe_policy.builtin.web.collectors import ALL
from spbe_policy.builtin.web.facts import Nameless, Page, Site, Usability
from spbe_policy.builtin.web.usability import MAX_EXAMPLES, parse_usability
from spbe_policy.builtin.web.viewport import parse_viewport
from spbe_policy.collecting import Scope, gather
from spbe_policy.evidence import Cause, Fact, Gap, Request
from spbe_policy.manifest import Manifest
from spbe_policy.session import Door, open_session

URL = f"https://{HOST}/"
AT = datetime(2026, 6, 15, 3, tzinfo=UTC)

GOOD = """<!doctype html><html lang="id"><head><title>Antrean</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>
<img src="/denah.png" alt="Denah loket"><img src="/garis.png" alt="">
<form><label for="nik">NIK</label><input id="nik" name="nik">
<input type="hidden" name="_token"><button>Cari</button></form>
<a href="/bantuan">Bantuan</a> <a href="/privasi?token=rahasia123">Pemberitahuan privasi</a></body></html>"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


async def look(ca: Ca, answer: bytes, *wanted: type[Fact]) -> tuple[dict[str, Fact | Gap], tuple[Request, ...]]:
    """Serve one answer over TLS and collect; return what was found by kind, and the ledger."""
    app = Manifest.model_validate(
        {"schema": "spbe-app/1", "app": {"id": "antrean"}, "environments": {"staging": {"url": URL}}}
    )
    city = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
    with serve(always(answer), ca.context(HOST)) as server:
        door = Door(
            domains=("kota-contoh.example",),
            networks=("127.0.0.0/8",),
            resolve=(f"{HOST}:443:127.0.0.1:{server.port}",),
            ca_file=ca.file,
        )
        async with open_session(door, clock=lambda: AT) as session:
            scope = Scope(app, city, app.environments["staging"], None, (), session)
            models = {item.fact.kind: item.fact for item in ALL}
            entries = await gather(scope, ALL, wanted)
            found = {
                entry.kind: entry.samples[0].gap or models[entry.kind].model_validate(entry.samples[0].fact)
                for entry in entries
            }
            return found, session.ledger


@pytest.mark.anyio
async def test_the_page_is_fetched_once_and_weighed_unpacked(ca: Ca) -> None:
    body = gzip.compress(GOOD.encode(), mtime=0)
    answer = http("200 OK", "Content-Type: text/html", "Content-Encoding: gzip", body=body)
    found, ledger = await look(ca, answer, Site, Page, Usability)
    assert found[Usability.kind] == Usability(
        url=URL,
        size=len(GOOD),
        images=Nameless(),
        fields=Nameless(),
        help=(f"{URL}bantuan",),
        privacy=(f"{URL}privasi?token=<token>",),
    )
    assert [line.url for line in ledger] == [URL]


@pytest.mark.anyio
async def test_an_error_page_says_nothing_of_the_landing_page(ca: Ca) -> None:
    found, _ = await look(ca, http("500 Oops", "Content-Type: text/html", body=GOOD.encode()), Usability)
    gap = found[Usability.kind]
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.UNREACHABLE


def read(html: str) -> Usability:
    return parse_usability(URL, html, len(html))


@pytest.mark.parametrize(
    ("html", "nameless"),
    [
        ('<input name="nik">', ["nik"]),
        ('<input name="nik" placeholder="NIK">', ["nik"]),
        ('<label for="x">NIK</label><input id="x" name="nik">', []),
        ('<label for="x"></label><input id="x" name="nik">', ["nik"]),
        ('<label for="y">NIK</label><input id="x" name="nik">', ["nik"]),
        ('<label>NIK <input name="nik"></label>', []),
        ('<label for="y">NIK <input name="nik" id="x"></label>', ["nik"]),
        ('<label><img src="nik.png" alt="NIK"><input name="nik"></label>', []),
        ('<input name="nik" aria-label="NIK">', []),
        ('<input name="nik" aria-label=" ">', ["nik"]),
        ('<b id="t">NIK</b><input name="nik" aria-labelledby="t u">', []),
        ('<input name="nik" aria-labelledby="tidak-ada">', ["nik"]),
        ('<input name="nik" title="NIK">', []),
        ('<input type="Hidden" name="a"><input type=submit><input type=reset><button name="b">Cari</button>', []),
        ('<select name="loket"><option>Loket 1</select><textarea></textarea>', ["loket", "textarea"]),
    ],
)
def test_a_field_has_a_label_when_a_screen_reader_can_say_one(html: str, nameless: list[str]) -> None:
    found = read(html).fields
    assert (found.count, list(found.examples)) == (len(nameless), sorted(nameless))


@pytest.mark.parametrize(
    ("html", "nameless"),
    [
        ('<img src="/gambar/denah.png?v=17">', ["denah.png"]),
        ('<img src="/garis.png" alt="">', []),
        ('<img src="/garis.png" role="presentation"><img src="/b.png" aria-hidden="true">', []),
        ('<img src="/denah.png" aria-label="Denah"><img src="/b.png" title="Peta">', []),
        ('<img src="data:image/png;base64,AAAA"><img>', ["img", "img"]),
        ('<a href="mailto:x@kota.go.id"><img src="/budi@kota.go.id.png"></a>', ["<email>"]),
    ],
)
def test_an_image_without_alt_is_counted_but_mere_decoration_is_not(html: str, nameless: list[str]) -> None:
    found = read(html).images
    assert (found.count, list(found.examples)) == (len(nameless), sorted(set(nameless)))


@pytest.mark.parametrize(
    ("link", "helps"),
    [
        ('<a href="/p/7">Pusat Bantuan</a>', True),
        ('<a href="/p/7">Tanya Jawab</a>', True),
        ('<a href="/p/7">Cara mendaftar</a>', True),
        ('<a href="/p/7">FAQ</a>', True),
        ('<a href="/faq.html">?</a>', True),
        ('<a href="/index.php?page=petunjuk_pengguna"><i class="ikon"></i></a>', True),
        ('<a href="#bantuan">Di bawah</a>', True),
        ('<a href="/p/7" aria-label="Bantuan"><svg></svg></a>', True),
        ('<a href="/p/7"><img src="t.png" alt="Bantuan"></a>', True),
        ('<a href="/p/7">Bantuan sosial</a>', False),
        ('<a href="/bantuan-hukum">Daftar penerima</a>', False),
        ('<a href="/helper.js">Unduh</a>', False),
        ('<a href="mailto:bantuan@kota.go.id">Bantuan</a>', False),
        ("<a>Bantuan</a>", False),
    ],
)
def test_a_link_to_help_is_known_by_its_words_or_its_address(link: str, helps: bool) -> None:
    assert bool(read(link).help) is helps


@pytest.mark.parametrize("said", ["Kebijakan Privasi", "Pelindungan data pribadi", "Privacy policy"])
def test_a_link_to_the_privacy_notice_is_no_link_to_help(said: str) -> None:
    seen = read(f'<a href="/p/8">{said}</a>')
    assert (seen.privacy, seen.help) == ((f"{URL}p/8",), ())


@pytest.mark.parametrize(
    ("contents", "fits", "blocks"),
    [
        (["width=device-width, initial-scale=1"], True, False),
        (["WIDTH = Device-Width;initial-scale=1.0"], True, False),
        (["initial-scale=1"], True, False),
        (["width=1024"], False, False),
        (["width=device-width", "width=980"], False, False),
        ([], False, False),
        (["width=device-width, user-scalable=no"], True, True),
        (["width=device-width, user-scalable=0"], True, True),
        (["width=device-width, user-scalable=yes"], True, False),
        (["width=device-width, maximum-scale=1"], True, True),
        (["width=device-width, maximum-scale=5"], True, False),
        (["width=device-width, maximum-scale=besar"], True, False),
    ],
)
def test_a_viewport_is_read_as_a_phone_reads_it(contents: list[str], fits: bool, blocks: bool) -> None:
    view = parse_viewport(contents)
    assert (view.fits_device, view.blocks_zoom) == (fits, blocks)


@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_a_viewport(contents: list[str]) -> None:
    view = parse_viewport(contents)
    assert view.fits_device in (True, False)
    assert view.blocks_zoom in (True, False)


_PIECES = [
    '<input name="a">', "<label for=a>", "<label>", "</label>", "x", "<img>", '<img alt="">',
    '<a href="//[">Bantuan</a>', '<a href="/faq?%zz">', "</a>", "<div>", '<input id="a">', "<select>", "\x00", "&#0;",
    "<base href='http://['>",
]  # fmt: skip


@given(st.text(max_size=300) | st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_any_text_is_a_page_and_is_read_alike_twice(html: str) -> None:
    seen = read(html)
    assert seen == read(html)
    assert all(len(found.examples) <= min(found.count, MAX_EXAMPLES) for found in (seen.images, seen.fields))


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, max_size=8))
def test_a_label_for_each_field_leaves_none_without(names: list[str]) -> None:
    fields = "".join(f'<input id="{name}" name="{name}">' for name in names)
    labels = "".join(f'<label for="{name}">Isi {name}</label>' for name in names)
    assert read(fields).fields.count == len(names)
    assert read(labels + fields).fields.count == 0


@pytest.mark.parametrize(
    "html",
    [
        '<input name="a">' * 30_000,
        "<label>" * 3_000 + "<input>" * 3_000,
        '<a href="/bantuan-1">x' * 30_000,
        "<img>" * 30_000,
    ],
)
def test_a_page_of_any_size_stays_small(html: str) -> None:
    assert len(read(html).model_dump_json()) < 2_000
