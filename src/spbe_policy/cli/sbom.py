"""`sbom`: show bills of materials to a person; `sbom draft`: make a first one of lock files."""

from pathlib import Path

import click

from spbe_policy.builtin.sbom.reading import MAX_BYTES, read
from spbe_policy.cli import group, options, output, sbom_draft
from spbe_policy.cli.language import say
from spbe_policy.cli.sbom_page import Shown, as_json, sections
from spbe_policy.reading import digest, read_bytes
from spbe_policy.reporters.layout import page

MOST = 100
"""Problems of an invalid file that are shown."""


class _Group(group.Group):
    """A group whose command `show` need not be named: `sbom FILE` shows FILE."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` before what names no command."""
        named = set(self.commands) & set(args)
        return super().parse_args(ctx, args if named or set(args) <= set(group.HELP) else ["show", *args])


command = _Group(
    help=say(
        """Tampilkan SBOM CycloneDX, atau buat rancangannya dari berkas kunci.

        spbe-policy sbom BERKAS sama dengan spbe-policy sbom show BERKAS.""",
        """Show a CycloneDX SBOM, or draft one of lock files.

        spbe-policy sbom FILE is the same as spbe-policy sbom show FILE.""",
    )
)


@command.command(
    "show",
    help=say(
        """Tampilkan isi SBOM: asalnya, komponen, pohon dependensi, lisensi, dan yang belum lengkap.

        Tidak menilai. Keluar 0; 2 bila ada berkas yang bukan CycloneDX yang sah, dengan setiap kesalahannya.""",
        """Show what is in an SBOM: its origin, components, dependency tree, licences, and what is missing.

        It judges nothing. Exits 0; 2 where a file is not valid CycloneDX, with each of its errors.""",
    ),
    examples=("sbom sbom.json", "sbom backend.json frontend.xml --format json", "sbom show sbom.json --all"),
)
@group.argument("files", nargs=-1, required=True, metavar="FILE...")
@group.option(
    "--all", "whole", is_flag=True, id="Seluruh pohon dan semua lisensi.", en="The whole tree and every licence."
)
@options.shape()
def show(files: tuple[Path, ...], whole: bool, shape: str) -> int:
    """Show bills of materials."""
    contents = [(str(path), read_bytes(path, MAX_BYTES)) for path in files]
    bills = [Shown(name, digest(data), read(data, MOST)) for name, data in contents]
    output.emit(as_json(bills) if shape == "json" else page(sections(bills, whole=whole)))
    invalid = [bill for bill in bills if not bill.document.valid]
    for bill in invalid:
        for problem in bill.document.problems:
            output.tell(f"{bill.path}: {problem}")
    return 2 if invalid else 0


command.add_command(sbom_draft.command, "draft")
