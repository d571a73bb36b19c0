"""Dates as they are written, and how old a data set's date may be: pure arithmetic."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import Authority
from spbe_policy.builtin.data.dates import readings
from spbe_policy.builtin.data.due import HolidaysMissing, ReleasesMissing, Schedule
from spbe_policy.vocabulary import Period

WIB = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"}).zone
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
MOMENTS = st.integers(-(10**9), 3 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905
)
SHORT = "Jan Peb Mrt Apr Mei Jun Jul Agt Sept Okt Nop Des".split()  # noqa: SIM905
NO_HOLIDAYS: dict[int, tuple[date, ...]] = dict.fromkeys(range(1940, 2100), ())
MONDAY = date(2026, 6, 15)

WRITE: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"Terakhir diperbarui: Senin, {day.day:02} {SHORT[day.month - 1].upper()}. {day.year} pukul 23.59 WIB",
    lambda day: f"{day.day:02}-{SHORT[day.month - 1]}-{day.year}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: day.isoformat(),
    lambda day: f"{day.isoformat()}T23:59:59.123456+07:00",
    lambda day: f"{day:%Y/%m/%d} 10:00",
)


@given(DAYS, st.sampled_from(WRITE))
def test_a_written_date_has_one_reading(day: date, write: Callable[[date], str]) -> None:
    assert readings(write(day), WIB) == (day,)


@given(DAYS, st.sampled_from("/-."))
def test_a_numeric_date_has_the_indonesian_reading_and_where_possible_the_other(day: date, mark: str) -> None:
    found = readings(f"{day.day}{mark}{day.month:02}{mark}{day.year}", WIB)
    assert day in found
    assert len(found) == (2 if day.day <= 12 and day.day != day.month else 1)


@given(MOMENTS)
def test_a_moment_falls_on_the_citys_day(moment: datetime) -> None:
    there = moment.astimezone(WIB).date()
    for written in (format_datetime(moment, usegmt=True), format_datetime(moment), f"{moment:%Y-%m-%dT%H:%M:%SZ}"):
        assert readings(written, WIB) == (there,)
    assert readings(f"{moment:%Y-%m-%dT%H:%M:%S.%f}", WIB, unsaid=UTC) == (there,)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 Nopember 2022", ["2022-11-03"]),
        ("5 Pebruari 2024", ["2024-02-05"]),
        ("07/08/2023", ["2023-07-08", "2023-08-07"]),
        ("tgl.07/08/2023", ["2023-07-08", "2023-08-07"]),
        ("25/08/2023", ["2023-08-25"]),
        ("08/08/2023", ["2023-08-08"]),
        ("Terbit 1 Januari 2020, diperbarui 3 Juni 2026", ["2020-01-01", "2026-06-03"]),
        ("Rapat 15 Juni 2026, 10:00-12:00", ["2026-06-15"]),
        ("15 Juni 2026 00:30 WIT", ["2026-06-14"]),
        ("31 Februari 2026", []),
        ("45/45/2026", []),
        ("Juni 2026", []),
        ("12 Agt 23", []),
        ("segera", []),
        ("0741-445-2026", []),
        ("", []),
    ],
)
def test_odd_writings(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in readings(text, WIB)] == days


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert list(readings(text, WIB)) == sorted(readings(text, WIB))


@pytest.mark.parametrize(
    ("period", "at_once", "after_ten_days"),
    [
        (Period.REALTIME, "2026-06-14", "2026-06-04"),
        (Period.DAILY, "2026-06-12", "2026-05-28"),
        (Period.WEEKLY, "2026-06-08", "2026-05-31"),
        (Period.MONTHLY, "2026-05-01", "2026-05-11"),
        (Period.QUARTERLY, "2026-01-01", "2026-01-11"),
        (Period.SEMIANNUAL, "2025-07-01", "2025-07-11"),
        (Period.ANNUAL, "2025-01-01", "2025-01-11"),
        (Period.BIENNIAL, "2024-01-01", "2024-01-11"),
        (Period.TRIENNIAL, "2023-01-01", "2023-01-11"),
        (Period.QUINQUENNIAL, "2021-01-01", "2021-01-11"),
    ],
)
def test_the_table_of_the_model(period: Period, at_once: str, after_ten_days: str) -> None:
    holidays = {2026: (date(2026, 6, 1),)}
    assert Schedule(period).oldest(MONDAY, holidays).isoformat() == at_once
    assert Schedule(period, 10).oldest(MONDAY, holidays).isoformat() == after_ten_days


SCHEDULES = st.builds(
    Schedule, st.sampled_from(Period), st.integers(0, 60), st.lists(DAYS, max_size=4).map(tuple) | st.just(())
)


@given(SCHEDULES, DAYS, st.integers(0, 800))
def test_the_oldest_date_is_past_and_only_moves_on(schedule: Schedule, day: date, later: int) -> None:
    try:
        oldest = schedule.oldest(day, NO_HOLIDAYS)
        next_one = schedule.oldest(day + timedelta(days=later), NO_HOLIDAYS)
    except ReleasesMissing:
        assert schedule.releases
        return
    assert oldest <= day
    assert oldest <= next_one


def test_daily_data_may_rest_with_the_office() -> None:
    closed = {2026: (date(2026, 6, 16),), 2025: (date(2025, 12, 25), date(2025, 12, 26))}
    daily = Schedule(Period.DAILY)
    assert daily.oldest(date(2026, 6, 17), closed) == MONDAY
    assert daily.oldest(date(2025, 12, 29), closed) == date(2025, 12, 24)
    with pytest.raises(HolidaysMissing) as missing:
        daily.oldest(date(2027, 6, 16), closed)
    assert missing.value.year == 2027


def test_a_release_calendar_takes_the_place_of_the_period() -> None:
    releases = Schedule(Period.ANNUAL, 60, (date(2026, 3, 2), date(2025, 3, 3)))
    assert releases.oldest(date(2026, 3, 2), {}) == date(2024, 2, 26)  # due at the end of that day
    assert releases.oldest(MONDAY, {}) == date(2025, 3, 4)
    for uncovered in (date(2025, 3, 3), date(2028, 1, 1)):
        with pytest.raises(ReleasesMissing):
            releases.oldest(uncovered, {})
