"""Parts of the manifest: data sets, and where their dates can be read."""

from datetime import date as Day
from typing import Literal

from spbe_policy.vocabulary import Name, Part, Period, Slug, WebUrl, key

SourceKind = Literal["ckan", "dcat", "http", "json", "csv", "xlsx", "html", "feed", "sitemap"]
DateOrder = Literal["dmy", "mdy"]


class Source(Part):
    """Where the date of a data set can be read."""

    kind: SourceKind = key(
        "Cara membaca tanggal. ckan: package_show, dengan column: datastore_search; dcat: katalog JSON-LD; "
        "json: pointer; csv, xlsx: kolom tanggal; html: selector; feed: Atom/RSS; sitemap: lastmod; "
        "http: Last-Modified, yang terlemah.",
        "How the date is read. ckan: package_show, with column: datastore_search; dcat: JSON-LD catalogue; "
        "json: pointer; csv, xlsx: date column; html: selector; feed: Atom/RSS; sitemap: lastmod; "
        "http: Last-Modified, the weakest.",
        by="vendor",
        stage="delivery",
    )
    url: WebUrl = key("Alamat", "URL", by="vendor", stage="delivery")
    pointer: str | None = key(
        "JSON pointer. RFC 6901, untuk json.", "JSON pointer. RFC 6901, for json.", by="vendor", default=None
    )
    selector: str | None = key("Selektor CSS. Untuk html.", "CSS selector. For html.", by="vendor", default=None)
    column: Name | None = key(
        "Kolom tanggal. Judul kolom, untuk csv, xlsx, dan datastore CKAN.",
        "Date column. Its heading, for csv, xlsx and CKAN's datastore.",
        by="vendor",
        default=None,
    )
    date_order: DateOrder | None = key(
        "Urutan tanggal angka. dmy: 03/04/2026 adalah 3 April; mdy: 4 Maret.",
        "Order of dates in figures. dmy: 03/04/2026 is 3 April; mdy: 4 March.",
        by="vendor",
        default=None,
    )
    key: str | None = key(
        "Nama kunci. ckan: kunci yang memuat tanggal isi data, misalnya data_updated; dcat: identifier himpunan data.",
        "Key. ckan: the key that holds the date of the content, such as data_updated; dcat: the data set's identifier.",
        by="vendor",
        default=None,
    )


class DataSet(Part):
    """One data set, or one kind of information, and how often it changes."""

    id: Slug = key("Kode himpunan data", "Data set id", by="vendor", stage="delivery")
    period: Period | None = key("Jadwal pemutakhiran", "Update period", by="vendor", stage="delivery", default=None)
    source: Source | None = key("Sumber tanggal", "Source of the date", by="vendor", default=None)
    title: str | None = key("Judul", "Title", by="opd", default=None)
    kind: Literal["data", "information"] = key(
        "Jenis. information: berita, layanan, pejabat di situs OPD.",
        "Kind. information: news, services, officials on an office's site.",
        by="opd",
        default="data",
    )
    release_lag_days: int = key(
        "Tenggang rilis. Hari setelah akhir periode sampai data harus terbit.",
        "Release lag. Days after the end of the period until the data is due.",
        by="opd",
        default=0,
        ge=0,
        le=1000,
    )
    release_dates: tuple[Day, ...] = key(
        "Kalender rilis walidata. Menggantikan perhitungan periode.",
        "Release calendar of the data steward. Replaces the computed due date.",
        by="opd",
        default=(),
    )
    access: Literal["open", "restricted", "closed"] = key("Sifat data", "Access", by="opd", default="open")
