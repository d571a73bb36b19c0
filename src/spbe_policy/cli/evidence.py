"""`evidence merge` and `evidence show`: join what was seen from several places; say what a file of evidence holds."""

from collections import Counter
from pathlib import Path

from spbe_policy.cli import group, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.earlier import read_evidence
from spbe_policy.evidence import Entry, Evidence
from spbe_policy.merging import merge
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import heading, page, row

command = group.Group(help=say("Gabungkan atau tampilkan bukti dukung.", "Merge or show evidence."))


@command.command(
    "merge",
    help=say(
        """Gabungkan bukti dukung satu aplikasi yang diambil dari beberapa tempat: internet, intranet, VPN.

        Yang tidak terlihat dari satu tempat dinilai dari tempat lain; yang berbeda menjadi tidak stabil. Urutan berkas
        tidak berpengaruh. Aplikasi, manifes, profil pemda, lingkungan, dan versi alat harus sama.""",
        """Join evidence of one app that was taken from several places: internet, intranet, VPN.

        What one place cannot see is judged from another; what differs is unstable. The order of the files does not
        matter. App, manifest, authority, environment and versions of the tool must be the same.""",
    ),
    examples=(
        say(
            "evidence merge internet.json intranet.json -o bukti.json",
            "evidence merge internet.json intranet.json -o evidence.json",
        ),
    ),
)
@group.argument("files", metavar="EVIDENCE...", nargs=-1, required=True)
@group.path(
    "-o",
    "--output",
    "target",
    default=output.STDOUT,
    id="Berkas bukti dukung (bawaan: keluaran baku).",
    en="Evidence file (default: the standard output).",
)
def merged(files: tuple[Path, ...], target: Path) -> None:
    """Merge evidence."""
    output.write(target, merge(*map(read_evidence, files)).stored())


@command.command("show", help=say("Tampilkan ringkasan satu berkas bukti dukung.", "Summarise a file of evidence."))
@group.argument("file", metavar="EVIDENCE")
def show(file: Path) -> None:
    """Say what evidence is of, where it comes from, and what it holds."""
    evidence = read_evidence(file)
    dossier = evidence.dossier
    facts = sum(_has_fact(entry) for entry in dossier.entries)
    causes = Counter(sample.gap.cause for entry in dossier.entries for sample in entry.looks if sample.gap)
    head = [
        *row(say("Aplikasi", "App"), f"{evidence.app.app.name or '-'} ({evidence.app.app.id})"),
        *row(say("Pemda", "Government"), evidence.city.name),
        *row(
            say("Dikumpulkan", "Collected"), words.moment(dossier.collected_at.astimezone(evidence.city.zone), chosen())
        ),
        *row(say("Lingkungan", "Environment"), dossier.environment or "-"),
        *row(say("Dilihat", "Looked"), _from(evidence)),
        *row(say("Permintaan", "Requests"), str(len(dossier.ledger))),
        *row(say("Fakta", "Facts"), say(f"{facts} dari {len(dossier.entries)}", f"{facts} of {len(dossier.entries)}")),
        *row(
            say("Tidak terlihat", "Not seen"),
            ", ".join(f"{cause} {number}" for cause, number in sorted(causes.items())),
        ),
        *row("sha256", evidence.digest.removeprefix("sha256:")),
    ]
    output.emit(page([heading(say("Bukti dukung", "Evidence")), head, _parts(evidence)]))


def _has_fact(entry: Entry) -> bool:
    return any(sample.fact is not None for sample in entry.samples)


def _from(evidence: Evidence) -> str:
    vantage = evidence.dossier.vantage
    return ", ".join(filter(None, (words.looked_from(vantage.network).say(chosen()), vantage.operator)))


def _parts(evidence: Evidence) -> list[str]:
    """What it was merged from."""
    lines = []
    for part in evidence.dossier.parts:
        when = words.moment(part.collected_at.astimezone(evidence.city.zone), chosen())
        lines += row(say("Gabungan dari", "Merged from"), f"{part.vantage.network}, {when}, {part.digest}")
    return lines
