"""A data set's entry in a DCAT catalogue written as JSON-LD (DCAT 3, DCAT-US, ckanext-dcat). Pure.

Terms are known by their last part, whatever the prefix (`dct:modified`, `http://purl.org/dc/terms/modified`,
`modified`); a name that the document's own `@context` gives to a term is followed. No context is fetched and no RDF is
built: a date needs neither, and a processor (pyld) would ask servers that the document names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MAX_NODES = 50_000

Node = Mapping[str, Any]


@dataclass(frozen=True)
class DataSetEntry:
    """A `dcat:Dataset` within its document."""

    document: "Catalogue"
    node: Node

    def texts(self, *path: str) -> list[str]:
        """Return the texts that a path of terms leads to."""
        here: list[Any] = [self.node]
        for term in path:
            # Each node once: a document of many references to one long list would be read for hours.
            nodes = {id(node): node for node in here if isinstance(node, Mapping)}
            here = [value for node in nodes.values() for value in self.document.values(node, term)]
        return [value for value in here if isinstance(value, str)]


class Catalogue:
    """A JSON-LD document."""

    def __init__(self, document: Any) -> None:
        self.nodes = list(_nodes(document))

    @cached_property
    def names(self) -> dict[str, str]:
        """The terms that the document's own contexts give other names to."""
        contexts = [item for node in self.nodes for item in _list(node.get("@context")) if isinstance(item, Mapping)]
        told = (
            (name, item.get("@id") if isinstance(item, Mapping) else item)
            for each in contexts
            for name, item in each.items()
        )
        return {name: _tail(term) for name, term in told if isinstance(term, str) and not name.startswith("@")}

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The nodes that say more of themselves than their name."""
        return {node["@id"]: node for node in self.nodes if isinstance(node.get("@id"), str) and len(node) > 1}

    def data_sets(self, wanted: str | None) -> list[DataSetEntry]:
        """Return the data sets, or those whose `@id` or identifier is the one wanted."""
        found = [DataSetEntry(self, node) for node in self.nodes if "dataset" in self._types(node)]
        return [each for each in found if wanted in (None, each.node.get("@id"), *each.texts("identifier"))]

    def values(self, node: Node, term: str) -> Iterator[Any]:
        """Yield what a node says under a term: texts, and nodes where there is more to say."""
        for name, value in node.items():
            if (self.names.get(name) or _tail(name)).casefold() == term.casefold():
                yield from map(self._value, _list(value))

    def _value(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        named = value.get("@id")
        return value.get("@value") or (self.by_id.get(named) if isinstance(named, str) else None) or named or value

    def _types(self, node: Node) -> set[str]:
        named = [*_list(node.get("@type")), *self.values(node, "type")]
        return {(self.names.get(name) or _tail(name)).casefold() for name in named if isinstance(name, str)}


def _nodes(document: Any) -> Iterator[Node]:
    """Yield every object of the document; without recursion, since a stranger wrote it."""
    waiting, count = [document], 0
    while waiting and count < MAX_NODES:
        item = waiting.pop()
        if isinstance(item, Mapping):
            count += 1
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _tail(term: str) -> str:
    """Return the last part of a term: `modified` of `dct:modified` and of its whole IRI."""
    return term.rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2]
