"""The city's data portal: a double of CKAN's read API, and data sets in the other forms offices publish."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from spbe_policy.demo import data_files
from spbe_policy.demo.data_files import counted, shown
from spbe_policy.demo.scene import APP_ID, DATA, OPD_NAME, Scene, tanggal
from spbe_policy.demo.servers import Answer, Request, as_json, not_found, page, plain

DAILY = "antrean-harian"


class DataPortal:
    """The data portal's site; every date is some days before the scene's present."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.pages: dict[str, Callable[[], Answer]] = {
            "/": lambda: page("Data Kota Contoh", "<h1>Satu Data Kota Contoh</h1>"),
            f"/dataset/{DAILY}.csv": self.daily_csv,
            "/unduh/loket-bulanan.csv": self.monthly_csv,
            "/api/kepuasan.json": self.quarterly_json,
            "/indeks-layanan": self.semiannual_page,
            "/pengumuman.atom": self.feed,
            **data_files.pages(scene),
        }

    def __call__(self, request: Request) -> Answer:
        """Answer a request."""
        if request.path == "/api/3/action/package_show":
            return self.package(request.query.get("id", ""))
        return self.pages[request.path]() if request.path in self.pages else not_found()

    def package(self, name: str) -> Answer:
        """CKAN's `package_show`. `metadata_modified` is last night's harvest, whatever the data's age."""
        if name != DAILY:
            error = {"__type": "Not Found Error", "message": "Not found"}
            missing = as_json({"success": False, "error": error})
            return Answer(missing.body, 404, missing.headers)
        result = {
            "id": "3f0b6f0e-6c0a-4a58-9a39-6f1f2d1f0a01",
            "name": DAILY,
            "title": "Jumlah antrean harian",
            "organization": {"name": "dukcapil", "title": OPD_NAME},
            "metadata_created": "2024-02-01T02:00:00.000000",
            "metadata_modified": _ckan(self.scene.days_ago(0.1)),
            **self.daily_dates(),
        }
        return as_json({"help": f"https://{DATA}/api/3/action/help_show", "success": True, "result": result})

    def daily_dates(self) -> dict[str, Any]:
        """Return the parts of the package that tell the data's own date, or fail to."""
        resource: dict[str, Any] = {
            "id": "a4f7c6c2-3d52-4d0e-8d5c-0b8f7f7a2c11",
            "name": "Antrean harian (CSV)",
            "format": "CSV",
            "url": f"https://{DATA}/dataset/{DAILY}.csv",
            "created": "2024-02-01T02:00:00.000000",
            "last_modified": None,
        }
        if self.scene.has("data-harvest-date-only"):
            return {"resources": [resource], "extras": [_PERIOD]}
        days = {"data-stale": 60, "data-future": -45}
        age = next((days[fault] for fault in days if self.scene.has(fault)), 0.2)
        day = self.scene.days_ago(age)
        resource["last_modified"] = _ckan(day)
        return {"resources": [resource], "extras": [{"key": "data_updated", "value": f"{day:%Y-%m-%d}"}, _PERIOD]}

    def daily_csv(self) -> Answer:
        """The file of the package; it says no date, as many do."""
        return plain(f"loket,jumlah\n1,{counted(self.scene, self.scene.days_ago(0.2))}\n", "text/csv")

    def monthly_csv(self) -> Answer:
        """A file whose date is in `Last-Modified` (RFC 9110 8.8.2)."""
        day = self.scene.days_ago(3)
        csv = plain(f"bulan,loket,jumlah\n2026-01,1,{counted(self.scene, day)}\n", "text/csv; charset=utf-8")
        return Answer(csv.body, headers=(*csv.headers, _last_modified(day)))

    def quarterly_json(self) -> Answer:
        """A service whose answer carries the date; its server tells when the file was written, too."""
        day = self.scene.days_ago(7)
        told = as_json(quarterly(self.scene, day))
        return Answer(told.body, headers=(*told.headers, _last_modified(day)))

    def semiannual_page(self) -> Answer:
        """A page with a date as Indonesians write it."""
        day = self.scene.days_ago(12)
        when = "segera" if self.scene.has("data-no-date") else tanggal(day)
        return page(
            "Indeks layanan",
            f"<h1>Indeks layanan</h1>\n<p>Nilai: {counted(self.scene, day)}</p>\n"
            f'<p>Terakhir diperbarui: <span class="tanggal-data">{when}</span></p>',
        )

    def feed(self) -> Answer:
        """An Atom feed (RFC 4287). The date of the feed is that of its last build, whatever the age of its entries."""
        entered = self.scene.days_ago(60 if self.scene.has("data-feed-stale") else 1)
        built, day = (f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in (self.scene.days_ago(0.1), entered))
        return plain(
            '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Pengumuman</title><id>https://{DATA}/pengumuman.atom</id><updated>{built}</updated>"
            f"<entry><title>Kuota loket: {counted(self.scene, entered)}</title><id>https://{DATA}/pengumuman/1</id><updated>{day}</updated></entry></feed>\n",
            "application/atom+xml",
        )


def quarterly(scene: Scene, day: datetime) -> dict[str, Any]:
    """Return what the service tells of a day: the date that it says, and what was counted."""
    said = shown(scene, day)
    return {"meta": {"diperbarui": f"{said:%Y-%m-%d}", "aplikasi": APP_ID}, "nilai": counted(scene, day)}


_PERIOD = {"key": "frequency", "value": "Harian"}


def _last_modified(day: datetime) -> tuple[str, str]:
    return "Last-Modified", format_datetime(day.astimezone(UTC).replace(microsecond=0), usegmt=True)


def _ckan(moment: datetime) -> str:
    """CKAN writes UTC without saying so."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"
