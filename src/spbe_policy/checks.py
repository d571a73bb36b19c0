"""Noun: what a check is and what it may answer.

A check is a pure function over one fact. It yields outcomes; it reads no clock, no network, no file. What it needs
of the world stands in its `Context`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict

from spbe_policy.authority import Authority
from spbe_policy.evidence import Assurance, Fact, Gap, Subject
from spbe_policy.manifest import Manifest
from spbe_policy.reading import Path_
from spbe_policy.register import Row
from spbe_policy.texts import Text


@dataclass(frozen=True, slots=True)
class Pass:
    """It is as it should be. `seen` is the smallest canonical value that was judged; `about` a narrower subject.

    `assurance` is given where what was seen shows that it counts for less than its kind of fact.
    """

    seen: str
    about: Subject | None = None
    assurance: Assurance | None = None


@dataclass(frozen=True, slots=True)
class Fail:
    """It is not. `seen` holds no nonce, id or count of remaining days; `claim` names the wrong line of the manifest."""

    seen: str
    message: Text
    about: Subject | None = None
    claim: Path_ | None = None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not arise, and why."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Review:
    """A person must decide, and what about."""

    seen: str
    reason: Text
    about: Subject | None = None


@dataclass(frozen=True, slots=True)
class NotReady:
    """This subject needs an item of the city (`calendar`) that others do not; the engine says what that means."""

    item: str


Outcome = Pass | Fail | NotApplicable | Review | Gap | NotReady
"""A check may also answer with a gap: what it was given does not settle the question."""

F = TypeVar("F", bound=Fact)
N = TypeVar("N", bound=Fact)


class Params(BaseModel):
    """Base of a check's parameters, given by the rule's `with`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Declaration(Fact):
    """The manifest itself as a fact: what rules judge that only read what was declared. Never stored."""

    kind = "manifest/1"
    assurance = Assurance.DECLARED


@dataclass(frozen=True, slots=True)
class Context(Generic[F]):
    """What a check is given: its fact, the app, the city, the moment of collecting, the app-wide facts it needs."""

    fact: F
    subject: Subject
    app: Manifest
    city: Authority
    at: datetime
    needed: Mapping[type[Fact], Mapping[Subject, Fact | Gap]]
    row: Row | None = None

    def need(self, fact: type[N]) -> N:
        """Return an app-wide fact that the check declared in `needs`."""
        return cast("N", self.needed[fact]["app"])

    def all(self, fact: type[N]) -> Mapping[Subject, N]:
        """Return every fact of a kind that the check declared in `needs`, by subject; gaps are left out."""
        return {name: found for name, found in self.needed[fact].items() if isinstance(found, fact)}

    def gap(self, fact: type[Fact], subject: Subject) -> Gap | None:
        """Return why a fact of a kind in `needs` could not be looked at; None where it could, or was not collected."""
        found = self.needed[fact].get(subject)
        return found if isinstance(found, Gap) else None

    @property
    def name(self) -> str:
        """The subject's name without its sort: `harga-pangan` of `dataset:harga-pangan`."""
        return self.subject.partition(":")[2] or self.subject


@dataclass(frozen=True, slots=True)
class Check:
    """A check, as a plugin offers it.

    `each` is judged once per subject. `needs` are kinds of facts that must have been collected; where one is a gap
    for the subject `app`, so is the answer. `city` names the items
    that the city must have ready (`{name}` stands for the subject's name). `full` says that the check can see all there
    is to see; a rule that relies on it must record why.
    """

    id: str
    run: Callable[[Context[Any], Any], Iterable[Outcome]]
    each: type[Fact]
    params: type[Params]
    needs: tuple[type[Fact], ...]
    city: tuple[str, ...]
    full: bool

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    @property
    def assurance(self) -> Assurance:
        """How what the check judges came to be known: by its fact, or by what it holds against the manifest."""
        return self.needs[0].assurance if self.each is Declaration and self.needs else self.each.assurance

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """Every stored kind of fact that the check reads."""
        return tuple(fact for fact in (self.each, *self.needs) if fact is not Declaration)


P = TypeVar("P", bound=Params)
Run = Callable[[Context[F], P], Iterable[Outcome]]


def check(
    id: str,  # noqa: A002
    *,
    each: type[F],
    params: type[P],
    needs: Iterable[type[Fact]] = (),
    city: Iterable[str] = (),
    full: bool = False,
) -> Callable[[Run[F, P]], Check]:
    """Turn a function into a check."""

    def wrap(run: Run[F, P]) -> Check:
        return Check(id, run, each, params, tuple(needs), tuple(city), full)

    return wrap
