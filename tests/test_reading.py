"""What a person sees when a file is not as it should be: one sentence, with the place, in both languages."""

import json
import os
import stat
from pathlib import Path

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from spbe_policy.authority import load_authority
from spbe_policy.errors import InputError, RefusedError, UsageError
from spbe_policy.manifest import Manifest, load_manifest
from spbe_policy.reading import canonical, decode, inside, parse_json, parse_yaml, read_text, write_atomically

HEAD = "schema: spbe-app/1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("app: {id: x}\napp: {id: y}\n", "spbe.yaml:3:1: kunci 'app' tertulis dua kali"),
        ("app: &a {id: x}\nsupport: *a\n", "spbe.yaml:2:6: alias (*) tidak didukung"),
        ("app: !!python/object:os.system {id: x}\n", "spbe.yaml:2:6: tag"),
        ('app: {id: x, name: "\\ud800"}\n', "spbe.yaml:2:20: huruf Unicode tidak sah"),
        ("app: {id: x}\n# \x07\n", "spbe.yaml:3: YAML tidak sah: huruf kendali"),
        ("app: [1\n", "spbe.yaml:3:1: YAML tidak sah"),
        ("app: {id: x}\n---\napp: {id: y}\n", "spbe.yaml:3:1: YAML tidak sah"),
        ("app:\n\tid: x\n", "spbe.yaml:3:1: YAML tidak sah"),
        (
            "app:\n  id: x\n  versi: '1'\n",
            "spbe.yaml:4:3: kunci 'app.versi' tidak dikenal; mungkin maksudnya 'version'?",
        ),
        (
            "app:\n  id: x\n  version: 1.10\n",
            "spbe.yaml:4:3: 'app.version' harus berupa teks; tulis dengan tanda kutip",
        ),
        ("app:\n  id: x\n  launch_date: kemarin\n", "spbe.yaml:4:3: 'app.launch_date' harus berupa tanggal"),
        ("app:\n  id: x\ndata_sets:\n  - {id: a}\n  - {id: a}\n", "'a' tertulis dua kali di data_sets"),
        ("app:\n  name: x\n", "spbe.yaml:2:1: kunci wajib 'app.id' belum ada"),
        ("app: {id: x}\nlogin: {publik: {path: /}}\n", "spbe.yaml:3:9: 'login.publik' harus salah satu dari"),
    ],
)
def test_one_sentence_with_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        load_manifest(HEAD + text, "spbe.yaml")
    assert said in str(caught.value)
    assert caught.value.say("en") != caught.value.say("id")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "# hanya komentar\n", "[]\n", "teks\n"])
def test_an_empty_or_shapeless_manifest_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"kelompok kunci|berkas ini kosong"):
        load_manifest(text, "spbe.yaml")


def test_windows_line_ends_and_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "spbe.yaml"
    path.write_bytes(b"\xef\xbb\xbfschema: spbe-app/1\r\napp:\r\n  id: x\r\n  name: '\xc3\xa9'\r\n")
    manifest, document = load_manifest(read_text(path), "spbe.yaml")
    assert manifest.app.name == "é"
    assert document.place(("app", "name")).line == 4


def test_text_that_is_not_utf_8_names_the_line() -> None:
    with pytest.raises(InputError) as caught:
        decode(b"a: 1\nb: \xff\n", "spbe.yaml")
    assert str(caught.value) == "spbe.yaml:2: bukan teks UTF-8"


def test_yaml_1_2_words_stay_words() -> None:
    assert parse_yaml("a: NO\nb: 12:30\nc: 0o17\nd: true\ne: ~\n", "x").data == {
        "a": "NO", "b": "12:30", "c": 15, "d": True, "e": None
    }  # fmt: skip


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")))


def test_an_error_in_a_choice_points_at_the_key_and_leaves_out_the_models_own_marks() -> None:
    text = "schema: spbe-authority/1\nname: Kota X\ntime_zone: WIB\nportal:\n  status: ready\n  url: portal\n"
    with pytest.raises(InputError) as caught:
        load_authority(text, "authority.yaml")
    assert str(caught.value).startswith("authority.yaml:3:1: 'time_zone' harus salah satu dari")
    with pytest.raises(InputError) as caught:
        load_authority(text.replace("WIB", "Asia/Jakarta"), "authority.yaml")
    assert str(caught.value).startswith("authority.yaml:6:3: 'portal.url' harus berpola")


@given(st.dictionaries(WORDS, st.one_of(WORDS, st.integers(-(2**53) + 1, 2**53 - 1), st.booleans())))
def test_every_json_object_is_yaml_with_the_same_meaning(data: dict[str, object]) -> None:
    text = json.dumps(data, ensure_ascii=False)
    assert parse_yaml(text, "x").data == data
    assert parse_json(canonical(data), "x") == data


ANY_TEXT = st.text() | st.sampled_from(["\ud800", '\x00\x1f\x7f"\\\b\n', "😀", "\uffff", "é", "\u2028"])
ANY_JSON = st.recursive(
    ANY_TEXT
    | st.integers()
    | st.booleans()
    | st.none()
    | st.floats()
    | st.sampled_from([2**53, 1 - 2**53, -0.0, 1e21]),
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
)


@given(ANY_JSON)
@example({"\U00010000": 1, "\uffff": 2})
@example([2**53 - 1, -(2**53), True, -0.0])
@example(({"b": (), "a": []},))
def test_canonical_json_is_that_of_rfc_8785_to_the_byte(value: object) -> None:
    try:
        wanted = rfc8785.dumps(value)  # type: ignore[arg-type]
    except ValueError:
        with pytest.raises(InputError):
            canonical(value)
    else:
        assert canonical(value) == wanted


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}', "{", "[" * 100_000])
def test_json_is_read_strictly(text: str) -> None:
    with pytest.raises(InputError):
        parse_json(text.encode(), "x.json")


@pytest.mark.parametrize("path", ["../rahasia", "/etc/passwd", "a/../../b", "C:\\Windows\\a", "..\\b", " "])
def test_paths_out_of_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(RefusedError):
        inside(tmp_path, path)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "outside.txt").write_text("rahasia")
    (tmp_path / "folder" / "link.txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(RefusedError, match="tautan"):
        inside(tmp_path / "folder", "link.txt")
    assert inside(tmp_path / "folder", "dokumen\\a.pdf") == (tmp_path / "folder" / "dokumen" / "a.pdf").resolve()


def test_writing_is_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("lama")
    path.chmod(0o600)
    write_atomically(path, b"baru")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("baru", 0o600)
    assert [item.name for item in tmp_path.iterdir()] == ["a.yaml"]
    with pytest.raises(UsageError, match="tidak dapat ditulis"):
        write_atomically(tmp_path / "tidak-ada" / "b.yaml", b"x")


def test_a_full_disk_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("lama")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(UsageError, match="ruang penyimpanan penuh"):
        write_atomically(path, b"baru")
    assert path.read_text() == "lama"
    assert [item.name for item in tmp_path.iterdir()] == ["a.yaml"]


def test_a_delivery_manifest_asks_the_vendor_for_at_most_15_keys() -> None:
    schema = Manifest.model_json_schema()
    parts = [schema, *schema["$defs"].values()]
    asked = [
        name
        for part in parts
        for name, value in part.get("properties", {}).items()
        if (value.get("x-filled-by"), value.get("x-from-stage")) == ("vendor", "delivery") and not _is_section(value)
    ]
    assert len(asked) <= 15, asked


def test_every_key_says_what_it_is_in_both_languages_and_who_fills_it() -> None:
    schema = Manifest.model_json_schema()
    for part in [schema, *schema["$defs"].values()]:
        for name, value in part.get("properties", {}).items():
            assert " / " in value["title"], name
            assert "\n\n" in value["description"], name
            assert value["x-filled-by"] in {"vendor", "opd", "diskominfo"}, name
            assert value["x-from-stage"] in {"delivery", "acceptance", "release", "operation"}, name


def _is_section(value: dict[str, object]) -> bool:
    return (
        "$ref" in json.dumps({key: value.get(key) for key in ("$ref", "anyOf", "items", "additionalProperties")})
        and ("Audience" not in json.dumps(value) or "Login" in json.dumps(value))
        and not any(word in json.dumps(value) for word in ("Period",))
    )
