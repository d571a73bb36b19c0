"""The sections of the page: every rule stands in one of them, by its state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spbe_policy.report import Finding, Report, RuleReport, State
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import PARTIES, found
from spbe_policy.reporters.html.evidence import Index
from spbe_policy.reporters.html.markup import Html, both, capital, esc, join, named, say, tag
from spbe_policy.reporters.html.passed import met
from spbe_policy.reporters.html.rule import asked, brief, full, level, links, marks
from spbe_policy.reporters.waiting import ACTORS
from spbe_policy.texts import Text, text
from spbe_policy.wording import ONLY_SAID

Draw = Callable[[RuleReport, Index], Html]

WAITING = {
    "papers": say("Dokumen menunggu penerimaan kota", "Documents waiting for the city's acceptance"),
    "register": say(
        "Tidak berlaku menurut penyedia; catat di daftar aplikasi",
        "Not applicable by the vendor's word; enter it in the register",
    ),
}
"""What the city has to do, other than to answer a question."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name in links, its title, how many rules, and what stands in it."""

    name: str
    title: Text
    count: int | None
    body: Html

    def html(self) -> Html:
        """Return the section with its heading; one without a body is not on the page."""
        many = Html(f' <span class="count">{self.count}</span>') if self.count is not None else Html("")
        heading = Html(f'<h2 id="{self.name}">{both(self.title)}{many}</h2>')
        return tag("section", [heading, self.body], f'aria-labelledby="{self.name}"') if self.body else Html("")


def by_state(report: Report, index: Index) -> Iterator[Section]:
    """Yield the sections of the states, those that need work first."""
    of = {state: [rule for rule in report.rules if rule.state is state] for state in State}
    failed, waived = of[State.FAIL], of[State.WAIVED]
    title = text("Ketidaksesuaian", "Failures")
    yield Section("ketidaksesuaian", title, len(failed), _by_party(failed, index, full))
    yield _reviews(of[State.REVIEW], index)
    yield _gaps([*of[State.ERROR], *of[State.UNKNOWN]], index)
    yield Section("dispensasi", capital(named("waived")), len(waived), _by_party(waived, index, full))
    yield Section("sesuai", capital(named("pass")), len(of[State.PASS]), met(of[State.PASS], index))
    exempt = of[State.NOT_APPLICABLE]
    yield Section("tidak-berlaku", text("Tidak berlaku, dan mengapa", "Not applicable, and why"),
                  len(exempt), _by_reason(exempt))  # fmt: skip


def _group(title: Html, rules: list[RuleReport], draw: Draw, index: Index) -> Html:
    """A part of a section, which the script hides when a filter leaves nothing of it; what decides stands first."""
    heading = f'<h3>{title} <span class="count">{len(rules)}</span></h3>'
    order = sorted(rules, key=lambda rule: rule.effective_level != "must")
    shown = join(draw(rule, index) for rule in order)
    return Html(f'<div class="group">{heading}{shown}</div>' if rules else "")


def _by_party(rules: list[RuleReport], index: Index, draw: Draw) -> Html:
    """The rules of each responsible party."""
    return join(
        _group(both(capital(named(party))), [rule for rule in rules if rule.responsible == party], draw, index)
        for party in PARTIES
    )


def _open(rule: RuleReport) -> list[Finding]:
    return [finding for finding in rule.findings if finding.state is rule.state]


def _reviews(rules: list[RuleReport], index: Index) -> Section:
    """What a person must decide: delivered documents to accept, claims to enter, questions by who answers."""
    of: dict[str, list[RuleReport]] = {}
    for rule in rules:
        of.setdefault(_pending(rule), []).append(rule)
    answered = say("Pertanyaan, dijawab", "Questions, answered by")
    titles = {party: Html(f"{answered} {both(named(party))}") for party in PARTIES} | WAITING
    parts = [_group(title, of.get(key, []), asked, index) for key, title in titles.items()]
    return Section("penilaian", capital(named("review")), len(rules), join(parts))


def _pending(rule: RuleReport) -> str:
    """What settles a rule: a document to accept, an entry in the register, or who answers its question."""
    open_ = _open(rule)
    if all(finding.seen == ONLY_SAID for finding in open_):
        return "register"
    return "papers" if any(finding.documents for finding in open_) else rule.responsible


def _gaps(rules: list[RuleReport], index: Index) -> Section:
    """What could not be judged, by who acts next."""
    of: dict[str, list[RuleReport]] = {}
    for rule in rules:
        of.setdefault(next((it.acts_next for it in _open(rule) if it.acts_next), "tool"), []).append(rule)
    title = both(capital(words.WAITING))
    parts = [_group(Html(f"{title} {both(named(actor))}"), of.get(actor, []), brief, index) for actor in ACTORS]
    return Section("tidak-diperiksa", capital(named("unknown")), len(rules), join(parts))


def _by_reason(rules: list[RuleReport]) -> Html:
    """Each reason once, with the rules that it holds for; what is to come into force stands apart."""
    grouped: dict[tuple[bool, Text], list[RuleReport]] = {}
    for rule in rules:
        for reason in dict.fromkeys(finding.message for finding in rule.findings):
            grouped.setdefault((rule.upcoming, reason), []).append(rule)
    told: set[str] = set()
    return join(_reason(reason, own, told, upcoming=upcoming) for (upcoming, reason), own in grouped.items())


def _reason(reason: Text, rules: list[RuleReport], told: set[str], *, upcoming: bool) -> Html:
    """A reason and its rules; a rule with several reasons is told at the first, the others link to it."""
    later = Html(f"{say('Akan berlaku', 'To come into force')}: ") if upcoming else Html("")
    lines = [_line(rule, first=rule.id not in told) for rule in rules]
    told.update(rule.id for rule in rules)
    heading = Html(f'<h3>{later}{both(capital(reason), 400)} <span class="count">{len(rules)}</span></h3>')
    return tag("details", [tag("summary", heading), tag("ul", lines)], 'class="group"')


def _line(rule: RuleReport, *, first: bool) -> Html:
    if not first:
        return tag("li", links([rule]))
    name = f"<code>{esc(rule.id, 160)}</code> <small>{both(level(rule))}</small>"
    return Html(f"<li {marks(rule)}>{both(rule.title)} {name}</li>")


def debts(report: Report) -> Section:
    """Return what the city does not provide yet, and the rules that wait for it."""
    owed = [pair for pair in found(report) if pair.finding.city_debt]
    grouped: dict[Text, dict[str, RuleReport]] = {}
    for pair in owed:
        grouped.setdefault(pair.finding.message, {})[pair.rule.id] = pair.rule
    lines = [Html(f"<li>{both(reason, 400)}{links(own.values())}</li>") for reason, own in grouped.items()]
    count = len({pair.rule.id for pair in owed})
    return Section("utang-kota", capital(named("city-debt")), count, tag("ul", lines))
