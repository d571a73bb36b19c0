"""Data sets as files: a CSV as offices export it, an XLSX, a DCAT catalogue in JSON-LD, a sitemap."""

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from spbe_policy.demo.scene import APP_ID, DATA, Scene
from spbe_policy.demo.servers import Answer, as_json, not_found, page, plain

CSV, XLSX, CATALOGUE, SITEMAP = "/unduh/loket-harian.csv", "/unduh/kunjungan.xlsx", "/katalog.jsonld", "/sitemap.xml"
PERMITS = f"https://{DATA}/dataset/permohonan"
"""The name of the data set in the catalogue."""


def pages(scene: Scene) -> Mapping[str, Callable[[], Answer]]:
    """Return the files by their paths."""
    return {
        CSV: lambda: daily(scene),
        XLSX: lambda: annual(scene),
        CATALOGUE: lambda: catalogue(scene),
        SITEMAP: lambda: sitemap(scene),
    }


def counted(scene: Scene, day: datetime) -> int:
    """Return a number that was counted on a day: another one each day, unless nobody counts any more."""
    return 800 if scene.has("data-restamped") else day.toordinal() % 1000


def shown(scene: Scene, day: datetime) -> datetime:
    """Return the day that data of a day says: its own, unless nobody writes it any more."""
    return scene.days_ago(30) if scene.has("data-changed-without-date") else day


def daily(scene: Scene) -> Answer:
    """A CSV with a title above its heading, semicolons and dates in figures."""
    if scene.has("data-source-gone"):
        return not_found()
    if scene.has("data-csv-is-a-page"):
        return page("Masuk", "<h1>Silakan masuk</h1>")
    age = 40 if scene.has("data-csv-old-rows") else 0.2
    days = [scene.days_ago(age + more) for more in range(7)]
    heading = "hari" if scene.has("data-column-renamed") else "Tanggal"
    rows = "".join(f"{day:%d/%m/%Y};{counted(scene, day)}\r\n" for day in days)
    return plain(f"\ufeffREKAP LOKET;\r\n{heading};Jumlah\r\n{rows}", "text/csv; charset=utf-8")


def annual(scene: Scene) -> Answer:
    """An XLSX whose cells are dates."""
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Tanggal", "Kunjungan"])
    for day in _years(scene.days_ago(1200 if scene.has("data-xlsx-old") else 30)):
        sheet.append([day.date(), counted(scene, day)])
    book.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Answer(stream.getvalue(), headers=(("Content-Type", kind),))


def _years(newest: datetime) -> list[datetime]:
    return [newest - timedelta(days=365 * years) for years in (2, 1, 0)]


def catalogue(scene: Scene) -> Answer:
    """A DCAT catalogue. Its own date is last night's, whatever the age of the data sets in it."""
    day = scene.days_ago(120 if scene.has("data-dcat-stale") else 5)
    period = "DAILY" if scene.has("data-period-laxer") else "MONTHLY"
    data_set = {
        "@id": PERMITS,
        "@type": "dcat:Dataset",
        "dct:identifier": "permohonan",
        "dct:title": "Permohonan per bulan",
        "dct:modified": {"@value": f"{day:%Y-%m-%d}", "@type": "xsd:date"},
        "dct:accrualPeriodicity": {"@id": f"http://publications.europa.eu/resource/authority/frequency/{period}"},
        "dcat:distribution": {"@type": "dcat:Distribution", "dcat:downloadURL": {"@id": f"https://{DATA}{CSV}"}},
    }
    other = {"@id": f"https://{DATA}/dataset/lain", "@type": "dcat:Dataset", "dct:modified": "2020-01-01"}
    head = {
        "@id": f"https://{DATA}/",
        "@type": "dcat:Catalog",
        "dct:publisher": APP_ID,
        "dct:modified": f"{scene.days_ago(0.1).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    context = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}
    return as_json({"@context": context, "@graph": [head, data_set, other]}, "application/ld+json")


def sitemap(scene: Scene) -> Answer:
    """A sitemap (sitemaps.org 0.9)."""
    days = {"/": 2, "/indeks-layanan": 12 if not scene.has("data-sitemap-future") else -45}
    urls = "".join(
        f"<url><loc>https://{DATA}{path}</loc><lastmod>{scene.days_ago(age):%Y-%m-%d}</lastmod></url>"
        for path, age in days.items()
    )
    return plain(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n',
        "application/xml",
    )
