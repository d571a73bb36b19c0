"""Reads a CycloneDX document, JSON (ECMA-424) or XML. Pure but for the schemas that cyclonedx-python-lib ships."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from itertools import islice
from typing import TYPE_CHECKING, Any

from spbe_policy.errors import InputError
from spbe_policy.reading import parse_json
from spbe_policy.redact import redact

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator, ValidationError
    from lxml.etree import XMLSchema, _Element

SPEC_VERSIONS = ("1.4", "1.5", "1.6", "1.7")
MAX_PROBLEMS = 3
_LOOKED_AT = 1_000
"""Problems that are found before the first three by pointer are taken: their order is the validator's own."""

_SHARED = ("spdx", "jsf-0.82", "cryptography-defs")
_XML = "http://cyclonedx.org/schema/bom/"
_MAX_TEXT = 200
_READ = 4_000
_LARGE = 1_000_000
"""Bytes beyond which only the first problem is asked for."""

Read = dict[str, Any]
"""Fields of `Bom` but for path and digest."""


def parse(data: bytes) -> Read:
    """Return what a document says of itself, and what keeps it from being valid CycloneDX."""
    return _xml(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _json(data)


def _json(data: bytes) -> Read:
    try:
        document = parse_json(data.removeprefix(b"\xef\xbb\xbf"), "sbom")
    except InputError as error:
        return {"format": "json", "problems": (_clean(error.texts["en"]),)}
    if not isinstance(document, dict) or document.get("bomFormat") != "CycloneDX":
        return {"format": "json", "problems": ("/bomFormat: not CycloneDX",)}
    spec = document.get("specVersion")
    return {
        "format": "json",
        "spec_version": _word(spec),
        "problems": tuple(_problems(document, spec, large=len(data) > _LARGE)),
        "name": _word(_at(document, "metadata", "component", "name")),
        "version": _word(_at(document, "metadata", "component", "version")),
        "components": len(components) if isinstance(components := document.get("components"), list) else 0,
        "timestamp": _word(_at(document, "metadata", "timestamp")),
    }


def _problems(document: Mapping[str, Any], spec: object, *, large: bool) -> Iterator[str]:
    if spec not in SPEC_VERSIONS:
        yield f"/specVersion: {_clean(str(spec))} is not one of {', '.join(SPEC_VERSIONS)}"
        return
    try:
        errors = islice(_errors(_validator(str(spec)), document, large=large), _LOOKED_AT)
        found = {("/" + "/".join(map(str, error.instance_path)), error.message[:_READ]) for error in errors}
    except ValueError:  # nested deeper, or text stranger, than the validator takes
        found = {("/", "cannot be validated")}
    yield from (f"{_clean(pointer)}: {_clean(message)}" for pointer, message in sorted(found)[:MAX_PROBLEMS])


def _errors(validator: "Draft7Validator", document: Mapping[str, Any], *, large: bool) -> "Iterable[ValidationError]":
    """Return the problems; of a large document the first, as each carries a copy of all that it is about."""
    from jsonschema_rs import ValidationError

    if not large:
        return validator.iter_errors(document)
    try:
        validator.validate(document)
    except ValidationError as error:
        return [error]
    return ()


@cache
def _validator(spec: str) -> "Draft7Validator":
    import jsonschema_rs

    shared = [(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", _schema(name)) for name in _SHARED]
    registry = jsonschema_rs.Registry(shared)
    return jsonschema_rs.Draft7Validator(_schema(f"bom-{spec}"), registry=registry, validate_formats=True)


def _schema(name: str) -> Any:
    return json.loads((files("cyclonedx.schema") / "_res" / f"{name}.SNAPSHOT.schema.json").read_bytes())


def _xml(data: bytes) -> Read:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return {"format": "xml", "problems": (f"/: not XML, line {error.lineno}",)}
    if root.getroottree().docinfo.doctype:
        return {"format": "xml", "problems": ("/: a document type is not allowed",)}
    name = etree.QName(root)
    if name.localname != "bom" or not (name.namespace or "").startswith(_XML):
        return {"format": "xml", "problems": ("/: not CycloneDX",)}
    spec = (name.namespace or "").removeprefix(_XML)
    return {
        "format": "xml",
        "spec_version": _word(spec),
        "problems": tuple(_xml_problems(root, spec)),
        "name": _text(root, spec, "metadata", "component", "name"),
        "version": _text(root, spec, "metadata", "component", "version"),
        "components": len(root.findall(_steps(spec, "components", "component"))),
        "timestamp": _text(root, spec, "metadata", "timestamp"),
    }


def _xml_problems(root: "_Element", spec: str) -> Iterator[str]:
    if spec not in SPEC_VERSIONS:
        yield f"/: {_clean(spec)} is not one of {', '.join(SPEC_VERSIONS)}"
        return
    schema = _xml_schema(spec)
    if not schema.validate(root):
        errors = list(schema.error_log)[:MAX_PROBLEMS]
        yield from (f"line {error.line}: {_clean(error.message.replace(f'{{{_XML}{spec}}}', ''))}" for error in errors)


@cache
def _xml_schema(spec: str) -> "XMLSchema":
    from lxml import etree

    with as_file(files("cyclonedx.schema") / "_res") as folder:  # the schema imports its neighbour
        return etree.XMLSchema(etree.parse(folder / f"bom-{spec}.SNAPSHOT.xsd"))


def _steps(spec: str, *names: str) -> str:
    return "/".join(f"{{{_XML}{spec}}}{name}" for name in names)


def _text(root: "_Element", spec: str, *names: str) -> str | None:
    return _word(root.findtext(_steps(spec, *names)))


def _at(value: Any, *steps: str) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _word(value: object) -> str | None:
    return _clean(value) if isinstance(value, str) and value.strip() else None


def _clean(text: str) -> str:
    sound = text[:_READ].encode("utf-8", "replace").decode()
    return redact(" ".join(sound.split()))[:_MAX_TEXT]
