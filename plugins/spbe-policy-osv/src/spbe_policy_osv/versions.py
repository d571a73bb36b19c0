"""Whether a version lies in what an advisory says is affected. Pure.

The order of versions is that of each ecosystem, by univers; SemVer by semantic-version, which univers rests on.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

Events = Sequence[tuple[str, str]]
"""(`introduced` | `fixed` | `last_affected` | `limit`, version)."""

LONGEST = 200
"""Longest version that is read, in characters."""

_ORDER = {"introduced": 0, "last_affected": 1, "fixed": 2, "limit": 3}
_SEMVER = {"npm", "crates.io", "Go", "Hex", "Pub", "GitHub Actions", "SEMVER"}
_UNIVERS = {
    "PyPI": "PypiVersion",
    "Maven": "MavenVersion",
    "NuGet": "NugetVersion",
    "RubyGems": "RubygemsVersion",
    "Debian": "DebianVersion",
    "Ubuntu": "DebianVersion",
    "Alpine": "AlpineLinuxVersion",
    "AlmaLinux": "RpmVersion",
    "Rocky Linux": "RpmVersion",
}
_LED_BY_V = {*_SEMVER, "Packagist"}


class UnreadableError(ValueError):
    """A version is not one of its ecosystem."""


@lru_cache(maxsize=100_000)
def key(ecosystem: str, version: str) -> Any:
    """Return what sorts as the version does in its ecosystem; `UnreadableError` where it is none."""
    written = version.strip()
    if ecosystem in _LED_BY_V:
        written = re.sub(r"^(?:v|go)(?=\d)", "", written)
    if not written or len(written) > LONGEST:
        raise UnreadableError(version[:LONGEST])
    try:
        return _reader(ecosystem)(written)
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableError(version[:LONGEST]) from error


def _reader(ecosystem: str) -> Callable[[str], Any]:
    if ecosystem in _SEMVER:
        return _semver
    if ecosystem == "Packagist":
        return _composer
    if ecosystem not in _UNIVERS:
        raise UnreadableError(ecosystem)
    return _univers(ecosystem)


@cache
def _univers(ecosystem: str) -> Callable[[str], Any]:
    from univers import versions  # a third of a second: only where packages of its ecosystems are met

    found: Callable[[str], Any] = getattr(versions, _UNIVERS[ecosystem])
    return found


def _semver(version: str) -> Any:
    """SemVer 2.0, 11; `1` and `1.2`, which people write, are 1.0.0 and 1.2.0."""
    from semantic_version import Version  # type: ignore[import-untyped]

    if short := re.fullmatch(r"(\d+)(?:\.(\d+))?", version):
        version = f"{short[1]}.{short[2] or 0}.0"
    return Version(version).precedence_key


_COMPOSER = re.compile(
    r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?"
    r"(?:[-._+]?(stable|dev|alpha|a|beta|b|rc|patch|pl|p)(?:[.-]?(\d+))?(?:[.-]\d+)*)?(?:\+[0-9A-Za-z.-]+)?",
    re.IGNORECASE,
)
_STABILITY = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "rc": 3, "stable": 4, "patch": 5, "pl": 5, "p": 5}


def _composer(version: str) -> tuple[int, ...]:
    """Composer's order (VersionParser::normalize): four numbers, then the stability. univers knows three numbers."""
    if (found := _COMPOSER.fullmatch(version)) is None:
        raise UnreadableError(version)
    *numbers, stability, count = found.groups()
    return (*(int(number or 0) for number in numbers), _STABILITY[(stability or "stable").lower()], int(count or 0))


def affected(ecosystem: str, version: str, versions: Iterable[str], ranges: Iterable[tuple[str, Events]]) -> bool:
    """Evaluate by the OSV schema's algorithm ("Evaluation": IsVulnerable, IncludedInVersions, IncludedInRanges).

    `UnreadableError` where neither the list of versions nor a range that can be read says yes, and one cannot be read.
    """
    if version in versions:
        return True
    unread: UnreadableError | None = None
    told = False
    for kind, events in ranges:
        told = True
        try:
            if _in_range("SEMVER" if kind == "SEMVER" else ecosystem, version, events):
                return True
        except UnreadableError as error:
            unread = error
    if unread:
        raise unread
    return not told and _listed(ecosystem, version, versions)


def _listed(ecosystem: str, version: str, versions: Iterable[str]) -> bool:
    """Whether the list has the version in another spelling: `1.0` and `1.0.0`."""
    wanted = key(ecosystem, version)
    return any(_same(wanted, ecosystem, each) for each in versions)


def _same(wanted: Any, ecosystem: str, version: str) -> bool:
    try:
        other = key(ecosystem, version)
    except UnreadableError:
        return False
    return not (wanted < other or other < wanted)


def _in_range(order: str, version: str, events: Events) -> bool:
    """IncludedInRanges of one range: the state after the last event that is not above the version."""
    wanted = key(order, version)
    if not _before_limits(order, wanted, events):
        return False
    vulnerable = False
    for name, at in _timeline(order, events):
        reached = at is None or not wanted < at
        if name == "introduced" and reached:
            vulnerable = True
        elif (name == "fixed" and reached) or (name == "last_affected" and at is not None and at < wanted):
            vulnerable = False
    return vulnerable


def _before_limits(order: str, wanted: Any, events: Events) -> bool:
    limits = [version for name, version in events if name == "limit"]
    return not limits or any(limit == "*" or wanted < key(order, limit) for limit in limits)


def _timeline(order: str, events: Events) -> list[tuple[str, Any]]:
    """The events in the order of their versions; `introduced: 0`, which sorts before any, has None."""
    first = [(name, None) for name, version in events if name == "introduced" and version == "0"]
    rest = [(name, key(order, version)) for name, version in events if name != "limit" and (name, version) != _ZERO]
    if len(rest) > 1:
        rest.sort(key=lambda event: _ORDER[event[0]])
        rest.sort(key=lambda event: event[1])
    return [*first, *rest]


_ZERO = ("introduced", "0")


def fix(ecosystem: str, version: str, ranges: Iterable[tuple[str, Events]]) -> str | None:
    """Return the least version that fixes what affects `version`; None where no such version is told."""
    told = [(kind, fixed) for kind, events in ranges for name, fixed in events if name == "fixed"]
    above: list[tuple[Any, str]] = []
    for kind, fixed in told:
        order = "SEMVER" if kind == "SEMVER" else ecosystem
        try:
            if key(order, version) < (at := key(order, fixed)):
                above.append((at, fixed))
        except UnreadableError:
            continue
    return min(above, key=lambda each: each[0])[1] if above else None
