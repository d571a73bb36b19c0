"""Cells of a spreadsheet: text that stays text, and what a cell is called.

No cell is a formula: text that begins as one would (or with the mark itself) is led by an apostrophe, as spreadsheets
do it. Characters that XML has no place for are written as Excel does: `_x001B_`.
"""

import re

_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def guarded(value: str) -> str:
    """Return text that is harmless in any cell; `plain` takes it back."""
    odd = _ODD.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    return f"'{odd}" if not odd or odd[0] in "=+-@'\t\r" else odd


def plain(value: str) -> str:
    """Return the text that `guarded` made harmless."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value.removeprefix("'"))


def name(sheet: str, row: int, column: int) -> str:
    """Return what spreadsheets call a cell, rows and columns counted from 1: `'OPD'!C7`."""
    letters = ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(ord("A") + last) + letters
    return f"'{sheet}'!{letters}{row}"
