"""Reads requirements.txt in which every version is pinned, as `pip freeze` and `pip-compile` write it. Pure."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.sbom.locks.model import Lock, Shelf, listed_hashes
from spbe_policy.builtin.sbom.locks.python import normal
from spbe_policy.errors import InputError, Place
from spbe_policy.reading import decode

MAX_ERRORS = 20
_PINNED = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*===?\s*(?P<version>[^\s;,*]+)\s*(?:;.*)?"
)
_HASH = re.compile(r"\s--hash[=\s]\s*(\S+)")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ELSEWHERE = re.compile(r"-(?:r|c|e|-requirement|-constraint|-editable)\b")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(data: bytes, file: str) -> Lock:
    """Return what is pinned; each line that is not pinned is an error. What depends on what is not in the file."""
    shelf, wrong = Shelf(file, "pypi"), list[InputError]()
    for number, line in _logical(_text(data, file)):
        hashes, line = _HASH.findall(line), " ".join(_HASH.sub("", line).split())
        if line.startswith("-") and not _ELSEWHERE.match(line):
            continue  # where packages are looked for, not which
        if pinned := _PINNED.fullmatch(line):
            shelf.put(f"{number}", normal(pinned["name"]), pinned["version"], listed_hashes(hashes))
        elif line and len(wrong) < MAX_ERRORS:
            wrong.append(_unpinned(line, Place(file, number)))
    if wrong:
        raise ExceptionGroup(file, wrong) if len(wrong) > 1 else wrong[0]
    return shelf.locked({})


def _text(data: bytes, file: str) -> str:
    """Decode UTF-8, or UTF-16 with its mark, as PowerShell writes what pip prints."""
    if not data.startswith(_UTF_16):
        return decode(data, file)
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise InputError("bukan teks UTF-16", "not UTF-16 text", Place(file)) from error


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Yield logical lines with the number of their first line: a backslash continues, a comment ends."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate([*text.splitlines(), ""], 1):
        first = first or number
        bare = _COMMENT.sub("", line)
        parts.append(bare.removesuffix("\\"))
        if not bare.endswith("\\"):
            yield first, " ".join(parts)
            parts, first = [], 0


def _unpinned(line: str, place: Place) -> InputError:
    if _ELSEWHERE.match(line):
        return InputError(
            f"{line[:80]!r} menunjuk ke tempat lain: buat berkas lengkap dengan pip freeze",
            f"{line[:80]!r} points elsewhere: write a complete file with pip freeze",
            place,
        )
    return InputError(
        f"{line[:80]!r} tidak menyebut satu versi pasti: tulis nama==versi (pip freeze)",
        f"{line[:80]!r} does not pin one version: write name==version (pip freeze)",
        place,
    )
