"""Reads composer.lock (Composer 1 and 2). Pure."""

from collections.abc import Mapping
from typing import Any

from spbe_policy.builtin.sbom.locks.model import Lock, Shelf, hexadecimal
from spbe_policy.reading import parse_json


def read(data: bytes, file: str) -> Lock:
    """Return what is locked; `packages-dev` is left out."""
    shelf = Shelf(file, "composer")
    content = shelf.table("/", parse_json(data.removeprefix(b"\xef\xbb\xbf"), file))
    if "packages" not in content:
        raise shelf.wrong("/packages", "tidak ada", "is not there")
    listed = shelf.tables("/packages", content["packages"])
    purls: dict[str, str] = {}
    taken: list[str] = []
    stands_for: dict[str, list[str]] = {}
    for number, each in enumerate(listed):
        where = f"/packages/{number}"
        name = shelf.word(f"{where}/name", each.get("name")).lower()
        version = shelf.word(f"{where}/version", each.get("version"))
        purls[name] = shelf.put(where, name, version, _hash(each), _licences(each))
        taken.append(purls[name])
        for key in ("provide", "replace"):
            for other in shelf.table(f"{where}/{key}", each.get(key) or None):
                stands_for.setdefault(other.lower(), []).append(purls[name])
    needs: dict[str, list[str]] = {}
    for number, (purl, each) in enumerate(zip(taken, listed, strict=True)):
        wants = shelf.table(f"/packages/{number}/require", each.get("require") or None)
        needs[purl] = [found for want in wants for found in _found(want.lower(), purls, stands_for)]
    return shelf.locked(needs, left_out=len(shelf.tables("/packages-dev", content.get("packages-dev"))))


def _found(want: str, purls: Mapping[str, str], stands_for: Mapping[str, list[str]]) -> list[str]:
    """Return the packages that answer a requirement; none for the platform's own (`php`, `ext-json`)."""
    return [purls[want]] if want in purls else stands_for.get(want, [])


def _hash(each: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    dist = each.get("dist")
    digits = dist.get("shasum") if isinstance(dist, dict) else None
    return hexadecimal("sha1", digits) if isinstance(digits, str) else ()


def _licences(each: Mapping[str, Any]) -> tuple[str, ...]:
    """Several licences are a choice: one of them."""
    listed = each.get("license")
    return tuple(word for word in listed if isinstance(word, str)) if isinstance(listed, list) else ()
