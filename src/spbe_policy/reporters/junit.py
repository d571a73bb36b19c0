"""JUnit XML, as Jenkins and GitLab read it: a test case a finding, and one for the verdict itself."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from spbe_policy.report import Finding, Report, RuleReport, State, Verdict
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import explained
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.lines import lines, named, told
from spbe_policy.texts import Lang, term, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OUTCOMES = {
    State.FAIL: "failure",
    State.ERROR: "error",
    State.UNKNOWN: "error",
    State.REVIEW: "skipped",
    State.WAIVED: "skipped",
    State.NOT_APPLICABLE: "skipped",
}

_VERDICTS = {Verdict.NOT_COMPLIANT: "failure", Verdict.UNDECIDED: "error", None: "skipped"}


class JUnitReporter:
    """Renders JUnit XML. The case of the verdict goes wrong with it: what only people can answer keeps no run green."""

    name = "junit"

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the XML, valid by the schema of the Jenkins xUnit plugin (junit-10.xsd)."""
        from xml.etree.ElementTree import Element, SubElement, indent, tostring

        cases = [_verdict(report, lang), *_cases(report, lang)]
        counts = Counter(outcome.tag for case in cases for outcome in case)
        totals = {
            "name": f"spbe-policy {value(report.app.id)}",
            "tests": str(len(cases)),
            "failures": str(counts["failure"]),
            "errors": str(counts["error"]),
        }
        root = Element("testsuites", totals)
        moment = f"{report.as_of.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
        suite = SubElement(root, "testsuite", totals | {"skipped": str(counts["skipped"]), "timestamp": moment})
        properties = SubElement(suite, "properties")
        for name, said in _properties(report, lang):
            SubElement(properties, "property", name=name, value=said)
        suite.extend(cases)
        indent(root)
        xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return xml + b"\n"


def _properties(report: Report, lang: Lang) -> Iterator[tuple[str, str]]:
    yield "heading", words.standing(report, lang)
    yield "handling", value(report.handling.say(lang))
    yield "verdict", words.verdict(report, lang)
    yield "stage", term(report.stage, lang)
    yield "policy", value(f"{report.policy.name} {report.policy.version}")
    yield "policy-digest", value(report.policy.digest)
    yield "evidence-digest", value(report.evidence_digest)


def _verdict(report: Report, lang: Lang) -> "Element":
    name = text("Putusan", "Verdict").say(lang)
    return _case(report, "", name, _VERDICTS.get(report.verdict), words.verdict(report, lang), "verdict")


def _cases(report: Report, lang: Lang) -> Iterator["Element"]:
    for rule, finding, _ in lines(report):
        pack, _, local = rule.id.partition("/")
        name = f"{local}: {named(rule, finding, lang)}"
        outcome = _OUTCOMES.get(finding.state)
        case = _case(report, pack, name, outcome, told(finding, lang), rule.effective_level)
        if outcome in {"failure", "error"}:
            case[0].text = _detail(rule, finding, lang)
        yield case


def _case(report: Report, pack: str, name: str, outcome: str | None, message: str, kind: str) -> "Element":
    from xml.etree.ElementTree import Element, SubElement

    case = Element("testcase", classname=".".join(filter(None, (value(report.app.id), pack))), name=name, time="0")
    if outcome:
        SubElement(case, outcome, message=message, type=kind)
    return case


def _detail(rule: RuleReport, finding: Finding, lang: Lang) -> str:
    """What the text report says of it."""
    return "\n" + "\n".join(explained(rule, [finding], lang)) + "\n"
