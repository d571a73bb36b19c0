"""Why a data set's date could not be read, where a collector knows it: what is not declared, installed or readable."""

from functools import partial

from spbe_policy.builtin.data.tables import MAX_ROWS
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


def gap(cause: Cause, id: str, en: str) -> Gap:  # noqa: A002
    """Say in both languages why something could not be looked at."""
    return Gap(cause=cause, detail=text(id, en))


_undeclared = partial(gap, Cause.NOT_DECLARED)
NO_DATA_SETS = _undeclared("himpunan data belum dinyatakan", "the data sets are not declared yet")
NO_SOURCE = _undeclared("sumber tanggal belum dinyatakan", "the source of the date is not declared yet")
NO_POINTER = _undeclared("JSON pointer belum dinyatakan", "the JSON pointer is not declared yet")
NO_SELECTOR = _undeclared("selektor CSS belum dinyatakan", "the CSS selector is not declared yet")
NO_COLUMN = _undeclared("kolom tanggal belum dinyatakan", "the date column is not declared yet")
NO_SUCH_COLUMN = _undeclared(
    "kolom tanggal yang dinyatakan tidak ada di berkas", "the file has no column of the name that was declared"
)
NO_SUCH_DATA_SET = _undeclared(
    "katalog memuat beberapa himpunan data: sebut identifier-nya di key",
    "the catalogue holds several data sets: name its identifier in key",
)
NO_DATASTORE = _undeclared(
    "paket CKAN tidak mempunyai datastore untuk kolom itu", "the CKAN package has no datastore for that column"
)
TEXT_COLUMN = _undeclared(
    "kolom datastore berjenis teks tidak terurut menurut tanggal: jadikan timestamp, atau tulis 2026-05-31",
    "a datastore column of type text does not sort by date: make it a timestamp, or write 2026-05-31",
)
BAD_SELECTOR = _undeclared(
    "selektor CSS tidak dapat dipakai: hanya tag, kelas, id, dan atribut, dengan spasi atau >",
    "the CSS selector cannot be used: only tags, classes, ids and attributes, joined by a blank or >",
)
NEEDS_OPENPYXL = gap(
    Cause.PLUGIN_MISSING,
    "XLSX memerlukan: pip install 'spbe-policy[xlsx]'",
    "XLSX needs: pip install 'spbe-policy[xlsx]'",
)
TOO_LONG = gap(
    Cause.TOO_LARGE,
    f"lembar lebih dari {MAX_ROWS} baris: sediakan csv, atau tanggal di json atau ckan",
    f"a sheet of more than {MAX_ROWS} rows: offer a csv, or a date in json or ckan",
)
SCRIPTED = gap(
    Cause.NEEDS_BROWSER, "halaman disusun oleh skrip di peramban", "the page is put together by scripts in the browser"
)
