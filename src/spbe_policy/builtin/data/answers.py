"""Where the date stands in an answer: a header, JSON, CKAN, DCAT, a column. Pure; every text bounded and redacted."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from spbe_policy.builtin.data import content
from spbe_policy.builtin.data.catalogue import Catalogue, DataSetEntry
from spbe_policy.builtin.data.facts import Broken, DateText, Origin
from spbe_policy.redact import redact

T = TypeVar("T")

MAX_TEXTS = 200
"""Most dates of one sort that are kept: the first and the last of a longer list, since either end may be the newest."""

MAX_LENGTH = 120
CKAN_CONTENT = ("data_updated", "modified")
"""Keys that hold the date of the data when the manifest names none: our own, and that of ckanext-dcat."""

CKAN_FILE = ("last_modified",)
CKAN_PERIOD = ("frequency", "accrual_periodicity", "update_frequency", "frekuensi_pemutakhiran")
"""Keys that hold the update period; `frequency` is that of ckanext-dcat."""

DCAT_ENDS = (("temporal", "endDate"), ("temporal", "hasEnd", "inXSDDate"))
CKAN_CATALOGUE = ("metadata_modified", "metadata_created", "created")


_ISO = re.compile(r"(19|20)\d\d(-\d\d|$)")


class BrokenAnswer(Exception):  # noqa: N818 (carries a word of the fact)
    """The answer is nothing of its kind; `word` is that of `Dated.broken`."""

    def __init__(self, word: Broken) -> None:
        super().__init__(word)
        self.word: Broken = word


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer says: its dates, the digest of what it says besides (`content.py`), the period it publishes, and
    where a catalogue's files lie."""

    texts: tuple[DateText, ...] = ()
    content: str | None = None
    frequency: str | None = None
    files: tuple[str, ...] = ()


def in_header(last_modified: str | None) -> tuple[DateText, ...]:
    """The `Last-Modified` of a file (RFC 9110, 8.8.2): the weakest, a copy of the file renews it."""
    return kept([as_date(last_modified, "Last-Modified", "file")])


def in_json(body: str, pointer: str) -> Found:
    """The value that a JSON pointer leads to."""
    document = _json(body)
    texts = kept([as_date(resolve(document, pointer), pointer, "content")])
    return Found(texts, content.of_json(document, pointer))


def in_ckan(body: str, key: str | None) -> Found:
    """The dates in the answer of CKAN's `package_show`: the data's (`key`), the files', the entry's."""
    package = _result(body)
    wanted = (key,) if key else CKAN_CONTENT
    named = next((found for name in wanted if (found := list(_ckan_values(package, name)))), [])
    carried = [item for name in (*CKAN_FILE, CKAN_CATALOGUE[0]) for item in _ckan_values(package, name)]
    periods = [item for name in CKAN_PERIOD for item in _ckan_values(package, name)]
    urls = (item.get("url") for item in _list(package.get("resources")))
    return Found(
        kept([*named, *carried]),
        frequency=next((item.text for item in periods if item), None),
        files=tuple(sorted({url for url in urls if isinstance(url, str)})),
    )


def datastore_in(body: str) -> str | None:
    """Return the id of the package's first resource that CKAN keeps in its datastore."""
    resources = _list(_result(body).get("resources"))
    return next((str(item.get("id")) for item in resources if item.get("datastore_active") is True), None)


def in_datastore(body: str, column: str) -> list[str] | None:
    """Return the cells of a column in the answer of CKAN's `datastore_search`, sorted by it, the newest first.

    None for texts that do not sort as their dates do: `31/12/2025` stands above `01/06/2026`.
    """
    result = _result(body)
    types = {item.get("id"): item.get("type") for item in _list(result.get("fields"))}
    found = (item.get(column) for item in _list(result.get("records")))
    cells = [str(cell) for cell in found if isinstance(cell, str | int) and str(cell).strip()]
    sorts = types.get(column, "text") != "text" or all(_ISO.match(cell) for cell in cells)
    return cells if sorts else None


def _result(body: str) -> dict[str, Any]:
    answer = _json(body)
    result = answer.get("result") if isinstance(answer, dict) and answer.get("success") is True else None
    if not isinstance(result, dict):
        raise BrokenAnswer("not-ckan")
    return result


def in_dcat(body: str, wanted: str | None) -> Found | None:
    """The dates of a data set in a DCAT catalogue; None when it names several, or none of that name."""
    catalogue = Catalogue(_json(body))
    every = catalogue.data_sets(None)
    if not every:
        raise BrokenAnswer("not-dcat")
    chosen = catalogue.data_sets(wanted)
    return _entry(chosen[0]) if len(chosen) == 1 else None


def _entry(item: DataSetEntry) -> Found:
    """The data set's own date, or the end of the period that it covers; and the date of its files."""
    ends = [text for path in DCAT_ENDS for text in item.texts(*path)]
    own = [as_date(text, "dct:modified", "content") for text in item.texts("modified")]
    own = own or [as_date(text, "dct:temporal", "content") for text in ends]
    files = [as_date(text, "dcat:distribution", "file") for text in item.texts("distribution", "modified")]
    return Found(
        kept([*own, *files]),
        frequency=next(
            (said.text for text in item.texts("accrualPeriodicity") if (said := as_date(text, "", "content"))), None
        ),
        files=tuple(sorted(set(item.texts("distribution", "downloadURL")))),
    )


def of_column(cells: Iterable[str], column: str) -> tuple[DateText, ...]:
    """The cells of a date column."""
    return kept(as_date(cell, column, "content") for cell in cells)


def resolve(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) leads to, None when nothing is there."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(name)
        elif isinstance(document, list) and name.isdecimal() and name.isascii() and len(name) < 8:
            document = document[int(name)] if int(name) < len(document) else None
        else:
            return None
    return document


def _ckan_values(package: dict[str, Any], key: str) -> Iterator[DateText | None]:
    """Yield what stands under a key in the package, in its extras and in its resources."""
    origin: Origin = "file" if key in CKAN_FILE else "catalogue" if key in CKAN_CATALOGUE else "content"
    extras = [item for item in _list(package.get("extras")) if item.get("key") == key]
    values = [package.get(key), *(item.get("value") for item in extras)]
    values += [item.get(key) for item in ends(_list(package.get("resources")))]
    yield from (found for value in values if (found := as_date(value, key, origin)))


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _json(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer("not-json") from error


def as_date(value: Any, key: str, origin: Origin) -> DateText | None:
    """Return what may be kept of a text that should be a date."""
    if not isinstance(value, str) or not (words := " ".join(value[:2_000].split())):
        return None
    return DateText(text=redact(words)[:MAX_LENGTH], key=redact(key)[:MAX_LENGTH], origin=origin)


def kept(found: Iterable[DateText | None]) -> tuple[DateText, ...]:
    """Return the texts, each once, in an order of their own."""
    return tuple(sorted({item for item in found if item}, key=lambda item: (item.origin, item.key, item.text)))


def ends(items: list[T]) -> list[T]:
    """Return both ends of a list that is too long to be kept."""
    half = MAX_TEXTS // 2
    return items[:half] + items[half:][-half:]
