"""Writes the database: as a whole, beside the old one, which it replaces when all went well."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from spbe_policy_osv.advisories import Advisory, Affected
from spbe_policy_osv.ecosystems import DISTRIBUTIONS
from spbe_policy_osv.lists import Listed

APPLICATION = 0x53504F56
FORMAT = 1
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
