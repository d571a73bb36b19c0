"""What the papers say is true: examples run, the commands they name exist."""

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.S))
def test_python_of_the_readme_runs(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 (our own text)


@pytest.mark.parametrize("module", ["spbe_policy", "spbe_policy.testing"])
def test_examples_in_docstrings_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted > 0
    assert found.failed == 0


def test_every_command_that_the_readme_names_exists() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "spbe_policy", "--help"], capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    named = set(re.findall(r"spbe-policy (?!demo\b)([a-z]+) ", README))
    assert named
    assert all(re.search(rf"^\s+{name}\s", helped, re.M) for name in named), named


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = re.search(r"\n    (python3 -m venv .*nox)\n", README)
    assert command
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(step in script for step in command[1].split(" && "))
