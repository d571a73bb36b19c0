"""Noun: the dependency graph of one document. Cycles are ordinary, and nothing here recurses."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spbe_policy.builtin.sbom.bom import Component, Document

_ELSEWHERE = "urn:cdx:"
"""A BOM-Link: a component of another document."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Which part depends on which, by `bom-ref`; a nested component counts as a part of what it is nested in.

    `root` is what the document is about. `edges` hold a key for each part whose dependencies are *known*: none at all
    is an empty tuple, a part without a key is a known unknown.
    """

    root: str | None
    refs: tuple[str, ...]
    edges: Mapping[str, tuple[str, ...]]
    nested: Mapping[str, tuple[str, ...]]

    def depths(self) -> Mapping[str, int]:
        """Return how many steps each reachable part is away from the root; nothing is reachable without one."""
        found: dict[str, int] = {} if self.root is None else {self.root: 0}
        waiting = list(found)
        for ref in waiting:  # grows while it is read: breadth first
            for near in (*self.edges.get(ref, ()), *self.nested.get(ref, ())):
                if near not in found:
                    found[near] = found[ref] + 1
                    waiting.append(near)
        return found

    def repeated(self) -> tuple[str, ...]:
        """Return the refs that name more than one part."""
        return tuple(ref for ref, times in Counter(self.refs).items() if times > 1)

    def dangling(self) -> Iterator[str]:
        """Iterate what the graph speaks of and the document does not hold; parts of other documents are no such."""
        here = {*self.refs, self.root}
        spoken = dict.fromkeys(ref for source, targets in self.edges.items() for ref in (source, *targets))
        return (ref for ref in spoken if ref not in here and not ref.startswith(_ELSEWHERE))


def graph(document: Document, components: Iterable[Component]) -> Graph:
    """Return the graph of a document and its components (`document.components()`)."""
    subject = document.subject
    refs, nested = list[str](), dict[str, list[str]]()
    for one in components:
        if (ref := one.ref) is not None:
            refs.append(ref)
            if one.within is not None and (above := _part(one)):
                nested.setdefault(above, []).append(ref)
    edges: dict[str, tuple[str, ...]] = {}
    for ref, wants in document.dependencies:
        edges[ref] = (*edges[ref], *wants) if ref in edges else wants
    services = [ref for each in document.services if isinstance(ref := each.get("bom-ref"), str)]
    return Graph(
        subject.ref if subject else None,
        (*refs, *services),
        edges,
        {ref: tuple(parts) for ref, parts in nested.items()},
    )


def _part(one: Component) -> str | None:
    """The nearest component around this one that has a ref."""
    above = one.within
    while above is not None and above.ref is None:
        above = above.within
    return above.ref if above else None


def admits_gaps(compositions: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the maker says that something is missing or that nobody knows."""
    return any(str(each.get("aggregate", "")).startswith(("incomplete", "unknown")) for each in compositions)
