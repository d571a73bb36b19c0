"""Noun: the files of a pack as they are written: `pack.yaml` and one file a rule."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from spbe_policy.evidence import Assurance
from spbe_policy.questions import Question
from spbe_policy.texts import Text
from spbe_policy.validation import two_languages
from spbe_policy.vocabulary import Audience, Day, Part, Role, Slug, Stage

Level = Literal["must", "should"]
Party = Literal["vendor", "opd", "diskominfo", "hosting"]
Confidence = Literal["read", "secondary", "memory"]
Have = Literal["login", "data_sets", "apis", "integrations", "services", "spl"]
Category = Literal["strategis", "tinggi", "rendah"]
Sharing = Literal["city", "hosting", "identity-provider", "framework"]
Accepted = Mapping[Stage, Annotated[tuple[Assurance, ...], Field(min_length=1)]]
"""The kinds of assurance that count at a stage."""

Days = Annotated[int, Field(ge=1, le=3660)]
"""A period in days, up to ten years."""


class Basis(Part):
    """Why a rule exists: a source of the pack, the clause in it, its force, and how well it was read."""

    source: Slug
    clause: str | None = None
    force: Literal["law", "city-policy", "guideline", "good-practice"]
    confidence: Confidence


class Fix(Text):
    """How to put it right; `variants` give the lines to copy for one framework or server."""

    variants: Mapping[str, str] = Field(default_factory=dict)


class AppliesTo(Part):
    """To which apps a rule applies; what is left out does not matter, what is unknown of an app does not exempt it."""

    audience: tuple[Audience, ...] = ()
    platforms: tuple[Literal["web", "desktop", "android", "ios"], ...] = ()
    kind: tuple[Literal["umum", "khusus"], ...] = ()
    role: tuple[Role, ...] = ()
    category: tuple[Category, ...] = ()
    exposure: tuple[Literal["internet", "intranet"], ...] = ()
    personal_data: bool | None = None
    has: tuple[Have, ...] = ()
    status: tuple[Literal["active", "building", "retired"], ...] = Field(
        default=("active", "building"), description="as in the register; a retired app is judged by its own rules"
    )


class Cohort(Part):
    """Apps launched before a day (by the register) for which a rule is effective from another day on."""

    launched_before: Day
    effective_on: Day


class Criterion(Text):
    """A threshold that one source of auditors uses: a hint, never a limit."""

    source: Literal["audit-app", "guide", "recommendations"]


class Asked(Part):
    """What auditors ask for, by stage: design (EDK), implementation (EIK), effectiveness (EEK)."""

    design: tuple[Text, ...] = ()
    implementation: tuple[Text, ...] = ()
    effectiveness: tuple[Text, ...] = ()
    criteria: tuple[Criterion, ...] = ()


class OfficialText(Part):
    """The wording of the law as the city copied it: who compared it with the gazette, and when."""

    text: str = Field(min_length=1)
    checked_by: str = Field(min_length=1)
    date: Day


class Case(Part):
    """One example of a rule, as a patch (RFC 7386) of the pack's base; it is the rule's test."""

    name: str
    expect: Literal["pass", "fail", "waived", "not-applicable", "review", "unknown", "error"]
    seen: str | None = None
    stage: Stage = Stage.ACCEPTANCE
    app: dict[str, Any] = Field(default_factory=dict)
    city: dict[str, Any] = Field(default_factory=dict)
    row: dict[str, Any] | None = None
    facts: dict[str, dict[str, Any]] = Field(default_factory=dict)
    gaps: dict[str, dict[str, str]] = Field(default_factory=dict)
    decisions: tuple[dict[str, Any], ...] = ()


class RuleFile(Part):
    """A rule as it stands in its file."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        title="rule",
        json_schema_extra={"$id": "urn:spbe-policy:spbe-rule:1"},
    )

    title: Text
    aliases: tuple[str, ...] = Field(default=(), description="other names of it, such as the auditors' K-numbers")
    level: Level
    since: str
    responsible: Party
    applies_to: AppliesTo = Field(default_factory=AppliesTo)
    from_: Stage = Field(default=Stage.DELIVERY, alias="from", description="the stage from which on it is judged")
    stages: Accepted = Field(default_factory=dict)
    basis: tuple[Basis, ...] = Field(min_length=1)
    why: Text
    fix: Fix
    question: Question | None = None
    documents: tuple[Slug, ...] = ()
    shared: tuple[Sharing, ...] = Field(
        default=(), min_length=1, description="whose answer holds for all apps that declare to use it"
    )
    half_life_days: Days | None = Field(default=None, description="how long an answer holds; default: the pack's")
    active: bool = Field(default=False, description="only an active test, with permission, could show it")
    audit: Asked | None = None
    official_text: OfficialText | None = Field(default=None, description="set by a city's overlay")
    full: Text | None = Field(default=None, description="why nothing stays unseen")
    unseen: Text | None = Field(default=None, description="what the checks cannot see; a pass is then a review")
    waivable: bool = True
    effort: Literal["small", "medium", "large"]
    check: str | tuple[str, ...] = Field(default=(), description="none: a person answers the question")
    beside: str | None = Field(default=None, description="a check that is shown beside the question; decides nothing")
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    indicators: tuple[str, ...] = ()
    effective_on: Day | None = None
    cohorts: tuple[Cohort, ...] = ()
    cases: tuple[Case, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_what_it_covers(self) -> "RuleFile":
        if not self.checks and (self.full or self.unseen or not self.question):
            raise two_languages(
                "tanpa check diperlukan question, tanpa full dan unseen",
                "without a check there must be a question, and neither full nor unseen",
            )
        if self.checks and bool(self.full) == bool(self.unseen):
            raise two_languages("tulis salah satu: full atau unseen", "give one of the two: full or unseen")
        if self.unseen and not self.question:
            raise two_languages("unseen memerlukan question", "unseen needs a question")
        if self.active and self.checks:
            raise two_languages("active hanya untuk ketentuan tanpa check", "active is for rules without a check")
        if self.beside and self.checks:
            raise two_languages("beside hanya untuk ketentuan tanpa check", "beside is for rules without a check")
        return self

    def effective_from(self, launched: Day | None) -> Day | None:
        """Return from when on the rule binds an app that the register says was launched on that day."""
        mine = [each for each in self.cohorts if launched and launched < each.launched_before]
        return min(mine, key=lambda each: each.launched_before).effective_on if mine else self.effective_on

    @property
    def checks(self) -> tuple[str, ...]:
        """The ids of the checks."""
        return (self.check,) if isinstance(self.check, str) else self.check


class Source(Part):
    """A text that rules rest on. `seen: false` says that its wording was not read by the authors of the pack."""

    title: str
    seen: bool = True
    note: Text | None = None


class Retired(Part):
    """A rule that is no more."""

    id: Slug
    reason: Text
    successor: str | None = Field(default=None, description="a rule of this pack, or of another as pack/rule")


class Tailoring(Part):
    """What a pack that includes a rule may set: how much it weighs, when, for whom; never what it means."""

    level: Level | None = None
    from_: Stage | None = Field(default=None, alias="from")
    stages: Accepted = Field(default_factory=dict)
    category: tuple[Category, ...] | None = Field(default=None, min_length=1)
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    effective_on: Day | None = None
    cohorts: tuple[Cohort, ...] = ()
    waivable: Literal[False] | None = Field(default=None, description="an overlay may forbid waivers, not permit them")
    official_text: OfficialText | None = None


class Include(Part):
    """Another pack, and what is set for its rules: by the name of a rule or a pattern, in this order."""

    pack: Slug
    rules: Mapping[str, Tailoring] = Field(default_factory=dict)


class PackFile(Part):
    """`pack.yaml`."""

    title: Text
    version: str
    issuer: str
    status: Text
    in_force_from: Day | None = None
    in_force_to: Day | None = None
    sources: Mapping[Slug, Source]
    stages: Accepted
    evidence_max_age_days: Days
    half_life_days: Days = Field(default=365, description="how long a review or an accepted document holds")
    include: tuple[Include, ...] = ()
    retired: tuple[Retired, ...] = ()

    @field_validator("stages")
    @classmethod
    def _has_every_stage(cls, stages: Accepted) -> Accepted:
        if missing := [stage for stage in Stage if stage not in stages]:
            names = ", ".join(missing)
            raise two_languages(f"tahap belum ada: {names}", f"stages missing: {names}")
        return stages
