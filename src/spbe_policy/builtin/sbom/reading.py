"""Reads a CycloneDX document, JSON or XML, from bytes of unknown origin. Pure but for the schemas (`schemas.py`).

No content makes it raise, and none makes it look anywhere else: no entity is resolved, no address is opened. What
cannot be read is a `Document` whose `problems` say so.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from spbe_policy.builtin.sbom.bom import Document, present, shown
from spbe_policy.builtin.sbom.schemas import MAX_PROBLEMS, NAMESPACE, json_problems, unsaid, xml_problems
from spbe_policy.errors import InputError
from spbe_policy.reading import parse_json

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 50_000_000
"""Largest document that is read: some 70,000 components."""

_LARGE = 1_000_000
"""Bytes beyond which only the first problem is asked for."""


def read(data: bytes, most: int = MAX_PROBLEMS) -> Document:
    """Return a document and what keeps it from being valid CycloneDX 1.4 to 1.7: at `most` so many problems."""
    with without_collecting():
        is_xml = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        found = _xml(data, most) if is_xml else _json(data, most)
        return found if found.problems else replace(found, problems=tuple(islice(unsaid(found), most)))


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep the cyclic garbage collector still: it would walk a growing document again and again, 5 times as slow.

    What was built then counts as old at once (freeze and unfreeze move whole generations), or the first allocation
    afterwards would walk all of it. Who froze objects of his own keeps them frozen.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _json(data: bytes, most: int) -> Document:
    try:
        raw = _parsed(data.removeprefix(b"\xef\xbb\xbf"))
    except InputError as error:
        line = f"line {error.place.line}: " if error.place and error.place.line else "/: "
        return Document("json", problems=(line + shown(error.texts["en"], 200),))
    if not isinstance(raw, dict) or raw.get("bomFormat") != "CycloneDX":
        return Document("json", problems=("/bomFormat: not CycloneDX",))
    spec = raw.get("specVersion")
    problems = tuple(json_problems(raw, spec, 1 if len(data) > _LARGE else most))
    return Document("json", shown(spec) if isinstance(spec, str) else None, problems, raw)


def _parsed(data: bytes) -> Any:
    """Parse JSON as strictly as `parse_json`, in three quarters of its time where nothing is doubtful.

    A key that comes twice is lost with its colon, so a document that holds as many colons when it is written again has
    none, colons written as an escape aside. Whatever is doubtful, the slow reader decides and explains.
    """
    from pydantic_core import from_json, to_json

    with suppress(ValueError):
        raw = from_json(data, allow_inf_nan=False, cache_strings="keys")
        again = to_json(raw, inf_nan_mode="constants")
        escaped = b"\\" in data and b"\\u003" in data
        if not escaped and b"Infinity" not in again and data.count(b":") == again.count(b":"):
            return raw
    return parse_json(data, "sbom")


def _xml(data: bytes, most: int) -> Document:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        return Document("xml", problems=(f"/: not XML, line {error.lineno}: {shown(error.msg or '', 160)}",))
    if root.getroottree().docinfo.doctype:
        return Document("xml", problems=("/: a document type is not allowed",))
    name = etree.QName(root)
    if name.localname != "bom" or not (name.namespace or "").startswith(NAMESPACE):
        return Document("xml", problems=("/: not CycloneDX",))
    return _cyclonedx(root, (name.namespace or "").removeprefix(NAMESPACE), most)


def _cyclonedx(root: "_Element", spec: str, most: int) -> Document:
    from spbe_policy.builtin.sbom.markup import in_json_form

    return Document("xml", present(shown(spec)), tuple(xml_problems(root, spec, most)), in_json_form(root))
