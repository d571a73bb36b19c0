"""`collect`: gather evidence, to be judged elsewhere or later."""

from pathlib import Path
from typing import Any

from spbe_policy.audit import collect_one, prepare
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import say
from spbe_policy.cli.progress import watched


@group.command(
    "Kumpulkan bukti dukung satu aplikasi, untuk dinilai nanti atau di tempat lain dengan evaluate.",
    "Gather the evidence of one app, to be judged later or elsewhere by evaluate.",
)
@group.argument("manifest", default=Path("spbe.yaml"))
@group.option(
    "--id",
    "app_id",
    metavar="ID",
    id="Aplikasi dari daftar aplikasi, tanpa manifes.",
    en="An app of the register, without a manifest.",
)
@options.having(options.JUDGING)
@options.previous
@group.path(
    "-o",
    "--output",
    "target",
    default=output.STDOUT,
    id="Berkas bukti dukung (bawaan: keluaran baku).",
    en="Evidence file (default: the standard output).",
)
@options.having(options.REACHING)
def command(manifest: Path, app_id: str | None, target: Path, **given: Any) -> None:
    """Collect the evidence of one app."""
    reach = options.reach(given)
    audit = prepare(**given, reach=reach)
    app = audit.target(app_id=app_id) if app_id else audit.target(manifest)
    label = say("mengumpulkan bukti dukung", "gathering evidence")
    output.write(target, watched(lambda: collect_one(audit, app), label).stored())
