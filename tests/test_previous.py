"""`--previous`: a date that moves over the same content is a stamp; content that moves without its date is said too."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Sealed
from lxml import etree

import spbe_policy
from spbe_policy import Evidence, Report, Stage, State
from spbe_policy.builtin.data import content, markup, tables
from spbe_policy.builtin.data.facts import Dated, Earlier
from spbe_policy.cli import run
from spbe_policy.demo import Sandbox
from spbe_policy.errors import UsageError
from spbe_policy.evaluating import evaluate
from spbe_policy.plugins import load
from spbe_policy.reading import digest

pytestmark = pytest.mark.usefixtures("packs_are_read_once")
RULE = "satu-data/data-not-restamped"
POLICY = load().policy("kota-jambi").select([RULE])


def collected(box: Sandbox, previous: Path | None = None) -> Evidence:
    return spbe_policy.collect(
        box.files.manifest,
        authority=box.files.authority,
        previous=previous,
        stage="acceptance",
        rules=[RULE],
        reach=spbe_policy.Reach(resolve=box.resolve),
    )


def judged(evidence: Evidence) -> Report:
    return evaluate(evidence, POLICY, stage=Stage.ACCEPTANCE, selection=True)


def findings(report: Report) -> Mapping[str, tuple[State, str | None]]:
    (rule,) = report.rules
    return {it.subject.partition(":")[2]: (it.state, it.seen) for it in rule.findings}


def twice(tmp_path: Path, *faults: str) -> tuple[Path, Evidence]:
    """Look at the city three days ago, and again today."""
    now, path = datetime.now(UTC), tmp_path / "earlier.json"
    with Sandbox(faults, today=now - timedelta(days=3), folder=tmp_path / "then") as box:
        path.write_bytes(collected(box).stored())
    with Sandbox(faults, today=now, folder=tmp_path / "now") as box:
        return path, collected(box, path)


@pytest.fixture(scope="module")
def compliant(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Evidence]:
    return twice(tmp_path_factory.mktemp("compliant"))


def test_where_date_and_content_move_together_it_passes(compliant: tuple[Path, Evidence]) -> None:
    found = findings(judged(compliant[1]))
    assert found.pop("halaman") == (State.NOT_APPLICABLE, None)  # of a sitemap only dates are read
    assert len(found) == 11
    assert set(found.values()) == {(State.PASS, "date and content moved")}


def test_the_earlier_evidence_is_in_the_new_one_by_its_digest(compliant: tuple[Path, Evidence], sealed: Sealed) -> None:
    path, evidence = compliant
    before, now = evidence.of(Earlier), evidence.of(Dated)
    assert before.keys() == now.keys()
    for subject, (fact,) in before.items():
        assert isinstance(fact, Earlier)
        assert fact.evidence == digest(path.read_bytes())
        assert fact.look == Evidence.load(path.read_bytes()).of(Dated)[subject][0]
    path.rename(path.with_suffix(".gone"))  # judging needs no file
    stored = evidence.stored()
    bytes_now = judged(evidence).json_bytes()
    with sealed():
        assert judged(Evidence.load(stored)).json_bytes() == bytes_now
    path.with_suffix(".gone").rename(path)


def test_a_new_date_on_old_content_fails_and_a_table_or_a_list_is_asked_about(tmp_path: Path) -> None:
    found = findings(judged(twice(tmp_path, "data-restamped")[1]))
    states = {name: state for name, (state, _) in found.items() if state not in (State.PASS, State.NOT_APPLICABLE)}
    assert states == {
        "antrean-harian": State.FAIL, "loket-bulanan": State.FAIL, "kepuasan": State.FAIL, "indeks-layanan": State.FAIL,
        "pengumuman": State.FAIL,
        "loket-harian": State.REVIEW, "kunjungan": State.REVIEW,
    }  # fmt: skip
    seen = found["kepuasan"][1] or ""
    assert seen.startswith("restamped: 20")
    assert seen.endswith("(/meta/diperbarui)")


def test_without_earlier_evidence_the_rule_asks_nothing(tmp_path: Path) -> None:
    with Sandbox(folder=tmp_path) as box:
        evidence = collected(box)
    assert {state for state, _ in findings(judged(evidence)).values()} == {State.NOT_APPLICABLE}
    assert all(fact.content for name, (fact,) in evidence.of(Dated).items() if name != "dataset:halaman")  # type: ignore[union-attr]


# Evidence that does not fit


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(folder=tmp_path_factory.mktemp("box")) as box:
        yield box


def altered(box: Sandbox, path: Path, **changes: Any) -> Path:
    told = json.loads(box.files.earlier.read_bytes()) | changes
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_evidence_of_another_app_city_or_time_is_refused(box: Sandbox, tmp_path: Path) -> None:
    manifest = {"file": "spbe.yaml", "text": '{"schema": "spbe-app/1", "app": {"id": "lain"}}'}
    authority = {"file": "a.yaml", "text": '{"schema": "spbe-authority/1", "name": "Kota Lain"}'}
    for changes, said in (
        ({"manifest": manifest}, "the earlier evidence is of another app: 'lain', not 'antrean'"),
        ({"authority": authority}, "the earlier evidence is of another government: 'Kota Lain'"),
        ({"collected_at": "2999-01-01T00:00:00Z"}, "the earlier evidence is newer than the present moment"),
    ):
        with pytest.raises(UsageError) as error:
            collected(box, altered(box, tmp_path / "earlier.json", **changes))
        assert said in error.value.say("en")


def test_a_damaged_file_ends_the_run_before_any_traffic(
    box: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "antrean.json"
    path.write_bytes(box.files.earlier.read_bytes()[:-9])
    here = [str(box.files.manifest), "--authority", str(box.files.authority)]
    for command in ("check", "collect"):
        assert run([command, *here, "--previous", str(tmp_path / "{app}.json"), "--lang", "en"]) == 2
        assert "antrean.json" in capsys.readouterr().err
        assert run([command, *here, "--previous", str(tmp_path / "none.json")]) == 2


# What counts as the same content


def rows(body: bytes) -> str:
    table = tables.read_csv(body, "tanggal")
    assert table
    return content.of_rows(table.others())


def test_a_table_is_the_same_however_it_is_exported() -> None:
    told = rows(b"tanggal,loket,jumlah\n2026-06-01,1,5\n2026-06-01,2,7\n")
    assert told == rows("\ufeffTanggal;loket;jumlah\r\n09/06/2026;2;7\r\n09/06/2026; 1 ;5\r\n\r\n".encode())
    assert told != rows(b"tanggal,loket,jumlah\n2026-06-01,1,5\n2026-06-01,2,8\n")
    assert told != rows(b"tanggal,loket,jumlah\n2026-06-01,1,5\n2026-06-01,2,7\n2026-06-02,2,7\n")


def test_json_is_the_same_without_its_date_and_what_always_varies() -> None:
    one = content.of_json({"meta": {"tanggal": "a", "generated_at": 1}, "nilai": [{"x": 1.5}]}, "/meta/tanggal")
    two = content.of_json({"nilai": [{"x": 1.5}], "meta": {"generated_at": 2, "tanggal": "b"}}, "/meta/tanggal")
    assert one == two
    assert one != content.of_json({"meta": {"tanggal": "a"}, "nilai": [{"x": 1.6}]}, "/meta/tanggal")
    assert one != content.of_json({"meta": {}, "tanggal": "a", "nilai": [{"x": 1.5}]}, "/meta/tanggal")
    assert content.of_json([{"t": 1}, {"t": 2}], "/0/t") == content.of_json([{"t": 3}, {"t": 2}], "/0/t")
    assert content.of_json([{"t": 1}, {"t": 2}], "/0/t") != content.of_json([{"t": 1}, {"t": 3}], "/0/t")


def test_a_page_is_what_people_read_of_it() -> None:
    page = (
        "<p>Nilai <b>{value}</b> per <time>{day}</time> ya</p><input name=_token value={token}><script>{token}</script>"
    )
    one, two, three = (
        markup.in_html(page.format(value=value, day=day, token=token), "time").content
        for value, day, token in ((1, "1 Mei", "x"), (1, "2 Mei", "y"), (2, "2 Mei", "y"))
    )
    assert one == two
    assert one != three


def test_a_feed_is_its_entries_without_their_dates() -> None:
    def of(title: str, day: str) -> str | None:
        root = etree.Element("feed")
        etree.SubElement(root, "updated").text = day
        entry = etree.SubElement(root, "entry")
        etree.SubElement(entry, "title").text = title
        etree.SubElement(entry, "updated").text = day
        return markup.in_feed(etree.tostring(root)).content

    assert of("a", "2026-06-01T00:00:00Z") == of("a", "2026-06-02T00:00:00Z") != of("b", "2026-06-02T00:00:00Z")
