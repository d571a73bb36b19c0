"""Noun: an advisory in the OSV format (schema 1.x, https://ossf.github.io/osv-schema/), as much of it as is needed."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from spbe_policy_osv.ecosystems import folded

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}")
_UTC = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")
_EVENTS = ("introduced", "fixed", "last_affected", "limit")
_MOST_NAMES = 200
_LONGEST_NAME = 300
_LONGEST_VECTOR = 400


class Affected(NamedTuple):
    """One package that an advisory speaks of.

    `name` is folded as its ecosystem compares names; `release` is what follows the colon of the ecosystem, or empty.
    `ranges` are (type, ((event, version), …)), without those of type GIT; `severity` are vectors or words.
    """

    ecosystem: str
    release: str
    name: str
    ranges: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    versions: tuple[str, ...]
    severity: tuple[str, ...]


class Advisory(NamedTuple):
    """One advisory. `modified` and `published` are RFC 3339 in UTC; `severity` as told for all its packages."""

    id: str
    modified: str
    published: str
    withdrawn: bool
    aliases: tuple[str, ...]
    upstream: tuple[str, ...]
    severity: tuple[str, ...]
    affected: tuple[Affected, ...]


def parse(data: bytes) -> Advisory:
    """Return an advisory; `ValueError` with the field that keeps it from being one."""
    try:
        raw = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except ValueError as error:
        raise ValueError("not JSON") from error
    if not isinstance(raw, dict):
        raise ValueError("not an object")
    name = raw.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise ValueError("id")
    modified = _moment(raw.get("modified"))
    if modified is None:
        raise ValueError("modified")
    return Advisory(
        id=name,
        modified=modified,
        published=_moment(raw.get("published")) or modified,
        withdrawn=raw.get("withdrawn") is not None,
        aliases=_names(raw.get("aliases")),
        upstream=_names(raw.get("upstream")),
        severity=_severity(raw),
        affected=tuple(_affected(raw.get("affected"))),
    )


def _moment(value: object) -> str | None:
    """Return RFC 3339 in UTC, to the second, which is what OSV writes but for fractions."""
    if not isinstance(value, str):
        return None
    try:
        if _UTC.fullmatch(value):
            datetime.fromisoformat(value[:19])
            return f"{value[:19]}Z"
        moment = datetime.fromisoformat(value)
        known = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return known.strftime("%Y-%m-%dT%H:%M:%SZ") if known.year >= 1000 else None


def _names(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    return tuple(dict.fromkeys(each for each in listed if isinstance(each, str) and _ID.fullmatch(each)))[:_MOST_NAMES]


def _severity(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """CVSS vectors, and the word that a database says for itself (GitHub: `database_specific.severity`)."""
    scores = [each.get("score") for each in _objects(raw.get("severity"))]
    words = [
        told.get("severity")
        for key in ("database_specific", "ecosystem_specific")
        if isinstance(told := raw.get(key), dict)
    ]
    said = (each for each in (*scores, *words) if isinstance(each, str) and len(each) <= _LONGEST_VECTOR)
    return tuple(dict.fromkeys(each for each in said if each.isascii() and each.isprintable()))[:20]


def _affected(value: object) -> Iterator[Affected]:
    for each in _objects(value):
        package = each.get("package")
        ecosystem, name = (package.get("ecosystem"), package.get("name")) if isinstance(package, dict) else ("", "")
        if not (_sound(ecosystem) and _sound(name)):
            continue
        base, _, release = str(ecosystem).partition(":")
        versions = each.get("versions")
        listed = versions if isinstance(versions, list) else []
        yield Affected(
            base,
            release,
            folded(base, str(name)),
            tuple(_ranges(each.get("ranges"))),
            tuple(version for version in listed if isinstance(version, str) and version.isprintable()),
            _severity(each),
        )


def _sound(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def _ranges(value: object) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for each in _objects(value):
        kind, events = str(each.get("type")), _objects(each.get("events"))
        if kind != "GIT":  # only a copy of the repository can tell
            told = ((name, event.get(name)) for event in events for name in _EVENTS if name in event)
            yield kind, tuple((name, version) for name, version in told if isinstance(version, str))


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
