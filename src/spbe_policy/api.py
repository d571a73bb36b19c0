"""The library's functions: everything that the command line does is one call of these.

Paths are those of the caller. Every function raises `SpbePolicyError` for what the caller can mend.
"""

from collections.abc import Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import Any, TypedDict, Unpack

from spbe_policy import audit, plugins
from spbe_policy.audit import Audit
from spbe_policy.earlier import MAX_EVIDENCE as MAX_EVIDENCE
from spbe_policy.earlier import read_evidence
from spbe_policy.errors import UsageError
from spbe_policy.evidence import Evidence
from spbe_policy.hookspecs import rendered
from spbe_policy.report import Report
from spbe_policy.running import run
from spbe_policy.target import City, Reach, city_in
from spbe_policy.texts import Lang
from spbe_policy.vocabulary import Stage

FilePath = str | PathLike[str]
_FILES = ("authority", "register", "decisions", "expect", "previous")


class Judging(TypedDict, total=False):
    """What evidence is judged by.

    `policy` is the name of a pack or its folder (default `kota-jambi`); `decisions` and `expect` (a lock file) are
    files of the city; `stage` is `delivery`, `acceptance`, `release` or `operation`; `as_of` the moment for decisions
    and grace; `rules` a selection of rules by pattern, which gives no verdict; `contract_packs` the folders
    of the packs that contracts name.
    """

    policy: str
    decisions: FilePath | None
    expect: FilePath | None
    stage: Stage | str
    as_of: datetime | None
    rules: Sequence[str]
    contract_packs: Sequence[FilePath]


class Options(Judging, total=False):
    """What an app is looked at and judged by.

    `authority` is the city's profile (default: the one that the pack ships); `register` its list of apps; `reach` what
    the operator allows beyond the profile; `previous` a file of earlier evidence, which the new one is compared with.
    """

    authority: FilePath | None
    register: FilePath | None
    reach: Reach | None
    previous: FilePath | None


def check(manifest: FilePath | None = None, *, app_id: str | None = None, **options: Unpack[Options]) -> Report:
    """Judge one app, named by its manifest or by its id in the register, live endpoints included."""

    async def work() -> Report:
        return await acheck(manifest, app_id=app_id, **options)

    return run(work)


async def acheck(manifest: FilePath | None = None, *, app_id: str | None = None, **options: Unpack[Options]) -> Report:
    """Do what `check` does, inside a running event loop."""
    prepared = _prepare(options)
    target = prepared.target(_path(manifest), app_id)
    return (await audit.check_many(prepared, [target]))[0][0]


def collect(manifest: FilePath | None = None, *, app_id: str | None = None, **options: Unpack[Options]) -> Evidence:
    """Gather the evidence of one app; `evidence.stored()` is what to keep in a file."""

    async def work() -> Evidence:
        return await acollect(manifest, app_id=app_id, **options)

    return run(work)


async def acollect(
    manifest: FilePath | None = None, *, app_id: str | None = None, **options: Unpack[Options]
) -> Evidence:
    """Do what `collect` does, inside a running event loop."""
    prepared = _prepare(options)
    return await audit.collect_one(prepared, prepared.target(_path(manifest), app_id))


def lint(manifest: FilePath, **options: Unpack[Options]) -> Report:
    """Judge what files alone show. The report has no verdict and names what waits for the live check."""
    prepared = _prepare(options)
    return prepared.lint(prepared.target(_path(manifest)))


def evaluate(evidence: Evidence | FilePath, **options: Unpack[Judging]) -> Report:
    """Judge stored evidence; no network, no clock. The authority is the one inside the evidence."""
    if not isinstance(evidence, Evidence):
        evidence = read_evidence(Path(evidence))
    return _prepare(options, city=city_in(evidence)).judge(evidence)


def render(
    report: Report,
    format: str = "text",  # noqa: A002 (the field's word)
    lang: Lang = "id",
    full: bool = False,
) -> bytes:
    """Return a view of a report: `text`, `json`, another built-in one, or what a plugin offers.

    `full` gives the views that many people read (`markdown`, `github`, …) the details of weaknesses too.
    """
    reporters = plugins.load().reporters
    if format not in reporters:
        known = ", ".join(reporters)
        raise UsageError(f"tidak ada format {format!r}; ada: {known}", f"no format {format!r}; there are: {known}")
    return rendered(reporters[format], report, lang, full=full)


def _prepare(options: Options | Judging, city: City | None = None) -> Audit:
    given: dict[str, Any] = {**options}
    given |= {name: _path(given.get(name)) for name in _FILES}
    given["contract_packs"] = tuple(map(Path, given.get("contract_packs", ())))
    return audit.prepare(**given, city=city)


def _path(path: FilePath | None) -> Path | None:
    return None if path is None else Path(path)
