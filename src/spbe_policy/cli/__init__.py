"""The command line: arguments in, exit code out. Nothing is decided here.

A setting is taken from the command line, else from the environment (`SPBE_POLICY_…`), else from the nearest
`spbe-policy.toml`, else it is the built-in one.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from spbe_policy.cli import config, language, terminal
from spbe_policy.cli.failure import failed

SUMMARIES = {
    "init": ("Buat rancangan spbe.yaml.", "Write a draft of spbe.yaml."),
    "lint": ("Periksa manifes tanpa jaringan, untuk editor.", "Check the manifest without network, for editors."),
    "check": ("Periksa aplikasi: berkas dan alamatnya.", "Judge apps: their files and live endpoints."),
    "collect": ("Kumpulkan bukti dukung satu aplikasi.", "Gather the evidence of one app."),
    "evidence": ("Gabungkan atau tampilkan bukti dukung.", "Merge or show evidence."),
    "evaluate": ("Nilai bukti dukung yang tersimpan.", "Judge stored evidence."),
    "diff": ("Bandingkan dua laporan.", "Compare two reports."),
    "explain": ("Jelaskan satu ketentuan.", "Explain one rule."),
    "rules": ("Daftar ketentuan.", "List the rules."),
    "clauses": ("Pasal demi pasal: apa yang membuktikannya.", "Clause by clause: what proves it."),
    "questions": ("Daftar pertanyaan untuk petugas.", "List what a person must answer."),
    "city": ("Tampilkan apa yang menunggu kota; buat berkas kunci.", "Show what waits for the city; write the lock."),
    "document": ("Catat dokumen di manifes.", "List documents in the manifest."),
    "sbom": ("Tampilkan SBOM, atau buat rancangannya.", "Show an SBOM, or draft one."),
    "eol": ("Perbarui tabel masa dukungan perangkat lunak.", "Renew the table of end-of-life dates."),
    "schema": ("Cetak JSON Schema sebuah berkas.", "Print the JSON Schema of a file."),
    "verify": ("Jalankan contoh yang dibawa sebuah paket.", "Run the cases that a pack carries."),
    "index": ("Hitung indeks SPBE atau Pemdi.", "Compute the SPBE or Pemdi index."),
    "plugins": ("Daftar pengaya.", "List the plugins."),
    "self-test": ("Uji alat yang terpasang di sini.", "Test the tool as installed here."),
    "demo": ("Peragakan dengan kota contoh.", "Show it all on a fictitious city."),
}


COMPLETION = "_SPBE_POLICY_COMPLETE"
"""The environment variable by which a shell asks what may come next, as click names it."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line; return the exit code."""
    try:
        return _run(arguments)
    except BaseException as error:  # also an interrupt: it has an exit code of its own
        return failed(error, debug="--debug" in arguments)


def _run(arguments: Sequence[str]) -> int:
    asked = language.asked(arguments, os.environ)
    language.use(asked)
    if instruction := os.environ.get(COMPLETION):
        return _complete(instruction)
    lock = language.given("--expect", "SPBE_POLICY_EXPECT", arguments, os.environ)
    settings = config.load(Path.cwd(), lock)
    language.use(asked or settings.get("lang"))
    from spbe_policy.cli.root import root

    if sys.stdout.isatty():
        terminal.follow()
    # Not `root.main`: click's ends the process by itself when nobody reads the output.
    with root.make_context("spbe-policy", list(arguments), default_map=dict.fromkeys(SUMMARIES, settings)) as ctx:
        return int(root.invoke(ctx) or 0)


def _complete(instruction: str) -> int:
    """Answer a shell; settings, which may be wrong just now, have no say in it."""
    from click.shell_completion import shell_complete

    from spbe_policy.cli.root import root

    return shell_complete(root, {}, "spbe-policy", COMPLETION, instruction)
