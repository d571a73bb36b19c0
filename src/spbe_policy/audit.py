"""The composed verbs: `lint`, `collect`, `check`. What the library's face and the command line call.

`collect` includes one more look at what fails; `check` is `collect`, then `evaluate` of that very evidence.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from spbe_policy import confirming, plugins
from spbe_policy._version import VERSION
from spbe_policy.collecting import Scope, gather
from spbe_policy.consent import Consent
from spbe_policy.decisions import NONE, Decisions, load_decisions
from spbe_policy.earlier import after
from spbe_policy.errors import UsageError
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Dossier, Evidence, Fact, Paper, Vantage, Written, declared
from spbe_policy.footing import Footing, footing
from spbe_policy.lock import Lock, hold, lock_of, official, read_lock, within_profile
from spbe_policy.manifest import Manifest, load_manifest
from spbe_policy.policy import Policy
from spbe_policy.reading import digest, read_text
from spbe_policy.register import Row, find
from spbe_policy.report import Report
from spbe_policy.target import City, Reach, Target, door_for, load_city
from spbe_policy.vocabulary import Stage

if TYPE_CHECKING:
    from spbe_policy.session import Door, Session

APPS_AT_ONCE = 35
"""Apps looked at side by side in one run."""

Clock = Callable[[], datetime]
T = TypeVar("T")


def now() -> datetime:
    """Return the present moment; the only clock that the verbs read."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Audit:
    """Everything that one run judges by. Load it once, use it for many apps."""

    registry: plugins.Registry
    city: City
    policy: Policy
    decisions: Decisions = NONE
    stage: Stage = Stage.DELIVERY
    as_of: datetime | None = None
    selection: bool = False
    earlier: Mapping[str, Policy] = field(default_factory=dict)
    expected: Lock | None = None
    reach: Reach = field(default_factory=Reach)
    clock: Clock = now
    previous: Path | None = None

    def __post_init__(self) -> None:
        if self.expected:
            within_profile(self.reach.overrides)
            hold(self.expected, self.lock)

    @cached_property
    def lock(self) -> Lock:
        """The digests of what this run judges by."""
        return lock_of(self.city.written.text, self.policy, self.decisions, self.city.files)

    def target(self, manifest: Path | None = None, app_id: str | None = None) -> Target:
        """Read a manifest, or find an app in the register by its id; with its earlier evidence."""
        return after(self._named(manifest, app_id), self.previous, self.city.authority.name, self.clock())

    def _named(self, manifest: Path | None, app_id: str | None) -> Target:
        if manifest is None:
            row = find(self.city.register, app_id or "")
            if row is None:
                near = get_close_matches(app_id or "", [each.id for each in self.city.register], n=1)
                hint = (f"; mungkin {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
                raise UsageError(
                    f"{app_id!r} tidak ada di daftar aplikasi{hint[0]}", f"{app_id!r} is not in the register{hint[1]}"
                )
            return Target(*declared(None, row), None, None, row)
        written = Written(file=manifest.name, text=read_text(manifest))
        app, document = load_manifest(written.text, str(manifest))
        if row := find(self.city.register, app.app.id):
            app, document = declared(written, row)
        # Errors name the path that was given; what is kept names the file alone, the same on every machine.
        return Target(app, replace(document, file=written.file), written, manifest.absolute().parent, row)

    def judge(self, evidence: Evidence) -> Report:
        """Evaluate evidence; an official run must also have been collected as one."""
        report = self._evaluated(evidence, self.stands_on(evidence.app, evidence.dossier.row), self.selection)
        if self.expected is None:
            return report
        dossier = evidence.dossier
        hold(self.expected, lock_of(dossier.authority.text, self.policy, self.decisions, dossier.city_files))
        self.refuse_before(dossier.collected_at)
        return official(report, evidence.dossier.vantage)

    def refuse_before(self, collected: datetime) -> None:
        """Raise `UsageError` when an official run is to judge as if it were before the evidence was collected."""
        if self.expected and self.as_of and self.as_of < collected:
            raise UsageError(
                "pemeriksaan resmi tidak menilai pada tanggal sebelum bukti dukung dikumpulkan",
                "an official run does not judge at a date before the evidence was collected",
            )

    def lint(self, target: Target) -> Report:
        """Judge what files alone can show. It never gives a verdict; what waits for the live check says so."""
        stands_on = self.stands_on(target.app, target.row)
        evidence = _without_waiting(self._collected(target, None, stands_on.policy))
        return self._evaluated(evidence, stands_on, True)

    async def collect(self, target: Target, session: "Session", again: "Session") -> Evidence:
        """Gather the facts that the policy asks for, and look once more at what fails, through `again`.

        `again` remembers nothing of `session`. Two looks that disagree are judged *unstable*.
        """
        policy = self.stands_on(target.app, target.row).policy
        evidence = await self._collected(target, session, policy)
        again_wanted = confirming.doubtful(policy, self.judge(evidence))
        if not again_wanted:
            return evidence
        await _pause(confirming.SPACING)
        second = await self._collected(target, again, policy, again_wanted)
        return confirming.confirmed(evidence, second, {fact.kind for fact in again_wanted})

    def door(self, targets: Iterable[Target]) -> "Door":
        """Return what these apps' collectors may reach."""
        return door_for(self.city, self.reach, tuple(targets))

    def stands_on(self, app: Manifest, row: Row | None) -> Footing:
        """Return the policy that an app is judged by; `UsageError` where its contract's pack is missing."""
        return footing(self.policy, self.earlier, app, row, self.stage)

    def _evaluated(self, evidence: Evidence, on: Footing, selection: bool) -> Report:
        return evaluate(
            evidence,
            on.policy,
            self.decisions,
            stage=self.stage,
            as_of=self.as_of,
            selection=selection,
            contract=on.contract,
            upcoming=on.upcoming,
        )

    async def _collected(
        self, target: Target, session: "Session | None", policy: Policy, wanted: Sequence[type[Fact]] | None = None
    ) -> Evidence:
        scope = Scope(
            app=target.app,
            city=self.city.authority,
            environment=target.app.environment(self.stage),
            folder=target.folder,
            register=self.city.register,
            session=session,
            earlier=target.earlier,
        )
        always = (Paper, Consent) if self.reach.active else (Paper,)
        asked: tuple[type[Fact], ...] = tuple(dict.fromkeys((*(wanted or policy.facts()), *always)))
        entries = await gather(scope, self.registry.collectors.values(), asked)
        offered = [fact for fact in asked if fact in self.registry.collectors]
        checks = [item.check for rule in policy.rules for item in rule.bound]
        vantage = session.vantage if session else Vantage(network="none")
        dossier = Dossier.model_validate(
            {
                "schema": "spbe-evidence/1",
                "collected_at": self.clock(),
                "environment": target.app.environment_name(self.stage),
                "manifest": target.manifest,
                "authority": self.city.written,
                "row": target.row,
                "city_files": self.city.files,
                "versions": {"spbe-policy": VERSION, **self.registry.versions_of(checks)},
                "vantage": vantage.model_copy(
                    update={"overrides": self.reach.overrides, "allowed_hosts": self.reach.allow_hosts}
                ),
                "ledger": session.ledger if session else (),
                "asked": tuple(sorted(fact.kind for fact in offered)),
                "entries": tuple(entries),
            }
        )
        return Evidence(dossier, digest(dossier.stored()), target.app, self.city.authority, target.document)


async def _pause(seconds: float) -> None:
    import anyio

    await anyio.sleep(seconds)


def _without_waiting(work: Coroutine[Any, Any, T]) -> T:
    """Run what only reads files: it never waits, so it needs no event loop (whose import costs more than the lint)."""
    try:
        work.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    raise RuntimeError("a collector of file reach waited for something")


def load_earlier(registry: plugins.Registry, folders: Iterable[Path], rules: Sequence[str] = ()) -> dict[str, Policy]:
    """Read the packs that contracts name, by digest; a rule that is wanted may be too new for them."""
    found = [registry.policy(str(folder)) for folder in folders]
    return {policy.digest: policy.narrowed(rules) if rules else policy for policy in found}


def prepare(
    *,
    policy: str = "kota-jambi",
    authority: Path | None = None,
    register: Path | None = None,
    decisions: Path | None = None,
    stage: Stage | str = Stage.DELIVERY,
    as_of: datetime | None = None,
    rules: Sequence[str] = (),
    contract_packs: Sequence[Path] = (),
    expect: Path | None = None,
    reach: Reach | None = None,
    clock: Clock = now,
    city: City | None = None,
    previous: Path | None = None,
) -> Audit:
    """Read everything that a run judges by; whatever is wrong is said before any traffic.

    `city` is one that is known already, such as that inside evidence; nothing is read of it then.
    """
    registry = plugins.load()
    folder = registry.pack(policy)
    whole = registry.policy(policy)
    return Audit(
        registry=registry,
        city=city or load_city(authority, folder, register),
        policy=whole.select(rules) if rules else whole,
        decisions=load_decisions(read_text(decisions), str(decisions))[0] if decisions else NONE,
        stage=Stage(stage),
        as_of=as_of,
        selection=bool(rules),
        earlier=load_earlier(registry, contract_packs, rules),
        expected=read_lock(expect) if expect else None,
        reach=reach or Reach(),
        clock=clock,
        previous=previous,
    )


async def collect_many(audit: Audit, targets: Sequence[Target]) -> list[Evidence]:
    """Collect the evidence of several apps through one session; in the order of the targets."""
    import anyio

    from spbe_policy.session import open_session

    audit.refuse_before(audit.clock())
    for target in targets:
        audit.stands_on(target.app, target.row)
    door = audit.door(targets)
    found: dict[int, Evidence] = {}
    async with (
        open_session(door, clock=audit.clock) as session,
        open_session(door, clock=audit.clock, beside=session) as again,
        anyio.create_task_group() as tasks,
    ):
        limit = anyio.CapacityLimiter(APPS_AT_ONCE)

        async def one(number: int, target: Target) -> None:
            async with limit:
                own = audit.door([target])
                found[number] = await audit.collect(target, session.for_app(own), again.for_app(own))

        for number, target in enumerate(targets):
            tasks.start_soon(one, number, target)
    return [found[number] for number in sorted(found)]


async def collect_one(audit: Audit, target: Target) -> Evidence:
    """Collect one app's evidence through a session of its own."""
    return (await collect_many(audit, [target]))[0]


async def check_many(audit: Audit, targets: Sequence[Target]) -> list[tuple[Report, Evidence]]:
    """Collect and judge several apps; in the order of the targets."""
    return [(audit.judge(evidence), evidence) for evidence in await collect_many(audit, targets)]
