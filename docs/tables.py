"""Markdown tables, and texts in both languages as they stand in them."""

from collections.abc import Iterator
from typing import Any

from spbe_policy.texts import TERMS, Text


def head(*names: str) -> Iterator[str]:
    """Yield the two lines that a table begins with."""
    yield row(*names)
    yield "|" + "---|" * len(names)


def row(*cells: Any) -> str:
    """Return one line of a table."""
    return "| " + " | ".join(str(cell).replace("|", r"\|").replace("\n", " ") for cell in cells) + " |"


def both(said: Text) -> str:
    """Say it in both languages; once where they agree."""
    return said.id if said.id == said.en else f"{said.id} / {said.en}"


def term(name: str) -> str:
    """Return the glossary's word in both languages."""
    said = TERMS[name]
    return said.id if said.id == said.en else f"{said.id} / {said.en}"


def sentences(said: Text) -> str:
    """Say it as sentences: Indonesian, then English in italics."""
    return f"{said.id.rstrip('.')}. *{said.en.rstrip('.')}.*"
