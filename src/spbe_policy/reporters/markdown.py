"""Markdown for a comment on a merge request: verdict, failures and their fixes; the rest opens on a click."""

import re
from collections.abc import Iterable, Iterator

from spbe_policy.report import Finding, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import PARTIES, Found, by_rule, clause, decision, found
from spbe_policy.reporters.lines import lines, state
from spbe_policy.reporters.mark import block, folded, prose, span
from spbe_policy.texts import Lang, day, term, text

LONGEST_COMMENT = 60_000
"""Characters that fit into a comment of GitHub (65 536), with room for what a workflow adds."""

DETAILED = 60
"""Failing rules that are told with their fix; more than that nobody mends in one merge request."""


class MarkdownReporter:
    """Renders Markdown as GitHub and GitLab show it."""

    name = "markdown"
    discreet = True
    anchored = True

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the comment; its first line marks it, so that a workflow can find and renew its own."""
        app = re.sub(r"[^a-z0-9]+", "-", report.app.id[:100].casefold())
        kept, room = [f"<!-- spbe-policy {app} {report.stage} -->"], LONGEST_COMMENT
        for section in _sections(report, lang):
            part = "\n".join(section)
            room -= len(part) + 2
            if room < 0:
                kept.append(f"*{_CUT.say(lang)}*")
                break
            kept.append(part)
        return ("\n\n".join(kept) + "\n").encode()


_CUT = text("Selebihnya ada di laporan JSON.", "The rest is in the JSON report.")


def _sections(report: Report, lang: Lang) -> Iterator[list[str]]:
    yield from _head(report, lang)
    failed = found(report, State.FAIL)
    fresh = [pair for pair in failed if report.is_new(pair.finding)]
    if report.earlier:
        yield [f"{words.EARLIER.say(lang)}: {words.since(report, lang)}."]
    yield from _failures(text("ketidaksesuaian baru", "new failures").say(lang), fresh, lang)
    yield from _failures(term("fail", lang), [pair for pair in failed if pair not in fresh], lang)
    yield from _open(report, lang)
    yield from _reviews(report, lang)
    yield from _decided(report, lang)
    yield from _exempt(report, lang)
    yield from _coverage(report, lang)


def _head(report: Report, lang: Lang) -> Iterator[list[str]]:
    version = text("versi", "version").say(lang)
    verdict, _, reason = words.verdict(report, lang).partition(" (")
    yield [f"## {words.standing(report, lang)}"]
    yield [f"**{verdict}**{f' ({reason}' if reason else ''}"]
    named = [span(report.app.id), prose(report.app.name or ""), span(report.app.version or "")]
    yield [
        f"- {words.HANDLED.say(lang)}: **{prose(report.handling.say(lang))}**",
        f"- {text('Aplikasi', 'App').say(lang)}: {' '.join(filter(None, named))}",
        f"- {text('Tahap', 'Stage').say(lang)}: {term(report.stage, lang)}, {words.moment(report.as_of, lang)}",
        f"- {text('Pedoman', 'Guidelines').say(lang)}: {prose(report.policy.title.say(lang))}, "
        f"{version} {prose(report.policy.version)} ({words.PARAPHRASE.say(lang)})",
    ]
    if report.notes:
        yield [f"- {prose(note.say(lang))}" for note in report.notes]


def _failures(title: str, pairs: list[Found], lang: Lang) -> Iterator[list[str]]:
    failed = by_rule(pairs)
    if failed:
        yield [f"### {title.capitalize()} ({words.rules(len(failed)).say(lang)})"]
    for rule, findings in failed[:DETAILED]:
        yield _failure(rule, findings, lang)
    if failed[DETAILED:]:
        yield [", ".join(span(rule.id) for rule, _ in failed[DETAILED:])]


def _failure(rule: RuleReport, findings: list[Finding], lang: Lang) -> list[str]:
    who = text("penanggung jawab", "responsible").say(lang)
    blocks = [["", f"{span(name)}:", "", *block(body)] for name, body in rule.fix.variants.items()]
    label = f"{text('Untuk disalin', 'To copy').say(lang)} ({len(blocks)})"
    return [
        f"#### {prose(rule.title.say(lang))}",
        "",
        f"{span(rule.id)} ({term(rule.effective_level, lang)}), {who}: **{term(rule.responsible, lang)}**",
        "",
        *(f"- {line}" for finding in findings for line in _seen(finding, lang)),
        f"- {term('fix', lang).capitalize()}: {prose(rule.fix.say(lang))}",
        f"- {text('Dasar', 'Basis').say(lang)}: {'; '.join(prose(clause(rule, it, lang)) for it in rule.basis)}",
        *(["", *folded(label, [line for lines in blocks for line in lines][1:])] if blocks else []),
    ]


def _seen(finding: Finding, lang: Lang) -> Iterator[str]:
    """Where and, unless this is the discreet view, what."""
    at = finding.anchor
    where = [span(f"{at.file}:{at.line}")] if at else []
    if finding.subject != "app":
        where.insert(0, span(finding.subject))
    if where:
        yield f"{text('Letak', 'Where').say(lang)}: {', '.join(where)}"
    if finding.message.say(lang) != term(finding.state, lang):
        yield f"{text('Hasil', 'Found').say(lang)}: {prose(finding.message.say(lang))}"
    if finding.seen:
        yield f"{text('Dinilai', 'Judged').say(lang)}: {span(finding.seen)}"


def _open(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What could not be looked at, by why and who acts next."""
    grouped: dict[str, list[RuleReport]] = {}
    for rule, finding, _ in lines(report, State.ERROR, State.UNKNOWN):
        grouped.setdefault(state(finding, lang), []).append(rule)
    for said, rules in grouped.items():
        yield _listed(said.capitalize(), rules, lang)


def _reviews(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What a person must decide, by who answers."""
    pending = [rule for rule, _ in by_rule(found(report, State.REVIEW))]
    title = text("Perlu penilaian petugas, dijawab", "Needs review, answered by").say(lang)
    for party in PARTIES:
        own = [rule for rule in pending if rule.responsible == party]
        if own:
            yield _listed(f"{title}: {term(party, lang)}", own, lang)


def _decided(report: Report, lang: Lang) -> Iterator[list[str]]:
    grouped: dict[str, list[RuleReport]] = {}
    for rule, finding in found(report):
        if finding.decision:
            said = f"{term(finding.state, lang)}: {decision(finding.decision, lang)}"
            grouped.setdefault(said, []).append(rule)
    if grouped:
        count = len({rule.id for rules in grouped.values() for rule in rules})
        title = f"{text('Keputusan kota', 'Decisions of the city').say(lang)} ({words.rules(count).say(lang)})"
        yield folded(title, [f"- {prose(said)}: {_ids(rules)}" for said, rules in grouped.items()])


def _exempt(report: Report, lang: Lang) -> Iterator[list[str]]:
    """What does not apply and why: nothing is left out in silence. The city's debts stand open."""
    pairs = found(report, State.NOT_APPLICABLE)
    for debt, key in ((True, "city-debt"), (False, "not-applicable")):
        grouped: dict[str, list[RuleReport]] = {}
        for rule, finding in pairs:
            if finding.city_debt is debt:
                grouped.setdefault(finding.message.say(lang), []).append(rule)
        if grouped:
            count = len({rule.id for rules in grouped.values() for rule in rules})
            title = f"{term(key, lang).capitalize()} ({words.rules(count).say(lang)})"
            yield folded(title, [f"- {prose(reason)}: {_ids(rules)}" for reason, rules in grouped.items()])


def _coverage(report: Report, lang: Lang) -> Iterator[list[str]]:
    counts = ", ".join(words.counted(each, number).say(lang) for each in State if (number := report.count(each)))
    digests = (
        (text("pedoman", "guidelines"), report.policy.digest),
        (text("profil pemda", "authority"), report.authority_digest),
        (text("keputusan", "decisions"), report.decisions_digest),
        (text("bukti dukung", "evidence"), report.evidence_digest),
    )
    collected = text("Bukti dukung dikumpulkan", "Evidence collected").say(lang)
    yield folded(
        text("Cakupan dan sidik digital", "Coverage and digests").say(lang),
        [
            f"- {words.rules(len(report.rules)).say(lang)}: {counts or '-'}",
            f"- {collected}: {day(report.collected_at, lang)}",
            *(f"- {name.say(lang)}: {span(digest)}" for name, digest in digests),
        ],
    )


def _listed(title: str, rules: Iterable[RuleReport], lang: Lang) -> list[str]:
    """A folded list of rules, each once, musts first."""
    once = {rule.id: rule for rule in rules}.values()
    body = [f"- {span(rule.id)} ({term(rule.effective_level, lang)}): {prose(rule.title.say(lang))}" for rule in once]
    return folded(f"{title} ({words.rules(len(once)).say(lang)})", body)


def _ids(rules: Iterable[RuleReport]) -> str:
    return ", ".join(span(name) for name in dict.fromkeys(rule.id for rule in rules))
