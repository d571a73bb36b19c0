"""Reads what OSV publishes (`all.zip`, of all or of one ecosystem, or folders of JSON files), and trusts none of it.

Nothing is unpacked to disk: names inside an archive are only ever shown.
"""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any

from spbe_policy.errors import InputError, Place, UsageError

MAX_DOCUMENT = 20_000_000
"""Largest advisory that is read, in bytes; those of the Linux kernel are near 2 MB."""

MAX_RATIO = 100
"""How many times its own size an archive may unpack to; OSV's own unpack to some 10 times."""

MAX_DIRECTORY = 128_000_000
"""Largest table of contents of an archive: some 1.5 million advisories."""

_FLOOR = 50_000_000
_CHUNK = 1 << 20
_FLAWS = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)


@dataclass(slots=True)
class Reader:
    """Iterates the documents of paths as (name, content), content None where one is too large or damaged.

    `digest` is, when all were read, over the digest of each file that was given, in a fixed order.
    """

    _hash: Any = field(default_factory=hashlib.sha256)

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of everything that was read so far."""
        return f"sha256:{self._hash.hexdigest()}"

    def documents(self, path: Path) -> Iterator[tuple[str, bytes | None]]:
        """Read a zip, a JSON file, or all of both below a folder; links inside a folder are not followed."""
        if not path.exists():
            raise UsageError("tidak ada", "is not there", Place(str(path)))
        if not path.is_dir():
            yield from self._file(path, path.name)
            return
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                file = Path(folder) / name
                if file.suffix in {".json", ".zip"} and file.is_file() and not file.is_symlink():
                    yield from self._file(file, file.relative_to(path).as_posix())

    def _file(self, path: Path, name: str) -> Iterator[tuple[str, bytes | None]]:
        with path.open("rb") as stream:
            if zipfile.is_zipfile(stream):
                yield from self._zip(stream, path, name)
            else:
                stream.seek(0)
                data = stream.read(MAX_DOCUMENT + 1)
                self._note(name, hashlib.sha256(data).hexdigest())
                yield name, data if len(data) <= MAX_DOCUMENT else None

    def _note(self, name: str, digest: str) -> None:
        self._hash.update(f"{digest}  {name!a}\n".encode())

    def _zip(self, stream: BufferedReader, path: Path, name: str) -> Iterator[tuple[str, bytes | None]]:
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256")
        self._note(name, digest.hexdigest())
        size = stream.tell()
        if _contents(stream, size) > MAX_DIRECTORY:
            raise InputError("daftar isi arsip terlalu besar", "the archive lists too much", Place(str(path)))
        try:
            archive = zipfile.ZipFile(stream)
        except _FLAWS as error:
            raise InputError("arsip rusak", "the archive is damaged", Place(str(path))) from error
        yield from _members(archive, max(_FLOOR, size * MAX_RATIO), path)


def _contents(stream: BufferedReader, size: int) -> int:
    """Return how large the archive says its table of contents is (APPNOTE 4.3.14, 4.3.16): it is read as a whole."""
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    if (at := tail.rfind(b"PK\x06\x06")) >= 0:
        return int.from_bytes(tail[at + 40 : at + 48], "little")
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _members(archive: zipfile.ZipFile, most: int, path: Path) -> Iterator[tuple[str, bytes | None]]:
    left = most
    for member in archive.infolist():
        if member.is_dir() or not member.filename.endswith(".json"):
            continue
        data = _member(archive, member)
        left -= len(data) if data is not None else MAX_DOCUMENT
        if left < 0:
            raise InputError("isi arsip tidak wajar besarnya", "the archive unpacks to far too much", Place(str(path)))
        yield member.filename, data


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:  # others unpack without a bound
        return None
    found = bytearray()
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                found += chunk
                if len(found) > MAX_DOCUMENT:
                    return None
    except _FLAWS:
        return None
    return bytes(found)
