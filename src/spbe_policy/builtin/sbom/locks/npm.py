"""Reads package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3. Pure.

Versions 2 and 3 list packages by the folder that they are installed in, version 1 nests them; the latter is given the
former's shape, so there is one reading.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from spbe_policy.builtin.sbom.locks.model import Hashes, Lock, Shelf, hexadecimal
from spbe_policy.reading import parse_json

_FOLDER = "node_modules/"
_WANTS = ("dependencies", "optionalDependencies", "peerDependencies")
Table = Mapping[str, Any]


def read(data: bytes, file: str) -> Lock:
    """Return what is locked; what is only for development is left out."""
    shelf = Shelf(file, "npm")
    content = shelf.table("/", parse_json(data.removeprefix(b"\xef\xbb\xbf"), file))
    if "packages" not in content and "dependencies" not in content:
        raise shelf.wrong("/packages", "tidak ada", "is not there")
    root, installed = _folders(shelf, content)
    kept = {folder: each for folder, each in installed.items() if not (each.get("dev") or each.get("extraneous"))}
    put = ((folder, _put(shelf, folder, each)) for folder, each in kept.items() if _FOLDER in folder)
    purls = {folder: purl for folder, purl in put if purl}
    needs: dict[str, list[str]] = {}
    for folder, purl in purls.items():
        needs.setdefault(purl, []).extend(_needed(shelf, folder, kept[folder], purls))
    parts = {folder: each for folder, each in kept.items() if _FOLDER not in folder}
    direct = [want for folder, each in {"": root, **parts}.items() for want in _needed(shelf, folder, each, purls)]
    told = root if root.get("name") else content
    name, version = (each if isinstance(each := told.get(key), str) else None for key in ("name", "version"))
    left_out = len(installed) - len(kept)
    asked = direct if root or parts else None
    return shelf.locked(needs, asked, name=name, version=version, left_out=left_out)


def _folders(shelf: Shelf, content: Table) -> tuple[Table, dict[str, Table]]:
    """Return the app's own entry, empty where there is none, and the installed packages by folder."""
    if "packages" not in content:
        return {}, dict(_nested(shelf, content))
    listed = shelf.table("/packages", content["packages"])
    folders = {folder: shelf.table(f"/packages/{folder}", each) for folder, each in listed.items()}
    return folders.pop("", {}), folders


def _nested(shelf: Shelf, content: Table) -> Iterator[tuple[str, Table]]:
    """Yield the packages of lockfileVersion 1 as the later versions list them."""
    waiting = [("", shelf.table("/dependencies", content.get("dependencies")))]
    while waiting:
        above, listed = waiting.pop()
        for name, value in listed.items():
            folder = f"{above}{'/' if above else ''}{_FOLDER}{name}"
            each = dict(shelf.table(f"/{folder}", value))
            if inner := shelf.table(f"/{folder}/dependencies", each.pop("dependencies", None)):
                waiting.append((folder, inner))
            if isinstance(wants := each.pop("requires", None), dict):
                each["dependencies"] = wants
            yield folder, each


def _put(shelf: Shelf, folder: str, each: Table) -> str | None:
    """Add an installed package; a link leads to a part of the app itself."""
    if each.get("link"):
        return None
    name, version = each.get("name") or folder.rpartition(_FOLDER)[2], each.get("version")
    if isinstance(version, str) and version.startswith("npm:"):  # lockfileVersion 1 writes an alias so
        name, _, version = version.removeprefix("npm:").rpartition("@")
    where = f"/packages/{folder}"
    stated = version if isinstance(version, str) and version else None
    licence = each.get("license")
    licences = (licence,) if isinstance(licence, str) else ()
    return shelf.put(where, shelf.word(where, name), stated, _integrity(each.get("integrity")), licences)


def _needed(shelf: Shelf, folder: str, each: Table, purls: Mapping[str, str]) -> list[str]:
    wants = [name for key in _WANTS for name in shelf.table(f"/packages/{folder}/{key}", each.get(key))]
    return [found for name in wants if (found := _resolved(folder, name, purls))]


def _resolved(folder: str, name: str, purls: Mapping[str, str]) -> str | None:
    """Return what node would load: the nearest folder upward that has it; optional ones may be in none."""
    while True:
        if found := purls.get(f"{folder}/{_FOLDER}{name}".lstrip("/")):
            return found
        if not folder:
            return None
        folder = folder.rpartition(_FOLDER)[0].rstrip("/")


def _integrity(value: object) -> Hashes:
    """Return the digests of a Subresource Integrity text, `sha512-<base64>`."""
    found: list[tuple[str, str]] = []
    for word in value.split() if isinstance(value, str) else ():
        algorithm, _, encoded = word.partition("-")
        try:
            digits = base64.b64decode(encoded.partition("?")[0], validate=True).hex()
        except (binascii.Error, ValueError):
            continue
        found.extend(hexadecimal(algorithm, digits))
    return tuple(found)
