"""Puts what a form says into the city's decisions, or into the vendor's manifest: all of it or nothing."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from spbe_policy.agreements import Answer
from spbe_policy.cli import options, output
from spbe_policy.cli.form_back import read_form
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.splice import put
from spbe_policy.decisions import SCHEMA as DECISIONS
from spbe_policy.decisions import Judgement, load_decisions
from spbe_policy.errors import InputError, UsageError
from spbe_policy.filled import Filled
from spbe_policy.manifest import SCHEMA as MANIFEST
from spbe_policy.manifest import load_manifest
from spbe_policy.reading import decode, parse_yaml, read_bytes

_SAID = (
    "kind",
    "app",
    "scope",
    "rule",
    "subject",
    "seen",
    "outcome",
    "answer",
    "design",
    "implementation",
    "effectiveness",
)
_SAME = (*_SAID, "date")
"""What makes two reviews the same one."""


def read_into(form: Path, target: Path, pack: str) -> None:
    """Read a form into `decisions.yaml` or `spbe.yaml`, as the target's schema says, or its name where it is new."""
    read, document = read_form(form)
    policy = options.read_policy(pack)
    if read.pack != policy.name:
        raise UsageError(
            f"formulir ini untuk paket {read.pack!r}: --policy {read.pack}",
            f"this form is for pack {read.pack!r}: --policy {read.pack}",
            document.place(("pack",)),
        )
    filled = Filled(read, document, policy)
    raw = read_bytes(target) if target.exists() else _new(target, read.app)
    before = decode(raw, str(target))
    into = _decided if _schema(before, target) == DECISIONS else _claimed
    changed, added, there = into(filled, raw.decode(), before, target)
    if changed.encode() != raw:
        output.write(target, changed.encode())
    for warning in filled.warnings():
        output.tell(warning.say(chosen()))
    rest = filled.unanswered()
    output.emit(
        say(
            f"{target}: {added} jawaban ditulis, {there} sudah ada, {rest} belum dijawab\n",
            f"{target}: {added} answers written, {there} there already, {rest} not answered yet\n",
        )
    )


def _new(target: Path, app: str | None) -> bytes:
    if target.name == "spbe.yaml":
        return f"schema: {MANIFEST}\napp:\n  id: {app or ''}\n".encode()
    return f"schema: {DECISIONS}\n".encode()


def _schema(text: str, target: Path) -> str:
    document = parse_yaml(text, str(target))
    found = document.data.get("schema") if isinstance(document.data, dict) else None
    if found not in (DECISIONS, MANIFEST):
        raise InputError(
            f"schema harus {DECISIONS} atau {MANIFEST}",
            f"schema must be {DECISIONS} or {MANIFEST}",
            document.place(("schema",)),
        )
    return str(found)


def _decided(filled: Filled, raw: str, before: str, target: Path) -> tuple[str, int, int]:
    """Add the reviews that do not stand there yet; return the text, and how many are new and were there."""
    known = {_mark(each) for each in load_decisions(before, str(target))[0].decisions if isinstance(each, Judgement)}
    found = list(filled.reviews())
    new = {_mark(each): _entry(each) for each in found if _mark(each) not in known}
    changed = put(raw, "decisions", new.values()) if new else raw
    load_decisions(decode(changed.encode(), str(target)), str(target))
    return changed, len(new), len(found) - len(new)


def _mark(review: Judgement) -> tuple[Any, ...]:
    return tuple(getattr(review, name) for name in _SAME)


def _entry(review: Judgement) -> Mapping[str, str]:
    said = review.model_dump(mode="json", exclude_none=True)
    return {key: said[key] for key in (*_SAID, *said) if key in said}


def _claimed(filled: Filled, raw: str, before: str, target: Path) -> tuple[str, int, int]:
    """Write the vendor's own answers, each rule's once."""
    app, document = load_manifest(before, str(target))
    if filled.form.app not in (None, app.app.id):
        raise UsageError(
            f"formulir ini untuk aplikasi {filled.form.app!r}, manifes ini untuk {app.app.id!r}",
            f"this form is for app {filled.form.app!r}, this manifest for {app.app.id!r}",
            document.place(("app", "id")),
        )
    known = {each.rule: each for each in app.answers}
    found = list(filled.answers())
    new = [each for each in found if not _stands(each, known.get(each.rule))]
    entries: Iterable[Mapping[str, str]] = (each.model_dump(exclude_none=True) for each in new)
    changed = put(raw, "answers", entries, "rule") if new else raw
    load_manifest(decode(changed.encode(), str(target)), str(target))
    return changed, len(new), len(found) - len(new)


def _stands(new: Answer, there: Answer | None) -> bool:
    return there is not None and new.answer == there.answer and new.note in (None, there.note)
