"""`self-test`: does the tool, as installed here, find what is known to be wrong, and nothing else?"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import anyio

from spbe_policy.audit import Audit, check_many, prepare
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import say
from spbe_policy.decisions import load_decisions
from spbe_policy.demo import FAULTS, Sandbox
from spbe_policy.demo.selftest import Outcome, Planting, outcome, plantings
from spbe_policy.reading import read_text
from spbe_policy.report import Report
from spbe_policy.target import Reach, load_city
from spbe_policy.vocabulary import Stage

USUAL = 7
"""Plantings of a run without `--all`, besides the compliant app."""

FAULT_OF_OURS = 70


@dataclass
class Tally:
    """What was planted, and what went wrong."""

    planted: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def add(self, planting: Planting, result: Outcome) -> None:
        """Count one planting."""
        self.planted += len(planting.faults)
        self.missed += result.missed
        self.alarms += [rule for rule in result.alarms if rule not in self.alarms]


@group.command(
    """Uji alat yang terpasang di mesin ini: temukah ia cacat yang ditanam di kota contoh, dan tidak ada yang lain?

    Aplikasi yang memenuhi syarat harus lulus, tiap cacat harus terlihat. Beberapa cacat yang tidak saling mengganggu
    ditanam bersama. Tanpa internet, sekitar setengah menit; --all menanam semua cacat, beberapa menit. Keluar 70 bila
    ada yang terlewat atau ada alarm palsu.""",
    """Test the tool as installed here: does it find the faults planted in the example city, and nothing else?

    The compliant app must pass, each fault must be seen. Faults that do not meddle with each other share an app.
    No internet, about half a minute; --all plants every fault, some minutes. Exits 70 when one is missed or when there
    is a false alarm.""",
)
@group.option("--all", "every", is_flag=True, id="Semua cacat.", en="Every fault.")
@options.policy
@options.shape()
def command(every: bool, policy: str, shape: str) -> int:
    """Run the self-test."""
    audit, tally = prepare(policy=policy), Tally()
    todo = plantings(FAULTS, audit.policy)
    todo = [Planting(Stage.ACCEPTANCE, ()), *(todo if every else todo[:USUAL])]
    for number, planting in enumerate(todo, 1):
        begun = time.monotonic()
        result = _tried(audit, planting, tuple(tally.alarms))
        tally.add(planting, result)
        output.tell(f"{number}/{len(todo)} {_line(planting, result)} ({time.monotonic() - begun:.1f} s)")
    output.emit(_json(tally) if shape == "json" else "".join(f"{line}\n" for line in _summary(tally)))
    return FAULT_OF_OURS if tally.missed or tally.alarms else 0


def _tried(audit: Audit, planting: Planting, known: tuple[str, ...]) -> Outcome:
    """Judge a planting; where something is wrong with several faults, each is judged alone, to name the one.

    `known`: false alarms that were raised before.
    """
    together = outcome(planting, _judged(audit, planting), known)
    if together.good or len(planting.faults) <= 1:
        return together
    alone = [Planting(planting.stage, (fault,)) for fault in planting.faults]
    found = [outcome(one, _judged(audit, one), known) for one in alone]
    missed, alarms = (tuple(name for one in found for name in getattr(one, what)) for what in ("missed", "alarms"))
    return Outcome(missed, alarms)


def _judged(audit: Audit, planting: Planting) -> Report:
    with Sandbox(faults=[fault.name for fault in planting.faults]) as box:
        own = replace(
            audit,
            city=load_city(box.files.authority, box.folder),
            decisions=load_decisions(read_text(box.files.decisions), "decisions.yaml")[0],
            stage=planting.stage,
            previous=box.files.earlier,
            reach=Reach(resolve=box.resolve, operator="spbe-policy self-test"),
        )
        [(report, _)] = anyio.run(check_many, own, [own.target(box.files.manifest)])
    return report


def _line(planting: Planting, result: Outcome) -> str:
    names = ", ".join(fault.name for fault in planting.faults)
    what = names or say("tanpa cacat", "no fault")
    if result.good:
        return what
    missed, alarms = ", ".join(result.missed), ", ".join(result.alarms)
    said = [say(f"terlewat: {missed}", f"missed: {missed}")] * bool(missed)
    said += [say(f"alarm palsu: {alarms}", f"false alarm: {alarms}")] * bool(alarms)
    return f"{what}: {'; '.join(said)}"


def _summary(tally: Tally) -> Iterator[str]:
    found = tally.planted - len(tally.missed)
    yield say(f"Ditemukan {found} dari {tally.planted} cacat.", f"Found {found} of {tally.planted} faults.")
    yield say(f"Alarm palsu: {len(tally.alarms)}.", f"False alarms: {len(tally.alarms)}.")
    yield from (say(f"  terlewat: {name}", f"  missed: {name}") for name in tally.missed)
    yield from (say(f"  alarm palsu: {rule}", f"  false alarm: {rule}") for rule in tally.alarms)


def _json(tally: Tally) -> str:
    found = tally.planted - len(tally.missed)
    told = {"planted": tally.planted, "found": found, "missed": tally.missed, "false_alarms": tally.alarms}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
