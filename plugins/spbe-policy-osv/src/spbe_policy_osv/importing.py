"""Verb: what was published -> database. From files (`import_`) or advisories that were asked for (online.py)."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from spbe_policy.builtin.sbom.bom import shown
from spbe_policy.errors import InputError
from spbe_policy_osv.advisories import parse
from spbe_policy_osv.lists import Listed, epss, known_exploited
from spbe_policy_osv.sources import Reader
from spbe_policy_osv.writing import Writer, written

Progress = Callable[[int], None]
"""Told every so often how many documents were read."""

_EVERY = 5_000
_EXAMPLES = 5


class Lists(NamedTuple):
    """The two lists of what is attacked, where they were given."""

    epss: Listed | None = None
    kev: Listed | None = None

    @classmethod
    def read(cls, epss_file: Path | None, kev_file: Path | None) -> "Lists":
        """Read those that are given."""
        return cls(epss(epss_file) if epss_file else None, known_exploited(kev_file) if kev_file else None)


class Refused(NamedTuple):
    """Documents that are no advisory: how many of each reason, and the first of them as `name: reason`."""

    reasons: Counter[str]
    examples: list[str]

    def add(self, name: str, reason: str) -> None:
        """Count one."""
        self.reasons[reason] += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(f"{shown(name)}: {reason}")


def import_(paths: Sequence[Path], target: Path, now: datetime, lists: Lists, progress: Progress) -> Refused:
    """Make the database of what lies at `paths`; it takes the place of the one at `target` when all went well."""
    reader, refused = Reader(), Refused(Counter(), [])
    with _database(target, lists) as writer:
        read = 0
        for path in paths:
            for name, data in reader.documents(path):
                add(writer, name, data, refused)
                read += 1
                if read % _EVERY == 0:
                    progress(read)
        if not writer.count:
            raise InputError("tidak ada satu pun advisori OSV di sana", "there is not one OSV advisory there")
        finish(writer, reader.digest, now, refused, as_of=writer.newest(stamp(now + timedelta(days=1))))
    return refused


def add(writer: Writer, name: str, data: bytes | None, refused: Refused) -> None:
    """Store one document, or count why it is no advisory."""
    try:
        if data is None:
            raise ValueError("damaged or too large")
        writer.add(parse(data))
    except ValueError as error:
        refused.add(name, str(error))


@contextmanager
def _database(target: Path, lists: Lists) -> Iterator[Writer]:
    with written(target) as writer:
        for table, listed in lists._asdict().items():
            if listed:
                writer.attach(table, listed)
        yield writer


def from_answers(
    target: Path, now: datetime, lists: Lists, asked: Iterable[tuple[str, str, str]], answers: Iterable[bytes]
) -> Refused:
    """Make the database of what an API answered about the packages `asked`."""
    import hashlib

    refused, digest = Refused(Counter(), []), hashlib.sha256()
    with _database(target, lists) as writer:
        writer.asked(asked)
        for data in answers:
            digest.update(hashlib.sha256(data).digest())
            add(writer, "API", data, refused)
        finish(writer, f"sha256:{digest.hexdigest()}", now, refused, as_of=stamp(now), source="api")
    return refused


def finish(writer: Writer, digest: str, now: datetime, refused: Refused, *, as_of: str, source: str = "files") -> None:
    """Note what the database says of itself."""
    writer.tell(
        as_of=as_of,
        imported=stamp(now),
        digest=digest,
        source=source,
        refused=str(refused.reasons.total()),
        advisories=str(writer.count),
        packages=str(writer.packages),
        withdrawn=str(writer.withdrawn),
        ecosystems=json.dumps(writer.ecosystems),
    )


def stamp(moment: datetime) -> str:
    """Return a moment as the database writes it: RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
