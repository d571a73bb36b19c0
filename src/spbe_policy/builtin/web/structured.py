"""Structured field values (RFC 9651) as far as security headers need them: dictionaries and items. Pure.

A field that breaks the grammar anywhere is no field at all: `None`, as a browser ignores it whole (section 4.2).
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """A bare word such as `self`; another type than the string `"self"`."""

    text: str


Bare = int | float | str | bytes | bool | Token


@dataclass(frozen=True, slots=True)
class Item:
    """A value with its parameters."""

    value: Bare
    parameters: Mapping[str, Bare] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InnerList:
    """Items in parentheses, with the parameters of the whole."""

    items: tuple[Item, ...]
    parameters: Mapping[str, Bare] = field(default_factory=dict)


Member = Item | InnerList


class _BrokenError(ValueError):
    """The text is no structured field."""


_KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
_TOKEN = re.compile(r"[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")
_NUMBER = re.compile(r"-?(?:\d{1,12}\.\d{1,3}|\d{1,15})(?![\d.])", re.ASCII)
_STRING = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_BYTES = re.compile(r":([A-Za-z0-9+/=]*):")
_DISPLAY = re.compile(r'%"((?:[\x20\x21\x23\x24\x26-\x7e]|%[0-9a-f]{2})*)"')
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_SPACES = re.compile(r" *")


def parse_dictionary(text: str) -> Mapping[str, Member] | None:
    """Return the members of a dictionary (section 4.2.2), None when it is broken; of a repeated key the last counts."""
    reader = _Reader(text.strip(" "))
    try:
        return reader.dictionary()
    except _BrokenError:
        return None


def parse_item(text: str) -> Item | None:
    """Return a single item (section 4.2.3), None when the field is broken or a list."""
    reader = _Reader(text.strip(" "))
    try:
        item = reader.item()
    except _BrokenError:
        return None
    return item if reader.done else None


class _Reader:
    """Reads from left to right; raises `_BrokenError` at the first character that does not belong."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _BrokenError
        self.at = match.end()
        return match

    def sees(self, char: str) -> bool:
        if not self.text.startswith(char, self.at):
            return False
        self.at += len(char)
        return True

    def dictionary(self) -> Mapping[str, Member]:
        found: dict[str, Member] = {}
        while not self.done:
            key = self.take(_KEY)[0]
            found.pop(key, None)
            found[key] = self.member() if self.sees("=") else Item(True, self.parameters())
            if self.text[self.at :].strip(" \t"):
                self.take(_COMMA)
                if self.done:
                    raise _BrokenError
            else:
                self.at = len(self.text)
        return found

    def member(self) -> Member:
        return self.inner_list() if self.sees("(") else self.item()

    def inner_list(self) -> InnerList:
        items = list[Item]()
        while True:
            self.take(_SPACES)
            if self.sees(")"):
                return InnerList(tuple(items), self.parameters())
            items.append(self.item())
            if self.text[self.at : self.at + 1] not in (" ", ")"):
                raise _BrokenError

    def item(self) -> Item:
        return Item(self.bare(), self.parameters())

    def parameters(self) -> Mapping[str, Bare]:
        found: dict[str, Bare] = {}
        while self.sees(";"):
            self.take(_SPACES)
            key = self.take(_KEY)[0]
            found.pop(key, None)
            found[key] = self.bare() if self.sees("=") else True
        return found

    def bare(self) -> Bare:
        first = self.text[self.at : self.at + 1]
        if first == '"':
            return re.sub(r"\\(.)", r"\1", self.take(_STRING)[1])
        if first == ":":
            return _decoded(self.take(_BYTES)[1])
        if first == "?":
            return self.take(re.compile(r"\?([01])"))[1] == "1"
        if first == "@":
            self.at += 1
            return self.number(whole=True)
        if first == "%":
            return _percent(self.take(_DISPLAY)[1])
        return self.number() if first == "-" or first.isdecimal() else Token(self.take(_TOKEN)[0])

    def number(self, *, whole: bool = False) -> int | float:
        digits = self.take(_NUMBER)[0]
        if "." not in digits:
            return int(digits)
        if whole:
            raise _BrokenError
        return float(digits)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise _BrokenError from error


def _percent(text: str) -> str:
    try:
        return re.sub(rb"%([0-9a-f]{2})", lambda match: bytes.fromhex(match[1].decode()), text.encode()).decode()
    except UnicodeDecodeError as error:
        raise _BrokenError from error
