"""`eol import`: make the table of end-of-life dates anew from the files that endoflife.date publishes."""

import json
from collections.abc import Iterator
from datetime import date as Day
from pathlib import Path

import click

from spbe_policy.builtin.sbom.eol import Cycle, Table, published
from spbe_policy.builtin.sbom.products import SLUGS
from spbe_policy.cli import group, output
from spbe_policy.cli.language import say
from spbe_policy.errors import InputError, Place, UsageError
from spbe_policy.reading import parse_json, read_bytes

MAX_BYTES = 20_000_000
"""Largest published file, in bytes: all products are some 2 MB."""

command = group.Group(
    help=say("Perbarui tabel masa dukungan perangkat lunak.", "Renew the table of end-of-life dates.")
)


def _day(_ctx: click.Context, _param: click.Parameter, value: str) -> Day:
    try:
        return Day.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"--as-of {value!r}: tulis 2026-08-17", f"--as-of {value!r}: write 2026-08-17") from error


@command.command(
    "import",
    help=say(
        """Buat tabel masa dukungan dari berkas JSON terbitan endoflife.date.

        PATH: satu berkas, atau folder berisi php.json, mysql.json, dan seterusnya. Tabel ditulis utuh ke --output;
        simpan di folder paket kota dan sebut di pack.yaml: with: {table: {file: eol.json}}.""",
        """Make the table of end-of-life dates from the JSON files that endoflife.date publishes.

        PATH: one file, or a folder with php.json, mysql.json and so on. The table is written as a whole to --output;
        keep it in the folder of the city's pack and name it in pack.yaml: with: {table: {file: eol.json}}.""",
    ),
)
@group.argument("path")
@group.option(
    "--as-of",
    required=True,
    metavar="DATE",
    callback=_day,
    id="Tanggal berkas itu diunduh, misalnya 2026-08-17.",
    en="The day on which the files were downloaded, such as 2026-08-17.",
)
@group.path("--output", "to", default=Path("eol.json"), id="Tabel (bawaan: eol.json).", en="Table (default: eol.json).")
def import_(path: Path, as_of: Day, to: Path) -> None:
    """Write the table."""
    found = {name: cycles for name, cycles in sorted(_read(path)) if name in SLUGS and cycles}
    if not found:
        raise InputError(
            "tidak ada produk yang dikenal di sini", "no product that is known was found here", Place(str(path))
        )
    table = Table(as_of=as_of, source="endoflife.date", products=found)
    text = json.dumps(table.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    output.write(to, f"{text}\n".encode())
    count = sum(len(cycles) for cycles in found.values())
    output.tell(say(f"{to}: {len(found)} produk, {count} versi", f"{to}: {len(found)} products, {count} lines"))


def _read(path: Path) -> Iterator[tuple[str, tuple[Cycle, ...]]]:
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        yield from published(file.stem, parse_json(read_bytes(file, MAX_BYTES), file.name))
