"""One rule on the page: in full where something is to be done, in a few lines where a person is asked."""

from collections.abc import Iterable
from typing import get_args

from spbe_policy.report import RuleReport
from spbe_policy.reporters import words
from spbe_policy.reporters.html.evidence import Index, badge, folded
from spbe_policy.reporters.html.markup import Html, anchor, block, both, esc, join, named, rows, say, tag, value, word
from spbe_policy.reporters.html.pillars import pillar
from spbe_policy.rules import Basis, Confidence
from spbe_policy.texts import Text, day, text

FIX = tag("h5", both(text("Cara memperbaiki", "How to fix")))
WHY = say("Mengapa", "Why")
BASIS = say("Dasar", "Basis")
OFFICIAL = say("Bunyi pasal", "Wording")
INDICATORS = say("Indikator", "Indicators")
EFFORT = say("Usaha", "Effort")
PARTY = say("Penanggung jawab", "Responsible")
COULD = say("Dapat dijawab dengan", "Can be answered by")


NOTES = [(force, confidence) for force in words.FORCES for confidence in get_args(Confidence)]
"""How binding a clause can be and how well read: the notes to the clauses, in this order."""


def marks(rule: RuleReport) -> str:
    """Return the attributes by which the page links to a rule and filters it."""
    return (
        f'class="rule" id="{anchor(rule.id)}"'
        f" data-party={rule.responsible} data-pillar={pillar(rule)} data-state={rule.state}"
    )


def level(rule: RuleReport) -> Text:
    """Return how binding a rule is now, and from when on it is more."""
    now, then = named(rule.effective_level), named(rule.level)
    if rule.effective_level == rule.level or rule.effective_on is None:
        return now
    since = rule.effective_on
    return text(f"{now.id}; {then.id} mulai {day(since, 'id')}", f"{now.en}; {then.en} from {day(since, 'en')}")


def named_rule(rule: RuleReport, *more: Html) -> Html:
    """Return the level, the id and the other names of a rule."""
    names = " ".join(value(name) for name in (rule.id, *rule.aliases[:9]))
    kind = Html(f'<b class="{rule.effective_level}">{both(level(rule))}</b> {names}')
    return tag("p", join((kind, *more), " · "), 'class="names"')


def full(rule: RuleReport, index: Index) -> Html:
    """Return a rule with what was found, how to put it right, and why it is one."""
    return Html(
        f"<article {marks(rule)}><h4>{badge(rule.state)} {both(rule.title)}</h4>{named_rule(rule)}"
        f"{_question(rule) if not rule.checks else ''}{folded(rule, index)}{_fix(rule)}{_grounds(rule)}</article>"
    )


def asked(rule: RuleReport, index: Index) -> Html:
    """Return a rule with what a person has to say of it."""
    return Html(
        f"<article {marks(rule)}><h4>{both(rule.title)}</h4>{named_rule(rule, cited(rule))}{_question(rule)}"
        f"{_answers(rule, index)}{folded(rule, index)}</article>"
    )


def _answers(rule: RuleReport, index: Index) -> Html:
    """The documents that answer the question: those that are there, else the kinds that could."""
    there = dict.fromkeys(paper for finding in rule.findings for paper in finding.documents)
    kinds = join((value(name) for name in rule.documents[:20]), ", ")
    papers = index.links(there) if there else Html(f"{COULD}: {kinds}" if kinds else "")
    return tag("p", papers, 'class="by"')


def brief(rule: RuleReport, index: Index) -> Html:
    """Return a rule that could not be judged, with the evidence that there is."""
    named_so = named_rule(rule, cited(rule))
    return Html(f"<article {marks(rule)}><h4>{both(rule.title)}</h4>{named_so}{folded(rule, index)}</article>")


def links(rules: Iterable[RuleReport]) -> Html:
    """Link to rules by their names, each pack said once."""
    packs: dict[str, list[Html]] = {}
    for rule in rules:
        pack, _, name = rule.id.rpartition("/")
        packs.setdefault(pack, []).append(Html(f'<a href="#{anchor(rule.id)}">{esc(name, 160)}</a>'))
    said = (Html(f"{esc(pack, 160)}: {join(own, ', ')}") for pack, own in packs.items())
    return tag("p", join(said, "; "), 'class="facts"')


def title_link(rule: RuleReport) -> Html:
    """Link to a rule by its title."""
    return Html(f'<a href="#{anchor(rule.id)}">{both(rule.title, 200)}</a>')


def _question(rule: RuleReport) -> Html:
    return tag("p", both(rule.question), 'class="question"') if rule.question else Html("")


def _fix(rule: RuleReport) -> Html:
    """The way to put it right, and the lines to copy for each framework or server."""
    kinds = sorted(rule.fix.variants.items())[:20]
    blocks = join(Html(f"<h6>{esc(name)}</h6>{block(lines)}") for name, lines in kinds)
    names = esc(", ".join(name for name, _ in kinds))
    lines = f"<details><summary>{say('Baris untuk disalin', 'Lines to copy')}: {names}</summary>{blocks}</details>"
    facts = Html(f"{PARTY}: {word(rule.responsible)} · {EFFORT}: {both(words.EFFORTS[rule.effort])}")
    return tag(
        "div",
        [FIX, tag("p", both(rule.fix)), Html(lines if kinds else ""), tag("p", facts, 'class="effort"')],
        'class="fix"',
    )


def _grounds(rule: RuleReport) -> Html:
    """Why there is this rule."""
    return rows(
        (
            (WHY, both(rule.why)),
            (BASIS, join((basis(rule, item) for item in rule.basis[:20]), "<br>")),
            (OFFICIAL, official(rule)),
            (INDICATORS, join((value(name) for name in rule.indicators[:20]), " ")),
        )
    )


def basis(rule: RuleReport, item: Basis) -> Html:
    """Return a clause, how binding it is, and, where that is not certain, how well it was read."""
    return Html(f"{clause(rule, item)} ({both(binding(item.force, item.confidence))})")


def binding(force: str, confidence: str) -> Text:
    """Say how binding a text is, and, where that is not certain, how well it was read."""
    said, doubt = words.FORCES[force], words.CONFIDENCES.get(confidence)
    return text(f"{said.id}; {doubt.id}", f"{said.en}; {doubt.en}") if doubt else said


def cited(rule: RuleReport) -> Html:
    """Return the clauses in short, each with the number of the note that says how binding and how well read it is."""
    return join((Html(f"{clause(rule, item)} {note(item)}") for item in rule.basis[:9]), "; ")


def note(item: Basis) -> Html:
    """Link to the note that says how binding a clause is and how well it was read."""
    number = NOTES.index((item.force, item.confidence)) + 1
    return Html(f'<a href="#dasar-{number}">[{number}]</a>')


def clause(rule: RuleReport, item: Basis) -> Html:
    """Return the source and the clause in it."""
    named_as = rule.sources.get(item.source, item.source)
    return esc(", ".join(part for part in (named_as, item.clause) if part))


def official(rule: RuleReport) -> Html:
    """Return the wording of the law where the city copied it, and who compared it."""
    copied = rule.official_text
    if copied is None:
        return Html("")
    by = text(
        f"dicocokkan {copied.checked_by}, {day(copied.date, 'id')}",
        f"compared by {copied.checked_by}, {day(copied.date, 'en')}",
    )
    return Html(f'<q lang="id">{esc(copied.text, 2000)}</q> ({both(by)})')
