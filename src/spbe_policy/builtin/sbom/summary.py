"""One pass over a document: what its components lack, in counts and a few examples. Pure, and linear in its size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from spbe_policy.builtin.sbom import purls
from spbe_policy.builtin.sbom.bom import Component, Document, present, shown
from spbe_policy.builtin.sbom.facts import Bom, Inventory, Lacking
from spbe_policy.builtin.sbom.graph import Graph, admits_gaps, graph

EXAMPLES = 5
_WEAK = {"MD5", "SHA-1"}


@dataclass(slots=True)
class _Tally:
    """Counts what it is given and keeps the first few labels."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, label: str) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(label)

    def told(self) -> Lacking:
        return Lacking(count=self.count, examples=tuple(self.examples))


def identity(document: Document, path: str, sha256: str) -> Bom:
    """Return what a document says of itself, valid or not."""
    subject, listed = document.subject, document.raw.get("components")
    return Bom(
        path=path,
        sha256=sha256,
        format=document.format,
        spec_version=document.spec_version,
        problems=document.problems,
        name=_word(subject.name if subject else None),
        version=_word(subject.version if subject else None),
        components=len(listed) if isinstance(listed, list) else 0,
        timestamp=_word(document.timestamp),
    )


def _word(value: str | None) -> str | None:
    return present(shown(value, 200)) if value else None


def inventory(document: Document, path: str) -> Inventory:
    """Return the summary of a valid document."""
    components = list(document.components())
    lacking: dict[str, _Tally] = {}
    software = 0
    for one in components:
        software += one.is_software
        for what in _lacks(one):
            lacking.setdefault(what, _Tally()).add(one.label)
    told: dict[str, Any] = {what: tally.told() for what, tally in lacking.items()}
    return Inventory(
        path=path,
        components=len(components),
        software=software,
        authors=len(document.authors),
        tools=_few(document.tools),
        lifecycles=_few(document.lifecycles),
        admits_gaps=admits_gaps(document.compositions),
        **_connected(components, graph(document, components)),
        **told,
    )


def _lacks(one: Component) -> Iterator[str]:
    """Yield the names of the fields that this component adds to."""
    hashes = one.hashes
    if not hashes:
        yield "no_hash"
    elif all(algorithm in _WEAK for algorithm, _ in hashes):
        yield "weak_hash"
    if one.is_software:
        yield from _unnamed(one)


def _unnamed(one: Component) -> Iterator[str]:
    if one.version is None:
        yield "no_version"
    if one.supplier is None:
        yield "no_supplier"
    if (purl := one.purl) is None:
        if not one.identified:
            yield "no_identifier"
    elif (found := purls.parse(purl)) is None:
        yield "bad_purl"
    elif not purls.agrees(one, found):
        yield "other_purl"


def _connected(components: list[Component], links: Graph) -> dict[str, Any]:
    """Return the fields about the graph."""
    depths = links.depths()
    orphans, unknown = _Tally(), _Tally()
    for one in components:
        if (ref := one.ref) is None or ref not in depths:
            orphans.add(one.label)
        elif one.is_software and ref not in links.edges and ref not in links.nested:
            unknown.add(one.label)
    return {
        "of_itself": _of_itself(links),
        "depth": max(depths.values(), default=0),
        "orphans": orphans.told(),
        "unknown": unknown.told(),
        "dangling": _counted(links.dangling()),
        "repeated": _counted(links.repeated()),
    }


def _of_itself(links: Graph) -> str:
    if links.root is None:
        return "none"
    if links.edges.get(links.root) or links.nested.get(links.root):
        return "known"
    return "empty" if links.root in links.edges else "unknown"


def _counted(refs: Iterable[str]) -> Lacking:
    tally = _Tally()
    for ref in refs:
        tally.add(shown(ref))
    return tally.told()


def _few(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(shown(name) for name in islice(names, EXAMPLES))
