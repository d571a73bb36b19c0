"""Whether a version lies in what an advisory says is affected. Pure.

The order of versions is that of each ecosystem, by univers; SemVer by semantic-version, which univers rests on.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Protocol

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
_NOT_WRAPPED = {"Debian", "Ubuntu", "Alpine", "AlmaLinux", "Rocky Linux"}
"""Ecosystems whose order is that of the class itself; the others wrap a version that compares several times as fast."""

_LED_BY_V = {*_SEMVER, "Packagist"}


class UnreadableError(ValueError):
    """A version is not one of its ecosystem."""


@lru_cache(maxsize=100_000)
def key(ecosystem: str, version: str) -> Any:
    """Return what sorts as the version does in its ecosystem; `UnreadableError` where it is none."""
    written = version.strip()
    if ecosystem in _LED_BY_V:
        written = re.sub(r"^(?:v|go)(?=\d)", "", written)
    if not written or len(written) > LONGEST or len(written.split()) > 1:  # univers would join the words
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
    return found if ecosystem in _NOT_WRAPPED else lambda version: found(version).value


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


class Versions:
    """The versions that an advisory lists, as the database keeps them: each on a line, with a line break around."""

    __slots__ = ("_lines",)

    def __init__(self, lines: str) -> None:
        self._lines = lines

    def __contains__(self, version: str) -> bool:
        return f"\n{version}\n" in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines.split())


class Listed(Protocol):
    """Versions one by one; a set of them, or `Versions`."""

    def __contains__(self, version: str, /) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


def affected(ecosystem: str, version: str, versions: Listed, ranges: Iterable[tuple[str, Events]]) -> bool:
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


def _listed(ecosystem: str, version: str, versions: Listed) -> bool:
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
    """IncludedInRanges of one range: what the last event says, in the order of versions, that the version has reached.

    `introduced: 0` comes before all others; of events at one version the order is that of `_ORDER`.
    """
    keys = _keys(order, version, events)
    wanted, last, latest = next(keys), "", None
    limits: list[bool] = []
    for (name, _), at in zip(events, keys, strict=True):
        if name == "limit":
            limits.append(at is None or wanted < at)
        elif at is None:
            last = last or name
        elif not (wanted < at or (name == "last_affected" and not at < wanted)) and (
            latest is None or latest < at or (not at < latest and _ORDER[name] > _ORDER[last])
        ):
            last, latest = name, at
    return last == "introduced" and (not limits or any(limits))


def _keys(order: str, version: str, events: Events) -> Iterator[Any]:
    """Iterate what the version and each event sort by; None for `introduced: 0` and `limit: *`."""
    written = [version, *(None if tuple(event) in _ENDS else event[1] for event in events)]
    plain = [() if each is None else _numbers(each) for each in written] if order in _LANGUAGES else [None]
    if None not in plain:
        return iter([each or None for each in plain])
    return iter([None if each is None else key(order, each) for each in written])


_ENDS = {("introduced", "0"), ("limit", "*")}
_LANGUAGES = {*_LED_BY_V, "PyPI", "Maven", "NuGet", "RubyGems"}
_NUMBERS = re.compile(r"(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?(?:\.(0|[1-9]\d{0,8}))?")


@lru_cache(maxsize=100_000)
def _numbers(version: str) -> tuple[int, ...] | None:
    """Return one to three plain numbers, which all languages order alike; nearly all versions are, and this is fast."""
    found = _NUMBERS.fullmatch(version)
    return tuple(int(number or 0) for number in found.groups()) if found else None


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
