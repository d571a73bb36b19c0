"""Noun: the lock file by which the city pins what an official run judges by (`spbe-lock/1`)."""

from collections.abc import Mapping, Sequence
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
    """The digests that an official run must show; `files` are the register and the CA that the profile names."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["spbe-lock/1"] = Field(default="spbe-lock/1", alias="schema")
    authority: Digest
    policy: Digest
    decisions: Digest
    files: Mapping[str, Digest] = Field(default_factory=dict)

    def yaml(self) -> str:
        """Return the lock as it is kept in a file."""
        pinned = {"authority": self.authority, "policy": self.policy, "decisions": self.decisions}
        lines = [f"schema: {self.schema_}", *(f"{name}: {mark}" for name, mark in pinned.items())]
        lines += ["files:", *(f"  {name}: {mark}" for name, mark in sorted(self.files.items()))] if self.files else []
        return "\n".join(lines) + "\n"


def lock_of(authority_text: str, policy: Policy, decisions: Decisions, files: Mapping[str, str]) -> Lock:
    """Return the lock that pins exactly these."""
    authority = digest(authority_text.encode())
    return Lock(authority=authority, policy=policy.digest, decisions=decisions.digest, files=files)


def read_lock(path: Path) -> Lock:
    """Read a lock file."""
    return build(Lock, parse_yaml(read_text(path), str(path)))


def hold(expected: Lock, found: Lock) -> None:
    """Raise `IntegrityError` (exit 4) naming each thing that is not as pinned."""
    wrong = [name for name in ("authority", "policy", "decisions") if getattr(expected, name) != getattr(found, name)]
    names_of_files = sorted({*expected.files, *found.files})
    wrong += [name for name in names_of_files if expected.files.get(name) != found.files.get(name)]
    if wrong:
        names = ", ".join(wrong)
        raise IntegrityError(
            f"sidik digital tidak sama dengan berkas kunci: {names}", f"digest is not the lock file's: {names}"
        )


def within_profile(overrides: Sequence[str]) -> None:
    """Raise `UsageError` when an official run would reach beyond what the city's profile allows."""
    if overrides:
        said = ", ".join(dict.fromkeys(override.partition(" ")[0] for override in overrides))
        raise UsageError(
            f"pemeriksaan resmi hanya memakai jaringan dari profil pemda, bukan {said}; isi network di profil pemda",
            f"an official run takes its network from the authority's profile only, not {said}; fill in its network",
        )


def official(report: Report, vantage: Vantage) -> Report:
    """Head a report as official: the lock holds, and nothing was reached beyond what the city's profile allows."""
    within_profile(vantage.overrides)
    return report.model_copy(update={"official": True})
