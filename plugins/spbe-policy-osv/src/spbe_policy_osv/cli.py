"""The command `spbe-policy-osv`: keeps the database that the checks read."""

# ruff: noqa: TID251 (a command has a clock and an environment)

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from spbe_policy.builtin.sbom.reading import MAX_BYTES, read
from spbe_policy.errors import InputError, Place, SpbePolicyError
from spbe_policy.reading import read_bytes
from spbe_policy_osv.database import VARIABLE, Database, where
from spbe_policy_osv.importing import Lists, Refused, from_answers, import_

F = TypeVar("F", bound=Callable[..., Any])


def main() -> None:
    """Run the command line."""
    try:
        cli.main(standalone_mode=False)
    except SpbePolicyError as error:
        _fail("; ".join(dict.fromkeys((error.say("id"), error.say("en")))), error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        _fail("dihentikan; interrupted", 130)
    except OSError as error:
        _fail(f"{error.filename or ''}: {error.strerror}", 2)


def _fail(message: str, code: int) -> None:
    click.echo(f"spbe-policy-osv: {message}", err=True)
    sys.exit(code)


def _database(command: F) -> F:
    option = click.option(
        "--database", type=click.Path(path_type=Path, dir_okay=False), envvar=VARIABLE, help=f"SQLite; ${VARIABLE}."
    )
    return option(command)


def _lists(command: F) -> F:
    for name, what in (("--kev", "CISA KEV, JSON / CSV."), ("--epss", "EPSS, CSV / CSV.gz.")):
        command = click.option(
            name, name.strip("-"), type=click.Path(path_type=Path, dir_okay=False, exists=True), help=what
        )(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Basis data kerentanan OSV di luar jaringan. / OSV's vulnerabilities as an offline database."""


@cli.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@_lists
@_database
def import_command(paths: tuple[Path, ...], epss: Path | None, kev: Path | None, database: Path | None) -> None:
    """Buat basis data dari all.zip atau folder JSON OSV. / Make the database of OSV's zip or folders of JSON.

    Semuanya diganti sekaligus. / The whole database is replaced at once.
    """
    target = database or where(os.environ)
    refused = import_(paths, target, datetime.now(UTC), Lists.read(epss, kev), _progress)
    _told(target, refused)


@cli.command()
@click.argument("sbom", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1, required=True)
@click.option("--base-url", envvar="SPBE_POLICY_OSV_API", required=True, help="https://api.osv.dev")
@_lists
@_database
def fetch(sbom: tuple[Path, ...], base_url: str, epss: Path | None, kev: Path | None, database: Path | None) -> None:
    """Buat basis data dari API OSV untuk paket sebuah SBOM. / Make it of the OSV API, for the packages of an SBOM.

    API diberi tahu nama paket, bukan nama aplikasi. / The API learns the packages' names, not the app's.
    """
    from spbe_policy_osv.online import Api, packages

    documents = [read(read_bytes(path, MAX_BYTES)) for path in sbom]
    for path, document in zip(sbom, documents, strict=True):
        if not document.valid:
            raise InputError("bukan CycloneDX yang sah", "is not valid CycloneDX", Place(str(path)))
    wanted, target, api = packages(documents), database or where(os.environ), Api(base_url)
    refused = from_answers(target, datetime.now(UTC), Lists.read(epss, kev), wanted, api.advisories(wanted))
    _told(target, refused)


@cli.command()
@_database
def info(database: Path | None) -> None:
    """Tampilkan isi basis data. / Show what the database holds."""
    _told(database or where(os.environ))


def _progress(read: int) -> None:
    click.echo(f"\r{read:,}", err=True, nl=False)


def _told(path: Path, refused: Refused | None = None) -> None:
    if refused and refused.reasons:
        click.echo(f"\n{refused.reasons.total()} ditolak / refused: {', '.join(refused.examples)}", err=True)
    with Database.open(path) as database:
        told = database.told
    for label, value in (
        ("basis data / database", path),
        ("sampai / up to", told.as_of),
        ("diimpor / imported", told.imported),
        ("sumber / source", f"{told.source}, {told.digest}"),
        ("advisori / advisories", f"{told.advisories:,} ({told.withdrawn:,} dicabut / withdrawn)"),
        ("ditolak / refused", f"{told.refused:,}"),
        ("ekosistem / ecosystems", ", ".join(sorted({each.partition(":")[0] for each in told.ecosystems})) or "-"),
        ("EPSS", told.epss_of or "-"),
        ("KEV", told.kev_of or "-"),
    ):
        click.echo(f"{label:24}{value}")


if __name__ == "__main__":
    main()
