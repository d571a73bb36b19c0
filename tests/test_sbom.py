"""Bills of materials, good and hostile, and which app they belong to."""

import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spbe_policy.authority import Authority
from spbe_policy.builtin.sbom import bills, collectors
from spbe_policy.builtin.sbom.checks import delivered, version
from spbe_policy.builtin.sbom.facts import Bom
from spbe_policy.builtin.sbom.reading import read
from spbe_policy.builtin.sbom.schemas import SPEC_VERSIONS
from spbe_policy.builtin.sbom.summary import identity
from spbe_policy.checks import Fail, Pass
from spbe_policy.collecting import Scope
from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.testing import judge

CITY = Authority.model_validate({"schema": "spbe-authority/1", "name": "Kota Contoh"})
APP = {"app": {"id": "antrean", "name": "Antrean Puskesmas", "version": "1.4.0"}, "sbom": "sbom.json"}


def as_json(spec: str = "1.6", **changes: Any) -> bytes:
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": spec,
            "metadata": {"component": {"type": "application", "name": "antrean", "version": "1.4.0"}},
            "components": [{"type": "library", "name": "flask", "version": "3.1.3"}],
            **changes,
        }
    ).encode()


def as_xml(spec: str = "1.6", kind: str = "library") -> bytes:
    return (
        f'<bom xmlns="http://cyclonedx.org/schema/bom/{spec}" version="1">'
        '<metadata><component type="application"><name>antrean</name><version>1.4.0</version></component></metadata>'
        f'<components><component type="{kind}"><name>flask</name><version>3</version></component></components></bom>'
    ).encode()


def bom(data: bytes) -> Bom:
    return identity(read(data), "sbom.json", "sha256:" + "a" * 64)


@pytest.mark.parametrize("write", [as_json, as_xml])
@pytest.mark.parametrize("spec", SPEC_VERSIONS)
def test_every_version_is_read_in_both_forms(spec: str, write: Any) -> None:
    read = bom(write(spec))
    assert (read.problems, read.spec_version, read.name, read.version, read.components) == (
        (),
        spec,
        "antrean",
        "1.4.0",
        1,
    )
    assert isinstance(judge(delivered, read)[0], Pass)
    assert judge(version, read, subject="sbom", app=APP) == [Pass("antrean 1.4.0")]


def test_problems_say_where_they_are() -> None:
    assert bom(as_json(components=[{"type": "pustaka", "name": "x"}])).problems[0].startswith("/components/0/type: ")
    assert bom(as_xml(kind="pustaka")).problems[0].startswith("line 1: ")
    assert len(bom(as_json(components=[{"type": "pustaka"}] * 50)).problems) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"bukan",
        b"\xff\xfe\x00",
        b"[]",
        b'{"spdxVersion": "SPDX-2.3"}',
        as_json("9.9"),
        as_json(specVersion=None),
        as_json(components={}),
        b'{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX", "specVersion": "1.6"}',
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": ' + b"[" * 600 + b"]" * 600 + b"}",
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": ' + b"[" * 100_000,
        b"<",
        b"<bom/>",
        as_xml("9.9"),
        b'<!DOCTYPE bom [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + as_xml(),
        b'<!DOCTYPE bom SYSTEM "http://169.254.169.254/">' + as_xml(),
    ],
)
def test_what_is_no_sound_bill_fails_and_says_why(data: bytes) -> None:
    read = bom(data)
    assert read.problems
    assert isinstance(judge(delivered, read)[0], Fail)
    (outcome,) = judge(version, read, subject="sbom", app=APP)
    assert isinstance(outcome, Gap)
    assert outcome.because_of == "sbom.bom/1 sbom"


def test_text_that_is_no_text_does_not_break_the_evidence() -> None:
    component = {"type": "application", "name": "\ud800", "version": "1.4.0 password=rahasia123"}
    read = bom(as_json(metadata={"component": component}))
    assert read.model_dump_json()
    assert "rahasia123" not in str(read)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: b"<bom>" + text.encode()))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    assert bom(data).problems


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=5),
        lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
        max_leaves=8,
    )
)
def test_no_content_breaks_the_reading(value: Any) -> None:
    for key in ("metadata", "components", "specVersion"):
        assert bom(as_json(**{key: value})).model_dump_json()


def look(folder: Path | None, sbom: str | None, **more: Any) -> Bom | Gap:
    app = Manifest.model_validate({"schema": "spbe-app/1", "app": {"id": "antrean"}, "sbom": sbom, **more})
    (found,) = anyio.run(collectors.bom.run, Scope(app, CITY, None, folder, (), None)).values()
    assert isinstance(found, Bom | Gap)
    return found


def test_the_file_is_looked_for_in_the_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sbom.xml").write_bytes(as_xml())
    there, missing, outside = (look(tmp_path, name) for name in ("sbom.xml", "sbom.json", "../sbom.json"))
    assert isinstance(there, Bom)
    assert (there.valid, there.format) == (True, "xml")
    assert isinstance(missing, Bom)
    assert judge(delivered, missing)[0].seen == "missing sbom.json"  # type: ignore[union-attr]
    assert isinstance(outside, Gap)
    assert outside.cause is Cause.REFUSED
    assert isinstance(look(tmp_path, "a\0b"), Gap)
    monkeypatch.setattr(bills, "MAX_BYTES", 10)
    large = look(tmp_path, "sbom.xml")
    assert isinstance(large, Gap)
    assert large.cause is Cause.TOO_LARGE


def test_not_named_is_a_failure_unless_nobody_wrote_a_manifest() -> None:
    assert isinstance(look(None, None, login={}), Bom)
    registered = Manifest.model_validate({"schema": "spbe-app/1", "app": {"id": "antrean"}})
    found = anyio.run(collectors.bom.run, Scope(registered, CITY, None, None, (), None))["app"]
    assert isinstance(found, Gap)
    assert found.cause is Cause.NOT_DECLARED
