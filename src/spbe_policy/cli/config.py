"""Project configuration: `spbe-policy.toml`, searched from the current folder upward."""

import difflib
from collections.abc import Mapping
from pathlib import Path

from spbe_policy.errors import InputError, Place, RefusedError

FILE = "spbe-policy.toml"
NAMES = ("policy", "stage", "lang")
PATHS = ("authority", "register", "decisions")


def load(start: Path, lock: str | None = None) -> dict[str, str]:
    """Return the settings of the nearest configuration file; paths in it are relative to that file.

    With a `lock` (an official run) that file must be the city's, beside the lock or above it: one in the folder of an
    app could name another register or stage, which no digest pins.
    """
    for folder in (start, *start.parents):
        file = folder / FILE
        if file.is_file():
            if lock and not Path(lock).resolve().is_relative_to(folder.resolve()):
                raise RefusedError(
                    f"pemeriksaan resmi tidak memakai pengaturan di luar folder berkas kunci {lock}",
                    f"an official run takes no settings from outside the folder of its lock {lock}",
                    Place(str(file)),
                )
            return {key: _setting(file, key, value) for key, value in _read(file).items()}
    return {}


def _read(file: Path) -> Mapping[str, object]:
    import tomllib

    from spbe_policy.reading import read_text

    try:
        return tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"TOML tidak sah: {error}", f"invalid TOML: {error}", Place(str(file))) from error


def _setting(file: Path, key: str, value: object) -> str:
    known = (*NAMES, *PATHS)
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = (f"; mungkin maksudnya {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
        raise InputError(f"kunci {key!r} tidak dikenal{hint[0]}", f"unknown key {key!r}{hint[1]}", Place(str(file)))
    if not isinstance(value, str):
        raise InputError(f"{key!r} harus berupa teks", f"{key!r} must be text", Place(str(file)))
    is_path = key in PATHS or (key == "policy" and (file.parent / value / "pack.yaml").is_file())
    return str(file.parent / value) if is_path else value
