"""What residents read in *Antrean Layanan*: its pages. Each fault is one place where a page is otherwise."""

from collections.abc import Callable
from datetime import datetime

from spbe_policy.demo.scene import APP, APP_NAME, COMPLAINTS, PORTAL, Scene, tanggal
from spbe_policy.demo.servers import LANGUAGE, VIEWPORT, Answer, Request, page, plain

LIBRARY_HOST = "cdn.pustaka.example"
LIBRARY = f"https://{LIBRARY_HOST}/tabel-1.2.0.min.js"
_DIGEST = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
_INTEGRITY = f' integrity="{_DIGEST}" crossorigin="anonymous"'
_PLAN = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="32"><rect width="64" height="32"/></svg>\n'

_STYLE = "body { font-family: sans-serif }\nnav a, header a, footer a { display: inline-block; padding: 0.5rem }\n"

_NEWS = (("Loket dibuka hari Sabtu", 0), ("Antrean daring akta kelahiran", 9), ("Layanan keliling", 23))


def landing(scene: Scene, nonce: str) -> Answer:
    """The first page. Nonce and clock change at every request."""
    body = f"{_header(scene)}\n<h1>{APP_NAME}</h1>\n{_today(scene)}\n{_navigation(scene)}\n{_queue(scene)}\n{_FOOTER}"
    if scene.has("page-heavy"):
        body += f"\n<!-- {'data ' * 50_000}-->"
    shown = page(APP_NAME, body, head=_head(scene, nonce))
    if scene.has("html-lang-missing"):
        shown = _without(shown, LANGUAGE)
    return _without(shown, VIEWPORT) if scene.has("viewport-missing") else shown


def _without(shown: Answer, part: str) -> Answer:
    return Answer(shown.body.replace(part.encode(), b""), shown.status, shown.headers)


def _head(scene: Scene, nonce: str) -> str:
    integrity = "" if scene.has("sri-missing") else _INTEGRITY
    mixed = f'<script src="http://{APP}/app.js"></script>\n' if scene.has("mixed-content") else ""
    return (
        f'<link rel="stylesheet" href="/app.css">\n<script src="{LIBRARY}"{integrity}></script>\n{mixed}'
        f'<script nonce="{nonce}">document.documentElement.dataset.siap = "ya";</script>\n'
    )


def _header(scene: Scene) -> str:
    back = "" if scene.has("no-link-back") else f'<a href="https://{PORTAL}/">Portal SPBE</a>'
    return f"<header>{back}</header>"


def _today(scene: Scene) -> str:
    now = scene.now()
    return f"<p>Hari ini {tanggal(now)}, pukul {now:%H.%M.%S} WIB.</p>"


def _navigation(scene: Scene) -> str:
    links = {
        _entrance(scene): "Masuk sebagai warga",
        "/pegawai/masuk": "Masuk sebagai pegawai",
        "/berita": "Berita",
        "/layanan": "Layanan dan standarnya",
        "/pejabat": "Pejabat",
    }
    if not scene.has("help-link-missing"):
        links["/bantuan"] = "Bantuan"
    return "<nav>" + " ".join(f'<a href="{path}">{words}</a>' for path, words in links.items()) + "</nav>"


def _entrance(scene: Scene) -> str:
    """The login path of residents; by a fault it says where to go afterwards, or who is meant."""
    if scene.has("session-id-in-url"):
        return f"/masuk?PHPSESSID={'3f9a' * 8}"
    return "/masuk?kembali=/layanan" if scene.has("sso-open-return") else "/masuk"


def _queue(scene: Scene) -> str:
    """Where the counters are, and how far one's own number has got."""
    alt = "" if scene.has("image-without-alt") else ' alt="Denah loket"'
    label = "Nomor antrean" if scene.has("field-without-label") else '<label for="nomor">Nomor antrean</label>'
    return (
        f'<img src="/denah-loket.svg"{alt} width="64" height="32">\n'
        f'<form action="/status">{label} <input id="nomor" name="nomor"> <button>Lihat status</button></form>'
    )


_FOOTER = (
    f'<footer><a href="https://{COMPLAINTS}/">Sampaikan pengaduan</a>\n'
    '<a href="/privasi">Pemberitahuan privasi</a></footer>'
)


def privacy(_: Scene) -> Answer:
    """The privacy notice."""
    body = (
        "<h1>Pemberitahuan privasi</h1>\n<p>Nama dan nomor antrean dipakai untuk memanggil Anda, "
        "disimpan 30 hari, lalu dihapus.</p>\n<p>Untuk melihat, memperbaiki, atau menghapus data Anda: "
        "pdp@kota-contoh.example.</p>"
    )
    return page("Privasi", body)


def help_page(_: Scene) -> Answer:
    """Answers to usual questions, and how to reach a person."""
    body = (
        "<h1>Bantuan</h1>\n<h2>Bagaimana mengambil nomor?</h2>\n<p>Masuk, pilih layanan, pilih hari.</p>\n"
        "<h2>Perlu ditemani petugas?</h2>\n<p>Datang ke loket prioritas atau telepon 000-0000, hari kerja.</p>"
    )
    return page("Bantuan", body)


def status(_: Scene) -> Answer:
    """How far the queue has got; the sandbox knows no numbers."""
    return page("Status antrean", "<h1>Status antrean</h1>\n<p>Nomor ini tidak ada hari ini.</p>")


def news(scene: Scene) -> Answer:
    """Dated news, the newest first."""
    age = 400 if scene.has("news-stale") else 2
    items = "".join(_article(title, scene.days_ago(age + more)) for title, more in _NEWS)
    return page("Berita", f"<h1>Berita</h1>\n{items}")


def services(scene: Scene) -> Answer:
    """The services with their standard, and the day on which the list was reviewed."""
    items = (
        "<li>Rekam KTP elektronik: kartu keluarga, 1 hari kerja, tanpa biaya</li>"
        "<li>Akta kelahiran: surat keterangan lahir, 3 hari kerja, tanpa biaya</li>"
    )
    return page("Layanan", f"<h1>Layanan</h1>\n<ul>{items}</ul>{_reviewed(scene.days_ago(20))}")


def officials(scene: Scene) -> Answer:
    """The officials, with the day on which the list was reviewed."""
    body = "<h1>Pejabat</h1>\n<ul><li>Kepala Dinas: Sari Contoh</li><li>Sekretaris: Budi Contoh</li></ul>"
    return page("Pejabat", body + _reviewed(scene.days_ago(20)))


_PAGES: dict[str, Callable[[Scene], Answer]] = {
    "/privasi": privacy,
    "/bantuan": help_page,
    "/status": status,
    "/berita": news,
    "/layanan": services,
    "/pejabat": officials,
    "/app.css": lambda _: plain(_STYLE, "text/css; charset=utf-8"),
    "/app.js": lambda _: plain("document.title += '';\n", "text/javascript; charset=utf-8"),
    "/denah-loket.svg": lambda _: plain(_PLAN, "image/svg+xml"),
}


def answer(request: Request, scene: Scene) -> Answer | None:
    """Return the page or file at this path; the first page, which is new at every request, is not among them."""
    return _PAGES[request.path](scene) if request.path in _PAGES else None


def _article(title: str, day: datetime) -> str:
    return f'<article><h2>{title} ({day:%y%j})</h2><time datetime="{day:%Y-%m-%d}">{tanggal(day)}</time></article>\n'


def _reviewed(day: datetime) -> str:
    when = f'<time class="diperbarui" datetime="{day:%Y-%m-%d}">{tanggal(day)}</time>'
    return f"\n<p>Revisi {day:%y%j}, diperbarui {when}</p>"
