"""Earlier evidence of the same app (`--previous`): what it looked like then goes into the new evidence as a fact."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from spbe_policy.errors import Place, UsageError
from spbe_policy.evidence import Evidence
from spbe_policy.reading import read_bytes
from spbe_policy.target import Target

MAX_EVIDENCE = 200_000_000
"""Largest evidence file that is read, in bytes."""


def read_evidence(path: Path) -> Evidence:
    """Read a file of evidence; `InputError` when it is not evidence of a schema that we know."""
    return Evidence.load(read_bytes(path, MAX_EVIDENCE), str(path))


def after(target: Target, previous: Path | None, city: str, now: datetime) -> Target:
    """Return a target with its earlier evidence; `{app}` in the path becomes the app's id.

    Raises `UsageError` for evidence of another app or city, and for what was collected after `now`.
    """
    if previous is None:
        return target
    app = target.app.app.id
    path = Path(str(previous).replace("{app}", app))
    evidence = read_evidence(path)
    for word_id, word_en, theirs, ours in (
        ("aplikasi", "app", evidence.app.app.id, app),
        ("pemda", "government", evidence.city.name, city),
    ):
        if theirs != ours:
            raise UsageError(
                f"bukti dukung sebelumnya dari {word_id} lain: {theirs!r}, bukan {ours!r}",
                f"the earlier evidence is of another {word_en}: {theirs!r}, not {ours!r}",
                Place(str(path)),
            )
    taken = evidence.dossier.collected_at
    if taken > now:
        raise UsageError(
            f"bukti dukung sebelumnya lebih baru daripada saat ini: {taken:%Y-%m-%d %H:%M}",
            f"the earlier evidence is newer than the present moment: {taken:%Y-%m-%d %H:%M}",
            Place(str(path)),
        )
    return replace(target, earlier=evidence)
