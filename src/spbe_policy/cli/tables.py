"""Plain tables for the terminal."""

from collections.abc import Iterable, Sequence

from spbe_policy.reporters.layout import cells, narrowed


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return lines with aligned columns, a heading above a rule; on a narrow terminal long cells are cut."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = narrowed(max(len(row[at]) for row in lines) for at in range(len(head)))
    shown = [cells(row, widths) for row in lines]
    shown.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(shown) + "\n"
