"""Strict YAML and JSON in, canonical JSON out (RFC 8785).

YAML here is the plain subset that people write by hand: mappings, lists and scalars of YAML 1.2. Duplicate keys,
anchors, aliases, tags and several documents in one file are refused, each with file, line and column (yaml.py). Dates
stay text: the models decide what a date is.
"""

import errno
import hashlib
import json
import math
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from spbe_policy.errors import InputError, Place, RefusedError, UsageError

if TYPE_CHECKING:
    from pydantic import BaseModel

MAX_BYTES = 4_000_000
"""Largest hand-written file that is read; longer ones are a mistake."""

Path_ = tuple[str | int, ...]
M = TypeVar("M", bound="BaseModel")


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: its data and, for each path in it, line and column (from 1) of the key or list item."""

    file: str
    text: str
    data: Any
    positions: Mapping[Path_, tuple[int, int]]

    def place(self, path: Iterable[str | int]) -> Place:
        """Return where `path` stands, or the nearest thing above it that does stand in the file."""
        steps = tuple(path)
        while steps and steps not in self.positions:
            steps = steps[:-1]
        line, column = self.positions.get(steps, (1, 1))
        return Place(self.file, line, column)


def digest(data: bytes) -> str:
    """Return `sha256:<hex>` of `data`."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def canonical(value: Any) -> bytes:
    """Return the canonical JSON (RFC 8785) of plain data; `InputError` where that has no form for a number or text."""
    with suppress(UnicodeEncodeError, RecursionError, TypeError):
        if _plain(value):
            return _encode(value).encode()
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:  # a key that is no Unicode is its plain UnicodeEncodeError
        raise InputError(
            "angka atau teks tidak mempunyai bentuk kanonis (RFC 8785)",
            "a number or text has no canonical form (RFC 8785)",
        ) from error


def _plain(value: Any) -> bool:
    """Whether the standard library, ten times as fast, writes the same: no floats, no large numbers, ASCII keys."""
    kind = type(value)
    if kind is dict:
        return all(map(str.isascii, value)) and all(type(each) is str or _plain(each) for each in value.values())
    if kind is list or kind is tuple:
        return all(type(each) is str or _plain(each) for each in value)
    return kind is str or kind is bool or value is None or (kind is int and abs(value) < 2**53)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file that the user named, or say in one sentence why it cannot be read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        id, en = _reason(error)  # noqa: A001
        raise UsageError(
            f"berkas tidak dapat dibaca: {id}", f"the file cannot be read: {en}", Place(str(path))
        ) from error
    if len(data) > limit:
        raise InputError(
            f"berkas lebih besar dari {limit} bita", f"the file is larger than {limit} bytes", Place(str(path))
        )
    return data


_REASONS = {
    errno.ENOENT: "tidak ada",
    errno.EACCES: "tidak diizinkan",
    errno.EPERM: "tidak diizinkan",
    errno.EISDIR: "itu sebuah folder",
    errno.ENOTDIR: "foldernya tidak ada",
    errno.ENOSPC: "ruang penyimpanan penuh",
    errno.EROFS: "penyimpanan hanya dapat dibaca",
}


def _reason(error: OSError) -> tuple[str, str]:
    """Say why the system refused, in both languages."""
    english = error.strerror or type(error).__name__
    return _REASONS.get(error.errno or 0, english), english


def decode(data: bytes, file: str) -> str:
    """Decode UTF-8 (a byte order mark is accepted) and fold Windows line ends."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("bukan teks UTF-8", "not UTF-8 text", Place(file, line)) from error


def read_text(path: Path) -> str:
    """Read a UTF-8 text file."""
    return decode(read_bytes(path), str(path))


def write_atomically(path: Path, data: bytes) -> None:
    """Write to a temporary file beside `path`, then rename: the old content or the new, never half."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).chmod(path.stat().st_mode if path.exists() else 0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        id, en = _reason(error)  # noqa: A001
        raise UsageError(f"tidak dapat ditulis: {id}", f"cannot be written: {en}", Place(str(path))) from error


def inside(folder: Path, relative: str) -> Path:
    """Return the file `relative` names inside `folder`; absolute paths, `..` and links out are refused."""
    wanted = Path(relative.replace("\\", "/"))
    odd = ":" in relative or "\0" in relative or not relative.strip()
    if odd or wanted.is_absolute() or ".." in wanted.parts:
        raise RefusedError(
            f"jalur {relative!r} keluar dari folder manifes", f"path {relative!r} leaves the manifest's folder"
        )
    try:
        real = (folder / wanted).resolve()
    except (OSError, RuntimeError) as error:
        raise RefusedError(f"jalur {relative!r} tidak dapat diikuti", f"path {relative!r} leads nowhere") from error
    if not real.is_relative_to(folder.resolve()):
        raise RefusedError(
            f"jalur {relative!r} adalah tautan ke luar folder manifes",
            f"path {relative!r} is a link out of the manifest's folder",
        )
    return real


def read_document(path: Path, name: str) -> Document:
    """Read a YAML file; `name` is what errors call it.

    The packs in the wheel have their files parsed beside them (`compiled.json`); that counts only for the very text it
    was made from, and holds no positions: what is in there was valid when it was built. Elsewhere such a file is not
    read: it could say something else than the text that people read and digests pin.
    """
    content = read_text(path)
    ready = _compiled().get(str(path))
    if ready and ready["sha256"] == digest(content.encode()):
        return Document(name, content, ready["data"], {})
    return parse_yaml(content, name)


_PACKS = Path(__file__).parent / "_policies"


@lru_cache(maxsize=1)
def _compiled() -> dict[str, Any]:
    """Return what the packs in the wheel hold, by the full path of the file."""
    path = _PACKS / "compiled.json"
    files = json.loads(path.read_bytes()) if path.is_file() else {}
    return {str(_PACKS / name): ready for name, ready in files.items()}


def parse_yaml(text: str, file: str) -> Document:
    """Parse one YAML document; the first thing that is wrong is an `InputError` with its place."""
    from spbe_policy import yaml

    return Document(file, text, *yaml.load(text, file))


def parse_json(data: bytes, file: str) -> Any:
    """Parse JSON strictly: duplicate keys, NaN, Infinity and numbers beyond a double are refused."""
    try:
        return json.loads(data, object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise InputError(
            "JSON tidak sah di sini", f"invalid JSON: {error.msg}", Place(file, error.lineno, error.colno)
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError("JSON tidak sah", f"invalid JSON: {error}", Place(file)) from error


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("duplicate key")
    return result


def _finite(number: str) -> float:
    if not math.isfinite(value := float(number)):
        raise ValueError(f"{number[:20]} is too large")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
