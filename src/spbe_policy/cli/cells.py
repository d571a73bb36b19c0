r"""Cells of a spreadsheet: text that stays text, and what a cell is called.

No cell is a formula: text that begins as one would (or with the mark itself) is led by an apostrophe, as spreadsheets
do it. What a spreadsheet would change when it saves (control characters, `\r\n`, `_x0041_`) is written out: `\x0d`.
"""

import re

_WRITTEN = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|\\)")
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def guarded(value: str) -> str:
    """Return text that is harmless in any cell and survives there; `plain` takes it back."""
    kept = _CODED.sub(r"\\x5f", "".join(map(_written_out, value)))
    return f"'{kept}" if not kept or kept[0] in "=+-@'" else kept


def plain(value: str) -> str:
    """Return the text that `guarded` wrote."""
    return _WRITTEN.sub(lambda found: chr(int(found[0][2:] or "5c", 16)), value.removeprefix("'"))


def _written_out(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character.isprintable() or character == "\n":
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def name(sheet: str, row: int, column: int) -> str:
    """Return what spreadsheets call a cell, rows and columns counted from 1: `'OPD'!C7`."""
    letters = ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(ord("A") + last) + letters
    return f"'{sheet}'!{letters}{row}"
