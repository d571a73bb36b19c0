"""`pytest --spbe spbe.yaml`: each finding is a test.

A failure of a *must* fails; a waived one is an expected failure, as is that of a *should*; what does not apply is
skipped with its reason; what could not be judged, or waits for a person, is an error of a *must* and a skip of a
*should*. The app is checked once, also under xdist. Nothing of the package is imported before the option is used.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from spbe_policy.report import Finding, Report, RuleReport

SETTINGS = ("policy", "authority", "register", "decisions", "stage", "expect")
REPORTS = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--spbe` and the settings of a check."""
    group = parser.getgroup("spbe", "spbe-policy")
    group.addoption(
        "--spbe", action="append", default=[], metavar="FILE", help="manifest to check, or report of a check (JSON)"
    )
    for name in SETTINGS:
        group.addoption(f"--spbe-{name}", metavar=name.upper(), help=f"as `spbe-policy check --{name}`")


def pytest_configure(config: pytest.Config) -> None:
    """Check the apps, once: a worker of xdist takes what the controller found."""
    for level in ("must", "should"):
        config.addinivalue_line("markers", f"{level}: a finding of a rule of this level (pytest --spbe)")
    wanted = config.getoption("--spbe")
    if not wanted:
        return
    given = getattr(config, "workerinput", {}).get("spbe_reports")
    config.stash[REPORTS] = given if given is not None else {path: _checked(config, path) for path in wanted}
    config.pluginmanager.register(_Items(), "spbe-items")


def _checked(config: pytest.Config, path: str) -> str:
    """Return the JSON report of one app."""
    from spbe_policy.errors import SpbePolicyError

    file = Path(path)
    try:
        if file.suffix == ".json":
            from spbe_policy.reading import read_text

            return read_text(file)
        return _check(config, file).decode()
    except SpbePolicyError as error:
        raise pytest.UsageError(error.say("en")) from error


def _check(config: pytest.Config, file: Path) -> bytes:
    import spbe_policy
    from spbe_policy.cli import config as project

    settings: dict[str, Any] = project.load(Path.cwd(), config.getoption("--spbe-expect"))
    settings.pop("lang", None)
    said = {name: config.getoption(f"--spbe-{name}") for name in SETTINGS}
    settings |= {name: value for name, value in said.items() if value}
    return spbe_policy.check(file, **settings).json_bytes()


class _Items:
    """Adds the findings to what was collected, and hands the reports to the workers of xdist."""

    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["spbe_reports"] = node.config.stash[REPORTS]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        for path, content in config.stash[REPORTS].items():
            parent = ReportFile.from_parent(session, path=Path(path).absolute(), content=content)
            items.extend(parent.collect())


class ReportFile(pytest.File):
    """The report of one app."""

    def __init__(self, *, content: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.content = content

    def collect(self) -> Iterator["FindingItem"]:
        """Yield one item a finding; the verdict of a report without findings is in none of them."""
        from spbe_policy.report import Report

        report = Report.load(self.content.encode(), self.path.name)
        for rule in report.rules:
            for number, finding in enumerate(rule.findings):
                twice = sum(other.subject == finding.subject for other in rule.findings[:number])
                mark = "" if finding.subject == "app" else f"[{finding.subject}]"
                name = f"{rule.id}{mark}{f'#{twice + 1}' if twice else ''}"
                yield FindingItem.from_parent(self, name=name, report=report, rule=rule, finding=finding)


class FindingItem(pytest.Item):
    """One finding, as a test."""

    def __init__(self, *, report: "Report", rule: "RuleReport", finding: "Finding", **rest: Any) -> None:
        super().__init__(**rest)
        self.report, self.rule, self.finding = report, rule, finding
        self.add_marker(rule.effective_level)
        self.add_report_section("call", "spbe", self._evidence())

    def _evidence(self) -> str:
        """What was looked at and seen, as JSON: enough to find it again in the evidence."""
        told = {
            "rule": self.rule.id, "subject": self.finding.subject, "seen": self.finding.seen,
            "fingerprint": self.finding.fingerprint, "evidence": self.report.evidence_digest,
            "sample": self.finding.sample and self.finding.sample.en,
        }  # fmt: skip
        return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False, indent=1)

    def setup(self) -> None:
        """Skip what does not apply; what was not judged is an error, not a failure."""
        message, must = self.finding.message.id, self.rule.effective_level == "must"
        match self.finding.state:
            case "not-applicable":
                pytest.skip(message)
            case "unknown" | "error" | "review" if must:
                pytest.fail(f"{self.finding.state}: {message}", pytrace=False)
            case "unknown" | "error" | "review":
                pytest.skip(message)

    def runtest(self) -> None:
        """Fail where the finding does."""
        message = self.finding.message.id
        if self.finding.state == "waived" and self.finding.decision:
            pytest.xfail(f"{message}: {self.finding.decision.reason}")
        if self.finding.state == "fail" and self.rule.effective_level == "should":
            pytest.xfail(message)
        if self.finding.state == "fail":
            pytest.fail(f"{message}\n{self.rule.fix.id}", pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Point at the line of the manifest that made the claim."""
        line = self.finding.anchor.line - 1 if self.finding.anchor else None
        return self.path, line, f"{self.rule.id}: {self.rule.title.id}"
