"""Reads an OpenAPI 3.x document, JSON or YAML. Pure, and patient with hostile input: nothing is fetched.

Only references within the document are followed, a few steps; what a remote one names stays unseen.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from spbe_policy.errors import InputError
from spbe_policy.reading import parse_json, parse_yaml
from spbe_policy.redact import redact

if TYPE_CHECKING:
    from jsonschema_rs import Draft4Validator, Draft202012Validator

MAX_YAML = 300_000
"""Most bytes of YAML: of text that only the slow parser reads, about three seconds."""

MAX_DEPTH = 100
MAX_PROBLEMS = 3
MAX_STEPS = 8
MAX_PATH = 1_000
MAX_PARAMETERS = 100
"""Of one operation, or of one path, that are read."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_LOOKED_AT = 1_000
_MAX_TEXT = 200
_VERSION = re.compile(r"3\.[012]\.\d{1,3}(-.{1,40})?")

Tree = Mapping[str, Any]


class Unreadable(Exception):  # noqa: N818 (an answer, not an error)
    """There is no OpenAPI document to read; carries a stable word."""


def parse(data: bytes) -> Tree:
    """Return the document; `Unreadable` says why there is none."""
    text = data.decode("utf-8-sig", "replace").lstrip()
    document = _json(text) if text.startswith("{") else _yaml(text)
    if _too_deep(document):
        raise Unreadable("too-deep")
    if not isinstance(document, Mapping) or not ({"openapi", "swagger"} & document.keys()):
        raise Unreadable("not-openapi")
    return document


def _json(text: str) -> Any:
    try:
        return parse_json(text.encode(), "openapi")
    except InputError as error:
        raise Unreadable("not-json-or-yaml") from error


def _yaml(text: str) -> Any:
    if len(text) > MAX_YAML:
        raise Unreadable("too-large")
    if not re.search(r"^[\"']?(?:openapi|swagger)[\"']?\s*:", text, re.MULTILINE):
        raise Unreadable("not-openapi")
    try:
        return parse_yaml(text, "openapi").data
    except InputError as error:
        raise Unreadable("alias" if "aliases" in error.texts["en"] else "not-json-or-yaml") from error


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [below for part in level for below in _parts(part)]
        if not level:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return [part for part in inside if isinstance(part, Mapping | list)]


def problems(document: Tree) -> tuple[str, ...]:
    """Return what keeps the document from being valid by the schema of its version, as `pointer: message`.

    Schema Objects of 3.1 and 3.2 are not looked into: that is what the official schema leaves to their dialect.
    """
    version = document.get("openapi")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        return (f"/openapi: {clean(version or document.get('swagger'))} is not 3.0, 3.1 or 3.2",)
    try:
        errors = list(islice(_validator(version[:3]).iter_errors(document), _LOOKED_AT))
        found = {("/" + "/".join(map(str, error.instance_path)), error.message[:4_000]) for error in errors}
    except ValueError:  # text stranger than the validator takes
        found = {("/", "cannot be validated")}
    return tuple(f"{clean(pointer)}: {clean(message)}" for pointer, message in sorted(found)[:MAX_PROBLEMS])


@cache
def _validator(version: str) -> "Draft4Validator | Draft202012Validator":
    import jsonschema_rs

    schema = json.loads((files("spbe_policy.builtin.api") / "schemas" / f"oas-{version}.json").read_bytes())
    # A pattern of the official schemas that repeats within a repetition must not cost a hostile document's worth.
    options = jsonschema_rs.RegexOptions()
    if version == "3.0":
        return jsonschema_rs.Draft4Validator(schema, pattern_options=options)
    return jsonschema_rs.Draft202012Validator(schema, pattern_options=options)


def resolved(document: Tree, value: Any) -> Tree:
    """Return the object that `value` is or refers to within the document; empty where it leads nowhere."""
    for _ in range(MAX_STEPS):
        if not isinstance(value, Mapping):
            return {}
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return value
        value = _at(document, reference)
    return {}


def _at(document: Any, reference: str) -> Any:
    if not reference.startswith("#/"):
        return None
    for step in reference[2:].split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def operations(document: Tree) -> Iterator[tuple[str, str, Tree, Tree]]:
    """Yield method (upper case), path, operation and the path item around it, by path and method."""
    paths = document.get("paths")
    for path, item in sorted(paths.items()) if isinstance(paths, Mapping) else ():
        around = resolved(document, item)
        for method in METHODS:
            if isinstance(operation := around.get(method), Mapping) and path.startswith("/") and len(path) < MAX_PATH:
                yield method.upper(), path, operation, around


def parameters(document: Tree, *owners: Tree) -> dict[tuple[str, str], Tree]:
    """Return the parameters by place and name; those of the operation (last) go before those of its path."""
    found: dict[tuple[str, str], Tree] = {}
    for owner in owners:
        listed = owner.get("parameters")
        for each in listed[:MAX_PARAMETERS] if isinstance(listed, list) else ():
            parameter = resolved(document, each)
            place, name = parameter.get("in"), parameter.get("name")
            if isinstance(place, str) and isinstance(name, str) and name:
                found[place, name] = parameter
    return found


def example(document: Tree, parameter: Tree) -> str | None:
    """Return an example value that the document gives for a parameter, as it stands in an address."""
    schema = resolved(document, parameter.get("schema"))
    named = parameter.get("examples")
    first = next(iter(named.values()), None) if isinstance(named, Mapping) else None
    listed = schema.get("examples")
    wanted = (
        parameter.get("example"),
        resolved(document, first).get("value"),
        schema.get("example"),
        *(listed[:1] if isinstance(listed, list) else ()),
        schema.get("default"),
    )
    return next((said for value in wanted if (said := _plain(value))), None)


def _plain(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) if 0 < len(str(value)) <= 100 else None


def clean(value: object) -> str:
    """Return one redacted line."""
    line = " ".join(str(value)[:4_000].encode("utf-8", "replace").decode().split())
    return redact(line)[:_MAX_TEXT]
