"""Verb: try the rules themselves. Each fact that a rule reads is changed a little; a rule that never notices is empty.

A mutant is one change of one value in a case that is as it should be: removed, null, a number one more or less (also
one beside each limit of the rule), another allowed value. It is killed when the state of the rule changes. A change
that the fact's own model refuses is no mutant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from spbe_policy.checks import Declaration
from spbe_policy.decisions import Decisions
from spbe_policy.errors import SpbePolicyError
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Entry, Evidence, Fact, Sample
from spbe_policy.manifest import Manifest
from spbe_policy.policy import Policy, Rule
from spbe_policy.reading import Path_
from spbe_policy.register import Row
from spbe_policy.report import State
from spbe_policy.rules import Case
from spbe_policy.texts import Text, text
from spbe_policy.verify import Base, decided, evidence_of

HEALTHY = {"pass", "review"}
"""Cases that are mutated first: in them everything that a scan sees is as it should be."""

_OTHERS = {"fail", "not-applicable"}

_REMOVED = object()


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: at which value of which kind of fact, into what, and whether the rule noticed."""

    rule: str
    kind: str
    path: Path_
    change: str
    killed: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of all mutants of one rule."""

    rule: Rule
    mutants: tuple[Mutant, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facts that the rule reads."""
        return tuple(dict.fromkeys(kind.kind for kind in _facts(self.rule)))

    @property
    def unnoticed(self) -> tuple[str, ...]:
        """Kinds of facts that the rule declares to read, of which it notices no change at all."""
        killed = {mutant.kind for mutant in self.mutants if mutant.killed}
        return tuple(kind for kind in self.kinds if kind not in killed)

    def survivors(self) -> Iterator[tuple[Mutant, Text]]:
        """Yield the mutants that nobody noticed, each with the reason that follows from the others."""
        read = {(mutant.kind, _place(mutant.path)) for mutant in self.mutants if mutant.killed}
        for mutant in self.mutants:
            if not mutant.killed:
                yield mutant, _WITHIN if (mutant.kind, _place(mutant.path)) in read else _UNREAD


_WITHIN = text("nilai itu masih memenuhi ketentuan", "that value still meets the rule")
_UNREAD = text("ketentuan ini tidak menilai nilai itu", "the rule does not judge that value")


def mutate(policy: Policy, base: Base) -> Iterator[Trial]:
    """Try every *must* that reads facts."""
    for rule in policy.own:
        if rule.file.level == "must" and rule.bound:
            trial = Trial(rule, tuple(_once(_mutants(policy, rule, base, HEALTHY))))
            if trial.unnoticed:
                more = _mutants(policy, rule, base, _OTHERS)
                trial = Trial(rule, tuple(_once((*trial.mutants, *more))))
            yield trial


def _facts(rule: Rule) -> list[type[Fact]]:
    return [kind for item in rule.bound for kind in (item.check.each, *item.check.needs)]


def _once(found: Iterable[Mutant]) -> Iterator[Mutant]:
    """Of one change in several cases keep one: killed if any case killed it."""
    kept: dict[tuple[str, Path_, str], Mutant] = {}
    for mutant in found:
        mark = mutant.kind, mutant.path, mutant.change
        if mark not in kept or mutant.killed:
            kept[mark] = mutant
    yield from kept.values()


def _mutants(policy: Policy, rule: Rule, base: Base, cases: set[str]) -> Iterator[Mutant]:
    alone, limits = replace(policy, rules=(rule,)), _limits(rule)
    for case in rule.file.cases:
        if case.expect not in cases:
            continue
        evidence, decisions = evidence_of(base, case), decided(rule, base, case)

        def state(of: Evidence, case: Case = case, decisions: Decisions = decisions) -> State:
            return evaluate(of, alone, decisions, stage=case.stage).rules[0].state

        before = state(evidence)
        for kind in dict.fromkeys(_facts(rule)):
            changed = _declarations(evidence, limits) if kind is Declaration else _entries(evidence, kind, limits)
            for path, change, mutated in changed:
                yield Mutant(rule.id, kind.kind, path, change, state(mutated) is not before)


def _limits(rule: Rule) -> set[int]:
    """The whole numbers among the rule's parameters."""
    given = [value for item in rule.bound for value in item.params.model_dump().values()]
    return {value for value in given if isinstance(value, int) and not isinstance(value, bool)}


def _entries(evidence: Evidence, kind: type[Fact], limits: set[int]) -> Iterator[tuple[Path_, str, Evidence]]:
    """The evidence with one value of one fact changed, or without the fact."""
    entries = evidence.dossier.entries
    for number, entry in enumerate(entries):
        if entry.kind != kind.kind or entry.samples[0].fact is None:
            continue
        others = (*entries[:number], *entries[number + 1 :])
        yield (entry.subject,), "removed", _with(evidence, others)
        for path, change, data in _changes(entry.samples[0].fact, limits, kind):
            if _fits(kind, data):
                mutated = Entry(kind=entry.kind, subject=entry.subject, samples=(Sample(fact=data),))
                yield (entry.subject, *path), change, _with(evidence, (*others, mutated))


def _with(evidence: Evidence, entries: tuple[Entry, ...]) -> Evidence:
    """The same evidence with other entries; its digest does not matter here."""
    ordered = tuple(sorted(entries, key=lambda entry: (entry.kind, entry.subject)))
    return replace(evidence, dossier=evidence.dossier.model_copy(update={"entries": ordered}))


def _declarations(evidence: Evidence, limits: set[int]) -> Iterator[tuple[Path_, str, Evidence]]:
    """The evidence with one value of the manifest or of the register's row changed."""
    row = evidence.dossier.row
    for path, change, data in _changes(row.model_dump(mode="json") if row else {}, limits, Row):
        if _fits(Row, data):
            dossier = evidence.dossier.model_copy(update={"row": Row.model_validate(data)})
            yield ("register", *path), change, replace(evidence, dossier=dossier)
    whole = evidence.app.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for path, change, data in _changes(whole, limits, Manifest):
        try:
            yield path, change, replace(evidence, app=Manifest.model_validate(data))
        except (ValidationError, SpbePolicyError):
            continue


def _fits(kind: type[BaseModel], data: Any) -> bool:
    try:
        kind.model_validate(data)
    except ValidationError:
        return False
    return True


def _changes(data: Any, limits: set[int], model: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str, Any]]:
    """Yield (where, what, the whole thing changed there) for every value below."""
    below: Iterable[tuple[str | int, Any]] = ()
    if isinstance(data, Mapping):
        below = list(data.items())
    elif isinstance(data, list | tuple):
        below = list(enumerate(data))
        yield path, "emptied", []
    for key, value in below:
        inner = _model_below(model, key)
        for change, other in (("removed", _REMOVED), ("null", None), *_values(value, limits, inner)):
            yield (*path, key), change, _set(data, key, other)
        for where, change, changed in _changes(value, limits, inner, (key,)):
            yield (*path, *where), change, _set(data, key, changed)


def _values(value: Any, limits: set[int], annotation: Any) -> Iterator[tuple[str, Any]]:
    """Other values of the same type."""
    allowed = [other for other in _allowed(annotation) if other != value]
    if isinstance(value, bool):
        yield f"{not value}", not value
    elif isinstance(value, int):
        yield from ((f"{other}", other) for other in sorted({value - 1, value + 1, *_beside(limits)}))
    elif isinstance(value, str):
        yield from ((f"{other!r}", other) for other in allowed or _texts(value, limits))


def _texts(value: str, limits: set[int]) -> Iterator[str]:
    """Nothing, something else, and the first number in it one more or less, or beside a limit."""
    yield from ("", "x")
    if found := re.search(r"\d{1,15}", value):
        number = int(found.group())
        for other in sorted({number - 1, number + 1, *_beside(limits)}):
            yield value[: found.start()] + str(other).zfill(len(found.group())) + value[found.end() :]


def _beside(limits: set[int]) -> set[int]:
    return {limit + step for limit in limits for step in (-1, 0, 1)}


def _allowed(annotation: Any) -> list[Any]:
    """The words that a value may take, where there are only a few."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [each.value for each in annotation]
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for part in get_args(annotation) for word in _allowed(part)]


def _model_below(annotation: Any, key: str | int) -> Any:
    """The annotation of what stands at a key of a model, or of the items of a list or mapping."""
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            fields = {field.alias or name: field for name, field in part.model_fields.items()}
            if key in fields:
                return fields[str(key)].annotation
    arguments = [part for part in get_args(annotation) if part is not Ellipsis]
    return arguments[-1] if arguments else None


def _set(data: Any, key: Any, value: Any) -> Any:
    if isinstance(data, Mapping):
        return {
            name: value if name == key else old for name, old in data.items() if name != key or value is not _REMOVED
        }
    changed = list(data)
    changed[key : key + 1] = [] if value is _REMOVED else [value]
    return changed


def _place(path: Path_) -> Path_:
    """A path without list numbers and subject: the same value of every item."""
    return tuple(step for step in path[1:] if isinstance(step, str)) or path[:1]
