"""Noun: a form with what people must still answer (`spbe-form/1`), made from a report or from the rules of a pack.

Everything but the fields to fill in is there to be read: what counts on the way back is rule, subject and seen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as Day
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from spbe_policy.decisions import Judgement, Nip
from spbe_policy.evidence import Cause
from spbe_policy.manifest import Manifest
from spbe_policy.policy import Policy, Rule
from spbe_policy.questions import Question
from spbe_policy.reading import Path_
from spbe_policy.report import Finding, PaperNote, Report, RuleReport, State
from spbe_policy.rules import Party, RuleFile
from spbe_policy.texts import Lang, Text, text
from spbe_policy.vocabulary import Digest, Name, Part, SharedControl, Slug, Stage

SCHEMA = "spbe-form/1"

PARTIES: tuple[Party, ...] = get_args(Party)
"""Who answers, in the order of the form."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    name: get_args(get_args(Judgement.model_fields[name].annotation)[0])
    for name in ("design", "implementation", "effectiveness")
}
"""The auditors' columns (EDK, EIK, EEK) and the words that may stand in them."""

OUTCOMES: Mapping[str, Text] = {
    "pass": text("sesuai", "pass"),
    "fail": text("tidak sesuai", "fail"),
    "not-applicable": text("tidak berlaku", "not applicable"),
}
"""The answers about a value that was seen, where the rule's own question does not ask about it."""

YES_NO: Mapping[str, Text] = {"yes": text("ya", "yes"), "no": text("tidak", "no")}

_UNQUESTIONED = text("Apakah yang teramati memenuhi ketentuan ini?", "Does what was seen meet this rule?")
_UNAPPLIED = text("Apakah ketentuan ini memang tidak berlaku?", "Is it true that this rule does not apply?")


def iso(value: Any) -> Any:
    """Return a day as offices write it (17/08/2026, 17-8-2026) in the form 2026-08-17; anything else unchanged."""
    parts = value.strip().replace("-", "/").split("/") if isinstance(value, str) else []
    if [len(part) for part in parts[2:]] == [4] and all(part.isdecimal() for part in parts):
        return f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
    return value


_Date = Annotated[Day, BeforeValidator(iso)]


class _Blanks(Part):
    """What is left empty is as if it were not there; what was seen may be the empty text."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: each for key, each in data.items() if not (each is None or (key != "seen" and _blank(each)))}


def _blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


class Delivered(Part):
    """A document that was delivered and could answer a question."""

    path: str
    sha256: str


class Entry(_Blanks):
    """One open question, and the fields for its answer. `seen` stands only where exactly that value is to be judged."""

    rule: Name
    subject: Name = "app"
    level: str | None = None
    title: str | None = None
    question: str | None = None
    type: Literal["yes-no", "date", "number", "outcome"] = "yes-no"
    months: int | None = None
    at_least: int | None = None
    at_most: int | None = None
    documents: tuple[str, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    found: str | None = None
    seen: str | None = None
    vendor_answer: str | None = None
    audited: bool = Field(default=False, description="auditors judge it in three columns, too")
    answer: str | None = Field(default=None, coerce_numbers_to_str=True)
    reason: str | None = None
    design: str | None = None
    implementation: str | None = None
    effectiveness: str | None = None

    @property
    def answered(self) -> bool:
        """Whether anybody wrote an answer."""
        return any((self.answer, self.design, self.implementation, self.effectiveness))


class Form(_Blanks):
    """A form: one person fills it in, for one app or for what several apps share."""

    schema_: Literal["spbe-form/1"] = Field(default="spbe-form/1", alias="schema")
    app: Slug | None = None
    scope: SharedControl | None = None
    stage: Stage
    pack: str
    policy: Digest
    office: Name | None = None
    official: Name | None = None
    nip: Nip | None = None
    date: _Date | None = None
    until: _Date | None = None
    reason: Name | None = Field(default=None, description="for answers that give no reason of their own")
    vendor: tuple[Entry, ...] = ()
    opd: tuple[Entry, ...] = ()
    diskominfo: tuple[Entry, ...] = ()
    hosting: tuple[Entry, ...] = ()

    def of(self, party: Party) -> tuple[Entry, ...]:
        """Return what one party answers."""
        entries: tuple[Entry, ...] = getattr(self, party)
        return entries

    def entries(self) -> Iterator[tuple[Path_, Entry]]:
        """Yield every question with its path in the form."""
        for party in PARTIES:
            for number, entry in enumerate(self.of(party)):
                yield (party, number), entry

    def only(self, parties: Iterable[Party]) -> "Form":
        """Return the form with what these parties answer."""
        return self.model_copy(update={party: () for party in PARTIES if party not in parties})

    def without(self, settled: Callable[[Entry], bool]) -> "Form":
        """Return the form without the questions that are settled."""
        return self.model_copy(
            update={party: tuple(each for each in self.of(party) if not settled(each)) for party in PARTIES}
        )


def of_report(report: Report, lang: Lang, app: Manifest | None = None) -> Form:
    """Return the open questions of a report, and what was seen and waits for a person.

    With the `app` the report is a lint: the questions of rules that wait for the live check are open as well, those
    about values without a question are not asked yet.
    """
    found: dict[tuple[str, str, str | None], tuple[Party, Entry]] = {}
    for rule in report.rules:
        for finding in rule.findings:
            if _open(rule, finding, linted=app is not None):
                entry = _of_finding(rule, finding, app, lang)
                found.setdefault((entry.rule, entry.subject, entry.seen), (rule.responsible, entry))
    head = {"app": report.app.id, "stage": report.stage, "pack": report.policy.name, "policy": report.policy.digest}
    return _form(head, found.values())


def of_policy(policy: Policy, stage: Stage, lang: Lang) -> Form:
    """Return all questions of the rules that are judged at a stage."""
    asked = [rule for rule in policy.rules if rule.file.question and rule.judged_at(stage)]
    return _form(
        {"stage": stage, "pack": policy.name, "policy": policy.digest},
        ((rule.file.responsible, _of_rule(rule, lang)) for rule in asked),
    )


def _form(head: Mapping[str, Any], found: Iterable[tuple[Party, Entry]]) -> Form:
    mine: dict[Party, list[Entry]] = {party: [] for party in PARTIES}
    for party, entry in found:
        mine[party].append(entry)
    sorted_ = {party: tuple(sorted(own, key=lambda entry: entry.level != "must")) for party, own in mine.items()}
    return Form.model_validate({**head, **sorted_})


def _open(rule: RuleReport, finding: Finding, *, linted: bool) -> bool:
    """Whether a person's answer would settle it; what only a test with permission shows, where there is no check."""
    if linted and not rule.question:
        return False
    if finding.state is State.UNKNOWN:
        return linted or (finding.cause is Cause.NEEDS_PERMISSION and not rule.checks)
    return finding.state is State.REVIEW


def _of_finding(rule: RuleReport, finding: Finding, app: Manifest | None, lang: Lang) -> Entry:
    claimed = _vendors_answer(rule, finding)
    exact = not (claimed or _asks(rule, finding))
    about = {"subject": finding.subject, "seen": finding.seen} if exact else {}
    note = None if claimed else _note(rule, finding)
    answers = {each.rule: each.answer for each in app.answers} if app else {}
    papers = finding.documents or tuple(_papers(rule, app))
    return Entry.model_validate(
        {
            **_wording(rule.id, rule, lang, rule.effective_level),
            **(_about_a_value(rule, finding, lang) if exact else {}),
            **about,
            "delivered": tuple(Delivered(path=paper.path, sha256=paper.sha256) for paper in papers),
            "found": note.say(lang) if note else None,
            "vendor_answer": claimed or answers.get(rule.id),
            "audited": rule.columns is not None,
        }
    )


def _of_rule(rule: Rule, lang: Lang) -> Entry:
    unseen = rule.file.unseen
    return Entry.model_validate(
        {
            **_wording(rule.id, rule.file, lang, rule.file.level),
            "found": unseen.say(lang) if unseen else None,
            "audited": rule.file.audit is not None,
        }
    )


def _note(rule: RuleReport, finding: Finding) -> Text | None:
    """Return what the check says of it; nothing where it only says that nobody has answered yet."""
    if finding.state is State.UNKNOWN and finding.cause is not Cause.NEEDS_PERMISSION:
        return rule.unseen
    waits = finding.state is State.REVIEW and not rule.checks and _asks(rule, finding)
    return None if waits else finding.message


def _wording(name: str, rule: RuleReport | RuleFile, lang: Lang, level: str) -> dict[str, Any]:
    asked = rule.question
    limits = {key: getattr(asked, key) for key in ("months", "at_least", "at_most")} if asked else {}
    return {
        "rule": name,
        "level": level,
        "title": rule.title.say(lang),
        "question": asked.say(lang) if asked else None,
        "type": asked.answer if asked else "outcome",
        "documents": rule.documents,
        **limits,
    }


def _about_a_value(rule: RuleReport, finding: Finding, lang: Lang) -> dict[str, Any]:
    """Ask for an outcome where the rule's question is none, or asks something else."""
    if rule.question and answer_type(rule.question, finding.seen) != "outcome":
        return {}
    asked = _UNAPPLIED if finding.seen == State.NOT_APPLICABLE else _UNQUESTIONED
    return {"question": asked.say(lang), "type": "outcome", "months": None, "at_least": None, "at_most": None}


def answer_type(question: Question | None, seen: str | None) -> str:
    """Return the type of the answer; an outcome where no question asks about what was seen."""
    return question.answer if question and seen != State.NOT_APPLICABLE else "outcome"


def _asks(rule: RuleReport, finding: Finding) -> bool:
    """Whether it is the rule's question that waits, not one value that was seen: of such a value the rest is unseen."""
    if finding.seen is None or not rule.checks:
        return finding.seen != State.NOT_APPLICABLE
    return finding.message == rule.unseen


def _vendors_answer(rule: RuleReport, finding: Finding) -> str | None:
    """Return what the vendor answered: a report says it in words only, before the question."""
    lead, _, said = finding.message.en.partition(": ")
    ours = f"; {rule.question.en}" if rule.question else ""
    return said.removesuffix(ours) if lead == "the vendor's answer" and ours and said.endswith(ours) else None


def _papers(rule: RuleReport, app: Manifest | None) -> Iterator[PaperNote]:
    for paper in app.documents if app else ():
        if paper.kind in rule.documents:
            yield PaperNote(path=paper.path, kind=paper.kind, sha256=paper.sha256)


def choices(kind: str) -> Mapping[str, Text]:
    """Return the words that may be an answer of this type; none for a date or a number."""
    return {"yes-no": YES_NO, "outcome": OUTCOMES}.get(kind, {})


def expects(kind: str, within: Question | Entry) -> Text:
    """Say what may be an answer of this type, and within which limits it is a good one."""
    if words := choices(kind).values():
        return text(" / ".join(word.id for word in words), " / ".join(word.en for word in words))
    if kind == "date":
        months = within.months
        return text(
            f"tanggal, misalnya 2026-08-17; tidak lebih lama dari {months} bulan",
            f"a date such as 2026-08-17; not older than {months} months",
        )
    lowest, highest = within.at_least, within.at_most
    least = text(f"; paling sedikit {lowest}", f"; at least {lowest}") if lowest is not None else text("", "")
    most = text(f"; paling banyak {highest}", f"; at most {highest}") if highest is not None else text("", "")
    return text(f"bilangan bulat{least.id}{most.id}", f"a whole number{least.en}{most.en}")
