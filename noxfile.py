"""Everything that CI runs. `nox` runs it all; `nox -s tests` one part; `nox -s bench` measures (not part of CI)."""

import os
import shutil
from functools import cache
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["static", "tests", "plugins"]
nox.options.error_on_missing_interpreters = True

PROJECT = nox.project.load_toml("pyproject.toml")
LINT = nox.project.dependency_groups(PROJECT, "lint")
TEST = nox.project.dependency_groups(PROJECT, "test")


def wheel(session: nox.Session, *extras: str) -> None:
    """Build the wheel, once for all sessions of a run, and install that, never the source tree."""
    built = _built(session)
    session.install(f"{built}[{','.join(extras)}]" if extras else str(built))


@cache
def _dist() -> Path:
    """An empty folder; it stays what it is for the rest of the run."""
    out = Path(".nox/dist").absolute()
    shutil.rmtree(out, ignore_errors=True)
    return out


def _built(session: nox.Session) -> Path:
    if not (found := list(_dist().glob("*.whl"))):
        session.install("build")
        session.run("python", "-m", "build", "--wheel", "--outdir", str(_dist()), silent=True)
        found = list(_dist().glob("*.whl"))
    return found[0]


@nox.session
def static(session: nox.Session) -> None:
    """Look without running: style, types, who imports whom, generated pages (with how the rules stand mutation)."""
    session.install("-e", ".[demo,papers]", *LINT, *TEST)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")
    session.run("python", "docs/generate.py", "check")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on the built wheel, with the example plugin installed beside it."""
    wheel(session, "demo", "papers")
    session.install("./plugins/spbe-policy-example", *TEST)
    session.run("spbe-policy", "verify", "contoh")
    session.run("pytest", "-n", "3", *session.posargs)  # some wait for time-outs meanwhile


@nox.session
def plugins(session: nox.Session) -> None:
    """Run the tests of the plugins that have a heavier dependency or another licence."""
    wheel(session, "demo")
    ours = sorted(path for path in Path("plugins").iterdir() if path.name != "spbe-policy-example")
    session.install(
        *(f"./{path}" for path in ours), *(each for each in TEST if each.startswith(("pytest", "hypothesis")))
    )
    search = os.pathsep.join([session.bin, str(sslyze(session)), os.environ["PATH"]])
    for path in ours:
        session.run("pytest", "-n", "2", str(path), env={"PATH": search})


def sslyze(session: nox.Session) -> Path:
    """Install sslyze into an environment of its own, as its licence and its pins want it; return where it lies."""
    home = Path(session.create_tmp()).absolute() / "sslyze"
    session.run("python", "-m", "venv", str(home), silent=True)
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    session.run(str(programs / "python"), "-m", "pip", "install", "-q", "sslyze>=6.3,<7", external=True)
    return programs


@nox.session
def matrix(session: nox.Session) -> None:
    """Plant every fault alone; the tests plant every second one, which CI has time for."""
    wheel(session, "demo")
    session.install(*TEST)
    session.run("pytest", "-n", "2", "tests/test_faults.py", *session.posargs, env={"MATRIX": "all"})


@nox.session
def chaos(session: nox.Session) -> None:
    """Run the whole chaos: 250 seeds over the compliant and the faulty app, and each disturbance alone."""
    wheel(session, "demo")
    session.install(*TEST)
    session.run("pytest", "-n", "2", "tests/test_chaos.py", *session.posargs, env={"CHAOS": "250"})


@nox.session
def docs(session: nox.Session) -> None:
    """Renew the generated pages."""
    session.install("-e", ".")
    session.run("python", "docs/generate.py", "write")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the ratios that we promise, each against its floor, in one run."""
    wheel(session, "demo")
    session.install("msgspec>=0.20", "pyyaml>=6.0.3")  # what the floor of a fleet is made of
    session.run("python", "benchmarks/bench.py", *session.posargs)
