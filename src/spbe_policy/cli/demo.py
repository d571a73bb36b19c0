"""`demo`: the whole job on a fictitious city with real servers."""

import json
import shlex
import time
from collections.abc import Iterator
from pathlib import Path

from spbe_policy.audit import Audit, check_many, prepare
from spbe_policy.cli import exits, group, output
from spbe_policy.cli.config import FILE
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.progress import watched
from spbe_policy.cli.tables import table
from spbe_policy.demo import FAULTS, Sandbox
from spbe_policy.errors import Place, UsageError
from spbe_policy.report import Report, State, Verdict
from spbe_policy.reporters import words
from spbe_policy.reporters.findings import failures
from spbe_policy.reporters.json import JsonReporter
from spbe_policy.reporters.layout import copied, page, row
from spbe_policy.reporters.text import TextReporter
from spbe_policy.target import Reach
from spbe_policy.vocabulary import Stage

TYPICAL = ("hsts-missing", "sso-no-pkce", "data-stale", "no-link-back", "sbom-other-version")
"""The faults of the second app of a bare demo."""

REPORT = "report.txt"
_CONFIG = 'authority = "authority.yaml"\ndecisions = "decisions.yaml"\nstage = "acceptance"\n'


@group.command(
    """Peragakan seluruh pekerjaan dengan kota contoh: server sungguhan, TLS sungguhan, tanpa internet.

    Tanpa opsi: satu aplikasi yang memenuhi syarat dan satu dengan beberapa cacat umum, keduanya dinilai pada tahap uji
    kelaikan. Yang tercetak adalah ringkasannya; manifes, profil pemda, keputusan, bukti dukung, dan laporan
    ditinggalkan di sebuah folder baru.""",
    """Show the whole job on a fictitious city: real servers, real TLS, no internet.

    Without options: one compliant app and one with a handful of typical faults, both judged at stage acceptance. What
    is printed sums them up; manifest, authority, decisions, evidence and reports are left in a new folder.""",
)
@group.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME",
    id="Hanya satu aplikasi, dengan cacat ini. Dapat diulang.",
    en="One app only, with this fault. Repeatable.",
)
@group.option("--list", "listing", is_flag=True, id="Daftar cacat.", en="List the faults.")
@group.path(
    "--keep",
    metavar="FOLDER",
    id="Folder hasil, baru atau kosong (bawaan: spbe-demo).",
    en="Where to leave the files, new or empty (default: spbe-demo).",
)
@group.option(
    "--serve", is_flag=True,
    id="Jalankan server sampai Ctrl-C, tanpa menilai.", en="Run the servers until Ctrl-C, judging nothing.",
)  # fmt: skip
def command(faults: tuple[str, ...], listing: bool, keep: Path | None, serve: bool) -> int:
    """Run the demo."""
    if listing:
        output.emit(_fault_list())
        return 0
    if serve:
        return _serve(faults, keep)
    if faults:
        return exits.of_report(_judged({"aplikasi": faults}, keep)[0])
    compliant, faulty = _judged({"lulus": (), "tidak-lulus": TYPICAL}, keep)
    if (compliant.verdict, faulty.verdict) == (Verdict.COMPLIANT, Verdict.NOT_COMPLIANT):
        return 0
    output.tell(say("Putusan tidak seperti yang diharapkan.", "The verdicts are not those expected."))
    return 70


def _judged(apps: dict[str, tuple[str, ...]], keep: Path | None) -> list[Report]:
    """Judge each app in its own sandbox, leave the files, print the report."""
    folder = _folder(keep)
    boxes = [Sandbox(faults, folder=folder / name) for name, faults in apps.items()]
    output.make_folder(folder)
    reports = [_judge(box, summed_up=len(boxes) > 1) for box in boxes]
    output.emit("\n".join(_next_steps(folder, list(apps))) + "\n")
    return reports


def _judge(box: Sandbox, *, summed_up: bool) -> Report:
    """Judge the app of one sandbox and leave its files; of one app among several a summary is printed."""
    with box:
        audit = _audit(box)
        target = audit.target(box.files.manifest)
        label = say("memeriksa aplikasi contoh", "checking the example app")
        [(report, evidence)] = watched(lambda: check_many(audit, [target]), label)
    text = TextReporter().render(report, chosen())
    output.write(box.folder / FILE, _CONFIG.encode())
    output.write(box.folder / "evidence.json", evidence.stored())
    output.write(box.folder / "report.json", JsonReporter().render(report, chosen()))
    output.write(box.folder / REPORT, text)
    output.emit(f"{_summary(report, box.folder)}\n" if summed_up else text + b"\n")
    return report


def _summary(report: Report, folder: Path) -> str:
    """Return what fails and how many rules are in which state; all else is in the report that is left."""
    lang = chosen()
    counts = [words.counted(state, number).say(lang) for state in State if (number := report.count(state))]
    total = f"{words.rules(len(report.rules)).say(lang)}: {', '.join(counts)}"
    where = str(folder / REPORT)
    return page([
        [words.standing(report, lang), words.verdict(report, lang)],
        *failures(report, lang),
        [*row(say("Cakupan", "Coverage"), total), *copied(say("Laporan", "Report"), where)],
    ])  # fmt: skip


def _audit(box: Sandbox) -> Audit:
    return prepare(
        authority=box.files.authority,
        decisions=box.files.decisions,
        stage=Stage.ACCEPTANCE,
        reach=Reach(resolve=box.resolve, operator="spbe-policy demo"),
    )


def _serve(faults: tuple[str, ...], keep: Path | None) -> int:
    folder = _folder(keep)
    box = Sandbox(faults, folder=folder)
    output.make_folder(folder)
    with box:
        output.write(box.folder / FILE, _CONFIG.encode())
        output.write(box.files.authority, _reachable(box).encode())
        output.emit(f"cd {shlex.quote(str(box.folder))} && spbe-policy check\n")
        try:
            output.tell(say("Server berjalan; Ctrl-C untuk berhenti.", "Servers are running; Ctrl-C stops them."))
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


def _reachable(box: Sandbox) -> str:
    """Return the city's profile with the ports of this run, so that no command needs to be told them."""
    profile = box.files.authority.read_text("utf-8")
    return profile.replace("\nnetwork:\n", f"\nnetwork:\n  resolve: {json.dumps(box.resolve)}\n")


def _folder(keep: Path | None) -> Path:
    """Return the folder to leave files in: never one that holds something."""
    if keep is None:
        numbered = (Path(f"spbe-demo-{number}") for number in range(2, 1000))
        keep = next(path for path in (Path("spbe-demo"), *numbered) if not path.exists())
    elif keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise UsageError("folder ini tidak kosong", "this folder is not empty", Place(str(keep)))
    return keep


def _fault_list() -> str:
    head = [say("Cacat", "Fault"), say("Keterangan", "What it is"), say("Ketentuan", "Rules")]
    rows = [
        [fault.name, fault.title.say(chosen()), ", ".join(fault.turns or fault.asks or fault.shadows)]
        for fault in FAULTS
    ]
    return table(head, rows)


def _next_steps(folder: Path, apps: list[str]) -> Iterator[str]:
    yield say("Hasilnya ada di:", "The files are in:")
    yield from (f"  {folder / name}" for name in apps)
    yield say("Selanjutnya, coba:", "Next, try:")
    last = shlex.quote(str(folder / apps[-1]))
    yield "  spbe-policy explain 27-8-b"
    yield f"  cd {last} && spbe-policy lint"
    yield f"  cd {last} && spbe-policy evaluate evidence.json"
    yield "  spbe-policy demo --list"
    yield "  spbe-policy demo --fault git-exposed --fault cert-almost-over"
    yield "  spbe-policy init " + say("aplikasi-saya", "my-app")
