"""Workbooks (XLSX) of tables that are read, filtered, filled in and printed. No cell is ever a formula or a link."""

import io
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from spbe_policy.report import Report, State
from spbe_policy.reporters import words
from spbe_policy.reporters.extras import extra
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.particulars import Row, called
from spbe_policy.texts import Lang, text

LONGEST = 2000
"""Characters of one line of a cell."""

LINES = 12
"""Lines of one cell: as many as still print."""

NAME = 31
"""Characters of a sheet's name."""

MARK = 40
"""Characters of the handling mark."""

LINE, TALLEST = 13, 400
"""Height of a line of a cell and of the tallest row, in points."""

DAY_ONE = date(2000, 1, 1)
"""A date to fill in lies after it."""

A4, FONT = 9, "Arial"
_DARK, _LINE, _FILL_IN = "#1F3A5F", "#B7C0CC", "#FFF9E3"
_TINTS = {
    State.FAIL: "#FBDDDA",
    State.ERROR: "#FBDDDA",
    State.UNKNOWN: "#ECECEC",
    State.REVIEW: "#FDEFC8",
    State.WAIVED: "#DCE9F7",
    State.PASS: "#DDF0E0",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its width in characters; what people fill in may be limited to `choices` or to a date."""

    title: str
    width: int
    fill_in: bool = False
    choices: tuple[str, ...] = ()
    date: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines of text, tinted by a state; a number where there is one."""

    lines: tuple[str, ...] = ()
    state: State | None = None
    number: int | None = None


def cell(*lines: str, state: State | None = None) -> Cell:
    """Return a cell of one or more lines; empty ones are left out."""
    return Cell(tuple(line for line in lines if line), state)


def number(of: int) -> Cell:
    """Return a cell with a number."""
    return Cell(number=of)


class Workbook:
    """A workbook of one report; the same calls give the same bytes."""

    def __init__(self, report: Report, title: str, lang: Lang) -> None:
        with extra("xlsx"):
            import xlsxwriter
        self._report, self._title, self._lang = report, title, lang
        self._data = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(self._data, options)
        self._book.formats[0].set_font_name(FONT)
        self._book.formats[0].set_font_size(10)
        created = report.as_of.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"title": title, "author": "spbe-policy", "created": created})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def rows(self, name: str, groups: Iterable[tuple[str, Sequence[Row]]], notes: Sequence[str] = ()) -> None:
        """Add a sheet of labels and values under headings, then notes."""
        sheet, at = self._sheet(name, landscape=False)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        for heading, rows in groups:
            self._write(sheet, at, 0, (heading,), bold=True, font_size=12, font_color=_DARK)
            for label, said in rows:
                at += 1
                sheet.set_row(at, _height([((label,), 26), ((said,), 90)]))
                self._write(sheet, at, 0, (label,), border=1, bold=True)
                self._write(sheet, at, 1, (said,), border=1)
            at += 2
        for note in notes:
            sheet.set_row(at, _height([((note,), 90)]))
            self._write(sheet, at, 1, (note,), font_color="#444444")
            at += 1

    def table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], printed: int = 0) -> None:
        """Add a sheet with a table that can be filtered; columns beyond a row's cells are left to fill in.

        On paper are the first `printed` columns (default: all), on one page's width.
        """
        sheet, head = self._sheet(name, landscape=True)
        last = head + max(len(rows), 1)
        sheet.set_row(head, _height([((column.title,), column.width - 3) for column in columns]))
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            look: dict[str, Any] = {"bold": True, "font_color": "#FFFFFF", "bg_color": _DARK, "valign": "vcenter"}
            self._write(sheet, head, at, (column.title,), border=1, **look)
            if rows:
                self._limit(sheet, head + 1, head + len(rows), at, column)
        for number, row in enumerate(rows, head + 1):
            widths = (column.width for column in columns)
            sheet.set_row(number, _height((found.lines, width) for found, width in zip(row, widths, strict=False)))
            for at, column in enumerate(columns):
                self._fill(sheet, number, at, row[at] if at < len(row) else Cell(), column)
        sheet.autofilter(head, 0, last, len(columns) - 1)
        sheet.print_area(0, 0, last, (printed or len(columns)) - 1)
        sheet.freeze_panes(head + 1, 2)
        sheet.repeat_rows(head)

    def finish(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._data.getvalue()

    def _sheet(self, name: str, *, landscape: bool) -> tuple[Any, int]:
        """Add a sheet with its heading; return it and the first free row."""
        sheet = self._book.add_worksheet(self._name(name))
        report, lang = self._report, self._lang
        mark = f"{words.HANDLED.say(lang)}: {value(report.handling.say(lang), MARK)}"
        self._write(sheet, 0, 0, (self._title,), bold=True, font_size=14, font_color=_DARK, wrap=False)
        self._write(
            sheet,
            1,
            0,
            (f"{words.standing(report, lang)}  |  {mark}  |  {called(report, lang)}",),
            bold=True,
            wrap=False,
        )
        sheet.set_paper(A4)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        pages = text("Halaman &P dari &N", "Page &P of &N").say(lang)
        sheet.set_footer(f"&L&8{_plain(words.standing(report, lang))}&C&8{_plain(mark)}&R&8&A – {pages}")
        return sheet, 3

    def _name(self, wanted: str) -> str:
        """Return a sheet's name as spreadsheets allow it, unlike all others."""
        plain = re.sub(r"[\[\]:*?/\\']", "-", value(wanted, NAME))[:NAME].strip() or "-"
        name, number = plain, 2
        while name.casefold() in self._names:
            name, number = f"{plain[: NAME - 4]} {number}", number + 1
        self._names.add(name.casefold())
        return name

    def _fill(self, sheet: Any, row: int, at: int, content: Cell, column: Column) -> None:
        look: dict[str, Any] = {"border": 1}
        if content.state in _TINTS:
            look["bg_color"] = _TINTS[content.state]
        elif column.fill_in:
            look |= {"bg_color": _FILL_IN, "locked": False}
        if column.date:
            look["num_format"] = "dd/mm/yyyy"
        if content.number is not None:
            sheet.write_number(row, at, content.number, self._format(align="center", **look))
        else:
            self._write(sheet, row, at, content.lines, **look)

    def _limit(self, sheet: Any, first: int, last: int, at: int, column: Column) -> None:
        if column.choices:
            sheet.data_validation(first, at, last, at, {"validate": "list", "source": list(column.choices)})
        elif column.date:
            sheet.data_validation(first, at, last, at, {"validate": "date", "criteria": ">", "value": DAY_ONE})

    def _write(self, sheet: Any, row: int, at: int, lines: Sequence[str], *, wrap: bool = True, **look: Any) -> None:
        """Write text as text: marked as such, so that editing a cell does not make a formula of it either."""
        said = "\n".join(value(line, LONGEST) for line in lines)
        if said:
            sheet.write_string(row, at, said, self._format(text_wrap=wrap, quote_prefix=True, **look))
        else:
            sheet.write_blank(row, at, None, self._format(text_wrap=wrap, **look))

    def _format(self, **look: Any) -> Any:
        look = {"font_name": FONT, "font_size": 10, "valign": "top", "border_color": _LINE} | look
        known = tuple(sorted(look.items()))
        if known not in self._formats:
            self._formats[known] = self._book.add_format(look)
        return self._formats[known]


def shortened(lines: Sequence[str], lang: Lang) -> tuple[str, ...]:
    """Return at most `LINES` lines, the last of which says how many more there are."""
    more = len(lines) - LINES + 1
    if more <= 1:
        return tuple(lines)
    rest = text(f"dan {more} lagi di laporan JSON", f"and {more} more in the JSON report").say(lang)
    return (*lines[: LINES - 1], rest)


def _height(cells: Iterable[tuple[Sequence[str], int]]) -> int:
    """Return how high a row has to be: not every program finds out by itself."""
    lines = (sum(len(textwrap.wrap(line[:LONGEST], width + 2)) or 1 for line in said) for said, width in cells if said)
    return min(max(lines, default=1) * LINE + 3, TALLEST)


def _plain(footer: str) -> str:
    """In a footer `&` begins a code."""
    return footer.replace("&", "&&")
