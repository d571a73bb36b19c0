"""Verb: run the cases that a pack carries. A case patches the pack's base (RFC 7386) and says what is to be found."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spbe_policy.checks import Declaration
from spbe_policy.decisions import SCHEMA, Decisions
from spbe_policy.errors import SpbePolicyError
from spbe_policy.evaluating import evaluate
from spbe_policy.evidence import Cause, Dossier, Entry, Evidence, Gap, Paper, Sample, Vantage, Written
from spbe_policy.policy import Policy, Rule
from spbe_policy.reading import parse_yaml, read_text
from spbe_policy.report import Report
from spbe_policy.rules import Case
from spbe_policy.testing import MOMENT
from spbe_policy.texts import text


@dataclass(frozen=True, slots=True)
class Broken:
    """A case that does not hold, or a state that no case reaches."""

    rule: str
    case: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Base:
    """What a pack's cases patch: `base/*.yaml`, merged; keys `app`, `city`, `row`, `facts`."""

    app: Mapping[str, Any]
    city: Mapping[str, Any]
    row: Mapping[str, Any] | None
    facts: Mapping[str, Mapping[str, Any]]


def load_base(folder: Path) -> Base:
    """Read the base of a pack: the one that it shares with the packs beside it, then its own."""
    merged: Any = {}
    for base in (folder.parent / "base", folder / "base"):
        for path in sorted(base.glob("*.yaml")):
            merged = patched(merged, parse_yaml(read_text(path), f"{base.parent.name}/base/{path.name}").data)
    return Base(merged.get("app", {}), merged.get("city", {}), merged.get("row"), merged.get("facts", {}))


def patched(value: Any, patch: Any) -> Any:
    """Apply a JSON merge patch (RFC 7386)."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(value) if isinstance(value, Mapping) else {}
    for key, change in patch.items():
        if change is None:
            merged.pop(key, None)
        else:
            merged[key] = patched(merged.get(key), change)
    return merged


def verify(policy: Policy, base: Base) -> Iterator[Broken]:
    """Run every case of the pack's own rules; also report reachable states without a case."""
    for rule in policy.own:
        for case in rule.file.cases:
            yield from _run(policy, rule, base, case)
        covered = {case.expect for case in rule.file.cases}
        for state in sorted(reachable(rule) - covered):
            yield Broken(rule.id, "-", state, "no case")


def reachable(rule: Rule) -> set[str]:
    """Return the states that the rule must show by a case."""
    states = {"pass", "fail"}
    if rule.file.unseen or not rule.file.checks:
        states.add("unknown" if rule.file.active else "review")
    if any(item.check.each is not Declaration for item in rule.bound):
        states.add("unknown")
    to = rule.file.applies_to
    if to != type(to)() or any(item.check.city for item in rule.bound):
        states.add("not-applicable")
    return states


def judge_case(policy: Policy, rule: Rule, base: Base, case: Case) -> Report:
    """Judge one case of one rule."""
    alone = replace(policy, rules=(rule,))
    return evaluate(evidence_of(base, case), alone, decided(rule, base, case), stage=case.stage)


def decided(rule: Rule, base: Base, case: Case) -> Decisions:
    """Return the decisions of a case."""
    said = [_complete(item, base.app["app"]["id"], rule.id) for item in case.decisions]
    return Decisions.model_validate({"schema": SCHEMA, "decisions": said})


def _complete(item: Mapping[str, Any], app: str, rule: str) -> dict[str, Any]:
    """Fill in who decided, when, and for which rule."""
    who = {"office": "Diskominfo", "official": "Pejabat Contoh", "date": "2026-06-01", "until": "2026-12-31"}
    about = {"rules": [rule]} if item.get("kind") == "document" else {"rule": rule}
    whose = {} if "scope" in item else {"app": app}
    waiver = {"nip": "1" * 18, "reason_kind": "transition"} if item.get("kind") == "waiver" else {}
    return {**whose, "reason": "contoh", **who, **waiver, **about, **item}


def _run(policy: Policy, rule: Rule, base: Base, case: Case) -> Iterator[Broken]:
    try:
        found = judge_case(policy, rule, base, case).rules[0]
    except SpbePolicyError as error:
        yield Broken(rule.id, case.name, case.expect, error.say("en"))
        return
    if found.state != case.expect:
        why = "; ".join(f"{item.subject}: {item.message.en} [{item.seen}]" for item in found.findings)
        yield Broken(rule.id, case.name, case.expect, f"{found.state}: {why}")
    elif case.seen is not None and case.seen not in {item.seen for item in found.findings if item.state == found.state}:
        yield Broken(rule.id, case.name, f"seen {case.seen}", ", ".join(str(item.seen) for item in found.findings))


def evidence_of(base: Base, case: Case) -> Evidence:
    """Build the evidence of a case; `testing` and our own tests use it too."""
    app, city = patched(base.app, case.app), patched(base.city, case.city)
    row = patched(base.row, case.row) if case.row is not None else base.row
    facts = patched(base.facts, case.facts)
    entries = {
        (kind, subject): Sample(fact=data) for kind, subjects in facts.items() for subject, data in subjects.items()
    }
    for kind, subjects in case.gaps.items():
        for subject, cause in subjects.items():
            entries[kind, subject] = Sample(gap=Gap(cause=Cause(cause), detail=text("contoh", "example")))
    dossier = Dossier.model_validate(
        {
            "schema": "spbe-evidence/1",
            "collected_at": MOMENT,
            "environment": _environment(app, case),
            "manifest": _written("spbe.yaml", app),
            "authority": _written("authority.yaml", city),
            "row": row,
            "versions": {},
            "vantage": Vantage(),
            "ledger": (),
            "asked": tuple(sorted({*facts, *case.gaps, *case.facts, Paper.kind})),
            "entries": tuple(
                Entry(kind=kind, subject=subject, samples=(sample,))
                for (kind, subject), sample in sorted(entries.items())
            ),
        }
    )
    return Evidence.of_dossier(dossier)


def _environment(app: Mapping[str, Any], case: Case) -> str | None:
    there = [name for name in ("staging", "production") if name in app.get("environments", {})]
    return next((name for name in there if case.stage.looks_at(name)), None)


def _written(file: str, data: Any) -> Written:
    """JSON is YAML, and with a space after each colon it is read fast."""
    return Written(file=file, text=json.dumps(data, ensure_ascii=False, sort_keys=True))
