"""Noun: the city's register of apps, a CSV or XLSX as offices keep it."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from spbe_policy.errors import InputError, Place, UsageError
from spbe_policy.manifest import Manifest
from spbe_policy.reading import decode, read_bytes
from spbe_policy.vocabulary import Audience, Slug

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("kode", "kode aplikasi", "id"),
    "name": ("nama", "nama aplikasi", "name"),
    "owner": ("opd", "kode opd", "pemilik", "owner"),
    "audience": ("pengguna", "audiens", "audience"),
    "kind": ("jenis", "jenis aplikasi", "kind", "type"),
    "platforms": ("basis", "platform", "platforms"),
    "category": ("kategori", "kategori se", "category"),
    "personal_data": ("data pribadi", "personal data", "personal_data"),
    "launch_date": ("tanggal mulai", "mulai digunakan", "launch date", "launch_date"),
    "status": ("status",),
    "hosts": ("host", "hosts", "alamat", "url"),
    "contract": ("kontrak", "nomor kontrak", "contract"),
    "integrations": ("integrasi", "terhubung dengan", "integrations"),
    "exposure": ("jangkauan", "akses", "exposure"),
}
"""Column headings as offices write them (case and spaces aside), for each thing we need."""

MAX_COLUMNS = 100
"""Columns of a sheet that are looked at."""

MAX_UNPACKED = 100_000_000
"""Most bytes that an XLSX may unpack to."""

_WORDS = {
    "masyarakat": "public",
    "warga": "public",
    "publik": "public",
    "umum": "public",
    "public": "public",
    "pegawai": "government",
    "asn": "government",
    "pemerintah": "government",
    "government": "government",
    "ya": "true",
    "y": "true",
    "yes": "true",
    "true": "true",
    "ada": "true",
    "1": "true",
    "tidak": "false",
    "t": "false",
    "no": "false",
    "false": "false",
    "-": "false",
    "0": "false",
}
_STATUSES = {
    "aktif": "active", "active": "active", "pembangunan": "building", "building": "building",
    "nonaktif": "retired", "dihentikan": "retired", "pensiun": "retired", "retired": "retired",
}  # fmt: skip


_MAY_BE = {
    "audience": "masyarakat; pegawai",
    "personal_data": "ya; tidak",
    "status": "aktif; pembangunan; nonaktif",
    "category": "strategis; tinggi; rendah",
    "kind": "umum; khusus",
    "exposure": "internet; intranet",
    "launch_date": "2025-08-17; 17/08/2025",
    "id": "a-z 0-9 -",
}


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row, by our names; empty cells are left out."""

    file: str
    number: int
    values: Mapping[str, str]
    headings: Mapping[str, str]

    def wrong(self, name: str) -> InputError:
        """Say which cell is not understood, as the office names its column, and what may stand there."""
        value, column = self.values.get(name, ""), self.headings.get(name, name)
        may = f" ({_MAY_BE[name]})" if name in _MAY_BE else ""
        return InputError(
            f"baris {self.number}, kolom {column!r}: nilai {value!r} tidak dikenal{may}",
            f"row {self.number}, column {column!r}: value {value!r} is not known{may}",
            Place(self.file),
        )

    def many(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in re.split(r"[;,|\n]", self.values.get(column, "")) if part.strip())


class Row(BaseModel):
    """What the city says of one app. It goes before what the vendor says."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Slug
    name: str | None = None
    owner: str | None = None
    audience: tuple[Audience, ...] | None = None
    kind: str | None = None
    platforms: tuple[str, ...] | None = None
    category: str | None = None
    personal_data: bool | None = None
    launch_date: date | None = None
    status: str | None = None
    hosts: tuple[str, ...] = ()
    contract: str | None = None
    integrations: tuple[str, ...] | None = None
    exposure: Literal["internet", "intranet"] | None = None

    def known(self) -> dict[str, Any]:
        """Return what the row says, nested as in a manifest."""
        said = self.model_dump(mode="json", exclude_none=True)
        names = ("id", "name", "audience", "kind", "platforms", "category", "personal_data", "launch_date")
        known: dict[str, Any] = {"app": {name: said[name] for name in names if name in said}}
        if self.owner:
            known["ownership"] = {"owner": self.owner}
        return known

    def manifest(self) -> dict[str, Any]:
        """Return a whole manifest made of this row alone; all else is *belum dinyatakan*."""
        data = {"schema": "spbe-app/1", **self.known()}
        if self.hosts:
            where = {"url": f"https://{self.hosts[0]}", "hosts": list(self.hosts[1:])}
            if self.exposure:
                where["exposure"] = self.exposure
            data["environments"] = {"production": where}
        return data


def read_register(path: Path) -> tuple[Row, ...]:
    """Read a register; errors name the row as a person counts it, headings being row 1."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        table = _xlsx(path)
    else:
        text = decode(read_bytes(path), str(path))
        table = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    rows = tuple(_rows(table, path.name))
    seen: dict[str, int] = {}
    for number, row in rows:
        if row.id in seen:
            raise InputError(
                f"baris {number}: kode {row.id!r} sudah ada di baris {seen[row.id]}",
                f"row {number}: id {row.id!r} stands in row {seen[row.id]} too",
                Place(path.name),
            )
        seen[row.id] = number
    return tuple(row for _, row in rows)


def find(rows: Iterable[Row], app_id: str) -> Row | None:
    """Return the row of one app."""
    return next((row for row in rows if row.id == app_id), None)


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(";\t,", key=heading.count)


def _xlsx(path: Path) -> Iterable[list[str]]:
    try:
        import openpyxl
    except ImportError as error:
        raise UsageError(
            "membaca XLSX memerlukan: pip install 'spbe-policy[xlsx]'",
            "reading XLSX needs: pip install 'spbe-policy[xlsx]'",
            Place(str(path)),
        ) from error
    data = io.BytesIO(read_bytes(path))
    try:
        if sum(part.file_size for part in zipfile.ZipFile(data).infolist()) > MAX_UNPACKED:
            raise ValueError("too large")
        sheet = openpyxl.load_workbook(data, read_only=True, data_only=True).worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
        return [list(map(_cell, row)) if any(cell is not None for cell in row) else [] for row in rows]
    except Exception as error:
        raise InputError("bukan berkas XLSX yang sah", "not a valid XLSX file", Place(str(path))) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _rows(table: Iterable[list[str]], file: str) -> Iterable[tuple[int, Row]]:
    names: dict[int, str] = {}
    headings: dict[str, str] = {}
    for number, cells in enumerate(table, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = _headings(cells, file, number)
            headings = {name: " ".join(cells[at].split()) for at, name in names.items()}
            continue
        values = {names[at]: cell.strip() for at, cell in enumerate(cells) if at in names and cell.strip()}
        yield number, _row(_Cells(file, number, values, headings))


def _headings(cells: list[str], file: str, number: int) -> dict[int, str]:
    aliases = {alias: name for name, all_ in COLUMNS.items() for alias in all_}
    names = {
        at: aliases[folded] for at, cell in enumerate(cells) if (folded := " ".join(cell.lower().split())) in aliases
    }
    if "id" not in names.values():
        raise InputError(
            f"baris {number}: kolom kode aplikasi tidak ada",
            f"row {number}: there is no column with the app's id",
            Place(file),
        )
    return names


def _row(cells: _Cells) -> Row:
    said: dict[str, Any] = {name: value for name, value in cells.values.items() if name in _PLAIN}
    if "audience" in cells.values:
        said["audience"] = tuple(_word(cells, "audience", part) for part in cells.many("audience"))
    if "personal_data" in cells.values:
        said["personal_data"] = _word(cells, "personal_data", cells.values["personal_data"]) == "true"
    if "status" in cells.values:
        said["status"] = _STATUSES.get(cells.values["status"].lower()) or _raise(cells.wrong("status"))
    if "launch_date" in cells.values:
        said["launch_date"] = _date(cells, cells.values["launch_date"])
    for name in ("platforms", "integrations"):
        if name in cells.values:
            said[name] = tuple(part.lower() for part in cells.many(name) if part != "-")
    said["hosts"] = tuple(re.sub(r"^https?://|/.*$", "", part.lower()) for part in cells.many("hosts"))
    for name in ("kind", "category", "exposure"):
        if name in said:
            said[name] = said[name].lower()
    try:
        row = Row.model_validate(said)
        Manifest.model_validate(row.manifest())
    except ValidationError as error:
        column = str(error.errors()[0]["loc"][-1])
        raise cells.wrong(column if column in cells.values else "id") from error
    return row


_PLAIN = ("id", "name", "owner", "kind", "category", "contract", "exposure")


def _word(cells: _Cells, column: str, value: str) -> str:
    return _WORDS.get(value.lower()) or _raise(cells.wrong(column))


def _raise(error: Exception) -> str:
    raise error


def _date(cells: _Cells, value: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(value, pattern).date()  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    raise cells.wrong("launch_date")
