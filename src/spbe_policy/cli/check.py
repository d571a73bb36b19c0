"""`check`: judge one app or many, live endpoints included."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spbe_policy.audit import Audit, check_many, prepare
from spbe_policy.cli import exits, group, options
from spbe_policy.cli.failure import told
from spbe_policy.cli.language import say
from spbe_policy.cli.progress import watched
from spbe_policy.cli.results import Results
from spbe_policy.errors import SpbePolicyError, UsageError
from spbe_policy.target import Target

MANIFEST = "spbe.yaml"


@group.command(
    """Periksa aplikasi: manifes, berkas, dan alamatnya. Bawaan: spbe.yaml di folder ini.

    Beberapa aplikasi diperiksa dalam satu sesi dan ditampilkan dalam satu tabel; kode keluar yang terburuk.""",
    """Judge apps: manifest, files, live endpoints. Default: spbe.yaml in this folder.

    Several apps share one session and one table; the exit code is the worst.""",
    "check --stage delivery",
    say(
        "check aplikasi/spbe.yaml --stage acceptance --authority authority.yaml -o html=laporan.html",
        "check app/spbe.yaml --stage acceptance --authority authority.yaml -o html=report.html",
    ),
    say(
        "check --all --authority authority.yaml --stage operation -o json=laporan-{app}.json",
        "check --all --authority authority.yaml --stage operation -o json=report-{app}.json",
    ),
)
@group.argument("manifests", metavar="[MANIFEST]...", nargs=-1)
@group.option(
    "--id",
    "ids",
    multiple=True,
    metavar="ID",
    id="Aplikasi dari daftar aplikasi. Dapat diulang.",
    en="An app of the register. Repeatable.",
)
@group.option(
    "--all",
    "every",
    is_flag=True,
    id="Semua aplikasi aktif di daftar aplikasi, dan yang dihentikan.",
    en="Every active app of the register, and every retired one.",
)
@options.having(options.JUDGING)
@options.previous
@options.having(options.REPORTING)
@group.path(
    "--evidence",
    id="Simpan bukti dukung; {app} diganti kode aplikasi.",
    en="Save the evidence; {app} becomes the app's id.",
)
@options.having(options.REACHING)
def command(
    manifests: tuple[Path, ...],
    ids: tuple[str, ...],
    every: bool,
    outputs: tuple[str, ...],
    full: bool,
    since: str | None,
    evidence: Path | None,
    **given: Any,
) -> int:
    """Check the apps that the arguments name; one that cannot be read does not stop the others."""
    reach = options.reach(given)
    audit = prepare(**given, reach=reach)
    named = list(_named(audit, manifests, ids, every))
    results = Results(audit.registry.reporters, outputs, len(named), evidence, full=full, since=since)
    codes: list[int] = []
    targets = list(_readable(audit, named, codes))
    results.compare(target.app.app.id for target in targets)
    label = say(f"memeriksa {len(targets)} aplikasi", f"checking {len(targets)} app(s)")
    found = watched(lambda: check_many(audit, targets), label) if targets else []
    results.write([report for report, _ in found], [gathered for _, gathered in found], targets)
    return exits.worst([*codes, *(exits.of_report(report) for report, _ in found)])


def _named(audit: Audit, manifests: tuple[Path, ...], ids: tuple[str, ...], every: bool) -> Iterator[dict[str, Any]]:
    """Yield the arguments of `Audit.target` for each app that is named."""
    if every and not audit.city.register:
        raise UsageError("--all memerlukan daftar aplikasi", "--all needs a register")
    active = [row.id for row in audit.city.register if row.status != "building"] if every else []
    paths = manifests or (() if ids or every else (Path(MANIFEST),))
    yield from ({"manifest": path / MANIFEST if path.is_dir() else path} for path in paths)
    yield from ({"app_id": app_id} for app_id in dict.fromkeys((*ids, *active)))


def _readable(audit: Audit, named: Iterable[dict[str, Any]], codes: list[int]) -> Iterator[Target]:
    """Yield what can be read; say why the others cannot, and keep their exit codes."""
    seen: set[str] = set()
    for each in named:
        try:
            target = audit.target(**each)
            app = target.app.app.id
            if app in seen:
                raise UsageError(f"aplikasi {app!r} disebut dua kali", f"app {app!r} is named twice")
        except SpbePolicyError as error:
            codes.append(told(error))
        else:
            seen.add(app)
            yield target
