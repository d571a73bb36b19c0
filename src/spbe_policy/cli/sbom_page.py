"""What `sbom show` says of bills of materials, as text and as JSON. Nothing is judged here."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from spbe_policy.builtin.sbom.bom import Component, Document, merged, present, shown
from spbe_policy.builtin.sbom.facts import Bom, Inventory, Lacking, Licences
from spbe_policy.builtin.sbom.graph import Graph, graph
from spbe_policy.builtin.sbom.licences import licences
from spbe_policy.builtin.sbom.outline import fitting, outline
from spbe_policy.builtin.sbom.reading import without_collecting
from spbe_policy.builtin.sbom.summary import identity, inventory
from spbe_policy.cli.language import chosen, say
from spbe_policy.reporters.layout import heading, row, value, wrap
from spbe_policy.texts import Text, text

TREE_LINES = 60
"""Lines of a tree that are shown unasked; the tree ends at the depth that fits."""

LICENCES = 15
"""Different licences that are shown unasked."""

LACKING: Mapping[str, Text] = {
    "no_version": text("tanpa versi", "without a version"),
    "no_supplier": text("tanpa pemasok", "without a supplier"),
    "no_identifier": text("tanpa purl, CPE, atau SWID", "without a purl, CPE or SWID"),
    "bad_purl": text("dengan purl tidak sah", "with an invalid purl"),
    "other_purl": text("dengan purl nama atau versi lain", "with a purl of another name or version"),
    "no_hash": text("tanpa hash", "without a hash"),
    "weak_hash": text("hanya dengan MD5 atau SHA-1", "with MD5 or SHA-1 only"),
    "orphans": text("tidak terhubung dengan aplikasi", "not connected with the app"),
    "unknown": text("tanpa keterangan dependensi", "of which no dependencies are given"),
    "dangling": text("disebut tetapi tidak ada", "spoken of but not there"),
    "repeated": text("bom-ref dipakai dua kali", "bom-ref used twice"),
}
"""What a bill of materials may lack, by the field of `sbom.inventory/1` that counts it."""


@dataclass(frozen=True)
class Shown:
    """One file as it is shown."""

    path: str
    sha256: str
    document: Document

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every component."""
        with without_collecting():
            return self.document.components

    @cached_property
    def links(self) -> Graph:
        """The dependency graph."""
        with without_collecting():
            return graph(self.document, self.components)

    @cached_property
    def identity(self) -> Bom:
        """What it says of itself."""
        return identity(self.document, self.path, self.sha256)

    @cached_property
    def inventory(self) -> Inventory:
        """What its components lack."""
        return inventory(self.document, self.path)

    @cached_property
    def licences(self) -> Licences:
        """What its components state of their licences."""
        return licences(self.document.software, self.path)


def sections(bills: Sequence[Shown], *, whole: bool) -> Iterator[list[str]]:
    """Yield the sections of the text; of an invalid file its errors."""
    for bill in bills:
        yield heading(value(bill.path))
        if bill.document.valid:
            yield list(_origin(bill))
            yield list(_tree(bill, whole=whole))
            yield list(_licences(bill, whole=whole))
            yield list(_missing(bill))
        else:
            title = say("Bukan CycloneDX yang sah:", "Not valid CycloneDX:")
            yield [title, *(line for problem in bill.document.problems for line in wrap(problem, 2, 2))]
    valid = [bill.document for bill in bills if bill.document.valid]
    if len(valid) > 1:
        count = sum(1 for _ in merged(valid))
        yield wrap(say(f"Bersama-sama: {count} komponen yang berbeda.", f"Together: {count} different components."))


def _origin(bill: Shown) -> Iterator[str]:
    document, it = bill.document, bill.identity
    kinds = Counter(one.type for one in bill.components)
    counts = ", ".join(f"{count} {value(kind, 30)}" for kind, count in sorted(kinds.items()))
    yield from row(say("Aplikasi", "App"), f"{value(it.name or '-')} {value(it.version or '-')}")
    yield from row(say("Bentuk", "Form"), f"CycloneDX {it.spec_version} {it.format}")
    yield from row(say("Tanggal", "Date"), it.timestamp or "-")
    yield from row(say("Alat", "Tool"), ", ".join(map(value, document.tools[:5])) or "-")
    yield from row(say("Tahap", "Phase"), ", ".join(map(value, document.lifecycles[:5])) or "-")
    yield from row(say("Pembuat", "Author"), ", ".join(map(value, document.authors[:5])) or "-")
    yield from row(say("Komponen", "Components"), f"{len(bill.components)} ({counts})" if counts else "0")
    others = {
        say("Layanan", "Services"): len(document.services),
        say("Celah (VEX)", "Flaws (VEX)"): len(document.vulnerabilities),
    }
    yield from (line for name, count in others.items() if count for line in row(name, str(count)))
    if it.draft:
        note = say(
            "dibuat spbe-policy dari berkas kunci: baru pernyataan, bukan SBOM yang diserahkan",
            "made by spbe-policy of lock files: a declaration only, no delivered SBOM",
        )
        yield from row(say("Rancangan", "Draft"), note)


def _tree(bill: Shown, *, whole: bool) -> Iterator[str]:
    links = bill.links
    depths = links.depths()
    yield say("Pohon dependensi", "Dependency tree")
    if len(depths) < 2:
        nothing = say(
            "Dari aplikasi tidak ada hubungan ke komponen mana pun.", "Nothing leads from the app to any component."
        )
        yield from wrap(nothing, 2)
        return
    deepest = len(depths) if whole else fitting(links, depths, TREE_LINES)
    branches = list(islice(outline(links, depths, deepest), None if whole else TREE_LINES))
    for branch in branches:
        yield f"{'  ' * min(branch.depth, 30)}{_label(links, branch.ref)}{' ^' if branch.again else ''}"
    if hidden := len(depths) - 1 - len({branch.ref for branch in branches}):
        yield "  " + say(f"… {hidden} komponen lagi (--all)", f"… {hidden} more components (--all)")
    if any(branch.again for branch in branches):
        yield "  " + say("^ sudah diuraikan di tempat lain", "^ opened elsewhere")


def _label(links: Graph, ref: str) -> str:
    part = links.parts.get(ref)
    return value(part.label if part else shown(ref), 120)


def _licences(bill: Shown, *, whole: bool) -> Iterator[str]:
    found = bill.licences
    yield say("Lisensi", "Licences")
    most = None if whole else LICENCES
    for stated in found.stated[:most]:
        names = ", ".join(each.written for each in stated.licences)
        yield from wrap(f"{stated.count} × {value(names, 120)}", 2, 2)
    if hidden := len(found.stated[len(found.stated[:most]) :]) + found.left_out:
        yield "  " + say(f"… {hidden} lisensi lagi", f"… {hidden} more licences")
    if found.missing.count:
        yield from wrap(_lack(found.missing, say("tanpa lisensi", "without a licence")), 2, 2)


def _missing(bill: Shown) -> Iterator[str]:
    yield say("Yang belum lengkap", "What is missing")
    it = bill.inventory
    named = {name: lacking for name in LACKING if isinstance(lacking := getattr(it, name), Lacking) and lacking.count}
    metadata = {
        say("versi atau nama aplikasi", "the app's name or version"): bill.identity.name and bill.identity.version,
        say("tanggal", "date"): bill.identity.timestamp,
        say("alat", "tool"): it.tools,
        say("tahap", "phase"): it.lifecycles,
        say("pembuat", "author"): it.authors,
    }
    absent = ", ".join(what for what, given in metadata.items() if not given)
    if absent:
        yield from wrap(say(f"metadata tanpa: {absent}", f"metadata without: {absent}"), 2, 2)
    for name, lacking in named.items():
        yield from wrap(_lack(lacking, LACKING[name].say(chosen())), 2, 2)
    if not (absent or named):
        yield "  " + say("tidak ada yang terlihat", "nothing that can be seen")


def _lack(lacking: Lacking, what: str) -> str:
    more = ", …" if lacking.count > len(lacking.examples) else ""
    return f"{lacking.count} {what}: {', '.join(value(name, 120) for name in lacking.examples)}{more}"


def as_json(bills: Sequence[Shown]) -> str:
    """Return all of it as one JSON document; every text is as the file has it."""
    content = {"boms": [_content(bill) for bill in bills]}
    return json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode() + "\n"


def _content(bill: Shown) -> dict[str, Any]:
    found: dict[str, Any] = bill.identity.model_dump(mode="json")
    if not bill.document.valid:
        return found
    depths, links = bill.links.depths(), bill.links
    return found | {
        "authors": bill.document.authors,
        "inventory": bill.inventory.model_dump(mode="json", exclude={"path"}),
        "licences": bill.licences.model_dump(mode="json", exclude={"path"}),
        "parts": [_part(one, links, depths) for one in bill.components],
    }


def _part(one: Component, links: Graph, depths: Mapping[str, int]) -> dict[str, Any]:
    ref = one.ref
    return {
        "ref": ref,
        "type": one.type,
        "group": one.group,
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        "supplier": present(one.supplier),
        "licences": one.licences,
        "depth": depths.get(ref) if ref else None,
        "depends_on": links.edges.get(ref) if ref else None,
    }
