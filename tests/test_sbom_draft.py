"""`sbom draft`: lock files of the ecosystems, good and hostile, become a draft that says that it is one."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.builtin.sbom import locks
from spbe_policy.builtin.sbom.checks import delivered
from spbe_policy.builtin.sbom.drafting import Source, draft
from spbe_policy.builtin.sbom.locks.model import Lock
from spbe_policy.builtin.sbom.reading import read
from spbe_policy.builtin.sbom.summary import identity, inventory
from spbe_policy.checks import Pass
from spbe_policy.cli import language, run
from spbe_policy.errors import InputError, SpbePolicyError, UsageError
from spbe_policy.evidence import Assurance
from spbe_policy.testing import judge

AT = datetime(2026, 6, 1, tzinfo=UTC)
SHA = "sha512-" + "AAAA" * 21 + "AA=="
HEX = "ab" * 32

COMPOSER = {
    "packages": [
        {"name": "laravel/framework", "version": "v11.9.0", "license": ["MIT"],
         "require": {"php": "^8.2", "psr/log": "*"}},
        {"name": "monolog/monolog", "version": "3.6.0", "license": ["MIT", "GPL-3.0-only"],
         "provide": {"psr/log": "3"}, "dist": {"shasum": "cd" * 20}},
    ],
    "packages-dev": [{"name": "phpunit/phpunit", "version": "11.0.0"}],
}  # fmt: skip
NPM_3 = {
    "name": "depan", "version": "2.0.0", "lockfileVersion": 3,
    "packages": {
        "": {"name": "depan", "version": "2.0.0", "dependencies": {"a": "^1", "alias": "npm:@s/c@3"},
             "devDependencies": {"d": "1"}},
        "node_modules/a": {"version": "1.0.0", "integrity": SHA, "license": "MIT", "dependencies": {"b": "^2"}},
        "node_modules/b": {"version": "1.0.0"},
        "node_modules/a/node_modules/b": {"version": "2.0.0", "optionalDependencies": {"fsevents": "1"}},
        "node_modules/alias": {"name": "@s/c", "version": "3.0.0", "dependencies": {"b": "1"}},
        "node_modules/d": {"version": "1.0.0", "dev": True},
        "node_modules/bagian": {"resolved": "bagian", "link": True},
        "bagian": {"version": "0.0.1", "dependencies": {"b": "1"}},
    },
}  # fmt: skip
NPM_1 = {
    "name": "depan", "version": "2.0.0", "lockfileVersion": 1,
    "dependencies": {
        "a": {"version": "1.0.0", "integrity": SHA, "requires": {"b": "^2"},
              "dependencies": {"b": {"version": "2.0.0"}}},
        "b": {"version": "1.0.0"},
        "alias": {"version": "npm:@s/c@3.0.0", "requires": {"b": "1"}},
        "d": {"version": "1.0.0", "dev": True},
    },
}  # fmt: skip
UV = f"""
version = 1
[[package]]
name = "antrean"
version = "1.4.0"
source = {{ virtual = "." }}
dependencies = [{{ name = "flask" }}]
[package.dev-dependencies]
dev = [{{ name = "pytest" }}]
[[package]]
name = "Flask"
version = "3.1.3"
source = {{ registry = "https://pypi.org/simple" }}
dependencies = [{{ name = "click", marker = "python_version > '3'" }}]
wheels = [{{ url = "https://x/flask.whl", hash = "sha256:{HEX}" }}]
[[package]]
name = "click"
version = "8.2.0"
[[package]]
name = "pytest"
version = "8.4.0"
"""
POETRY = f"""
[[package]]
name = "flask"
version = "3.1.3"
groups = ["main"]
files = [{{file = "flask.whl", hash = "sha256:{HEX}"}}]
[package.dependencies]
Click = ">=8"
[[package]]
name = "click"
version = "8.2.0"
groups = ["main", "dev"]
[[package]]
name = "pytest"
version = "8.4.0"
groups = ["dev"]
[metadata]
lock-version = "2.1"
"""
PYLOCK = f"""
lock-version = "1.0"
[[packages]]
name = "flask"
version = "3.1.3"
dependencies = [{{name = "click"}}]
wheels = [{{name = "flask.whl", hashes = {{sha256 = "{HEX}"}}}}]
[[packages]]
name = "click"
version = "8.2.0"
dependencies = []
"""
PIPFILE = {
    "default": {"flask": {"version": "==3.1.3", "hashes": [f"sha256:{HEX}"]}, "click": {"version": "==8.2.0"}},
    "develop": {"pytest": {"version": "==8.4.0"}},
}
REQUIREMENTS = (
    "--index-url https://pypi.org/simple\r\n# ditulis pip-compile\r\n"
    f"Flask==3.1.3 ; python_version > '3' \\\r\n    --hash=sha256:{HEX} \\\r\n    # via app\r\n"
    "click[x] == 8.2.0  # via flask\r\n"
)
PYTHON = {
    "uv.lock": UV, "poetry.lock": POETRY, "pylock.toml": PYLOCK, "Pipfile.lock": json.dumps(PIPFILE),
    "requirements.txt": REQUIREMENTS,
}  # fmt: skip


LONG = '{"packages": {"node_modules/a": {"version": "' + "1" * 600 + '"}}}'
DEEP = '{"dependencies": ' + '{"a": {"dependencies": ' * 9_000 + "{}" + "}}" * 9_000 + "}"


@pytest.fixture(autouse=True)
def in_indonesian() -> None:
    language.use("id")


def lock(name: str, content: Any) -> Lock:
    data = (
        content
        if isinstance(content, bytes)
        else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    return locks.read(name, data, name)


def needs(found: Lock) -> dict[str, tuple[str, ...] | None]:
    return {one.purl: one.needs for one in found.packages}


def test_composer_packages_with_what_stands_for_them() -> None:
    found = lock("composer.lock", COMPOSER)
    laravel, monolog = "pkg:composer/laravel/framework@v11.9.0", "pkg:composer/monolog/monolog@3.6.0"
    assert needs(found) == {laravel: (monolog,), monolog: ()}
    assert (found.direct, found.sure, found.left_out) == ((laravel,), False, 1)
    assert found.packages[1].hashes == (("SHA-1", "cd" * 20),)


@pytest.mark.parametrize(
    "content", [NPM_1, NPM_3, NPM_3 | {"lockfileVersion": 2, "dependencies": NPM_1["dependencies"]}]
)
@pytest.mark.parametrize("name", ["package-lock.json", "npm-shrinkwrap.json"])
def test_npm_resolves_as_node_does(name: str, content: Any) -> None:
    found = lock(name, content)
    one, two, alias = "pkg:npm/b@1.0.0", "pkg:npm/b@2.0.0", "pkg:npm/%40s/c@3.0.0"
    assert needs(found) == {"pkg:npm/a@1.0.0": (two,), one: (), two: (), alias: (one,)}
    assert (found.name, found.version, found.left_out) == ("depan", "2.0.0", 1)
    assert {"pkg:npm/a@1.0.0", alias} <= set(found.direct)
    assert found.packages[1].hashes[0][0] == "SHA-512"


@pytest.mark.parametrize("name", PYTHON)
def test_python_lock_files_say_the_same(name: str) -> None:
    found = lock(name, PYTHON[name])
    assert [one.purl for one in found.packages] == ["pkg:pypi/click@8.2.0", "pkg:pypi/flask@3.1.3"]
    assert found.packages[1].hashes == (("SHA-256", HEX),)
    if found.packages[1].needs is not None:
        assert needs(found)["pkg:pypi/flask@3.1.3"] == ("pkg:pypi/click@8.2.0",)
        assert found.direct == ("pkg:pypi/flask@3.1.3",)
    else:
        assert name in {"Pipfile.lock", "requirements.txt"}


def test_requirements_of_a_powershell_are_read() -> None:
    assert (
        lock("requirements.txt", REQUIREMENTS.encode("utf-16")).packages
        == lock("requirements.txt", REQUIREMENTS).packages
    )


def test_every_line_that_is_not_pinned_is_told() -> None:
    lines = "flask\nclick==8.2.0\nwerkzeug>=3\n-r lain.txt\n-e .\nx @ https://example.org/x.whl\ny==1.*\n"
    with pytest.raises(ExceptionGroup) as caught:
        lock("requirements.txt", lines)
    places = [str(error.place) for error in caught.value.exceptions if isinstance(error, InputError)]
    assert places == [f"requirements.txt:{line}" for line in (1, 3, 4, 5, 6, 7)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("composer.lock", '{"packages": [],\n "packages": []}', "duplicate key"),
        ("composer.lock", '{"packages": [\n{]}', "composer.lock:2:"),
        ("composer.lock", "{}", "/packages"),
        ("composer.lock", '{"packages": [{"name": "../../etc/passwd", "version": "1"}]}', "/packages/0: no name"),
        ("composer.lock", '{"packages": [{"name": "a/b", "version": 1}]}', "/packages/0/version"),
        ("composer.lock", b"\xff\xfe{}", "composer.lock"),
        ("package-lock.json", '{"packages": []}', "/packages: must be an object"),
        ("package-lock.json", '{"packages": {"node_modules/\\u001b[2J": {"version": "1"}}}', "no name and version"),
        ("package-lock.json", LONG, "no name and version"),
        ("package-lock.json", DEEP, "invalid JSON"),
        ("uv.lock", "a = 1\na = 2\n", "uv.lock:2:6: invalid TOML"),
        ("uv.lock", '[[package]]\nname = 3\n', "/package/0/name"),
        ("poetry.lock", "package = 3", "/package: must be a list"),
        ("poetry.lock", "a = " + "[" * 9_000, "invalid TOML"),
        ("poetry.lock", b"\xff", "poetry.lock:1: not UTF-8"),
        ("pylock.toml", "", "/lock-version"),
        ("Pipfile.lock", '{"_meta": {}}', "/default"),
        ("requirements.txt", "".join(f"p{number}==1\n" for number in range(5_001)), "more than 5000 packages"),
        ("pom.xml", "<project/>", "no lock file that is known"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(name: str, content: str | bytes, said: str) -> None:
    with pytest.raises((InputError, UsageError)) as caught:
        lock(name, content)
    assert said in caught.value.say("en")


KEYS = (
    "packages dependencies name version require default node_modules/a dist license requires hashes link dev".split()  # noqa: SIM905
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(content=JSON, name=st.sampled_from(["composer.lock", "package-lock.json", "Pipfile.lock"]))
def test_no_content_breaks_a_reader(content: Any, name: str) -> None:
    with suppress(SpbePolicyError):
        lock(name, content)


@given(text=st.text(max_size=200))
def test_no_text_breaks_the_reader_of_requirements(text: str) -> None:
    try:
        lock("requirements.txt", text)
    except* SpbePolicyError:
        pass


def test_the_draft_says_that_it_is_one_and_counts_as_declared() -> None:
    sources = [Source("package-lock.json", f"sha256:{HEX}", lock("package-lock.json", NPM_3)),
               Source("requirements.txt", f"sha256:{HEX}", lock("requirements.txt", REQUIREMENTS))]  # fmt: skip
    data = draft(sources, "antrean", "1.4.0", AT)
    assert data == draft(sources, "antrean", "1.4.0", AT)
    document = read(data)
    assert (document.problems, document.is_draft, document.lifecycles) == ((), True, ("pre-build",))
    assert document.tools[0].startswith("spbe-policy ")
    itself = identity(document, "sbom.json", f"sha256:{HEX}")
    assert judge(delivered, itself) == [Pass("CycloneDX 1.6 json, a draft", assurance=Assurance.DECLARED)]
    found = inventory(document, "sbom.json")
    assert (found.components, found.orphans.count, found.bad_purl.count, found.admits_gaps) == (6, 0, 0, True)
    assert found.unknown.examples == ("click@8.2.0", "flask@3.1.3")


def test_a_choice_of_licences_stays_a_choice() -> None:
    data = draft([Source("composer.lock", f"sha256:{HEX}", lock("composer.lock", COMPOSER))], "a", "1", AT)
    assert [one.licences for one in read(data).components] == [("MIT",), ("MIT OR GPL-3.0-only",)]


def test_the_command_writes_once_and_takes_names_from_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("composer.lock").write_text(json.dumps(COMPOSER), encoding="utf-8")
    assert run(["sbom", "draft", "composer.lock"]) == 2
    assert "--name" in capfd.readouterr().err
    assert not Path("sbom.json").exists()
    manifest = 'schema: spbe-app/1\napp: {id: antrean, version: "1.4.0"}\n'
    Path("spbe.yaml").write_text(manifest, encoding="utf-8")
    assert run(["sbom", "draft", "composer.lock"]) == 0
    subject = read(Path("sbom.json").read_bytes()).subject
    assert subject is not None
    assert (subject.name, subject.version) == ("antrean", "1.4.0")
    before = Path("sbom.json").read_bytes()
    assert run(["sbom", "draft", "composer.lock", "--name", "lain"]) == 2
    assert Path("sbom.json").read_bytes() == before
    assert run(["sbom", "draft", "composer.lock", "--name", "lain", "--force"]) == 0
    assert b'"lain"' in Path("sbom.json").read_bytes()
    Path("composer.lock").write_text("{", encoding="utf-8")
    assert run(["sbom", "draft", "composer.lock", "--force"]) == 2
    assert b'"lain"' in Path("sbom.json").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["composer.lock", "sbom.json", "spbe.yaml"]


def test_the_draft_can_go_to_the_standard_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("package-lock.json").write_text(json.dumps(NPM_3), encoding="utf-8")
    assert run(["sbom", "draft", "package-lock.json", "-o", "-"]) == 0
    assert read(capfd.readouterr().out.encode()).valid
