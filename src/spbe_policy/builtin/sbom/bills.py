"""The bills of materials of one app, read once for all collectors that ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spbe_policy.builtin.app.facts import only_registered, undeclared
from spbe_policy.builtin.sbom.bom import Document
from spbe_policy.builtin.sbom.reading import MAX_BYTES, read
from spbe_policy.collecting import Scope
from spbe_policy.errors import InputError, RefusedError, UsageError
from spbe_policy.evidence import Cause, Gap, Subject
from spbe_policy.reading import digest, inside, read_bytes
from spbe_policy.texts import text

NO_BILL = Gap(
    cause=Cause.NOT_DECLARED,
    detail=text("SBOM yang sah belum ada, jadi isinya tidak terbaca", "without a valid SBOM there is nothing to read"),
    because_of="sbom.bom/1 sbom",
)


@dataclass(frozen=True, slots=True)
class Bill:
    """One bill of materials that the manifest names; `document` and `sha256` are null when the file is not there."""

    path: str
    sha256: str | None = None
    document: Document | None = None


def bills(scope: Scope) -> Mapping[Subject, Bill | Gap]:
    """Return the app's bills of materials by subject: `sbom`, or where there are several `sbom:<path>`.

    Nothing where a written manifest names none; a gap for `app` where nobody has written a manifest yet.
    """
    return scope.once("sbom.bills", lambda: _bills(scope))


def documents(scope: Scope) -> tuple[Document, ...]:
    """Return the valid ones, the app's own first."""
    found = (bill.document for bill in bills(scope).values() if isinstance(bill, Bill))
    return tuple(document for document in found if document is not None and document.valid)


def _bills(scope: Scope) -> Mapping[Subject, Bill | Gap]:
    paths = scope.app.bills
    if not paths and only_registered(scope.app):
        return {"app": undeclared("SBOM", "the SBOM")}
    if scope.folder is None:
        return {}
    single = len(paths) == 1
    return {"sbom" if single else f"sbom:{path}": _bill(scope.folder, path) for path in paths}


def _bill(folder: Path, path: str) -> Bill | Gap:
    try:
        file = inside(folder, path)
        if not file.is_file():
            return Bill(path)
        data = read_bytes(file, MAX_BYTES)
    except InputError as error:
        return Gap(cause=Cause.TOO_LARGE, detail=text(error.texts["id"], error.texts["en"]))
    except (RefusedError, UsageError) as error:
        return Gap(cause=Cause.REFUSED, detail=text(error.texts["id"], error.texts["en"]))
    except (OSError, RuntimeError, ValueError):  # loops of links, names that no file can have
        return Gap(cause=Cause.REFUSED, detail=text(f"jalur {path!r} tidak sah", f"invalid path {path!r}"))
    return Bill(path, digest(data), read(data))
