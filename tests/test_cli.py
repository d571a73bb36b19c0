"""The command line, run as users run it: a process of its own, its exit code, what it prints and what it leaves."""
# ruff: noqa: S603

import errno
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import pytest

from spbe_policy.cli import SUMMARIES, exits
from spbe_policy.cli.failure import failed
from spbe_policy.cli.schema import MODELS
from spbe_policy.cli.splice import put_document
from spbe_policy.demo import Sandbox, files
from spbe_policy.demo.scene import Scene
from spbe_policy.errors import IntegrityError, UsageError
from spbe_policy.manifest import load_manifest
from spbe_policy.reading import digest

Ran = subprocess.CompletedProcess[str]

OWN = Path(__file__).parents[1] / "policies"
PACK = "SPBE_POLICY_POLICY"
CITY = ("app-recommendation", "sso-login")
LAW = ("27-13-b", "27-13-e", "27-8-b")
BARE = "schema: spbe-app/1\napp: {id: antrean}\n"
HEAVY = {
    "anyio", "asyncio", "cryptography", "cyclonedx", "flask", "httpcore", "httpx", "importlib.metadata",
    "jsonschema_rs", "lxml", "pluggy", "pydantic", "ruamel", "ssl",
}  # fmt: skip


def environment(**changes: str) -> dict[str, str]:
    foreign = [name for name in os.environ if name == "CI" or (name.startswith("SPBE_POLICY_") and name != PACK)]
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return {**kept, "PYTHONIOENCODING": "utf-8", **changes}


def spbe(*arguments: str | Path, cwd: Path, **variables: str) -> Ran:
    return subprocess.run(
        [sys.executable, "-m", "spbe_policy", *map(str, arguments)],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


BATCH = """
import io, json, sys
from spbe_policy.cli import run
told, real = [], sys.stdout
for words in json.loads(sys.argv[1]):
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    code = run(words)
    sys.stdout.flush(), sys.stderr.flush()
    told.append([code, sys.stdout.buffer.getvalue().decode(), sys.stderr.buffer.getvalue().decode()])
json.dump(told, real)
"""


def batch(calls: list[list[str]], cwd: Path) -> list[tuple[int, str, str]]:
    """Many calls in one process, for answers that do not depend on how the process begins or ends."""
    command = [sys.executable, "-c", BATCH, json.dumps(calls)]
    ran = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, encoding="utf-8", check=True)
    return [(code, out, err) for code, out, err in json.loads(ran.stdout)]


def python(code: str, *arguments: str) -> Ran:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment(), capture_output=True, encoding="utf-8", check=True
    )


def copy(packs: Path, *names: str) -> None:
    """Copy files of the packs that ship, by their names without `.yaml`."""
    for name in names:
        (packs / name).parent.mkdir(exist_ok=True)
        (packs / f"{name}.yaml").write_bytes((OWN / f"{name}.yaml").read_bytes())


@pytest.fixture(scope="module", autouse=True)
def few_rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The city's pack and one law with a few of the rules, so that a call takes no longer than it must."""
    packs = tmp_path_factory.mktemp("packs")
    pack = packs / "kota-jambi"
    copy(packs, *(f"kota-jambi/{name}" for name in ("authority", *CITY)))
    copy(packs, *(f"bssn-4-2021/{name}" for name in ("pack", *LAW)))
    text = (OWN / "kota-jambi" / "pack.yaml").read_text(encoding="utf-8")
    before, after = text[: text.index("include:")], text[text.index("sources:") :]
    (pack / "pack.yaml").write_text(f"{before}include: [{{pack: bssn-4-2021}}]\n{after}", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PACK, str(pack))
        yield pack


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "spbe.yaml").write_text(BARE, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivered")
    files.write(folder, Scene(frozenset(), datetime.now(UTC)))
    return folder


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(folder=tmp_path_factory.mktemp("city")) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def broken_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(["hsts-missing"], folder=tmp_path_factory.mktemp("broken")) as sandbox:
        yield sandbox


def judged(box: Sandbox) -> list[str]:
    return ["--authority", str(box.files.authority), "--decisions", str(box.files.decisions), "--stage", "acceptance"]


def reached(box: Sandbox) -> list[str]:
    return [word for where in box.resolve for word in ("--resolve", where)]


# What it costs


LOADED = """
import sys
sys.argv = ["spbe-policy", *sys.argv[1:]]
from spbe_policy.__main__ import main
main()
print(*sorted(sys.modules), file=sys.stderr)
"""


def test_the_version_is_told_before_anything_is_imported() -> None:
    ran = python(LOADED, "--version")
    assert ran.stdout == "spbe-policy 0.1.0\n"
    assert not {"click", "dataclasses", "json", *HEAVY} & set(ran.stderr.split())


def test_help_imports_nothing_but_click() -> None:
    ran = python(LOADED, "--help")
    assert "check" in ran.stdout
    assert not HEAVY & set(ran.stderr.split())


def test_lint_imports_no_server_and_no_event_loop(delivered: Path) -> None:
    loaded = python(LOADED, "lint", str(delivered / "spbe.yaml")).stderr.split()
    assert not {"flask", "authlib", "openpyxl", "asyncio"} & set(loaded)


# Language


HELPS = """
import sys
from spbe_policy.cli import SUMMARIES, run
for words in ([], *([name] for name in SUMMARIES), ["document", "add"], ["sbom", "show"], ["sbom", "draft"]):
    run(["--lang", sys.argv[1], *words, "--help"])
"""


def test_help_speaks_one_language_at_a_time() -> None:
    indonesian, english = (python(HELPS, lang).stdout for lang in ("id", "en"))
    for word in ("Usage", "Options:", "Commands", "Show this", "required", "Repeatable", "default"):
        assert word not in indonesian
        assert word in english
    for word in ("Pemakaian", "Opsi:", "Perintah", "bawaan", "wajib]", "Dapat diulang"):
        assert word in indonesian
        assert word not in english
    for name in SUMMARIES:
        assert f"spbe-policy {name} " in indonesian


WRONG = [
    (["chek"], "mungkin maksudnya 'check'?", "did you mean 'check'?"),
    (["check", "--stge", "x"], "opsi --stge tidak ada; mungkin maksudnya --stage", "No such option"),
    (
        ["check", "--stage", "x"],
        "'--stage' tidak sah; pilihan: delivery, acceptance",
        "Invalid value for '--stage'",
    ),
    (["document", "add", "x"], "'--kind' belum diisi", "Missing option '--kind'"),
    (["check", "--stage"], "opsi --stage memerlukan nilai", "requires an argument"),
    (["explain", "sso-logn"], "mungkin maksudnya 'sso-login'?", "did you mean 'sso-login'?"),
    (["check", "--as-of", "kemarin"], "--as-of 'kemarin': tulis 2026-08-17", "write 2026-08-17"),
    (["rules", "zzz*"], "tidak ada ketentuan yang cocok", "no rule matches"),
    (["lint", "--policy", "kota-lain"], "paket 'kota-lain' tidak ada", "no pack 'kota-lain'"),
]


def test_wrong_usage_is_said_in_the_users_language(app: Path) -> None:
    indonesian = batch([arguments for arguments, _, _ in WRONG], app)
    english = batch([["--lang", "en", *arguments] for arguments, _, _ in WRONG], app)
    for (arguments, said_id, said_en), found_id, found_en in zip(WRONG, indonesian, english, strict=True):
        assert (found_id[:2], found_en[:2]) == ((2, ""), (2, "")), arguments
        assert said_id in found_id[2]
        assert said_en in found_en[2]


def test_without_arguments_it_says_what_there_is(tmp_path: Path) -> None:
    ran = spbe(cwd=tmp_path)
    assert ran.returncode == 2
    assert "Perintah:" in ran.stderr


# Where settings come from


def test_command_line_goes_before_environment_before_file_before_built_in(app: Path) -> None:
    below = app / "apps" / "antrean"
    below.mkdir(parents=True)

    def heading(*arguments: str, **variables: str) -> str:
        return spbe("questions", *arguments, cwd=below, **variables).stdout.splitlines()[0]

    assert heading().endswith("tahap penyerahan")
    (app / "spbe-policy.toml").write_text('stage = "acceptance"\nlang = "en"\n', encoding="utf-8")
    assert heading().endswith("stage acceptance")
    assert heading(SPBE_POLICY_STAGE="release", SPBE_POLICY_LANG="id").endswith("tahap rilis")
    assert heading("--stage", "operation", SPBE_POLICY_STAGE="release").endswith("stage operation")


def test_paths_of_the_configuration_are_relative_to_it(delivered: Path, tmp_path: Path) -> None:
    config = f'authority = "{os.path.relpath(delivered / "authority.yaml", tmp_path)}"\n'
    (tmp_path / "spbe-policy.toml").write_text(config, encoding="utf-8")
    (tmp_path / "here").mkdir()
    assert "Kota Contoh" in spbe("city", cwd=tmp_path / "here").stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('stages = "release"', "kunci 'stages' tidak dikenal; mungkin maksudnya 'stage'?"),
        ("stage = 3", "'stage' harus berupa teks"),
        ("stage =", "TOML tidak sah"),
        ('stage = "later"', "'--stage' tidak sah"),
    ],
)
def test_a_wrong_configuration_is_refused(app: Path, content: str, said: str) -> None:
    (app / "spbe-policy.toml").write_text(content, encoding="utf-8")
    ran = spbe("lint", cwd=app)
    assert ran.returncode == 2
    assert said in ran.stderr


# lint


def test_lint_of_a_complete_delivery_is_zero(delivered: Path) -> None:
    ran = spbe("lint", cwd=delivered)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "menunggu pemeriksaan langsung" in ran.stdout


def test_lint_names_what_is_wrong_and_never_gives_a_verdict(app: Path) -> None:
    (app / "spbe.yaml").write_text(f"{BARE}sbom: tidak-ada.json\n", encoding="utf-8")
    for lang in ("id", "en"):
        ran = spbe("lint", "--lang", lang, cwd=app)
        assert ran.returncode == 1
        assert "bssn-4-2021/27-13-b" in ran.stdout
        assert not {"LULUS", "COMPLIANT"} & set(ran.stdout.split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "spbe.yaml:1:1: "),
        ("schema: spbe-app/1\napp:\n  id: antrean\n  nmae: Antrean\n", "spbe.yaml:4:3: kunci 'app.nmae' tidak dikenal"),
        ("schema: spbe-app/1\napp: {id: antrean}\napp: {id: lain}\n", "spbe.yaml:3:1: kunci 'app' tertulis dua kali"),
        ("schema: [\n", "spbe.yaml:2:1: YAML tidak sah"),
    ],
)  # fmt: skip
def test_an_unreadable_manifest_is_said_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "spbe.yaml").write_text(content, encoding="utf-8")
    ran = spbe("lint", cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.startswith(said)
    assert ran.stderr.count("\n") == 1
    (tmp_path / "spbe.yaml").write_bytes(content.replace("\n", "\r\n").encode())
    assert spbe("lint", cwd=tmp_path).stderr == ran.stderr


def test_a_missing_manifest_is_said(tmp_path: Path) -> None:
    for command in ("lint", "check", "collect"):
        ran = spbe(command, cwd=tmp_path)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.startswith("spbe.yaml: ")


def test_windows_line_ends_change_nothing(app: Path) -> None:
    before = spbe("lint", cwd=app).stdout.partition("Ketidaksesuaian")[2].partition("Cakupan")[0]
    (app / "spbe.yaml").write_bytes(BARE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert spbe("lint", cwd=app).stdout.partition("Ketidaksesuaian")[2].partition("Cakupan")[0] == before


# init


def test_init_writes_a_draft_that_lint_reads_and_does_not_overwrite(tmp_path: Path) -> None:
    assert spbe("init", "Antrean Baru", cwd=tmp_path).returncode == 0
    manifest = tmp_path / "Antrean Baru" / "spbe.yaml"
    assert manifest.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=spbe.schema.json\n")
    assert spbe("lint", cwd=manifest.parent).stderr == ""
    manifest.write_text(BARE, encoding="utf-8")
    again = spbe("init", "Antrean Baru", cwd=tmp_path)
    assert again.returncode == 2
    assert manifest.read_text(encoding="utf-8") == BARE
    assert spbe("init", "Antrean Baru", "--force", cwd=tmp_path).returncode == 0
    assert manifest.read_text(encoding="utf-8") != BARE


def test_the_draft_is_a_manifest_also_with_every_comment_taken_away(tmp_path: Path) -> None:
    spbe("init", cwd=tmp_path)
    lines = (tmp_path / "spbe.yaml").read_text(encoding="utf-8").splitlines()
    whole = "\n".join(
        [*lines[3:4], *(line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line for line in lines[4:])]
    )
    manifest, document = load_manifest(whole, "spbe.yaml")
    assert manifest.data_sets
    schema = json.loads((tmp_path / "spbe.schema.json").read_text(encoding="utf-8"))
    assert jsonschema_rs.validator_for(schema).is_valid(document.data)


def test_init_takes_from_the_register_what_the_city_knows(delivered: Path, tmp_path: Path) -> None:
    register = delivered / "register.csv"
    assert spbe("init", "--register", register, "--id", "antrean", cwd=tmp_path).returncode == 0
    text = (tmp_path / "spbe.yaml").read_text(encoding="utf-8")
    assert "  name: Antrean Layanan  # dari daftar aplikasi, mohon dikonfirmasi" in text
    manifest, _ = load_manifest(text, "spbe.yaml")
    assert (manifest.app.personal_data, manifest.ownership.owner) == (True, "DUKCAPIL")
    assert spbe("init", "x", "--register", register, "--id", "lain", cwd=tmp_path).returncode == 2
    assert spbe("init", "x", "--register", register, cwd=tmp_path).returncode == 2
    assert not (tmp_path / "x").exists()


def test_init_fills_in_what_it_observes(box: Sandbox, tmp_path: Path) -> None:
    url = "https://antrean.kota-contoh.example/"
    network = [*reached(box), "--ca", str(box.ca_file), "--allow-network", "127.0.0.1/32"]
    ran = spbe("init", "baru", "--from-url", url, *network, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    text = (tmp_path / "baru" / "spbe.yaml").read_text(encoding="utf-8")
    manifest, _ = load_manifest(text, "spbe.yaml")
    assert manifest.app.version == "2.4.1"
    assert manifest.environments["production"].url == url
    assert manifest.login
    assert text.count("# teramati, mohon dikonfirmasi") >= 5
    refused = spbe("init", "lain", "--from-url", url, *reached(box), "--ca", box.ca_file, cwd=tmp_path)
    assert refused.returncode == 2
    assert not (tmp_path / "lain").exists()


# document add


WINDOWS = f"""\
# milik penyedia
schema: spbe-app/1
app: {{id:   antrean}}   # kode
documents:
- path: a.pdf
  kind: lain
  sha256: sha256:{"0" * 64}

# integrasi
integrations: []
"""


def test_a_document_is_listed_once_and_no_other_line_changes(app: Path) -> None:
    manifest, report = app / "spbe.yaml", app / "laporan uji.pdf"
    before = WINDOWS.replace("\n", "\r\n").encode()
    manifest.write_bytes(before)
    report.write_bytes(b"satu")
    assert spbe("document", "add", report, "--kind", "laporan-uji-fungsi", cwd=app).returncode == 0
    once = manifest.read_bytes()
    assert b"\n" not in once.replace(b"\r\n", b"")
    added = f"- path: laporan uji.pdf\r\n  kind: laporan-uji-fungsi\r\n  sha256: {digest(b'satu')}\r\n".encode()
    assert once == before.replace(b"\r\n\r\n#", b"\r\n" + added + b"\r\n#", 1)
    report.write_bytes(b"dua")
    assert (
        spbe("document", "add", report, "--kind", "laporan-uji-fungsi", "--date", "2026-08-17", cwd=app).returncode == 0
    )
    twice = once.replace(digest(b"satu").encode(), digest(b"dua").encode() + b"\r\n  date: 2026-08-17")
    assert manifest.read_bytes() == twice


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("documents: []\nspl: [a]\n", "documents:\n  - path: b\n    kind: k\nspl: [a]\n"),
        ("documents: [{path: a, kind: k}]", "documents: [{path: a, kind: k}, {path: b, kind: k}]"),
        ("documents: [{path: b, kind: z}] # c", "documents: [{path: b, kind: k}] # c"),
        ("documents:\n  - {path: ./b}\n", "documents:\n  - {path: ./b, kind: k}\n"),
        ("spl: [a]", "spl: [a]\ndocuments:\n  - path: b\n    kind: k\n"),
        ("documents:\n- kind: k\n  path: a\n# 2", "documents:\n- kind: k\n  path: a\n- path: b\n  kind: k\n# 2"),
    ],
)  # fmt: skip
def test_entries_are_written_in_the_style_of_the_file(before: str, after: str) -> None:
    assert put_document(before, {"path": "b", "kind": "k"}) == after


@pytest.mark.parametrize("value", ["true", "2026", "a: b", "# x", "", " a", "naïve", "a,b", "-", "null", "1e3", "x: "])
def test_any_text_survives_in_a_manifest(value: str) -> None:
    entry = {"path": "a", "kind": "k", "sha256": f"sha256:{'0' * 64}", "issuer": value}
    for listed in ("", "documents: [{path: z, kind: k, sha256: 'sha256:" + "1" * 64 + "'}]\n"):
        manifest, _ = load_manifest(put_document(BARE + listed, entry), "spbe.yaml")
        assert manifest.documents[-1].issuer == value


def test_a_document_outside_the_folder_is_refused(app: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "rahasia.pdf"
    outside.write_bytes(b"x")
    (app / "tautan.pdf").symlink_to(outside)
    for path in (outside, app / "tautan.pdf", app / "tidak-ada.pdf"):
        assert spbe("document", "add", path, "--kind", "lain", cwd=app).returncode == 2
    for wrong in (["--kind", "Laporan Uji"], ["--kind", "lain", "--date", "kemarin"]):
        (app / "ada.pdf").write_bytes(b"x")
        assert spbe("document", "add", "ada.pdf", *wrong, cwd=app).returncode == 2
    assert (app / "spbe.yaml").read_text(encoding="utf-8") == BARE


# check, collect, evaluate


def test_the_same_evidence_gives_the_same_bytes(box: Sandbox, tmp_path: Path) -> None:
    outputs = ["-o", "json=here.json", "--evidence", "evidence.json"]
    checked = spbe("check", box.files.manifest, *judged(box), *reached(box), *outputs, cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("LATIHAN – bukan dasar penerimaan\nLULUS\n")
    judging = ["--decisions", box.files.decisions, "--stage", "acceptance"]
    later = spbe("evaluate", "evidence.json", *judging, "-o", "json=there.json", cwd=tmp_path)
    assert later.returncode == 0
    assert later.stdout == checked.stdout
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "here.json").read_bytes()
    collected = spbe(
        "collect", box.files.manifest, *judged(box)[:2], "--stage", "acceptance", *reached(box), "-o", "e", cwd=tmp_path
    )
    assert (collected.returncode, collected.stdout) == (0, "")
    assert spbe("evaluate", "e", *judging, cwd=tmp_path).returncode == 0


def test_a_failing_app_is_one_and_a_selection_has_no_verdict(broken_box: Sandbox, tmp_path: Path) -> None:
    check = ["check", broken_box.files.manifest, *judged(broken_box), *reached(broken_box)]
    ran = spbe(*check, "-o", "json=-", cwd=tmp_path)
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["verdict"] == "not-compliant"
    for glob, code in (("27-8-b", 1), ("27-13-e", 0)):
        part = spbe(*check, "--rule", glob, cwd=tmp_path)
        assert part.returncode == code
        assert not {"LULUS", "TIDAK"} & set(part.stdout.splitlines()[1].split())


def test_the_register_is_enough_and_one_bad_app_stops_no_other(box: Sandbox, tmp_path: Path) -> None:
    outputs = ["-o", "json={app}.json"]
    ran = spbe("check", "--all", "tidak-ada.yaml", *judged(box), *reached(box), *outputs, cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.startswith("tidak-ada.yaml: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["antrean.json", "perizinan.json", "srikandi.json"]
    assert "3 aplikasi: " in ran.stdout
    alone = spbe("check", "--id", "perizinan", *judged(box), *reached(box), cwd=tmp_path)
    assert alone.returncode == 1
    assert spbe("check", "--id", "lain", *judged(box), cwd=tmp_path).returncode == 2


def test_an_official_run_needs_the_lock_to_hold(box: Sandbox, tmp_path: Path) -> None:
    fixed = "network:\n  resolve: [" + ", ".join(f'"{where}"' for where in box.resolve) + "]\n"
    authority = tmp_path / "authority.yaml"
    authority.write_text(box.files.authority.read_text(encoding="utf-8").replace("network:\n", fixed), encoding="utf-8")
    for name in ("ca.pem", "register.csv", "decisions.yaml"):
        (tmp_path / name).write_bytes((box.folder / name).read_bytes())
    judging = ["--authority", "authority.yaml", "--decisions", "decisions.yaml"]
    assert spbe("city", *judging, "--lock", "spbe.lock", cwd=tmp_path).returncode == 0
    check = ["check", box.files.manifest, *judging, "--stage", "acceptance", "--expect", "spbe.lock"]
    official = spbe(*check, "--evidence", "e.json", cwd=tmp_path)
    assert (official.returncode, official.stderr) == (0, "")
    assert official.stdout.startswith("PEMERIKSAAN RESMI\n")
    overridden = spbe(*check, *reached(box), cwd=tmp_path)
    assert (overridden.returncode, overridden.stdout) == (2, "")
    evaluate = ["evaluate", "e.json", "--decisions", "decisions.yaml", "--stage", "acceptance"]
    assert spbe(*evaluate, "--expect", "spbe.lock", cwd=tmp_path).stdout == official.stdout
    authority.write_text(authority.read_text(encoding="utf-8") + "# diubah\n", encoding="utf-8")
    changed = spbe(*check, cwd=tmp_path)
    assert (changed.returncode, changed.stdout) == (4, "")


# Output


SHARED = [
    (["-o", "json"], "tulis FORMAT=BERKAS; format: "),
    (["-o", "pdf=x.pdf"], "tulis FORMAT=BERKAS; format: "),
    (["-o", "json=-", "-o", "text=-"], "dua keluaran ke '-'"),
    (["-o", "json=-", "--evidence", "-"], "dua keluaran ke '-'"),
    (["-o", "json=x.json", "--id", "perizinan", "--id", "srikandi"], "memerlukan {app}"),
]


def test_outputs_in_each_others_way_are_refused_before_any_traffic(delivered: Path) -> None:
    found = batch([["check", "--authority", "authority.yaml", *outputs] for outputs, _ in SHARED], delivered)
    for (_, said), (code, out, err) in zip(SHARED, found, strict=True):
        assert (code, out) == (2, "")
        assert said in err


def test_what_cannot_be_written_is_one_clear_error(app: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "spbe_policy", "schema", "manifest"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert ran.returncode == 2
    assert ran.stderr.decode() == f"stdout: tidak dapat ditulis ({os.strerror(errno.ENOSPC)})\n"
    ran_city = spbe("city", "--lock", "tidak/ada/spbe.lock", cwd=app)
    assert (ran_city.returncode, ran_city.stderr.count("\n")) == (2, 1)
    assert spbe("city", "--lock", "/dev/null", cwd=app).returncode == 0
    assert not Path("/dev/null").is_file()
    assert spbe("init", "spbe.yaml", cwd=app).returncode == 2


def test_a_reader_that_leaves_is_no_error(app: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "spbe_policy", "schema", "manifest"]
    ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=environment(), check=False)
    os.close(writing)
    assert ran.stderr == b""


def test_a_terminal_without_the_characters_shows_the_rest(app: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "spbe_policy", "explain", "27-8-b"]
    variables = environment(PYTHONIOENCODING="ascii", CI="1")
    ran = subprocess.run(command, stdout=slave, stderr=subprocess.PIPE, cwd=app, env=variables, check=False)
    os.close(slave)
    shown = os.read(master, 4096)
    os.close(master)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"bssn-4-2021/27-8-b" in shown


def on_a_terminal(folder: Path, columns: int, *arguments: str, **variables: str) -> str:
    """Run a command whose standard output is a terminal of so many columns; return what it shows."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "spbe_policy", *arguments]
    variables = environment(CI="1", COLUMNS=str(columns), TERM="xterm", **variables)
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.DEVNULL, cwd=folder, env=variables):
        os.close(slave)
        shown = b""
        with suppress(OSError):  # how a terminal says that nobody writes any more
            while piece := os.read(master, 65536):
                shown += piece
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def test_lines_follow_a_narrow_terminal_and_files_do_not(app: Path) -> None:
    shown = on_a_terminal(app, 60, "lint", "-o", "text=laporan.txt", NO_COLOR="1")
    prose = [line for line in shown.splitlines() if not line.startswith("   ")]
    assert max(map(len, prose)) <= 60
    assert "\x1b" not in shown
    saved = (app / "laporan.txt").read_text(encoding="utf-8")
    assert max(len(line) for line in saved.splitlines() if not line.startswith("   ")) > 60
    underlined = {word for word in (*shown.split(), *saved.split()) if set(word) == {"="}}
    words = [[word for word in text.split() if word not in underlined] for text in (shown, saved)]
    assert words[0] == words[1]


def test_a_terminal_shows_headings_in_bold_and_a_pipe_does_not(app: Path) -> None:
    assert "\x1b[1m" in on_a_terminal(app, 100, "lint")
    assert "\x1b" not in on_a_terminal(app, 100, "lint", NO_COLOR="1")
    command = [sys.executable, "-m", "spbe_policy", "lint"]
    piped = subprocess.run(command, cwd=app, env=environment(), capture_output=True, check=False)
    assert b"\x1b" not in piped.stdout


def test_a_table_fits_a_narrow_terminal(app: Path) -> None:
    shown = on_a_terminal(app, 70, "rules")
    assert max(map(len, shown.splitlines())) <= 70
    assert "…" in shown


def test_interrupting_ends_quietly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "spbe_policy", "demo", "--serve"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as served:
        assert served.stdout
        assert served.stderr
        assert served.stdout.readline() == "cd spbe-demo && spbe-policy check\n"
        assert "Ctrl-C" in served.stderr.readline()
        served.send_signal(signal.SIGINT)
        assert (served.wait(60), served.stderr.read()) == (0, "")


# Exit codes


def test_the_worst_exit_code_counts() -> None:
    order = [70, 4, 2, 1, 3, 0]
    assert all(exits.worst(order[at:][::-1]) == code for at, code in enumerate(order))
    assert exits.worst([]) == 0


def test_a_fault_of_our_own_is_seventy(capsys: pytest.CaptureFixture[str]) -> None:
    assert failed(KeyError("x"), debug=False) == 70
    assert "Kesalahan alat, bukan kesalahan Anda: KeyError: 'x'" in capsys.readouterr().err
    failed(KeyError("x"), debug=True)
    assert "--debug" not in capsys.readouterr().err
    assert failed(KeyboardInterrupt(), debug=False) == 130
    several = ExceptionGroup("tasks", [UsageError("satu", "one"), ExceptionGroup("", [IntegrityError("dua", "two")])])
    assert failed(several, debug=False) == 4
    assert capsys.readouterr().err == "satu\ndua\n"


# The other commands


def test_explain_and_rules_show_what_the_files_say(tmp_path: Path) -> None:
    short, full = spbe("explain", "27-8-b", cwd=tmp_path), spbe("explain", "bssn-4-2021/27-8-b", cwd=tmp_path)
    assert short.stdout == full.stdout
    for part in ("parafrasa, bukan bunyi pasal", "Pasal 27 ayat (8)", "nginx:", "dari sumber kedua", "2 sesuai"):
        assert part in " ".join(short.stdout.split())
    moved = spbe("explain", "web-hsts", cwd=tmp_path)
    assert (moved.returncode, "kini bssn-4-2021/27-8-b" in moved.stderr) == (2, True)
    listed = json.loads(spbe("rules", "27-8-*", "--format", "json", cwd=tmp_path).stdout)
    assert "bssn-4-2021/27-8-b" in listed
    assert len(spbe("rules", cwd=tmp_path).stdout.splitlines()) > len(listed)


def test_questions_are_those_of_the_app(delivered: Path) -> None:
    all_of_them = spbe("questions", "--stage", "acceptance", cwd=delivered).stdout
    judging = ["--authority", "authority.yaml", "--decisions", "decisions.yaml", "--stage", "acceptance"]
    answered = spbe("questions", "spbe.yaml", *judging, cwd=delivered).stdout
    assert "kota-jambi/app-recommendation" in all_of_them
    assert "kota-jambi/app-recommendation" not in answered
    assert "bssn-4-2021/27-13-e" in spbe("questions", "spbe.yaml", *judging[:2], *judging[4:], cwd=delivered).stdout
    assert "bssn-4-2021/27-13-e" not in answered


def test_the_city_sees_its_own_debts(delivered: Path, tmp_path: Path) -> None:
    text = (delivered / "authority.yaml").read_text(encoding="utf-8")
    late = text.replace(text[text.index("data_portal:") : text.index("complaints:")], "")
    late = late.replace(
        late[late.index("super_app:") : late.index("sso:")],
        "super_app: {status: not-yet, until: 2024-01-31, decided_by: Diskominfo}\n",
    )
    late = late[: late.index("review_on:")] + "review_on: 2024-01-31\n"
    (tmp_path / "authority.yaml").write_text(late, encoding="utf-8")
    (tmp_path / "register.csv").write_bytes((delivered / "register.csv").read_bytes())
    shown = spbe("city", "--authority", "authority.yaml", cwd=tmp_path).stdout
    assert "31 Januari 2024 (sudah lewat)" in shown
    assert "belum tersedia sampai 31 Januari 2024 (diputuskan Diskominfo); tanggal itu sudah lewat" in shown
    assert "belum diisi di profil pemda" in shown


def test_verify_names_the_case_that_does_not_hold(tmp_path: Path) -> None:
    pack = tmp_path / "kota-uji"
    copy(
        tmp_path, "bssn-4-2021/pack", "bssn-4-2021/27-8-b", *(f"base/{file.stem}" for file in (OWN / "base").iterdir())
    )
    (tmp_path / "bssn-4-2021").rename(pack)
    rule = pack / "27-8-b.yaml"
    cases = rule.read_text(encoding="utf-8").count("expect:")
    held = spbe("verify", "kota-uji", cwd=tmp_path)
    assert (held.returncode, held.stdout) == (0, f"1 ketentuan, {cases} contoh: semua sesuai (kota-uji)\n")
    rule.write_text(
        rule.read_text(encoding="utf-8").replace(
            "a reviewer says yes, expect: pass", "a reviewer says yes, expect: fail"
        ),
        encoding="utf-8",
    )
    broken = spbe("verify", "kota-uji", cwd=tmp_path)
    assert broken.returncode == 1
    assert "kota-uji/27-8-b [a reviewer says yes]: seharusnya fail, ternyata pass" in broken.stdout


def test_schemas_are_valid_json_schema(tmp_path: Path) -> None:
    for code, schema, said in batch([["schema", name] for name in MODELS], tmp_path):
        assert (code, said) == (0, "")
        assert jsonschema_rs.meta.is_valid(json.loads(schema))


def test_plugins_are_listed_with_their_origin(tmp_path: Path) -> None:
    shown = spbe("plugins", cwd=tmp_path, SPBE_POLICY_PLUGINS="off").stdout
    assert "web.site/1" in shown
    assert "kota-jambi" in shown
    assert "json, junit" in shown


# demo


def test_a_bare_demo_reaches_both_verdicts_and_leaves_everything(tmp_path: Path) -> None:
    (tmp_path / "spbe-demo").mkdir()
    ran = spbe("demo", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "\nLULUS\n" in ran.stdout
    assert "\nTIDAK LULUS (" in ran.stdout
    assert len(ran.stdout.splitlines()) < 150
    assert not list((tmp_path / "spbe-demo").iterdir())
    faulty = tmp_path / "spbe-demo-2" / "tidak-lulus"
    left = {path.name for path in faulty.iterdir()}
    assert {"spbe.yaml", "authority.yaml", "decisions.yaml", "evidence.json", "report.json", "report.txt"} <= left
    again = spbe("evaluate", "evidence.json", cwd=faulty, SPBE_POLICY_POLICY="kota-jambi")
    assert again.returncode == 1
    assert again.stdout == (faulty / "report.txt").read_text(encoding="utf-8")


def test_demo_refuses_what_it_cannot_do_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "berisi").mkdir()
    (tmp_path / "berisi" / "surat.txt").write_bytes(b"x")
    assert spbe("demo", "--keep", "berisi", cwd=tmp_path).returncode == 2
    unknown = spbe("demo", "--fault", "hsts-mising", cwd=tmp_path)
    assert unknown.returncode == 2
    assert "mungkin maksudnya 'hsts-missing'?" in unknown.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["berisi"]
    assert "hsts-missing" in spbe("demo", "--list", cwd=tmp_path).stdout
