"""`index`: the index and predicate that follow from an assessor's levels, and what reports show for each indicator."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from spbe_policy import plugins
from spbe_policy.api import MAX_EVIDENCE
from spbe_policy.assessment import assess
from spbe_policy.cli import group, options, output
from spbe_policy.cli.index_page import as_text
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.nearest import nearest
from spbe_policy.errors import UsageError
from spbe_policy.index import Index, Level, folders, load_index, load_levels
from spbe_policy.reading import Document, parse_json, read_bytes, read_text
from spbe_policy.report import Report
from spbe_policy.reporters import words
from spbe_policy.validation import build

UNDECIDED = 3


@group.command(
    """Hitung indeks dan predikat dari tingkat yang diisi asesor di FILE (spbe-levels/1).

    Dengan --report: sebut pula ketentuan dan dokumen yang mendukung tiap indikator; laporan tidak mengubah tingkat.
    Keluar 3 bila masih ada tingkat yang kosong.""",
    """Compute index and predicate from the levels that an assessor wrote into FILE (spbe-levels/1).

    With --report: also name the rules and documents that bear on each indicator; a report changes no level. Exits 3
    while a level is missing.""",
    say("index --template spbe-2020 > tingkat.yaml", "index --template spbe-2020 > levels.yaml"),
    say("index tingkat.yaml --report laporan.json", "index levels.yaml --report report.json"),
)
@group.argument("file", metavar="[FILE]", required=False)
@group.path(
    "--report",
    "reports",
    multiple=True,
    metavar="REPORT.json",
    id="Laporan dari check -o json=…. Dapat diulang.",
    en="A report of check -o json=…. Repeatable.",
)
@group.option(
    "--template",
    metavar="INDEX",
    id="Cetak berkas tingkat yang kosong: spbe-2020 atau pemdi-2026.",
    en="Print an empty file of levels: spbe-2020 or pemdi-2026.",
)
@options.shape()
def command(file: Path | None, reports: tuple[Path, ...], template: str | None, shape: str) -> int:
    """Compute an index, or print the form."""
    if (file is None) == (template is None):
        raise UsageError("tulis salah satu: FILE atau --template", "give one of the two: FILE or --template")
    known = folders(plugins.load().packs.values())
    if file is None:
        output.emit("\n".join(_template(template or "", known)) + "\n")
        return 0
    levels, index = load_levels(read_text(file), str(file), known)
    found = assess(index, levels, map(_report, reports))
    content = found.model_dump(mode="json", by_alias=True)
    as_json = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    output.emit(as_json if shape == "json" else as_text(index, found, len(reports)))
    return UNDECIDED if found.missing else 0


def _report(path: Path) -> Report:
    return build(Report, Document(str(path), "", parse_json(read_bytes(path, MAX_EVIDENCE), str(path)), {}))


def _template(name: str, known: Mapping[str, Path]) -> Iterator[str]:
    if name not in known:
        hint = nearest(name, known)
        raise UsageError(f"indeks {name!r} tidak ada{hint[0]}", f"there is no index {name!r}{hint[1]}")
    index, lang = load_index(known[name]), chosen()
    yield f"# {index.title.say(lang)}: {index.regulation} ({words.PARAPHRASE.say(lang)})"
    yield f"# {index.note.say(lang)}."
    yield f"# {say('Isi tingkat 1 sampai 5 di belakang titik dua', 'Write a level from 1 to 5 after each colon')}."
    for scale, steps in index.scales.items():
        yield f"# {say('Skala', 'Scale')} {scale}:"
        yield from (f"#   {_step(step)}" for step in steps)
    yield from ("schema: spbe-levels/1", f"index: {name}", "city:", "year:", "levels:")
    yield from _empty_levels(index)


def _step(step: Level) -> str:
    lang = chosen()
    doubt = words.CONFIDENCES.get(step.confidence or "")
    gist = f": {step.gist.say(lang)}" if step.gist else ""
    return f"{step.level} {step.name.say(lang)}{gist}" + (f" ({doubt.say(lang)})" if doubt else "")


def _empty_levels(index: Index) -> Iterator[str]:
    lang = chosen()
    for aspect in index.aspects:
        inside = index.within(aspect)
        scales = ", ".join(dict.fromkeys(item.scale for item in inside))
        yield f"  # {aspect.name.say(lang)} ({say('skala', 'scale')} {scales})"
        for item in inside:
            note = f" ({item.note.say(lang)})" if item.note else ""
            yield f"  {item.number}:  # {item.name.say(lang)}{note}"
