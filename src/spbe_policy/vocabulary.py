"""What every file written by people is made of: ids, digests, stages, periods, and how a key is explained."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Role = Literal["app", "portal", "super-app"]
"""What an app is to the city: one of many, or one of the doors to them."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
WebUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#@]+([/?#]\S*)?$", max_length=2000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]
SharedControl = Annotated[
    str,
    StringConstraints(pattern=r"^(city|(hosting|identity-provider|framework):[a-z0-9]+(-[a-z0-9]+)*)$", max_length=100),
]
"""What several apps share, answered once for all that declare it; `city` is shared by all of them."""


def _no_number(value: Any) -> Any:
    if isinstance(value, int | float):  # pydantic would count 20260817 as seconds since 1970
        raise PydanticCustomError("date_type", "a date such as 2026-08-17")
    return value


Day = Annotated[date, BeforeValidator(_no_number)]
"""A day, written 2026-08-17."""


class Audience(StrEnum):
    """Who logs in."""

    PUBLIC = "public"
    GOVERNMENT = "government"


class Stage(StrEnum):
    """The moment of judging, in the order in which an app passes them."""

    DELIVERY = "delivery"
    ACCEPTANCE = "acceptance"
    RELEASE = "release"
    OPERATION = "operation"

    def looks_at(self, environment: str) -> bool:
        """Whether this stage may be judged by what runs there: from release on only production counts."""
        return environment == "production" or self in {Stage.DELIVERY, Stage.ACCEPTANCE}


class Period(StrEnum):
    """How often data is brought up to date (vocabulary of the national data template, regulations 4.1)."""

    REALTIME = "realtime"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"
    BIENNIAL = "biennial"
    TRIENNIAL = "triennial"
    QUINQUENNIAL = "quinquennial"


def key(id: str, en: str, *, by: str, stage: str = "acceptance", **rest: Any) -> Any:  # noqa: A002
    """Describe one key: "title. help" in both languages, who fills it, from which stage on."""
    (title_id, _, help_id), (title_en, _, help_en) = id.partition(". "), en.partition(". ")
    return Field(
        title=f"{title_id} / {title_en}",
        description=f"{help_id or title_id}\n\n{help_en or title_en}",
        json_schema_extra={"x-filled-by": by, "x-from-stage": stage},
        **rest,
    )


class Part(BaseModel):
    """Base of what people write: frozen, no unknown keys, built on first use."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
