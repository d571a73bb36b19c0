"""Reads uv.lock, poetry.lock, pylock.toml (PEP 751) and Pipfile.lock. Pure."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from spbe_policy.builtin.sbom.locks.model import Hashes, Lock, Shelf, hexadecimal, listed_hashes, reach
from spbe_policy.errors import InputError, Place
from spbe_policy.reading import decode, parse_json

Table = Mapping[str, Any]

_OF_THE_APP = ("editable", "virtual", "directory")
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")


def normal(name: str) -> str:
    """Return a name as PyPI compares names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def uv(data: bytes, file: str) -> Lock:
    """Return what uv locked for the app and its workspace, extras and groups for development left out."""
    shelf = Shelf(file, "pypi")
    listed = shelf.tables("/package", _toml(data, file).get("package"))
    own = [each for each in listed if _of_the_app(shelf, each)]
    others = [each for each in listed if not _of_the_app(shelf, each)]
    known: dict[tuple[str, str | None], str] = {}
    for number, each in enumerate(others):
        name, version = _named(shelf, f"/package/{number}", each)
        purl = shelf.put(f"/package/{number}", name, version, _of_files(each))
        known[name, version] = known[name, None] = purl
    needs = {known[_named(shelf, "/package", each)]: _uv_needs(shelf, each, known) for each in others}
    direct = [want for each in own for want in _uv_needs(shelf, each, known)] if own else None
    root = own[0] if len(own) == 1 else {}
    return _without_development(shelf, needs, direct, root)


def _of_the_app(shelf: Shelf, each: Table) -> bool:
    return not shelf.table("/package/source", each.get("source")).keys().isdisjoint(_OF_THE_APP)


def _uv_needs(shelf: Shelf, each: Table, known: Mapping[tuple[str, str | None], str]) -> list[str]:
    wants = shelf.tables("/package/dependencies", each.get("dependencies"))
    pairs = ((normal(str(want.get("name"))), str(want["version"]) if "version" in want else None) for want in wants)
    return [found for pair in pairs if (found := known.get(pair))]


def _without_development(
    shelf: Shelf, needs: Mapping[str, Iterable[str]], direct: list[str] | None, root: Table
) -> Lock:
    """Leave out what the app's own dependencies do not lead to."""
    seen: set[str] = set()
    for purl in needs if direct is None else direct:
        reach(purl, needs, seen)
    left_out = len(shelf.found.keys() - seen)
    shelf.found = {purl: one for purl, one in shelf.found.items() if purl in seen}
    told = {key: value for key in ("name", "version") if isinstance(value := root.get(key), str)}
    return shelf.locked({purl: needs[purl] for purl in shelf.found}, direct, left_out=left_out, **told)


def poetry(data: bytes, file: str) -> Lock:
    """Return what Poetry locked; packages of other groups than `main` are left out where the file tells groups."""
    shelf = Shelf(file, "pypi")
    content = _toml(data, file)
    listed = shelf.tables("/package", content.get("package"))
    older = shelf.table("/metadata/files", shelf.table("/metadata", content.get("metadata")).get("files"))
    main = [
        each for each in listed if "main" in each.get("groups", ["main"]) and each.get("category", "main") == "main"
    ]
    known: dict[str, str] = {}
    for number, each in enumerate(main):
        name, version = _named(shelf, f"/package/{number}", each)
        files = each.get("files") or older.get(str(each.get("name")))
        known[name] = shelf.put(f"/package/{number}", name, version, _hashes(files))
    needs: dict[str, list[str]] = {}
    for each in main:
        wants = shelf.table("/package/dependencies", each.get("dependencies"))
        found = [known[name] for want in wants if (name := normal(want)) in known]
        needs.setdefault(known[_named(shelf, "/package", each)[0]], []).extend(found)
    return shelf.locked(needs, left_out=len(listed) - len(main))


def _in_main(each: Table) -> bool:
    groups = each.get("groups")
    return "main" in groups if isinstance(groups, list) else each.get("category", "main") == "main"


def pylock(data: bytes, file: str) -> Lock:
    """Return what a standard lock file (PEP 751, `pip lock`) lists; dependencies only where it has them."""
    shelf = Shelf(file, "pypi")
    content = _toml(data, file)
    if "lock-version" not in content:
        raise shelf.wrong("/lock-version", "tidak ada", "is not there")
    listed = shelf.tables("/packages", content.get("packages"))
    known: dict[str, str] = {}
    for number, each in enumerate(listed):
        name, version = _named(shelf, f"/packages/{number}", each)
        known[name] = shelf.put(f"/packages/{number}", name, version, _of_files(each))
    needs: dict[str, list[str]] = {}
    for each in listed:
        if "dependencies" in each:
            wants = shelf.tables("/packages/dependencies", each["dependencies"])
            found = [known[name] for want in wants if (name := normal(str(want.get("name")))) in known]
            needs[known[normal(str(each.get("name")))]] = found
    return shelf.locked(needs)


def pipfile(data: bytes, file: str) -> Lock:
    """Return what Pipenv locked; `develop` is left out, and what depends on what is not in the file."""
    shelf = Shelf(file, "pypi")
    content = shelf.table("/", parse_json(data.removeprefix(b"\xef\xbb\xbf"), file))
    if "default" not in content:
        raise shelf.wrong("/default", "tidak ada", "is not there")
    for name, value in shelf.table("/default", content["default"]).items():
        where = f"/default/{name}"
        each = shelf.table(where, value)
        pinned = each.get("version")
        version = pinned.lstrip("=") if isinstance(pinned, str) else None
        shelf.put(where, normal(name), version, _strings(each.get("hashes")))
    return shelf.locked({}, left_out=len(shelf.table("/develop", content.get("develop"))))


def _named(shelf: Shelf, where: str, each: Table) -> tuple[str, str | None]:
    version = each.get("version")
    return normal(shelf.word(f"{where}/name", each.get("name"))), version if isinstance(version, str) else None


def _of_files(each: Table) -> Hashes:
    wheels, sdist = each.get("wheels"), each.get("sdist")
    return _hashes([*(wheels if isinstance(wheels, list) else ()), sdist])


def _hashes(files: object) -> Hashes:
    """Return the digests of files: each has `hash = "sha256:…"`, or `hashes = {sha256 = "…"}` in PEP 751."""
    tables = [each for each in files if isinstance(each, dict)] if isinstance(files, list) else []
    named = (pair for each in tables if isinstance(pairs := each.get("hashes"), dict) for pair in pairs.items())
    found = {one for name, digits in named if isinstance(digits, str) for one in hexadecimal(name, digits)}
    return tuple(sorted(found.union(listed_hashes(each.get("hash") for each in tables))))


def _strings(values: object) -> Hashes:
    return listed_hashes(values) if isinstance(values, list) else ()


def _toml(data: bytes, file: str) -> Table:
    try:
        return tomllib.loads(decode(data, file))
    except tomllib.TOMLDecodeError as error:
        told = _AT.search(str(error))
        line, column = map(int, told.groups()) if told else (None, None)
        said = _AT.sub("", str(error))
        raise InputError("TOML tidak sah di sini", f"invalid TOML: {said}", Place(file, line, column)) from error
    except (RecursionError, ValueError) as error:
        raise InputError("TOML tidak sah", f"invalid TOML: {type(error).__name__}", Place(file)) from error
