"""`verify`: run the cases that packs carry, and try their rules by mutation."""

from collections.abc import Iterator
from dataclasses import replace

import click

from spbe_policy import plugins
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.mutate import Trial, mutate
from spbe_policy.policy import Policy
from spbe_policy.verify import Base, load_base, verify


@group.command(
    """Jalankan semua contoh paket (bawaan: semua paket). Tiap paket diperiksa tanpa paket yang dimuatnya.

    Keluar 1 bila ada contoh yang tidak sesuai, keadaan tanpa contoh, atau (--mutate) fakta yang perubahannya tidak
    terlihat oleh ketentuan wajib yang membacanya.""",
    """Run every case of packs (default: of all). A pack is tried without those that it includes.

    Exits 1 when a case does not hold, a reachable state has none, or (--mutate) a must does not notice any change of a
    fact that it reads.""",
)
@click.argument("packs", metavar="[PACK]...", nargs=-1)
@options.rules
@group.option(
    "--mutate",
    "mutating",
    is_flag=True,
    id="Ubah sedikit tiap fakta; ketentuan wajib harus melihatnya.",
    en="Change each fact a little; a must has to notice.",
)
@group.option(
    "--survivors", is_flag=True, id="Sebut tiap perubahan yang tidak terlihat.", en="Name what goes unnoticed."
)
def command(packs: tuple[str, ...], rules: tuple[str, ...], mutating: bool, survivors: bool) -> int:
    """Verify packs."""
    registry = plugins.load()
    broken = 0
    for name in packs or registry.packs:
        policy, base = registry.policy(name), load_base(registry.pack(name))
        if rules:
            policy = policy.select(rules)
        own = replace(policy, rules=policy.own)
        lines = list(_mutated(own, base, survivors) if mutating else _run(own, base))
        broken += len([line for line in lines if line.startswith(own.name + "/")])
        output.emit("".join(f"{line}\n" for line in lines))
    return int(bool(broken))


def _run(policy: Policy, base: Base) -> Iterator[str]:
    broken = list(verify(policy, base))
    for item in broken:
        what = say(f"seharusnya {item.expected}, ternyata", f"expected {item.expected}, found")
        yield f"{item.rule} [{item.case}]: {what} {item.found}"
    cases = sum(len(rule.file.cases) for rule in policy.rules)
    count = say(f"{len(policy.rules)} ketentuan, {cases} contoh", f"{len(policy.rules)} rules, {cases} cases")
    result = say(f"{len(broken)} tidak sesuai", f"{len(broken)} broken") if broken else say("semua sesuai", "all hold")
    yield f"{count}: {result} ({policy.name})"


def _mutated(policy: Policy, base: Base, survivors: bool) -> Iterator[str]:
    trials = list(mutate(policy, base))
    for trial in trials:
        for kind in trial.unnoticed:
            yield say(
                f"{trial.rule.id}: perubahan {kind} tidak terlihat", f"{trial.rule.id}: no change of {kind} is noticed"
            )
        yield from _survivors(trial) if survivors else ()
    every = [mutant for trial in trials for mutant in trial.mutants]
    killed = sum(mutant.killed for mutant in every)
    yield say(
        f"{len(trials)} ketentuan wajib, {killed} dari {len(every)} perubahan terlihat ({policy.name})",
        f"{len(trials)} must rules, {killed} of {len(every)} changes noticed ({policy.name})",
    )


def _survivors(trial: Trial) -> Iterator[str]:
    for mutant, reason in trial.survivors():
        where = ".".join(str(step) for step in mutant.path)
        yield f"  {trial.rule.id} {mutant.kind} {where} -> {mutant.change}: {reason.say(chosen())}"
