"""Markdown that untrusted text cannot break out of, in the dialects of GitHub and GitLab.

Mentions, references, links, quick actions and HTML work everywhere but in code: what is not plainly words stands there.
"""

import re
from itertools import groupby

from spbe_policy.reporters.layout import LONGEST, code, value
from spbe_policy.reporters.lines import PROSE

_WORD = re.compile(
    r"(?!(?i:www)\.|GH-)[('\"“]*(?:[^\W_]+(?:[-–.,/+=’'][^\W_]+)*)?[)'\"”%.,;:?!…]*|[–—]",
)
_LETTERS = re.compile(r"[A-Za-z ,]+\.?")

_LIST = re.compile(r"\d+[.)]")
"""What would begin a list at the start of a paragraph."""


def prose(said: str) -> str:
    """Return untrusted text as one paragraph: words as they are, everything else as code."""
    shown = value(said, PROSE)
    if _LETTERS.fullmatch(shown):
        return shown
    words = shown.split(" ")
    plain = [bool(_WORD.fullmatch(word)) and not (at == 0 and _LIST.fullmatch(word)) for at, word in enumerate(words)]
    runs = groupby(zip(plain, words, strict=True), key=lambda pair: pair[0])
    joined = ((is_plain, " ".join(word for _, word in run)) for is_plain, run in runs)
    return " ".join(run if is_plain else span(run, PROSE) for is_plain, run in joined)


def span(said: str, longest: int = LONGEST) -> str:
    """Return untrusted text as code in a line; nothing stays nothing."""
    shown = value(said, longest)
    if not shown:
        return ""
    fence = "`" * (_ticks(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(said: str) -> list[str]:
    """Return the lines of a block of code, to copy."""
    lines = code(said[: 4 * PROSE])
    fence = "`" * max(3, _ticks("\n".join(lines)) + 1)
    return [fence, *lines, fence]


def folded(summary: str, lines: list[str]) -> list[str]:
    """Return lines that open on a click; `summary` is ours."""
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"]


def _ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
