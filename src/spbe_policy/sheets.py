"""Tables as offices keep them: CSV with any usual separator, or the first sheet of an XLSX."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

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
