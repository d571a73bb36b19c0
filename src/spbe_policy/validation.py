"""What a person reads when a document does not fit its model: one sentence, in both languages, with its place."""

import difflib
from typing import TYPE_CHECKING, Any, TypeVar

from spbe_policy.errors import InputError
from spbe_policy.reading import Document, Path_

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails, PydanticCustomError

M = TypeVar("M", bound="BaseModel")

MANY_KEYS = 12
"""Where no more keys than these may stand, an unknown one is answered with all of them."""


def build(model: type[M], document: Document) -> M:
    """Validate a document into `model`; the first error names its place and the nearest valid key."""
    from pydantic import ValidationError

    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise explain(error, model, document) from error


def explain(error: "ValidationError", model: type["BaseModel"], document: Document) -> InputError:
    """Turn pydantic's first error into one sentence in both languages, with its place in the document.

    Of a list pydantic says that it is too short, too, where its items are wrong: that is left out.
    """
    found = [(_path(item, document.data), item) for item in error.errors(include_url=False)]
    broken = {path[: len(path) - up] for path, _ in found for up in range(1, len(path) + 1)}
    sound = [(path, item) for path, item in found if item["type"] != "too_short" or path not in broken]
    path, first = min(sound, key=lambda pair: _at(document, pair[0]))
    place = document.place(path)
    name = ".".join(str(step) for step in path) or document.file
    id, en = _sentence(first, name, model, path)  # noqa: A001
    return InputError(id, en, place)


def _path(item: "ErrorDetails", data: Any) -> Path_:
    """Return where in the data the error is; the model's own marks (a union's tag, `[key]`) are left out."""
    path: list[str | int] = []
    missing = item["type"] == "missing"
    for number, step in enumerate(item["loc"]):
        last = number == len(item["loc"]) - 1
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            if not (last and missing):
                continue
        path.append(step)
    return tuple(path)


def _at(document: Document, path: Path_) -> tuple[int, int]:
    place = document.place(path)
    return place.line or 0, place.column or 0


def two_languages(id: str, en: str) -> "PydanticCustomError":  # noqa: A002
    """Return the error that a validator raises to speak both languages."""
    from pydantic_core import PydanticCustomError

    return PydanticCustomError("two_languages", "{en}", {"id": id, "en": en})


_WANTED = {
    "string_type": ("teks; tulis dengan tanda kutip", "text; put it in quotes"),
    "list_type": ("daftar (baris yang diawali tanda -)", "a list (lines that start with -)"),
    "tuple_type": ("daftar (baris yang diawali tanda -)", "a list (lines that start with -)"),
    "dict_type": ("kelompok kunci", "a group of keys"),
    "model_type": ("kelompok kunci", "a group of keys"),
    "model_attributes_type": ("kelompok kunci", "a group of keys"),
    "mapping_type": ("kelompok kunci", "a group of keys"),
    "bool_type": ("true atau false", "true or false"),
    "bool_parsing": ("true atau false", "true or false"),
    "int_type": ("bilangan bulat", "a whole number"),
    "int_parsing": ("bilangan bulat", "a whole number"),
    "int_from_float": ("bilangan bulat", "a whole number"),
    "finite_number": ("bilangan", "a number"),
    "date_type": ("tanggal, misalnya 2026-08-17", "a date such as 2026-08-17"),
    "date_parsing": ("tanggal, misalnya 2026-08-17", "a date such as 2026-08-17"),
    "date_from_datetime_parsing": ("tanggal, misalnya 2026-08-17", "a date such as 2026-08-17"),
    "date_from_datetime_inexact": ("tanggal, misalnya 2026-08-17", "a date such as 2026-08-17"),
    "datetime_parsing": ("waktu ISO 8601", "an ISO 8601 time"),
    "datetime_from_date_parsing": ("waktu ISO 8601", "an ISO 8601 time"),
}


_SIZES = {
    "too_short": ("{name!r} harus memuat paling sedikit {min_length}", "{name!r} must hold at least {min_length}"),
    "too_long": ("{name!r} hanya boleh memuat {max_length}", "{name!r} may hold no more than {max_length}"),
    "string_too_short": (
        "{name!r} paling sedikit {min_length} huruf",
        "{name!r} must have at least {min_length} character(s)",
    ),
    "string_too_long": (
        "{name!r} paling banyak {max_length} huruf",
        "{name!r} must have at most {max_length} characters",
    ),
    "greater_than_equal": ("{name!r} paling kecil {ge}", "{name!r} must be at least {ge}"),
    "less_than_equal": ("{name!r} paling besar {le}", "{name!r} must be at most {le}"),
    "greater_than": ("{name!r} harus lebih dari {gt}", "{name!r} must be more than {gt}"),
    "less_than": ("{name!r} harus kurang dari {lt}", "{name!r} must be less than {lt}"),
}


def _sentence(item: "ErrorDetails", name: str, model: type["BaseModel"], path: Path_) -> tuple[str, str]:
    context: dict[str, Any] = item.get("ctx", {})
    match item["type"]:
        case "missing":
            return f"kunci wajib {name!r} belum ada", f"required key {name!r} is missing"
        case "extra_forbidden":
            id_, en = _nearest(str(item["loc"][-1]), model, path[:-1])
            return f"kunci {name!r} tidak dikenal{id_}", f"unknown key {name!r}{en}"
        case kind if kind in _SIZES:
            id_, en = _SIZES[kind]
            return id_.format(name=name, **context), en.format(name=name, **context)
        case "two_languages":
            return f"{name!r}: {context['id']}", f"{name!r}: {context['en']}"
        case "union_tag_not_found":
            key = f"{name}.{context['discriminator']}".replace("'", "")
            return f"kunci wajib {key!r} belum ada", f"required key {key!r} is missing"
        case "literal_error" | "enum" | "union_tag_invalid":
            choices = str(context.get("expected") or context.get("expected_tags")).replace("'", "")
            id_, en = choices.replace(" or ", " atau "), choices
            return f"{name!r} harus salah satu dari: {id_}", f"{name!r} must be one of: {en}"
        case "string_pattern_mismatch":
            pattern = context["pattern"]
            return f"{name!r} harus berpola {pattern}", f"{name!r} must match {pattern}"
        case "model_type" | "dict_type" if item["input"] is None and not item["loc"]:
            return "berkas ini kosong", "this file is empty"
        case kind if kind in _WANTED:
            id_, en = _WANTED[kind]
            return f"{name!r} harus berupa {id_} (tertulis {item['input']!r})", (
                f"{name!r} must be {en} (it says {item['input']!r})"
            )
    return f"nilai {name!r} tidak sah ({item['type']})", f"invalid value of {name!r}: {item['msg']}"


def _nearest(key: str, model: type["BaseModel"], above: Path_) -> tuple[str, str]:
    """Propose the nearest key that may stand there; where few may, all of them; else the nearest one anywhere."""
    schema = model.model_json_schema()
    here = _keys(_within([schema], above, schema))
    anywhere = _keys([schema, *schema.get("$defs", {}).values()])
    if not (near := difflib.get_close_matches(key, here, n=1)) and 0 < len(here) <= MANY_KEYS:
        names = ", ".join(here)
        return f"; yang ada: {names}", f"; there are: {names}"
    near = near or difflib.get_close_matches(key, [known for known in anywhere if known != key], n=1)
    return (f"; mungkin maksudnya {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")


Schemas = list[dict[str, Any]]


def _keys(schemas: Schemas) -> list[str]:
    return sorted({key for schema in schemas for key in schema.get("properties", {})})


def _within(schemas: Schemas, path: Path_, root: dict[str, Any]) -> Schemas:
    """Follow a path through a JSON schema; of several alternatives all are kept."""
    found = [each for schema in schemas for each in _resolved(schema, root)]
    if not path:
        return found
    below = [
        each.get("items") if isinstance(path[0], int) else each.get("properties", {}).get(path[0]) or _others(each)
        for each in found
    ]
    return _within([each for each in below if isinstance(each, dict)], path[1:], root)


def _others(schema: dict[str, Any]) -> Any:
    return schema.get("additionalProperties") or next(iter(schema.get("patternProperties", {}).values()), None)


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> Schemas:
    if "$ref" in schema:
        return _resolved(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return [each for part in parts for each in _resolved(part, root)] or [schema]
