"""Numbers and dates in words, as minutes of Indonesian offices write them."""

from datetime import date

_SMALL = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def spelled(number: int) -> str:
    """Spell a number from 0 to 9999: `dua ribu dua puluh enam`."""
    if number < len(_SMALL):
        return _SMALL[number]
    if number < 20:
        return f"{_SMALL[number - 10]} belas"
    for unit, one, many in ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "sepuluh", "puluh")):
        if number >= unit:
            count, rest = divmod(number, unit)
            head = one if count == 1 else f"{_SMALL[count]} {many}"
            return f"{head} {spelled(rest)}" if rest else head
    raise ValueError(number)


def spelled_day(on: date) -> str:
    """Spell a date: `hari Senin, tanggal Lima Belas, bulan Juni, tahun Dua Ribu Dua Puluh Enam (15-06-2026)`."""
    day, year = spelled(on.day).title(), spelled(on.year).title()
    return f"hari {_DAYS[on.weekday()]}, tanggal {day}, bulan {_MONTHS[on.month - 1]}, tahun {year} ({on:%d-%m-%Y})"
