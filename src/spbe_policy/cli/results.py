"""What `check`, `evaluate` and `lint` leave behind: files, and one report or one table on the standard output."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from spbe_policy.api import MAX_EVIDENCE
from spbe_policy.cli import output
from spbe_policy.cli.language import chosen
from spbe_policy.difference import against
from spbe_policy.errors import Place, UsageError
from spbe_policy.evidence import Evidence
from spbe_policy.hookspecs import Reporter, rendered
from spbe_policy.reading import read_bytes
from spbe_policy.report import Report
from spbe_policy.reporters import layout
from spbe_policy.reporters.table import fleet_table
from spbe_policy.target import Target


class Results:
    """The outputs of one run over some apps; wrong ones are refused before any traffic."""

    def __init__(
        self,
        reporters: Mapping[str, Reporter],
        outputs: Iterable[str],
        apps: int,
        evidence: Path | None = None,
        *,
        full: bool = False,
        since: str | None = None,
    ) -> None:
        self.reporters = reporters
        self.full = full
        self.since = output.Destination("json", since) if since else None
        self.earlier: dict[str, Report] = {}
        self.several = apps > 1
        self.reports = output.destinations(outputs, reporters)
        self.evidence = [output.Destination("evidence", str(evidence))] if evidence else []
        paths = [item.path for item in (*self.reports, *self.evidence)]
        output.refuse_shared(paths, several=self.several)
        if since and self.several:
            output.refuse_shared([since], several=True)
        self.spoken = "-" in paths

    def write(
        self, reports: Sequence[Report], evidence: Sequence[Evidence] = (), targets: Sequence[Target] = ()
    ) -> None:
        """Write the files, then, unless one of them is the standard output, what a person reads there."""
        for report, gathered in zip(reports, evidence, strict=False):
            for item in self.evidence:
                output.write(item.of(report.app.id), gathered.stored())
        manifests = {target.app.app.id: _as_named(target) for target in targets}
        told = [self._held_against(report) for report in reports]
        for report in told:
            for item in self.reports:
                with nullcontext() if item.path == "-" else layout.whole():
                    data = self._rendered(item.format, report, manifests.get(report.app.id))
                output.write(item.of(report.app.id), data)
        if not self.spoken and self.several:
            output.emit(fleet_table(told, chosen()))
        elif not self.spoken:
            output.emit_report("".join(self._rendered("text", report).decode() for report in told))

    def compare(self, apps: Iterable[str]) -> None:
        """Read the earlier reports of these apps; of several apps some may be new and have none."""
        for app in apps:
            path = self.since and self.since.of(app)
            if path is None or (self.several and not path.exists()):
                continue
            earlier = Report.load(read_bytes(path, MAX_EVIDENCE), str(path))
            if earlier.app.id != app:
                raise UsageError(
                    f"laporan aplikasi lain: {earlier.app.id!r}, bukan {app!r}",
                    f"a report of another app: {earlier.app.id!r}, not {app!r}",
                    Place(str(path)),
                )
            self.earlier[app] = earlier

    def _held_against(self, report: Report) -> Report:
        earlier = self.earlier.get(report.app.id)
        return against(earlier, report) if earlier else report

    def _rendered(self, name: str, report: Report, manifest: str | None = None) -> bytes:
        return rendered(self.reporters[name], report, chosen(), full=self.full, manifest=manifest)


def _as_named(target: Target) -> str | None:
    """Say where a manifest lies below the present folder, with slashes as repositories write them."""
    if target.manifest is None or target.folder is None:
        return None
    path = (target.folder / target.manifest.file).absolute()
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else None
