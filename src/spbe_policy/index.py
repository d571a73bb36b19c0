"""Noun: an index of digital government (`index.yaml`, `spbe-index/1`), and the levels that an assessor gives it.

The data is a paraphrase of the ministry's regulations (regulations 3); levels are given by people, never by the tool.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from spbe_policy.errors import InputError
from spbe_policy.reading import parse_yaml, read_document
from spbe_policy.rules import Confidence
from spbe_policy.texts import Text
from spbe_policy.validation import build, two_languages
from spbe_policy.vocabulary import Name, Part, Slug, key

FILE = "index.yaml"
WHOLE = 100
"""What all weights add up to."""


def _one_to_five(value: Any) -> Any:
    if value is not None and (type(value) is not int or value not in range(1, 6)):
        raise two_languages("tulis tingkat 1 sampai 5, atau kosongkan", "write a level from 1 to 5, or leave it empty")
    return value


class Weighted(Part):
    """A part of an index; `weight` in percent of the whole."""

    number: int
    name: Text
    weight: Decimal = Field(gt=0, decimal_places=2)


class Aspect(Weighted):
    """A group of indicators, itself part of a domain where the index has domains."""

    domain: int | None = None


class Indicator(Weighted):
    """What an assessor gives a level, on one of the scales."""

    aspect: int
    scale: Slug
    note: Text | None = None


class Level(Part):
    """One level of a scale."""

    level: Annotated[int, BeforeValidator(_one_to_five)]
    name: Text
    gist: Text | None = None
    confidence: Confidence | None = Field(default=None, description="where it is not that of the index")


class Disputed(Part):
    """Where another source lets a predicate begin."""

    from_: Decimal = Field(alias="from")
    note: Text


class Predicate(Part):
    """The word for an index of at least `from`."""

    from_: Decimal = Field(alias="from")
    name: Text
    disputed: Disputed | None = None
    confidence: Confidence | None = Field(default=None, description="where it is not that of the index")


class Formula(Text):
    """How the index follows from the levels."""

    confidence: Confidence


class Index(Part):
    """What an index is made of; the predicates stand from the highest down."""

    schema_: Literal["spbe-index/1"] = Field(alias="schema")
    title: Text
    regulation: str
    gazette: str
    status: Literal["in-force", "superseded"]
    note: Text
    confidence: Confidence
    formula: Formula
    predicates: tuple[Predicate, ...] = Field(min_length=1)
    scales: Mapping[Slug, tuple[Level, ...]]
    domains: tuple[Weighted, ...] = ()
    aspects: tuple[Aspect, ...]
    indicators: tuple[Indicator, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        for whole in (*self.domains, *self.aspects):
            if whole.weight != sum(part.weight for part in self.within(whole)):
                name = whole.name
                raise two_languages(f"bobot {name.id!r} tidak berjumlah tepat", f"weights of {name.en!r} do not add up")
        if sum(item.weight for item in self.indicators) != WHOLE:
            raise two_languages(f"bobot indikator tidak berjumlah {WHOLE}", f"the weights do not add up to {WHOLE}")
        return self

    def within(self, whole: Weighted) -> tuple[Indicator, ...]:
        """Return the indicators of an aspect or a domain."""
        aspects = (
            [whole] if isinstance(whole, Aspect) else [item for item in self.aspects if item.domain == whole.number]
        )
        numbers = {aspect.number for aspect in aspects}
        return tuple(item for item in self.indicators if item.aspect in numbers)

    def predicate(self, value: Decimal, *, disputed: bool = False) -> Predicate:
        """Return the predicate of an index; `disputed`: by the borders of the other source."""
        for found in self.predicates:
            if value >= (found.disputed.from_ if disputed and found.disputed else found.from_):
                return found
        return self.predicates[-1]

    def level(self, indicator: Indicator, level: int) -> Level:
        """Return what a level of an indicator is called."""
        return next(found for found in self.scales[indicator.scale] if found.level == level)


class Levels(Part):
    """`spbe-levels/1`: the levels that an assessor gives the indicators of one index."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        title="levels.yaml",
        json_schema_extra={"$id": "urn:spbe-policy:spbe-levels:1"},
    )

    schema_: Literal["spbe-levels/1"] = key("Skema", "Schema", by="diskominfo", alias="schema")
    index: Slug = key("Indeks. spbe-2020 atau pemdi-2026.", "Index. spbe-2020 or pemdi-2026.", by="diskominfo")
    city: Name = key("Nama pemerintah daerah", "Name of the government", by="diskominfo")
    year: int = key("Tahun evaluasi", "Year of the evaluation", by="diskominfo", ge=2000, le=2100)
    levels: Mapping[
        Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?$")],
        Annotated[int | None, BeforeValidator(_one_to_five)],
    ] = key("Tingkat tiap indikator. 1 sampai 5.", "Level of each indicator. 1 to 5.", by="diskominfo")

    def of(self, indicator: Indicator) -> int | None:
        """Return the level of an indicator; None when none was given."""
        return self.levels.get(str(indicator.number))


def folders(packs: Iterable[Path]) -> dict[str, Path]:
    """Return the folder of every index that stands beside a pack, by name."""
    parents = dict.fromkeys(pack.parent for pack in packs)
    return {file.parent.name: file.parent for parent in parents for file in sorted(parent.glob(f"*/{FILE}"))}


def load_index(folder: Path) -> Index:
    """Read an index."""
    return build(Index, read_document(folder / FILE, f"{folder.name}/{FILE}"))


def load_levels(text: str, file: str, known: Mapping[str, Path]) -> tuple[Levels, Index]:
    """Read an assessor's file and the index that it names; an index or indicator that is not there is an error."""
    document = parse_yaml(text, file)
    levels = build(Levels, document)
    if levels.index not in known:
        names = ", ".join(sorted(known))
        raise InputError(
            f"indeks {levels.index!r} tidak ada; yang tersedia: {names}",
            f"no index {levels.index!r}; there are: {names}",
            document.place(("index",)),
        )
    index = load_index(known[levels.index])
    numbers = {str(item.number) for item in index.indicators}
    for number in levels.levels:
        if number not in numbers:
            raise InputError(
                f"{levels.index} tidak mempunyai indikator {number}; yang ada: 1 sampai {len(numbers)}",
                f"{levels.index} has no indicator {number}; there are 1 to {len(numbers)}",
                document.place(("levels", number)),
            )
    return levels, index
