"""Real bills of materials, written by the ecosystems' own tools, and what is expected of each."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from spbe_policy.builtin.sbom.bom import Document
from spbe_policy.builtin.sbom.checks import connected, dated, delivered, identified, minimum, traceable, version
from spbe_policy.builtin.sbom.licences import licences
from spbe_policy.builtin.sbom.reading import read
from spbe_policy.builtin.sbom.summary import identity, inventory
from spbe_policy.checks import Check, Fail, Pass, Review
from spbe_policy.evidence import Fact
from spbe_policy.reading import digest, read_document
from spbe_policy.testing import judge

FOLDER = Path(__file__).parents[1] / "examples" / "sbom"
EXPECTED: dict[str, Any] = read_document(FOLDER / "expected.yaml", "expected.yaml").data
OF_ITSELF = {"bssn-4-2021/27-13-b": (delivered, version), "praktik/sbom-date": (dated,)}
OF_COMPONENTS = {
    "praktik/sbom-minimum": (minimum,),
    "praktik/sbom-provenance": (traceable,),
    "praktik/sbom-identity": (identified,),
    "praktik/sbom-graph": (connected,),
}
WORST = (Fail, Review, Pass)
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def document(name: str) -> tuple[bytes, Document]:
    data = (FOLDER / name).read_bytes()
    return data, read(data, 100)


def verdict(checks: tuple[Check, ...], fact: Fact, app: dict[str, Any]) -> str:
    found = [outcome for check in checks for outcome in judge(check, fact, subject="sbom", app=app, at=LATER)]
    worst = min(found, key=lambda outcome: WORST.index(type(outcome)))
    told = "; ".join(outcome.seen for outcome in found if type(outcome) is type(worst))
    return f"{type(worst).__name__.lower()}: {told}"


def test_every_file_has_its_expectations() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"README.md", "expected.yaml"}
    assert files == set(EXPECTED)
    assert all((FOLDER / name).stat().st_size < 100_000 for name in files)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_tools_write_is_valid_and_judged_as_reviewed(name: str) -> None:
    data, found = document(name)
    assert found.problems == ()
    of_itself, of_components = identity(found, name, digest(data)), inventory(found, name)
    app = {"app": {"id": of_itself.name, "version": of_itself.version}, "sbom": name}
    app["app"] |= {"id": "antrean", "name": of_itself.name}
    told = {rule: verdict(checks, of_itself, app) for rule, checks in OF_ITSELF.items()}
    told |= {rule: verdict(checks, of_components, app) for rule, checks in OF_COMPONENTS.items()}
    want = EXPECTED[name]
    said = licences(found.software, name)
    assert told == want["rules"]
    assert (of_components.components, said.missing.count) == (want["components"], want["without_licence"])


def test_both_forms_of_one_document_say_the_same() -> None:
    (_, as_json), (_, as_xml) = document("pypi.json"), document("pypi.xml")
    assert [one.label for one in as_json.components] == [one.label for one in as_xml.components]
    assert as_json.dependencies == as_xml.dependencies
