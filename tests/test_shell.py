"""Help and completion, as a shell shows them."""
# ruff: noqa: S603

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from spbe_policy.cli import SUMMARIES

SHOWN = ("check", "lint", "evaluate", "questions", "diff", "index")
"""The commands with examples."""
COMPLETED = """
eval "$(_SPBE_POLICY_COMPLETE=bash_source spbe-policy)"
while read -r line; do
    read -ra COMP_WORDS <<< "$line"
    if [[ $line == *" -" ]]; then COMP_WORDS[-1]=""; fi
    COMPREPLY=() COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
    _spbe_policy_completion spbe-policy
    echo "${COMPREPLY[@]}"
done
"""
"""Completes each line; a dash at the end stands for an empty word."""


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPBE_POLICY_")}
    scripts = sysconfig.get_path("scripts")
    return {**kept, "PATH": f"{scripts}{os.pathsep}{kept['PATH']}", "PYTHONIOENCODING": "utf-8", **changes}


def spbe(*words: str, **changes: str) -> str:
    command = [sys.executable, "-m", "spbe_policy", *words]
    return subprocess.run(
        command, env=environment(**changes), capture_output=True, encoding="utf-8", check=True, timeout=60
    ).stdout


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
def test_bash_completes_commands_options_and_values(tmp_path: Path) -> None:
    (tmp_path / "spbe-policy.toml").write_text("not = [valid", encoding="utf-8")
    lines = ["spbe-policy -", "spbe-policy ch", "spbe-policy check --sta", "spbe-policy check --stage -",
             "spbe-policy document -", "spbe-policy tidak-ada --lan"]  # fmt: skip
    ran = subprocess.run(
        [str(shutil.which("bash")), "-c", COMPLETED], input="\n".join(lines) + "\n", cwd=tmp_path, env=environment(),
        capture_output=True, encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        " ".join(SUMMARIES), "check", "--stage", "delivery acceptance release operation", "add", "--lang",
    ]  # fmt: skip


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_given_its_script(shell: str) -> None:
    assert "_SPBE_POLICY_COMPLETE" in spbe(_SPBE_POLICY_COMPLETE=f"{shell}_source")


def test_a_shell_that_shows_them_is_told_what_commands_do_in_its_language() -> None:
    asked = {"COMP_WORDS": "spbe-policy li", "COMP_CWORD": "1", "_SPBE_POLICY_COMPLETE": "zsh_complete"}
    assert spbe(**asked).splitlines() == ["plain", "lint", SUMMARIES["lint"][0]]
    assert spbe(**asked, SPBE_POLICY_LANG="en").splitlines() == ["plain", "lint", SUMMARIES["lint"][1]]


@pytest.mark.parametrize(("lang", "title"), [("id", "Contoh:"), ("en", "Examples:")])
def test_help_ends_with_examples_whose_options_exist(lang: str, title: str) -> None:
    for name in SHOWN:
        options, _, examples = spbe(name, "--lang", lang, "--help").partition(f"\n{title}\n")
        lines = examples.splitlines()
        assert 1 < len(lines) < 4
        assert all(line.startswith(f"  spbe-policy {name}") for line in lines)
        for option in re.findall(r"(?<= )--?[a-z][a-z-]*", examples):
            assert re.search(rf"^ .*{option}\b", options, re.M), option
