"""What the papers say is true: examples run, the commands they name exist."""

import doctest
import importlib
import re
import shutil
from pathlib import Path

import click
import pytest

from spbe_policy import plugins
from spbe_policy.cli.root import root
from spbe_policy.decisions import Judgement, Waiver, load_decisions
from spbe_policy.reporters.words import PARAPHRASE
from spbe_policy.verify import load_base, verify

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/*.md", "policies/*.md", "plugins/*/*.md")
    for path in ROOT.glob(pattern)
)
"""Everything that people read."""


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.S))
def test_python_of_the_readme_runs(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 (our own text)


@pytest.mark.parametrize("module", ["spbe_policy", "spbe_policy.testing"])
def test_examples_in_docstrings_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_with_its_options_exists(page: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in re.findall(r"spbe-policy ([a-z][^`#\n]*)", text):
        command, said = _command([word.rstrip(".,") for word in line.split()])
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--?[a-z][a-z-]*", said)) <= known | {"--lang"}, line


def _command(words: list[str]) -> tuple[click.Command, str]:
    """The command that words name, and what follows its name."""
    found: click.Command = root
    while isinstance(found, click.Group):
        inner = found.get_command(click.Context(found), words[0])
        assert inner, words
        found, words = inner, words[1:]
    return found, " " + " ".join(words)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.S)
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert link.startswith("https://") or (ROOT / page.parent / link).exists(), link


def test_every_pack_has_its_page_and_its_row() -> None:
    overview = (ROOT / "policies" / "README.md").read_text(encoding="utf-8")
    names = [file.parent.name for file in (ROOT / "policies").glob("*/pack.yaml")]
    assert names
    for name in names:
        page = (ROOT / "docs" / f"rules-{name}.md").read_text(encoding="utf-8")
        assert PARAPHRASE.id in page.lower()
        assert f"](../docs/rules-{name}.md)" in overview
        rules = {path.stem for path in (ROOT / "policies" / name).glob("*.yaml")} - {
            "pack",
            "authority",
            "portal-openapi",
        }
        assert set(re.findall(r"^\| \[`([^`]+)`\]", page, re.M)) == rules


def test_the_page_on_packs_shows_the_example_as_it_is() -> None:
    pack = ROOT / "examples" / "packs" / "kota-contoh"
    files = [path.read_text(encoding="utf-8") for path in (pack / "pack.yaml", pack / "narahubung-jaga.yaml")]
    shown = _yaml("docs/packs.md")
    assert len(shown) > 2
    for block in shown:
        assert "official_text" in block or any(block in file for file in files), block
    readme = [line for block in _yaml("README.md") for line in block.splitlines()]
    assert readme
    assert all(line in files[0] for line in readme)


def test_the_example_of_a_city_s_own_pack_holds() -> None:
    registry, pack = plugins.load(), ROOT / "examples" / "packs" / "kota-contoh"
    policy = registry.policy(str(pack))
    assert list(verify(policy, load_base(pack))) == []
    rules = {rule.id: rule for rule in policy.rules}
    assert rules["layanan/accessibility"].file.level == "must"
    assert rules["bssn-4-2021/27-1-g"].file.waivable is False
    assert rules["bssn-4-2021/27-7-a"].file.applies_to.category == ("strategis", "tinggi")


def test_official_text_goes_where_the_page_puts_it(tmp_path: Path) -> None:
    pack = tmp_path / "kota-contoh"
    shutil.copytree(ROOT / "examples" / "packs" / "kota-contoh", pack)
    (official,) = (block for block in _yaml("docs/packs.md") if "official_text" in block)
    file = pack / "pack.yaml"
    file.write_text(
        re.sub(r"(?m)^ +\"27-8-b\":.*\n", lambda _: official, file.read_text(encoding="utf-8")), encoding="utf-8"
    )
    rules = {rule.id: rule.file for rule in plugins.load().policy(str(pack)).rules}
    text = rules["bssn-4-2021/27-8-b"].official_text
    assert text
    assert text.checked_by == "Rina Contoh, Diskominfo"


def _yaml(page: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S)


def test_the_example_decisions_fit_the_rules_that_they_name() -> None:
    file = ROOT / "examples" / "kota-contoh" / "decisions.yaml"
    decisions, _ = load_decisions(file.read_text(encoding="utf-8"), "decisions.yaml")
    rules = {rule.id: rule for rule in plugins.load().policy("kota-jambi").rules}
    for item in decisions.decisions:
        for name in item.about:
            rule = rules[name].file
            assert item.scope is None or item.scope.partition(":")[0] in (rule.shared or ())
            if isinstance(item, Waiver):
                assert rule.waivable
            if isinstance(item, Judgement):
                assert item.settles(rule.question)
                assert rule.audit or not item.design


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = re.search(r"\n    (python3 -m venv .*nox)\n", README)
    assert command
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(step in script for step in command[1].split(" && "))
