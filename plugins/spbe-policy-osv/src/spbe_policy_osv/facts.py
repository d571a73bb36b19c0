"""What the family `osv` knows: small, however large the bills of materials and the database are."""

from collections.abc import Iterable
from datetime import date as Day
from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text
from spbe_policy_osv.ecosystems import Reason
from spbe_policy_osv.severity import Level


class Source(Record):
    """The database that was asked: until when it is known, its digest and size, and the days of its two lists.

    `packages` are those that an API was asked about, where it was made of one: no advisory is then an answer.
    """

    as_of: Day
    sha256: str
    advisories: int
    packages: int = 0
    epss_of: Day | None = None
    kev_of: Day | None = None


class Statement(Record):
    """What a bill of materials says of a vulnerability itself (CycloneDX `vulnerabilities[].analysis`, VEX).

    `honoured` where it says that the component is not affected, and why that is so.
    """

    state: str
    justification: str | None = None
    detail: str | None = None
    honoured: bool = False

    @property
    def said(self) -> str:
        """The statement on one line."""
        return ": ".join(part for part in (self.state, self.justification or self.detail) if part)


class Hit(Record):
    """A component that is affected: its label, the least version that fixes it, and what was stated about it."""

    component: str
    fixed: str | None = None
    statement: Statement | None = None

    @property
    def open(self) -> bool:
        """Whether no statement puts it aside."""
        return self.statement is None or not self.statement.honoured


class Match(Record):
    """One vulnerability, whatever the number of its names. `hits` are at most ten of `affected`, open ones first.

    `published` is the earliest day; `kev` the day on which it became known to be exploited; `epss` a probability.
    """

    id: str
    aliases: tuple[str, ...] = ()
    level: Level
    score: str | None = None
    published: Day
    malicious: bool = False
    kev: Day | None = None
    epss: str | None = None
    affected: int
    hits: tuple[Hit, ...]

    @property
    def open(self) -> tuple[Hit, ...]:
        """The components about which no statement puts it aside."""
        return tuple(hit for hit in self.hits if hit.open)

    @property
    def label(self) -> str:
        """The vulnerability, its level and score."""
        return f"{self.id} ({self.level} {self.score})" if self.score else f"{self.id} ({self.level})"


class Unmatched(Record):
    """Components that could not be looked up for one reason: how many, and at most five of them."""

    reason: Reason
    count: int
    examples: tuple[str, ...]


class Matches(Fact):
    """The components of all bills of materials that came with the app, held against the database; subject `sbom`.

    `matches` are at most a hundred: malicious packages, what is known to be exploited, then by level; `more` counts
    the rest.
    """

    kind: ClassVar[str] = "osv.matches/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED

    source: Source
    components: int
    looked_up: int
    unmatched: tuple[Unmatched, ...] = ()
    matches: tuple[Match, ...] = ()
    more: int = 0

    def sample(self) -> Text | None:
        """Say how many components were looked up, in which database, and which were not."""
        source, of = self.source, f"{self.looked_up}/{self.components}"
        left = f"; {told(self.unmatched)}" if self.unmatched else ""
        return text(
            f"{of} komponen terhadap {source.advisories} advisori OSV s.d. {source.as_of}{left}",
            f"{of} components against {source.advisories} OSV advisories up to {source.as_of}{left}",
        )


def told(unmatched: Iterable[Unmatched]) -> str:
    """Return what could not be looked up on one line: `no-purl: 3 (a, b, …)`."""
    return "; ".join(
        f"{each.reason}: {each.count} ({', '.join(each.examples)}{', …' * (each.count > len(each.examples))})"
        for each in unmatched
    )
