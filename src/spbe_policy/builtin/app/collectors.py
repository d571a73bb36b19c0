"""How the family `app` looks at what lies in the manifest's folder, and at the consent that its hosts publish."""

import hashlib
from pathlib import Path

from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.consent import Consent
from spbe_policy.errors import RefusedError
from spbe_policy.evidence import Cause, Fact, Gap, Paper
from spbe_policy.reading import inside
from spbe_policy.sections import DocumentEntry
from spbe_policy.texts import text

MAX_BYTES = 200_000_000
"""Largest document that is read; a longer one is a gap."""

_BLOCK = 1 << 20


@collector(Paper, reach="file")
async def papers(scope: Scope) -> Collected:
    """Take the digest of each document that the manifest lists."""
    if scope.folder is None:
        return {}
    return {f"document:{entry.path}": _paper(scope.folder, entry) for entry in scope.app.documents}


def _paper(folder: Path, entry: DocumentEntry) -> Fact | Gap:
    try:
        found = _sha256(inside(folder, entry.path))
    except RefusedError as error:
        return Gap(cause=Cause.REFUSED, detail=text(error.texts["id"], error.texts["en"]))
    except (OSError, RuntimeError, ValueError) as error:  # also loops of links and names that no file can have
        reason = getattr(error, "strerror", None) or type(error).__name__
        id_, en = f"dokumen {entry.path} tidak dapat dibaca", f"document {entry.path} cannot be read"
        return Gap(cause=Cause.REFUSED, detail=text(f"{id_} ({reason})", f"{en} ({reason})"))
    if isinstance(found, Gap):
        return found
    return Paper(
        path=entry.path,
        genre=entry.kind,
        declared=entry.sha256,
        found=found,
        issuer=entry.issuer,
        dated=entry.date,
    )


def _sha256(path: Path) -> str | Gap | None:
    """Return the digest of a file, None when there is none, a gap when it is too large to read."""
    if not path.is_file():
        return None
    digest, left = hashlib.sha256(), MAX_BYTES
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            left -= len(block)
            if left < 0:
                size = MAX_BYTES // 1_000_000
                return Gap(
                    cause=Cause.TOO_LARGE,
                    detail=text(f"dokumen lebih besar dari {size} MB", f"the document is larger than {size} MB"),
                )
            digest.update(block)
    return f"sha256:{digest.hexdigest()}"


@collector(Consent, reach="network")
async def consents(scope: Scope) -> Collected:
    """Ask each of the app's hosts whether it consents to active tests; asked for in such runs only."""
    hosts = {scope.environment.host, *map(str.lower, scope.environment.hosts)} if scope.environment else set()
    return {f"host:{host}": await scope.door.consent(host) for host in sorted(hosts)}


ALL = (papers, consents)
