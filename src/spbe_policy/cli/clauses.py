"""`clauses`: each clause of the law, the rules that prove it and how, and what a report says of it."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from spbe_policy.api import MAX_EVIDENCE
from spbe_policy.clauses import Clause, Means, Proof, clauses, shares
from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.reading import read_bytes
from spbe_policy.report import NOT_JUDGED, Report
from spbe_policy.reporters import words
from spbe_policy.reporters.layout import heading, page, row, wrap
from spbe_policy.texts import Text, term, text

MEANS: Mapping[Means, Text] = {
    Means.OBSERVED: text("teramati, pemindaian saja cukup", "observed, a scan alone decides"),
    Means.OBSERVED_IN_PART: text(
        "teramati sebagian, sisanya dijawab petugas", "observed in part, a person adds the rest"
    ),
    Means.FILES: text("manifes dan dokumen", "manifest and documents"),
    Means.QUESTION: text("pertanyaan, dokumen atau keputusan petugas", "question, a document or a person's decision"),
    Means.ACTIVE: text(
        "uji aktif berizin, dokumen atau keputusan", "active test with permission, document or decision"
    ),
}


@group.command(
    """Pasal demi pasal: ketentuan yang membuktikannya, caranya, dan apa yang tidak otomatis.

    Dengan REPORT (dari check -o json=…): keadaan tiap pasal untuk aplikasi itu.""",
    """Clause by clause: the rules that prove it, how, and what is not automated.

    With a REPORT (of check -o json=…): the state of each clause for that app.""",
)
@click.argument("pack")
@group.argument("report", metavar="[REPORT.json]", required=False)
@options.shape()
def command(pack: str, report: Path | None, shape: str) -> None:
    """List the clauses of a pack."""
    policy = options.read_policy(pack)
    read = Report.load(read_bytes(report, MAX_EVIDENCE), str(report)) if report else None
    found = clauses(policy, read)
    output.emit(_as_json(found) if shape == "json" else page(_sections(found, read)))


def _sections(found: list[Clause], report: Report | None) -> Iterator[list[str]]:
    lang = chosen()
    if report:
        name = report.app.name or report.app.id
        yield [words.standing(report, lang), f"{name}: {words.verdict(report, lang)}"]
    for regulation, group_ in groupby(found, key=lambda clause: clause.regulation):
        own = list(group_)
        yield heading(f"{regulation} ({words.PARAPHRASE.say(lang)})")
        yield _share(own)
        for clause in own:
            yield _clause(clause, judged=report is not None)


def _share(found: list[Clause]) -> list[str]:
    """How much of it a scan alone can decide: printed, never hidden."""
    alone, total = sum(clause.automated for clause in found), len(found)
    said = say(
        f"pemindaian saja memutuskan {alone} dari {total} ketentuan hukum ({alone * 100 // total} %)",
        f"a scan alone decides {alone} of {total} clauses ({alone * 100 // total} %)",
    )
    each = [f"{count}: {MEANS[means].say(chosen())}" for means, count in shares(found) if count]
    return [*wrap(said, hang=2), *(line for part in each for line in wrap(part, 2, 2))]


def _clause(clause: Clause, *, judged: bool) -> list[str]:
    lang = chosen()
    doubt = words.CONFIDENCES.get(clause.confidence)
    state = f"[{_state(clause)}] " if judged else ""
    lines = wrap(f"{state}{clause.text}{f' ({doubt.say(lang)})' if doubt else ''}", hang=2)
    for proof in clause.proofs:
        lines += _proof(proof)
    return lines


def _state(clause: Clause) -> str:
    return term(clause.state, chosen()) if clause.state else say("tidak dinilai", "not judged")


def _proof(proof: Proof) -> list[str]:
    lang, file = chosen(), proof.rule.file
    called = ", ".join((proof.rule.id, *file.aliases))
    state = f": {term(proof.report.state, lang)}" if proof.report else ""
    columns = proof.report.columns if proof.report else None
    return [
        *wrap(f"{called}: {file.title.say(lang)}", 2, 2),
        *row(say("Cara", "How"), MEANS[proof.means].say(lang) + state),
        *row(say("Tidak otomatis", "Not automated"), file.unseen.say(lang) if file.unseen else ""),
        *row("EDK/EIK/EEK", " / ".join(_columns(columns)) if columns else ""),
    ]


def _columns(columns: Any) -> Iterator[str]:
    for value in (columns.design, columns.implementation, columns.effectiveness):
        yield say("belum dinilai", "not judged yet") if value == NOT_JUDGED else value.replace("-", " ")


def _as_json(found: list[Clause]) -> str:
    content = [
        {
            "regulation": clause.regulation,
            "clause": clause.text,
            "confidence": clause.confidence,
            "automated": clause.automated,
            "state": clause.state,
            "rules": [
                {"id": proof.rule.id, "means": proof.means, "state": proof.report and proof.report.state}
                for proof in clause.proofs
            ],
        }
        for clause in found
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
