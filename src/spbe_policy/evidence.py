"""Noun: facts and gaps gathered at one moment, with the ledger of requests and the vantage they were seen from.

Evidence is a JSON document. Its digest is taken over the stored canonical JSON before any model is built, so
facts of a plugin that is not installed stay opaque, readable and inside the digest.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from spbe_policy.authority import Authority, load_authority
from spbe_policy.causes import Cause as Cause
from spbe_policy.errors import InputError
from spbe_policy.manifest import Manifest, load_manifest
from spbe_policy.reading import Document, canonical, digest, parse_json
from spbe_policy.register import Row
from spbe_policy.texts import Text, text
from spbe_policy.validation import explain, two_languages
from spbe_policy.vocabulary import Digest

Subject = str
"""A stable name from the manifest: `app`, `endpoint:api`, `dataset:harga-pangan`. Never a list index."""


class Assurance(StrEnum):
    """How a fact came to be known, weakest first (DESIGN 3)."""

    DECLARED = "declared"
    DOCUMENTED = "documented"
    OBSERVED = "observed"
    DECIDED = "decided"


class Record(BaseModel):
    """Base of everything that is written to or read from a file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Gap(Record):
    """We could not look. Never a pass and never a fail.

    `detail` says in both languages what happened; `because_of` names the fact ("kind subject") whose own gap
    is the reason.
    """

    cause: Cause
    detail: Text
    because_of: str | None = None
    acts_next: Literal["vendor", "operator", "city", "tool"] | None = Field(
        default=None, description="who acts next, where it is not the cause's usual one"
    )

    def of_the_city(self) -> "Gap":
        """Return this gap as the city's to close: the address is the city's own."""
        ours = self.cause in {Cause.UNREACHABLE, Cause.TIMEOUT, Cause.TOO_LARGE}
        return self.model_copy(update={"acts_next": "city"}) if ours else self


class Fact(Record):
    """Something seen: raw, redacted, small. Subclasses name their schema and how they came to be known.

    A changed model gets a new number and a pure function in `upgrades` from the stored form of the old one.
    """

    kind: ClassVar[str]
    assurance: ClassVar[Assurance]
    upgrades: ClassVar[Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {}

    def sample(self) -> Text | None:
        """Say what was looked at (which pages, logged out or in); every observed fact says so."""
        return None


F = TypeVar("F", bound=Fact)


class Sample(Record):
    """One look at a subject: the fact's data, or the gap; in merged evidence with the `parts` that had it."""

    fact: Mapping[str, Any] | None = None
    gap: Gap | None = None
    parts: tuple[str, ...] = Field(default=(), exclude_if=operator.not_, description="digests of the parts")


class Request(Record):
    """One line of the ledger: what we asked, of which address, under which class of permission."""

    at: datetime
    method: str
    url: str
    address: str | None = None
    permission: str = "passive"
    outcome: str = Field(description="HTTP status, or the cause of the gap")


class Vantage(Record):
    """Where we looked from: overrides, operator, trust store. It stands in every report."""

    network: str = "internet"
    overrides: tuple[str, ...] = Field(
        default=(), description="what the operator allowed beyond the authority's profile"
    )
    operator: str | None = None
    assignment: str | None = Field(default=None, description="the letter of assignment (surat tugas), as recorded")
    trust_store: str = "system"
    allowed_hosts: tuple[str, ...] = ()
    allowed_networks: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    proxy: str | None = None


class MergedPart(Record):
    """One of the pieces of evidence that were merged: its digest, when it was collected, and where from."""

    digest: Digest
    collected_at: AwareDatetime
    vantage: Vantage


class Entry(Record):
    """What is known of one (kind, subject): one sample, two where it was looked at again, more in merged evidence."""

    kind: str
    subject: Subject
    samples: tuple[Sample, ...] = Field(min_length=1)

    @property
    def saw(self) -> set[str]:
        """The parts of merged evidence that have a fact here."""
        return {part for sample in self.samples if sample.fact is not None for part in sample.parts}

    @property
    def looks(self) -> tuple[Sample, ...]:
        """The samples that are judged: a gap does not count where only another vantage could see."""
        saw = self.saw
        return tuple(it for it in self.samples if it.fact is not None or not saw or saw.intersection(it.parts))


class Written(Record):
    """A file as its author wrote it; positions are computed from it. The name carries no folder."""

    file: str
    text: str


class Dossier(Record):
    """The stored form of evidence, schema `spbe-evidence/1`."""

    schema_: Literal["spbe-evidence/1"] = Field(alias="schema")
    collected_at: AwareDatetime
    environment: Literal["staging", "production"] | None
    manifest: Written | None
    authority: Written
    row: Row | None = None
    city_files: Mapping[str, str] = Field(default_factory=dict, description="digests of the city's register and CA")
    versions: Mapping[str, str]
    vantage: Vantage
    ledger: tuple[Request, ...]
    asked: tuple[str, ...] = Field(description="kinds that were collected, also where nothing was there to collect")
    entries: tuple[Entry, ...]
    parts: tuple[MergedPart, ...] = Field(default=(), exclude_if=operator.not_, description="what was merged")

    @model_validator(mode="after")
    def _one_entry_a_subject(self) -> "Dossier":
        marks = [(entry.kind, entry.subject) for entry in self.entries]
        if len(set(marks)) < len(marks):
            raise two_languages("fakta yang sama tercatat dua kali", "the same fact is recorded twice")
        return self

    def stored(self) -> bytes:
        """Return the canonical JSON that is kept in a file."""
        return canonical(self.model_dump(mode="json", by_alias=True))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A dossier with its digest and the two nouns that its texts describe."""

    dossier: Dossier
    digest: str
    app: Manifest
    city: Authority
    manifest: Document
    _read: dict[type[Fact], Mapping[Subject, tuple[Any, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def load(cls, data: bytes, file: str = "evidence.json") -> Self:
        """Read stored evidence; `InputError` when it is not evidence of a schema that we know."""
        raw = parse_json(data, file)
        try:
            dossier = Dossier.model_validate(raw)
        except ValidationError as error:
            raise explain(error, Dossier, Document(file, "", raw, {})) from error
        return cls.of_dossier(dossier, digest(canonical(raw)))

    @classmethod
    def of_dossier(cls, dossier: Dossier, digest_: str | None = None) -> Self:
        """Build the nouns of a dossier; the digest is that of its stored form."""
        city, _ = load_authority(dossier.authority.text, dossier.authority.file)
        app, document = declared(dossier.manifest, dossier.row)
        return cls(dossier, digest_ or digest(dossier.stored()), app, city, document)

    def replaced(self, **changes: Any) -> Self:
        """Return evidence with some parts of the dossier replaced, under a digest of its own."""
        dossier = self.dossier.model_copy(update=changes)
        return replace(self, dossier=dossier, digest=digest(dossier.stored()))

    def stored(self) -> bytes:
        """Return the canonical JSON that is kept in a file."""
        return self.dossier.stored()

    def of(self, fact: type[F]) -> Mapping[Subject, tuple[F | Gap, ...]]:
        """Return every sample of one kind of fact, by subject; older schemas are upgraded."""
        if fact not in self._read:
            own = [each for each in self.dossier.entries if each.kind == fact.kind or each.kind in fact.upgrades]
            self._read[fact] = {
                entry.subject: tuple(_sample(fact, entry.kind, sample) for sample in entry.looks)
                for entry in own
                if not (entry.subject == "app" and _seen_elsewhere(entry, own))
            }
        return self._read[fact]


def declared(written: Written | None, row: Row | None) -> tuple[Manifest, Document]:
    """Return the app as declared: its manifest under what the register says, or the register's row alone."""
    if written:
        app, document = load_manifest(written.text, written.file, row.known() if row else None)
        return (app.exposed(row.exposure) if row and row.exposure else app), document
    if row is None:
        raise InputError("tidak ada manifes maupun baris daftar", "neither a manifest nor a register row")
    return Manifest.model_validate(row.manifest()), Document("register", "", None, {})


def _seen_elsewhere(app: Entry, entries: Iterable[Entry]) -> bool:
    """Whether the app as a whole could not be looked at from where this says so, but subjects of it from elsewhere."""
    blind = {part for sample in app.samples for part in sample.parts}
    return not app.saw and any(entry.saw - blind for entry in entries)


def _sample(fact: type[F], kind: str, sample: Sample) -> F | Gap:
    if sample.gap:
        return sample.gap
    data = dict(sample.fact or {})
    try:
        return fact.model_validate(data if kind == fact.kind else fact.upgrades[kind](data))
    except ValidationError as error:
        detail = text(f"isi bukti {kind} tidak sah", f"the content of evidence {kind} is not valid")
        return Gap(cause=Cause.INTERNAL, detail=Text(id=detail.id, en=f"{detail.en} ({error.error_count()})"))


class Paper(Fact):
    """A document of the manifest, as found on disk. `found` is null when the file is not there."""

    kind: ClassVar[str] = "app.paper/1"
    assurance: ClassVar[Assurance] = Assurance.DOCUMENTED

    path: str
    genre: str
    declared: str
    found: str | None = None
    issuer: str | None = None
    dated: Day | None = None

    @property
    def holds(self) -> bool:
        """Whether the file is there and has the digest that the manifest declares."""
        return self.found == self.declared
