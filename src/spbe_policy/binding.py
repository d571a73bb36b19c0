"""Binding checks to the parameters that a rule gives them: what does not fit is said with its place."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from spbe_policy.checks import Check
from spbe_policy.errors import InputError, RefusedError, UsageError
from spbe_policy.policy import Bound
from spbe_policy.reading import Document, Path_, inside, parse_json, read_bytes
from spbe_policy.rules import RuleFile
from spbe_policy.validation import explain


def bind(file: RuleFile, checks: Mapping[str, Check], document: Document, at: Path_) -> tuple[Bound, ...]:
    """Bind a rule's checks, those that are there, to its parameters, which stand at a place of a document."""
    refuse_foreign(file, file.with_, document, at)
    return tuple(
        _bound(file, checks[name], document, at if len(file.checks) == 1 else (*at, name))
        for name in file.checks
        if name in checks
    )


def _bound(file: RuleFile, found: Check, document: Document, at: Path_) -> Bound:
    if file.full and not found.full:
        raise InputError(
            f"pemeriksaan {found.id} hanya sebagian; tulis unseen, bukan full",
            f"check {found.id} is partial; give unseen, not full",
            document.place(("full",)),
        )
    given = file.with_ if len(file.checks) == 1 else file.with_.get(found.id, {})
    try:
        return Bound(found, found.params.model_validate(given))
    except ValidationError as error:
        places = {path[len(at) :]: place for path, place in document.positions.items() if path[: len(at)] == at}
        raise explain(error, found.params, Document(document.file, document.text, given, places)) from error


def from_files(given: Mapping[str, Any], folder: Path, document: Document, at: Path_) -> dict[str, Any]:
    """Return parameters with each `{file: NAME}` replaced by the content of that JSON file of the pack's folder."""
    return {key: _from_file(value, folder, document, (*at, key)) for key, value in given.items()}


def _from_file(value: Any, folder: Path, document: Document, at: Path_) -> Any:
    if not isinstance(value, dict):
        return value
    if value.keys() != {"file"} or not isinstance(value["file"], str):
        return from_files(value, folder, document, at)
    name = value["file"]
    try:
        return parse_json(read_bytes(inside(folder, name)), f"{folder.name}/{name}")
    except (RefusedError, UsageError) as error:
        raise InputError(error.texts["id"], error.texts["en"], document.place(at)) from error


def companion(file: RuleFile, checks: Mapping[str, Check], document: Document) -> Bound | None:
    """Return the check that is shown beside a rule's question."""
    if file.beside and file.beside not in checks:
        hint = nearest(file.beside, checks)
        raise InputError(
            f"pemeriksaan {file.beside!r} tidak ada{hint[0]}",
            f"no check {file.beside!r}{hint[1]}",
            document.place(("beside",)),
        )
    found = checks[file.beside] if file.beside else None
    return Bound(found, found.params()) if found else None


def merged(file: RuleFile, given: Mapping[str, Any], document: Document, at: Path_) -> dict[str, Any]:
    """Return the rule's parameters with single ones set; with several checks, those of each."""
    refuse_foreign(file, given, document, at)
    if len(file.checks) == 1:
        return {**file.with_, **given}
    return {**file.with_, **{name: {**file.with_.get(name, {}), **params} for name, params in given.items()}}


def refuse_foreign(file: RuleFile, given: Mapping[str, Any], document: Document, at: Path_) -> None:
    """Refuse parameters that no check of the rule would read; with several checks, each has its own."""
    if len(file.checks) == 1:
        return
    for name, params in given.items():
        if name not in file.checks:
            hint = nearest(name, file.checks)
            raise InputError(
                f"ketentuan ini tanpa pemeriksaan {name!r}{hint[0]}",
                f"this rule has no check {name!r}{hint[1]}",
                document.place((*at, name)),
            )
        if not isinstance(params, dict):
            raise InputError(
                f"parameter {name!r} harus berupa kelompok kunci",
                f"the parameters of {name!r} must be a group of keys",
                document.place((*at, name)),
            )


def absent(file: RuleFile, checks: Mapping[str, Check], document: Document) -> tuple[str, ...]:
    """Return the checks of plugins that are not installed; one that no plugin can bring is an error.

    Such is a check that is not there in a family that is, or in a family that is only misspelt.
    """
    missing = [(number, name) for number, name in enumerate(file.checks) if name not in checks]
    families = {check.family for check in checks.values()} if missing else set()
    for number, name in missing:
        family, _, rest = name.partition(".")
        meant = difflib.get_close_matches(family, families, n=1)
        if not rest or family in families or (meant and f"{meant[0]}.{rest}" in checks):
            hint = nearest(name, checks)
            place = document.place(("check",) if isinstance(file.check, str) else ("check", number))
            raise InputError(f"pemeriksaan {name!r} tidak ada{hint[0]}", f"no check {name!r}{hint[1]}", place)
    return tuple(name for _, name in missing)


def nearest(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the end of a sentence that proposes the nearest known name, in both languages; empty when none is near."""
    near = difflib.get_close_matches(name, known, n=1)
    return (f"; mungkin {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
