"""The hooks. All of them offer, none alters; built-in families and reporters come in by the same door."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pluggy

from spbe_policy.checks import Check
from spbe_policy.collecting import Collector
from spbe_policy.report import Report
from spbe_policy.texts import Lang

GROUP = "spbe_policy"
"""Entry-point group, and the project name of the markers."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Reporter(Protocol):
    """A view of a report. One that has `discreet = True` is read by many: it is given the report without details.

    One that has `anchored = True` points at lines of the manifest: it is given the manifest's path in the repository.
    """

    name: str

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the whole output; the same report and language give the same bytes."""
        ...


def rendered(
    reporter: Reporter, report: Report, lang: Lang, *, full: bool = False, manifest: str | None = None
) -> bytes:
    """Return a reporter's output; a discreet reporter sees details only when the user wants it in full.

    `manifest` is where the manifest lies for those who read the output, when that is known.
    """
    discreet = getattr(reporter, "discreet", False) and not full
    if manifest and getattr(reporter, "anchored", False):
        report = report.at(manifest)
    return reporter.render(report.discreet() if discreet else report, lang)


@hookspec
def spbe_collectors() -> Iterable[Collector]:  # type: ignore[empty-body]
    """Offer collectors; the kinds of their facts begin with the plugin's name."""


@hookspec
def spbe_checks() -> Iterable[Check]:  # type: ignore[empty-body]
    """Offer checks; their ids begin with the plugin's name."""


@hookspec
def spbe_packs() -> Iterable[Path]:  # type: ignore[empty-body]
    """Offer folders, each holding one pack of rules."""


@hookspec
def spbe_reporters() -> Iterable[Reporter]:  # type: ignore[empty-body]
    """Offer reporters."""
