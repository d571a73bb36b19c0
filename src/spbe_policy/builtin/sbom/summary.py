"""One pass over a document: what its components lack, in counts and a few examples. Pure, and linear in its size."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from spbe_policy.builtin.sbom import purls
from spbe_policy.builtin.sbom.bom import Component, Document, present, shown
from spbe_policy.builtin.sbom.facts import Bom, Inventory, Lacking
from spbe_policy.builtin.sbom.graph import Graph, admits_gaps, graph
from spbe_policy.builtin.sbom.reading import without_collecting

EXAMPLES = 5
_WEAK = {"MD5", "SHA-1"}


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
        components, software = document.components, document.software
        wrong = {
            "no_version": [one for one in software if one.version is None],
            "no_supplier": [one for one in software if one.supplier is None],
            "no_identifier": [one for one in software if not one.identified],
            **_misnamed(software),
            **_untraceable(components),
        }
        links = _connected(graph(document, components))
    told: dict[str, Any] = {what: _labelled(lacking) for what, lacking in wrong.items()}
    return Inventory(
        path=path,
        components=len(components),
        software=len(software),
        authors=len(document.authors),
        tools=_few(document.tools),
        lifecycles=_few(document.lifecycles),
        admits_gaps=admits_gaps(document.compositions),
        **links,
        **told,
    )


def _misnamed(software: Iterable[Component]) -> dict[str, list[Component]]:
    """Return the components whose package URL is none, and those whose package URL speaks of something else."""
    bad, other = list[Component](), list[Component]()
    for one in software:
        if not purls.plainly(one.raw) and (purl := one.purl):
            said = purls.parse(purl)
            if said is None:
                bad.append(one)
            elif not purls.agrees(one, said):
                other.append(one)
    return {"bad_purl": bad, "other_purl": other}


def _untraceable(components: Iterable[Component]) -> dict[str, list[Component]]:
    """Return the components without a digest, and those that have weak ones only."""
    without, weak = list[Component](), list[Component]()
    for one in components:
        if not (digests := one.digests):
            without.append(one)
        elif digests[0].get("alg") in _WEAK and all(each.get("alg") in _WEAK for each in digests):
            weak.append(one)
    return {"no_hash": without, "weak_hash": weak}


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
