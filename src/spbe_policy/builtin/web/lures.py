"""Finds the words of an advertiser (gambling spam) in texts and host names; the words come from the pack. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_LEET = str.maketrans("01345", "oieas")
_MIN_JOINED = 8
"""Letters that a word joined of several must have to count anywhere in a label of a host."""


@dataclass(frozen=True)
class Lures:
    """`words` are what only the advertiser says; who uses one of `against` beside them may well fight him."""

    words: tuple[str, ...]
    against: tuple[str, ...] = ()

    @cached_property
    def _said(self) -> re.Pattern[str]:
        return _any_of(self.words)

    @cached_property
    def _fought(self) -> re.Pattern[str]:
        return _any_of(self.against)

    def found(self, text: str) -> tuple[str, ...]:
        """Return the words that a text says, sorted; case, separators and figures for letters do not hide them."""
        plain = unicodedata.normalize("NFKC", text).lower()
        hits = [match[1] for form in (plain, plain.translate(_LEET)) for match in self._said.finditer(form)]
        return tuple(sorted({_joined(hit) for hit in hits}))

    def fought(self, text: str) -> bool:
        """Whether a text speaks against it, as news and warnings do."""
        return bool(self._fought.search(text.lower()))

    def in_host(self, host: str) -> tuple[str, ...]:
        """Return the words in the labels of a host: at the edge of a part, or joined of several anywhere."""
        labels = [label for label in host.lower().split(".") if label]
        joined = {_joined(word): " " in word for word in self.words}
        return tuple(
            sorted(word for word, several in joined.items() if any(_in(label, word, several) for label in labels))
        )


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = (r"[\W_]{0,3}".join(map(re.escape, word.lower().split())) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])({'|'.join(parts) or '(?!)'})(?:\d{{1,5}})?(?![^\W_])")


def _joined(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.lower())


def _in(label: str, word: str, several: bool) -> bool:
    whole = label.replace("-", "")
    if several and len(word) >= _MIN_JOINED and word in whole:
        return True
    parts = (*label.split("-"), whole)
    bare = (re.sub(r"\d+[a-z]?$|^\d+", "", part) for part in parts)
    return any(part.startswith(word) or part.endswith(word) for part in (*parts, *bare))
