"""`sbom draft`: a first bill of materials, made of lock files."""

from datetime import UTC, datetime
from pathlib import Path

from spbe_policy.builtin.sbom import locks
from spbe_policy.builtin.sbom.drafting import Source, draft
from spbe_policy.cli import group, output
from spbe_policy.cli.language import say
from spbe_policy.errors import Place, UsageError
from spbe_policy.manifest import load_manifest
from spbe_policy.reading import digest, read_bytes, read_text

MANIFEST = Path("spbe.yaml")


@group.command(
    f"""Buat rancangan SBOM CycloneDX 1.6 dari berkas kunci dependensi, tanpa yang hanya untuk pengembangan.

    Dikenal: {", ".join(locks.READERS)}. Nama dan versi aplikasi: opsi, lalu manifes, lalu berkas kunci. Rancangan
    menyebut dirinya rancangan dan baru berupa pernyataan: untuk uji kelaikan, serahkan SBOM dari alat ekosistemnya.""",
    f"""Draft a CycloneDX 1.6 SBOM of lock files, without what is only for development.

    Known: {", ".join(locks.READERS)}. The app's name and version: options, else the manifest, else the lock file. A
    draft says that it is one and counts as declared: from acceptance on, deliver an SBOM of the ecosystem's tool.""",
    say("sbom draft composer.lock package-lock.json", "sbom draft composer.lock package-lock.json"),
    say("sbom draft requirements.txt --name antrean --release 1.4.0 -o sbom.json",
        "sbom draft requirements.txt --name antrean --release 1.4.0 -o sbom.json"),
)  # fmt: skip
@group.argument("files", nargs=-1, required=True, metavar="LOCK...")
@group.path(
    "-o",
    "--output",
    "target",
    default=Path("sbom.json"),
    id="Berkas yang ditulis; - untuk keluaran baku (bawaan: sbom.json).",
    en="File to write; - is the standard output (default: sbom.json).",
)
@group.option("--name", metavar="NAME", id="Nama aplikasi.", en="The app's name.")
@group.option("--release", metavar="VERSION", id="Versi aplikasi.", en="The app's version.")
@group.path(
    "--manifest",
    id="Manifes yang menyebut keduanya (bawaan: spbe.yaml, bila ada).",
    en="Manifest that says both (default: spbe.yaml, where there is one).",
)
@group.option("--force", is_flag=True, id="Timpa berkas yang sudah ada.", en="Overwrite a file that exists.")
def command(
    files: tuple[Path, ...], target: Path, name: str | None, release: str | None, manifest: Path | None, force: bool
) -> None:
    """Write a draft."""
    if target != output.STDOUT and target.exists() and not force:
        raise UsageError("sudah ada; --force untuk menimpa", "exists already; --force overwrites", Place(str(target)))
    sources = [_source(path) for path in files]
    of_manifest = _declared(manifest, needed=not (name and release))
    id_, version = (
        given or declared or next(filter(None, locked), None)
        for given, declared, locked in (
            (name, of_manifest[0], (source.lock.name for source in sources)),
            (release, of_manifest[1], (source.lock.version for source in sources)),
        )
    )
    if not id_ or not version:
        raise UsageError(
            "nama atau versi aplikasi belum ada: isi --name dan --release",
            "the app's name or version is not known: give --name and --release",
        )
    output.write(target, draft(sources, id_, version, datetime.now(UTC).replace(microsecond=0)))
    _say(target, sources)


def _source(path: Path) -> Source:
    data = read_bytes(path, locks.MAX_BYTES)
    return Source(path.name, digest(data), locks.read(path.name, data, str(path)))


def _declared(manifest: Path | None, *, needed: bool) -> tuple[str | None, str | None]:
    """Return id and version that the manifest declares; one that nobody named need not be there."""
    path = manifest or MANIFEST
    if not needed or (manifest is None and not path.is_file()):
        return None, None
    app = load_manifest(read_text(path), str(path))[0].app
    return app.id, app.version


def _say(target: Path, sources: list[Source]) -> None:
    """Say on the standard error what was taken: the standard output may be the draft itself."""
    for source in sources:
        count, left = len(source.lock.packages), source.lock.left_out
        taken = say(
            f"{source.name}: {count} paket; {left} untuk pengembangan ditinggalkan",
            f"{source.name}: {count} packages; {left} for development left out",
        )
        output.tell(taken)
    if target != output.STDOUT:
        hint = say(
            f"{target}: rancangan; lihat isinya: spbe-policy sbom {target}",
            f"{target}: a draft; to see it: spbe-policy sbom {target}",
        )
        output.tell(hint)
