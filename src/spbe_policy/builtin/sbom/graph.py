"""Noun: the dependency graph of one document. Cycles are ordinary, and nothing here recurses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from spbe_policy.builtin.sbom.bom import Component, Document

_ELSEWHERE = "urn:cdx:"
"""A BOM-Link: a component of another document."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Which part depends on which, by `bom-ref`; a nested component counts as a part of what it is nested in.

    `root` is what the document is about. `parts` are the components by their refs, `nameless` those without, `repeated`
    the refs that name a second one. `edges` hold a key for each part whose dependencies are *known*: none at all is an
    empty tuple, a part without a key is a known unknown. `elsewhere` are refs of what is no component: services.
    """

    root: str | None
    parts: Mapping[str, Component]
    nameless: tuple[Component, ...]
    repeated: tuple[str, ...]
    edges: Mapping[str, tuple[str, ...]]
    nested: Mapping[str, tuple[str, ...]]
    elsewhere: frozenset[str]

    def depths(self) -> Mapping[str, int]:
        """Return how many steps each reachable part is away from the root; nothing is reachable without one."""
        found: dict[str, int] = {}
        level, depth = [] if self.root is None else [self.root], 0
        while level:
            found |= dict.fromkeys(level, depth)
            near = dict.fromkeys(chain.from_iterable(map(self.below, level)))
            level, depth = [ref for ref in near if ref not in found], depth + 1
        return found

    def below(self, ref: str) -> tuple[str, ...]:
        """Return the parts that one depends on, and those that are nested in it."""
        depended, nested = self.edges.get(ref, ()), self.nested.get(ref)
        return (*depended, *nested) if nested else depended

    def orphans(self, depths: Mapping[str, int]) -> list[Component]:
        """Return the components that no way from the root leads to."""
        lost = self.parts.keys() - depths.keys()
        return [*self.nameless, *(one for ref, one in self.parts.items() if ref in lost)] if lost else [*self.nameless]

    def unknown(self, depths: Mapping[str, int]) -> list[Component]:
        """Return the reachable ones of which nobody says what they depend on; files and data depend on nothing."""
        silent = (self.parts.keys() & depths.keys()) - self.edges.keys() - self.nested.keys()
        return [one for ref, one in self.parts.items() if ref in silent and one.is_software] if silent else []

    def dangling(self) -> list[str]:
        """Return what the graph speaks of and the document does not hold; parts of other documents are no such."""
        spoken = set(self.edges).union(*self.edges.values())
        absent = spoken - self.parts.keys() - self.elsewhere - {self.root}
        return sorted(ref for ref in absent if not ref.startswith(_ELSEWHERE))


def graph(document: Document, components: Iterable[Component]) -> Graph:
    """Return the graph of a document and its components (`document.components`)."""
    parts, nested = dict[str, Component](), dict[str, list[str]]()
    nameless, repeated = list[Component](), list[str]()
    for one in components:
        ref = one.ref
        if ref is None:
            nameless.append(one)
        elif ref in parts:
            repeated.append(ref)
        else:
            parts[ref] = one
        if ref is not None and one.within is not None and (above := _part(one)):
            nested.setdefault(above, []).append(ref)
    subject = document.subject
    return Graph(
        subject.ref if subject else None,
        parts,
        tuple(nameless),
        tuple(repeated),
        document.dependencies,
        {ref: tuple(below) for ref, below in nested.items()},
        frozenset(ref for each in document.services if isinstance(ref := each.get("bom-ref"), str)),
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
