"""The ledger's lines: what was asked, when, of which address, and what came of it in one word."""

import hashlib
from datetime import datetime
from pathlib import Path

from spbe_policy._door.nouns import Choice, Exchange, Handshake, Lookup, Permission, Stream
from spbe_policy.evidence import Gap, Request
from spbe_policy.redact import redact_url


def line(
    at: datetime, method: str, url: str, permission: Permission, outcome: str, address: str | None = None
) -> Request:
    """Return one line, without secrets."""
    url = redact_url(url)
    return Request(at=at, method=method, url=url, address=address, permission=permission.value, outcome=outcome)


def outcome(answer: Exchange | Handshake | Choice | Lookup | Stream | Gap) -> str:
    """Return the word for what came: a status, a version, an alert, or the cause of a gap."""
    if isinstance(answer, Gap):
        return answer.cause.value
    if isinstance(answer, Exchange):
        return str(answer.status)
    if isinstance(answer, Lookup):
        return answer.status
    if isinstance(answer, Handshake | Choice):
        return answer.version or answer.alert or ""
    return "open"


def trust_store(ca_file: Path | None) -> str:
    """Name the trust store: the system's, or a file by its digest."""
    return "system" if ca_file is None else f"sha256:{hashlib.sha256(ca_file.read_bytes()).hexdigest()}"
