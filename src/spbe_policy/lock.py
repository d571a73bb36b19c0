"""Noun: the lock file by which the city pins authority, policy and decisions of an official run (`spbe-lock/1`)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from spbe_policy.decisions import Decisions
from spbe_policy.errors import IntegrityError, UsageError
from spbe_policy.evidence import Vantage
from spbe_policy.policy import Policy
from spbe_policy.reading import digest, parse_yaml, read_text
from spbe_policy.report import Report
from spbe_policy.validation import build
from spbe_policy.vocabulary import Digest


class Lock(BaseModel):
    """The three digests that an official run must show."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["spbe-lock/1"] = Field(default="spbe-lock/1", alias="schema")
    authority: Digest
    policy: Digest
    decisions: Digest

    def yaml(self) -> str:
        """Return the lock as it is kept in a file."""
        return (
            f"schema: {self.schema_}\nauthority: {self.authority}\npolicy: {self.policy}\ndecisions: {self.decisions}\n"
        )


def lock_of(authority_text: str, policy: Policy, decisions: Decisions) -> Lock:
    """Return the lock that pins exactly these three."""
    return Lock(authority=digest(authority_text.encode()), policy=policy.digest, decisions=decisions.digest)


def read_lock(path: Path) -> Lock:
    """Read a lock file."""
    return build(Lock, parse_yaml(read_text(path), str(path)))


def hold(expected: Lock, found: Lock) -> None:
    """Raise `IntegrityError` (exit 4) naming each of the three that is not as pinned."""
    wrong = [name for name in ("authority", "policy", "decisions") if getattr(expected, name) != getattr(found, name)]
    if wrong:
        names = ", ".join(wrong)
        raise IntegrityError(
            f"sidik digital tidak sama dengan berkas kunci: {names}", f"digest is not the lock file's: {names}"
        )


def within_profile(overrides: Sequence[str]) -> None:
    """Raise `UsageError` when an official run would reach beyond what the city's profile allows."""
    if overrides:
        said = " ".join(overrides)
        raise UsageError(
            f"pemeriksaan resmi hanya memakai jaringan dari profil pemda, bukan {said}",
            f"an official run takes its network from the authority's profile only, not {said}",
        )


def official(report: Report, vantage: Vantage) -> Report:
    """Head a report as official: the lock holds, and nothing was reached beyond what the city's profile allows."""
    within_profile(vantage.overrides)
    return report.model_copy(update={"official": True})
