"""Noun: what the city decided: waivers, reviews, accepted documents, witnesses (`decisions.yaml`, `spbe-decisions/1`).

Nobody absolves himself: each decision names the office, the official, the day and the end. It covers what was seen,
by sha256 of (rule, subject, seen), and nothing else.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from spbe_policy.evidence import Cause
from spbe_policy.questions import Question
from spbe_policy.reading import Document, canonical, digest, parse_yaml
from spbe_policy.texts import Text, text
from spbe_policy.validation import build, two_languages
from spbe_policy.vocabulary import Day, Digest, Name, Part, SharedControl, Slug, key

SCHEMA = "spbe-decisions/1"

KINDS: Mapping[str, Text] = {
    "waiver": text("dispensasi", "waiver"),
    "review": text("penilaian petugas", "review"),
    "witness": text("kesaksian petugas", "witnessed"),
    "document": text("dokumen diterima", "document accepted"),
}
"""The kinds of decisions."""


Nip = Annotated[str, StringConstraints(pattern=r"^[0-9]{18}$")]
"""The number of a civil servant (NIP): 18 digits."""

WAIVER_DAYS = 365
"""The longest that a waiver may hold."""

WITNESSED = (Cause.BLOCKED, Cause.UNREACHABLE, Cause.NEEDS_BROWSER)
"""Causes of a gap for which an official's own eyes may stand in."""


@lru_cache(maxsize=4096)
def fingerprint(rule: str, subject: str, seen: str) -> str:
    """Return the digest that waivers, reviews and diffs bind to."""
    return digest(canonical([rule, subject, seen]))


def _later(day: Day, days: int) -> Day:
    """Return the day so many days later, or the last day that there is."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


class _Decision(Part):
    app: Slug | None = key("Kode aplikasi", "App id", by="diskominfo", default=None)
    scope: SharedControl | None = key(
        "Kontrol bersama. Bagi semua aplikasi yang memakainya: city, hosting:…, identity-provider:…, framework:….",
        "Shared control. Holds for every app that uses it: city, hosting:…, identity-provider:…, framework:….",
        by="diskominfo",
        default=None,
    )
    office: Name = key("OPD yang memutuskan", "Office that decides", by="diskominfo")
    official: Name = key("Nama pejabat", "Official", by="diskominfo")
    nip: Nip | None = key("NIP pejabat", "The official's NIP", by="diskominfo", default=None)
    date: Day = key("Tanggal keputusan", "Date", by="diskominfo")
    until: Day | None = key(
        "Berlaku sampai. Sampai akhir hari itu; bila kosong, selama masa paruh ketentuan.",
        "Valid until. The end of that day; when left out, for the half-life of the rule.",
        by="diskominfo",
        default=None,
    )
    reason: Name = key("Alasan", "Reason", by="diskominfo")

    @model_validator(mode="after")
    def _is_about_an_app_or_a_scope(self) -> Self:
        if (self.app is None) == (self.scope is None):
            raise two_languages("tulis salah satu: app atau scope", "give one of the two: app or scope")
        if self.until and self.until < self.date:
            raise two_languages("until mendahului tanggal keputusan", "until is before the date of the decision")
        return self

    @cached_property
    def written(self) -> bytes:
        """Its canonical JSON; kept, since a fleet of apps is judged by the same decisions."""
        return canonical(self.model_dump(mode="json"))

    def ends(self, half_life_days: int) -> Day:
        """Return the last day on which it holds: its own end, and no longer than the half-life from its date."""
        faded = _later(self.date, half_life_days)
        return min(self.until or faded, faded)


class _Bound(_Decision):
    rule: Name = key("Ketentuan", "Rule", by="diskominfo")
    subject: Name = key("Pokok yang diperiksa", "Subject", by="diskominfo", default="app")

    @property
    def about(self) -> tuple[str, ...]:
        """The rule that it is about."""
        return (self.rule,)


class Waiver(_Bound):
    """A failure that the city tolerates, as seen, until a day at most 365 days after the decision."""

    kind: Literal["waiver"]
    seen: str = key("Nilai yang teramati", "What was seen", by="diskominfo")
    reason_kind: Literal["transition", "compensated", "risk-accepted", "not-exploitable"] = key(
        "Jenis alasan. transition: masa peralihan; compensated: ada pengaman pengganti; "
        "risk-accepted: risiko diterima; not-exploitable: tidak dapat disalahgunakan.",
        "Kind of reason. transition; compensated by another safeguard; risk accepted; not exploitable.",
        by="diskominfo",
    )
    nip: Nip = key("NIP pejabat", "The official's NIP", by="diskominfo")
    until: Day = key(
        "Berlaku sampai. Sampai akhir hari itu, paling lama 365 hari.",
        "Valid until. The end of that day, at most 365 days.",
        by="diskominfo",
    )

    @model_validator(mode="after")
    def _ends_within_a_year(self) -> Self:
        if self.scope:
            raise two_languages("dispensasi berlaku untuk satu aplikasi: app", "a waiver is for one app: app")
        if self.until > _later(self.date, WAIVER_DAYS):
            raise two_languages(
                f"dispensasi berlaku paling lama {WAIVER_DAYS} hari", f"a waiver holds at most {WAIVER_DAYS} days"
            )
        return self

    def ends(self, half_life_days: int) -> Day:
        """A waiver ends on the day that it names."""
        return self.until


class Judgement(_Bound):
    """A person's answer: an outcome, an answer to the rule's question, or an auditor's three columns (BSSN 8/2024).

    With `seen` it covers exactly that value; without, what the rule asks of a person.
    """

    kind: Literal["review"]
    seen: str | None = key("Nilai yang teramati", "What was seen", by="diskominfo", default=None)
    outcome: Literal["pass", "fail", "not-applicable"] | None = key(
        "Hasil penilaian", "Outcome", by="diskominfo", default=None
    )
    answer: Name | None = key(
        "Jawaban atas pertanyaan. yes, no, tanggal, atau angka.",
        "Answer to the question. yes, no, a date, or a number.",
        by="diskominfo",
        default=None,
        coerce_numbers_to_str=True,
    )
    design: Literal["memadai", "perlu-peningkatan", "tidak-memadai"] | None = key(
        "Evaluasi desain kontrol (EDK)", "Evaluation of the control's design (EDK)", by="diskominfo", default=None
    )
    implementation: Literal["sesuai", "tidak-sesuai"] | None = key(
        "Evaluasi implementasi kontrol (EIK)", "Evaluation of its implementation (EIK)", by="diskominfo", default=None
    )
    effectiveness: Literal["efektif", "perlu-peningkatan", "tidak-efektif"] | None = key(
        "Evaluasi efektivitas kontrol (EEK)", "Evaluation of its effectiveness (EEK)", by="diskominfo", default=None
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        columns = (self.design, self.implementation, self.effectiveness)
        if sum((self.outcome is not None, self.answer is not None, any(columns))) != 1:
            raise two_languages(
                "tulis salah satu: outcome, answer, atau EDK/EIK/EEK (design, implementation, effectiveness)",
                "give one of: outcome, answer, or EDK/EIK/EEK (design, implementation, effectiveness)",
            )
        if self.design == "tidak-memadai" and self.implementation:
            raise two_languages(
                "EIK tidak dinilai bila EDK tidak memadai", "EIK is not judged where EDK is not adequate"
            )
        return self

    def settles(self, question: Question | None) -> Literal["pass", "fail", "not-applicable"] | None:
        """Return what it says; None when it says nothing that settles the question (two of three columns, say)."""
        if self.outcome:
            return self.outcome
        if self.answer:
            good = question.good(self.answer, self.date) if question else None
            return None if good is None else "pass" if good else "fail"
        if self.design == "tidak-memadai" or self.implementation == "tidak-sesuai":
            return "fail"
        if self.effectiveness == "tidak-efektif":
            return "fail"
        return "pass" if self.design and self.implementation else None


class Witness(_Bound):
    """What an official saw himself where the tool could not look; an attachment proves it."""

    kind: Literal["witness"]
    cause: Cause = key("Sebab tidak dapat diperiksa", "Cause of the gap", by="diskominfo")
    outcome: Literal["pass", "fail"] = key("Hasil", "Outcome", by="diskominfo")
    attachment: Digest = key("Sidik digital lampiran", "Digest of the attachment", by="diskominfo")

    @model_validator(mode="after")
    def _saw_one_app(self) -> Self:
        if self.scope:
            raise two_languages("kesaksian berlaku untuk satu aplikasi: app", "a witness saw one app: app")
        return self


class Acceptance(_Decision):
    """A document that the city accepts as evidence for named rules."""

    kind: Literal["document"]
    sha256: Digest = key("Sidik digital dokumen", "Digest of the document", by="diskominfo")
    rules: tuple[Name, ...] = key("Untuk ketentuan", "For the rules", by="diskominfo", min_length=1)

    @property
    def about(self) -> tuple[str, ...]:
        """The rules that it is about."""
        return self.rules


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

    @cached_property
    def digest(self) -> str:
        """Digest of the decisions' canonical JSON."""
        return digest(canonical(self.model_dump(mode="json", by_alias=True)))


NONE = Decisions.model_construct(schema_=SCHEMA, decisions=())


def load_decisions(text: str, file: str) -> tuple[Decisions, Document]:
    """Read a file of decisions."""
    document = parse_yaml(text, file)
    return build(Decisions, document), document
