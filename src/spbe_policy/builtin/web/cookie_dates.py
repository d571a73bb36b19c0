"""The date of a cookie's Expires, as browsers read any of its many forms (RFC 6265bis, section 5.1.1). Pure."""

import re
from datetime import UTC, datetime

_DELIMITERS = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D.*)?", re.ASCII | re.DOTALL)
_DAY = re.compile(r"(\d{1,2})(?:\D.*)?", re.ASCII | re.DOTALL)
_YEAR = re.compile(r"(\d{2,4})(?:\D.*)?", re.ASCII | re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_cookie_date(text: str) -> datetime | None:
    """Return the moment that `text` names, None when a browser would ignore it."""
    time: list[int] | None = None
    day = month = year = None
    for token in _DELIMITERS.split(text):
        if time is None and (match := _TIME.fullmatch(token)):
            time = [int(part) for part in match.groups()]
        elif day is None and (match := _DAY.fullmatch(token)):
            day = int(match[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (match := _YEAR.fullmatch(token)):
            year = _full(int(match[1]))
    if time is None or day is None or month is None or year is None or year < 1601:
        return None
    try:
        return datetime(year, month, day, hour=time[0], minute=time[1], second=time[2], tzinfo=UTC)
    except ValueError:
        return None


def _full(year: int) -> int:
    """Two digits mean 1970 to 2069."""
    return year + (1900 if 70 <= year <= 99 else 2000 if year <= 69 else 0)
