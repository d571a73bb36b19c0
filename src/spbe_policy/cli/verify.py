"""`verify`: run the cases that a pack carries."""

import click

from spbe_policy import plugins
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import say
from spbe_policy.verify import load_base, verify


@group.command(
    "Jalankan semua contoh sebuah paket. Keluar 1 bila ada contoh yang tidak sesuai atau keadaan tanpa contoh.",
    "Run every case of a pack. Exits 1 when a case does not hold or a reachable state has none.",
)
@click.argument("pack", default=options.PACK)
@options.rules
def command(pack: str, rules: tuple[str, ...]) -> int:
    """Verify one pack."""
    registry = plugins.load()
    folder = registry.pack(pack)
    policy = registry.policy(pack)
    chosen = policy.select(rules) if rules else policy
    broken = list(verify(chosen, load_base(folder)))
    for item in broken:
        what = say(f"seharusnya {item.expected}, ternyata", f"expected {item.expected}, found")
        output.emit(f"{item.rule} [{item.case}]: {what} {item.found}\n")
    cases = sum(len(rule.file.cases) for rule in chosen.rules)
    count = say(f"{len(chosen.rules)} ketentuan, {cases} contoh", f"{len(chosen.rules)} rules, {cases} cases")
    result = say(f"{len(broken)} tidak sesuai", f"{len(broken)} broken") if broken else say("semua sesuai", "all hold")
    output.emit(f"{count}: {result}\n")
    return int(bool(broken))
