"""A host's published consent to active tests (docs/consent.md): a file on the host itself, or a record of its zone."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from spbe_policy.evidence import Assurance, Fact
from spbe_policy.redact import clip
from spbe_policy.texts import Text, text

PATH = "/.well-known/spbe-scan-consent"
LABEL = "_spbe-scan-consent"
VERSION = "spbe-consent1"
MAX_BYTES = 4_096
LONGEST = timedelta(days=366)
"""A consent names an end, and no end beyond this."""

MAX_VALUES, MAX_VALUE = 20, 200

Problem = Literal["absent", "malformed", "expired", "too-long", "other-operator"]
Fields = tuple[tuple[str, str], ...]
_FIELD = re.compile(r"([A-Za-z-]{1,40})\s*[:=]\s*(.{1,1000})")


class Consent(Fact):
    """What a host publishes about active tests, and whether that covers this run; subject `host:<host>`.

    `where` is the URL or the name that was asked; `problem` says why it gives no permission, and is null when it does.
    """

    kind: ClassVar[str] = "app.consent/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    where: str
    problem: Problem | None = None
    published_by: str | None = None
    operators: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    expires: datetime | None = None

    def covers(self, url: str) -> bool:
        """Whether an active request to `url` on this host is permitted: by every path, or by those below a scope."""
        path = urlsplit(url).path or "/"
        below = (path == scope or path.startswith(scope.rstrip("/") + "/") for scope in self.scopes or ("/",))
        return self.problem is None and not re.search(r"%2e|/\.\.?(/|$)|\\", path, re.IGNORECASE) and any(below)

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text(f"persetujuan di {self.where}", f"the consent at {self.where}")


def in_file(content: str) -> Fields:
    """Return the fields of a consent file: `Field: value`, a line each; `#` begins a comment."""
    lines = (line.strip() for line in content.splitlines())
    return _fields(line for line in lines if line and not line.startswith("#"))


def in_record(record: str) -> Fields:
    """Return the fields of a TXT record (its character strings as DNS writes them): `v=…; field=value; …`."""
    whole = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', record)) or record
    return _fields(part.strip() for part in re.sub(r"\\(.)", r"\1", whole).split(";"))


def consent_of(where: str, fields: Fields, operator: str | None, at: datetime) -> Consent:
    """Judge what was published for this operator at this moment."""
    given: dict[str, list[str]] = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    expires = _moment(given.get("expires", []))
    operators, scopes = _kept(given.get("operator", [])), _kept(given.get("scope", []))
    by = given.get("published-by", [None])[0]
    return Consent(
        where=where,
        problem=_problem(by, operators, scopes, expires, given.get("v"), operator, at),
        published_by=clip(by, MAX_VALUE) if by else None,
        operators=operators,
        scopes=scopes,
        expires=expires,
    )


def _problem(
    by: str | None,
    operators: tuple[str, ...],
    scopes: tuple[str, ...],
    expires: datetime | None,
    version: list[str] | None,
    operator: str | None,
    at: datetime,
) -> Problem | None:
    if not operators or not by or expires is None or version != [VERSION]:
        return "malformed"
    if not all(scope.startswith("/") for scope in scopes):
        return "malformed"
    if expires <= at:
        return "expired"
    if expires - at > LONGEST:
        return "too-long"
    return None if operator and _name(operator) in map(_name, operators) else "other-operator"


def _fields(parts: Iterable[str]) -> Fields:
    def read() -> Iterator[tuple[str, str]]:
        for part in parts:
            if match := _FIELD.fullmatch(part):
                yield match[1].lower(), match[2].strip()

    return tuple(read())[: 2 * MAX_VALUES]


def _moment(values: list[str]) -> datetime | None:
    try:
        read = datetime.fromisoformat(values[0]) if len(values) == 1 else None
    except ValueError:
        return None
    return read if read and read.tzinfo else None


def _kept(values: list[str]) -> tuple[str, ...]:
    return tuple(clip(value, MAX_VALUE) for value in values[:MAX_VALUES])


def _name(text_: str) -> str:
    return " ".join(text_.split()).casefold()
