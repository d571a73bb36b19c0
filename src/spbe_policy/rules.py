"""Noun: the files of a pack as they are written: `pack.yaml` and one file a rule."""

from collections.abc import Mapping
from datetime import date as Day
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from spbe_policy.evidence import Assurance
from spbe_policy.texts import Text
from spbe_policy.validation import two_languages
from spbe_policy.vocabulary import Audience, Part, Slug, Stage

Level = Literal["must", "should"]
Party = Literal["vendor", "opd", "diskominfo", "hosting"]
Confidence = Literal["read", "secondary", "memory"]
Have = Literal["login", "data_sets", "integrations"]


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
    platforms: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    exposure: tuple[str, ...] = ()
    personal_data: bool | None = None
    has: tuple[Have, ...] = ()


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
    level: Level
    since: str
    responsible: Party
    applies_to: AppliesTo = Field(default_factory=AppliesTo)
    from_: Stage = Field(default=Stage.DELIVERY, alias="from", description="the stage from which on it is judged")
    stages: Mapping[Stage, tuple[Assurance, ...]] = Field(default_factory=dict)
    basis: tuple[Basis, ...] = Field(min_length=1)
    why: Text
    fix: Fix
    question: Text | None = None
    documents: tuple[Slug, ...] = ()
    full: Text | None = Field(default=None, description="why nothing stays unseen")
    unseen: Text | None = Field(default=None, description="what the checks cannot see; a pass is then a review")
    waivable: bool = True
    effort: Literal["small", "medium", "large"]
    check: str | tuple[str, ...]
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    indicators: tuple[str, ...] = ()
    effective_on: Day | None = None
    cases: tuple[Case, ...] = ()

    @model_validator(mode="after")
    def _says_what_it_covers(self) -> "RuleFile":
        if bool(self.full) == bool(self.unseen):
            raise two_languages("tulis salah satu: full atau unseen", "give one of the two: full or unseen")
        if self.unseen and not self.question:
            raise two_languages("unseen memerlukan question", "unseen needs a question")
        return self

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
    successor: Slug | None = None


class PackFile(Part):
    """`pack.yaml`."""

    title: Text
    version: str
    issuer: str
    status: Text
    in_force_from: Day | None = None
    in_force_to: Day | None = None
    sources: Mapping[Slug, Source]
    stages: Mapping[Stage, tuple[Assurance, ...]]
    evidence_max_age_days: int = Field(ge=1)
    retired: tuple[Retired, ...] = ()
