"""The Portal SPBE of Kota Contoh: its pages for people, its API as the city's contract has it, and their faults."""

import json
import re
import secrets
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from spbe_policy import plugins
from spbe_policy.demo.asked import PACK
from spbe_policy.demo.city import Entry, catalogue, listed
from spbe_policy.demo.scene import APP_ID, APP_NAME, PORTAL_ID, PORTAL_VERSION, Scene
from spbe_policy.demo.servers import VIEWPORT, Answer, Request, as_json, not_found, page, plain
from spbe_policy.policy import PORTAL_CONTRACT
from spbe_policy.reading import read_document

API = "/api/v1"
TOKEN = "token-pegawai-contoh"

_NUMBER = re.compile(r"TIK-[0-9A-HJKMNP-TV-Z]{10}")
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIMITS = (("RateLimit-Policy", '"bawaan";q=60;w=60'), ("RateLimit", '"bawaan";r=59;t=60'))
_IMPACTS = {"seluruh-kota", "satu-opd", "satu-orang"}


@cache
def contract() -> Mapping[str, Any]:
    """Return the contract that the pack ships."""
    where = plugins.load().pack(PACK) / PORTAL_CONTRACT
    told: Mapping[str, Any] = read_document(where, PORTAL_CONTRACT).data
    return told


class Portal:
    """The portal's site; it remembers the reports that it took."""

    def __init__(self, scene: Scene, contract: Mapping[str, Any]) -> None:
        self.scene = scene
        self.contract = contract
        self.reports: dict[str, dict[str, str]] = {}

    def __call__(self, request: Request) -> Answer:
        """Answer a request."""
        if request.path.startswith(f"{API}/"):
            said = self.api(request, request.path.removeprefix(API))
            return Answer(said.body, said.status, (*said.headers, *_LIMITS))
        if request.path == "/.well-known/spbe.json":
            return _only(request, "GET") or as_json({"id": PORTAL_ID, "version": PORTAL_VERSION})
        if request.path == "/openapi.json":
            return as_json(self.contract)
        shown = self.pages(request)
        if self.scene.has("door-as-wide-as-a-desk"):
            return Answer(shown.body.replace(VIEWPORT.encode(), b""), shown.status, shown.headers)
        return shown

    # For people.

    def pages(self, request: Request) -> Answer:
        """Answer what a person opens."""
        if request.path == "/":
            return self.landing()
        if request.path == "/katalog":
            return page("Katalog aplikasi", f'<ul class="katalog">\n{"".join(map(listed, catalogue(self.scene)))}</ul>')
        if request.path == f"/aplikasi/{APP_ID}":
            return page(APP_NAME, f"<h1>{APP_NAME}</h1>\n<p>Segera hadir.</p>")
        if request.path == "/cari" and not self.scene.has("door-search-dead"):
            return self.found(request.query.get("q", ""))
        if request.path == "/lacak":
            return self.tracked(request.query.get("nomor", ""))
        if request.path == "/lapor-gangguan" and not self.scene.has("ict-report-dead"):
            return self.trouble()
        return not_found()

    def landing(self) -> Answer:
        """The first page, with the search."""
        links = '<a href="/katalog">Katalog aplikasi</a> <a href="/lapor-gangguan">Lapor gangguan TIK</a>'
        search = '<form action="/cari" role="search"><label>Cari <input type="search" name="q"></label></form>'
        if self.scene.has("door-search-missing"):
            search = ""
        return page("Portal SPBE Kota Contoh", f"<h1>Portal SPBE Kota Contoh</h1>\n{search}\n{links}")

    def found(self, words: str) -> Answer:
        """The apps whose name has these words; by a fault always the same answer, which echoes them."""
        apps = catalogue(self.scene)
        hits: list[Entry] = [app for app in apps if words and words.casefold() in app["nama"].casefold()]
        if self.scene.has("door-search-empty"):
            hits = []
        told = f"<ul>{''.join(map(listed, hits))}</ul>" if hits else "<p>Tidak ada hasil.</p>"
        return page("Hasil pencarian", f"<h1>Hasil untuk {escape(words)}</h1>\n{told}")

    def trouble(self) -> Answer:
        """The form for trouble, and how to track it."""
        form = (
            '<form method="post" action="/lapor-gangguan"><label>OPD <input name="opd"></label>'
            '<label>Gangguan <textarea name="isi"></textarea></label><button>Kirim</button></form>'
        )
        track = '<form action="/lacak"><label>Nomor lacak <input name="nomor"></label><button>Lacak</button></form>'
        body = "<h1>Lapor gangguan infrastruktur TIK</h1>\n"
        body += "<p>Telepon pesawat 101.</p>" if self.scene.has("door-form-missing") else form
        return page("Lapor gangguan TIK", body if self.scene.has("door-no-tracking") else body + track)

    def tracked(self, number: str) -> Answer:
        """How far a report has got."""
        if self.scene.has("door-tracking-broken"):
            return page("Galat", "<h1>Galat</h1>", status=500)
        state = self.reports.get(number)
        told = f"Keadaan: {state['keadaan']}." if state else "Nomor ini tidak ada."
        return page("Lacak laporan", f"<h1>Lacak laporan</h1>\n<p>{told}</p>")

    # For machines.

    def api(self, request: Request, path: str) -> Answer:
        """Answer as the contract says (`portal-openapi.yaml`)."""
        if path == "/katalog":
            return _only(request, "GET") or self.list_apps()
        if path == "/health":
            return _only(request, "GET") or as_json({"status": "sehat"})
        if path == "/laporan":
            return _only(request, "POST") or self.take(request)
        if path.startswith("/laporan/"):
            return _only(request, "GET") or self.state_of(path.removeprefix("/laporan/"))
        return _problem(404, "Tidak ditemukan")

    def list_apps(self) -> Answer:
        """The catalogue."""
        apps = sorted(catalogue(self.scene), key=lambda app: app["kode"])
        return as_json({"status": "sukses", "data": {"jumlah": len(apps), "aplikasi": apps}})

    def take(self, request: Request) -> Answer:
        """Take a report and give it a number."""
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return _problem(401, "Perlu masuk", ("WWW-Authenticate", "Bearer"))
        if request.headers.get_content_type() != "application/json":
            return _problem(415, "Isi harus JSON")
        try:
            told = json.loads(request.body)
        except ValueError:
            told = None
        if wrong := _wrong(told):
            return _problem(400, f"Isian keliru: {wrong}")
        number = "TIK-" + "".join(secrets.choice(_LETTERS) for _ in range(10))
        moment = self.scene.now().isoformat(timespec="seconds")
        self.reports[number] = {"nomor": number, "keadaan": "diterima", "diterima": moment, "diperbarui": moment}
        taken = as_json(self.reports[number])
        return Answer(taken.body, 201, (*taken.headers, ("Location", f"{API}/laporan/{number}")))

    def state_of(self, number: str) -> Answer:
        """How far a report has got, for whoever holds its number."""
        known = self.reports.get(number) if _NUMBER.fullmatch(number) else None
        return as_json(known) if known else _problem(404, "Nomor tidak ada")


def _wrong(told: Any) -> str | None:
    """Return the first field that does not fit the contract."""
    if not isinstance(told, dict):
        return "isi"
    fits = {
        "opd": _text(2, 80),
        "aplikasi": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
        "ringkasan": _text(5, 200),
        "uraian": _text(0, 4000),
        "dampak": re.compile("|".join(_IMPACTS)),
    }
    for name in ("opd", "ringkasan"):
        if name not in told:
            return name
    for name, value in told.items():
        if name not in fits or not isinstance(value, str) or not fits[name].fullmatch(value):
            return "kunci lain" if name not in fits else name
    return "aplikasi" if len(told.get("aplikasi", "")) > 80 else None


def _text(least: int, most: int) -> re.Pattern[str]:
    return re.compile(rf".{{{least},{most}}}", re.DOTALL)


def _only(request: Request, method: str) -> Answer | None:
    """Refuse another method (RFC 9110, 15.5.6); whoever may GET may HEAD."""
    allowed = {method} | ({"HEAD"} if method == "GET" else set())
    if request.method in allowed:
        return None
    return _problem(405, "Metode tidak diizinkan", ("Allow", ", ".join(sorted(allowed))))


def _problem(status: int, title: str, *headers: tuple[str, str]) -> Answer:
    """RFC 9457."""
    body = json.dumps({"type": "about:blank", "title": title, "status": status})
    said = plain(body, "application/problem+json", status)
    return Answer(said.body, status, (*said.headers, *headers))
