"""The database: OSV's advisories, EPSS and KEV in one SQLite file. Written as a whole (writing.py); here only read."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from spbe_policy.errors import InputError, Place
from spbe_policy_osv.ecosystems import DISTRIBUTIONS
from spbe_policy_osv.versions import Versions
from spbe_policy_osv.writing import APPLICATION, FORMAT

_decode = json.JSONDecoder().raw_decode  # without the search for white space around: our own writing has none

VARIABLE = "SPBE_POLICY_OSV_DATABASE"
"""The environment variable that names the database."""


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
