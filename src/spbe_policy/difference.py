"""What differs between two reports of one app, and what that comes from: app, environment, pack, tool or decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from spbe_policy.report import Earlier, Finding, Report, RuleReport, State
from spbe_policy.rules import Level


class Origin(StrEnum):
    """What a change comes from."""

    APP = "app"
    ENVIRONMENT = "environment"
    PACK = "pack"
    TOOL = "tool"
    DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Something that was not the same in the two runs."""

    origin: Origin
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is not what it was; None where one report does not have it."""

    rule: RuleReport
    subject: str
    old: Finding | None
    new: Finding | None
    level: Level
    origin: Origin

    @property
    def fails_now(self) -> bool:
        """Whether it fails, and did not before."""
        failed = self.old is not None and self.old.state is State.FAIL
        return self.new is not None and self.new.state is State.FAIL and not failed


def circumstances(old: Report, new: Report) -> list[Circumstance]:
    """Return what was not the same in the two runs."""
    return [
        Circumstance(origin, what, before, after)
        for origin, what, before, after in _compared(old, new)
        if before != after
    ]


def _compared(old: Report, new: Report) -> Iterator[tuple[Origin, str, str, str]]:
    yield Origin.APP, "version", old.app.version or "-", new.app.version or "-"
    for what in ("environment", "stage", "collected_at", "as_of", "authority_digest"):
        yield Origin.ENVIRONMENT, what, str(getattr(old, what)), str(getattr(new, what))
    yield Origin.ENVIRONMENT, "url", old.app.url or "-", new.app.url or "-"
    for what in ("network", "trust_store", "proxy", "resolved", "overrides"):
        yield Origin.ENVIRONMENT, what, _told(getattr(old.vantage, what)), _told(getattr(new.vantage, what))
    for name in sorted({*old.city_files, *new.city_files}):
        yield Origin.ENVIRONMENT, name, old.city_files.get(name, "-"), new.city_files.get(name, "-")
    yield Origin.PACK, "policy", old.policy.digest, new.policy.digest
    for name in sorted({*old.policy.packs, *new.policy.packs}):
        yield Origin.PACK, name, old.policy.packs.get(name, "-"), new.policy.packs.get(name, "-")
    for name in sorted({*old.versions, *new.versions}):
        yield Origin.TOOL, name, old.versions.get(name, "-"), new.versions.get(name, "-")
    yield Origin.DECISIONS, "decisions", old.decisions_digest, new.decisions_digest


def against(old: Report, new: Report) -> Report:
    """Return `new` with what fails in it that did not fail in `old`; both are of one app."""
    fresh = {change.new.fingerprint for change in changes(old, new) if change.new and change.fails_now}
    earlier = Earlier(
        verdict=old.verdict, stage=old.stage, as_of=old.as_of, evidence_digest=old.evidence_digest,
        new=tuple(sorted(filter(None, fresh))),
    )  # fmt: skip
    return new.model_copy(update={"earlier": earlier})


def _told(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "-")


def changes(old: Report, new: Report) -> list[Change]:
    """Return what changed, by rule in the order of the new report; rules that are gone come last."""
    before, after = _findings(old), _findings(new)
    differing = {each.origin for each in circumstances(old, new) if each.what not in _ALWAYS}
    found = []
    for place in dict.fromkeys((*after, *before)):
        rule, _ = after.get(place) or before[place]
        was, now = (there[1] if there else None for there in (before.get(place), after.get(place)))
        if _mark(was) != _mark(now):
            origin = _origin(was, now, place[0], old, new, differing)
            found.append(Change(rule, place[1], was, now, rule.effective_level, origin))
    return found


_ALWAYS = {"collected_at", "as_of"}
"""Two runs are never at the same time: that alone explains nothing."""


def _findings(report: Report) -> dict[tuple[str, str, str], tuple[RuleReport, Finding]]:
    """Findings by rule and subject, and by check where a rule has several."""
    return {
        (rule.id, finding.subject, _check(rule, finding)): (rule, finding)
        for rule in report.rules
        for finding in rule.findings
    }


def _check(rule: RuleReport, finding: Finding) -> str:
    """The check that a finding is of, which it names where a rule has several."""
    named = (finding.seen or "").partition(": ")[0]
    return named if len(rule.checks) > 1 and named in rule.checks else ""


def _mark(finding: Finding | None) -> tuple[object, ...] | None:
    return (finding.state, finding.seen, finding.cause) if finding else None


def _origin(
    was: Finding | None, now: Finding | None, rule_id: str, old: Report, new: Report, differing: set[Origin]
) -> Origin:
    """Say what a change comes from, as far as the two reports show it.

    A rule that only one of them has comes from the pack. Another value comes from the app, or from where and how it was
    looked at. The same value judged otherwise comes from decisions, else from the pack, else from the tool.
    """
    known = [{rule.id for rule in report.rules} for report in (old, new)]
    if any(rule_id not in ids for ids in known):
        return Origin.PACK
    if was is None or now is None or (was.seen, was.cause) != (now.seen, now.cause):
        return Origin.ENVIRONMENT if Origin.ENVIRONMENT in differing else Origin.APP
    if was.decision != now.decision:
        return Origin.DECISIONS
    return next((origin for origin in (Origin.PACK, Origin.TOOL) if origin in differing), Origin.ENVIRONMENT)
