"""How severe an advisory says a vulnerability is. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

Level = Literal["critical", "high", "medium", "low", "none", "unknown"]
"""CVSS v3.1, 5 and v4.0, 6: the words of the score; `unknown`: no score and no word is told. Never taken for low."""

ORDER: tuple[Level, ...] = ("critical", "high", "unknown", "medium", "low", "none")
"""The most urgent first."""

_WORDS: dict[str, Level] = {
    "critical": "critical",
    "high": "high",
    "important": "high",
    "moderate": "medium",
    "medium": "medium",
    "low": "low",
    "negligible": "low",
    "none": "none",
}


class Severity(NamedTuple):
    """The level, and the base score it comes from (`9.8`); None where only a word was told."""

    level: Level
    score: str | None = None


def severity(said: Iterable[str]) -> Severity:
    """Return the highest of the base scores of CVSS v3 and v4 vectors, else of the words; else `unknown`.

    >>> severity(["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "MODERATE"])
    Severity(level='critical', score='9.8')
    """
    told = tuple(said)
    scores = [score for each in told if each.startswith("CVSS:") and (score := _tenths(each)) is not None]
    if scores:
        highest = max(scores)
        return Severity(_word(highest), f"{highest // 10}.{highest % 10}")
    levels = [level for each in told if (level := _WORDS.get(each.strip().lower()))]
    return Severity(min(levels, key=ORDER.index, default="unknown"))


@lru_cache(maxsize=20_000)
def _tenths(vector: str) -> int | None:
    """Return the base score times ten; None for a vector that cannot be read."""
    from cvss import CVSS3, CVSS4  # type: ignore[import-untyped]
    from cvss.exceptions import CVSSError  # type: ignore[import-untyped]

    try:
        return round(float((CVSS4 if vector.startswith("CVSS:4") else CVSS3)(vector).base_score) * 10)
    except (CVSSError, ValueError, KeyError):
        return None


def _word(tenths: int) -> Level:
    limits: tuple[tuple[int, Level], ...] = ((90, "critical"), (70, "high"), (40, "medium"), (1, "low"))
    return next((level for least, level in limits if tenths >= least), "none")
