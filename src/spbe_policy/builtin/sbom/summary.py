"""One pass over a document: what its components lack, in counts and a few examples. Pure, and linear in its size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from spbe_policy.builtin.sbom import purls
from spbe_policy.builtin.sbom.bom import Component, Document, present, shown
from spbe_policy.builtin.sbom.facts import Bom, Inventory, Lacking
from spbe_policy.builtin.sbom.graph import Graph, admits_gaps, graph
from spbe_policy.builtin.sbom.reading import without_collecting

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
        draft=document.is_draft,
    )


def _word(value: str | None) -> str | None:
    return present(shown(value, 200)) if value else None


def inventory(document: Document, path: str) -> Inventory:
    """Return the summary of a valid document."""
    with without_collecting():
        components = list(document.components())
        lacking: dict[str, _Tally] = {}
        software = 0
        for one in components:
            software += one.is_software
            for what in _lacks(one):
                lacking.setdefault(what, _Tally()).add(one.label)
        links = _connected(graph(document, components))
    told: dict[str, Any] = {what: tally.told() for what, tally in lacking.items()}
    return Inventory(
        path=path,
        components=len(components),
        software=software,
        authors=len(document.authors),
        tools=_few(document.tools),
        lifecycles=_few(document.lifecycles),
        admits_gaps=admits_gaps(document.compositions),
        **links,
        **told,
    )


def _lacks(one: Component) -> list[str]:
    """Return the names of the fields that this component adds to."""
    found = _unnamed(one) if one.is_software else []
    if not (algorithms := one.algorithms):
        found.append("no_hash")
    elif algorithms <= _WEAK:
        found.append("weak_hash")
    return found


def _unnamed(one: Component) -> list[str]:
    version, purl, found = one.version, one.purl, list[str]()
    if version is None:
        found.append("no_version")
    if one.supplier is None:
        found.append("no_supplier")
    if purl is None:
        found += [] if one.identified else ["no_identifier"]
    elif not purls.plainly(purl, one.name, version):
        said = purls.parse(purl)
        found += ["bad_purl"] if said is None else [] if purls.agrees(one, said) else ["other_purl"]
    return found


def _connected(links: Graph) -> dict[str, Any]:
    """Return the fields about the graph."""
    depths = links.depths()
    return {
        "of_itself": _of_itself(links),
        "depth": max(depths.values(), default=0),
        "orphans": _labelled(links.orphans(depths)),
        "unknown": _labelled(links.unknown(depths)),
        "dangling": _listed(links.dangling()),
        "repeated": _listed(links.repeated),
    }


def _of_itself(links: Graph) -> str:
    if links.root is None:
        return "none"
    if links.edges.get(links.root) or links.nested.get(links.root):
        return "known"
    return "empty" if links.root in links.edges else "unknown"


def _labelled(components: Sequence[Component]) -> Lacking:
    return Lacking(count=len(components), examples=tuple(one.label for one in components[:EXAMPLES]))


def _listed(refs: Sequence[str]) -> Lacking:
    return Lacking(count=len(refs), examples=_few(refs))


def _few(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(shown(name) for name in islice(names, EXAMPLES))
