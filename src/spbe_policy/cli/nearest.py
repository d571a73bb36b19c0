"""What a misspelt name was probably meant to be."""

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the end of a sentence that proposes the nearest known name, in both languages; empty when none is near."""
    import difflib

    found = difflib.get_close_matches(name, known, n=1)
    return (f"; mungkin maksudnya {found[0]!r}?", f"; did you mean {found[0]!r}?") if found else ("", "")
