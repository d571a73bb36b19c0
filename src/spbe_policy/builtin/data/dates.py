"""Dates as Indonesians and machines write them: a text in, every day that it may mean out. Pure.

Read: `12 Agustus 2023`, `Senin, 14 Agt 2023 10:00 WIB`, `3 Nopember 2022`, `5 Pebruari 2024`, `August 12, 2023`,
`12/08/2023`, ISO 8601 and RFC 3339 (`2023-08-12T10:00:00+07:00`), RFC 9110 and RFC 822 (`Sat, 12 Aug 2023 03:00:00
GMT`). A weekday is not held against the date. `07/08/2023` has two readings, since an office's software may write the
American way, unless their order is known; what has no day, no month or a year of two digits has none. A text that is
nothing but a month (`2026-05`, `Mei 2026`) or a year means that whole period: `period`.

Why not dateparser or python-dateutil: both answer with one guess where we must know that there are two, and neither
knows `Agt`, `Nop` and `Pebruari`; a table of months is all that is left to write.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cache

from spbe_policy.datasets import DateOrder

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agust agus ags agt agu aug",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DATE = rf"""
    (?<!\d)(?<!\d[/.-])
    (?: (?P<iso>{_YEAR})[-/](?P<iso_month>\d\d?)[-/](?P<iso_day>\d\d?)
      | (?P<day>\d\d?)[\s.,-]{{1,3}}(?P<month>{_NAME})[\s.,-]{{1,3}}(?P<year>{_YEAR})
      | \b(?P<en_month>{_NAME})\.?\s{{1,3}}(?P<en_day>\d\d?),?\s{{1,3}}(?P<en_year>{_YEAR})
      | (?P<first>\d\d?)[/.-](?P<second>\d\d?)[/.-](?P<last>{_YEAR})
    ) (?!\d)
    (?: (?:T|[\s,|-]{{1,4}}(?:pukul\s|jam\s)?)
        (?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d) (?P<seconds>[:.][0-5]\d(?:[.,]\d{{1,9}})?)?
        (?: \s? (?P<zone>Z|GMT|UTC|WIB|WITA|WIT|[+-]\d\d:?\d\d) (?![\w:]) )? )?
    """
_ZONES = {"Z": 0, "GMT": 0, "UTC": 0, "WIB": 7, "WITA": 8, "WIT": 9}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_DATE, re.I | re.X)


@cache
def _period_pattern() -> re.Pattern[str]:
    month = rf"(?P<iso>{_YEAR})[-/](?P<iso_month>\d\d)|(?P<name>{_NAME})\s(?P<named>{_YEAR})|(?P<year>{_YEAR})"
    return re.compile(month, re.I)


def readings(text: str, zone: tzinfo, unsaid: tzinfo | None = None, order: DateOrder | None = None) -> tuple[date, ...]:
    """Return the days in `zone` that a text may mean, in order; none when no date can be read in it.

    `unsaid` is the time zone of a time that names none; without it such a date is taken as it stands. `order` is that
    of day and month where both are figures.
    """
    found = (day for match in _pattern().finditer(text) for day in _days(match, zone, unsaid, order))
    return tuple(sorted(set(found)))


def period(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of the month or year that a text is, and nothing else."""
    match = _period_pattern().fullmatch(" ".join(text.split()))
    if match is None:
        return None
    year = int(match["iso"] or match["named"] or match["year"])
    month = int(match["iso_month"] or 0) or _MONTHS.get((match["name"] or "").lower(), 0)
    if month > 12 or match["iso_month"] == "00":
        return None
    after = date(year + (month in (0, 12)), month % 12 + 1, 1)
    return date(year, month or 1, 1), after - timedelta(days=1)


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """Return the order of day and month that a column of dates itself shows; None where it shows none, or both."""
    found: set[DateOrder] = set()
    for text in texts:
        match = _pattern().match(text)
        if match and match["last"]:
            found |= {"dmy"} if int(match["first"]) > 12 else {"mdy"} if int(match["second"]) > 12 else set()
    return found.pop() if len(found) == 1 else None


def _days(match: re.Match[str], zone: tzinfo, unsaid: tzinfo | None, order: DateOrder | None) -> Iterator[date]:
    for year, month, day in _triples(match, order):
        try:
            yield _in_zone(match, date(year, month, day), zone, unsaid)
        except ValueError:  # no such day
            continue


def _triples(match: re.Match[str], order: DateOrder | None) -> Iterator[tuple[int, int, int]]:
    """Yield year, month and day in every order that the notation allows."""
    if match["iso"]:
        yield int(match["iso"]), int(match["iso_month"]), int(match["iso_day"])
    elif match["year"]:
        yield int(match["year"]), _MONTHS[match["month"].lower()], int(match["day"])
    elif match["en_year"]:
        yield int(match["en_year"]), _MONTHS[match["en_month"].lower()], int(match["en_day"])
    else:
        year, first, second = int(match["last"]), int(match["first"]), int(match["second"])
        if order != "mdy":
            yield year, second, first
        if order != "dmy":
            yield year, first, second


def _in_zone(match: re.Match[str], day: date, zone: tzinfo, unsaid: tzinfo | None) -> date:
    """Return the day on which a date with a time falls in `zone`; without a time the date is what it says."""
    of = _offset(match["zone"]) if _names_zone(match) else unsaid
    if of is None or match["hour"] is None:
        return day
    moment = datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), tzinfo=of)
    return moment.astimezone(zone).date()


def _names_zone(match: re.Match[str]) -> bool:
    """Whether a time zone is named; `10:00-12:00` after a written date is an agenda, not an offset."""
    name = match["zone"]
    return bool(name) and (name[0] not in "+-" or bool(match["iso"] or match["seconds"]) or ":" not in name)


def _offset(name: str) -> tzinfo:
    if (known := _ZONES.get(name.upper())) is not None:
        return timezone(timedelta(hours=known))
    hours, minutes = int(name[1:3]), int(name[-2:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if name[0] == "-" else ahead)
