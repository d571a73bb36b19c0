"""What `check`, `evaluate` and `lint` leave behind: files, and one report or one table on the standard output."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from spbe_policy.cli import output
from spbe_policy.cli.language import chosen
from spbe_policy.evidence import Evidence
from spbe_policy.hookspecs import Reporter, rendered
from spbe_policy.report import Report
from spbe_policy.reporters.table import fleet_table


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
    ) -> None:
        self.reporters = reporters
        self.full = full
        self.several = apps > 1
        self.reports = output.destinations(outputs, reporters)
        self.evidence = [output.Destination("evidence", str(evidence))] if evidence else []
        paths = [item.path for item in (*self.reports, *self.evidence)]
        output.refuse_shared(paths, several=self.several)
        self.spoken = "-" in paths

    def write(self, reports: Sequence[Report], evidence: Sequence[Evidence] = ()) -> None:
        """Write the files, then, unless one of them is the standard output, what a person reads there."""
        for report, gathered in zip(reports, evidence, strict=False):
            for item in self.evidence:
                output.write(item.of(report.app.id), gathered.stored())
        for report in reports:
            for item in self.reports:
                output.write(item.of(report.app.id), self._rendered(item.format, report))
        if not self.spoken and self.several:
            output.emit(fleet_table(reports, chosen()))
        elif not self.spoken:
            output.emit(b"".join(self._rendered("text", report) for report in reports))

    def _rendered(self, name: str, report: Report) -> bytes:
        return rendered(self.reporters[name], report, chosen(), full=self.full)
