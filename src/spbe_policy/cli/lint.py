"""`lint`: what files alone show, without network and without a verdict."""

from pathlib import Path
from typing import Any

from spbe_policy.audit import prepare
from spbe_policy.cli import group, options
from spbe_policy.cli.language import say
from spbe_policy.cli.results import Results
from spbe_policy.report import State


@group.command(
    """Periksa manifes dan berkas di sampingnya, tanpa jaringan. Bawaan: spbe.yaml di folder ini.

    Tidak pernah memberi putusan; yang menunggu pemeriksaan langsung disebutkan. Keluar 1 bila ketentuan wajib tidak
    sesuai, 2 bila manifes tidak terbaca.""",
    """Check manifests and the files beside them, without network. Default: spbe.yaml in this folder.

    Never gives a verdict; what waits for the live check is named. Exits 1 when a must rule is not met, 2 when the
    manifest cannot be read.""",
    "lint",
    say("lint aplikasi-a/spbe.yaml aplikasi-b/spbe.yaml", "lint app-a/spbe.yaml app-b/spbe.yaml"),
    "lint --rule '27-8-*' -o sarif=spbe.sarif",
)
@group.argument("manifests", metavar="[MANIFEST]...", nargs=-1)
@options.having(options.JUDGING)
@options.having(options.REPORTING)
def command(
    manifests: tuple[Path, ...], outputs: tuple[str, ...], full: bool, since: str | None, **judging: Any
) -> int:
    """Lint manifests."""
    audit = prepare(**judging)
    paths = manifests or (Path("spbe.yaml"),)
    results = Results(audit.registry.reporters, outputs, len(paths), full=full, since=since)
    targets = [audit.target(path) for path in paths]
    results.compare(target.app.app.id for target in targets)
    reports = [audit.lint(target) for target in targets]
    results.write(reports, targets=targets)
    musts = (rule for report in reports for rule in report.rules if rule.effective_level == "must")
    return int(any(rule.state is State.FAIL for rule in musts))
