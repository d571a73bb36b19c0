"""Tables with a date column: CSV as offices export it, and XLSX. Pure; every size bounded.

The heading is the row, among the first `HEADING_WITHIN`, that has the declared column: titles often stand above it. It
also tells the separator of a CSV, where sniffing has to guess.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from spbe_policy.builtin.data.dates import order_of, period, readings
from spbe_policy.datasets import DateOrder
from spbe_policy.sheets import MAX_COLUMNS, as_text, sheets_in

Row = tuple[str, ...]

HEADING_WITHIN = 20
MAX_ROWS = 50_000
"""Most rows of a sheet that are read: a sheet may claim a million empty ones."""

MAX_UNPACKED = 20_000_000
"""Most bytes that an XLSX of a stranger may unpack to."""

_SEPARATORS = ",;\t|"


class TooLong(ValueError):  # noqa: N818 (a gap in the making)
    """The sheet has more rows than are read: the newest date may stand below."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a heading, and which cell of each holds the date."""

    rows: tuple[Row, ...]
    at: int

    @property
    def dates(self) -> list[str]:
        """What stands in the date column, each once."""
        cells = (row[self.at].strip() for row in self.rows if len(row) > self.at)
        return sorted({cell for cell in cells if cell})

    def others(self) -> list[Row]:
        """Return the rows without their date, in an order of their own: an export may shuffle them."""
        return sorted(tuple(cell.strip() for at, cell in enumerate(row) if at != self.at) for row in self.rows)


def read_csv(body: bytes, column: str) -> Table | None:
    """Return the table in a CSV; None when no heading has the column. `ValueError` when it is no CSV."""
    text = decoded(body)
    if text.lstrip().startswith("<"):
        raise ValueError("a page")
    try:
        for separator in _SEPARATORS:
            head = islice(csv.reader(io.StringIO(text), delimiter=separator), HEADING_WITHIN)
            if _heading(head, column):
                return _table((tuple(row) for row in csv.reader(io.StringIO(text), delimiter=separator)), column)
    except csv.Error as error:
        raise ValueError(str(error)) from error
    return None


def decoded(body: bytes) -> str:
    """Return the text of a file: by its byte order mark, else UTF-8, else what Excel writes on Windows."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def read_xlsx(body: bytes, column: str) -> Table | None:
    """Return the first sheet's table that has the column; None when none has. `ValueError` when it is no XLSX.

    Raises `ImportError` without openpyxl, `TooLong` for a sheet beyond `MAX_ROWS`.
    """
    for rows in sheets_in(body, MAX_UNPACKED):
        found = _table(_cells(rows), column)
        if found:
            return found
    return None


def _cells(rows: Iterable[tuple[object, ...]]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == MAX_ROWS:
            raise TooLong
        yield tuple(map(as_text, row))


def _table(rows: Iterable[Row], column: str) -> Table | None:
    left = iter(rows)
    top = list(islice(left, HEADING_WITHIN))
    found = _heading(top, column)
    if found is None:
        return None
    row, at = found
    body = (*top[row + 1 :], *left)
    return Table(tuple(row for row in body if any(cell.strip() for cell in row)), at)


def _heading(rows: Iterable[Iterable[str]], column: str) -> tuple[int, int] | None:
    """Return in which row, and in which of its cells, the column's heading stands."""
    wanted = _folded(column)
    for number, row in enumerate(rows):
        cells = [_folded(cell) for cell in islice(row, MAX_COLUMNS)]
        if wanted in cells:
            return number, cells.index(wanted)
    return None


def _folded(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split()).casefold()


def newest(cells: list[str], zone: tzinfo, declared: DateOrder | None) -> tuple[tuple[str, ...], DateOrder | None]:
    """Return the cells that may be the newest date of a column, and the order of day and month that it shows."""
    order = declared or order_of(cells)
    dated = [(days, cell) for cell in cells if (days := readings(cell, zone, order=order))]
    if dated:
        best = {max((days[edge], cell) for days, cell in dated)[1] for edge in (0, -1)}
        return tuple(sorted(best)), order
    whole = [(span[1], cell) for cell in cells if (span := period(cell))]
    return ((max(whole)[1],) if whole else tuple(cells[:1])), order
