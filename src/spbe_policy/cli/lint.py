"""`lint`: what files alone show, without network and without a verdict."""

from pathlib import Path
from typing import Any

from spbe_policy.audit import prepare
from spbe_policy.cli import group, options
from spbe_policy.cli.results import Results
from spbe_policy.report import State


@group.command(
    """Periksa manifes dan berkas di sampingnya, tanpa jaringan.

    Tidak pernah memberi putusan; yang menunggu pemeriksaan langsung disebutkan. Keluar 1 bila ketentuan wajib tidak
    sesuai, 2 bila manifes tidak terbaca.""",
    """Check the manifest and the files beside it, without network.

    Never gives a verdict; what waits for the live check is named. Exits 1 when a must rule is not met, 2 when the
    manifest cannot be read.""",
)
@group.argument("manifest", default=Path("spbe.yaml"))
@options.having(options.JUDGING)
@options.having(options.REPORTING)
def command(manifest: Path, outputs: tuple[str, ...], full: bool, **judging: Any) -> int:
    """Lint one manifest."""
    audit = prepare(**judging)
    results = Results(audit.registry.reporters, outputs, 1, full=full)
    report = audit.lint(audit.target(manifest))
    results.write([report])
    return int(any(rule.state is State.FAIL and rule.effective_level == "must" for rule in report.rules))
