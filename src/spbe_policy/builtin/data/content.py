"""The digest of what a source says, without its date: a date that moves over the same content is only a stamp. Pure.

What is left out is little and named here: the date itself, and what says by its name that it changes with every answer.
Leaving out more would call a real update a stamp.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from spbe_policy.errors import InputError
from spbe_policy.reading import canonical, digest

if TYPE_CHECKING:
    from lxml.etree import _Element

VOLATILE = frozenset(
    {"elapsed", "execution_time", "generated", "generated_at", "generatedat", "request_id", "requestid", "server_time"}
    | {"servertime", "timestamp", "took", "trace_id", "traceid"}
)
"""Keys of JSON, in lower case, that change with every answer."""

_UNREAD = ("script", "style", "noscript", "template")


def of_json(document: Any, pointer: str) -> str | None:
    """Return the digest of a document without the value that a pointer (RFC 6901) leads to."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    try:
        return digest(canonical(_without(document, steps)))
    except (InputError, RecursionError):  # numbers beyond what has a canonical form
        return None


def of_rows(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the digest of the rows of a table."""
    return digest(canonical([list(row) for row in rows]))


def of_files(bodies: Iterable[bytes]) -> str:
    """Return the digest of files, in whatever order they are listed."""
    return digest("\n".join(sorted(digest(body) for body in bodies)).encode())


def of_page(root: "_Element", dates: Iterable["_Element"]) -> str:
    """Return the digest of a page's text without the elements that carry its date."""
    return digest(" ".join(_words(root, set(dates))).encode("utf-8", "replace"))


def of_entries(entries: Iterable["_Element"], dates: Iterable[str]) -> str:
    """Return the digest of a feed's entries without their dates."""
    left_out = set(dates)
    texts = sorted(
        " ".join(" ".join(child.itertext()) for child in entry if str(child.tag).rpartition("}")[2] not in left_out)
        for entry in entries
    )
    return digest("\n".join(texts).encode("utf-8", "replace"))


def _words(root: "_Element", dates: "set[_Element]") -> Iterable[str]:
    from lxml import etree

    skipped = 0
    for event, item in etree.iterwalk(root, events=("start", "end")):
        away = item in dates or item.tag in _UNREAD
        if event == "start":
            skipped += away
            if not skipped and item.text:
                yield from item.text.split()
        else:
            skipped -= away
            if not skipped and item.tail:
                yield from item.tail.split()


def _without(value: Any, steps: list[str]) -> Any:
    """Return a copy without what the steps lead to, and without what is volatile."""
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if name.casefold() not in VOLATILE and [name] != steps}
        return {name: _without(item, _onward(name, steps)) for name, item in kept.items()}
    if isinstance(value, list):
        return [_without(item, _onward(str(at), steps)) for at, item in enumerate(value) if [str(at)] != steps]
    return value


def _onward(name: str, steps: list[str]) -> list[str]:
    return steps[1:] if steps[:1] == [name] and len(steps) > 1 else []
