"""Whether the newest date of a data set is within its schedule, as an outcome of a check. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta

from spbe_policy.authority import Calendar
from spbe_policy.builtin.data.due import HolidaysMissing, ReleasesMissing, Schedule
from spbe_policy.builtin.data.facts import Dated, Reading
from spbe_policy.checks import Context, Fail, NotReady, Outcome, Params, Pass, Review
from spbe_policy.datasets import DataSet
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import Text, text
from spbe_policy.vocabulary import Period

PERIODS = {
    Period.REALTIME: "waktu nyata",
    Period.DAILY: "harian",
    Period.WEEKLY: "mingguan",
    Period.MONTHLY: "bulanan",
    Period.QUARTERLY: "tiga bulanan",
    Period.SEMIANNUAL: "enam bulanan",
    Period.ANNUAL: "tahunan",
    Period.BIENNIAL: "dua tahunan",
    Period.TRIENNIAL: "tiga tahunan",
    Period.QUINQUENNIAL: "lima tahunan",
}
"""What Indonesians call each period."""

NO_PERIOD = text("jadwal pemutakhiran belum dinyatakan", "the update period is not declared yet")
NO_DATE = text("tanggal tidak terbaca di sumber yang dinyatakan", "no date can be read at the source that was declared")
_CATALOGUE_ONLY = text(
    "hanya tanggal katalog yang ada, dan itu sering hanya waktu panen; tanggal isi data belum dinyatakan",
    "only the catalogue's date is there, often no more than the last harvest; the date of the data is not declared yet",
)
_NO_RELEASE = text(
    "kalender rilis tidak mencakup tanggal pemeriksaan", "the release calendar does not cover the day of the check"
)


class CurrentParams(Params):
    """How many days a date may lie ahead of the city's own day: clocks and time zones differ."""

    tolerance_days: int = 1


def currency(ctx: Context[Dated], item: DataSet, want: CurrentParams) -> Outcome:
    """Judge the newest date by the schedule."""
    if ctx.fact.broken:
        return Fail(ctx.fact.complaint, broken_text(ctx.fact))
    reading = ctx.fact.reading(ctx.city.zone)
    if reading is None or reading.origin == "catalogue":
        return undeclared(_CATALOGUE_ONLY if reading else NO_DATE)
    if item.period is None:
        return undeclared(NO_PERIOD)
    today = ctx.city.today(ctx.at)
    last = today + timedelta(days=want.tolerance_days)
    if reading.earliest > last:
        return Fail(
            reading.seen,
            text(
                f"tanggal di masa depan: {_days(reading)}; jam atau isian sumber salah",
                f"a date in the future: {_days(reading)}; a clock or an entry is wrong",
            ),
        )
    try:
        oldest = Schedule(item.period, item.release_lag_days, item.release_dates).oldest(today, _holidays(ctx))
    except HolidaysMissing as error:
        return _no_holidays(error.year) if isinstance(ctx.city.calendar, Calendar) else NotReady("calendar")
    except ReleasesMissing:
        return undeclared(_NO_RELEASE)
    return _verdict(reading, item.period, oldest, last)


def _verdict(reading: Reading, period: Period, oldest: date, last: date) -> Outcome:
    days = (reading.latest,) if reading.whole else (reading.earliest, reading.latest)
    good = {oldest <= day and (reading.whole or day <= last) for day in days}
    if good == {True}:
        return Pass(reading.seen)
    if good == {True, False}:
        return Review(
            reading.seen,
            text(
                f"tanggal dapat dibaca dua cara: {_days(reading)}", f"the date can be read two ways: {_days(reading)}"
            ),
        )
    return Fail(
        reading.seen,
        text(
            f"tanggal terakhir {_days(reading)}; menurut jadwal {PERIODS[period]} paling lama {oldest}",
            f"last dated {_days(reading)}; by its {period} schedule it must not be older than {oldest}",
        ),
    )


def _holidays(ctx: Context[Dated]) -> Mapping[int, tuple[date, ...]]:
    calendar = ctx.city.calendar
    return calendar.holidays if isinstance(calendar, Calendar) else {}


def _no_holidays(year: int) -> Gap:
    detail = text(f"kalender hari libur {year} belum diisi", f"the holiday calendar of {year} is not filled in")
    return Gap(cause=Cause.NOT_CONFIGURED, detail=detail)


def undeclared(detail: Text) -> Gap:
    """Return the gap that the vendor closes by declaring, or by writing a date that can be read."""
    return Gap(cause=Cause.NOT_DECLARED, detail=detail)


def broken_text(fact: Dated) -> Text:
    """Say what is wrong with an answer that holds nothing of its kind."""
    said = f"http {fact.status}"
    if fact.broken == "http":
        return text(f"sumber menjawab {said}", f"the source answers {said}")
    what = _KINDS[str(fact.broken)]
    return text(f"jawaban sumber bukan {what}", f"the source's answer is not {what}")


_KINDS = {
    "not-json": "JSON",
    "not-ckan": "CKAN",
    "not-dcat": "DCAT (JSON-LD)",
    "not-csv": "CSV",
    "not-xlsx": "XLSX",
    "not-feed": "Atom/RSS",
    "not-sitemap": "sitemap",
}


def _days(reading: Reading) -> str:
    return reading.days.replace("|", " / ").replace("..", " – ")
