"""What the family `sbom` knows of the bills of materials that came with the app: small, whatever their size."""

from typing import ClassVar, Literal

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class Bom(Fact):
    """A CycloneDX bill of materials, as found in the manifest's folder.

    Subject `sbom`; where the manifest names several, `sbom:<path>`. `sha256` is null when the file is not there, `path`
    when the manifest names none. `problems` are the first ones that keep it from being valid CycloneDX, each led by its
    JSON pointer or line. `name` and `version` are those of `metadata.component`; `components` counts the top level.
    `draft` says that spbe-policy made it of lock files.
    """

    kind: ClassVar[str] = "sbom.bom/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED

    path: str | None = None
    sha256: str | None = None
    format: Literal["json", "xml"] | None = None
    spec_version: str | None = None
    problems: tuple[str, ...] = ()
    name: str | None = None
    version: str | None = None
    components: int = 0
    timestamp: str | None = None
    draft: bool = False

    @property
    def valid(self) -> bool:
        """Whether it is there and is CycloneDX of a version that we read."""
        return self.sha256 is not None and not self.problems


class Lacking(Record):
    """Components of which something is wrong: how many, and at most five of them, in the document's order."""

    count: int = 0
    examples: tuple[str, ...] = ()


NONE = Lacking()


class Inventory(Fact):
    """What a valid bill of materials says of its components; subjects as those of `sbom.bom/1`.

    `components` counts all, `software` those that have a version and a supplier of their own (no files, data, keys);
    the identity fields are about the latter. `lifecycles` and `tools` are at most five. `of_itself` says how much the
    graph tells of the app: whether its entry is there (`known`), empty (`empty`), missing (`unknown`), or whether the
    app has no `bom-ref` at all (`none`). `depth` is the longest of the shortest ways from the app.
    """

    kind: ClassVar[str] = "sbom.inventory/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED

    path: str
    components: int
    software: int
    authors: int = 0
    tools: tuple[str, ...] = ()
    lifecycles: tuple[str, ...] = ()
    no_version: Lacking = NONE
    no_supplier: Lacking = NONE
    no_identifier: Lacking = NONE
    bad_purl: Lacking = NONE
    other_purl: Lacking = NONE
    no_hash: Lacking = NONE
    weak_hash: Lacking = NONE
    of_itself: Literal["known", "empty", "unknown", "none"] = "none"
    depth: int = 0
    orphans: Lacking = NONE
    unknown: Lacking = NONE
    dangling: Lacking = NONE
    repeated: Lacking = NONE
    admits_gaps: bool = False


class Licence(Record):
    """One licence as a component states it.

    `choices` are the alternatives that it leaves, each the SPDX licences that hold together, by their present ids;
    none where a name is no SPDX id, or where `problem` says why the expression cannot be read.
    """

    written: str
    choices: tuple[tuple[str, ...], ...] = ()
    problem: str | None = None


class Stated(Record):
    """What so many components state, all in the same words; where it is several licences, whether all hold is open."""

    licences: tuple[Licence, ...]
    count: int
    examples: tuple[str, ...] = ()


class Licences(Fact):
    """What a valid bill of materials says of licences; subjects as those of `sbom.bom/1`.

    `software` are the components of which a licence is expected, `missing` those that state none. `stated` is sorted by
    how many state it; `left_out` counts the rarest statements, beyond the 300 that are kept.
    """

    kind: ClassVar[str] = "sbom.licences/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED

    path: str
    software: int
    missing: Lacking = NONE
    stated: tuple[Stated, ...] = ()
    left_out: int = 0


class Product(Record):
    """A product whose maintenance ends, by endoflife.date's name of it; `label` is the component's."""

    product: str
    version: str
    label: str


class Products(Fact):
    """The runtimes, frameworks, databases and systems that a valid bill of materials lists, sorted, at most 50.

    Subjects as those of `sbom.bom/1`.
    """

    kind: ClassVar[str] = "sbom.products/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED

    path: str
    found: tuple[Product, ...] = ()


class Hardening(Fact):
    """Libraries of all valid bills of materials, as `name@version`, by what they are for; subject `app`.

    Always a fact, of nothing where there is no bill: it stands beside questions, and decides none.
    """

    kind: ClassVar[str] = "sbom.hardening/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED

    passwords: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()


class Sighting(Record):
    """One library or program that the live app shows, and what the bills of materials say of it.

    `where` is `script`, `style`, `generator` or the header's name; `declared` are the versions that components of this
    name have, sorted; null when no component has it.
    """

    name: str
    observed: str
    where: str
    declared: tuple[str, ...] | None = None


class Shown(Fact):
    """What the landing page and its headers show of what the app is made of; subject `app`."""

    kind: ClassVar[str] = "sbom.shown/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    sightings: tuple[Sighting, ...] = ()

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text(f"skrip, gaya, dan header {self.url}", f"scripts, styles and headers of {self.url}")
