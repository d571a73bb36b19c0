"""What the bills of materials say of vulnerabilities themselves: CycloneDX `vulnerabilities[].analysis`. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from spbe_policy.builtin.sbom.bom import Component, Document, Raw, below, items, present, shown
from spbe_policy_osv.facts import Statement

_ASIDE = {"not_affected", "false_positive", "resolved", "resolved_with_pedigree"}
"""States that say that the component is not, or no longer, affected; `exploitable` and `in_triage` do not."""


class Statements:
    """All statements of several documents, by vulnerability and by component."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_id: dict[str, list[_Said]] = {}
        for document in documents:
            told = document.vulnerabilities
            for said in _statements(document, told) if told else ():
                for name in said.names:
                    self._by_id.setdefault(name, []).append(said)

    def about(self, names: Iterable[str], component: Component) -> Statement | None:
        """Return what is said of a vulnerability (by any of its names) and a component.

        Of statements that contradict each other the one that puts nothing aside counts.
        """
        if not self._by_id:
            return None
        found = [
            said.statement
            for name in names
            for said in self._by_id.get(name.upper(), ())
            if said.whole or component.purl in said.purls or id(component.raw) in said.own
        ]
        return min(found, key=lambda each: each.honoured, default=None)


class _Said(NamedTuple):
    """`whole`: it is about the app itself, and so about every component; else about `purls` and `own` components."""

    names: tuple[str, ...]
    statement: Statement
    whole: bool
    purls: frozenset[str]
    own: frozenset[int]


def _statements(document: Document, told: Iterable[Raw]) -> Iterator[_Said]:
    by_ref = {one.ref: one for one in document.components if one.ref}
    subject = document.subject.ref if document.subject else None
    for each in told:
        statement = _statement(each)
        refs = [ref for target in items(each.get("affects")) if (ref := _ref(document, target.get("ref")))]
        named = [by_ref[ref] for ref in refs if ref in by_ref]
        if statement and (named or subject in refs):
            yield _Said(
                tuple(_names(each)),
                statement,
                subject is not None and subject in refs,
                frozenset(one.purl for one in named if one.purl),
                frozenset(id(one.raw) for one in named),
            )


def _names(each: Raw) -> Iterator[str]:
    """The id, and the ids of the same vulnerability elsewhere (`references`)."""
    for value in (each.get("id"), *(reference.get("id") for reference in items(each.get("references")))):
        if name := present(value):
            yield name.upper()


def _statement(each: Raw) -> Statement | None:
    state = present(below(each, "analysis", "state"))
    if state is None:
        return None
    justification, detail = (present(below(each, "analysis", key)) for key in ("justification", "detail"))
    return Statement(
        state=shown(state, 40),
        justification=shown(justification, 60) if justification else None,
        detail=shown(detail, 160) if detail else None,
        honoured=state in _ASIDE and bool(justification or detail),
    )


def _ref(document: Document, value: object) -> str | None:
    """Return the `bom-ref` that is meant; a BOM-Link (urn:cdx:serial/version#ref) only where it is to this document."""
    if not isinstance(value, str) or not value.startswith("urn:cdx:"):
        return present(value)
    serial = str(document.raw.get("serialNumber") or "").removeprefix("urn:uuid:")
    document_, _, ref = value.removeprefix("urn:cdx:").partition("#")
    return unquote(ref) if serial and document_.partition("/")[0] == serial else None
