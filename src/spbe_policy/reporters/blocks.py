"""A paper as data: the blocks that the DOCX and the PDF of it share, and what makes their text harmless."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from spbe_policy.report import Verdict
from spbe_policy.reporters.layout import value
from spbe_policy.texts import Lang

BLANK = "…" * 10
"""What stands where people fill in by hand."""

LONGEST = 4000
"""Characters of one line of a paper."""


def lines(said: str) -> list[str]:
    """Return the lines of a text, each of them harmless."""
    return [value(line, LONGEST) for line in said.split("\n")]


@dataclass(frozen=True, slots=True)
class Title:
    """Centred lines in bold at the head of a paper or of its annex; `letterhead` keeps the place for one above."""

    lines: tuple[str, ...]
    letterhead: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Par:
    """A paragraph."""

    text: str
    look: Literal["plain", "strong", "small", "centred"] = "plain"


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with their values, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `widths` are shares of the page's width, line breaks in a cell count."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """The verdict, large; `verdict` gives its colour."""

    text: str
    below: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, side by side: who signs, and what is written below the name."""

    signers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one page, where they fit on one."""

    blocks: tuple["Block", ...]


Block = Title | Heading | Par | Fields | Grid | Banner | Signatures | NewPage | Together


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: `marks` stand on top of every page, `made` is the moment that its file names."""

    title: str
    marks: tuple[str, str]
    made: datetime
    lang: Lang
    blocks: tuple[Block, ...] = field(default=())
