"""Noun: the city's register of apps, a CSV or XLSX as offices keep it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from spbe_policy.errors import InputError, Place
from spbe_policy.manifest import Manifest
from spbe_policy.sheets import read_table
from spbe_policy.vocabulary import Audience, Digest, Role, SharedControl, Slug

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("kode", "kode aplikasi", "id"),
    "name": ("nama", "nama aplikasi", "name"),
    "owner": ("opd", "kode opd", "pemilik", "owner"),
    "audience": ("pengguna", "audiens", "audience"),
    "kind": ("jenis", "jenis aplikasi", "kind", "type"),
    "platforms": ("basis", "platform", "platforms"),
    "role": ("peran", "role"),
    "category": ("kategori", "kategori se", "category"),
    "personal_data": ("data pribadi", "personal data", "personal_data"),
    "launch_date": ("tanggal mulai", "mulai digunakan", "launch date", "launch_date"),
    "status": ("status",),
    "hosts": ("host", "hosts", "alamat", "url"),
    "contract": ("kontrak", "nomor kontrak", "contract"),
    "contract_date": ("tanggal kontrak", "contract date", "contract_date"),
    "contract_pack": ("paket kontrak", "paket ketentuan", "contract pack", "contract_pack"),
    "contract_digest": ("sidik digital paket", "contract digest", "contract_digest"),
    "shared_controls": ("kontrol bersama", "shared controls", "shared_controls"),
    "retired_reason": ("alasan penghentian", "retired reason", "retired_reason"),
    "integrations": ("integrasi", "terhubung dengan", "integrations"),
    "exposure": ("jangkauan", "akses", "exposure"),
}
"""Column headings as offices write them (case and spaces aside), for each thing we need."""

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
    "role": "app; portal; super-app",
    "exposure": "internet; intranet",
    "launch_date": "2025-08-17; 17/08/2025",
    "contract_date": "2025-08-17; 17/08/2025",
    "contract_pack": "kota-jambi",
    "contract_digest": "sha256:…",
    "shared_controls": "hosting:…; identity-provider:…; framework:…",
    "retired_reason": "usang; beban anggaran; penyedia tidak kooperatif; lainnya",
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

    def without_contract(self, name: str) -> InputError:
        """Say that a cell about the contract stands in a row that names no contract."""
        column = self.headings.get(name, name)
        return InputError(
            f"baris {self.number}, kolom {column!r}: nomor kontrak belum ada di baris ini",
            f"row {self.number}, column {column!r}: this row has no contract number",
            Place(self.file),
        )

    def many(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in re.split(r"[;,|\n]", self.values.get(column, "")) if part.strip())


RetiredReason = Literal["usang", "beban-anggaran", "penyedia-tidak-kooperatif", "lainnya"]
"""Why an app was switched off: outdated, a burden on the budget, a vendor who does not cooperate, something else."""


class Row(BaseModel):
    """What the city says of one app. It goes before what the vendor says."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Slug
    name: str | None = None
    owner: str | None = None
    audience: tuple[Audience, ...] | None = None
    kind: str | None = None
    role: Role | None = None
    platforms: tuple[str, ...] | None = None
    category: str | None = None
    personal_data: bool | None = None
    launch_date: date | None = None
    status: str | None = None
    hosts: tuple[str, ...] = ()
    contract: str | None = None
    contract_date: date | None = None
    contract_pack: Slug | None = None
    contract_digest: Digest | None = None
    shared_controls: tuple[SharedControl, ...] | None = None
    retired_reason: RetiredReason | None = None
    integrations: tuple[str, ...] | None = None
    exposure: Literal["internet", "intranet"] | None = None

    def known(self) -> dict[str, Any]:
        """Return what the row says, nested as in a manifest."""
        said = self.model_dump(mode="json", exclude_none=True)
        names = ("id", "name", "audience", "kind", "role", "platforms", "category", "personal_data", "launch_date")
        known: dict[str, Any] = {"app": {name: said[name] for name in names if name in said}}
        if self.owner:
            known["ownership"] = {"owner": self.owner}
        if self.contract:
            # Whole: a date, pack or digest that the vendor writes may not stand in for one that the city left out.
            parts = {name: said.get(f"contract_{name}") for name in ("date", "pack", "digest")}
            known["contract"] = {"number": self.contract, **parts}
        if self.shared_controls is not None:
            known["shared_controls"] = list(self.shared_controls)
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
    rows = tuple(_rows(read_table(path), path.name))
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
    for name in _DATES & cells.values.keys():
        said[name] = _date(cells, name)
    for name in ("platforms", "integrations", "shared_controls"):
        if name in cells.values:
            said[name] = tuple(part.lower() for part in cells.many(name) if part != "-")
    said["hosts"] = tuple(re.sub(r"^https?://|/.*$", "", part.lower()) for part in cells.many("hosts"))
    for name in _WORDED & said.keys():
        said[name] = "-".join(said[name].lower().split())
    if not said.get("contract") and (alone := sorted(_OF_A_CONTRACT & said.keys())):
        raise cells.without_contract(alone[0])
    try:
        row = Row.model_validate(said)
        Manifest.model_validate(row.manifest())
    except ValidationError as error:
        steps = error.errors()[0]["loc"]
        raise cells.wrong(next((str(step) for step in steps if step in cells.values), "id")) from error
    return row


_DATES = {"launch_date", "contract_date"}
_WORDED = {"kind", "role", "category", "exposure", "contract_pack", "contract_digest", "retired_reason"}
_OF_A_CONTRACT = {"contract_date", "contract_pack", "contract_digest"}
_PLAIN = {"id", "name", "owner", "contract"} | _WORDED


def _word(cells: _Cells, column: str, value: str) -> str:
    return _WORDS.get(value.lower()) or _raise(cells.wrong(column))


def _raise(error: Exception) -> str:
    raise error


def _date(cells: _Cells, column: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(cells.values[column], pattern).date()  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    raise cells.wrong(column)
