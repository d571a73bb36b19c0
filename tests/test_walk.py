"""A newcomer's walk: the lines of the README, one after the other, as they stand there."""
# ruff: noqa: S603

import os
import re
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Langkah pertama")[2].partition("\n## ")[0]
SERVE, CD, *STEPS = [line.strip() for line in SECTION.splitlines() if line.startswith("    ")]
"""What runs in the first terminal, where the second goes, and what is typed there."""


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPBE_POLICY_")}
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": path, "PYTHONIOENCODING": "utf-8"}


@contextmanager
def city(folder: Path) -> Iterator[str]:
    """Run the first terminal; yields what it says when the servers are up."""
    with subprocess.Popen(
        SERVE.split(), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as served:
        try:
            assert served.stdout
            yield served.stdout.readline().decode()
        finally:
            served.send_signal(signal.SIGINT)


def stepped(line: str, folder: Path) -> str | None:
    """Type one line; it must end as its comment says. Return the verdict that it announces."""
    ran = subprocess.run(
        [str(shutil.which("bash")), "-c", line],
        cwd=folder, env=environment(), capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    announced = re.search(r"# (\d): ([A-Z ]+) /", line)
    assert (ran.returncode, ran.stderr) == (int(announced[1]) if announced else 0, ""), line
    if not announced:
        return None
    assert re.search(rf"^{announced[2]}\b", ran.stdout, re.M)
    return announced[2]


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
def test_the_lines_of_the_readme_lead_from_two_faults_to_a_green_gate(tmp_path: Path) -> None:
    with city(tmp_path) as told:
        assert told == f"{CD} && spbe-policy check\n"
        verdicts = [verdict for line in STEPS if (verdict := stepped(line, tmp_path / CD.removeprefix("cd ")))]
    assert verdicts == ["TIDAK LULUS", "LULUS"]
    draft = (tmp_path / "kota" / "rancangan" / "spbe.yaml").read_text(encoding="utf-8")
    assert "Antrean Layanan  # teramati" in draft
