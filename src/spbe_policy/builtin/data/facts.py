"""What the family `data` knows: the dates that a data set's source shows, as they are written."""

from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import ClassVar, Literal

from pydantic import AwareDatetime

from spbe_policy.builtin.data.dates import period, readings
from spbe_policy.datasets import DateOrder, SourceKind
from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text

Origin = Literal["content", "file", "catalogue"]
"""Whose date it is: that of the data itself, of the file that carries it, of its entry in a catalogue."""

ORIGINS: tuple[Origin, ...] = ("content", "file", "catalogue")
"""Best first."""


Broken = Literal["http", "not-json", "not-ckan", "not-dcat", "not-csv", "not-xlsx", "not-feed", "not-sitemap"]
"""How an answer is nothing of its kind."""


class DateText(Record):
    """A date as it is written; `key` says where it stands: `data_updated`, `/meta/diperbarui`, `time`, …"""

    text: str
    key: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Reading:
    """The newest date of one origin.

    `earliest` and `latest` differ when it can be read in two ways, or is a `whole` month or year: its first day and its
    last.
    """

    origin: Origin
    key: str
    earliest: date
    latest: date
    whole: bool = False

    @property
    def days(self) -> str:
        """The date in figures."""
        between = ".." if self.whole else "|"
        return f"{self.earliest}{between}{self.latest}" if self.earliest != self.latest else f"{self.latest}"

    @property
    def seen(self) -> str:
        """The date as findings quote it, with where it stands."""
        return f"date={self.days} ({self.key})"


class Dated(Fact):
    """The source of a data set, as it answered. `broken` is a stable word where it holds nothing of its kind.

    `order` is that of day and month in its figures, declared or shown by its column; `frequency` the update period that
    the catalogue publishes, as written; `content` the digest of the data itself, without its date (`content.py`).
    """

    kind: ClassVar[str] = "data.set/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    source: SourceKind
    status: int
    broken: Broken | None = None
    texts: tuple[DateText, ...] = ()
    order: DateOrder | None = None
    frequency: str | None = None
    content: str | None = None

    def reading(self, zone: tzinfo) -> Reading | None:
        """Return the newest readable date of the best origin that has one; None when there is none at all."""
        return next((found for origin in ORIGINS if (found := self._newest(origin, zone))), None)

    def place(self, zone: tzinfo) -> tuple[Origin, str] | None:
        """Return where the date stands that is used; without a readable one, where it would."""
        if reading := self.reading(zone):
            return reading.origin, reading.key
        best = min(self.texts, key=lambda item: ORIGINS.index(item.origin), default=None)
        return (best.origin, best.key) if best else None

    def _newest(self, origin: Origin, zone: tzinfo) -> Reading | None:
        # CKAN's own timestamps are UTC and do not say so.
        unsaid = UTC if self.source == "ckan" and origin != "content" else None
        own = [item for item in self.texts if item.origin == origin]
        dated = [(days, item.key) for item in own if (days := readings(item.text, zone, unsaid, self.order))]
        if dated:
            latest, key = max((days[-1], key) for days, key in dated)
            return Reading(origin, key, max(days[0] for days, _ in dated), latest)
        whole = [(span[::-1], item.key) for item in own if (span := period(item.text))]
        if not whole:
            return None
        (last, first), key = max(whole)
        return Reading(origin, key, first, last, whole=True)

    @property
    def complaint(self) -> str:
        """What is broken, as findings quote it."""
        return f"http {self.status}" if self.broken == "http" else str(self.broken)

    def sample(self) -> Text | None:
        """Say which address was asked."""
        return text(f"{self.url}, tanpa login", f"{self.url}, logged out")


class Earlier(Fact):
    """What earlier evidence (`--previous`) says of a data set: `at` when it was collected, `evidence` its digest."""

    kind: ClassVar[str] = "data.earlier/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    at: AwareDatetime
    evidence: str
    look: Dated

    def sample(self) -> Text | None:
        """Say which evidence it was."""
        mark = self.evidence.removeprefix("sha256:")[:12]
        return text(f"bukti dukung {self.at:%Y-%m-%d} ({mark})", f"evidence of {self.at:%Y-%m-%d} ({mark})")
