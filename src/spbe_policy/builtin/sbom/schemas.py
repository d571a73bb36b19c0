"""The schemas of CycloneDX (ECMA-424), JSON and XML, as cyclonedx-python-lib ships them, and what they find wrong.

jsonschema-rs judges JSON: the library's own validator takes minutes on 10,000 components. A few things that the
specification demands no schema of its time can say; they are looked for in both forms.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import as_file, files
from itertools import islice
from typing import TYPE_CHECKING, Any

from spbe_policy.builtin.sbom.bom import Document, Raw, shown

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator, ValidationError
    from lxml.etree import XMLSchema, _Element

SPEC_VERSIONS = ("1.4", "1.5", "1.6", "1.7")
NAMESPACE = "http://cyclonedx.org/schema/bom/"
MAX_PROBLEMS = 3
_LOOKED_AT = 1_000
"""Problems that are found before the first three by pointer are taken: their order is the validator's own."""

_SHARED = ("spdx", "jsf-0.82", "cryptography-defs")
_LONGEST = 200


def json_problems(document: Raw, spec: object, most: int) -> Iterator[str]:
    """Yield what is wrong with a JSON document, by pointer, at `most` so many; the first alone is found much faster."""
    if spec not in SPEC_VERSIONS:
        yield f"/specVersion: {shown(str(spec))} is not one of {', '.join(SPEC_VERSIONS)}"
        return
    try:
        errors = islice(_errors(validator(str(spec)), document, most), _LOOKED_AT)
        found = {("/" + "/".join(map(str, error.instance_path)), _message(error)) for error in errors}
    except ValueError:  # nested deeper, or text stranger, than the validator takes
        found = {("/", "cannot be validated: nested too deep, or text that is no Unicode")}
    yield from (f"{shown(pointer)}: {message}" for pointer, message in sorted(found)[:most])


def _message(error: "ValidationError") -> str:
    return shown(error.message, _LONGEST)


def _errors(validator: "Draft7Validator", document: Raw, most: int) -> "Iterable[ValidationError]":
    """Return the problems, or the first: each carries a copy of all that it is about."""
    from jsonschema_rs import ValidationError

    if most > 1:
        return validator.iter_errors(document)
    try:
        validator.validate(document)
    except ValidationError as error:
        return [error]
    return ()


@cache
def validator(spec: str) -> "Draft7Validator":
    """Return the validator of one version, made once."""
    import jsonschema_rs

    shared = [(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", _schema(name)) for name in _SHARED]
    registry = jsonschema_rs.Registry(shared)
    return jsonschema_rs.Draft7Validator(_schema(f"bom-{spec}"), registry=registry, validate_formats=True)


def _schema(name: str) -> Any:
    return json.loads((files("cyclonedx.schema") / "_res" / f"{name}.SNAPSHOT.schema.json").read_bytes())


def xml_problems(root: "_Element", spec: str, most: int) -> Iterator[str]:
    """Yield what is wrong with an XML document, by line, at `most` so many."""
    if spec not in SPEC_VERSIONS:
        yield f"/: {shown(spec)} is not one of {', '.join(SPEC_VERSIONS)}"
        return
    schema = _xml_schema(spec)
    if not schema.validate(root):
        errors = islice(schema.error_log, most)
        messages = ((error.line, error.message.replace(f"{{{NAMESPACE}{spec}}}", "")) for error in errors)
        yield from (f"line {line}: {shown(message, _LONGEST)}" for line, message in messages)


@cache
def _xml_schema(spec: str) -> "XMLSchema":
    from lxml import etree

    with as_file(files("cyclonedx.schema") / "_res") as folder:  # the schema imports its neighbour
        return etree.XMLSchema(etree.parse(folder / f"bom-{spec}.SNAPSHOT.xsd"))


def unsaid(document: Document) -> Iterator[str]:
    """Yield what the schema for JSON says and that for XML cannot: only an external part has a range of versions."""
    for one in document.components if document.spec_version == "1.7" and document.format == "xml" else ():
        if "versionRange" in one.raw and str(one.raw.get("isExternal")).lower() not in {"true", "1"}:
            yield f"{one.pointer}: versionRange without isExternal"
