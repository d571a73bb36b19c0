"""The index: data that adds up, arithmetic that can be followed by hand, and what is said when something is missing."""
# ruff: noqa: S603

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from spbe_policy import plugins
from spbe_policy.assessment import assess
from spbe_policy.errors import InputError
from spbe_policy.evaluating import evaluate
from spbe_policy.index import Index, Levels, folders, load_index, load_levels
from spbe_policy.packs import load_policy
from spbe_policy.rules import Case
from spbe_policy.verify import evidence_of, load_base
from spbe_policy.vocabulary import Stage

REGISTRY = plugins.load()
FOLDERS = folders(REGISTRY.packs.values())
INDEXES = {name: load_index(folder) for name, folder in FOLDERS.items()}
SPBE, PEMDI = INDEXES["spbe-2020"], INDEXES["pemdi-2026"]
each_index = pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)


def spbe(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "spbe_policy", *map(str, arguments)],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if not name.startswith("SPBE_POLICY_")},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def levels(index: str, given: Mapping[int, int | None]) -> Levels:
    said = {str(number): level for number, level in given.items()}
    return Levels.model_validate(
        {"schema": "spbe-levels/1", "index": index, "city": "Kota Contoh", "year": 2026, "levels": said}
    )


def everywhere(index: Index, level: int, **changes: int) -> dict[int, int | None]:
    return {item.number: level for item in index.indicators} | {int(key[1:]): value for key, value in changes.items()}


def file(tmp_path: Path, body: str, index: str = "pemdi-2026") -> Path:
    path = tmp_path / "tingkat.yaml"
    path.write_text(f"schema: spbe-levels/1\nindex: {index}\ncity: Kota Contoh\nyear: 2026\n{body}", encoding="utf-8")
    return path


def test_both_indexes_are_whole() -> None:
    assert {name: len(index.indicators) for name, index in INDEXES.items()} == {"spbe-2020": 47, "pemdi-2026": 20}
    assert [len(SPBE.domains), len(SPBE.aspects), len(PEMDI.domains), len(PEMDI.aspects)] == [4, 8, 0, 7]
    assert [domain.weight for domain in SPBE.domains] == [Decimal(text) for text in ("13", "25", "16.5", "45.5")]
    assert [SPBE.status, PEMDI.status] == ["superseded", "in-force"]


@each_index
def test_weights_sum_to_100_and_numbers_run_through(index: Index) -> None:
    assert sum(item.weight for item in index.indicators) == sum(item.weight for item in index.aspects) == 100
    assert [item.number for item in index.indicators] == list(range(1, len(index.indicators) + 1))
    assert {len(scale) for scale in index.scales.values()} == {5}


@each_index
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_same_level_everywhere_is_the_index(index: Index, level: int) -> None:
    name = next(name for name, known in INDEXES.items() if known is index)
    found = assess(index, levels(name, everywhere(index, level)))
    assert {found.value, *(part.value for part in (*found.aspects, *found.domains))} == {Decimal(level)}


def test_an_index_computed_by_hand() -> None:
    # 13 x 2 + 25 x 3 + 12 x 2 + 4.5 x 1 + 27.5 x 3 + 18 x 4 = 284; indicator 42 (3 %) one level up: 287
    given = dict.fromkeys(range(1, 11), 2) | dict.fromkeys(range(11, 21), 3)
    given |= dict.fromkeys(range(21, 29), 2) | dict.fromkeys(range(29, 32), 1)
    given |= dict.fromkeys(range(32, 42), 3) | dict.fromkeys(range(42, 48), 4) | {42: 5}
    found = assess(SPBE, levels("spbe-2020", given))
    assert found.value == Decimal("2.87")
    assert found.predicate is not None
    assert found.predicate.name.id == "Baik"
    assert [part.value for part in found.aspects][-1] == Decimal("4.1667")  # (18 x 4 + 3) / 18
    assert [part.value for part in found.domains] == [
        Decimal(text)
        for text in ("2", "3", "1.7273", "3.4615")  # 28.5 / 16.5 and 157.5 / 45.5
    ]


@pytest.mark.parametrize(
    ("value", "word"),
    [("4.2", "Memuaskan"), ("4.1999", "Sangat Baik"), ("3.5", "Sangat Baik"), ("3.4999", "Baik"), ("2.6", "Baik"),
     ("2.5999", "Cukup"), ("1.8", "Cukup"), ("1.7999", "Kurang"), ("1", "Kurang")],
)  # fmt: skip
def test_the_borders_of_the_predicates(value: str, word: str) -> None:
    assert SPBE.predicate(Decimal(value)).name.id == word


def test_where_sources_differ_on_a_border_both_predicates_are_given() -> None:
    between = assess(PEMDI, levels("pemdi-2026", everywhere(PEMDI, 4)))
    assert [found and found.name.id for found in (between.predicate, between.disputed_predicate)] == [
        "Memuaskan",
        "Sangat Baik",
    ]
    for level in (3, 5):
        assert assess(PEMDI, levels("pemdi-2026", everywhere(PEMDI, level))).disputed_predicate is None


def test_a_missing_level_is_said_and_then_there_is_no_index() -> None:
    given = everywhere(SPBE, 3) | {30: None}
    del given[7]
    found = assess(SPBE, levels("spbe-2020", given))
    assert (found.value, found.predicate, found.missing) == (None, None, (7, 30))
    assert [part.number for part in found.aspects if part.value is None] == [1, 6]
    assert [part.number for part in found.domains if part.value is None] == [1, 3]


@pytest.mark.parametrize(
    ("body", "place", "said"),
    [
        ("levels: {1: 6}", ":5:10", "1 to 5"),
        ("levels:\n  1: 3\n  2: 3.5\n", ":7:3", "1 to 5"),
        ("levels: {1: true}", ":5:10", "1 to 5"),
        ("levels: {1: tiga}", ":5:10", "1 to 5"),
        ("levels: {1: 2, 21: 2}", ":5:16", "has no indicator 21"),
        ("levels: {satu: 2}", ":5:10", "must match"),
        ("levels: {1: 2, 1: 3}", ":5:16", "stands twice"),
        ("levls: {}\nlevels: {1: 2}", ":5:1", "did you mean 'levels'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, body: str, place: str, said: str) -> None:
    path = file(tmp_path, body)
    with pytest.raises(InputError) as refused:
        load_levels(path.read_text(), str(path), FOLDERS)
    message = refused.value.say("en")
    assert f"{path}{place}: " in message
    assert said in message


def test_an_index_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pemdi-2026"
    folder.mkdir()
    whole = (FOLDERS["pemdi-2026"] / "index.yaml").read_text(encoding="utf-8")
    (folder / "index.yaml").write_text(
        whole.replace("{number: 1, aspect: 1, weight: 5,", "{number: 1, aspect: 1, weight: 6,")
    )
    with pytest.raises(InputError, match="tidak berjumlah"):
        load_index(folder)


def report_of(folder: Path, pack: str, case: Case) -> Path:
    where = REGISTRY.packs[pack]
    found = evaluate(evidence_of(load_base(where), case), load_policy(where, REGISTRY.checks), stage=Stage.ACCEPTANCE)
    path = folder / f"{pack}.json"
    path.write_bytes(found.json_bytes())
    return path


def test_the_command_prints_an_empty_file_that_can_be_filled_in(tmp_path: Path) -> None:
    for name, index in INDEXES.items():
        form = spbe("index", "--template", name, cwd=tmp_path).stdout
        (tmp_path / "tingkat.yaml").write_text(
            form.replace("city:", "city: Kota Contoh").replace("year:", "year: 2026"), encoding="utf-8"
        )
        ran = spbe("index", "tingkat.yaml", "--format", "json", cwd=tmp_path)
        assert ran.returncode == 3, ran.stderr
        assert json.loads(ran.stdout)["missing"] == [item.number for item in index.indicators]
    ran = spbe("index", "--template", "spbe-2021", "--lang", "en", cwd=tmp_path)
    assert (ran.returncode, "did you mean 'spbe-2020'" in ran.stderr) == (2, True)


def test_the_command_gives_the_index_and_what_reports_show(tmp_path: Path) -> None:
    written = "levels:\n" + "".join(f"  {item.number}: 4\n" for item in PEMDI.indicators)
    levels_file = file(tmp_path, written)
    reports = [
        report_of(tmp_path, pack, Case(name="as it should be", expect="pass"))
        for pack in ("komdigi-6-2025", "satu-data")
    ]
    given = [word for report in reports for word in ("--report", str(report))]
    ran = spbe("index", levels_file, *given, "--format", "json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert (found["value"], found["predicate"]["name"]["id"]) == ("4.0000", "Memuaskan")
    shown = {item["number"]: item["support"] for item in found["indicators"]}
    handover = next(item for item in shown[13] if item["rule"] == "komdigi-6-2025/app-source-handover")
    assert (handover["app"], handover["official"]) == ("antrean", False)
    assert [paper["kind"] for paper in handover["documents"]] == ["berita-acara-serah-terima"]
    declared = next(item for item in shown[5] if item["rule"] == "satu-data/data-declared")
    assert declared["state"] == "pass"
    assert shown[6] == []

    page = spbe("index", levels_file, *given, cwd=tmp_path).stdout
    for words in ("menurut sumber lain: Sangat Baik", "sesuai: antrean (latihan)", "berita-acara-serah-terima.pdf"):
        assert words in " ".join(page.split())
    assert "Tanpa dukungan" in page


def test_the_command_refuses_what_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "laporan.json").write_text('{"schema": "spbe-evidence/1"}')
    ran = spbe("index", file(tmp_path, "levels: {1: 2}"), "--report", "laporan.json", "--lang", "en", cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.startswith("laporan.json:")
    ran = spbe("index", "--lang", "en", cwd=tmp_path)
    assert (ran.returncode, "FILE or --template" in ran.stderr) == (2, True)
