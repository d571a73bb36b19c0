"""Verb: bills of materials x database -> what is known to be vulnerable. Offline, and linear in the components."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Day

from spbe_policy.builtin.sbom.bom import Component, Document, merged, shown
from spbe_policy.builtin.sbom.reading import without_collecting
from spbe_policy_osv.database import Database, Row, Said, Told
from spbe_policy_osv.ecosystems import DISTRIBUTIONS, Package, Reason, covers, package
from spbe_policy_osv.facts import Hit, Match, Matches, Source, Unmatched
from spbe_policy_osv.severity import ORDER, severity
from spbe_policy_osv.versions import UnreadableError, affected, fix
from spbe_policy_osv.vex import Statements

MOST = 100
"""Vulnerabilities that a fact keeps."""

MOST_HITS = 10
EXAMPLES = 5


@dataclass(slots=True)
class _Found:
    """An advisory that speaks of components of the app, with its severity about these."""

    row: Row
    said: Said
    hits: list[tuple[Component, str | None]] = field(default_factory=list)
    severity: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Tally:
    counts: dict[Reason, int] = field(default_factory=dict)
    examples: dict[Reason, list[str]] = field(default_factory=dict)

    def add(self, reason: Reason, label: str) -> None:
        self.counts[reason] = self.counts.get(reason, 0) + 1
        known = self.examples.setdefault(reason, [])
        if len(known) < EXAMPLES:
            known.append(label)

    def told(self) -> tuple[Unmatched, ...]:
        return tuple(
            Unmatched(reason=reason, count=count, examples=tuple(self.examples[reason]))
            for reason, count in sorted(self.counts.items())
        )


def match(documents: Sequence[Document], database: Database, unread: Iterable[str] = ()) -> Matches:
    """Hold every software component against the database; `unread` are bills that could not be read at all."""
    with without_collecting():
        found: dict[str, _Found] = {}
        tally, total, known = _Tally(), 0, 0
        for path in unread:
            tally.add("bill", shown(path))
        for one in merged(documents):
            if not one.is_software:
                continue
            total += 1
            if reason := _look_up(one, database, found):
                tally.add(reason, one.label)
            else:
                known += 1
        statements = Statements(documents)
        matches = sorted((_match(group, database, statements) for group in _joined(found)), key=_urgency)
    return Matches(
        source=_source(database.told),
        components=total,
        looked_up=known,
        unmatched=tally.told(),
        matches=tuple(matches[:MOST]),
        more=max(0, len(matches) - MOST),
    )


def _source(told: Told) -> Source:
    return Source(
        as_of=Day.fromisoformat(told.as_of[:10]),
        sha256=told.digest,
        advisories=told.advisories - told.withdrawn,
        packages=told.packages,
        epss_of=_day(told.epss_of),
        kev_of=_day(told.kev_of),
    )


def _day(value: str | None) -> Day | None:
    return Day.fromisoformat(value) if value else None


def _look_up(one: Component, database: Database, found: dict[str, _Found]) -> Reason | None:
    """Note the advisories that affect a component; return why it could not be looked up, if so."""
    wanted = package(one)
    if isinstance(wanted, str):
        return wanted
    if not database.knows(wanted.ecosystem, wanted.release, wanted.name):
        return "ecosystem"
    rows = [row for row in database.about(wanted.ecosystem, wanted.name) if _covers(wanted, row)]
    if not rows and wanted.ecosystem in DISTRIBUTIONS and not wanted.source_known:
        return "source"
    unreadable = False
    for row in rows:
        ranges = row.ranges
        try:
            hit = affected(wanted.ecosystem, wanted.version, row.versions, ranges)
        except UnreadableError:
            unreadable = True
            continue
        if hit:
            _note(found, row, one, fix(wanted.ecosystem, wanted.version, ranges))
    return "version" if unreadable else None


def _covers(wanted: Package, row: Row) -> bool:
    return covers(wanted.ecosystem, row.release, wanted.release)


def _note(found: dict[str, _Found], row: Row, one: Component, fixed: str | None) -> None:
    said = row.said
    known = found.setdefault(row.id, _Found(row, said))
    known.severity.update(said.severity)
    if not known.hits or known.hits[-1][0] is not one:  # an advisory may name one package twice
        known.hits.append((one, fixed))


def _joined(found: dict[str, _Found]) -> Iterator[list[_Found]]:
    """Group the advisories that are about one vulnerability: those that share a name, directly or by way of others."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parent.setdefault(name, name)) != name:
            parent[name] = parent[above]
            name = parent[name]
        return name

    for each in found.values():
        for name in _names(each):
            parent[root(name)] = root(each.row.id)
    groups: dict[str, list[_Found]] = {}
    for each in found.values():
        groups.setdefault(root(each.row.id), []).append(each)
    return iter(groups.values())


def _names(found: _Found) -> tuple[str, ...]:
    """All names of one vulnerability; an advisory with one `upstream` is about that, with many about none of them."""
    said = found.said
    return (found.row.id, *said.aliases, *(said.upstream if len(said.upstream) == 1 else ()))


def _match(group: list[_Found], database: Database, statements: Statements) -> Match:
    names = sorted({name for each in group for name in _names(each)}, key=_by_use)
    known = {*names, *(name for each in group for name in each.said.upstream)}
    cves = sorted(name for name in known if name.startswith("CVE-"))
    level = severity(sorted({said for each in group for said in each.severity}))
    hits = sorted(_hits(group, names, statements), key=lambda hit: (not hit.open, hit.component))
    kev = min(database.listed("kev", cves), default=None)
    return Match(
        id=names[0],
        aliases=tuple(names[1:10]),
        level=level.level,
        score=level.score,
        published=min(Day.fromisoformat(each.row.published[:10]) for each in group),
        malicious=any(name.startswith("MAL-") for name in names),
        kev=_day(kev),
        epss=max(database.listed("epss", cves), default=None),
        affected=len(hits),
        hits=tuple(hits[:MOST_HITS]),
    )


def _by_use(name: str) -> tuple[int, str]:
    """CVE ids first: people know them."""
    return (0 if name.startswith("CVE-") else 1 if name.startswith("GHSA-") else 2, name)


def _hits(group: list[_Found], names: list[str], statements: Statements) -> Iterator[Hit]:
    """Iterate each component once; it is fixed where no advisory of the group is left: at the highest version told."""
    fixed: dict[int, tuple[Component, list[str | None]]] = {}
    for each in group:
        for one, version in each.hits:
            fixed.setdefault(id(one.raw), (one, []))[1].append(version)
    for one, versions in fixed.values():
        told = sorted({version for version in versions if version})
        yield Hit(
            component=one.label,
            fixed=shown(", ".join(told)) if told else None,
            statement=statements.about(names, one),
        )


def _urgency(match: Match) -> tuple[object, ...]:
    """Open before stated otherwise, malicious, exploited, then by level, score, and age."""
    score = int((match.score or "0.0").replace(".", ""))
    return (
        not match.open,
        not match.malicious,
        match.kev is None,
        ORDER.index(match.level),
        -score,
        match.published,
        match.id,
    )
