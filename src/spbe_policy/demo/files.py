"""Writes the files of the sandbox: those of the vendor and those of the city, side by side in one folder."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from spbe_policy.demo import (
    asked,
    files_app,
    files_city,
    files_decisions,
    files_earlier,
    files_papers,
    files_portal,
    files_sbom,
)
from spbe_policy.demo.scene import APP_ID, Scene
from spbe_policy.manifest import Manifest
from spbe_policy.register import find, read_register


@dataclass(frozen=True, slots=True)
class Files:
    """Where the files are."""

    manifest: Path
    authority: Path
    register: Path
    decisions: Path
    earlier: Path

    @property
    def portal(self) -> Path:
        """The manifest of the Portal SPBE."""
        return self.manifest.with_name("portal.yaml")


def write(folder: Path, scene: Scene) -> Files:
    """Write everything into `folder`."""
    names = ("spbe.yaml", "authority.yaml", "register.csv", "decisions.yaml", "earlier.json")
    files = Files(*(folder / name for name in names))
    for kind, content in files_papers.documents(scene).items():
        path = folder / files_papers.document_path(kind)
        path.parent.mkdir(exist_ok=True)
        altered = scene.has("document-digest-wrong") and kind == "laporan-uji-beban"
        path.write_bytes(content + b"Disunting kemudian.\n" * altered)
    for name, bill in files_sbom.files(scene).items():
        (folder / name).write_text(bill, encoding="utf-8")
    with files.register.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(files_city.register(scene))
    told = files_app.manifest(scene)
    rules = asked.applying(Manifest.model_validate(told), find(read_register(files.register), APP_ID))
    questions = asked.open_questions(rules, files_papers.documents(scene))
    _write_yaml(files.manifest, {**told, "answers": files_app.answers(scene, questions)})
    _write_yaml(files.portal, files_portal.manifest(scene))
    _write_yaml(files.authority, files_city.authority(scene))
    _write_yaml(files.decisions, files_decisions.decisions(scene, rules))
    texts = (path.read_text(encoding="utf-8") for path in (files.manifest, files.authority))
    files.earlier.write_bytes(files_earlier.evidence(scene, *texts))
    return files


_laid_out: dict[str, str] = {}
"""YAML by content: sandboxes of one process differ in little, and laying it out takes most of their beginning."""


def _write_yaml(path: Path, content: dict[str, Any]) -> None:
    known = repr(content)
    if known not in _laid_out:
        yaml, stream = YAML(), io.StringIO()
        yaml.width = 100
        yaml.representer.ignore_aliases = lambda _: True
        yaml.dump(content, stream)
        _laid_out[known] = stream.getvalue()
    path.write_text(_laid_out[known], encoding="utf-8", newline="\n")
