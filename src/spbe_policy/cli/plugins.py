"""`plugins`: what takes part, and where it comes from."""

from spbe_policy import plugins
from spbe_policy._version import VERSION
from spbe_policy.cli import group, output
from spbe_policy.cli.language import say
from spbe_policy.cli.tables import table


@group.command(
    "Daftar keluarga pemeriksaan, pengumpul, paket, dan bentuk laporan yang terpasang, dengan versinya.",
    "List the installed families of checks, collectors, packs and reporters, with their versions.",
)
def command() -> None:
    """List what takes part."""
    registry = plugins.load()
    own = f"spbe-policy {VERSION}"
    families = sorted({name.partition(".")[0] for name in registry.checks} | {*plugins.FAMILIES, *registry.versions})
    rows = [
        [
            family,
            registry.versions.get(family, own),
            str(sum(check.family == family for check in registry.checks.values())),
            ", ".join(sorted(fact.kind for fact in registry.collectors if fact.kind.startswith(f"{family}."))) or "-",
        ]
        for family in families
    ]
    head = [
        say("Keluarga", "Family"),
        say("Asal", "From"),
        say("Pemeriksaan", "Checks"),
        say("Mengumpulkan", "Collects"),
    ]
    output.emit(
        table(head, rows)
        + f"\n{say('Paket', 'Packs')}: {', '.join(sorted(registry.packs))}"
        + f"\n{say('Bentuk laporan', 'Reporters')}: {', '.join(sorted(registry.reporters))}\n"
    )
