"""`diff`: what changed between two reports of an app, and what that comes from."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from spbe_policy.api import MAX_EVIDENCE
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.difference import Change, Circumstance, Origin, changes, circumstances
from spbe_policy.errors import Place, UsageError
from spbe_policy.reading import read_bytes
from spbe_policy.report import Finding, Report
from spbe_policy.reporters.layout import heading, page, value, wrap
from spbe_policy.texts import Text, term, text

ORIGINS: Mapping[Origin, Text] = {
    Origin.APP: text("Aplikasi berubah", "The app changed"),
    Origin.ENVIRONMENT: text("Lingkungan pemeriksaan berubah", "The environment of the check changed"),
    Origin.PACK: text("Pedoman berubah", "The guidelines changed"),
    Origin.TOOL: text("Alat berubah", "The tool changed"),
    Origin.DECISIONS: text("Keputusan berubah", "The decisions changed"),
}
_ABSENT = text("tidak ada", "absent")


@group.command(
    """Bandingkan dua laporan JSON satu aplikasi: apa yang berubah, dan dari mana asalnya.

    Keluar 1 bila ada ketidaksesuaian baru pada ketentuan wajib.""",
    """Compare two JSON reports of one app: what changed, and what that comes from.

    Exits 1 when a must fails that did not fail before.""",
    say("diff lama.json baru.json", "diff old.json new.json"),
    say("diff lama.json baru.json --format json", "diff old.json new.json --format json"),
)
@group.argument("old", metavar="OLD.json")
@group.argument("new", metavar="NEW.json")
@options.shape()
def command(old: Path, new: Path, shape: str) -> int:
    """Compare two reports."""
    before, after = (Report.load(read_bytes(path, MAX_EVIDENCE), str(path)) for path in (old, new))
    if before.app.id != after.app.id:
        raise UsageError(
            f"laporan aplikasi lain: {after.app.id!r}, bukan {before.app.id!r}",
            f"a report of another app: {after.app.id!r}, not {before.app.id!r}",
            Place(str(new)),
        )
    found, around = changes(before, after), circumstances(before, after)
    output.emit(_as_json(found, around) if shape == "json" else page(_sections(before, after, found, around)))
    return int(any(change.fails_now and change.level == "must" for change in found))


def _sections(old: Report, new: Report, found: list[Change], around: list[Circumstance]) -> Iterator[list[str]]:
    lang = chosen()
    verdicts = [term(report.verdict, lang) if report.verdict else "-" for report in (old, new)]
    fresh = [change for change in found if change.fails_now]
    yield wrap(f"{new.app.id}: {' -> '.join(verdicts)}")
    if fresh:
        count = say(f"Ketidaksesuaian baru ({len(fresh)})", f"New failures ({len(fresh)})")
        yield [*heading(count), *(line for change in fresh for line in _change(change))]
    for origin, title in ORIGINS.items():
        own = [change for change in found if change.origin is origin and not change.fails_now]
        what = [line for each in around if each.origin is origin for line in _circumstance(each)]
        if own or what:
            yield [*heading(title.say(lang)), *what, *(line for change in own for line in _change(change))]
    if not found:
        yield wrap(say("Tidak ada hasil yang berubah.", "No finding changed."))


def _circumstance(each: Circumstance) -> list[str]:
    return wrap(f"{each.what}: {value(each.old)} -> {value(each.new)}", hang=2)


def _change(change: Change) -> list[str]:
    lang = chosen()
    subject = "" if change.subject == "app" else f" ({value(change.subject)})"
    lines = wrap(f"[{term(change.level, lang)}] {change.rule.id}{subject}: {change.rule.title.say(lang)}", hang=2)
    return lines + wrap(f"{_state(change.old)} -> {_state(change.new)}", 2, 2)


def _state(finding: Finding | None) -> str:
    if finding is None:
        return _ABSENT.say(chosen())
    seen = f" [{value(finding.seen)}]" if finding.seen else ""
    return term(finding.state, chosen()) + seen


def _as_json(found: list[Change], around: list[Circumstance]) -> str:
    content = {
        "circumstances": [
            {"origin": each.origin, "what": each.what, "old": each.old, "new": each.new} for each in around
        ],
        "changes": [
            {
                "rule": change.rule.id,
                "subject": change.subject,
                "level": change.level,
                "origin": change.origin,
                "new_failure": change.fails_now,
                **{
                    name: found and {"state": found.state, "seen": found.seen}
                    for name, found in (("old", change.old), ("new", change.new))
                },
            }
            for change in found
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
