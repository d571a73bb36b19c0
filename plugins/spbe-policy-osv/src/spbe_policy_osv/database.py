"""The database: OSV's advisories, EPSS and KEV in one SQLite file. Written once, as a whole; then only read."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from spbe_policy.errors import InputError, Place
from spbe_policy_osv.advisories import Advisory, Affected
from spbe_policy_osv.ecosystems import DISTRIBUTIONS
from spbe_policy_osv.lists import Listed
from spbe_policy_osv.versions import Versions

APPLICATION = 0x53504F56
FORMAT = 1
_decode = json.JSONDecoder().raw_decode  # without the search for white space around: our own writing has none

VARIABLE = "SPBE_POLICY_OSV_DATABASE"
"""The environment variable that names the database."""

_SCHEMA = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE told (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE advisory (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, modified TEXT NOT NULL, published TEXT NOT NULL,
  withdrawn INTEGER NOT NULL, said TEXT NOT NULL
);
CREATE TABLE affected (
  number INTEGER NOT NULL, ecosystem TEXT NOT NULL, release TEXT NOT NULL, name TEXT NOT NULL,
  ranges TEXT NOT NULL, versions TEXT NOT NULL, severity TEXT NOT NULL
);
CREATE TABLE asked (ecosystem TEXT, release TEXT, name TEXT, PRIMARY KEY (ecosystem, release, name)) WITHOUT ROWID;
CREATE TABLE epss (cve TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE kev (cve TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Told(NamedTuple):
    """What a database says of itself. Moments are RFC 3339 in UTC.

    `as_of` is the moment until which it is known: that of the newest advisory of an archive, that of asking for an API.
    """

    as_of: str
    imported: str
    digest: str
    advisories: int
    withdrawn: int
    refused: int
    ecosystems: tuple[str, ...]
    source: str
    packages: int
    epss_of: str | None
    kev_of: str | None


class Said(NamedTuple):
    """What one advisory says of itself: severity as told for the package that was asked for."""

    aliases: tuple[str, ...]
    upstream: tuple[str, ...]
    severity: tuple[str, ...]


class Row(NamedTuple):
    """One advisory about one package, as stored: most are read only to learn that they do not affect a version."""

    id: str
    published: str
    release: str
    stored_ranges: str
    stored_versions: str
    stored_said: str
    stored_severity: str

    @property
    def ranges(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The ranges as (type, events)."""
        found: list[tuple[str, list[tuple[str, str]]]] = _decode(self.stored_ranges)[0]
        return found

    @property
    def versions(self) -> Versions:
        """The versions that are listed one by one."""
        return Versions(self.stored_versions)

    @property
    def said(self) -> Said:
        """Names and severity."""
        aliases, upstream, severity = json.loads(self.stored_said)
        own = json.loads(self.stored_severity) if self.stored_severity else ()
        return Said(tuple(aliases), tuple(upstream), (*severity, *own))


class Writer:
    """Takes advisories; of one id that comes twice the one modified last counts."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_SCHEMA)

    def add(self, advisory: Advisory) -> None:
        """Store an advisory unless a newer one of its id is there."""
        run = self._connection.execute
        known = run("SELECT number, modified FROM advisory WHERE id = ?", (advisory.id,)).fetchone()
        if known and known[1] > advisory.modified:
            return
        if known:
            run("DELETE FROM advisory WHERE number = ?", known[:1])
            run("DELETE FROM affected WHERE number = ?", known[:1])
        number = run(
            "INSERT INTO advisory VALUES (NULL, ?, ?, ?, ?, ?)",
            (
                advisory.id,
                advisory.modified,
                advisory.published,
                advisory.withdrawn,
                json.dumps((advisory.aliases, advisory.upstream, advisory.severity)),
            ),
        ).lastrowid
        if not advisory.withdrawn:
            rows = ((number, *_stored(each)) for each in advisory.affected)
            self._connection.executemany("INSERT INTO affected VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def attach(self, table: str, listed: Listed) -> None:
        """Store a list, `epss` or `kev`."""
        self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", listed.values.items())  # noqa: S608
        self.tell(**{f"{table}_of": listed.of or ""})

    def asked(self, packages: Iterable[tuple[str, str, str]]) -> None:
        """Note the (ecosystem, release, name) that an API was asked about: of all others nothing is known."""
        self._connection.executemany("INSERT OR IGNORE INTO asked VALUES (?, ?, ?)", packages)

    def tell(self, **values: str) -> None:
        """Note what the database says of itself."""
        self._connection.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", values.items())

    @property
    def count(self) -> int:
        """How many advisories it has."""
        return int(self._connection.execute("SELECT count(*) FROM advisory").fetchone()[0])

    @property
    def packages(self) -> int:
        """About how many packages an API was asked."""
        return int(self._connection.execute("SELECT count(*) FROM asked").fetchone()[0])

    @property
    def withdrawn(self) -> int:
        """How many of them were withdrawn."""
        return int(self._connection.execute("SELECT count(*) FROM advisory WHERE withdrawn").fetchone()[0])

    @property
    def ecosystems(self) -> list[str]:
        """The ecosystems of the packages, with their releases, sorted; also without where the release is none of a
        distribution (a repository's address)."""
        pairs = self._connection.execute("SELECT DISTINCT ecosystem, release FROM affected").fetchall()
        named = {f"{base}:{release}" if release else base for base, release in pairs}
        return sorted(named | {base for base, _ in pairs if base not in DISTRIBUTIONS})

    def newest(self, until: str) -> str:
        """Return when the newest advisory was modified; one from the future says nothing."""
        found = self._connection.execute("SELECT max(modified) FROM advisory WHERE modified <= ?", (until,)).fetchone()
        return str(found[0] or "")


def _stored(each: Affected) -> tuple[str, ...]:
    lines = "".join(f"{version}\n" for version in each.versions)
    severity = json.dumps(each.severity) if each.severity else ""
    return each.ecosystem, each.release, each.name, json.dumps(each.ranges), f"\n{lines}" if lines else "", severity


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Write a database beside `path` and put it there when all went well; else what was there stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            writer = Writer(connection)
            connection.execute("BEGIN")
            yield writer
            connection.execute("COMMIT")
            connection.execute("CREATE INDEX of_package ON affected (ecosystem, name)")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA optimize")
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


class UnusableError(InputError):
    """The database is not there, or is none of ours."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is open for reading."""

    told: Told
    _connection: sqlite3.Connection
    _ecosystems: frozenset[str]

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Open a database; `UnusableError` where there is none."""
        if not path.is_file():
            raise UnusableError("basis data kerentanan belum ada", "there is no vulnerability database yet")
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                told = _told(connection)
                connection.execute("PRAGMA mmap_size = 4000000000")  # reads of 10,000 packages are all over the file
                yield cls(told, connection, frozenset(told.ecosystems))
        except (sqlite3.Error, KeyError, ValueError) as error:
            raise UnusableError(
                "basis data kerentanan tidak dapat dibaca; impor ulang",
                "the vulnerability database cannot be read; import it again",
                Place(path.name),
            ) from error

    def knows(self, ecosystem: str, release: str, name: str) -> bool:
        """Whether the database would have the advisories about a package, if there were any."""
        if self.told.source == "api":
            query = "SELECT 1 FROM asked WHERE ecosystem = ? AND release = ? AND name = ?"
            return self._connection.execute(query, (ecosystem, release, name)).fetchone() is not None
        if ecosystem not in DISTRIBUTIONS:
            return ecosystem in self._ecosystems
        suffixes = (release, f"{release}:LTS")
        return any(f"{ecosystem}:{suffix}" in self._ecosystems for suffix in suffixes)

    def about(self, ecosystem: str, name: str) -> Iterator[Row]:
        """Iterate the advisories about a package, of all releases of its distribution, by id."""
        query = (
            "SELECT id, published, release, ranges, versions, said, severity FROM affected"
            " JOIN advisory USING (number) WHERE ecosystem = ? AND name = ? ORDER BY id"
        )
        return map(Row._make, self._connection.execute(query, (ecosystem, name)))

    def listed(self, table: str, cves: Iterable[str]) -> Iterator[str]:
        """Iterate what a list, `epss` or `kev`, says of these."""
        for cve in cves:
            query = f"SELECT value FROM {table} WHERE cve = ?"  # noqa: S608
            if found := self._connection.execute(query, (cve,)).fetchone():
                yield str(found[0])


def _told(connection: sqlite3.Connection) -> Told:
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
        raise ValueError("not ours")
    if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
        raise ValueError("another format")
    said: Mapping[str, str] = dict(connection.execute("SELECT key, value FROM told"))
    return Told(
        as_of=said["as_of"],
        imported=said["imported"],
        digest=said["digest"],
        advisories=int(said["advisories"]),
        withdrawn=int(said["withdrawn"]),
        refused=int(said["refused"]),
        ecosystems=tuple(json.loads(said["ecosystems"])),
        source=said["source"],
        packages=int(said["packages"]),
        epss_of=said.get("epss_of"),
        kev_of=said.get("kev_of"),
    )


def where(environment: Mapping[str, str]) -> Path:
    """Return where the database is: by `SPBE_POLICY_OSV_DATABASE`, else in the user's own data folder."""
    if given := environment.get(VARIABLE):
        return Path(given)
    home = environment.get("XDG_DATA_HOME")
    with suppress(RuntimeError):
        return (Path(home) if home else Path.home() / ".local" / "share") / "spbe-policy" / "osv.sqlite"
    return Path("osv.sqlite")
