"""The rules that are met, as one table a pillar: the headings stand once, so that 200 rules stay light."""

from spbe_policy.report import Finding, RuleReport, State
from spbe_policy.reporters.html.evidence import LABELS, MOST, Index, badge, judged, looked, mark, plain, subject, where
from spbe_policy.reporters.html.markup import Html, both, capital, join, say, tag, value, word
from spbe_policy.reporters.html.pillars import PILLARS, pillar
from spbe_policy.reporters.html.rule import cited, marks

HEADS = (
    say("Ketentuan", "Rule"),
    say("Yang dinilai", "What was judged"),
    say("Bukti dukung", "Evidence"),
    Html(f"{LABELS['where']}, {say('sidik', 'fingerprint')}"),
)


def met(rules: list[RuleReport], index: Index) -> Html:
    """Return the rules that are met, by pillar, each with the evidence behind it."""
    return join(_table(key, [rule for rule in rules if pillar(rule) == key], index) for key in PILLARS)


def _table(key: str, rules: list[RuleReport], index: Index) -> Html:
    if not rules:
        return Html("")
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    title = f'<h3 id="sesuai-{key}">{both(capital(PILLARS[key]))} <span class="count">{len(rules)}</span></h3>'
    table = (
        f'<table class="met" aria-labelledby="sesuai-{key}"><thead><tr>{heads}</tr></thead>'
        f"{''.join(_rule(rule, index) for rule in rules)}</table>"
    )
    return Html(f'<details class="group"><summary>{title}</summary>{table}</details>')


def _rule(rule: RuleReport, index: Index) -> Html:
    """One body a rule: its name beside all of its findings."""
    findings = rule.findings[:MOST]
    head = f'<th scope="rowgroup" rowspan="{max(1, len(findings))}">{_name(rule)}</th>'
    lines = [_cells(finding, index) for finding in findings] or [Html("<td></td><td></td><td></td>")]
    return Html(f"<tbody {marks(rule)}><tr>{head}{'</tr><tr>'.join(lines)}</tr></tbody>")


def _name(rule: RuleReport) -> Html:
    return Html(f"{both(rule.title)}<small>{value(rule.id)} · {cited(rule)}</small>")


def _cells(finding: Finding, index: Index) -> Html:
    told = plain(finding) or finding.documents
    said = Html("") if told else both(finding.message, 400)
    state = badge(finding.state) if finding.state is not State.PASS else Html("")
    seen = join((state, subject(finding), judged(finding), said), "<br>")
    behind = join((looked(finding), index.documents(finding), index.decision(finding)), "<br>")
    proof = Html(f"{word(finding.assurance)}{tag('small', behind)}")
    return Html(f"<td>{seen}</td><td>{proof}</td><td>{join((where(finding), mark(finding)), '<br>')}</td>")
