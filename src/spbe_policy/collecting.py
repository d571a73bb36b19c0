"""Verb: Manifest + Authority -> Evidence. The only stage that touches the world."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from spbe_policy.authority import Authority
from spbe_policy.errors import PluginError, SpbePolicyError
from spbe_policy.evidence import Cause, Entry, Evidence, Fact, Gap, Sample, Subject
from spbe_policy.manifest import Manifest
from spbe_policy.register import Row
from spbe_policy.sections import Environment
from spbe_policy.texts import text

if TYPE_CHECKING:
    from spbe_policy.session import Session

Reach = Literal["file", "network", "probe"]
"""How far a collector reaches; one that probes looks where nobody is expected to, after all others have looked."""

Collected = Mapping[Subject, Fact | Gap]
F = TypeVar("F", bound=Fact)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """What one collector is given.

    `environment` is the one that the stage looks at; `folder` holds the manifest and what it names (null for an
    app known from the register alone); `register` is the city's list; `session` is null when only files may be read;
    `earlier` is evidence of a former look.
    """

    app: Manifest
    city: Authority
    environment: Environment | None
    folder: Path | None
    register: tuple[Row, ...]
    session: "Session | None"
    known: Mapping[type[Fact], Collected] = field(default_factory=dict)
    earlier: Evidence | None = None
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return what `make` gives, made once for all collectors of this app: a file that several of them read."""
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])

    @property
    def door(self) -> "Session":
        """The session, for collectors with network reach."""
        if self.session is None:
            raise RuntimeError("a collector of file reach asked for the network")
        return self.session

    def of(self, fact: type[F]) -> Mapping[Subject, F | Gap]:
        """Return what a needed collector found; nothing when no plugin collects it."""
        return cast("Mapping[Subject, F | Gap]", self.known.get(fact, {}))


@dataclass(frozen=True, slots=True)
class Collector:
    """A collector, as a plugin offers it: the kind of fact it makes, the kinds it needs, how far it reaches."""

    fact: type[Fact]
    needs: tuple[type[Fact], ...]
    reach: Reach
    run: Callable[[Scope], Awaitable[Collected]]


def collector(
    fact: type[Fact], *, reach: Reach, needs: Iterable[type[Fact]] = ()
) -> Callable[[Callable[[Scope], Awaitable[Collected]]], Collector]:
    """Turn an async function into a collector. It answers a fact or a gap for each subject; no subject at all says
    that the app has nothing of the kind."""

    def wrap(run: Callable[[Scope], Awaitable[Collected]]) -> Collector:
        return Collector(fact, tuple(needs), reach, run)

    return wrap


async def gather(scope: Scope, collectors: Iterable[Collector], wanted: Iterable[type[Fact]]) -> list[Entry]:
    """Run the collectors of the wanted facts and of what these need; return entries sorted by kind and subject.

    A collector starts as soon as its needs are there, one that probes when all others are done: a guard that it
    wakes must not turn these away. One that breaks leaves a gap of cause `internal`.
    """
    plan = _plan({collector.fact: collector for collector in collectors}, wanted)
    known: dict[type[Fact], Collected] = {}
    if scope.session is None:
        for item in plan:
            known[item.fact] = await _run(item, scope, known)
    else:
        await _side_by_side(plan, scope, known)
    return entries(known)


async def _side_by_side(plan: list[Collector], scope: Scope, known: dict[type[Fact], Collected]) -> None:
    import anyio

    done = {item.fact: anyio.Event() for item in plan}
    early = _before_any_probe(plan)

    async def run(item: Collector) -> None:
        for need in (*item.needs, *(early if item.reach == "probe" else ())):
            if need in done:
                await done[need].wait()
        known[item.fact] = await _run(item, scope, known)
        done[item.fact].set()

    async with anyio.create_task_group() as tasks:
        for item in _longest_wait_first(plan):
            tasks.start_soon(run, item)


def _longest_wait_first(plan: list[Collector]) -> list[Collector]:
    """Return the plan with those first for whom the longest chain of others waits: connections go to who asks first."""
    behind: dict[type[Fact], int] = {}
    for item in reversed(plan):
        for need in item.needs:
            behind[need] = max(behind.get(need, 0), behind.get(item.fact, 0) + 1)
    return sorted(plan, key=lambda item: -behind.get(item.fact, 0))


def _before_any_probe(plan: list[Collector]) -> list[type[Fact]]:
    """Return the facts that neither probe nor rest on what does; a plan has needs first."""
    late: set[type[Fact]] = set()
    for item in plan:
        if item.reach == "probe" or late.intersection(item.needs):
            late.add(item.fact)
    return [item.fact for item in plan if item.fact not in late]


def entries(known: Mapping[type[Fact], Collected]) -> list[Entry]:
    """Return what was collected in its stored form, sorted by kind and subject."""
    found = [
        Entry(kind=fact.kind, subject=subject, samples=(_sample(value),))
        for fact, collected in known.items()
        for subject, value in collected.items()
    ]
    return sorted(found, key=lambda entry: (entry.kind, entry.subject))


def _sample(value: Fact | Gap) -> Sample:
    if isinstance(value, Gap):
        return Sample(gap=value)
    return Sample(fact=value.model_dump(mode="json"))


def _plan(offered: Mapping[type[Fact], Collector], wanted: Iterable[type[Fact]]) -> list[Collector]:
    """Return the collectors to run, needs first; what nobody collects is judged *not collected*."""
    plan: dict[type[Fact], Collector] = {}

    def add(fact: type[Fact], above: tuple[type[Fact], ...]) -> None:
        if fact in above:
            raise PluginError(f"fakta {fact.kind} saling menunggu", f"fact {fact.kind} waits for itself")
        if fact not in plan and fact in offered:
            for need in offered[fact].needs:
                add(need, (*above, fact))
            plan[fact] = offered[fact]

    for fact in wanted:
        add(fact, ())
    return list(plan.values())


async def _run(item: Collector, scope: Scope, known: Mapping[type[Fact], Collected]) -> Collected:
    if item.reach != "file" and scope.session is None:
        detail = text("menunggu pemeriksaan langsung", "waits for the live check")
        return {"app": Gap(cause=Cause.NOT_COLLECTED, detail=detail)}
    try:
        return await item.run(replace(scope, known={need: known[need] for need in item.needs if need in known}))
    except SpbePolicyError as error:
        detail = text(error.texts["id"], error.texts["en"])
        return {"app": Gap(cause=Cause.REFUSED, detail=detail)}
    except Exception as error:
        name = type(error).__name__
        detail = text(f"pengumpul {item.fact.kind} berhenti: {name}", f"collector {item.fact.kind} broke: {name}")
        return {"app": Gap(cause=Cause.INTERNAL, detail=detail)}
