"""Every error that we raise on purpose. Each speaks both languages and carries its exit code.

Exit codes, never reused: 0 yes, 1 no, 2 wrong usage or unreadable input, 3 undecided, 4 integrity, 70 our own fault.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text something stands: file name as the user gave it, line and column counted from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class SpbePolicyError(Exception):
    """Base of all our errors; `str(error)` is the Indonesian message, `say(lang)` gives either language."""

    exit_code: ClassVar[int] = 2

    def __init__(self, id: str, en: str, place: Place | None = None) -> None:  # noqa: A002 (the language's code)
        super().__init__(id)
        self.texts = {"id": id, "en": en}
        self.place = place

    def say(self, lang: str) -> str:
        """Return the message in `lang` ("id" or "en"), led by the place when there is one."""
        return f"{self.place}: {self.texts[lang]}" if self.place else self.texts[lang]

    def __str__(self) -> str:
        return self.say("id")


class UsageError(SpbePolicyError):
    """The call itself is wrong: an unknown option value, an unknown rule, a file that does not exist."""


class InputError(SpbePolicyError):
    """A file that people write (manifest, authority, register, decisions, pack) cannot be used as it is."""


class RefusedError(SpbePolicyError):
    """A path or an address in untrusted input leads where the tool does not go."""


class PluginError(SpbePolicyError):
    """A plugin cannot be loaded, or two things claim one name; the run stops before any traffic."""


class IntegrityError(SpbePolicyError):
    """A digest pinned by a lock file does not hold."""

    exit_code: ClassVar[int] = 4
