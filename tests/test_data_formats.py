"""The forms in which offices publish data: catalogues, tables, sitemaps; over real TLS, and by their bytes."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import openpyxl
import pytest
from hostile import Authority as Ca
from hostile import Call, http, serve
from hypothesis import given
from hypothesis import strategies as st
from test_data import HOST, app_of, collect, dated, door, look, said

from spbe_policy.authority import Authority
from spbe_policy.builtin.data import answers, checks, markup, tables
from spbe_policy.builtin.data.dates import order_of, period, readings
from spbe_policy.builtin.data.facts import Dated, Reading
from spbe_policy.builtin.data.frequency import published
from spbe_policy.evidence import Cause, Gap
from spbe_policy.vocabulary import Period

pytestmark = pytest.mark.anyio
ZONE = Authority.model_validate({"schema": "spbe-authority/1", "name": "x"}).zone


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Ca:
    return Ca(tmp_path_factory.mktemp("ca"))


def read(fact: Dated | Gap) -> Reading:
    assert isinstance(fact, Dated), fact
    reading = fact.reading(ZONE)
    assert reading
    return reading


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "newest"),
    [
        (b"tanggal,jumlah\n2026-06-12,3\n2026-06-14,4\n2026-06-13,5\n", "2026-06-14"),
        ("\ufeffTanggal;jumlah\r\n12 Juni 2026;3\r\n13 Juni 2026;4\r\n".encode(), "2026-06-13"),
        ("JUMLAH ANTREAN\n\nno\tTANGGAL \n1\t13/06/2026\n2\t04/06/2026\n".encode("utf-16"), "2026-06-13"),
        ("tanggal,kelurahan\n2026-06-12,Ca\xf1ada\n".encode("cp1252"), "2026-06-12"),
        (b'tanggal,"ket\nerangan"\n"June 12, 2026","a, b"\n', "2026-06-12"),
    ],
)
async def test_the_newest_date_of_a_column_counts_however_it_was_exported(ca: Ca, body: bytes, newest: str) -> None:
    fact = await look(ca, http("200 OK", "Content-Type: text/csv", body=body), kind="csv", column="tanggal")
    assert read(fact).seen == f"date={newest} (tanggal)"
    assert isinstance(fact, Dated)
    assert len(fact.texts) == 1


async def test_an_order_that_the_column_shows_or_the_manifest_declares_settles_figures(ca: Ca) -> None:
    unsaid = await look(ca, http("200 OK", body=b"tanggal\n03/04/2026\n"), kind="csv", column="tanggal")
    assert read(unsaid).days == "2026-03-04|2026-04-03"
    shown = await look(ca, http("200 OK", body=b"tanggal\n03/04/2026\n25/03/2026\n"), kind="csv", column="tanggal")
    assert read(shown).days == "2026-04-03"
    american = http("200 OK", body=b"tanggal\n03/04/2026\n")
    declared = await look(ca, american, kind="csv", column="tanggal", date_order="mdy")
    assert read(declared).days == "2026-03-04"
    pointed = await look(ca, http("200 OK", body=b'{"a": "03/04/2026"}'), kind="json", pointer="/a", date_order="dmy")
    assert read(pointed).days == "2026-04-03"
    assert order_of(["25/03/2026", "03/25/2026"]) is None  # both: nobody knows


async def test_an_xlsx_is_read_below_its_title(ca: Ca) -> None:
    body = workbook(("DATA LOKET",), (), ("No", "Tanggal Data"), (1, date(2026, 6, 11)), (2, date(2026, 6, 12)))
    fact = await look(ca, http("200 OK", body=body), kind="xlsx", column="tanggal data")
    assert read(fact).seen == "date=2026-06-12 (tanggal data)"


def test_a_date_that_excel_cannot_have_is_no_date_and_no_warning() -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(("tanggal",))
    book.active.append((99_999_999_999,))
    book.active["A2"].number_format = "yyyy-mm-dd"
    book.active.append((date(2026, 6, 12),))
    book.save(stream)
    table = tables.read_xlsx(stream.getvalue(), "tanggal")
    assert table
    assert tables.newest(table.dates, ZONE, None)[0] == ("2026-06-12",)


def test_an_xlsx_that_unpacks_beyond_measure_is_none() -> None:
    stream = io.BytesIO(workbook(("tanggal",), ("2026-06-12",)))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"\0" * (tables.MAX_UNPACKED + 1))
    assert len(stream.getvalue()) < 100_000
    with pytest.raises(ValueError, match="XLSX"):
        tables.read_xlsx(stream.getvalue(), "tanggal")


def test_a_sheet_that_claims_a_million_rows_is_a_gap() -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active[f"A{tables.MAX_ROWS + 2}"] = "tanggal", "2026-06-12"
    book.save(stream)
    with pytest.raises(tables.TooLong):
        tables.read_xlsx(stream.getvalue(), "tanggal")


@pytest.mark.parametrize(
    ("source", "body", "word"),
    [
        ({"kind": "csv", "column": "x"}, b"<html><title>Masuk</title>", "not-csv"),
        ({"kind": "csv", "column": "x"}, b'y\n"' + b"a" * 200_000, "not-csv"),
        ({"kind": "xlsx", "column": "x"}, b"PK\x03\x04 not really", "not-xlsx"),
        ({"kind": "xlsx", "column": "x"}, b"tanggal\n2026-06-12\n", "not-xlsx"),
        ({"kind": "dcat"}, b'{"a": 1}', "not-dcat"),
        ({"kind": "dcat"}, b"<html>", "not-json"),
        ({"kind": "sitemap"}, b"<rss/>", "not-sitemap"),
        ({"kind": "sitemap"}, b"not xml", "not-sitemap"),
    ],
)
async def test_an_answer_that_is_nothing_of_its_kind_fails(
    ca: Ca, source: dict[str, str], body: bytes, word: str
) -> None:
    fact = await look(ca, http("200 OK", body=body), **source)
    assert isinstance(fact, Dated)
    assert fact.broken == word
    assert getattr(said(checks.current, fact), "seen", None) == word


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ({"kind": "csv"}, b""),
        ({"kind": "csv", "column": "tanggal"}, b"date\n2026-06-12\n"),
        ({"kind": "dcat"}, b'[{"@type": "Dataset"}, {"@type": "dcat:Dataset"}]'),
        ({"kind": "ckan", "column": "tanggal"}, b'{"success": true, "result": {"resources": []}}'),
    ],
)
async def test_what_was_not_declared_well_is_a_gap_for_the_vendor(ca: Ca, source: dict[str, str], body: bytes) -> None:
    fact = await look(ca, http("200 OK", body=body), **source)
    assert isinstance(fact, Gap)
    assert fact.cause is Cause.NOT_DECLARED


DCAT = {
    "prefixes": {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@graph": [
            {"@id": "https://x/katalog", "@type": "dcat:Catalog", "dct:modified": "2026-06-15"},
            {
                "@id": "https://x/dataset/a",
                "@type": "dcat:Dataset",
                "dct:modified": {"@value": "2026-06-12T18:00:00Z", "@type": "xsd:dateTime"},
                "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"},
                "dcat:distribution": {"@id": "_:d"},
            },
            {"@id": "https://x/dataset/b", "@type": ["dcat:Dataset"], "dct:modified": "2020-01-01"},
            {"@id": "_:d", "@type": "dcat:Distribution", "dcat:downloadURL": {"@id": "https://x/a.csv"}},
        ],
    },
    "expanded": [
        {
            "@id": "https://x/dataset/a",
            "@type": ["http://www.w3.org/ns/dcat#Dataset"],
            "http://purl.org/dc/terms/modified": [{"@value": "2026-06-13"}],
            "http://purl.org/dc/terms/accrualPeriodicity": [{"@id": "http://purl.org/cld/freq/daily"}],
            "http://www.w3.org/ns/dcat#distribution": [
                {"http://www.w3.org/ns/dcat#downloadURL": [{"@id": "https://x/a.csv"}]}
            ],
        }
    ],
    "DCAT-US": {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "dataset": [
            {
                "@type": "dcat:Dataset",
                "identifier": "https://x/dataset/a",
                "modified": "2026-06-13",
                "accrualPeriodicity": "R/P1D",
                "distribution": [{"@type": "dcat:Distribution", "downloadURL": "https://x/a.csv"}],
            },
            {"@type": "dcat:Dataset", "identifier": "b", "modified": "2020-01-01"},
        ],
    },
    "own names": {
        "@context": {"Himpunan": "dcat:Dataset", "diubah": {"@id": "dct:modified"}, "periode": "dct:accrualPeriodicity",
                     "berkas": "dcat:distribution", "unduh": "dcat:downloadURL"},
        "@id": "https://x/dataset/a", "@type": "Himpunan", "diubah": "2026-06-13", "periode": "Harian",
        "berkas": {"unduh": "https://x/a.csv"},
    },
}  # fmt: skip


@pytest.mark.parametrize("document", DCAT.values(), ids=list(DCAT))
def test_a_dcat_catalogue_is_read_in_every_form_that_json_ld_has(document: Any) -> None:
    found = answers.in_dcat(json.dumps(document), "https://x/dataset/a")
    assert found
    fact = dated(*((item.text, item.key, item.origin) for item in found.texts), source="dcat")
    assert read(fact).seen == "date=2026-06-13 (dct:modified)"
    assert found.files == ("https://x/a.csv",)
    assert published(found.frequency or "") is Period.DAILY


def test_without_a_date_of_its_own_a_data_set_is_as_new_as_the_period_it_covers() -> None:
    entry = {"@type": "Dataset", "temporal": {"startDate": "2026-04", "endDate": {"@value": "2026-05"}}}
    found = answers.in_dcat(json.dumps(entry), None)
    assert found
    fact = dated(*((item.text, item.key, item.origin) for item in found.texts), source="dcat")
    assert read(fact).seen == "date=2026-05-01..2026-05-31 (dct:temporal)"
    assert type(said(checks.current, fact, period="monthly")).__name__ == "Pass"
    assert type(said(checks.current, fact, period="daily")).__name__ == "Fail"


def test_a_document_that_leads_to_itself_ends() -> None:
    loop = {"@id": "a", "@type": "Dataset", "temporal": {"@id": "a"}, "distribution": {"@id": "a"}}
    found = answers.in_dcat(json.dumps(loop), None)
    assert found is not None
    assert found.texts == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05", (date(2026, 5, 1), date(2026, 5, 31))),
        ("Mei 2026", (date(2026, 5, 1), date(2026, 5, 31))),
        ("2025", (date(2025, 1, 1), date(2025, 12, 31))),
        ("Desember 2025", (date(2025, 12, 1), date(2025, 12, 31))),
        ("2026-13", None), ("2026-00", None), ("tahun 2026", None), ("2026-05-31", None),
    ],
)  # fmt: skip
def test_a_month_or_a_year_means_all_of_it(text: str, expected: tuple[date, date] | None) -> None:
    assert period(text) == expected


def test_a_running_month_is_not_the_future() -> None:
    assert type(said(checks.current, dated(("2026-06", "bulan", "content")), period="monthly")).__name__ == "Pass"
    later = said(checks.current, dated(("2026-07", "bulan", "content")), period="monthly")
    assert "masa depan" in getattr(later, "message").id  # noqa: B009 (any outcome)


def test_a_sitemap_tells_what_the_sites_software_says() -> None:
    body = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://x/</loc>
    <lastmod>2026-06-12T20:00:00+00:00</lastmod></url><url><lastmod>2024-01-01</lastmod></url><url/></urlset>"""
    fact = dated(*((item.text, item.key, item.origin) for item in markup.in_sitemap(body)), source="sitemap")
    assert read(fact) == Reading("file", "lastmod", date(2026, 6, 13), date(2026, 6, 13))
    assert type(said(checks.own_date, fact)).__name__ == "Review"


async def test_the_datastore_of_ckan_is_asked_for_its_newest_row(ca: Ca) -> None:
    package = {"resources": [{"id": "pdf"}, {"id": "r 1", "datastore_active": True, "last_modified": "2026-06-15"}]}
    rows = {"records": [{"tanggal": None}, {"tanggal": "2026-06-11T00:00:00"}, {"tanggal": "2026-06-10T00:00:00"}]}
    asked = []

    def answer(call: Call) -> Iterator[bytes]:
        asked.append(call.path)
        result = package if "package_show" in call.path else rows
        yield http("200 OK", body=json.dumps({"success": True, "result": result}).encode())

    with serve(answer, ca.context(HOST)) as server:
        source = {"kind": "ckan", "column": "tanggal", "url": "/api/3/action/package_show?id=x"}
        found = await collect(door(ca, server.port), app_of(x=source))
    assert read(found["dataset:x"]).seen == "date=2026-06-11 (tanggal)"  # type: ignore[arg-type]
    assert asked[1] == "/api/3/action/datastore_search?resource_id=r%201&sort=tanggal%20desc&limit=100"


@pytest.mark.parametrize(
    ("cells", "type_", "kept"),
    [
        (["31/12/2025", "01/06/2026"], "text", None),
        (["2026-06-11", " ", "2025"], "text", ["2026-06-11", "2025"]),
        (["TOTAL", "2026-06-11"], "text", None),
        ([None, 2025, 2024], "int4", ["2025", "2024"]),
        (["11 Juni 2026"], "timestamp", ["11 Juni 2026"]),
    ],
)
def test_texts_that_do_not_sort_as_dates_tell_nothing(cells: list[Any], type_: str, kept: list[str] | None) -> None:
    result = {"fields": [{"id": "t", "type": type_}], "records": [{"t": cell} for cell in cells]}
    assert answers.in_datastore(json.dumps({"success": True, "result": result}), "t") == kept


def test_a_catalogue_of_references_to_one_long_list_takes_no_longer_than_its_length() -> None:
    node = {"@id": "a", "endDate": [""] * 100_000}
    entry = {"@type": "Dataset", "temporal": [{"@id": "a"}] * 50_000}
    assert answers.in_dcat(json.dumps([node, entry]), None) is not None


JSON_LD = st.recursive(
    st.none() | st.integers() | st.sampled_from(["a", "dcat:Dataset", "_:b", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@id", "@type", "@graph", "@context", "@value", "dct:modified", "temporal", "a"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON_LD)
def test_any_json_is_a_catalogue_or_is_none(document: Any) -> None:
    with suppress(answers.BrokenAnswer):
        answers.in_dcat(json.dumps(document), "a")


@given(st.binary(max_size=60) | st.text('tanggal,;\t\n"0/ ', max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_are_none(body: bytes) -> None:
    for read_table in (tables.read_csv, tables.read_xlsx):
        with suppress(ValueError):
            read_table(body, "tanggal")


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-06-12T16:59:59Z", "Asia/Jakarta", 12), ("2026-06-12T17:00:00Z", "Asia/Jakarta", 13),
        ("2026-06-12T15:59:59Z", "Asia/Makassar", 12), ("2026-06-12T16:00:00Z", "Asia/Makassar", 13),
        ("2026-06-12T14:59:59Z", "Asia/Jayapura", 12), ("2026-06-12T15:00:00Z", "Asia/Jayapura", 13),
        ("12 Juni 2026 23:30 WITA", "Asia/Jakarta", 12), ("12 Juni 2026 23:30 WIB", "Asia/Jayapura", 13),
    ],
)  # fmt: skip
def test_a_day_begins_at_the_citys_own_midnight(moment: str, zone: str, day: int) -> None:
    city = Authority.model_validate({"schema": "spbe-authority/1", "name": "x", "time_zone": zone})
    assert readings(moment, city.zone) == (date(2026, 6, day),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Bulanan", Period.MONTHLY), ("Setiap 3 Bulan", Period.QUARTERLY), ("freq:weekly", Period.WEEKLY),
     ("R/P1Y", Period.ANNUAL),
     ("http://publications.europa.eu/resource/authority/frequency/ANNUAL_2", Period.SEMIANNUAL),
     ("irregular", None), ("", None)],
)  # fmt: skip
def test_how_catalogues_write_a_period(text: str, expected: Period | None) -> None:
    assert published(text) is expected
