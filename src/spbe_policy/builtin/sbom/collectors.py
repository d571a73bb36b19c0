"""How the family `sbom` looks: one file of the manifest's folder."""

from spbe_policy.builtin.app.facts import only_registered, undeclared
from spbe_policy.builtin.sbom.facts import Bom
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.errors import InputError, RefusedError, UsageError
from spbe_policy.evidence import Cause, Gap
from spbe_policy.reading import digest, inside, read_bytes
from spbe_policy.texts import text

MAX_BYTES = 50_000_000
"""Largest bill of materials that is read: some 70,000 components."""


@collector(Bom, reach="file")
async def bom(scope: Scope) -> Collected:
    """Read the bill of materials that the manifest names."""
    if scope.app.sbom is None and only_registered(scope.app):
        return {"app": undeclared("SBOM", "the SBOM")}
    if scope.app.sbom is None or scope.folder is None:
        return {"sbom": Bom()}
    try:
        file = inside(scope.folder, scope.app.sbom)
        if not file.is_file():
            return {"sbom": Bom(path=scope.app.sbom)}
        data = read_bytes(file, MAX_BYTES)
    except InputError as error:
        return {"sbom": Gap(cause=Cause.TOO_LARGE, detail=text(error.texts["id"], error.texts["en"]))}
    except (RefusedError, UsageError) as error:
        return {"sbom": Gap(cause=Cause.REFUSED, detail=text(error.texts["id"], error.texts["en"]))}
    except (OSError, RuntimeError, ValueError):  # loops of links, names that no file can have
        name = scope.app.sbom
        return {"sbom": Gap(cause=Cause.REFUSED, detail=text(f"jalur {name!r} tidak sah", f"invalid path {name!r}"))}

    from spbe_policy.builtin.sbom.parse import parse

    return {"sbom": Bom(path=scope.app.sbom, sha256=digest(data), **parse(data))}


ALL = (bom,)
