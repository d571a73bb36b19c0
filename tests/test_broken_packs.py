"""A broken pack is refused before any traffic, with the place of what is wrong, in both languages; no traceback."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import evidence

from spbe_policy import plugins
from spbe_policy.cli import language, run
from spbe_policy.errors import InputError, SpbePolicyError
from spbe_policy.evaluating import evaluate
from spbe_policy.packs import load_policy
from spbe_policy.policy import NO_RULES, Policy
from spbe_policy.reading import parse_yaml
from spbe_policy.vocabulary import Stage

REGISTRY = plugins.load()

PACK = """\
title: {id: Pedoman contoh, en: Example guidelines}
version: "1.0"
issuer: uji
status: {id: contoh, en: example}
evidence_max_age_days: 30
stages:
  delivery: [declared, documented, observed, decided]
  acceptance: [documented, observed, decided]
  release: [documented, observed, decided]
  operation: [documented, observed, decided]
sources:
  contoh: {title: Peraturan Contoh Nomor 1}
include:
  - pack: lain
    rules:
      satu: {level: should}
"""
LIVE = """\
title: {id: Contoh ketentuan, en: Example rule}
level: must
since: "1.0"
responsible: vendor
applies_to: {audience: [public]}
stages: {acceptance: [observed]}
basis:
  - {source: contoh, clause: "Pasal 1", force: law, confidence: secondary}
why: {id: Agar contoh jelas., en: So that the example is clear.}
fix: {id: Perbaiki contoh., en: Mend the example.}
unseen: {id: Halaman lain tidak terlihat., en: Other pages are not seen.}
question: {id: Apakah halaman lain juga?, en: Are the other pages too?}
effort: small
check: [web.hsts, web.csp]
with:
  web.hsts: {min_age: 30}
cases:
  - {name: as it should be, expect: pass}
"""
ASKED = """\
title: {id: Contoh pertanyaan, en: Example question}
level: should
since: "1.0"
responsible: diskominfo
basis:
  - {source: contoh, force: law, confidence: secondary}
why: {id: Agar contoh jelas., en: So that the example is clear.}
fix: {id: Perbaiki contoh., en: Mend the example.}
question: {id: Tanggal berapa?, en: On which day?, answer: date, months: 12}
shared: [hosting]
half_life_days: 30
effort: small
cases:
  - {name: not answered, expect: review}
"""
FILES = {"pack": PACK, "hidup": LIVE, "tanya": ASKED}
OTHER = PACK[: PACK.index("include:")]


def written(folder: Path, **changed: str) -> Path:
    """Write the pack with some of its files changed, beside the one that it includes."""
    pack, other = folder / "kota", folder / "lain"
    for place in (pack, other):
        place.mkdir(exist_ok=True)
    for name, text in (FILES | changed).items():
        (pack / f"{name}.yaml").write_text(text, encoding="utf-8")
    (other / "pack.yaml").write_text(OTHER, encoding="utf-8")
    (other / "satu.yaml").write_text(ASKED, encoding="utf-8")
    return pack


def test_the_pack_itself_is_sound(tmp_path: Path) -> None:
    assert len(load_policy(written(tmp_path), REGISTRY.checks).rules) == 3


BROKEN = [
    # checks and their parameters
    ("hidup", "web.hsts, web.csp]", "web.hsts, web.cps]", "web.cps",
     "tidak ada; mungkin 'web.csp'?", "did you mean 'web.csp'?"),
    ("hidup", "[web.hsts,", "[wbe.hsts,", "wbe.hsts", "mungkin 'web.hsts'?", "did you mean 'web.hsts'?"),
    ("hidup", "[web.hsts, web.csp]", "hsts", "check: hsts", "pemeriksaan 'hsts' tidak ada", "no check 'hsts'"),
    ("hidup", "min_age: 30", "min_age: satu", "min_age", "harus berupa bilangan bulat", "must be a whole number"),
    ("hidup", "min_age: 30", "min_ag: 30", "min_ag", "tidak dikenal; mungkin", "did you mean 'min_age'?"),
    ("hidup", "  web.hsts: {min", "  web.hst: {min", "web.hst:", "mungkin 'web.hsts'?", "did you mean 'web.hsts'?"),
    ("hidup", "web.hsts: {min_age: 30}", "web.hsts: 30", "web.hsts: 30", "kelompok kunci", "a group of keys"),
    ("hidup", "  web.hsts: {min_age: 30}", "  min_age: 30", "min_age", "tanpa pemeriksaan", "has no check"),
    ("tanya", "effort: small", "effort: small\nwith: {a: 1}", "a: 1", "tanpa pemeriksaan 'a'", "has no check 'a'"),
    ("hidup", "unseen: {", "full: {", "full:", "hanya sebagian", "is partial"),
    ("hidup", "effort", "full: {id: a, en: b}\neffort", "title: {id: Contoh k", "full atau unseen", "full or unseen"),
    ("hidup", "effort", "active: true\neffort", "title: {id: Contoh k", "tanpa check", "without a check"),
    # keys and values
    ("hidup", "effort: small", "effort: small\nlevel: must", "level: must\ncheck", "tertulis dua kali", "stands twice"),
    ("hidup", "effort: small", "efort: small", "title: {id: Contoh k", "'effort' belum ada", "'effort' is missing"),
    ("hidup", "effort: small", "effort: small\nefort: big", "efort",
     "mungkin maksudnya 'effort'?", "did you mean 'effort'?"),
    ("hidup", "clause:", "pasal:", "pasal:", "yang ada: clause, confidence, force, source", "there are: clause"),
    ("hidup", "level: must", "level: wajib", "level: wajib", "salah satu dari: must atau should",
     "one of: must or should"),
    ("hidup", "since: \"1.0\"", "since: 1.0", "since: 1.0", "tulis dengan tanda kutip", "put it in quotes"),
    ("hidup", ", en: Example rule}", "}", "title:", "kunci wajib 'title.en' belum ada",
     "required key 'title.en' is missing"),
    ("hidup", "secondary", "hearsay", "confidence", "read, secondary atau memory", "read, secondary or memory"),
    ("hidup", "audience: [public]", "audience: [warga]", "warga",
     "salah satu dari: public", "one of: public or government"),
    ("hidup", "audience: [public]", "audience: public", "audience", "harus berupa daftar", "must be a list"),
    ("tanya", "effort", "effective_on: 20270101\neffort", "effective_on", "berupa tanggal", "must be a date"),
    ("tanya", "effort", "effective_on: besok\neffort", "effective_on", "berupa tanggal", "must be a date"),
    ("tanya", "half_life_days: 30", "half_life_days: 0", "half_life_days", "paling kecil 1", "must be at least 1"),
    ("tanya", "half_life_days: 30", "half_life_days: 9999999999", "half_life_days",
     "paling besar 3660", "at most 3660"),
    # sources, cases, sharing, questions
    ("hidup", "source: contoh", "source: contok", "source: contok",
     "sumber 'contok' tidak ada", "source 'contok' is not"),
    ("hidup", "basis:\n  - {source: contoh, clause: \"Pasal 1\", force: law, confidence: secondary}", "basis: []",
     "basis",
     "paling sedikit 1", "must hold at least 1"),
    ("tanya", "cases:\n  - {name: not answered, expect: review}", "cases: []", "cases",
     "paling sedikit 1", "at least 1"),
    ("tanya", "cases:\n  - {name: not answered, expect: review}\n", "", "title: {id: Contoh p",
     "'cases' belum ada", "'cases' is missing"),
    ("tanya", "expect: review", "expect: lulus", "expect", "salah satu dari", "must be one of"),
    ("tanya", "shared: [hosting]", "shared: []", "shared", "paling sedikit 1", "must hold at least 1"),
    ("tanya", "shared: [hosting]", "shared:", "shared", "harus berupa daftar", "must be a list"),
    ("tanya", "shared: [hosting]", "shared: [kota]", "kota", "city, hosting", "city, hosting"),
    ("tanya", ", months: 12", "", "question: {", "date memerlukan months", "a date needs months"),
    ("tanya", ", months: 12", ", months: 0", "months", "paling kecil 1", "must be at least 1"),
    ("tanya", "answer: date, months: 12", "answer: number", "question: {",
     "at_least atau at_most", "at_least or at_most"),
    ("tanya", "answer: date, months: 12", "answer: number, at_least: 3, at_most: 2", "question: {",
     "lebih besar", "is more"),
    ("tanya", "answer: date", "answer: number, at_least: 3", "question: {",
     "at_least atau at_most", "at_least or at_most"),
    ("tanya", "answer: date, ", "", "question: {", "yes-no tanpa keduanya", "yes-no neither"),
    ("tanya", "question: {id: Tanggal berapa?, en: On which day?, answer: date, months: 12}\n", "",
     "title: {id: Contoh p",
     "diperlukan question", "there must be a question"),
    # stages
    ("hidup", "acceptance: [observed]", "acceptence: [observed]", "acceptence",
     "salah satu dari: delivery", "one of: delivery"),
    ("hidup", "acceptance: [observed]", "acceptance: []", "acceptance", "paling sedikit 1", "at least 1"),
    ("hidup", "acceptance: [observed]", "acceptance: [seen]", "seen]", "salah satu dari: declared", "one of: declared"),
    ("tanya", "effort", "from: rilis\neffort", "from", "salah satu dari: delivery", "must be one of: delivery"),
    ("pack", "  release: [documented, observed, decided]\n", "", "stages",
     "tahap belum ada: release", "missing: release"),
    ("pack", "  release: ", "  relese: ", "relese", "salah satu dari: delivery", "must be one of: delivery"),
    # the pack and what it includes
    ("pack", "days: 30", "days: 0", "evidence_max_age_days", "paling kecil 1", "must be at least 1"),
    ("pack", "pack: lain", "pack: lian", "pack: lian", "paket 'lian' tidak ada", "there is no pack 'lian'"),
    ("pack", "pack: lain", "pack: kota", "pack: kota", "saling memuat: kota > kota", "circular include: kota > kota"),
    ("pack", "satu: {level", "dua: {level", "dua:", "tidak ada ketentuan 'dua' di paket 'lain'",
     "no rule 'dua' in pack"),
    ("pack", "{level: should}", "{title: x}", "title: x", "yang ada: category, cohorts",
     "there are: category, cohorts"),
    ("pack", "{level: should}", "{with: {a: 1}}", "a: 1", "tanpa pemeriksaan 'a'", "has no check 'a'"),
    ("pack", "  contoh: {title", "  Contoh: {title", "Contoh:", "harus berpola", "must match"),
    # what is no YAML, or not the YAML that people write
    ("tanya", "effort: small", "effort: 'small", "", "YAML tidak sah", "invalid YAML"),
    ("tanya", "shared: [hosting]", "shared: &x [hosting]", "&x", "alias (*) tidak didukung", "are not supported"),
    ("tanya", ASKED, "", "", "berkas ini kosong", "this file is empty"),
    ("tanya", ASKED, "- satu\n", "- satu", "kelompok kunci", "a group of keys"),
]  # fmt: skip


def spot(text: str, at: str) -> tuple[int, int]:
    """Line and column (from 1) where something stands; of a key the key, of a list's item the item."""
    before = text[: text.index(at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize(("file", "was", "now", "at", "id_", "en"), BROKEN)
def test_a_broken_pack_is_refused_at_its_place(
    tmp_path: Path, file: str, was: str, now: str, at: str, id_: str, en: str
) -> None:
    assert FILES[file].count(was), "the change changes nothing"
    text = FILES[file].replace(was, now, 1)
    with pytest.raises(InputError) as caught:
        load_policy(written(tmp_path, **{file: text}), REGISTRY.checks)
    assert id_ in caught.value.say("id")
    assert en in caught.value.say("en")
    place = caught.value.place
    assert place
    assert place.file == f"kota/{file}.yaml"
    if at:
        assert (place.line, place.column) == spot(text, at)
    assert place.line
    assert place.column


@pytest.mark.parametrize("name", ["Satu.yaml", "satu.yml", "satu dua.yaml", "satu_dua.yaml", "².yaml"])
def test_a_file_that_cannot_be_a_rule_is_not_overlooked(tmp_path: Path, name: str) -> None:
    pack = written(tmp_path)
    (pack / name).write_text(ASKED, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_policy(pack, REGISTRY.checks)
    assert str(caught.value.place) == f"kota/{name}:1:1"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    pack = written(tmp_path)
    (pack / "tanya.yaml").write_bytes(ASKED.encode() + b"# \xff\n")
    with pytest.raises(InputError, match=r"tanya\.yaml:\d+: bukan teks UTF-8"):
        load_policy(pack, REGISTRY.checks)


def test_a_folder_without_a_rule_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(OTHER, encoding="utf-8")
    with pytest.raises(InputError, match=r"pack\.yaml:1:1: paket tanpa ketentuan"):
        load_policy(tmp_path, REGISTRY.checks)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("there was traffic")

    monkeypatch.setattr(socket.socket, "__init__", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture
def _in_indonesian_again() -> Iterator[None]:
    yield
    language.use("id")


@pytest.mark.usefixtures("offline", "_in_indonesian_again")
@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_command_line_refuses_it_before_any_traffic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    (tmp_path / "spbe.yaml").write_text(
        "schema: spbe-app/1\napp: {id: antrean}\nenvironments: {staging: {url: 'https://127.0.0.1/'}}\n",
        encoding="utf-8",
    )
    broken = [each for each in BROKEN if each[3]][::4]
    for file, was, now, _, id_, en in broken:
        pack = str(written(tmp_path, **{file: FILES[file].replace(was, now, 1)}))
        code = run(["--lang", lang, "check", str(tmp_path / "spbe.yaml"), "--policy", pack])
        told = capsys.readouterr()
        assert (code, told.out) == (2, "")
        assert f"kota/{file}.yaml:" in told.err
        assert (id_ if lang == "id" else en) in told.err
        assert told.err.count("\n") == 1


# Whatever the files hold, there is never a traceback; and what loads can be judged.


def judged_or_refused(folder: Path) -> None:
    try:
        policy: Policy = load_policy(folder, REGISTRY.checks, REGISTRY.packs)
    except SpbePolicyError as error:
        refused = error
    else:
        for stage in (Stage.DELIVERY, Stage.OPERATION):
            assert evaluate(evidence(row={"launch_date": "2020-01-01"}), policy, stage=stage).json_bytes()
        return
    assert (refused.exit_code, bool(refused.say("id").strip()), bool(refused.say("en").strip())) == (2, True, True)


SHIPPED = sorted(
    path
    for folder in REGISTRY.packs.values()
    for path in folder.glob("*.yaml")
    if path.name == "pack.yaml" or path.name not in NO_RULES
)
texts = st.sampled_from(SHIPPED).map(lambda path: (path.name == "pack.yaml", path.read_text(encoding="utf-8")))

ODD: list[Any] = [
    None, True, 0, -1, 10**20, 1.5, float("inf"), float("nan"), "", "x", "yes", "9999-12-31", "0001-01-01", "a" * 500,
    "\u0000", "web.hsts", "²", "pack/rule", [], [None], [[]], ["x"], {}, {"": ""}, {"id": "x"}, {"id": "x", "en": "y"},
    [{"id": "x", "en": "y"}], ["delivery"], {"delivery": ["decided"]}, {"pack": "pdp"}, [{"pack": "pdp"}],
]  # fmt: skip
trees = st.recursive(
    st.sampled_from(ODD) | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=8,
)


def paths(data: Any) -> list[tuple[Any, ...]]:
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(), *((key, *path) for key, value in below for path in paths(value))]


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = put(copy[path[0]], path[1:], value)
    return copy


@st.composite
def mutated(draw: st.DrawFn) -> tuple[bool, str]:
    """A file of a shipped pack with one thing in it replaced, renamed or left out."""
    of_pack, text = draw(texts)
    data = parse_yaml(text, "x").data
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(paths(data)))
        at: Any = data
        for step in path:
            at = at[step]
        if isinstance(at, dict) and at and draw(st.booleans()):
            key = draw(st.sampled_from(sorted(at)))
            rest = {name: value for name, value in at.items() if name != key}
            data = put(
                data,
                path,
                rest | ({draw(st.sampled_from([f"{key}x", key[:-1]])): at[key]} if draw(st.booleans()) else {}),
            )
        else:
            data = put(data, path, draw(trees))
    return of_pack, json.dumps(data)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[bool, str]:
    """A file of a shipped pack with a slip of the pen."""
    of_pack, text = draw(texts)
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 12)))
    slip = draw(
        st.sampled_from(
            ["", " ", "\n", "\n  ", "- ", ": ", "{", "}", "[", "]", "'", '"', "#", "&a", "*a", "!!x ", "\t", "x"]
        )
    )
    return of_pack, text[:start] + slip + text[end:]


@settings(max_examples=300)
@given(mutated() | slipped() | st.tuples(st.booleans(), trees.map(json.dumps)))
def test_no_file_of_a_pack_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[bool, str]
) -> None:
    of_pack, text = file
    folder = tmp_path_factory.mktemp("packs", numbered=True)
    pack = written(folder)
    if of_pack:
        for name in ("hidup", "tanya"):
            (pack / f"{name}.yaml").unlink()
        (pack / "pack.yaml").write_text(text, encoding="utf-8")
    else:
        shipped = toy.PACK | {"sources": {name: {"title": "x"} for name in SOURCES}}
        (pack / "pack.yaml").write_text(json.dumps(shipped), encoding="utf-8")
        (pack / "apa.yaml").write_text(text, encoding="utf-8")
    judged_or_refused(pack)


SOURCES = sorted({name for folder in REGISTRY.packs for name in REGISTRY.policy(folder).pack.sources} | {"contoh"})
