"""Noun: findings and verdict, the versioned JSON `spbe-report/1`. What counts as compliant stands here."""

from collections.abc import Iterable, Mapping
from datetime import date as Day
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, Field

from spbe_policy.evidence import Assurance, Cause, Record, Vantage
from spbe_policy.questions import Question
from spbe_policy.reading import Document, canonical, parse_json
from spbe_policy.rules import Basis, Fix, Level, OfficialText, Party
from spbe_policy.texts import Text, term, text
from spbe_policy.validation import build
from spbe_policy.vocabulary import Stage

HANDLING = text("TERBATAS", "RESTRICTED")
"""The handling mark of a report, unless its owner gives it another one."""

LEFT_OUT = text(
    "rincian celah tidak dimuat di sini; laporan lengkap (--full) memuatnya",
    "details of weaknesses are left out here; the full report (--full) has them",
)


class State(StrEnum):
    """The state of a finding, worst first among those that count; `not-applicable` is neutral."""

    FAIL = "fail"
    ERROR = "error"
    UNKNOWN = "unknown"
    REVIEW = "review"
    WAIVED = "waived"
    PASS = "pass"
    NOT_APPLICABLE = "not-applicable"


class Verdict(StrEnum):
    """The answer of a report."""

    COMPLIANT = "compliant"
    NOT_COMPLIANT = "not-compliant"
    UNDECIDED = "undecided"

    @property
    def exit_code(self) -> int:
        """0 yes, 1 no, 3 undecided."""
        return {"compliant": 0, "not-compliant": 1, "undecided": 3}[self.value]


_WORST_FIRST = tuple(State)


def aggregate(states: Iterable[State]) -> State:
    """Return the state of a rule: the worst of its findings; all not-applicable stays so; none at all is an error."""
    return min(states, key=_WORST_FIRST.index, default=State.ERROR)


def judge(rules: Iterable[tuple[Level, State]]) -> Verdict:
    """Return the verdict from each rule's effective level and state (DESIGN 3)."""
    musts = {state for level, state in rules if level == "must"} - {State.NOT_APPLICABLE}
    if State.FAIL in musts:
        return Verdict.NOT_COMPLIANT
    if not musts or musts & {State.ERROR, State.UNKNOWN, State.REVIEW}:
        return Verdict.UNDECIDED
    return Verdict.COMPLIANT


class DecisionNote(Record):
    """The decision that changed a finding: who, when, until when, why."""

    kind: str
    scope: str | None = Field(default=None, description="a shared control: whose apps it holds for")
    office: str
    official: str
    date: Day
    until: Day
    reason: str


class Anchor(Record):
    """The line of the manifest that made the claim."""

    file: str
    line: int
    column: int


class PaperNote(Record):
    """A delivered document that answered a finding, or that could once the city accepts it."""

    path: str
    kind: str
    sha256: str


class Finding(Record):
    """What was found of one rule at one subject.

    `seen` is what was judged, `fact` the kind of evidence it was judged on, `was` the state before a decision changed
    it, `sample` what was looked at. A gap carries its cause and who acts next.
    """

    subject: str
    state: State
    message: Text
    seen: str | None = None
    fingerprint: str | None = None
    assurance: Assurance
    fact: str | None = None
    sample: Text | None = None
    anchor: Anchor | None = None
    cause: Cause | None = None
    acts_next: str | None = None
    city_debt: bool = False
    was: State | None = None
    decision: DecisionNote | None = None
    documents: tuple[PaperNote, ...] = ()

    def discreet(self, said: Iterable[Text]) -> Self:
        """Return it without what was seen, where, and every message but a reason not to apply and what was `said`."""
        known = self.state is State.NOT_APPLICABLE or any(_same(self.message, each) for each in said)
        message = self.message if known else text(term(self.state, "id"), term(self.state, "en"))
        return self.model_copy(update={"seen": None, "sample": None, "message": message})

    def at(self, path: str) -> Self:
        """Return it with its line in the file at `path`."""
        return self.model_copy(update={"anchor": self.anchor and self.anchor.model_copy(update={"file": path})})


def _same(one: Text, other: Text) -> bool:
    return (one.id, one.en) == (other.id, other.en)


NOT_JUDGED = "belum-dinilai"


class Columns(Record):
    """An auditor's three columns (BSSN 8/2024): design (EDK), implementation (EIK), effectiveness (EEK).

    What was observed or documented fills the implementation only; the others wait for a named reviewer.
    """

    design: str = NOT_JUDGED
    implementation: str = NOT_JUDGED
    effectiveness: str = NOT_JUDGED
    decision: DecisionNote | None = None


class RuleReport(Record):
    """A rule with its findings; the texts are the pack's, so that a report can be read on its own."""

    id: str
    aliases: tuple[str, ...] = ()
    title: Text
    level: Level
    effective_level: Level
    effective_on: Day | None
    upcoming: bool = Field(
        default=False, description="not in the pack that the contract names: it comes into force later"
    )
    responsible: Party
    basis: tuple[Basis, ...]
    sources: Mapping[str, str]
    why: Text
    fix: Fix
    question: Question | None
    documents: tuple[str, ...]
    unseen: Text | None
    official_text: OfficialText | None = None
    columns: Columns | None = Field(default=None, description="for the items that auditors judge in three columns")
    effort: str
    indicators: tuple[str, ...]
    checks: tuple[str, ...]
    state: State
    findings: tuple[Finding, ...]

    def discreet(self) -> Self:
        """Return it with discreet findings; the pack's own words stay."""
        said = [each for each in (self.unseen, self.question) if each]
        return self.model_copy(update={"findings": tuple(finding.discreet(said) for finding in self.findings)})

    def at(self, path: str) -> Self:
        """Return it with the lines of its findings in the file at `path`."""
        return self.model_copy(update={"findings": tuple(finding.at(path) for finding in self.findings)})


class AppNote(Record):
    """Which app was judged."""

    id: str
    name: str | None
    version: str | None
    owner: str | None
    url: str | None
    vendor: str | None = None


class PolicyNote(Record):
    """By which pack."""

    name: str
    version: str
    title: Text
    digest: str
    packs: Mapping[str, str] = Field(default_factory=dict, description="every pack in it, with its version")
    contract: str | None = Field(default=None, description="the contract that pins this pack")
    contract_date: Day | None = None


class Earlier(Record):
    """An earlier report of the app, and what fails now that did not fail then, by fingerprint."""

    verdict: Verdict | None
    stage: Stage
    as_of: AwareDatetime
    evidence_digest: str
    new: tuple[str, ...]


class Report(Record):
    """A report. Nothing in it depends on the machine or the moment at which it is rendered."""

    schema_: Literal["spbe-report/1"] = Field(default="spbe-report/1", alias="schema")
    verdict: Verdict | None = Field(description="null for a selection of rules or a lint")
    official: bool = False
    stage: Stage
    app: AppNote
    city: str
    policy: PolicyNote
    authority_digest: str
    decisions_digest: str
    evidence_digest: str
    city_files: Mapping[str, str] = Field(description="digests of the city's register and CA")
    collected_at: AwareDatetime
    as_of: AwareDatetime
    environment: str | None
    vantage: Vantage
    requests: int
    versions: Mapping[str, str]
    rules: tuple[RuleReport, ...]
    notes: tuple[Text, ...] = ()
    handling: Text = HANDLING
    earlier: Earlier | None = Field(default=None, description="the report that this one is held against")

    @classmethod
    def load(cls, data: bytes, file: str = "report.json") -> Self:
        """Read a stored report; `InputError` when it is not one of a schema that we know."""
        return build(cls, Document(file, "", parse_json(data, file), {}))

    def json_bytes(self) -> bytes:
        """Return the canonical JSON (RFC 8785) of the report."""
        return canonical(self.model_dump(mode="json", by_alias=True))

    def count(self, state: State) -> int:
        """Number of rules in a state."""
        return sum(rule.state is state for rule in self.rules)

    def is_new(self, finding: Finding) -> bool:
        """Whether a finding fails that did not fail in the earlier report."""
        return self.earlier is not None and finding.state is State.FAIL and finding.fingerprint in self.earlier.new

    def at(self, path: str) -> Self:
        """Return the report for readers who find the manifest at `path`, as annotations of a repository need it."""
        return self.model_copy(update={"rules": tuple(rule.at(path) for rule in self.rules)})

    def discreet(self) -> Self:
        """Return the report without what would help an attacker, for readers beyond those who mend the app.

        Values, samples, addresses and the messages that show them go; rules, states, lines of the manifest, decisions,
        fixes and fingerprints (digests) stay. Of the operator's overrides the options' names stay.
        """
        options = dict.fromkeys(override.partition(" ")[0] for override in self.vantage.overrides)
        vantage = Vantage(
            network=self.vantage.network, overrides=tuple(options), operator=self.vantage.operator, trust_store=""
        )
        changes = {
            "app": self.app.model_copy(update={"url": None}),
            "vantage": vantage,
            "rules": tuple(rule.discreet() for rule in self.rules),
            "notes": (*self.notes, LEFT_OUT),
        }
        return self.model_copy(update=changes)
