"""Reading of bills of materials: the two forms agree, hostile ones are refused, published ones are judged by name."""

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from spbe_policy.builtin.sbom import purls
from spbe_policy.builtin.sbom.bom import Component, Document, merged, present, shown
from spbe_policy.builtin.sbom.graph import graph
from spbe_policy.builtin.sbom.reading import read
from spbe_policy.builtin.sbom.summary import inventory
from spbe_policy.errors import InputError
from spbe_policy.reading import parse_json

PUBLISHED = os.environ.get("SPBE_POLICY_CYCLONEDX")
"""A folder with the specification's own examples: `tools/src/test/resources` of github.com/CycloneDX/specification."""


def bill(*components: dict[str, Any], **more: Any) -> bytes:
    subject = {"type": "application", "name": "antrean", "version": "1.4.0", "bom-ref": "app"}
    told = {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": subject}}
    return json.dumps({**told, "components": [{"type": "library", **each} for each in components], **more}).encode()


@pytest.mark.skipif(not PUBLISHED, reason="SPBE_POLICY_CYCLONEDX names no folder")
def test_published_examples_are_judged_as_their_names_say() -> None:
    files = [
        file
        for version in ("1.4", "1.5", "1.6", "1.7")
        for file in sorted(Path(str(PUBLISHED), version).iterdir())
        if file.suffix in {".json", ".xml"}
    ]
    wrong = [file.name for file in files if read(file.read_bytes()).valid is not file.name.startswith("valid")]
    assert len(files) > 500
    assert wrong == []
    for file in files:
        assert inventory(read(file.read_bytes()), file.name).model_dump_json()


AS_XML = b"""<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6"
     serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
  <metadata>
    <timestamp>2026-05-04T09:00:00Z</timestamp>
    <lifecycles><lifecycle><phase>build</phase></lifecycle></lifecycles>
    <tools><components>
      <component type="application"><name>alat</name><version>2</version></component>
    </components></tools>
    <authors><author><name>PT Contoh</name></author></authors>
    <component type="application" bom-ref="app"><name>antrean</name><version>1.4.0</version></component>
  </metadata>
  <components>
    <component type="framework" bom-ref="a">
      <supplier><name>Pemasok</name></supplier>
      <name>a</name><version>1</version>
      <hashes><hash alg="SHA-256">aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</hash></hashes>
      <licenses><expression>MIT OR Apache-2.0</expression></licenses>
      <purl>pkg:npm/a@1</purl>
      <properties><property name="kunci">nilai</property></properties>
      <components>
        <component type="library" bom-ref="b"><name>b</name><version>2</version>
          <licenses><license><id>MIT</id></license><license><name>Sendiri</name></license></licenses></component>
      </components>
    </component>
  </components>
  <dependencies><dependency ref="app"><dependency ref="a"/></dependency><dependency ref="a"/></dependencies>
  <compositions><composition><aggregate>incomplete</aggregate></composition></compositions>
  <vulnerabilities><vulnerability><id>CVE-2026-1</id><analysis><state>not_affected</state></analysis>
    <affects><target><ref>a</ref></target></affects></vulnerability></vulnerabilities>
</bom>"""


def as_json() -> bytes:
    a = {
        "type": "framework", "bom-ref": "a", "supplier": {"name": "Pemasok"}, "name": "a", "version": "1",
        "hashes": [{"alg": "SHA-256", "content": "a" * 64}], "licenses": [{"expression": "MIT OR Apache-2.0"}],
        "purl": "pkg:npm/a@1", "properties": [{"name": "kunci", "value": "nilai"}],
        "components": [{
            "type": "library", "bom-ref": "b", "name": "b", "version": "2",
            "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "Sendiri"}}],
        }],
    }  # fmt: skip
    return bill(
        a,
        serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        metadata={
            "timestamp": "2026-05-04T09:00:00Z", "lifecycles": [{"phase": "build"}], "authors": [{"name": "PT Contoh"}],
            "tools": {"components": [{"type": "application", "name": "alat", "version": "2"}]},
            "component": {"type": "application", "bom-ref": "app", "name": "antrean", "version": "1.4.0"},
        },
        dependencies=[{"ref": "app", "dependsOn": ["a"]}, {"ref": "a"}],
        compositions=[{"aggregate": "incomplete"}],
        vulnerabilities=[{"id": "CVE-2026-1", "analysis": {"state": "not_affected"}, "affects": [{"ref": "a"}]}],
    )  # fmt: skip


def said(document: Document) -> dict[str, Any]:
    parts = list(document.components)
    return {
        "problems": document.problems,
        "itself": (document.timestamp, document.tools, document.authors, document.lifecycles),
        "parts": [(one.label, one.supplier, one.purl, one.hashes, one.licences, one.properties) for one in parts],
        "places": [(one.pointer, one.within.name if one.within else None) for one in parts],
        "graph": (document.dependencies, dict(graph(document, parts).depths())),
        "vulnerabilities": [dict(each) for each in document.vulnerabilities],
        "inventory": inventory(document, "x").model_dump(),
    }


def test_both_forms_say_the_same() -> None:
    as_told = said(read(as_json()))
    assert said(read(AS_XML)) == as_told
    assert as_told["problems"] == ()
    assert as_told["places"] == [("/components/0", None), ("/components/0/components/0", "a")]
    assert as_told["graph"][1] == {"app": 0, "a": 1, "b": 2}
    assert as_told["inventory"]["admits_gaps"]


def test_what_says_nothing_is_absent() -> None:
    assert [present(value) for value in (None, "", " ", "NOASSERTION", " noassertion\n", "Unknown", 3, [])] == [
        None
    ] * 8
    assert [present(value) for value in ("none-such", "0", " 1 ", "Nusantara")] == [
        "none-such",
        "0",
        " 1 ",
        "Nusantara",
    ]
    (one,) = read(
        bill({"name": "a", "version": "NOASSERTION", "supplier": {"name": ""}, "purl": "NOASSERTION"})
    ).components
    assert (one.version, one.supplier, one.purl, one.identified) == (None, None, None, False)


def test_several_files_are_one_list() -> None:
    here = read(bill({"name": "a", "purl": "pkg:npm/a@1"}, {"name": "tanpa"}))
    there = read(bill({"name": "a", "purl": "pkg:npm/a@1"}, {"name": "tanpa"}, {"name": "b", "purl": "pkg:npm/b@1"}))
    assert [one.name for one in merged((here, there))] == ["a", "tanpa", "tanpa", "b"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1, "a": 2}', "duplicate key"),
        ('{"a": {"b" :1, "b" :1}}', "duplicate key"),
        (r'{"x": "\u003a", "b": 1, "b": 2}', "duplicate key"),
        ('{"a": 1e999}', "too large"),
        ('{"a": NaN}', "not JSON"),
        ("[" * 1_000 + "]" * 1_000, "recursion"),
        ('{"components": ' + "[{" * 40, "Expecting"),
    ],
)
def test_what_is_no_strict_json_is_said(text: str, why: str) -> None:
    (problem,) = read(text.encode()).problems
    assert why in problem


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(['":', "\\u003a", ":", "Infinity"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
    max_leaves=12,
)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", ":", '\\"', "\\u003a"]), _values), max_size=4), st.booleans())
def test_the_fast_reader_is_as_strict_as_the_slow_one(pairs: list[tuple[str, Any]], spaced: bool) -> None:
    colon = " :" if spaced else ":"
    text = "{" + ",".join(f'"{key}"{colon}{json.dumps(value)}' for key, value in pairs) + "}"
    assert read(text.encode()).problems == (slowly(text.encode()),)


def slowly(data: bytes) -> str:
    try:
        parse_json(data, "sbom")
    except InputError as error:
        line = error.place.line if error.place else None
        return f"{f'line {line}' if line else '/'}: {shown(error.texts['en'], 200)}"
    return "/bomFormat: not CycloneDX"


NESTED = 1_000


def nested(depth: int) -> bytes:
    inner: dict[str, Any] = {"type": "library", "name": "dalam"}
    opening = '{"type": "library", "name": "x", "components": [' * depth
    text = bill().decode().replace('"components": []', f'"components": [{opening}{json.dumps(inner)}{"]}" * depth}]')
    return text.encode()


def test_nesting_is_bounded_and_said() -> None:
    assert read(nested(50)).valid
    assert len(list(read(nested(50)).components)) == 51
    assert read(nested(NESTED)).problems
    opening = '<component type="library"><name>x</name><components>' * NESTED
    deep = f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>{opening}'
    assert "line 1" in read(deep.encode()).problems[0]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE bom [<!ENTITY a "hahahahahaha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>",
        '<!DOCTYPE bom [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE bom SYSTEM "http://169.254.169.254/latest">',
    ],
)
def test_entities_are_refused_and_nothing_is_fetched(head: str) -> None:
    entity = "&j;" if "&a;" in head else "&a;"
    for inner in (entity, "x"):
        text = f'{head}<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>'
        text += f'<component type="library"><name>{inner}</name></component></components></bom>'
        found = read(text.encode())
        assert found.problems
        assert "root:" not in str(found)


def test_cycles_end() -> None:
    links = [("app", ["a"]), ("a", ["b"]), ("b", ["a", "b"]), ("lain", ["lain"])]
    parts = [{"name": name, "bom-ref": name, "version": "1"} for name in ("a", "b", "lain")]
    document = read(bill(*parts, dependencies=[{"ref": ref, "dependsOn": needs} for ref, needs in links]))
    found = inventory(document, "x")
    assert (found.depth, found.orphans.count, found.orphans.examples) == (2, 1, ("lain@1",))


def test_long_and_strange_names_are_shown_harmless() -> None:
    name = "\x1b[31mmerah\x1b[0m\u202e\r\n" + "x" * 2_000_000
    document = read(bill({"name": name, "purl": "pkg:npm/" + "a" * 100_000 + "@1", "bom-ref": name}, dependencies=[]))
    found = inventory(document, "x")
    assert document.valid
    assert found.bad_purl.count == 1
    text = found.model_dump_json()
    assert len(text) < 4_000
    assert "\\u001b" not in text
    assert "\u202e" not in text


def test_memory_stays_in_proportion() -> None:
    data = bill({"name": "x" * 10_000_000})
    tracemalloc.start()
    try:
        inventory(read(data), "x")
        assert tracemalloc.get_traced_memory()[1] < 8 * len(data)
    finally:
        tracemalloc.stop()


_word = st.text(st.sampled_from("aB0._-~+/%@?#: \x1b"), max_size=8)


@given(st.sampled_from(["npm", "pypi", "composer", "maven", "deb", "golang", "swift"]), _word, _word, _word)
def test_plain_package_urls_are_read_as_the_library_reads_them(kind: str, group: str, name: str, version: str) -> None:
    purl = f"pkg:{kind}/{group}/{name}@{version}"
    found = purls.parse(purl)
    if found is not None:
        read_ = PackageURL.from_string(purl)
        assert found == (read_.type, read_.namespace, read_.name, read_.version)
    if purls.plainly({"purl": purl, "name": name, "version": version}):
        assert found is not None
        assert purls.agrees(Component({"name": name, "version": version}, ""), found)


@pytest.mark.parametrize(
    ("purl", "component", "sound", "fits"),
    [
        ("pkg:pypi/flask@3.1.3", {"name": "Flask", "version": "3.1.3"}, True, True),
        ("pkg:pypi/typing-extensions@4", {"name": "typing_extensions", "version": "4"}, True, True),
        ("pkg:npm/%40vue/core@3.4", {"name": "core", "group": "@vue", "version": "v3.4"}, True, True),
        ("pkg:npm/%40vue/core@3.4", {"name": "@vue/core", "version": "3.4"}, True, True),
        (
            "pkg:maven/org.slf4j/slf4j-api@2.0",
            {"name": "slf4j-api", "group": "org.slf4j", "version": "2.0"},
            True,
            True,
        ),
        ("pkg:golang/github.com/a/b@v1.2", {"name": "github.com/a/b", "version": "v1.2"}, True, True),
        ("pkg:deb/debian/libc6@1%3A2.36?arch=amd64", {"name": "libc6", "version": "2.36"}, True, True),
        ("pkg:oci/nginx@sha256%3Aabc", {"name": "wadah", "version": "1"}, True, True),
        ("pkg:npm/jquery@1.12.4", {"name": "jquery", "version": "3.7.1"}, True, False),
        ("pkg:npm/jquery@3.7.1", {"name": "lodash", "version": "3.7.1"}, True, False),
        ("pkg:npm/../../etc/passwd@1", {"name": "passwd"}, False, None),
        ("pkg:npm/%2e%2e/a@1", {"name": "a"}, False, None),
        ("pkg:npm/%1b[31m@1", {"name": "x"}, False, None),
        ("npm/a@1", {"name": "a"}, False, None),
        ("pkg:npm/", {"name": "a"}, False, None),
        ("pkg:npm/" + "a" * 3_000, {"name": "a"}, False, None),
    ],
)
def test_package_urls(purl: str, component: dict[str, Any], sound: bool, fits: bool | None) -> None:
    found = purls.parse(purl)
    assert (found is not None) is sound
    assert found is None or purls.agrees(Component(component, ""), found) is fits
