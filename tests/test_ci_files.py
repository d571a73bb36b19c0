"""The files by which other systems run us: their steps are run as those systems would run them."""
# ruff: noqa: S603

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from spbe_policy.demo import Sandbox
from spbe_policy.reading import parse_json

Ran = subprocess.CompletedProcess[str]

ROOT = Path(__file__).parents[1]
PACK = ROOT / "examples" / "packs" / "kota-contoh"
SCRIPTS = sysconfig.get_path("scripts")
QUOTE = '\'; touch "$(echo broken)" #`touch broken`$(touch broken)'
"""An input by which a script would be broken out of."""


def read(name: str) -> Any:
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPBE_POLICY_")}
    return {**kept, "PATH": f"{SCRIPTS}{os.pathsep}{kept['PATH']}", "PYTHONIOENCODING": "utf-8", **changes}


def run(words: list[str], cwd: Path, **variables: str) -> Ran:
    return subprocess.run(
        words, cwd=cwd, env=environment(**variables), capture_output=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(["hsts-missing"], folder=tmp_path_factory.mktemp("city")) as sandbox:
        yield sandbox


def live(box: Sandbox) -> str:
    """What a check against the sandbox needs to be told, one word a line."""
    resolve = [word for where in box.resolve for word in ("--resolve", where)]
    return "\n".join(["--rule", "*/27-8-b", *resolve])


# pre-commit


HOOKS = {hook["id"]: hook for hook in read(".pre-commit-hooks.yaml")}


def hook(name: str, cwd: Path, *, files: list[str], args: list[str]) -> Ran:
    """Run a hook as pre-commit does: its entry, the user's `args`, then those of the changed files that it wants."""
    declared = HOOKS[name]
    wanted = [file for file in files if re.search(declared.get("files", ""), file)]
    passed = wanted if declared.get("pass_filenames", True) else []
    return run([*shlex.split(declared["entry"]), *args, *passed], cwd)


def test_the_lint_hook_judges_every_manifest_that_changed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "antrean", tmp_path / "antrean")
    (tmp_path / "lain").mkdir()
    text = "schema: spbe-app/1\napp: {id: lain}\nsbom: tidak-ada.json\n"
    (tmp_path / "lain" / "spbe.yaml").write_text(text, encoding="utf-8")
    args = ["--authority", str(ROOT / "examples" / "kota-contoh" / "authority.yaml")]
    good = hook("spbe-policy-lint", tmp_path, files=["antrean/spbe.yaml", "README.md"], args=args)
    assert (good.returncode, good.stderr) == (0, "")
    both = hook("spbe-policy-lint", tmp_path, files=["antrean/spbe.yaml", "lain/spbe.yaml"], args=args)
    assert (both.returncode, both.stderr) == (1, "")
    assert re.search(r"^lain .*\(wajib\)$", both.stdout, re.M)


def test_the_verify_hook_runs_the_cases_of_the_packs_it_is_given(tmp_path: Path) -> None:
    shutil.copytree(PACK, tmp_path / "kota-contoh")
    changed = next((tmp_path / "kota-contoh").glob("*.yaml")).name
    good = hook("spbe-policy-verify", tmp_path, files=[changed], args=["kota-contoh"])
    assert (good.returncode, good.stderr) == (0, "")
    (tmp_path / "kota-contoh" / "pack.yaml").write_text("title: {}\n", encoding="utf-8")
    assert hook("spbe-policy-verify", tmp_path, files=[changed], args=["kota-contoh"]).returncode == 2


# GitHub


ACTION = read("action.yml")
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


def step(name: str, cwd: Path, known: dict[str, str], **inputs: str) -> tuple[Ran, dict[str, str]]:
    """Run a step as the runner does; return also what it tells later steps."""
    given = {key: str(said.get("default", "")) for key, said in ACTION["inputs"].items()}
    values = known | {f"inputs.{key}": value for key, value in (given | inputs).items()}
    variables = {
        key: re.sub(r"\$\{\{ (\S+) \}\}", lambda found: values[found[1]], text)
        for key, text in STEPS[name]["env"].items()
    }
    told, summary = cwd / "told", cwd / "summary"
    script = cwd / "step.sh"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    bash = [shutil.which("bash") or "bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    ran = run(bash, cwd, GITHUB_OUTPUT=str(told), GITHUB_STEP_SUMMARY=str(summary), **variables)
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return ran, dict(line.split("=", 1) for line in lines)


def runner(tmp_path: Path) -> dict[str, str]:
    """A runner on which the action is installed already."""
    (tmp_path / "spbe-policy").mkdir()
    (tmp_path / "spbe-policy" / "bin").symlink_to(SCRIPTS)
    return {"runner.temp": str(tmp_path)}


def settings(box: Sandbox) -> dict[str, str]:
    files = box.files
    return {
        "manifest": str(files.manifest), "authority": str(files.authority), "decisions": str(files.decisions),
        "stage": "acceptance", "arguments": live(box),
    }  # fmt: skip


def test_no_input_is_written_into_a_script() -> None:
    for name, said in STEPS.items():
        assert "${{" not in said.get("run", ""), name
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(ACTION["inputs"])


def test_the_action_annotates_and_fails_a_step_whose_app_fails(box: Sandbox, tmp_path: Path) -> None:
    ran, told = step("Check", tmp_path, runner(tmp_path), **settings(box), sarif="spbe.sarif")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "::error" in ran.stdout
    assert told["exit-code"] == "1"
    report = Path(told["report"]).read_bytes()
    assert {rule["state"] for rule in parse_json(report, "report.json")["rules"]} == {"fail"}
    assert "27-8-b" in (tmp_path / "summary").read_text(encoding="utf-8")
    assert parse_json((tmp_path / "spbe.sarif").read_bytes(), "spbe.sarif")["version"] == "2.1.0"


@pytest.mark.parametrize(("allowed", "code"), [("false", 3), ("true", 0)])
def test_waiting_for_people_fails_the_step_unless_allowed(tmp_path: Path, allowed: str, code: int) -> None:
    (tmp_path / "spbe.yaml").write_text("schema: spbe-app/1\napp: {id: antrean}\n", encoding="utf-8")
    waits = {"arguments": "--rule\n*/27-8-b", "allow-undecided": allowed}
    ran, told = step("Check", tmp_path, runner(tmp_path), **waits)
    assert (ran.returncode, told["exit-code"]) == (code, "3")


def test_an_input_is_never_run(tmp_path: Path) -> None:
    _, told = step("Check", tmp_path, runner(tmp_path), **dict.fromkeys(ACTION["inputs"], QUOTE))
    assert told == {"exit-code": "2"}
    assert not list(tmp_path.rglob("broken"))


# Container, and what the action installs


CONTAINER = [
    line.split() for line in (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines() if line[:1].isupper()
]


def test_what_the_container_copies_is_enough_to_install_from(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for _, *names, target in (line for line in CONTAINER if line[0] == "COPY" and not line[1].startswith("--")):
        for name in names:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, source / target / ("" if target != "./" else name))
    known = {
        "steps.python.outputs.python-path": sys.executable,
        "github.action_path": str(source),
        "runner.temp": str(tmp_path),
    }
    with pytest.MonkeyPatch.context() as patch:  # nothing is downloaded: all that it needs is here
        patch.setenv("PIP_NO_DEPS", "1")
        patch.setenv("PIP_NO_BUILD_ISOLATION", "0")  # pip's inverse reading: no isolation
        patch.setenv("PYTHONPATH", sysconfig.get_path("purelib"))
        ran, _ = step("Install", tmp_path, known)
    assert ran.returncode == 0, ran.stderr
    installed = tmp_path / "spbe-policy" / "bin" / "spbe-policy"
    assert run([str(installed), "--version"], tmp_path).stdout.startswith("spbe-policy ")
    assert list(tmp_path.glob("spbe-policy/lib/*/site-packages/spbe_policy/_policies/kota-jambi/pack.yaml"))


def test_the_container_runs_without_privileges() -> None:
    last = CONTAINER[[line[0] for line in CONTAINER].index("FROM", 1) :]
    assert [line[1] for line in last if line[0] == "USER"] == ["65532:65532"]
    assert all(line[0] != "ADD" for line in CONTAINER)


# GitLab


JOB = read("examples/ci/gitlab-ci.yml")["spbe-policy"]


def gitlab(box: Sandbox, tmp_path: Path, **variables: str) -> Ran:
    (tmp_path / "pip").write_text("#!/bin/sh\n", encoding="utf-8")  # what is installed here is what is tested
    (tmp_path / "pip").chmod(0o755)
    (tmp_path / "spbe-policy.toml").write_text(
        f'authority = "{box.files.authority}"\ndecisions = "{box.files.decisions}"\n', encoding="utf-8"
    )
    path = f"{tmp_path}{os.pathsep}{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    return run(
        ["sh", "-ec", "\n".join(JOB["script"])], tmp_path, **JOB["variables"] | {"PATH": path} | variables
    )  # fmt: skip


def test_the_gitlab_job_leaves_what_it_declares(box: Sandbox, tmp_path: Path) -> None:
    ran = gitlab(box, tmp_path, SPBE_PACKAGE="spbe-policy", SPBE_MANIFEST=str(box.files.manifest))
    assert ran.returncode in {1, *JOB["allow_failure"]["exit_codes"]}, ran.stderr
    artifacts = JOB["artifacts"]
    for name in (*artifacts["paths"], *artifacts["reports"].values()):
        assert (tmp_path / name).is_file()


def test_the_gitlab_job_says_what_is_not_set(box: Sandbox, tmp_path: Path) -> None:
    ran = gitlab(box, tmp_path)
    assert ran.returncode not in {0, 1, 3}
    assert "SPBE_PACKAGE" in ran.stderr
