"""A form as XLSX: a sheet for its head, one for the questions of each party."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from spbe_policy.cli import cells
from spbe_policy.cli.form_words import COLUMN_TITLES, HEAD, HEAD_SHEET, answered_by, intro
from spbe_policy.cli.language import chosen
from spbe_policy.errors import InputError
from spbe_policy.forms import COLUMNS, PARTIES, Entry, Form, choices, expects
from spbe_policy.sheets import library
from spbe_policy.texts import term

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

_TO_FILL_IN = ("answer", "reason", *COLUMNS)
_IF_ANY = ("documents", "delivered", "found", "vendor_answer")
"""Columns that stand only where a question has something in them."""

_WIDTHS = {"rule": 24, "subject": 12, "level": 11, "title": 30, "question": 44, "type": 20, "documents": 24}
_WIDTHS |= {"delivered": 32, "found": 30, "seen": 30, "vendor_answer": 14, "answer": 14, "reason": 32}
_WIDTHS |= dict.fromkeys(COLUMNS, 19)
_LINE, _MOST_LINES = 15, 27
_DAYS, _TEXT = "yyyy-mm-dd", "@"
_OPEN, _HEADING = "FFF8DC", "DDE6F0"
_LONGEST = 32_767
"""Characters that a cell holds."""


def write(form: Form, path: Path) -> bytes:
    """Return the form as an XLSX file; `path` is what errors call it."""
    book = library(path).Workbook()
    _write_head(book.active, form)
    for party in PARTIES:
        if entries := form.of(party):
            _write_questions(book.create_sheet(term(party, chosen())), entries)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _write_head(sheet: "Worksheet", form: Form) -> None:
    sheet.title = HEAD_SHEET.say(chosen())
    for line in intro(form):
        _put(sheet, sheet.max_row + 1, 1, line.say(chosen())).alignment = _top(wrap=False)
    for party in PARTIES:
        if entries := form.of(party):
            counted = answered_by(party, len(entries)).say(chosen())
            _put(sheet, sheet.max_row + 1, 1, counted).alignment = _top(wrap=False)
    said = form.model_dump(mode="json", by_alias=True)
    for row, (key, title) in enumerate(HEAD.items(), start=sheet.max_row + 2):
        _emphasised(_put(sheet, row, 1, title.say(chosen())))
        cell = _put(sheet, row, 2, said[key])
        cell.number_format = _DAYS if key in ("date", "until") else _TEXT
        if said[key] is None:
            _fill(cell, _OPEN)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 76
    _lay_out(sheet)


def _write_questions(sheet: "Worksheet", entries: Sequence[Entry]) -> None:
    shown = [_shown(entry) for entry in entries]
    keys = [key for key in COLUMN_TITLES if _needed(key, shown, entries)]
    titles: dict[str, str | None] = {key: COLUMN_TITLES[key].say(chosen()) for key in keys}
    offered: dict[tuple[str, ...], DataValidation] = {}
    for row, said in enumerate([titles, *shown], start=1):
        for column, key in enumerate(keys, start=1):
            cell = _put(sheet, row, column, said.get(key))
            if row == 1:
                sheet.column_dimensions[_emphasised(cell).column_letter].width = _WIDTHS[key]
            elif key in _TO_FILL_IN and (entries[row - 2].audited or key not in COLUMNS):
                _offer(cell, key, entries[row - 2], offered)
        lines = max(_lines(value, _WIDTHS[key]) for key in keys if (value := said.get(key)))
        sheet.row_dimensions[row].height = _LINE * min(lines, _MOST_LINES)
    for validation in offered.values():
        sheet.add_data_validation(validation)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    _lay_out(sheet)


def _needed(key: str, shown: Sequence[Mapping[str, str | None]], entries: Sequence[Entry]) -> bool:
    if key in COLUMNS:
        return any(entry.audited for entry in entries)
    return key not in _IF_ANY or any(said[key] for said in shown)


def _lines(value: str, width: int) -> int:
    """Return how many lines a text takes, about; few programs find the height of a row by themselves."""
    return sum(1 + len(part) // (width - 2) for part in value.split("\n"))


def _lay_out(sheet: "Worksheet") -> None:
    """Print it one page wide."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _shown(entry: Entry) -> dict[str, str | None]:
    """Return what each column of a question shows."""
    said = entry.model_dump(mode="json")
    return {
        **{key: said[key] for key in ("rule", "subject", "title", "question", "found", "seen", "vendor_answer")},
        "level": term(entry.level, chosen()) if entry.level else None,
        "type": expects(entry.type, entry).say(chosen()),
        "documents": "\n".join(entry.documents) or None,
        "delivered": "\n".join(f"{paper.path}\n{paper.sha256}" for paper in entry.delivered) or None,
    }


def _offer(cell: "Cell", key: str, entry: Entry, offered: "dict[tuple[str, ...], DataValidation]") -> None:
    """Make a cell one to fill in, with a list of the words that may stand there, or for a day or a whole number."""
    _fill(cell, _OPEN)
    cell.number_format = _TEXT
    if key == "answer":
        cell.number_format = {"date": _DAYS, "number": "0"}.get(entry.type, _TEXT)
        words = tuple(word.say(chosen()) for word in choices(entry.type).values())
        offered.setdefault(words or (entry.type,), _validation(words, entry.type)).add(cell.coordinate)
    elif key in COLUMNS:
        offered.setdefault(COLUMNS[key], _validation(COLUMNS[key], "list")).add(cell.coordinate)


def _validation(words: Sequence[str], kind: str) -> "DataValidation":
    from openpyxl.worksheet.datavalidation import DataValidation

    if words:
        return DataValidation(type="list", formula1=f'"{",".join(words)}"', showErrorMessage=True)
    name: Literal["date", "whole"] = "date" if kind == "date" else "whole"
    return DataValidation(type=name, operator="greaterThanOrEqual", formula1="0", showErrorMessage=True)


def _put(sheet: "Worksheet", row: int, column: int, value: str | None) -> "Cell":
    """Write text as text, wrapped."""
    cell = cast("Cell", sheet.cell(row, column))
    if value is not None:
        if len(text := cells.guarded(value)) > _LONGEST:
            raise InputError("terlalu panjang untuk XLSX; tulis YAML", "too long for XLSX; write YAML")
        cell.value, cell.data_type = text, "s"
    cell.alignment = _top()
    return cell


def _top(*, wrap: bool = True) -> "Alignment":
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=wrap, vertical="top")


def _emphasised(cell: "Cell") -> "Cell":
    from openpyxl.styles import Font

    cell.font = Font(name=cell.font.name, size=cell.font.size, bold=True)
    return _fill(cell, _HEADING)


def _fill(cell: "Cell", colour: str) -> "Cell":
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)
    return cell
