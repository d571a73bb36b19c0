"""SARIF 2.1.0 (OASIS): results at the lines of the manifest that made the claims, for code scanning and editors."""

import json
import re
from collections.abc import Iterator
from datetime import UTC
from typing import Any
from urllib.parse import quote

from spbe_policy.report import Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import clause, decision
from spbe_policy.reporters.layout import value
from spbe_policy.reporters.lines import PROSE, Line, lines, mending, named, place, told
from spbe_policy.reporters.mark import block, prose, span
from spbe_policy.texts import Lang, term, text

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {"must": "error", "should": "warning"}
_SEVERITIES = {"must": "8.0", "should": "4.0"}
"""`security-severity` of GitHub's code scanning, on the scale of CVSS: high, medium."""

_KINDS = {
    State.FAIL: "fail",
    State.WAIVED: "fail",
    State.ERROR: "open",
    State.UNKNOWN: "open",
    State.REVIEW: "review",
    State.PASS: "pass",
    State.NOT_APPLICABLE: "notApplicable",
}


class SarifReporter:
    """Renders SARIF. Nothing is left out: what passed, does not apply or could not be judged keeps its kind."""

    name = "sarif"
    discreet = True
    anchored = True

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return one log with one run."""
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, lang)]}
        return json.dumps(log, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _run(report: Report, lang: Lang) -> dict[str, Any]:
    rules = {rule.id: at for at, rule in enumerate(report.rules)}
    return {
        "tool": {"driver": _driver(report, lang)},
        "automationDetails": {"id": f"spbe-policy/{quote(value(report.app.id), safe='')}/{report.stage}/"},
        "language": lang,
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, lang)],
        "results": [_result(report, line, rules[line.rule.id], lang) for line in lines(report)],
        "properties": dict(_properties(report, lang)),
    }


def _driver(report: Report, lang: Lang) -> dict[str, Any]:
    return {
        "name": "spbe-policy",
        "version": value(report.versions.get("spbe-policy", "0")),
        "rules": [_rule(rule, lang) for rule in report.rules],
    }


def _rule(rule: RuleReport, lang: Lang) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": value(rule.title.say(lang))},
        "fullDescription": {"text": value(rule.why.say(lang), PROSE)},
        "help": {"text": "\n".join(_help(rule, lang)), "markdown": "\n".join(_help_markdown(rule, lang))},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "security-severity": _SEVERITIES[rule.level],
            "tags": [rule.id.partition("/")[0], rule.responsible, rule.level],
        },
    }


def _help(rule: RuleReport, lang: Lang) -> Iterator[str]:
    yield f"{term('fix', lang).capitalize()}: {mending(rule, lang)}"
    yield f"{RESPONSIBLE.say(lang)}: {term(rule.responsible, lang)}"
    for basis in rule.basis:
        yield f"{BASIS.say(lang)}: {value(clause(rule, basis, lang))}"


def _help_markdown(rule: RuleReport, lang: Lang) -> Iterator[str]:
    yield f"**{term('fix', lang).capitalize()}**: {prose(rule.fix.say(lang))}"
    for name, body in rule.fix.variants.items():
        yield from ("", f"{span(name)}:", "", *block(body))
    yield from ("", f"**{RESPONSIBLE.say(lang)}**: {term(rule.responsible, lang)}", "")
    for basis in rule.basis:
        yield f"- {BASIS.say(lang)}: {prose(clause(rule, basis, lang))}"


RESPONSIBLE = text("Penanggung jawab", "Responsible")
BASIS = text("Dasar", "Basis")


def _invocation(report: Report, lang: Lang) -> dict[str, Any]:
    """Whether the tool did its work; that a rule failed is no fault of the run."""
    broken = list(lines(report, State.ERROR))
    notes = [{"level": "note", "message": {"text": _message(note.say(lang))}} for note in report.notes]
    errors = [
        {"level": "error", "message": {"text": _message(told(finding, lang))}, "associatedRule": {"id": rule.id}}
        for rule, finding, _ in broken
    ]
    return {
        "executionSuccessful": not broken,
        "endTimeUtc": f"{report.collected_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "toolExecutionNotifications": [*errors, *notes],
    }


def _result(report: Report, line: Line, rule_index: int, lang: Lang) -> dict[str, Any]:
    rule, finding, mark = line
    said = f"{named(rule, finding, lang)}: {told(finding, lang)}"
    if finding.state is State.FAIL:
        said += f". {term('fix', lang).capitalize()}: {mending(rule, lang)}"
    result = {
        "ruleId": rule.id,
        "ruleIndex": rule_index,
        "kind": _KINDS[finding.state],
        "level": _LEVELS[rule.effective_level] if _KINDS[finding.state] == "fail" else "none",
        "message": {"text": _message(said)},
        "locations": [_location(report, line)],
        "partialFingerprints": {"spbePolicy/v1": mark},
        "properties": {
            "state": finding.state,
            "level": rule.effective_level,
            "responsible": rule.responsible,
            "assurance": finding.assurance,
        },
    }
    if report.earlier and finding.state is State.FAIL:
        result["baselineState"] = "new" if report.is_new(finding) else "unchanged"
    if finding.state is State.WAIVED and finding.decision:
        why = value(decision(finding.decision, lang))
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _location(report: Report, line: Line) -> dict[str, Any]:
    """The line that made the claim, and what in the app it is about."""
    app, subject = value(report.app.id), value(line.finding.subject)
    where: dict[str, Any] = {"logicalLocations": [{"name": subject, "fullyQualifiedName": f"{app}/{subject}"}]}
    file, number, column = place(report, line.finding)
    where["physicalLocation"] = {
        "artifactLocation": {"uri": quote(file)},
        "region": {"startLine": number, "startColumn": column},
    }
    return where


def _properties(report: Report, lang: Lang) -> Iterator[tuple[str, Any]]:
    """What every report carries."""
    yield "heading", words.standing(report, lang)
    yield "handling", value(report.handling.say(lang))
    yield "verdict", words.verdict(report, lang)
    yield "app", value(report.app.id)
    yield "stage", report.stage
    yield "policy", value(f"{report.policy.name} {report.policy.version}")
    yield "texts", words.PARAPHRASE.say(lang)
    yield "policyDigest", value(report.policy.digest)
    yield "authorityDigest", value(report.authority_digest)
    yield "decisionsDigest", value(report.decisions_digest)
    yield "evidenceDigest", value(report.evidence_digest)


def _message(said: str) -> str:
    """Escape what makes a link or a placeholder in a message (SARIF 3.11.5, 3.11.6)."""
    escaped = re.sub(r"\\*[\[\]]", lambda found: "\\" * (2 * len(found[0]) - 1) + found[0][-1], said)
    return escaped.replace("{", "{{").replace("}", "}}")
