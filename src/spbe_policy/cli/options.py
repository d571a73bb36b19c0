"""The options by which a run is judged, and those by which it reaches the network; shared by several commands."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from spbe_policy.cli.group import option, path
from spbe_policy.errors import UsageError

if TYPE_CHECKING:
    from spbe_policy.policy import Policy
    from spbe_policy.target import Reach

F = TypeVar("F", bound=Callable[..., Any])
PACK = "kota-jambi"
STAGES = ("delivery", "acceptance", "release", "operation")
LAST_YEAR = 9999
"""A moment at either end of the calendar has no neighbour in another time zone."""

NOON = 5
"""The hour (UTC) that a day stands for: midday to early afternoon in all three zones of Indonesia."""


def moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """Read `--as-of`: a day, or a moment with its offset."""
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        read = None
    if read and not 1 < read.year < LAST_YEAR:
        read = None
    if read and len(value) == len("2026-08-17"):
        return read.replace(hour=NOON, tzinfo=UTC)
    if read and read.tzinfo:
        return read
    raise UsageError(
        f"--as-of {value!r}: tulis 2026-08-17 atau 2026-08-17T10:00:00+07:00",
        f"--as-of {value!r}: write 2026-08-17 or 2026-08-17T10:00:00+07:00",
    )


policy = option(
    "--policy",
    default=PACK,
    metavar="PACK",
    envvar="SPBE_POLICY_POLICY",
    id=f"Paket ketentuan: nama atau folder (bawaan: {PACK}).",
    en=f"Pack of rules: a name or a folder (default: {PACK}).",
)
authority = path(
    "--authority",
    envvar="SPBE_POLICY_AUTHORITY",
    id="Profil pemda (bawaan: yang dibawa paket).",
    en="The authority's profile (default: the one the pack ships).",
)
register = path(
    "--register",
    envvar="SPBE_POLICY_REGISTER",
    id="Daftar aplikasi kota, CSV atau XLSX (bawaan: yang disebut profil pemda).",
    en="The city's register of apps, CSV or XLSX (default: the one that the authority names).",
)
decisions = path(
    "--decisions",
    envvar="SPBE_POLICY_DECISIONS",
    id="Keputusan kota: dispensasi, penilaian, dokumen yang diterima.",
    en="The city's decisions: waivers, reviews, accepted documents.",
)
stage = option(
    "--stage",
    type=click.Choice(STAGES),
    default=STAGES[0],
    envvar="SPBE_POLICY_STAGE",
    id="Tahap: penyerahan, uji kelaikan, rilis, operasional (bawaan: delivery).",
    en="Stage (default: delivery).",
)
as_of = option(
    "--as-of",
    callback=moment,
    metavar="DATE",
    id="Saat yang menentukan keputusan dan tenggang (bawaan: saat bukti dukung dikumpulkan).",
    en="The moment for decisions and grace (default: when the evidence was collected).",
)
rules = option(
    "--rule",
    "rules",
    multiple=True,
    metavar="GLOB",
    id="Hanya ketentuan ini; tanpa putusan. Dapat diulang.",
    en="Only these rules; no verdict then. Repeatable.",
)
contract_packs = path(
    "--contract-pack",
    "contract_packs",
    multiple=True,
    envvar="SPBE_POLICY_CONTRACT_PACKS",
    id="Folder paket yang disebut kontrak di daftar aplikasi. Dapat diulang.",
    en="Folder of a pack that a contract in the register names. Repeatable.",
)
expect = path(
    "--expect",
    envvar="SPBE_POLICY_EXPECT",
    id="Berkas kunci kota: pemeriksaan resmi. Sidik digital yang berbeda: kode keluar 4.",
    en="The city's lock file: an official run. Exit code 4 when a digest differs.",
)
output = option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=PATH",
    id="Simpan laporan, misalnya json=laporan.json; json=- untuk keluaran baku; {app}: kode aplikasi. Dapat diulang.",
    en="Save a report, such as json=report.json; json=- is the standard output; {app}: the app's id. Repeatable.",
)

full = option(
    "--full",
    is_flag=True,
    id="Rincian celah juga di markdown, github, gitlab-codequality dan sarif, yang dibaca banyak orang.",
    en="Details of weaknesses also in markdown, github, gitlab-codequality and sarif, which many people read.",
)
since = option(
    "--since",
    metavar="REPORT.json",
    id="Laporan JSON terdahulu: yang baru tidak sesuai ditandai; {app}: kode aplikasi.",
    en="An earlier JSON report: what fails now and did not then is marked; {app}: the app's id.",
)
REPORTING = (output, full, since)


def shape(*more: str) -> Callable[[F], F]:
    """Add `--format`: text, JSON, and what else the command can write."""
    return option(
        "--format",
        "shape",
        type=click.Choice(["text", "json", *more]),
        default="text",
        id="Bentuk keluaran (bawaan: text).",
        en="Form of the output (default: text).",
    )


previous = path(
    "--previous",
    id="Bukti dukung terdahulu: apakah isi data berubah bersama tanggalnya? {app} diganti kode aplikasi.",
    en="Earlier evidence: did the data change together with its date? {app} becomes the app's id.",
    metavar="EVIDENCE",
)

JUDGING = (policy, authority, register, decisions, stage, as_of, rules, contract_packs, expect)

CONNECTING = (
    option(
        "--allow-host",
        "allow_hosts",
        multiple=True,
        metavar="HOST",
        id="Izinkan host di luar domain kota. Dapat diulang.",
        en="Permit a host outside the city's domains. Repeatable.",
    ),
    option(
        "--allow-network",
        "allow_networks",
        multiple=True,
        metavar="CIDR",
        id="Izinkan jaringan yang bukan internet umum. Dapat diulang.",
        en="Permit a network that is not the public internet. Repeatable.",
    ),
    option(
        "--resolve",
        multiple=True,
        metavar="HOST:PORT:ADDRESS[:PORT]",
        id="Alamat tetap sebuah host, seperti pada curl. Dapat diulang.",
        en="A fixed address of a host, as curl has it. Repeatable.",
    ),
    path(
        "--ca", id="Sertifikat CA (PEM) pengganti bawaan sistem.", en="CA certificates (PEM) in place of the system's."
    ),
    option("--proxy", metavar="URL", id="Lewat proksi ini.", en="Go through this proxy."),
    option(
        "--nameserver",
        metavar="ADDRESS[:PORT]",
        id="Tanya DNS pada server nama ini (bawaan: milik sistem).",
        en="Ask DNS at this name server (default: the system's).",
    ),
)

REACHING = (
    *CONNECTING,
    option(
        "--active",
        is_flag=True,
        id="Termasuk uji aktif, bila aplikasi menyetujuinya.",
        en="Include active tests, where the app consents.",
    ),
    option(
        "--assignment",
        metavar="TEXT",
        id="Surat tugas: mengizinkan uji kebocoran pada host aplikasi.",
        en="Letter of assignment: permits probing for leaks on the app's hosts.",
    ),
    option(
        "--operator", metavar="NAME", id="Nama pelaksana, tercatat di laporan.", en="Who runs this, for the report."
    ),
    option(
        "--network",
        type=click.Choice(["internet", "intranet", "vpn"]),
        default="internet",
        id="Dari mana diperiksa (bawaan: internet).",
        en="Where this looks from (default: internet).",
    ),
)


def having(options: Iterable[Callable[[F], F]]) -> Callable[[F], F]:
    """Add options in the order given."""

    def add(function: F) -> F:
        for each in reversed(tuple(options)):
            function = each(function)
        return function

    return add


def reach(given: dict[str, Any]) -> "Reach":
    """Take what the `REACHING` options said out of a command's arguments."""
    from spbe_policy.target import Reach

    return Reach(**{field.name: given.pop(field.name) for field in fields(Reach)})


def read_policy(name: str, globs: tuple[str, ...] = ()) -> "Policy":
    """Return a pack, or those of its rules that match a pattern."""
    from spbe_policy import plugins

    whole = plugins.load().policy(name)
    return whole.select(globs) if globs else whole
