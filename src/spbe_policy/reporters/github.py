"""Annotations of GitHub Actions: workflow commands that mark lines of the manifest in a pull request."""

from collections.abc import Iterator

from spbe_policy.report import Report, State
from spbe_policy.reporters.lines import Line, lines, mending, named, place, summary, told
from spbe_policy.reporters.words import rules
from spbe_policy.texts import Lang, term, text


class GitHubReporter:
    """Renders workflow commands. GitHub shows the first ten of a kind in a step, so those of musts come first."""

    name = "github"
    discreet = True
    anchored = True

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return a notice with the verdict, then an annotation for each failure and for what a must still waits for."""
        commands = [_command("notice", "spbe-policy", summary(report, lang)), *_annotations(report, lang)]
        return ("\n".join(commands) + "\n").encode()


def _annotations(report: Report, lang: Lang) -> Iterator[str]:
    for line in lines(report, State.FAIL):
        must = line.rule.effective_level == "must"
        yield _annotated("error" if must else "warning", report, line, lang)
    waiting = [line for line in lines(report, State.ERROR, State.UNKNOWN) if line.rule.effective_level == "must"]
    for line in waiting:
        yield _annotated("warning", report, line, lang)
    asked = len({line.rule.id for line in lines(report, State.REVIEW) if line.rule.effective_level == "must"})
    if asked:
        yield _command("notice", term("review", lang), f"{rules(asked, 'wajib', 'must').say(lang)}")


def _annotated(kind: str, report: Report, line: Line, lang: Lang) -> str:
    rule, finding, _ = line
    said = f"{named(rule, finding, lang)}: {told(finding, lang)}"
    if finding.state is State.FAIL:
        fix, who = term("fix", lang).capitalize(), text("penanggung jawab", "responsible").say(lang)
        said += f". {fix}: {mending(rule, lang)} ({who}: {term(rule.responsible, lang)})"
    file, number, column = place(report, finding)
    where = {"file": file, "line": str(number), "col": str(column)}
    return _command(kind, rule.id, said, where)


def _command(kind: str, title: str, said: str, where: dict[str, str] | None = None) -> str:
    properties = ",".join(f"{name}={_property(of)}" for name, of in {**(where or {}), "title": title}.items())
    return f"::{kind} {properties}::{_data(said)}"


def _data(said: str) -> str:
    """Escape a message, as the runner's own toolkit does."""
    return said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
