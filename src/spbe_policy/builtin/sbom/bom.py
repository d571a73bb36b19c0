"""Noun: a CycloneDX document as it is. Views of the raw content: nothing is dropped, nothing is made up.

XML is given the shape of JSON before (`markup.py`), so there is one view. What is *absent*, empty or `NOASSERTION` is
the same: None. Every view takes content of any shape, also of a document that is not valid.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_letters, digits
from typing import Any, Literal, NamedTuple

from spbe_policy.redact import redact

Raw = Mapping[str, Any]

TOOL = "spbe-policy"
DRAFT = f"{TOOL}:draft"
"""The property by which a draft that this tool made of lock files says so."""

_SAYS_NOTHING = {"", "noassertion", "unknown", "(unknown)"}
_TELLING = frozenset(ascii_letters + digits) - frozenset("NnUu")
"""Letters that nothing of these begins with, and nearly all else does: a document has many texts."""

_NO_SOFTWARE = {"file", "data", "cryptographic-asset"}
_NONE: Raw = {}
_READ = 4_000


def present(value: object) -> str | None:
    """Return a text that says something, None for what is absent, empty, `NOASSERTION` or `unknown`."""
    if not isinstance(value, str):
        return None
    if value[:1] in _TELLING:
        return value
    return value if value.strip().lower() not in _SAYS_NOTHING else None


def shown(value: str, longest: int = 80) -> str:
    """Return a text that can be printed: on one line, without secrets and control characters, not longer than that."""
    line = " ".join(value[:_READ].encode("utf-8", "replace").decode().split())
    return redact("".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line))[:longest]


def items(value: object) -> Iterator[Raw]:
    """Iterate the objects of a list; anything else has none."""
    return iter([item for item in value if isinstance(item, dict)] if isinstance(value, list) else ())


def below(value: object, *steps: str) -> Any:
    """Return what stands at a path of keys, None where there is nothing."""
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


class Component(NamedTuple):
    """One component. `pointer` (RFC 6901) is where it stands; `within` is the component that it is nested in."""

    raw: Raw
    pointer: str
    within: "Component | None" = None

    @property
    def type(self) -> str:
        """`library`, `application`, `container`, `file`, …"""
        return str(self.raw.get("type") or "")

    @property
    def is_software(self) -> bool:
        """Whether it has versions and a supplier of its own, as files, data and keys have not."""
        return self.raw.get("type") not in _NO_SOFTWARE

    @property
    def ref(self) -> str | None:
        """The `bom-ref` by which the document speaks of it."""
        return present(self.raw.get("bom-ref"))

    @property
    def name(self) -> str | None:
        """Its name, without the group."""
        return present(self.raw.get("name"))

    @property
    def group(self) -> str | None:
        """Its group: Maven's groupId, npm's scope, Composer's vendor."""
        return present(self.raw.get("group"))

    @property
    def version(self) -> str | None:
        """Its version, or the range that an external component (1.7) may have."""
        return present(self.raw.get("version")) or present(self.raw.get("versionRange"))

    @property
    def purl(self) -> str | None:
        """Its package URL as written, valid or not."""
        return present(self.raw.get("purl"))

    @property
    def identified(self) -> bool:
        """Whether it has any identifier beyond its name: purl, CPE, SWID, OmniBOR, SWHID."""
        raw = self.raw
        return bool(
            present(raw.get("purl"))
            or present(raw.get("cpe"))
            or present(below(raw.get("swid"), "tagId"))
            or raw.get("omniborId")
            or raw.get("swhid")
        )

    @property
    def supplier(self) -> str | None:
        """Who supplies it; `manufacturer`, `publisher` and authors are read where the supplier is absent."""
        raw, supplier = self.raw, self.raw.get("supplier")
        return (
            (present(supplier.get("name")) if isinstance(supplier, dict) else None)
            or present(raw.get("publisher"))
            or present(below(raw.get("manufacturer"), "name"))
            or present(raw.get("author"))
            or next((name for each in items(raw.get("authors")) if (name := present(each.get("name")))), None)
        )

    @property
    def hashes(self) -> tuple[tuple[str, str], ...]:
        """Its digests as (algorithm, hexadecimal digest); else those of the file that it is distributed as (npm)."""
        given = [(str(each.get("alg")), present(each.get("content"))) for each in self.digests]
        return tuple([(algorithm, content) for algorithm, content in given if content])

    @property
    def digests(self) -> list[Raw]:
        """Its digests as written, or those of the file that it is distributed as."""
        listed = self.raw.get("hashes")
        if isinstance(listed, list) and listed:
            return [each for each in listed if isinstance(each, dict)]
        files = (each for each in items(self.raw.get("externalReferences")) if each.get("type") == "distribution")
        return [digest for each in files for digest in items(each.get("hashes"))]

    @property
    def licences(self) -> tuple[str, ...]:
        """Its licences as written: SPDX expressions and ids, else names."""
        return tuple(word for each in items(self.raw.get("licenses")) if (word := _licence(each)))

    @property
    def properties(self) -> Mapping[str, str]:
        """Its properties by name; of one name the last."""
        return {str(each.get("name")): str(each.get("value") or "") for each in items(self.raw.get("properties"))}

    @property
    def label(self) -> str:
        """`group/name@version`, fit to be printed."""
        name = "/".join(shown(part, 60) for part in (self.group, self.name) if part) or self.pointer
        return f"{name}@{shown(self.version, 30)}" if self.version else name


def _licence(each: Raw) -> str | None:
    licence = each.get("license")
    return present(each.get("expression")) or present(below(licence, "id")) or present(below(licence, "name"))


@dataclass(frozen=True)
class Document:
    """One document. `problems` keep it from being valid CycloneDX, each led by its JSON pointer or its line."""

    format: Literal["json", "xml"]
    spec_version: str | None = None
    problems: tuple[str, ...] = ()
    raw: Raw = field(default_factory=dict, repr=False)

    @property
    def valid(self) -> bool:
        """Whether it is CycloneDX of a version that we read."""
        return not self.problems

    @property
    def metadata(self) -> Raw:
        """What it says of itself."""
        found = self.raw.get("metadata")
        return found if isinstance(found, dict) else _NONE

    @property
    def subject(self) -> Component | None:
        """What it is about: `metadata.component`."""
        found = self.metadata.get("component")
        return Component(found, "/metadata/component") if isinstance(found, dict) else None

    @property
    def timestamp(self) -> str | None:
        """When it was made, as written (RFC 3339)."""
        return present(self.metadata.get("timestamp"))

    @property
    def authors(self) -> tuple[str, ...]:
        """Who made it: people and organisations, tools not among them."""
        people = (
            present(each.get("name")) or present(each.get("email")) for each in items(self.metadata.get("authors"))
        )
        makers = (present(below(self.metadata.get(key), "name")) for key in ("manufacturer", "manufacture", "supplier"))
        return tuple(name for name in (*people, *makers) if name)

    @property
    def tools(self) -> tuple[str, ...]:
        """What it was made with, as `name version`; both forms: the list up to 1.4, components and services since."""
        told = self.metadata.get("tools")
        listed = (
            told if isinstance(told, list) else [*items(below(told, "components")), *items(below(told, "services"))]
        )
        named = ((present(each.get("name")), present(each.get("version"))) for each in items(listed))
        return tuple(f"{name} {version or ''}".strip() for name, version in named if name)

    @property
    def lifecycles(self) -> tuple[str, ...]:
        """In which phases its content was gathered: `build`, `post-build`, … or a name of the maker's own."""
        told = items(self.metadata.get("lifecycles"))
        phases = (present(each.get("phase")) or present(each.get("name")) for each in told)
        return tuple(phase for phase in phases if phase)

    @property
    def is_draft(self) -> bool:
        """Whether it says that it is a draft which spbe-policy made of lock files."""
        marked = any(each.get("name") == DRAFT for each in items(self.metadata.get("properties")))
        return marked or any(tool.partition(" ")[0] == TOOL for tool in self.tools)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every component, each followed by what is nested in it; what the document is about is not one."""
        listed, subject = _walk(self.raw.get("components"), "/components", None), self.subject
        within = _walk(subject.raw.get("components"), "/metadata/component/components", subject) if subject else ()
        return (*listed, *within)

    @cached_property
    def software(self) -> tuple[Component, ...]:
        """Those components that have versions and a supplier of their own."""
        return tuple([one for one in self.components if one.is_software])

    @property
    def dependencies(self) -> dict[str, tuple[str, ...]]:
        """The dependency graph: for each ref those that it depends on, in the document's order."""
        found: dict[str, tuple[str, ...]] = {}
        for each in items(self.raw.get("dependencies")):
            ref, wants = each.get("ref"), each.get("dependsOn")
            if isinstance(ref, str):
                needed = tuple([want for want in wants if isinstance(want, str)]) if isinstance(wants, list) else ()
                found[ref] = (*found[ref], *needed) if ref in found else needed
        return found

    @property
    def vulnerabilities(self) -> tuple[Raw, ...]:
        """Vulnerabilities as written, with ratings, what they affect, and the maker's `analysis` (VEX)."""
        return tuple(items(self.raw.get("vulnerabilities")))

    @property
    def services(self) -> tuple[Raw, ...]:
        """Services as written."""
        return tuple(items(self.raw.get("services")))

    @property
    def compositions(self) -> tuple[Raw, ...]:
        """How complete the maker says the parts are, as written."""
        return tuple(items(self.raw.get("compositions")))

    @property
    def declarations(self) -> Raw:
        """Attestations and claims (CDXA) as written; nothing where there are none."""
        found = self.raw.get("declarations")
        return found if isinstance(found, dict) else _NONE


def _walk(top: object, pointer: str, within: Component | None) -> Iterator[Component]:
    """Depth first, without recursion: documents of strangers may be nested as deep as the reader allows."""
    above = [iter(_siblings(top, pointer, within))]
    while above:
        for one in above[-1]:
            yield one
            if nested := one.raw.get("components"):
                above.append(iter(_siblings(nested, f"{one.pointer}/components", one)))
                break
        else:
            above.pop()


def _siblings(value: object, pointer: str, within: Component | None) -> list[Component]:
    listed = value if isinstance(value, list) else []
    return [Component(raw, f"{pointer}/{number}", within) for number, raw in enumerate(listed) if isinstance(raw, dict)]


def merged(documents: Iterable[Document]) -> Iterator[Component]:
    """Iterate the components of several documents (backend, frontend, container).

    A package that several of them list comes once, by its package URL; a component without one always comes.
    """
    known: set[str] = set()
    for document in documents:
        for one in document.components:
            if (purl := one.purl) is None or purl not in known:
                known.add(purl or "")
                yield one
