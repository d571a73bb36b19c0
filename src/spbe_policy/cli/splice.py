"""Puts a document's entry into the text of a manifest and touches no other character: comments, order, line ends stay.

A YAML writer would set the whole file anew, and comments between two keys would move.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from spbe_policy.errors import InputError, UsageError
from spbe_policy.reading import parse_yaml

Edit = tuple[int, int, str]
"""From, to, and what stands there afterwards."""

KEY = "documents"


def put_document(text: str, entry: Mapping[str, str]) -> str:
    """Return the manifest's text with this entry; the one of the same `path` is brought up to date."""
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, MappingNode) or root.flow_style:
        raise UsageError("manifes harus berupa kunci per baris", "the manifest must have one key a line")
    line = "\r\n" if "\r\n" in text else "\n"
    for start, end, content in sorted(_edits(text, root, entry), reverse=True):
        text = text[:start] + content.replace("\n", line) + text[end:]
    return text


def _edits(text: str, root: MappingNode, entry: Mapping[str, str]) -> Iterator[Edit]:
    listed = _value(root, KEY)
    if listed is None:
        yield _after(text, root, f"{KEY}:\n{_item(entry, 2)}")
        return
    same = next((item for item in listed.value if _path(item) == PurePosixPath(entry["path"])), None)
    if same is not None:
        yield from _changes(text, same, entry)
    elif not listed.flow_style:
        yield _after(text, listed, _item(entry, listed.start_mark.column))
    elif listed.value:
        yield listed.end_mark.index - 1, listed.end_mark.index - 1, f", {{{_pairs(entry)}}}"
    else:
        start = len(text[: listed.start_mark.index].rstrip(" "))
        yield start, listed.end_mark.index, f"\n{_item(entry, 2)}".rstrip("\n")


def _changes(text: str, item: MappingNode, entry: Mapping[str, str]) -> Iterator[Edit]:
    """Change the values that differ; put keys that are missing at the end of the item."""
    missing = {}
    for key, value in entry.items():
        node = _value(item, key)
        if node is None:
            missing[key] = value
        elif node.value != value and key != "path":
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


def _path(item: Any) -> PurePosixPath | None:
    found = _value(item, "path")
    return PurePosixPath(found.value) if found is not None else None


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
    return json.dumps(value, ensure_ascii=False)
