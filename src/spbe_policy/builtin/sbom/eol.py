"""Noun: a dated table of which versions of a product are still maintained, in the layout of endoflife.date.

The table is a parameter of a rule: policy, not code. A version that it does not have is unknown, never supported.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date as Day
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from spbe_policy.errors import InputError, Place

MAX_CYCLES = 200


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Cycle(_Part):
    """A line of releases (`8.1`), and the last day on which its maker mends it; True: past, False: not set yet."""

    cycle: str
    eol: Day | bool

    def ended(self, today: Day) -> bool:
        """Whether it is mended no more on that day."""
        return self.eol if isinstance(self.eol, bool) else self.eol < today


class Table(_Part):
    """The lines of releases of each product, by endoflife.date's name of it, as they were known on a day."""

    as_of: Day
    source: str
    products: Mapping[str, tuple[Cycle, ...]]

    def cycle(self, product: str, version: str) -> Cycle | None:
        """Return the line that a version belongs to, the most exact one; None where the table has none.

        >>> table = Table(as_of="2026-01-01", source="-", products={"php": [{"cycle": "8.1", "eol": True}]})
        >>> table.cycle("php", "v8.1.2-1ubuntu2").cycle, table.cycle("php", "8.10.1")
        ('8.1', None)
        """
        plain = re.split(r"[-+~ ]", version.removeprefix("v").rpartition(":")[2])[0]
        fitting = [it for it in self.products.get(product, ()) if plain == it.cycle or plain.startswith(f"{it.cycle}.")]
        return max(fitting, key=lambda it: len(it.cycle), default=None)


def published(name: str, content: Any) -> Iterator[tuple[str, tuple[Cycle, ...]]]:
    """Yield the products of one file that endoflife.date publishes; `name` is the file's, without its ending.

    The forms are those of `/api/php.json`, of `/api/v1/products/php` and of `/api/v1/products/full`.
    """
    result = content.get("result") if isinstance(content, dict) else None
    if isinstance(content, list):
        yield name, _cycles(name, content, "cycle", "eol")
    elif isinstance(result, dict | list):
        for each in result if isinstance(result, list) else [result]:
            if not isinstance(each, dict) or not isinstance(each.get("name"), str):
                raise _wrong(name)
            yield each["name"], _cycles(name, each.get("releases"), "name", "eolFrom")
    else:
        raise _wrong(name)


def _cycles(
    name: str, listed: Any, label: Literal["cycle", "name"], end: Literal["eol", "eolFrom"]
) -> tuple[Cycle, ...]:
    try:
        return tuple(
            Cycle(cycle=str(each[label]), eol=each.get(end) if each.get(end) is not None else bool(each.get("isEol")))
            for each in listed[:MAX_CYCLES]
        )
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise _wrong(name) from error


def _wrong(name: str) -> InputError:
    return InputError(
        "bukan berkas yang diterbitkan endoflife.date",
        "not a file that endoflife.date publishes",
        Place(f"{name}.json"),
    )
