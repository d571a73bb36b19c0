"""Documents as they lie on disk, and what is judged of them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import Authority
from spbe_policy.builtin.app import collectors
from spbe_policy.builtin.app.checks import architecture_codes, evaluation, recommendation, tests
from spbe_policy.checks import Declaration, Fail, Outcome, Pass
from spbe_policy.collecting import Collected, Scope
from spbe_policy.evidence import Cause, Gap, Paper
from spbe_policy.manifest import Manifest
from spbe_policy.reading import digest
from spbe_policy.testing import MOMENT, judge

CITY = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
KIND = "laporan-evaluasi"


def listed(*paths: str, kind: str = KIND, content: bytes = b"isi") -> dict[str, Any]:
    return {"documents": [{"path": path, "kind": kind, "sha256": digest(content)} for path in paths]}


def look(folder: Path | None, *paths: str) -> Collected:
    app = Manifest.model_validate({"schema": "spbe-app/1", "app": {"id": "antrean"}, **listed(*paths)})
    return anyio.run(collectors.papers.run, Scope(app, CITY, None, folder, (), None))


def test_a_document_is_found_as_it_lies_there(tmp_path: Path) -> None:
    (tmp_path / "dokumen").mkdir()
    (tmp_path / "dokumen/sama.txt").write_bytes(b"isi")
    (tmp_path / "dokumen/lain.txt").write_bytes(b"disunting")
    found = look(tmp_path, "dokumen/sama.txt", "dokumen/lain.txt", "dokumen/tidak-ada.txt", "dokumen")
    papers = {path: paper for path, paper in found.items() if isinstance(paper, Paper)}
    assert {path: paper.holds for path, paper in papers.items()} == {
        "document:dokumen/sama.txt": True,
        "document:dokumen/lain.txt": False,
        "document:dokumen/tidak-ada.txt": False,
        "document:dokumen": False,
    }
    assert papers["document:dokumen/lain.txt"].found == digest(b"disunting")
    assert papers["document:dokumen/tidak-ada.txt"].found is None


@pytest.mark.parametrize("path", ["../rahasia.txt", "/etc/hostname", "tautan.txt", "lingkar", "a\0b", "C:\\a.txt"])
def test_a_path_out_of_the_folder_is_refused_and_said_so(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "manifes"
    folder.mkdir()
    (tmp_path / "rahasia.txt").write_bytes(b"isi")
    (folder / "tautan.txt").symlink_to(tmp_path / "rahasia.txt")
    (folder / "lingkar").symlink_to("lingkar")
    gap = look(folder, path)[f"document:{path}"]
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.REFUSED


def test_a_document_too_large_to_read_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collectors, "MAX_BYTES", 10)
    (tmp_path / "a.txt").write_bytes(b"x" * 10)
    (tmp_path / "b.txt").write_bytes(b"x" * 11)
    found = look(tmp_path, "a.txt", "b.txt")
    assert isinstance(found["document:a.txt"], Paper)
    gap = found["document:b.txt"]
    assert isinstance(gap, Gap)
    assert gap.cause is Cause.TOO_LARGE


def test_an_app_known_from_the_register_alone_has_no_documents() -> None:
    assert look(None, "a.txt") == {}


def paper(kind: str, found: str | None, dated: date | None = None) -> Paper:
    return Paper(path="a.txt", genre=kind, declared=digest(b"isi"), found=found, dated=dated)


def outcomes(check: Any, *papers: Paper, **app: Any) -> list[Outcome]:
    needed = {Paper: {f"document:{item.path}": item for item in papers}}
    return judge(check, Declaration(), app=app, needed=needed)


@pytest.mark.parametrize(
    ("found", "seen"),
    [(None, "missing a.txt"), (digest(b"lain"), "changed a.txt"), (digest(b"isi"), None)],
)
def test_a_report_counts_only_as_it_was_listed(found: str | None, seen: str | None) -> None:
    said = listed("a.txt", kind="laporan-uji-beban")
    needed = {Paper: {"document:a.txt": paper("laporan-uji-beban", found)}}
    (outcome,) = judge(tests, Declaration(), app=said, needed=needed, kinds=("laporan-uji-beban",))
    if seen is None:
        assert isinstance(outcome, Pass)
    else:
        assert isinstance(outcome, Fail)
        assert (outcome.seen, outcome.about) == (seen, "document:a.txt")


@given(days=st.integers(-5, 500))
def test_an_evaluation_holds_six_months(days: int) -> None:
    today = MOMENT.date()
    dated = today - timedelta(days=days)
    (outcome,) = outcomes(evaluation, paper(KIND, digest(b"isi"), dated), **listed("a.txt"))
    assert isinstance(outcome, Pass) == (0 <= days <= (today - date(2025, 12, 15)).days)


def test_six_months_after_the_last_of_august_is_the_last_of_february() -> None:
    old = paper(KIND, digest(b"isi"), date(2025, 8, 31))
    assert judge(
        evaluation,
        Declaration(),
        app=listed("a.txt"),
        needed={Paper: {"document:a.txt": old}},
        at=MOMENT.replace(month=2, day=28),
    ) == [Pass("dated=2025-08-31")]


@pytest.mark.parametrize("check", [recommendation, architecture_codes])
def test_what_nobody_has_said_is_unknown_and_what_was_left_out_fails(check: Any) -> None:
    (unsaid,) = judge(check, Declaration())
    assert isinstance(unsaid, Gap)
    assert unsaid.cause is Cause.NOT_DECLARED
    (left_out,) = judge(check, Declaration(), app={"login": {}})
    assert isinstance(left_out, Fail)


def test_every_wrong_code_is_named_with_its_place() -> None:
    codes = {"raa": "RAA", "services": ["RAL.01", "DAL.01.02.003"], "data": ["RAD.1"], "processes": ["RAB.09.06"]}
    failed = judge(architecture_codes, Declaration(), app={"architecture": codes})
    assert [(fail.seen, fail.claim) for fail in failed if isinstance(fail, Fail)] == [
        ("raa=RAA", ("architecture", "raa")),
        ("data=RAD.1", ("architecture", "data")),
    ]
