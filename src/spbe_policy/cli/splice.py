"""Puts entries into a list of a YAML file and touches no other character: comments, order, line ends stay.

A YAML writer would set the whole file anew, and comments between two keys would move.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from spbe_policy.errors import InputError, UsageError
from spbe_policy.reading import parse_yaml

Edit = tuple[int, int, str]
"""From, to, and what stands there afterwards."""


def put_document(text: str, entry: Mapping[str, str]) -> str:
    """Return the manifest's text with this document; the one of the same `path` is brought up to date."""
    return put(text, "documents", [entry], "path")


def put(text: str, key: str, entries: Iterable[Mapping[str, str]], same: str | None = None) -> str:
    """Return the text with these entries in the list under `key`.

    An entry there that is of the `same` name or path is brought up to date; all others are added at the end.
    """
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, MappingNode) or root.flow_style:
        raise UsageError("berkas harus berupa kunci per baris", "the file must have one key a line")
    line = "\r\n" if "\r\n" in text else "\n"
    edits = sorted(_edits(text, root, key, list(entries), same), key=lambda edit: edit[:2])
    for start, end, content in reversed(edits):
        text = text[:start] + content.replace("\n", line) + text[end:]
    return text


def _edits(
    text: str, root: MappingNode, key: str, entries: list[Mapping[str, str]], same: str | None
) -> Iterator[Edit]:
    listed = _value(root, key)
    known = {_name(item, same): item for item in reversed(listed.value)} if listed is not None and same else {}
    new = []
    for entry in entries:
        item = known.get(PurePosixPath(entry[same])) if same else None
        if item is None:
            new.append(entry)
        else:
            yield from _changes(text, item, {name: value for name, value in entry.items() if name != same})
    if new:
        yield _added(text, root, key, listed, new)


def _added(text: str, root: MappingNode, key: str, listed: Any, new: list[Mapping[str, str]]) -> Edit:
    """Put new items at the end of the list, in its style."""
    if listed is None:
        return _after(text, root, f"{key}:\n{_items(new, 2)}")
    if not listed.flow_style:
        return _after(text, listed, _items(new, listed.start_mark.column))
    if listed.value:
        end = listed.end_mark.index - 1
        return end, end, "".join(f", {{{_pairs(entry)}}}" for entry in new)
    start = len(text[: listed.start_mark.index].rstrip(" "))
    return start, listed.end_mark.index, f"\n{_items(new, 2)}".rstrip("\n")


def _changes(text: str, item: MappingNode, entry: Mapping[str, str]) -> Iterator[Edit]:
    """Change the values that differ; put keys that are missing at the end of the item."""
    missing = {}
    for key, value in entry.items():
        node = _value(item, key)
        if node is None:
            missing[key] = value
        elif node.value != value:
            yield node.start_mark.index, node.end_mark.index, scalar(value)
    if missing and item.flow_style:
        yield item.end_mark.index - 1, item.end_mark.index - 1, f", {_pairs(missing)}"
    elif missing:
        indent = " " * item.value[0][0].start_mark.column
        yield _after(text, item, "".join(f"{indent}{key}: {scalar(value)}\n" for key, value in missing.items()))


def _after(text: str, node: Any, lines: str) -> Edit:
    """Put lines below the last line of a node."""
    end = _end(node)
    if not text[:end].endswith("\n"):
        end = text.find("\n", end) + 1 or len(text)
    unfinished = not text[:end].endswith("\n")
    return end, end, f"\n{lines}" if unfinished else lines


def _end(node: Any) -> int:
    """Where the last thing in a node ends; ruamel's own mark of a block is beyond the comments that follow."""
    if isinstance(node, ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last if isinstance(node, SequenceNode) else last[1])


def _value(node: Any, key: str) -> Any:
    pairs = node.value if isinstance(node, MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _name(item: Any, same: str) -> PurePosixPath | None:
    """What tells one item from another: a path, or a name (which is compared in the same way)."""
    found = _value(item, same)
    return PurePosixPath(found.value) if found is not None else None


def _items(entries: Iterable[Mapping[str, str]], column: int) -> str:
    return "".join(_item(entry, column) for entry in entries)


def _item(entry: Mapping[str, str], column: int) -> str:
    indent = " " * column
    lines = [f"{indent}  {key}: {scalar(value)}\n" for key, value in entry.items()]
    return f"{indent}- {lines[0].lstrip()}{''.join(lines[1:])}"


def _pairs(entry: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {scalar(value)}" for key, value in entry.items())


def scalar(value: str) -> str:
    """Write text plainly where YAML reads it back as the same text, else in double quotes."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._/:-]*[A-Za-z0-9]|[A-Za-z]", value):
        try:
            if parse_yaml(value, "").data == value:
                return value
        except InputError:
            pass
    return "".join(_printed(character) for character in json.dumps(value, ensure_ascii=False))


def _printed(character: str) -> str:
    """Write what YAML does not take as it is (other line ends, control and direction characters) by its number."""
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
