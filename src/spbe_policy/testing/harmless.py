"""What a reporter makes of a hostile report must be read as what it is: nothing runs, is added or leaks."""

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Protocol

from spbe_policy.report import Report
from spbe_policy.testing.hostile import ATTACKER, DETAIL, LONGEST, hostile_report
from spbe_policy.texts import Lang

Format = Literal["text", "markdown", "csv", "github", "html", "xml", "json", "zip", "pdf"]
"""What opens an output: `github` reads workflow commands, `zip` is XLSX or DOCX."""


_LANGS: tuple[Lang, ...] = ("id", "en")


class _Reporter(Protocol):
    name: str

    def render(self, report: Report, lang: Lang) -> bytes: ...


def assert_harmless(reporter: _Reporter, opened_as: Format | None = None) -> None:
    """Render the hostile report in both languages and open the outputs as their readers do.

    `opened_as` is what the output is; without it that is seen from its beginning, where Markdown and CSV look like
    text. `AssertionError` says what got through.
    """
    report = hostile_report()
    discreet = getattr(reporter, "discreet", False)
    given = report.discreet() if discreet else report
    for lang in _LANGS:
        output = reporter.render(given, lang)
        _must(output == reporter.render(given, lang), "the same report gives other bytes")
        kind = opened_as or _sniffed(output)
        _must(kind == "json" or len(output) < LONGEST // 2, "long texts are not cut")
        _OPENED[kind](output)
        _must(not (discreet and DETAIL.encode() in output), "a discreet output shows details")


def _must(holds: object, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)


def _sniffed(output: bytes) -> Format:
    start = output[:200].lstrip().lower()
    beginnings: Mapping[bytes, Format] = {
        b"pk\x03\x04": "zip", b"%pdf": "pdf", b"<?xml": "xml", b"<!doctype html": "html", b"<html": "html",
        b"{": "json", b"[": "json",
    }  # fmt: skip
    return next((kind for mark, kind in beginnings.items() if start.startswith(mark)), "text")


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
"""Characters that move the cursor, hide, turn or join what a reader sees."""


def _visible(text: str, where: str) -> None:
    hidden = _HIDDEN.search(text)
    _must(hidden is None, f"{where}: hidden character {hidden and hidden[0]!r}")


def _lines(output: bytes) -> list[str]:
    """The lines of a text: nothing hidden, nothing that a CI server obeys, no verdict that is not ours."""
    text = output.decode().removeprefix("\ufeff")
    _visible(text, "text")
    _must(not re.search(r"##\w*\[", text), "a command of a CI server (##[)")
    lines = text.splitlines()
    _must(not {"LULUS", "COMPLIANT"} & {line.strip(" *#-|") for line in lines}, "an attack wrote a verdict")
    return lines


def _text(output: bytes) -> None:
    _must(not any(re.match(r"\s*::[A-Za-z-]+( |::)", line) for line in _lines(output)), "a command of GitHub (::)")


def _github(output: bytes) -> None:
    command = re.compile(r"::(?:error|warning|notice) (?:[a-zA-Z]+=[^:,]*,?)+::.")
    _must(all(command.match(line) for line in _lines(output)), "a line that is no annotation")


def _csv(output: bytes) -> None:
    text = output.decode("utf-8-sig")
    _visible(text, "csv")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    _must(len({len(row) for row in rows}) == 1, "rows of different lengths")
    for cell in (cell for row in rows for cell in row):
        _must(not re.match(r"\s*[=+\-@|%]", cell), f"a formula: {cell[:80]!r}")
        _must("\n" not in cell, "a cell of several lines")


_FENCED = re.compile(r"^(`{3,})[^`\n]*\n.*?^\1`*$", re.M | re.S)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)")
_OURS = re.compile(r"</?(?:details|summary)>|\A<!-- [\w -]* -->")


def _markdown(output: bytes) -> None:
    """Outside code nothing may be a link, an image, HTML, a mention, a reference or a quick action."""
    _lines(output)
    open_ = _OURS.sub("", _CODE.sub("", _FENCED.sub("", output.decode())))
    for name, pattern in _LIVE.items():
        live = re.search(pattern, open_, re.M | re.I)
        _must(live is None, f"{name}: {live and live[0]!r}")


_LIVE = {
    "a link or an image": r"\]\(|\]\[|\]:",
    "HTML": r"<[a-z/!?]",
    "an address": rf"https?://|www\.|{re.escape(ATTACKER)}",
    "a mention": r"@\w",
    "a reference": r"[#!%~$&]\w|\bGH-\d",
    "a quick action": r"^\s*/\w",
    "an open fence": r"^\s*(?:```|~~~)",
}


def _html(output: bytes) -> None:
    from lxml import html

    tree = html.document_fromstring(output)
    _visible("".join(tree.itertext()), "html")
    for element in tree.iter():
        for name, said in element.attrib.items():
            _must(not name.startswith("on"), f"an event handler: {name}")
            _visible(said, f"attribute {name}")
            if name in {"href", "src", "action", "formaction", "data", "srcdoc", "style", "srcset"}:
                live = ATTACKER in said or said.strip().lower().startswith(("javascript:", "data:text"))
                _must(not live, f"{element.tag!r} {name}: {said[:80]!r}")
        runs = element.tag in {"script", "style"} and element.get("type") != "application/json"
        _must(not (runs and "serang" in (element.text or "")), f"an attack inside {element.tag!r}")
        _must(element.tag not in {"serang", "base", "iframe", "object", "embed"}, f"element {element.tag!r}")


def _xml(output: bytes) -> None:
    for said in _xml_texts(output):
        _visible(said, "xml")


def _xml_texts(data: bytes) -> Iterator[str]:
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    _must(not root.getroottree().docinfo.doctype, "a document type")
    for element in root.iter():
        _must(isinstance(element.tag, str), "a comment or an entity")
        _must("serang" not in str(element.tag), "an element that an attack wrote")
        yield element.text or ""
        yield from map(str, element.attrib.values())


def _json(output: bytes) -> None:
    json.loads(output, parse_constant=_no_number)


def _no_number(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def _zip(output: bytes) -> None:
    """A workbook or a document: whole XML, no macro, no formula, no field, no link to the attacker."""
    with zipfile.ZipFile(io.BytesIO(output)) as package:
        _must(package.testzip() is None, "the package is damaged")
        for name in package.namelist():
            _must("vbaProject" not in name, "a macro")
            if name.endswith((".xml", ".rels")):
                data = package.read(name)
                _xml(data)
                live = re.search(rb"<(?:\w+:)?(?:f|instrText|ddeLink|fldSimple)\b[^>]*>?[^<]*serang", data)
                _must(live is None, f"{name}: {live and live[0][:80]!r}")
                outside = re.search(rb'Target="[^"]*serang', data)
                _must(outside is None, f"{name}: a link to the attacker")


_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.S)


def _pdf(output: bytes) -> None:
    bare = _STREAM.sub(b"", output)
    for part in (bare, *_streams(output)):
        live = re.search(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|SubmitForm|GoToR)\b|/URI\s*\([^)]*serang", part)
        _must(live is None, f"pdf: {live and live[0]!r}")


def _streams(output: bytes) -> Iterator[bytes]:
    for found in _STREAM.finditer(output):
        try:
            yield zlib.decompressobj().decompress(found[1])
        except zlib.error:
            continue


_OPENED: Mapping[Format, Callable[[bytes], None]] = {
    "text": _text,
    "markdown": _markdown,
    "csv": _csv,
    "github": _github,
    "html": _html,
    "xml": _xml,
    "json": _json,
    "zip": _zip,
    "pdf": _pdf,
}
