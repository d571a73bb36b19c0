"""Reads a form that was filled in: YAML, or XLSX with headings in either language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spbe_policy.cli import cells
from spbe_policy.cli.form_words import COLUMN_TITLES, HEAD, HEAD_SHEET
from spbe_policy.errors import InputError, Place
from spbe_policy.forms import COLUMNS, PARTIES, Form
from spbe_policy.reading import Document, Path_, parse_yaml, read_text
from spbe_policy.sheets import as_text, read_sheets
from spbe_policy.texts import TERMS, Text
from spbe_policy.validation import build

Row = tuple[object, ...]

_WANTED = ("rule", "subject", "seen", "answer", "reason", *COLUMNS)
_EXACT = ("rule", "subject", "seen")
"""What must come back as it was written; all else was typed by a person."""
_PARTY_OF = {title: party for party in PARTIES for title in (TERMS[party].id, TERMS[party].en)}


def read_form(path: Path) -> tuple[Form, Document]:
    """Read a form; whatever is wrong is said with its line, or its cell."""
    document = _workbook(path) if path.suffix.lower() == ".xlsx" else parse_yaml(read_text(path), str(path))
    return build(Form, document), document


@dataclass(frozen=True, slots=True)
class _Workbook(Document):
    """What stands in a workbook, and in which cell."""

    cells: Mapping[Path_, str]

    def place(self, path: Any) -> Place:
        """Return the cell, or that of what is above it."""
        steps = tuple(path)
        while steps and steps not in self.cells:
            steps = steps[:-1]
        return Place(f"{self.file}:{self.cells[steps]}" if steps else self.file)


def _workbook(path: Path) -> Document:
    data: dict[str, Any] = {}
    where: dict[Path_, str] = {}
    for title, rows in read_sheets(path).items():
        if title in (HEAD_SHEET.id, HEAD_SHEET.en):
            data |= _head(title, rows, where)
        elif party := _PARTY_OF.get(title):
            data[party] = list(_questions(path, title, rows, (party,), where))
        elif rows and "answer" in _fields(rows[0]):
            names = ", ".join(_PARTY_OF)
            raise InputError(
                f"lembar {title!r} tidak dikenal; namanya salah satu dari: {names}",
                f"sheet {title!r} is not known; it is called one of: {names}",
                Place(str(path)),
            )
    return _Workbook(str(path), "", data, {}, where)


def _head(title: str, rows: Sequence[Row], where: dict[Path_, str]) -> dict[str, object]:
    said: dict[str, object] = {}
    for number, row in enumerate(rows, start=1):
        label, value = (*row, None, None)[:2]
        if key := _key(HEAD, label):
            where[(key,)] = cells.name(title, number, 2)
            # A number has lost digits of a NIP already: it has to be text.
            said[key] = value if key == "nip" and not isinstance(value, str) else as_text(value).strip()
    return said


def _questions(
    path: Path, title: str, rows: Sequence[Row], above: Path_, where: dict[Path_, str]
) -> Iterator[dict[str, str]]:
    fields = _fields(rows[0]) if rows else {}
    if missing := [COLUMN_TITLES[key] for key in _WANTED[:5] if key not in fields]:
        raise InputError(
            f"lembar {title!r}, baris 1: kolom {missing[0].id!r} tidak ada",
            f"sheet {title!r}, row 1: there is no column {missing[0].en!r}",
            Place(str(path)),
        )
    count = 0
    for number, row in enumerate(rows[1:], start=2):
        said = {key: _said(key, row[at]) for key, at in fields.items() if at < len(row) and row[at] is not None}
        if said:
            where[(*above, count)] = cells.name(title, number, 1)
            where |= {(*above, count, key): cells.name(title, number, at + 1) for key, at in fields.items()}
            count += 1
            yield said


def _said(key: str, value: object) -> str:
    return cells.plain(as_text(value)) if key in _EXACT else as_text(value).strip()


def _fields(headings: Row) -> dict[str, int]:
    """Return the columns that are read, counted from 0."""
    found = {_key(COLUMN_TITLES, heading): at for at, heading in enumerate(headings)}
    return {key: at for key, at in found.items() if key in _WANTED}


def _key(titles: Mapping[str, Text], label: object) -> str:
    """Return the key that a heading stands for, in either language; empty for any other text."""
    said = as_text(label).strip().lower()
    return next((key for key, title in titles.items() if said in (title.id.lower(), title.en.lower())), "")
