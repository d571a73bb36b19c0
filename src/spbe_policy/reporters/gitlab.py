"""GitLab's Code Quality report: failures at the lines of the manifest, in the widget of a merge request."""

import json
from collections.abc import Iterator
from typing import Any

from spbe_policy.report import Report, State
from spbe_policy.reporters.lines import Line, lines, manifest, mending, named, place, summary, told
from spbe_policy.texts import Lang, term

_SEVERITIES = {"must": "critical", "should": "minor"}


class GitLabReporter:
    """Renders the JSON that `artifacts:reports:codequality` takes.

    The first entry is the verdict: GitLab shows it when it changes. Then failures, and what a must could not be
    judged on; what people must decide is counted in the first entry.
    """

    name = "gitlab-codequality"
    discreet = True
    anchored = True

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return a JSON list; no two entries have one fingerprint."""
        return json.dumps(list(_entries(report, lang)), ensure_ascii=False, indent=1).encode() + b"\n"


def _entries(report: Report, lang: Lang) -> Iterator[dict[str, Any]]:
    said = summary(report, lang)
    yield _entry(said, "spbe-policy", f"verdict {report.app.id} {report.verdict}", "info", (manifest(report), 1, 1))
    for line in lines(report, State.FAIL):
        yield _of(report, line, _SEVERITIES[line.rule.effective_level], lang)
    for line in lines(report, State.ERROR, State.UNKNOWN):
        if line.rule.effective_level == "must":
            yield _of(report, line, "info", lang)


def _of(report: Report, line: Line, severity: str, lang: Lang) -> dict[str, Any]:
    rule, finding, mark = line
    said = f"{named(rule, finding, lang)}: {told(finding, lang)}"
    if finding.state is State.FAIL:
        said += f". {term('fix', lang).capitalize()}: {mending(rule, lang)}"
    return _entry(said, rule.id, mark, severity, place(report, finding))


def _entry(said: str, rule: str, mark: str, severity: str, at: tuple[str, int, int]) -> dict[str, Any]:
    return {
        "type": "issue",
        "description": said,
        "check_name": rule,
        "fingerprint": mark,
        "severity": severity,
        "location": {"path": at[0], "lines": {"begin": at[1]}},
    }
