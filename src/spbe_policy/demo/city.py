"""The city's other sites: super app, complaint channel, other apps; and its catalogue of apps."""

from html import escape

from spbe_policy.demo.scene import APP, APP_ID, APP_NAME, COUNTERPART_ID, DOMAIN, OPD_NAME, PORTAL, Scene
from spbe_policy.demo.servers import Answer, Request, as_json, not_found, page

Entry = dict[str, str]


def catalogue(scene: Scene) -> list[Entry]:
    """Return the apps in the portal's catalogue, in the portal's own words."""
    apps = [
        _entry(COUNTERPART_ID, "Perizinan Daring", "DPMPTSP", f"https://perizinan.{DOMAIN}/"),
        _entry("srikandi", "Naskah Dinas", "SETDA", f"https://srikandi.{DOMAIN}/"),
    ]
    if scene.has("door-dead-entry"):
        apps.append(_entry("arsip", "Arsip Lama", "SETDA", f"https://{PORTAL}/aplikasi/arsip"))
    if scene.has("not-in-catalogue"):
        return apps
    owner = "Dinas Perhubungan" if scene.has("catalogue-wrong-owner") else OPD_NAME
    link = f"https://{APP}/"
    if scene.has("catalogue-wrong-url"):
        link = f"https://{PORTAL}/aplikasi/{APP_ID}"
    if scene.has("catalogue-link-dead"):
        link = f"https://{APP}/lama"
    return [_entry(APP_ID, APP_NAME, owner, link), *apps]


def neighbour(request: Request) -> Answer:
    """Another app of the city: its first page."""
    return page("Aplikasi kota", "<h1>Aplikasi kota</h1>") if request.path == "/" else not_found()


def super_app(request: Request, scene: Scene) -> Answer:
    """The super app's server: the menu that its mobile apps read."""
    if request.path == "/":
        return page("SIAP Kota Contoh", "<h1>SIAP Kota Contoh</h1>\n<p>Satu pintu layanan kota.</p>")
    if request.path != "/menu.json":
        return not_found()
    menu = [{"id": COUNTERPART_ID, "judul": "Perizinan", "url": f"https://perizinan.{DOMAIN}/"}]
    if not scene.has("super-app-not-listed"):
        menu.append({"id": APP_ID, "judul": APP_NAME, "url": f"https://{APP}/"})
    return as_json({"versi": 3, "menu": menu})


def complaints(request: Request, scene: Scene) -> Answer:
    """The city's complaint channel."""
    if request.path != "/" or scene.has("complaint-link-dead"):
        return not_found()
    form = '<form method="post" action="/kirim"><textarea name="isi"></textarea><button>Kirim</button></form>'
    return page("Lapor Kota Contoh", f"<h1>Lapor Kota Contoh</h1>\n{form}")


def _entry(code: str, name: str, owner: str, link: str) -> Entry:
    return {"kode": code, "nama": name, "opd": owner, "tautan": link}


def listed(app: Entry) -> str:
    """Return an app as an item of an HTML list."""
    shown = {name: escape(value) for name, value in app.items()}
    return (
        f'<li class="aplikasi" data-kode="{shown["kode"]}"><span class="kode">{shown["kode"]}</span> '
        f'<a class="nama" href="{shown["tautan"]}">{shown["nama"]}</a> '
        f'<span class="opd">{shown["opd"]}</span></li>\n'
    )
