"""`questions`: what a person must answer, of one app or of the whole pack."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spbe_policy.audit import Audit, now, prepare
from spbe_policy.bench import Bench
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.manifest import Manifest
from spbe_policy.policy import Rule
from spbe_policy.report import State
from spbe_policy.reporters.layout import heading, page, row, wrap
from spbe_policy.texts import term
from spbe_policy.vocabulary import Stage

OPEN = (State.REVIEW, State.UNKNOWN)
"""States in which a question still waits; what the live check has not looked at yet may pass only in part."""


@group.command(
    """Daftar pertanyaan yang harus dijawab petugas, dengan dokumen yang dapat menjawabnya.

    Dengan MANIFEST: hanya yang berlaku bagi aplikasi itu pada tahap ini dan belum terjawab oleh keputusan. Penilaian
    atas nilai yang teramati langsung baru terlihat pada check.""",
    """List what a person must answer, with the documents that can answer it.

    With a MANIFEST: only what applies to that app at this stage and no decision has answered yet. Reviews of what is
    observed live show in check only.""",
)
@group.argument("manifest", required=False)
@options.having(options.JUDGING)
def command(manifest: Path | None, **judging: Any) -> None:
    """List questions."""
    audit = prepare(**judging)
    rules = [rule for rule in audit.policy.rules if rule.file.question and rule.judged_at(audit.stage)]
    if manifest:
        target = audit.target(manifest)
        waiting = {rule.id for rule in audit.lint(target).rules if rule.state in OPEN}
        rules = [rule for rule in rules if rule.id in waiting and not _answered(audit, target.app, rule)]
    stage = term(audit.stage, chosen())
    count = say(f"{len(rules)} pertanyaan, tahap {stage}", f"{len(rules)} questions, stage {stage}")
    output.emit(page([heading(count), *_questions(rules)]))


def _answered(audit: Audit, app: Manifest, rule: Rule) -> bool:
    """Whether a document that the manifest lists answers the question: accepted by the city, at delivery as it is."""
    bench = Bench(audit.decisions, app.app.id, (), audit.city.authority.today(audit.as_of or now()))
    return any(
        audit.stage is Stage.DELIVERY or bench.acceptance(rule, paper.sha256)
        for paper in app.documents or ()
        if paper.kind in rule.file.documents
    )


def _questions(rules: Iterable[Rule]) -> Iterator[list[str]]:
    lang = chosen()
    for rule in rules:
        file = rule.file
        yield [
            *wrap(f"[{term(file.level, lang)}] {rule.id}: {file.title.say(lang)}", hang=2),
            *row(say("Pertanyaan", "Question"), file.question.say(lang) if file.question else ""),
            *row(say("Tidak terlihat", "Unseen"), file.unseen.say(lang) if file.unseen else ""),
            *row(say("Dokumen", "Documents"), ", ".join(file.documents)),
        ]
