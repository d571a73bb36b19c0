"""What a person reads when a document does not fit its model: one sentence, in both languages, with its place."""

import difflib
from typing import TYPE_CHECKING, Any, TypeVar

from spbe_policy.errors import InputError
from spbe_policy.reading import Document, Path_

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails, PydanticCustomError

M = TypeVar("M", bound="BaseModel")


def build(model: type[M], document: Document) -> M:
    """Validate a document into `model`; the first error names its place and the nearest valid key."""
    from pydantic import ValidationError

    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise explain(error, model, document) from error


def explain(error: "ValidationError", model: type["BaseModel"], document: Document) -> InputError:
    """Turn pydantic's first error into one sentence in both languages, with its place in the document."""
    found = [(_path(item, document.data), item) for item in error.errors(include_url=False)]
    path, first = min(found, key=lambda pair: _at(document, pair[0]))
    place = document.place(path)
    name = ".".join(str(step) for step in path) or document.file
    id, en = _sentence(first, name, model)  # noqa: A001
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
    "bool_type": ("true atau false", "true or false"),
    "bool_parsing": ("true atau false", "true or false"),
    "int_type": ("bilangan bulat", "a whole number"),
    "int_parsing": ("bilangan bulat", "a whole number"),
    "date_type": ("tanggal, misalnya 2026-08-17", "a date such as 2026-08-17"),
    "date_parsing": ("tanggal, misalnya 2026-08-17", "a date such as 2026-08-17"),
    "date_from_datetime_parsing": ("tanggal, misalnya 2026-08-17", "a date such as 2026-08-17"),
    "datetime_parsing": ("waktu ISO 8601", "an ISO 8601 time"),
    "datetime_from_date_parsing": ("waktu ISO 8601", "an ISO 8601 time"),
}


def _sentence(item: "ErrorDetails", name: str, model: type["BaseModel"]) -> tuple[str, str]:
    context: dict[str, Any] = item.get("ctx", {})
    match item["type"]:
        case "missing":
            return f"kunci wajib {name!r} belum ada", f"required key {name!r} is missing"
        case "extra_forbidden":
            key = str(item["loc"][-1])
            near = difflib.get_close_matches(key, [known for known in _known_keys(model) if known != key], n=1)
            hint = (f"; mungkin maksudnya {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
            return f"kunci {name!r} tidak dikenal{hint[0]}", f"unknown key {name!r}{hint[1]}"
        case "two_languages":
            return f"{name!r}: {context['id']}", f"{name!r}: {context['en']}"
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


def _known_keys(model: type["BaseModel"]) -> list[str]:
    """All keys that stand anywhere in the model's schema: near enough for a hint."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({key for part in parts for key in part.get("properties", {})})
