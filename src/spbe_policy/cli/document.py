"""`document add`: list a document in the manifest, with its digest."""

import os
from pathlib import Path

from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import say
from spbe_policy.cli.nearest import nearest
from spbe_policy.cli.splice import put_document
from spbe_policy.errors import InputError, Place, RefusedError, UsageError
from spbe_policy.manifest import load_manifest
from spbe_policy.reading import Document, decode, digest, inside, read_bytes, write_atomically
from spbe_policy.sections import DocumentEntry
from spbe_policy.validation import build

MAX_DOCUMENT = 200_000_000
"""Largest document, in bytes, as the collector reads it."""

command = group.Group(help=say("Catat dokumen di manifes.", "List documents in the manifest."))


@command.command(
    "add",
    help=say(
        """Catat satu dokumen di manifes, atau perbarui catatannya.

        Yang dicatat: jalur, jenis, sidik digital, penerbit, tanggal. Baris lain di manifes tidak diubah.""",
        """List a document in the manifest, or bring its entry up to date.

        Written are path, kind, digest, issuer and date. No other line of the manifest is changed.""",
    ),
)
@group.argument("file")
@group.option(
    "--kind",
    required=True,
    metavar="KIND",
    id="Jenis, misalnya laporan-uji-keamanan.",
    en="Kind, such as laporan-uji-keamanan.",
)
@group.option("--issuer", metavar="NAME", id="Penerbit.", en="Issuer.")
@group.option(
    "--date",
    "dated",
    metavar="DATE",
    id="Tanggal dokumen, misalnya 2026-08-17.",
    en="Date of the document, such as 2026-08-17.",
)
@group.path(
    "--manifest", default=Path("spbe.yaml"), id="Manifes (bawaan: spbe.yaml).", en="Manifest (default: spbe.yaml)."
)
@options.policy
def add(file: Path, kind: str, issuer: str | None, dated: str | None, manifest: Path, policy: str) -> None:
    """Add one document, or bring its entry up to date."""
    raw = read_bytes(manifest)
    load_manifest(decode(raw, str(manifest)), str(manifest))
    given = {"path": _relative(file, manifest), "kind": kind, "issuer": issuer, "date": dated}
    content = digest(read_bytes(file, MAX_DOCUMENT))
    entry = {"sha256": content} | {key: value for key, value in given.items() if value is not None}
    ordered = {key: entry[key] for key in DocumentEntry.model_fields if key in entry}
    _checked(ordered)
    changed = put_document(raw.decode(), ordered)
    load_manifest(decode(changed.encode(), str(manifest)), str(manifest))
    write_atomically(manifest, changed.encode())
    output.emit(f"{manifest}: {ordered['path']} {content}\n")
    _warn(kind, policy)


def _warn(kind: str, policy: str) -> None:
    """Say it when no rule of the pack asks for this kind: it may be misspelt."""
    known = {each for rule in options.read_policy(policy).rules for each in rule.file.documents}
    if kind not in known:
        hint = nearest(kind, known)
        output.tell(say(f"tidak ada ketentuan yang meminta {kind!r}{hint[0]}", f"no rule asks for {kind!r}{hint[1]}"))


def _relative(file: Path, manifest: Path) -> str:
    """Return the document's path as the manifest names it; it must lie in the manifest's folder, links followed."""
    folder = manifest.absolute().parent
    try:
        relative = Path(os.path.normpath(file.absolute())).relative_to(os.path.normpath(folder)).as_posix()
    except ValueError as error:
        raise RefusedError(
            f"dokumen harus berada di folder manifes ({folder})",
            f"the document must lie in the manifest's folder ({folder})",
            Place(str(file)),
        ) from error
    inside(folder, relative)
    return relative


def _checked(entry: dict[str, str]) -> None:
    """Refuse a kind, an issuer or a date that the manifest would not take."""
    try:
        build(DocumentEntry, Document("", "", entry, {}))
    except InputError as error:
        raise UsageError(error.texts["id"], error.texts["en"]) from error
