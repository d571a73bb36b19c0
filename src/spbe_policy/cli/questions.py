"""`questions`: what people must still answer, of one app or of the whole pack; as a form, and back from it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click

from spbe_policy.api import MAX_EVIDENCE
from spbe_policy.asking import of_policy, of_report
from spbe_policy.audit import Audit, now, prepare
from spbe_policy.bench import Bench
from spbe_policy.cli import group, options, output
from spbe_policy.cli.answers import read_into
from spbe_policy.cli.form_words import COLUMN_TITLES, answered_by
from spbe_policy.cli.language import chosen, say
from spbe_policy.errors import Place, UsageError
from spbe_policy.forms import PARTIES, Entry, Form, expects
from spbe_policy.policy import Rule
from spbe_policy.reading import read_bytes
from spbe_policy.report import Report
from spbe_policy.reporters.layout import copied, heading, page, row, wrap
from spbe_policy.rules import Party
from spbe_policy.target import Target
from spbe_policy.texts import term
from spbe_policy.vocabulary import Stage

SUFFIXES = (".yaml", ".yml", ".xlsx")


@group.command(
    """Pertanyaan yang harus dijawab orang, menurut siapa yang menjawab; juga sebagai formulir (YAML atau XLSX).

    Dengan MANIFEST: yang berlaku bagi aplikasi itu dan belum terjawab. Dengan REPORT.json (dari check -o json=…):
    yang terbuka di laporan itu, beserta nilai teramati yang perlu dinilai. Tanpa keduanya: semua di paket ini.""",
    """What people must answer, by who answers; also as a form (YAML or XLSX).

    With a MANIFEST: what applies to that app and is not answered yet. With a REPORT.json (of check -o json=…): what is
    open in that report, and the values seen that a person must judge. With neither: all questions of the pack.""",
    "questions",
    say(
        "questions laporan.json --form jawaban.xlsx --party diskominfo",
        "questions report.json --form answers.xlsx --party diskominfo",
    ),
    say("questions --read jawaban.xlsx --into decisions.yaml", "questions --read answers.xlsx --into decisions.yaml"),
)
@group.argument("source", metavar="[MANIFEST|REPORT.json]", required=False)
@group.path("--form", id="Tulis formulir: .yaml atau .xlsx.", en="Write the form: .yaml or .xlsx.")
@group.option("--force", is_flag=True, id="Timpa formulir yang sudah ada.", en="Overwrite a form that exists.")
@group.option(
    "--party",
    "parties",
    type=click.Choice(get_args(Party)),
    multiple=True,
    id="Hanya yang dijawab pihak ini. Dapat diulang.",
    en="Only what this party answers. Repeatable.",
)
@group.path("--read", "filled", id="Baca formulir yang sudah diisi.", en="Read a form that was filled in.")
@group.path(
    "--into",
    id="Ke mana jawaban ditulis: decisions.yaml (petugas) atau spbe.yaml (penyedia).",
    en="Where the answers go: decisions.yaml (officials) or spbe.yaml (the vendor).",
)
@options.having(options.JUDGING)
def command(
    source: Path | None,
    form: Path | None,
    force: bool,
    parties: tuple[Party, ...],
    filled: Path | None,
    into: Path | None,
    **judging: Any,
) -> None:
    """List questions, write a form, or read one."""
    if (filled is None) != (into is None) or (filled and (source or form)):
        raise UsageError(
            "--read dan --into harus bersama, tanpa yang lain", "--read and --into go together, without the others"
        )
    if filled and into:
        read_into(filled, into, judging["policy"])
        return
    if form:
        _refuse(form, force=force)
    asked = _asked(source, judging).only(parties or PARTIES)
    if form:
        _write(asked, form)
    else:
        output.emit(page(_sections(asked)))


def _asked(source: Path | None, judging: dict[str, Any]) -> Form:
    if source and source.suffix.lower() == ".json":
        return of_report(Report.load(read_bytes(source, MAX_EVIDENCE), str(source)), chosen())
    if source is None:
        return of_policy(options.read_policy(judging["policy"], judging["rules"]), Stage(judging["stage"]), chosen())
    audit = prepare(**judging)
    target = audit.target(source)
    rules = {rule.id: rule for rule in audit.policy.rules}
    whole = of_report(audit.lint(target), chosen(), target.app)
    return whole.without(lambda entry: entry.rule in rules and _answered(audit, target, rules[entry.rule], entry))


def _answered(audit: Audit, target: Target, rule: Rule, entry: Entry) -> bool:
    """Whether a decision or a document of the manifest answers what the live check has not looked at yet."""
    if entry.seen is not None:
        return False
    app, at_delivery = target.app, audit.stage is Stage.DELIVERY
    shares = app.shared_controls if at_delivery else ()
    if target.row and target.row.shared_controls is not None:
        shares = target.row.shared_controls
    bench = Bench(audit.decisions, app.app.id, shares, audit.city.authority.today(audit.as_of or now()))
    return bench.judgement(rule, entry.subject, "", asked=True) is not None or any(
        at_delivery or bench.acceptance(rule, paper.sha256)
        for paper in app.documents
        if paper.kind in rule.file.documents
    )


def _refuse(form: Path, *, force: bool) -> None:
    if form.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UsageError(f"nama formulir berakhir dengan {known}", f"a form ends in {known}", Place(str(form)))
    if form.exists() and not force:
        raise UsageError("sudah ada; --force untuk menimpa", "exists already; --force overwrites", Place(str(form)))


def _write(asked: Form, form: Path) -> None:
    if form.suffix.lower() == ".xlsx":
        from spbe_policy.cli import form_xlsx

        output.write(form, form_xlsx.write(asked, form))
    else:
        from spbe_policy.cli import form_yaml

        output.write(form, form_yaml.write(asked))
    counted = [answered_by(party, len(own)).say(chosen()) for party in PARTIES if (own := asked.of(party))]
    output.emit("".join(f"{line}\n" for line in (str(form), *counted)))


def _sections(asked: Form) -> Iterator[list[str]]:
    lang = chosen()
    count, stage = sum(1 for _ in asked.entries()), term(asked.stage, lang)
    yield heading(say(f"{count} pertanyaan, tahap {stage}", f"{count} questions, stage {stage}"))
    for party in PARTIES:
        if own := asked.of(party):
            yield heading(answered_by(party, len(own)).say(lang))
        yield from map(_question, asked.of(party))


def _question(entry: Entry) -> list[str]:
    lang = chosen()
    said = {key: title.say(lang) for key, title in COLUMN_TITLES.items()}
    level = f"[{term(entry.level, lang)}] " if entry.level else ""
    return [
        *wrap(f"{level}{entry.rule}: {entry.title}", hang=2),
        *copied(said["subject"], entry.subject if entry.subject != "app" else ""),
        *row(say("Catatan", "Note"), entry.found or ""),
        *copied(say("Dinilai", "Judged"), entry.seen or ""),
        *row(said["question"], entry.question or ""),
        *row(said["answer"], "" if entry.type == "yes-no" else expects(entry.type, entry).say(lang)),
        *row(say("Dokumen", "Documents"), ", ".join(entry.documents)),
        *(
            line
            for paper in entry.delivered
            for line in row(say("Diserahkan", "Delivered"), f"{paper.path} ({paper.sha256})")
        ),
        *row(say("Penyedia", "Vendor"), entry.vendor_answer or ""),
    ]
