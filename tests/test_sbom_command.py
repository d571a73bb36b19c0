"""`sbom FILE`: what a person sees of a bill of materials, whatever is in it."""

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from spbe_policy.builtin.sbom.graph import graph
from spbe_policy.builtin.sbom.outline import fitting, outline
from spbe_policy.builtin.sbom.reading import read
from spbe_policy.cli import language, run

EXAMPLES = Path(__file__).parents[1] / "examples" / "sbom"
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def in_indonesian() -> None:
    language.use("id")


def library(name: str, version: str | None = "1.0", **more: Any) -> dict[str, Any]:
    return {"type": "library", "bom-ref": name, "name": name, **({"version": version} if version else {}), **more}


def bill(components: list[dict[str, Any]], edges: dict[str, list[str]] | None = None, **more: Any) -> bytes:
    subject = {"type": "application", "bom-ref": "app", "name": "antrean", "version": "1.4.0"}
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "metadata": {"component": subject},
            "components": components,
            "dependencies": [{"ref": ref, "dependsOn": wants} for ref, wants in (edges or {}).items()],
            **more,
        }
    ).encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sbom.json"


def test_a_person_sees_what_it_is_and_what_is_missing(capfd: Output) -> None:
    assert run(["--lang", "en", "sbom", str(EXAMPLES / "pypi.json")]) == 0
    shown = capfd.readouterr().out
    for line in (
        "App             antrean 1.4.0",
        "Form            CycloneDX 1.6 json",
        "Components      9 (9 library)",
        "  Flask@3.1.3\n    Jinja2@3.1.6\n      MarkupSafe@3.0.4\n",
        "4 × BSD-3-Clause",
        "2 not connected with the app: pip@23.2.1, setuptools@65.5.0",
        "metadata without: phase, author",
    ):
        assert line in shown


def test_show_may_be_named_and_options_may_come_first(capfd: Output) -> None:
    said = []
    for words in (["sbom"], ["sbom", "show"], ["sbom", "--all"], ["sbom", "--lang", "id"]):
        assert run([*words, str(EXAMPLES / "maven.json")]) == 0
        said.append(capfd.readouterr().out)
    assert len(set(said)) == 1
    assert "Pohon dependensi" in said[0]
    assert run(["sbom", "--help"]) == 0
    assert "draft" in capfd.readouterr().out


def test_json_has_every_part_with_its_depth(capfd: Output) -> None:
    assert run(["sbom", str(EXAMPLES / "go.json"), str(EXAMPLES / "pypi.xml"), "--format", "json"]) == 0
    go, pypi = json.loads(capfd.readouterr().out)["boms"]
    assert (go["name"], go["version"], go["draft"]) == ("git.kota-contoh.go.id/antrean", "v1.4.0", False)
    assert {part["name"]: part["depth"] for part in go["parts"]}["golang.org/x/text"] == 3
    assert pypi["format"] == "xml"
    assert pypi["inventory"]["orphans"]["count"] == 2


def test_several_files_are_counted_together(capfd: Output) -> None:
    assert run(["sbom", str(EXAMPLES / "pypi.json"), str(EXAMPLES / "pypi.xml"), str(EXAMPLES / "npm.json")]) == 0
    assert "Bersama-sama: 14 komponen" in capfd.readouterr().out


def test_every_error_of_an_invalid_file_is_told_and_the_others_are_shown(file: Path, capfd: Output) -> None:
    file.write_bytes(bill([{"type": "pustaka", "name": "x"}] * 7))
    assert run(["--lang", "en", "sbom", str(file), str(EXAMPLES / "npm.json")]) == 2
    out, err = capfd.readouterr()
    assert "Not valid CycloneDX" in out
    assert "htmx.org@2.0.4" in out
    assert len([line for line in err.splitlines() if f"{file}: /components/" in line]) >= 7


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"bomFormat": "CycloneDX",\n"specVersion": }', "line 2: invalid JSON"),
        (b'{"a": 1, "a": 2}', "duplicate key"),
        (b"<bom xmlns='http://cyclonedx.org/schema/bom/1.6' version='1'>\n<x/></bom>", "line 2: "),
        (b"<!DOCTYPE bom [<!ENTITY a 'b'>]><bom>&a;</bom>", "document type"),
        (b"", "line 1: invalid JSON"),
        (b"\x00\xff", "sbom.json: "),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(file: Path, capfd: Output, content: bytes, said: str) -> None:
    file.write_bytes(content)
    assert run(["--lang", "en", "sbom", str(file)]) == 2
    assert said in capfd.readouterr().err


def test_a_missing_file_is_wrong_usage(tmp_path: Path, capfd: Output) -> None:
    assert run(["sbom", str(tmp_path / "tidak-ada.json")]) == 2
    assert "tidak dapat dibaca" in capfd.readouterr().err
    assert run(["sbom"]) == 2


HOSTILE = "\x1b[2J\x1b]0;x\x07\u202e::error::x\r\n##vso[task]x"


@pytest.mark.parametrize("shape", ["text", "json"])
def test_hostile_names_move_no_cursor(file: Path, capfd: Output, shape: str) -> None:
    wild = library(
        "a", licenses=[{"license": {"name": HOSTILE}}], supplier={"name": HOSTILE}, purl=f"pkg:npm/{HOSTILE}"
    )
    wild |= {"name": HOSTILE, "version": HOSTILE, "group": HOSTILE}
    more: dict[str, Any] = {
        "metadata": {
            "component": {"type": "application", "bom-ref": "app", "name": HOSTILE, "version": HOSTILE},
            "tools": [{"name": HOSTILE, "version": HOSTILE}],
            "authors": [{"name": HOSTILE}],
            "lifecycles": [{"name": HOSTILE}],
        }
    }
    file.write_bytes(bill([wild, library(HOSTILE)], {"app": ["a", HOSTILE, "\x1b[31mhilang"]}, **more))
    assert run(["sbom", str(file), "--format", shape]) == 0
    shown = capfd.readouterr().out
    assert not {"\x1b", "\x07", "\r"} & set(shown)
    if shape == "text":
        assert "\u202e" not in shown
        assert not any(line.lstrip().startswith("::") or "##vso[" in line for line in shown.splitlines())


def test_cycles_and_shared_parts_are_opened_once() -> None:
    edges = {"app": ["a", "b"], "a": ["b", "c"], "b": ["c"], "c": ["a", "d"], "d": ["d"]}
    document = read(bill([library(name) for name in "abcd"], edges))
    links = graph(document, document.components)
    lines = list(outline(links, links.depths(), 9))
    assert [(one.depth, one.ref, one.again) for one in lines] == [
        (1, "a", False),
        (2, "b", True),
        (2, "c", False),
        (3, "a", True),
        (3, "d", False),
        (4, "d", True),
        (1, "b", False),
        (2, "c", True),
    ]
    assert fitting(links, links.depths(), 5) == 2


def test_ten_thousand_components_are_shown_in_good_time_and_bounded(file: Path, capfd: Output) -> None:
    names = [f"n{number}" for number in range(10_000)]
    edges = {"app": names[:100]} | {name: names[number * 3 : number * 3 + 9] for number, name in enumerate(names)}
    file.write_bytes(bill([library(name, licenses=[{"license": {"id": "MIT"}}]) for name in names], edges))
    start = time.process_time()
    assert run(["--lang", "en", "sbom", str(file)]) == 0
    assert time.process_time() - start < 5
    shown = capfd.readouterr().out
    assert "9940 more components (--all)" in shown
    assert len(shown.splitlines()) < 110
    assert run(["sbom", str(file), "--all"]) == 0
    assert len(capfd.readouterr().out.splitlines()) > 10_000


def test_a_chain_of_ten_thousand_needs_no_recursion(file: Path, capfd: Output) -> None:
    names = ["app", *(f"n{number}" for number in range(10_000))]
    edges = {one: [other] for one, other in pairwise(names)}
    file.write_bytes(bill([library(name) for name in names[1:]], edges))
    assert run(["sbom", str(file), "--all"]) == 0
    assert "n9999@1.0" in capfd.readouterr().out


def test_a_document_without_a_graph_is_shown(file: Path, capfd: Output) -> None:
    file.write_bytes(bill([library("a", None)]))
    assert run(["--lang", "en", "sbom", str(file)]) == 0
    shown = capfd.readouterr().out
    assert "Nothing leads from the app" in shown
    assert "1 without a version: a" in shown
