"""The schedule of a data set as calendar arithmetic: how old may its date be on a given day? Pure.

The model. A period that has ended is due `lag` days after its end, by the end of that day. On a given day we take the
newest period that is past due, and call the data current when its date lies after the due date of the period before:
between two due dates there must have been an update. A date that names the end of the period (`31 Mei`) counts too,
even when a lag longer than the period would put it before that. Whatever an office does today makes its data current.

On Monday 15 June 2026, with a lag of 0 or 10 days, the oldest date that counts is:

==============  ==================================================  ==============  ==============
period          which one is past due                               lag 0           lag 10
==============  ==================================================  ==============  ==============
realtime        yesterday: a date has no time of day to hold it to  14 June 2026    4 June 2026
daily           the last working day; the lag is in working days    12 June 2026    28 May 2026
weekly          the last week, Monday to Sunday                     8 June 2026     31 May 2026
monthly         May                                                 1 May 2026      11 May 2026
quarterly       January to March                                    1 January 2026  11 January 2026
semiannual      July to December 2025                               1 July 2025     11 July 2025
annual          2025                                                1 January 2025  11 January 2025
biennial        2024 and 2025                                       1 January 2024  11 January 2024
triennial       2023 to 2025                                        1 January 2023  11 January 2023
quinquennial    2021 to 2025                                        1 January 2021  11 January 2021
==============  ==================================================  ==============  ==============

(Working days: Monday to Friday without the holidays and joint leave of the city's calendar; 1 June is one. In which
year a period of several years begins nobody says, so the last full years count.)

A release calendar of the data steward takes the place of the due dates: the data must be newer than the release
before the last one. It covers a day from its first date until one period after its last one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from spbe_policy.vocabulary import Period

_DAY = timedelta(days=1)
_MONTHS = {
    Period.MONTHLY: 1,
    Period.QUARTERLY: 3,
    Period.SEMIANNUAL: 6,
    Period.ANNUAL: 12,
    Period.BIENNIAL: 24,
    Period.TRIENNIAL: 36,
    Period.QUINQUENNIAL: 60,
}
_DAYS = {Period.REALTIME: 1, Period.DAILY: 1, Period.WEEKLY: 7}

Holidays = Mapping[int, tuple[date, ...]]
"""Closed days by year; a year that is not there is not known."""


class HolidaysMissing(LookupError):  # noqa: N818 (a gap in the making, not an error)
    """The holiday calendar does not know a year that matters."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


class ReleasesMissing(LookupError):  # noqa: N818
    """The release calendar does not cover the day."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often a data set is brought up to date, and how long after (days; working days for daily data)."""

    period: Period
    lag: int = 0
    releases: tuple[date, ...] = ()

    def oldest(self, day: date, holidays: Holidays) -> date:
        """Return the oldest date that is current on `day`; never later than `day`, never earlier on a later one.

        Raises `HolidaysMissing` (daily data only) and `ReleasesMissing`.
        """
        if self.releases:
            return self._after_release(day)
        start, end = self._past_due(day, holidays)
        lag = timedelta(days=0 if self.period is Period.DAILY else self.lag)
        return min(start + lag, end)

    def _past_due(self, day: date, holidays: Holidays) -> tuple[date, date]:
        """Return the first and the last day of the newest period that is past due."""
        edge = day - timedelta(days=self.lag)
        match self.period:
            case Period.REALTIME:
                return edge - _DAY, edge - _DAY
            case Period.DAILY:
                worked = _working_day(day, self.lag + 1, holidays)
                return worked, worked
            case Period.WEEKLY:
                monday = edge - timedelta(days=edge.weekday())
                return monday - timedelta(days=7), monday - _DAY
            case _:
                length = _MONTHS[self.period]
                step = min(length, 12)
                months = (edge.year * 12 + edge.month - 1) // step * step
                return _first(months - length), _first(months) - _DAY

    def _after_release(self, day: date) -> date:
        past = sorted({release for release in self.releases if release < day})
        if not past or day > self._later(max(self.releases), 1):
            raise ReleasesMissing
        before = past[-2] if len(past) > 1 else self._later(past[-1], -1)
        return before + _DAY

    def _later(self, day: date, periods: int) -> date:
        """Return the day that many periods later; a month counts 31 days."""
        return day + periods * timedelta(days=_DAYS.get(self.period) or 31 * _MONTHS[self.period])


def _first(months: int) -> date:
    """Return the first day of a month counted from the year 0."""
    return date(months // 12, months % 12 + 1, 1)


def _working_day(day: date, steps: int, holidays: Holidays) -> date:
    """Return the working day that many working days before `day`."""
    while steps:
        day -= _DAY
        if day.weekday() < 5:
            if day.year not in holidays:
                raise HolidaysMissing(day.year)
            steps -= day not in holidays[day.year]
    return day
