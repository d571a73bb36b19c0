"""Noun: a form with what people must still answer (`spbe-form/1`), and the fields for their answers.

All the rest is there to be read: what counts on the way back is rule, subject and seen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date as Day
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from spbe_policy.decisions import Judgement, Nip
from spbe_policy.questions import Question
from spbe_policy.reading import Path_
from spbe_policy.rules import Party
from spbe_policy.texts import Text, text
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

Kind = Literal["yes-no", "date", "number", "outcome"]
"""The type of an answer."""

NOT_APPLICABLE = "not-applicable"
"""What is seen of a rule that does not apply by the vendor's word alone."""


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
    type: Kind = "yes-no"
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


def answer_type(question: Question | None, seen: str | None) -> Kind:
    """Return the type of an answer; an outcome where no question asks about what was seen."""
    return question.answer if question and seen != NOT_APPLICABLE else "outcome"


def choices(kind: Kind) -> Mapping[str, Text]:
    """Return the words that may be an answer of this type; none for a date or a number."""
    return {"yes-no": YES_NO, "outcome": OUTCOMES}.get(kind, {})


def expects(kind: Kind, within: Question | Entry) -> Text:
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
