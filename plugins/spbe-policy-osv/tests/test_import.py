"""The database: made of archives and folders, as a whole or not at all; nothing of a stranger's archive is trusted."""

import gzip
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from osv_files import NOW, advisory, archive, bill, imported, matched
from spbe_policy_osv import sources
from spbe_policy_osv.database import Database, UnusableError
from spbe_policy_osv.importing import Lists, import_

from spbe_policy.errors import InputError


def raw(name: str, **more: object) -> bytes:
    return json.dumps({**advisory(name), **more}).encode()


def told(target: Path):  # type: ignore[no-untyped-def]
    with Database.open(target) as database:
        return database.told


def test_an_archive_and_a_folder_give_the_same(tmp_path: Path) -> None:
    both = advisory(), advisory("GHSA-dddd-eeee-ffff", "npm/tabel")
    target, refused = imported(tmp_path, *both)
    folder = tmp_path / "PyPI" / "deep"
    folder.mkdir(parents=True)
    for each in both:
        (folder / f"{each['id']}.json").write_text(json.dumps(each))
    (folder / "README.md").write_text("not an advisory")
    (folder / "link.json").symlink_to("/etc/passwd")
    import_([tmp_path / "PyPI"], tmp_path / "other.sqlite", NOW, Lists(), lambda _: None)
    one, other = told(target), told(tmp_path / "other.sqlite")
    assert not refused.reasons
    assert one._replace(digest="") == other._replace(digest="")
    assert (one.as_of, one.advisories, one.ecosystems) == ("2026-06-14T10:00:00Z", 2, ("PyPI", "npm"))


def test_the_same_input_gives_the_same_digest(tmp_path: Path) -> None:
    first = told(imported(tmp_path, advisory())[0])
    assert told(imported(tmp_path, advisory())[0]) == first
    assert told(imported(tmp_path, advisory(fixed="9"))[0]).digest != first.digest


def test_of_one_id_the_last_modified_counts_and_a_withdrawn_one_nothing(tmp_path: Path) -> None:
    old = {**advisory(fixed="9.0"), "modified": "2020-01-01T00:00:00Z"}
    gone = {**advisory("GHSA-gone-gone-gone"), "withdrawn": "2026-06-01T00:00:00Z"}
    stale = {**advisory("GHSA-gone-gone-gone"), "modified": "2020-01-01T00:00:00Z"}
    target, _ = imported(
        tmp_path,
        advisory(),
        gone,
        **{"x/old.json": json.dumps(old).encode(), "x/stale.json": json.dumps(stale).encode()},
    )
    assert [each.id for each in matched(target, bill("pkg:pypi/werkzeug@3.1.3")).matches] == ["GHSA-aaaa-bbbb-cccc"]
    assert not matched(target, bill("pkg:pypi/werkzeug@5.0")).matches
    assert (told(target).advisories, told(target).withdrawn) == (2, 1)


def test_what_is_no_advisory_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    npm = {"ecosystem": "npm", "name": "a"}
    shapes = {"package": npm, "ranges": [{"events": [{"fixed": 3}]}], "versions": 4}
    hostile = {
        "../../etc/cron.d/x.json": b"{}",
        "utf8.json": b'{"id": "\xff"}',
        "deep.json": b"[" * 100_000,
        "number.json": b"1" * 5_000,
        "surrogate.json": raw("GHSA-1", affected=[{"package": {"ecosystem": "npm", "name": "\ud800"}}]),
        "escape.json": raw("\x1b[31m"),
        "undated.json": raw("GHSA-2", modified="yesterday"),
        "shapes.json": raw("GHSA-3", affected=[1, {"package": 2}, shapes], aliases=[None], severity="x"),
    }
    target, refused = imported(tmp_path, advisory(), **hostile)
    assert refused.reasons == {"id": 2, "not JSON": 2, "nested too deep": 1, "modified": 1}
    assert told(target).advisories == 3
    assert told(target).refused == refused.reasons.total()
    assert all(each.isprintable() for each in refused.examples)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip", "osv.sqlite"]


def test_an_advisory_of_the_future_does_not_make_the_database_young(tmp_path: Path) -> None:
    target, _ = imported(tmp_path, advisory(), {**advisory("GHSA-9"), "modified": "2999-01-01T00:00:00Z"})
    assert told(target).as_of == "2026-06-14T10:00:00Z"


def test_a_bomb_is_refused_and_the_old_database_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, _ = imported(tmp_path, advisory())
    before = target.read_bytes()
    monkeypatch.setattr(sources, "_FLOOR", 1_000_000)
    monkeypatch.setattr(sources, "MAX_RATIO", 1)
    monkeypatch.setattr(sources, "MAX_DOCUMENT", 100_000)
    bombs = {f"{number}.json": b" " * 5_000_000 for number in range(30)}
    with pytest.raises(InputError):
        imported(tmp_path, advisory(fixed="9"), **bombs)
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip", "osv.sqlite"]


@pytest.mark.parametrize("damage", ["cut", "nothing", "other", "contents"])
def test_a_damaged_archive_changes_nothing(tmp_path: Path, damage: str) -> None:
    target, _ = imported(tmp_path, advisory())
    before, path = target.read_bytes(), tmp_path / "all.zip"
    data = path.read_bytes()
    end = data.rfind(b"PK\x05\x06")
    path.write_bytes(
        {
            "cut": data[: len(data) // 2],
            "nothing": b"",
            "other": b"PK\x03\x04 not a zip",
            "contents": data[: end + 12] + struct.pack("<I", 4_000_000_000) + data[end + 16 :],
        }[damage]
    )
    with pytest.raises(InputError):
        import_([path], target, NOW, Lists(), lambda _: None)
    assert target.read_bytes() == before


def test_members_that_unpack_without_a_bound_are_left(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("a.json", json.dumps(advisory()))
    with pytest.raises(InputError):
        import_([tmp_path / "all.zip"], tmp_path / "osv.sqlite", NOW, Lists(), lambda _: None)


def test_lists_of_what_is_attacked(tmp_path: Path) -> None:
    scores = (
        b"#model_version:v2025,score_date:2026-06-14T00:00:00Z\ncve,epss,percentile\n"
        b"CVE-2026-0001,0.97,0.9\nCVE-2026-0002,2,x\nx,0.1,0\n"
    )
    (tmp_path / "epss.csv.gz").write_bytes(gzip.compress(scores))
    (tmp_path / "kev.csv").write_text("cveID,vendorProject,dateAdded\nCVE-2026-0001,x,2026-06-10\nCVE-2026-0002,x,\n")
    (tmp_path / "kev.json").write_text(
        json.dumps(
            {
                "dateReleased": "2026-06-12T00:00:00Z",
                "vulnerabilities": [{"cveID": "CVE-2026-0001", "dateAdded": "2026-06-10"}, 3],
            }
        )
    )
    by_csv, by_json = (Lists.read(tmp_path / "epss.csv.gz", tmp_path / name) for name in ("kev.csv", "kev.json"))
    assert by_csv.epss is not None
    assert by_csv.epss == ("2026-06-14", {"CVE-2026-0001": "0.97000"})
    assert by_csv.kev == ("2026-06-10", {"CVE-2026-0001": "2026-06-10"})
    assert by_json.kev == ("2026-06-12", {"CVE-2026-0001": "2026-06-10"})
    target, _ = imported(tmp_path, advisory(aliases=["CVE-2026-0001"]), lists=by_json)
    (found,) = matched(target, bill("pkg:pypi/werkzeug@3.1.3")).matches
    assert (str(found.kev), found.epss) == ("2026-06-10", "0.97000")
    (tmp_path / "kev.json").write_text("[" * 100_000)
    for name in ("kev.json", "all.zip"):
        with pytest.raises(InputError):
            Lists.read(None, tmp_path / name)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    for data in (b"", b"not a database" * 100):
        (tmp_path / "osv.sqlite").write_bytes(data)
        with pytest.raises(UnusableError), Database.open(tmp_path / "osv.sqlite"):
            pass


def test_the_command(tmp_path: Path) -> None:
    archive(tmp_path / "all.zip", advisory())

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "spbe_policy_osv.cli", *arguments]
        environment = {**os.environ, "SPBE_POLICY_OSV_DATABASE": str(tmp_path / "new" / "osv.sqlite")}
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603

    assert run("info").returncode == 2
    assert "2026-06-14" in run("import", str(tmp_path / "all.zip")).stdout
    assert "PyPI" in run("info").stdout
    wrong = run("import", str(tmp_path / "absent.zip"))
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
