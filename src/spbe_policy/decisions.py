"""Noun: what the city decided: waivers, reviews, accepted documents, witnesses (`decisions.yaml`, `spbe-decisions/1`).

Nobody absolves himself: each decision names the office, the official, the day and the end. It covers what was seen,
by sha256 of (rule, subject, seen), and nothing else.
"""

from collections.abc import Iterable, Mapping
from datetime import date as Day
from typing import Annotated, Literal, TypeVar

from pydantic import ConfigDict, Field

from spbe_policy.evidence import Cause
from spbe_policy.reading import Document, canonical, digest, parse_yaml
from spbe_policy.texts import Text, text
from spbe_policy.validation import build
from spbe_policy.vocabulary import Digest, Name, Part, Slug, key

SCHEMA = "spbe-decisions/1"

KINDS: Mapping[str, Text] = {
    "waiver": text("dispensasi", "waiver"),
    "review": text("penilaian petugas", "review"),
    "witness": text("kesaksian petugas", "witnessed"),
    "document": text("dokumen diterima", "document accepted"),
}
"""The kinds of decisions."""


WITNESSED = (Cause.BLOCKED, Cause.UNREACHABLE, Cause.NEEDS_BROWSER)
"""Causes of a gap for which an official's own eyes may stand in."""


def fingerprint(rule: str, subject: str, seen: str) -> str:
    """Return the digest that waivers, reviews and diffs bind to."""
    return digest(canonical([rule, subject, seen]))


class _Decision(Part):
    app: Slug = key("Kode aplikasi", "App id", by="diskominfo")
    office: Name = key("OPD yang memutuskan", "Office that decides", by="diskominfo")
    official: Name = key("Nama pejabat", "Official", by="diskominfo")
    date: Day = key("Tanggal keputusan", "Date", by="diskominfo")
    until: Day = key("Berlaku sampai. Sampai akhir hari itu.", "Valid until. The end of that day.", by="diskominfo")
    reason: Name = key("Alasan", "Reason", by="diskominfo")

    def valid(self, on: Day) -> bool:
        """Whether the decision holds on a day (in the city's time zone)."""
        return self.date <= on <= self.until


class _Bound(_Decision):
    rule: Name = key("Ketentuan", "Rule", by="diskominfo")
    subject: Name = key("Pokok yang diperiksa", "Subject", by="diskominfo", default="app")


class Waiver(_Bound):
    """A failure that the city tolerates, as seen, until a day."""

    kind: Literal["waiver"]
    seen: str = key("Nilai yang teramati", "What was seen", by="diskominfo")


class Judgement(_Bound):
    """A person's answer to a finding that needs review."""

    kind: Literal["review"]
    seen: str = key("Nilai yang teramati", "What was seen", by="diskominfo")
    outcome: Literal["pass", "fail", "not-applicable"] = key("Hasil penilaian", "Outcome", by="diskominfo")


class Witness(_Bound):
    """What an official saw himself where the tool could not look; an attachment proves it."""

    kind: Literal["witness"]
    cause: Cause = key("Sebab tidak dapat diperiksa", "Cause of the gap", by="diskominfo")
    outcome: Literal["pass", "fail"] = key("Hasil", "Outcome", by="diskominfo")
    attachment: Digest = key("Sidik digital lampiran", "Digest of the attachment", by="diskominfo")


class Acceptance(_Decision):
    """A document that the city accepts as evidence for named rules."""

    kind: Literal["document"]
    sha256: Digest = key("Sidik digital dokumen", "Digest of the document", by="diskominfo")
    rules: tuple[Name, ...] = key("Untuk ketentuan", "For the rules", by="diskominfo", min_length=1)


D = TypeVar("D", bound=_Decision)
S = TypeVar("S", Waiver, Judgement)
Decision = Annotated[Waiver | Judgement | Witness | Acceptance, Field(discriminator="kind")]


class Decisions(Part):
    """All decisions of a city."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        title="decisions.yaml",
        json_schema_extra={"$id": "urn:spbe-policy:spbe-decisions:1"},
    )

    schema_: Literal["spbe-decisions/1"] = key("Skema", "Schema", by="diskominfo", alias="schema")
    decisions: tuple[Decision, ...] = key("Keputusan", "Decisions", by="diskominfo", default=())

    @property
    def digest(self) -> str:
        """Digest of the decisions' canonical JSON."""
        return digest(canonical(self.model_dump(mode="json", by_alias=True)))


NONE = Decisions.model_construct(schema_=SCHEMA, decisions=())


def load_decisions(text: str, file: str) -> tuple[Decisions, Document]:
    """Read a file of decisions."""
    document = parse_yaml(text, file)
    return build(Decisions, document), document


def _latest_and_strictest(decision: "_Decision") -> tuple[int, int, bytes]:
    """Of decisions that contradict each other the latest counts; of one day's, the strictest."""
    outcome = getattr(decision, "outcome", "pass")
    strict = ("fail", "not-applicable", "pass").index(outcome)
    return -decision.date.toordinal(), strict, canonical(decision.model_dump(mode="json"))


class Bench:
    """The decisions of one app that hold on one day, and the record of which were used."""

    def __init__(self, decisions: Decisions, app: str, on: Day) -> None:
        self.own = [decision for decision in decisions.decisions if decision.app == app]
        self.valid = sorted((decision for decision in self.own if decision.valid(on)), key=_latest_and_strictest)
        self.on = on
        self.used: set[int] = set()

    def waiver(self, rule: str, subject: str, seen: str) -> Waiver | None:
        """Return the waiver that covers exactly what was seen."""
        return self._covering(Waiver, fingerprint(rule, subject, seen))

    def judgement(self, rule: str, subject: str, seen: str) -> Judgement | None:
        """Return the review that answers exactly what was seen."""
        return self._covering(Judgement, fingerprint(rule, subject, seen))

    def witness(self, rule: str, subject: str, cause: Cause) -> Witness | None:
        """Return the witnessed decision for a gap of one of the `WITNESSED` causes."""
        return self._first(
            item
            for item in self.valid
            if isinstance(item, Witness)
            and (item.rule, item.subject, item.cause) == (rule, subject, cause)
            and cause in WITNESSED
        )

    def acceptance(self, rule: str, sha256: str) -> Acceptance | None:
        """Return the acceptance of a document for one rule."""
        return self._first(
            item for item in self.valid if isinstance(item, Acceptance) and item.sha256 == sha256 and rule in item.rules
        )

    def _covering(self, kind: type[S], mark: str) -> S | None:
        bound = (item for item in self.valid if isinstance(item, kind))
        return self._first(item for item in bound if fingerprint(item.rule, item.subject, item.seen) == mark)

    def _first(self, found: "Iterable[D]") -> "D | None":
        for item in found:
            self.used.add(id(item))
            return item
        return None
