"""Tables as offices keep them: CSV with any usual separator, or the first sheet of an XLSX."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from spbe_policy.errors import InputError, Place, UsageError
from spbe_policy.reading import decode, read_bytes

MAX_COLUMNS = 100
"""Columns of a sheet that are looked at."""

MAX_UNPACKED = 100_000_000
"""Most bytes that an XLSX may unpack to."""


def read_table(path: Path) -> Iterable[list[str]]:
    """Return the rows of a CSV or XLSX, cells as text; raises `InputError` where it is neither."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _xlsx(path)
    text = decode(read_bytes(path), str(path))
    return csv.reader(io.StringIO(text), delimiter=_delimiter(text))


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(";\t,", key=heading.count)


def _xlsx(path: Path) -> Iterable[list[str]]:
    rows = next(iter(read_sheets(path, most=1).values()))
    return [list(map(as_text, row)) if any(cell is not None for cell in row) else [] for row in rows]


def read_sheets(path: Path, most: int | None = None) -> Mapping[str, list[tuple[object, ...]]]:
    """Return the cells of the sheets of an XLSX, by title; of `most` so many sheets."""
    openpyxl = library(path)
    data = read_bytes(path)
    try:
        sheets = _opened(openpyxl, data, MAX_UNPACKED)[:most]
        if not sheets:
            raise ValueError("no sheet")
        return {sheet.title: list(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)) for sheet in sheets}
    except Exception as error:
        raise InputError("bukan berkas XLSX yang sah", "not a valid XLSX file", Place(str(path))) from error


def sheets_in(data: bytes, most_unpacked: int) -> Iterator[Iterator[tuple[object, ...]]]:
    """Yield the rows of each sheet of an XLSX, read as they are asked for.

    Raises `ImportError` without openpyxl, `ValueError` where the bytes are no XLSX or would unpack to more than that.
    """
    import openpyxl

    try:
        sheets = _opened(openpyxl, data, most_unpacked)
    except Exception as error:  # the library has no error of its own: a hostile file may raise almost anything
        raise ValueError("no XLSX") from error
    yield from map(_rows, sheets)


def _rows(sheet: Any) -> Iterator[tuple[object, ...]]:
    try:
        yield from sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
    except Exception as error:
        raise ValueError("no XLSX") from error


def _opened(openpyxl: ModuleType, data: bytes, most_unpacked: int) -> Sequence[Any]:
    stream = io.BytesIO(data)
    if sum(part.file_size for part in zipfile.ZipFile(stream).infolist()) > most_unpacked:
        raise ValueError("too large")
    # What the library has to say of a stranger's formatting is no news to whoever runs a check.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    found: Sequence[Any] = openpyxl.load_workbook(stream, read_only=True, data_only=True).worksheets
    return found


def library(path: Path) -> ModuleType:
    """Return the library for a file in XLSX, or say how to install it."""
    try:
        import openpyxl
    except ImportError as error:
        raise UsageError(
            "XLSX memerlukan: pip install 'spbe-policy[xlsx]'",
            "XLSX needs: pip install 'spbe-policy[xlsx]'",
            Place(str(path)),
        ) from error
    return openpyxl


def as_text(value: object) -> str:
    """Return what a cell holds as people would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
