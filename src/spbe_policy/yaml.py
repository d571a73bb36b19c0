"""Strict YAML 1.2: from a parser's events to plain data, with the place of everything.

Two parsers give the events. libyaml is 20 times as fast but reads some rare text otherwise than ruamel's own parser;
a verdict must not depend on which is installed. So libyaml is asked only about text without such rarities, and its word
counts only when nothing is wrong; everything else, errors included, is what ruamel's own parser says.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)
from ruamel.yaml.resolver import Resolver

from spbe_policy.errors import InputError, Place

try:
    from _ruamel_yaml import CParser
except ImportError:
    CParser = None

MAX_DEPTH = 100
"""Levels of lists and mappings in each other; deeper ones are a mistake or an attack."""

Path_ = tuple[str | int, ...]
Positions = dict[Path_, tuple[int, int]]

_RARE = re.compile(
    r"""[%!&*|>?"'\]}](?:  # a set first: the search is then ten times as fast
      (?<=^%)                              # directives
    | (?<=\?)(?<![^\s\[{,]\?)             # a key marked with ?
    | (?<=!)(?<![A-Za-z0-9]!)              # tags
    | (?<=[&*])(?<![A-Za-z0-9].)(?![ ])    # anchors and aliases
    | (?<=[|>])[-+]?[0-9]                  # block text with a stated indentation,
    | (?<=[|>])[-+]?(?:\#|(?:[ ].*)?\n[ ]*\n)  # with a comment close by, with empty lines first
    | (?<=["'\]}]):(?=\S)                  # a key as in JSON: {"a":1}
    )""",
    re.MULTILINE | re.VERBOSE,
)
"""What the two parsers may read differently, found by comparing them (tests/test_yaml.py); too much does no harm."""


def load(text: str, file: str) -> tuple[Any, Positions]:
    """Return the data of one document and, for each path in it, line and column (from 1) of the key or list item.

    The first thing that is wrong is an `InputError` with its place.
    """
    if CParser and _ordinary(text):
        with suppress(Exception):
            data, positions = _read(iter(CParser(text).get_event, None), file)
            if isinstance(data, dict | list):
                return data, positions
    return load_slowly(text, file)


def _ordinary(text: str) -> bool:
    """Whether both parsers read the text alike: also no tabs, control characters, other line ends, byte order marks."""
    return text.replace("\n", "").isprintable() and not _RARE.search(text)


def load_slowly(text: str, file: str) -> tuple[Any, Positions]:
    """Do what `load` does by ruamel's own parser, whose word counts."""
    try:
        return _read(YAML(typ="safe", pure=True).parse(text), file)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problem = error.problem or error.context or "syntax"
        raise InputError(f"YAML tidak sah: {problem}", f"invalid YAML: {problem}", place) from error
    except YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise InputError(
            "YAML tidak sah: huruf kendali", "invalid YAML: control character", Place(file, line)
        ) from error
    except (ValueError, OverflowError, KeyError) as error:  # ruamel: "\\UFFFFFFFF", %YAML 9
        raise InputError(
            "YAML tidak sah: huruf atau versi yang tidak ada",
            "invalid YAML: a character or version that does not exist",
            Place(file),
        ) from error


def _read(events: Iterator[Any], file: str) -> tuple[Any, Positions]:
    reader = _Reader(events, file)
    return reader.document(), reader.positions


class _Reader:
    """Turns events into plain data and remembers where everything stands."""

    def __init__(self, events: Iterator[Any], file: str) -> None:
        self.events = events
        self.file = file
        self.positions: Positions = {}

    def document(self) -> Any:
        next(self.events)
        if not isinstance(next(self.events), DocumentStartEvent):
            return None
        root = next(self.events)
        self.positions[()] = _at(root)
        data = self.value(root, ())
        next(self.events)
        if isinstance(more := next(self.events), DocumentStartEvent):
            raise self.wrong("YAML tidak sah: dokumen kedua", "invalid YAML: a second document", more)
        return data

    def value(self, event: Any, path: Path_) -> Any:
        if len(path) > MAX_DEPTH:
            raise self.wrong("YAML tidak sah: bertingkat terlalu dalam", "invalid YAML: nested too deeply", event)
        self.refuse_references(event)
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        if isinstance(event, MappingStartEvent):
            return self.mapping(path)
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            here = (*path, len(items))
            self.positions[here] = _at(event)
            items.append(self.value(event, here))
        return items

    def mapping(self, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self.refuse_references(event)
            if not isinstance(event, ScalarEvent):
                raise self.wrong("kunci harus berupa teks", "a key must be text", event)
            key = self.text(event)
            if key in result:
                raise self.wrong(f"kunci {key!r} tertulis dua kali", f"key {key!r} stands twice", event)
            here = (*path, key)
            self.positions[here] = _at(event)
            result[key] = self.value(next(self.events), here)
        return result

    def refuse_references(self, event: Any) -> None:
        if event.anchor is not None:  # an alias carries the name of its anchor
            raise self.wrong(
                "alias (*) tidak didukung, begitu pula jangkar (&)",
                "aliases (*) are not supported, nor anchors (&)",
                event,
            )
        if event.ctag is not None:
            raise self.wrong(f"tag {event.ctag} tidak didukung", f"tag {event.ctag} is not supported", event)

    def scalar(self, event: Any) -> Any:
        kind = _kind(event.value) if event.implicit[0] else "str"
        if kind == "null":
            return None
        if kind == "bool":
            return event.value.lower() == "true"
        if kind not in {"int", "float"}:
            return self.text(event)
        try:
            return int(event.value.replace("_", ""), 0) if kind == "int" else float(event.value)
        except ValueError:
            raise self.wrong(
                f"nilai {event.value!r} tidak dikenal", f"value {event.value!r} is not known", event
            ) from None

    def text(self, event: Any) -> str:
        text: str = event.value
        if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
            raise self.wrong("huruf Unicode tidak sah", "invalid Unicode character", event)
        return text

    def wrong(self, id: str, en: str, event: Any) -> InputError:  # noqa: A002
        return InputError(id, en, Place(self.file, *_at(event)))


def _at(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _kind(plain: str) -> str:
    """Return what an unquoted value is by YAML 1.2 (`yes` and `12:30` are text)."""
    for tag, pattern in Resolver.yaml_implicit_resolvers.get(plain[:1], ()):
        if pattern.match(plain):
            return str(tag).rpartition(":")[2]
    return "str"
