"""What the family `sbom` knows of the bill of materials that came with the app."""

from typing import ClassVar, Literal

from spbe_policy.evidence import Assurance, Fact


class Bom(Fact):
    """A CycloneDX bill of materials, as found in the manifest's folder; subject `sbom`.

    `sha256` is null when the file is not there, `path` when the manifest names none. `problems` are the first ones
    that keep it from being valid CycloneDX, each led by its JSON pointer or line. `name` and `version` are those of
    `metadata.component`; `components` counts the top level.
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

    @property
    def valid(self) -> bool:
        """Whether it is there and is CycloneDX of a version that we read."""
        return self.sha256 is not None and not self.problems
