"""The command `spbe-policy` itself; its commands are imported when they are called."""

import click

from spbe_policy._version import VERSION
from spbe_policy.cli import SUMMARIES
from spbe_policy.cli.group import LazyGroup
from spbe_policy.cli.language import say
from spbe_policy.cli.output import emit


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        emit(f"spbe-policy {VERSION}\n")
        ctx.exit()


HELP = say(
    """Periksa aplikasi pemerintah terhadap pedoman kota: manifes, SBOM, dan alamatnya.

    Mulai: spbe-policy demo, spbe-policy init, lalu spbe-policy check.

    Pengaturan dibaca dari: baris perintah, lingkungan (SPBE_POLICY_POLICY, _AUTHORITY, _REGISTER, _DECISIONS, _STAGE,
    _EXPECT, _LANG), spbe-policy.toml terdekat (folder ini ke atas; kunci: policy, authority, register, decisions,
    stage, lang), lalu bawaan.

    Kode keluar: 0 ya; 1 tidak; 2 pemakaian keliru atau berkas tidak terbaca; 3 belum dapat disimpulkan; 4 sidik digital
    berbeda; 70 kesalahan alat. Untuk beberapa aplikasi, yang terburuk: 70, 4, 2, 1, 3, 0.
    """,
    """Check a government app against its city's guidelines: manifest, SBOM and live endpoints.

    To begin: spbe-policy demo, spbe-policy init, then spbe-policy check.

    A setting is taken from: the command line, the environment (SPBE_POLICY_POLICY, _AUTHORITY, _REGISTER, _DECISIONS,
    _STAGE, _EXPECT, _LANG), the nearest spbe-policy.toml (this folder upward; keys: policy, authority, register,
    decisions, stage, lang), else it is the built-in one.

    Exit codes: 0 yes; 1 no; 2 wrong usage or unreadable input; 3 undecided; 4 a pinned digest does not hold; 70 a
    fault of the tool. Of several apps the worst: 70, 4, 2, 1, 3, 0.
    """,
)

root = LazyGroup(
    name="spbe-policy",
    help=HELP,
    context_settings={"max_content_width": 100},
    params=[
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version,
            help=say("Tampilkan versi.", "Show the version."),
        )
    ],
)  # fmt: skip
root.summaries = SUMMARIES
