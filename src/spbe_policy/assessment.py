"""Verb: Index + Levels + Reports -> Assessment. Exact arithmetic; no level is guessed, no report raises one."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pydantic import Field

from spbe_policy.evidence import Record
from spbe_policy.index import WHOLE, Index, Indicator, Levels, Predicate, Weighted
from spbe_policy.report import PaperNote, Report, State
from spbe_policy.texts import Text
from spbe_policy.vocabulary import Stage

PLACES = Decimal("0.0001")
"""To which an index is written: exact for the whole, rounded half up for a part whose mean does not end."""


class Support(Record):
    """A rule of a report that bears on an indicator: its state there, and the documents that answered it."""

    app: str
    stage: Stage
    official: bool
    rule: str
    state: State
    documents: tuple[PaperNote, ...]


class Score(Record):
    """The index of an aspect or a domain; None while one of its levels is missing."""

    number: int
    name: Text
    weight: Decimal
    value: Decimal | None


class Given(Record):
    """An indicator with the level that it was given, and what reports have to say about it."""

    number: int
    name: Text
    weight: Decimal
    level: int | None
    called: Text | None
    support: tuple[Support, ...]


class Assessment(Record):
    """What follows from the levels. While one is missing there is neither index nor predicate."""

    schema_: Literal["spbe-assessment/1"] = Field(default="spbe-assessment/1", alias="schema")
    index: str
    city: str
    year: int
    value: Decimal | None
    predicate: Predicate | None
    disputed_predicate: Predicate | None = Field(description="by the other source's borders, where that differs")
    missing: tuple[int, ...]
    domains: tuple[Score, ...]
    aspects: tuple[Score, ...]
    indicators: tuple[Given, ...]


def assess(index: Index, levels: Levels, reports: Iterable[Report] = ()) -> Assessment:
    """Compute the index that follows from the levels, and list what the reports show for each indicator."""
    known = tuple(reports)
    value = _mean(index.indicators, levels, Decimal(WHOLE))
    predicate = None if value is None else index.predicate(value)
    other = None if value is None else index.predicate(value, disputed=True)
    return Assessment(
        index=levels.index,
        city=levels.city,
        year=levels.year,
        value=value,
        predicate=predicate,
        disputed_predicate=None if other == predicate else other,
        missing=tuple(item.number for item in index.indicators if levels.of(item) is None),
        domains=tuple(_score(index, domain, levels) for domain in index.domains),
        aspects=tuple(_score(index, aspect, levels) for aspect in index.aspects),
        indicators=tuple(_given(index, item, levels, known) for item in index.indicators),
    )


def _mean(indicators: Iterable[Indicator], levels: Levels, weight: Decimal) -> Decimal | None:
    total = Decimal(0)
    for item in indicators:
        if (level := levels.of(item)) is None:
            return None
        total += item.weight * level
    return (total / weight).quantize(PLACES, ROUND_HALF_UP)


def _score(index: Index, whole: Weighted, levels: Levels) -> Score:
    value = _mean(index.within(whole), levels, whole.weight)
    return Score(number=whole.number, name=whole.name, weight=whole.weight, value=value)


def _given(index: Index, item: Indicator, levels: Levels, reports: tuple[Report, ...]) -> Given:
    level = levels.of(item)
    return Given(
        number=item.number,
        name=item.name,
        weight=item.weight,
        level=level,
        called=None if level is None else index.level(item, level).name,
        support=tuple(_support(f"{levels.index}/{item.number}", reports)),
    )


def _support(indicator: str, reports: Iterable[Report]) -> Iterator[Support]:
    """What does not apply to an app shows nothing about it."""
    for report in reports:
        for rule in report.rules:
            if indicator in rule.indicators and rule.state is not State.NOT_APPLICABLE:
                papers = {paper.sha256: paper for finding in rule.findings for paper in finding.documents}
                yield Support(
                    app=report.app.id,
                    stage=report.stage,
                    official=report.official,
                    rule=rule.id,
                    state=rule.state,
                    documents=tuple(papers.values()),
                )
