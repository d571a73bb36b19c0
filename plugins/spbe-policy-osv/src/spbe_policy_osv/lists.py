"""Reads the two lists that say what is attacked: EPSS (FIRST, CSV) and known exploited vulnerabilities (CISA, KEV)."""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from datetime import date as Day
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from spbe_policy.errors import InputError, Place
from spbe_policy.reading import read_bytes

MAX_BYTES = 200_000_000
"""Largest list that is read, unpacked; EPSS of 2026 is near 12 MB."""

_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Listed(NamedTuple):
    """A list: the day that it is of (None where it does not say), and for each CVE its value."""

    of: str | None
    values: dict[str, str]


def epss(path: Path) -> Listed:
    """Read EPSS scores, `cve,epss,percentile`, gzip or not: the probability of an attack within 30 days, as text."""
    lines = _text(path).splitlines()
    head = lines[0] if lines else ""
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    said = ((row.get("cve") or "", _probability(row.get("epss") or "")) for row in _rows(rows, path))
    values = {cve: score for cve, score in said if _CVE.fullmatch(cve) and score is not None}
    day = re.search(r"score_date:([0-9-]{10})", head)
    return _some(Listed(_day(day[1] if day else None), values), path, "EPSS")


def known_exploited(path: Path) -> Listed:
    """Read CISA's catalogue, JSON or CSV: the day on which each CVE was added."""
    said = _text(path)
    if said.lstrip().startswith("{"):
        return _some(_catalogue(said, path), path, "KEV")
    rows = _rows(csv.DictReader(said.splitlines()), path)
    values = {cve: day for row in rows if _CVE.fullmatch(cve := row.get("cveID") or "") and (day := _added(row))}
    return _some(Listed(max(values.values(), default=None), values), path, "KEV")


def _catalogue(said: str, path: Path) -> Listed:
    try:
        raw = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, "KEV") from error
    listed = raw.get("vulnerabilities")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    values = {cve: day for row in rows if _CVE.fullmatch(cve := str(row.get("cveID"))) and (day := _added(row))}
    return Listed(_day(str(raw.get("dateReleased"))[:10]) or max(values.values(), default=None), values)


def _added(row: dict[str, str]) -> str | None:
    return _day(str(row.get("dateAdded"))[:10])


def _day(value: str | None) -> str | None:
    try:
        return str(Day.fromisoformat(value)) if value and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def _probability(value: str) -> str | None:
    try:
        score = Decimal(value)
    except InvalidOperation:
        return None
    return f"{score:.5f}" if 0 <= score <= 1 else None


def _rows(rows: "csv.DictReader[str]", path: Path) -> Iterator[dict[str, str]]:
    try:
        yield from islice(rows, 5_000_000)
    except csv.Error as error:
        raise _unreadable(path, "CSV") from error


def _text(path: Path) -> str:
    data = read_bytes(path, MAX_BYTES)
    if data.startswith(b"\x1f\x8b"):
        try:
            with gzip.open(path) as stream:
                data = stream.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(path, "gzip") from error
    if len(data) > MAX_BYTES:
        raise InputError("berkas terlalu besar", "the file is too large", Place(str(path)))
    return data.decode("utf-8-sig", "replace")


def _some(listed: Listed, path: Path, what: str) -> Listed:
    if not listed.values:
        raise _unreadable(path, what)
    return listed


def _unreadable(path: Path, what: str) -> InputError:
    return InputError(f"bukan {what} yang dapat dibaca", f"is no {what} that can be read", Place(str(path)))
