"""Lock files of composer, npm and Python's tools, told apart by their names. Pure."""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from spbe_policy.builtin.sbom.locks import composer, npm, python, requirements
from spbe_policy.builtin.sbom.locks.model import Lock
from spbe_policy.errors import Place, UsageError

MAX_BYTES = 30_000_000
"""Largest lock file that is read."""

READERS: Mapping[str, Callable[[bytes, str], Lock]] = {
    "composer.lock": composer.read,
    "package-lock.json": npm.read,
    "npm-shrinkwrap.json": npm.read,
    "uv.lock": python.uv,
    "poetry.lock": python.poetry,
    "Pipfile.lock": python.pipfile,
    "pylock*.toml": python.pylock,
    "requirements*.txt": requirements.read,
}
"""What reads a file, by the pattern of its name."""


def read(name: str, data: bytes, file: str) -> Lock:
    """Return what a lock file says; `name` is the file's name, `file` what errors call it."""
    for pattern, reader in READERS.items():
        if fnmatchcase(name, pattern):
            return reader(data, file)
    known = ", ".join(READERS)
    raise UsageError(
        f"bukan berkas kunci dependensi yang dikenal ({known})", f"no lock file that is known ({known})", Place(file)
    )
