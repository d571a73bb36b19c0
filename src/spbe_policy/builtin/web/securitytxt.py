"""Reads security.txt and says what RFC 9116 finds wrong with it. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from spbe_policy.redact import clip, redact_headers

Fields = tuple[tuple[str, str], ...]

MAX_BYTES, MAX_FIELDS, MAX_VALUE = 32_000, 50, 500
"""Section 5.4 lets a reader set limits; 32 kB is what it recommends."""

KNOWN = {
    "acknowledgments", "canonical", "contact", "csaf", "encryption", "expires", "hiring", "policy",
    "preferred-languages",
}  # fmt: skip
_URIS = KNOWN - {"expires", "preferred-languages"}
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
_FIELD = re.compile(r"([!-9;-~]+)(\s*):(.*)", re.DOTALL)
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:)(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8}|x)(?:-[a-z0-9]{1,8})*", re.IGNORECASE)


def parse_security_txt(body: bytes) -> tuple[Fields, tuple[str, ...], bool]:
    """Return the fields (redacted, names in lower case), the faults of the lines, and whether it is signed (2.3)."""
    wrong: list[str] = []
    try:
        text = body[:MAX_BYTES].decode("utf-8")
    except UnicodeDecodeError:
        text = body[:MAX_BYTES].decode("utf-8", "replace")
        wrong.append("not-utf8")
    if text.startswith("\ufeff"):
        wrong.append("byte-order-mark")
    lines = text.removeprefix("\ufeff").split("\n")
    if body and not text.endswith("\n") and len(body) <= MAX_BYTES:
        wrong.append("last-line-not-ended")
    signed = lines[0].rstrip() == _SIGNED
    if signed:
        lines, sound = _signed_part([line.removesuffix("\r") for line in lines])
        wrong += [] if sound else ["broken-signature"]
    elif any(_SIGNED in line for line in lines):
        wrong.append("broken-signature")
    fields = []
    for line in lines:
        if (plain := line.removesuffix("\r")).strip() and not plain.startswith("#"):
            field = _FIELD.fullmatch(plain)
            wrong += _line_faults(field)
            if field:
                fields.append(_kept(field[1], field[3].strip()))
    return tuple(fields[:MAX_FIELDS]), tuple(sorted(set(wrong))), signed


def _kept(name: str, value: str) -> tuple[str, str]:
    [(_, said)] = redact_headers([(name, value)])
    return clip(name, 40).lower(), said[:MAX_VALUE]


def _signed_part(lines: list[str]) -> tuple[list[str], bool]:
    """The lines within a cleartext signature (RFC 4880, 7): after armour headers and an empty line, dashes escaped."""
    body = lines[1:]
    while body and body[0].strip():
        body = body[1:]
    if _SIGNATURE not in (bare := [line.rstrip() for line in body]):
        return [], False
    at = bare.index(_SIGNATURE)
    rest = "\n".join(bare[at:])
    sound = _END in rest and not rest.partition(_END)[2].strip()
    return [line.removeprefix("- ") for line in body[1:at]], sound


def _line_faults(field: re.Match[str] | None) -> Iterator[str]:
    if field is None:
        yield "line-without-field"
        return
    if field[2]:
        yield "space-before-colon"
    if not field[3].strip():
        yield "empty-value"
    elif not field[3].startswith(" "):
        yield "no-space-after-colon"


def faults_of(fields: Fields, urls: tuple[str, ...], at: datetime) -> Iterator[str]:
    """Yield what is wrong with the fields at the moment `at`; `urls`: where it was asked for and where it stood."""
    names = [name for name, _ in fields]
    if "contact" not in names:
        yield "no-contact"
    yield from _expiry([value for name, value in fields if name == "expires"], at)
    languages = [value for name, value in fields if name == "preferred-languages"]
    if len(languages) > 1:
        yield "several-preferred-languages"
    tags = [tag.strip() for value in languages for tag in value.split(",")]
    if not all(_LANGUAGE.fullmatch(tag) for tag in tags):
        yield "bad-language"
    for name, value in fields:
        if name in _URIS and value and (fault := _uri_fault(value)):
            yield f"{name}-{fault}"
    canonical = [value for name, value in fields if name == "canonical"]
    if canonical and not {*urls} & {*canonical}:
        yield "other-canonical"


def _uri_fault(value: str) -> str | None:
    try:
        parts = urlsplit(value)
    except ValueError:
        return "no-uri"
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*", parts.scheme) or any(space in value for space in " \t"):
        return "no-uri"
    if parts.scheme == "http":
        return "not-https"
    return "no-uri" if parts.scheme == "https" and not parts.netloc else None


def _expiry(values: list[str], at: datetime) -> Iterator[str]:
    if not values:
        yield "no-expires"
    elif len(values) > 1:
        yield "several-expires"
    elif (until := moment(values[0])) is None:
        yield "bad-expires"
    elif until <= at:
        yield "expired"


def moment(value: str) -> datetime | None:
    """Return a date-time of RFC 3339, or None; a leap second counts as the one before it."""
    found = _DATE_TIME.fullmatch(value)
    if found is None:
        return None
    second = "59" if found[3] == "60" else found[3]
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{second}{found[5].upper().replace('Z', '+00:00')}")
    except ValueError:
        return None
