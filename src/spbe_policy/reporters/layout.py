"""Lines of plain text: made harmless, wrapped at a fixed width, so that the same report gives the same bytes.

Only on a terminal narrower than that do lines follow the terminal (`fit`).
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

WIDTH = 100
"""Columns of a line. What must be copied whole (a command, an address) may be longer."""

LONGEST = 400
"""Characters of one value that are printed; the JSON report has all of them."""

EDGE = 18
"""Column at which the text of a labelled row begins."""

NARROWEST = 50
"""Columns below which no terminal is followed."""

LEAST = 8
"""Columns that every cell of a table keeps."""

_terminal: int | None = None


def fit(columns: int | None) -> None:
    """Follow a terminal of so many columns from now on; None for files and pipes."""
    global _terminal
    _terminal = None if columns is None else max(columns, NARROWEST)


@contextmanager
def whole() -> Iterator[None]:
    """Follow no terminal meanwhile: what is written goes to a file."""
    before = _terminal
    fit(None)
    try:
        yield
    finally:
        fit(before)


def narrowed(widths: Iterable[int]) -> list[int]:
    """Return the widths of columns, two blanks between them, so that a line fits: the widest give way."""
    given = list(widths)
    while _terminal and sum(given) + 2 * (len(given) - 1) > _terminal and max(given) > LEAST:
        given[given.index(max(given))] -= 1
    return given


def cells(row: Sequence[str], widths: Sequence[int], right: Iterable[int] = ()) -> str:
    """Return a row of a table; what is too long ends in an ellipsis, the columns named go to the right."""
    shown = (cell if len(cell) <= width else f"{cell[: width - 1]}…" for cell, width in zip(row, widths, strict=True))
    aligned = (
        cell.rjust(width) if at in right else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(shown, widths, strict=True))
    )
    return "  ".join(aligned).rstrip()


_COMMAND = re.compile(r"##(?=\w*\[)|(?<!\S)::(?=[A-Za-z-]+(?: |::))")
"""How commands begin that CI servers obey in a log: `::name` leading a line, `##[…]`, `##vso[…]` anywhere."""


def clean(text: str) -> str:
    r"""Return untrusted text as one harmless line.

    White space is folded; control, escape and direction characters are written out (`\x1b`), so that no name or answer
    can move the cursor, add a line or hide one, and no CI server takes it for a command.
    """
    return _shown(" ".join(text.split()))


def value(text: str, longest: int = LONGEST) -> str:
    """Return what an app said or showed, as harmless as `clean` makes it and no longer than `longest`."""
    shown = clean(text[: 4 * longest])
    whole = len(shown) <= longest and len(text) <= 4 * longest
    return shown if whole else f"{shown[:longest]}…"


def code(text: str) -> list[str]:
    """Return lines to copy, indentation kept, as harmless as `clean` makes them."""
    return [_shown(line.expandtabs(4)).rstrip() for line in text.splitlines()]


def _shown(line: str) -> str:
    """Write out what is not printable, and what a CI server would obey; wrapping may put any word first in a line."""
    visible = line if line.isprintable() else "".join(map(_visible, line))
    return _COMMAND.sub(lambda found: f"\\x{ord(found[0][0]):02x}{found[0][1]}", visible)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def wrap(text: str, indent: int = 0, hang: int = 0) -> list[str]:
    """Wrap one paragraph; lines after the first are indented by `hang` more."""
    return textwrap.wrap(
        clean(text),
        min(WIDTH, _terminal or WIDTH),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def row(label: str, *paragraphs: str) -> list[str]:
    """Return a label with its paragraphs beside it; without any text there is no row."""
    lines = [line for paragraph in paragraphs if paragraph for line in wrap(paragraph, EDGE)]
    return [f"  {label} ".ljust(EDGE) + lines[0][EDGE:], *lines[1:]] if lines else []


def copied(label: str, text: str) -> list[str]:
    """Return a label with a value that is to be copied whole: on one line, however long."""
    return [f"  {label} ".ljust(EDGE) + value(text)] if text else []


def heading(text: str) -> list[str]:
    """Return the heading of a section, underlined."""
    lines = wrap(text)
    return [*lines, "=" * max(map(len, lines))]


def page(sections: Iterable[Iterable[str]]) -> str:
    """Join sections, one blank line between those that have lines."""
    blocks = ("\n".join(lines) for lines in sections)
    return "\n\n".join(block for block in blocks if block) + "\n"
