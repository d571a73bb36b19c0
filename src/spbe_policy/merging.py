"""One piece of evidence from several: the same app, seen from the internet, the intranet, through a VPN. Pure.

Merged evidence is a function of the *set* of its parts, so that neither order nor repetition changes a byte. Nothing is
dropped: every sample stays, with the digests of the parts that had it. `Entry.looks` says which ones are judged: a gap
gives way to a fact that another vantage had; facts that differ are looks that must agree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from typing import Any

from spbe_policy.errors import UsageError
from spbe_policy.evidence import Dossier, Entry, Evidence, MergedPart, Request, Sample, Subject, Vantage
from spbe_policy.reading import canonical

MAX_SPAN = timedelta(hours=24)
"""Longest time between the first and the last of the parts: all are judged by the moment of the first."""

_SAME = (
    ("aplikasi", "app", lambda it: it.app.app.id),
    ("manifes", "manifest", lambda it: it.dossier.manifest),
    ("profil pemda", "authority", lambda it: it.dossier.authority),
    ("baris daftar aplikasi", "row of the register", lambda it: it.dossier.row),
    ("berkas kota", "files of the city", lambda it: dict(it.dossier.city_files)),
    ("lingkungan", "environment", lambda it: it.dossier.environment),
    ("versi alat", "versions of the tool", lambda it: dict(it.dossier.versions)),
)
"""What must be the same in all parts, in both languages, and where it stands."""

_Key = tuple[str, Subject]


def merge(*parts: Evidence) -> Evidence:
    """Join evidence of one app from several vantages; of one piece alone, that piece.

    Raises `UsageError` where the parts are not of the same app, or do not belong together.
    """
    return reduce(_merged, parts)


def _merged(one: Evidence, other: Evidence) -> Evidence:
    different = [(id_, en) for id_, en, get in _SAME if get(one) != get(other)]
    if different:
        id_, en = (", ".join(names) for names in zip(*different, strict=True))
        raise UsageError(f"tidak dapat digabung, berbeda: {id_}", f"cannot be merged, not the same: {en}")
    parts = {part.digest: part for each in (one, other) for part in _parts(each)}
    if len(parts) == 1:
        return one
    moments = [part.collected_at for part in parts.values()]
    if max(moments) - min(moments) > MAX_SPAN:
        raise UsageError(
            "tidak dapat digabung: dikumpulkan dengan jarak lebih dari 24 jam",
            "cannot be merged: collected more than 24 hours apart",
        )
    return Evidence.of_dossier(_dossier(one, other, [parts[mark] for mark in sorted(parts)]))


def _dossier(one: Evidence, other: Evidence, parts: list[MergedPart]) -> Dossier:
    ledger = {_mark(line): line for each in (one, other) for line in each.dossier.ledger}
    changes: dict[str, Any] = {
        "collected_at": min(parts, key=lambda part: (part.collected_at, part.digest)).collected_at,
        "vantage": _joined([part.vantage for part in parts]),
        "ledger": tuple(ledger[mark] for mark in sorted(ledger)),
        "asked": tuple(sorted({*one.dossier.asked, *other.dossier.asked})),
        "entries": tuple(_entries((one, other))),
        "parts": tuple(parts),
    }
    return one.dossier.model_copy(update=changes)


def _parts(evidence: Evidence) -> tuple[MergedPart, ...]:
    dossier = evidence.dossier
    alone = MergedPart(digest=evidence.digest, collected_at=dossier.collected_at, vantage=dossier.vantage)
    return dossier.parts or (alone,)


@dataclass(frozen=True)
class _Seen:
    """One sample, and who had it."""

    sample: Sample
    parts: set[str] = field(default_factory=set)


def _entries(evidence: Iterable[Evidence]) -> Iterator[Entry]:
    """Yield every question with all that was answered to it, facts first."""
    found: dict[_Key, dict[bytes, _Seen]] = {}
    for each in evidence:
        for entry in each.dossier.entries:
            answers = found.setdefault((entry.kind, entry.subject), {})
            for sample in entry.samples:
                bare = sample.model_copy(update={"parts": ()})
                answers.setdefault(_mark(bare), _Seen(bare)).parts.update(sample.parts or (each.digest,))
    for kind, subject in sorted(found):
        answers = found[kind, subject]
        order = sorted(answers, key=lambda mark: (answers[mark].sample.fact is None, mark))
        samples = (
            answers[mark].sample.model_copy(update={"parts": tuple(sorted(answers[mark].parts))}) for mark in order
        )
        yield Entry(kind=kind, subject=subject, samples=tuple(samples))


def _joined(vantages: list[Vantage]) -> Vantage:
    """Return one vantage that says what any of them says."""
    told = {name: [getattr(each, name) for each in vantages] for name in Vantage.model_fields}
    return Vantage.model_validate({name: _together(values) for name, values in told.items()})


def _together(values: list[Any]) -> Any:
    """Return every value of a list once, or texts in one."""
    if isinstance(values[0], tuple):
        return tuple(sorted({each for value in values for each in value}))
    return ", ".join(sorted({value for value in values if value})) or values[0]


def _mark(record: Request | Sample) -> bytes:
    return canonical(record.model_dump(mode="json"))
