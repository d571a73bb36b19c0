"""`rules`: the rules of a pack, as a table, as JSON, or as an annex to the terms of reference (DOCX)."""

import json
import sys
from pathlib import Path

import click

from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.tables import table
from spbe_policy.errors import UsageError
from spbe_policy.policy import Policy, Rule
from spbe_policy.texts import term


@group.command(
    """Daftar ketentuan sebuah paket; semuanya, atau yang cocok dengan GLOB (misalnya 'sso-*').

    Dengan --format docx: lampiran kerangka acuan kerja (KAK) berisi ketentuan yang akan dinilai.""",
    """List the rules of a pack: all, or those that match a GLOB such as 'sso-*'.

    With --format docx: the annex to the terms of reference, with the rules that will be judged.""",
)
@click.argument("globs", metavar="[GLOB]...", nargs=-1)
@options.policy
@options.shape("docx")
@group.path(
    "-o",
    "--output",
    "target",
    default=output.STDOUT,
    id="Berkas keluaran (bawaan: keluaran baku).",
    en="Output file (default: the standard output).",
)
def command(globs: tuple[str, ...], policy: str, shape: str, target: Path) -> None:
    """List rules."""
    if shape == "docx" and target == output.STDOUT and sys.stdout.isatty():
        raise UsageError("docx memerlukan berkas: -o lampiran-kak.docx", "docx needs a file: -o annex.docx")
    output.write(target, _rendered(options.read_policy(policy, globs), shape))


def _rendered(policy: Policy, shape: str) -> bytes:
    if shape == "docx":
        from spbe_policy.reporters.lampiran_kak import lampiran_kak

        return lampiran_kak(policy, chosen())
    return (as_json(policy) if shape == "json" else as_table(policy)).encode()


def as_table(policy: Policy) -> str:
    """Return one line a rule; the basis, the longest, stands last."""
    lang = chosen()
    head = [
        term("rule", lang).capitalize(),
        say("Tingkat", "Level"),
        say("Tanggung jawab", "Responsible"),
        say("Mulai tahap", "From stage"),
        say("Judul", "Title"),
        say("Dasar", "Basis"),
    ]
    return table(head, [_row(rule) for rule in policy.rules])


def _row(rule: Rule) -> list[str]:
    lang, file = chosen(), rule.file
    party, stage = term(file.responsible, lang), term(file.from_, lang)
    basis = [
        ", ".join(part for part in (rule.pack.sources[item.source].title, item.clause) if part) for item in file.basis
    ]
    return [rule.id, term(file.level, lang), party, stage, file.title.say(lang), "; ".join(basis)]


def as_json(policy: Policy) -> str:
    """Return the rules as they stand in their files, cases left out, by id."""
    content = {
        rule.id: rule.file.model_dump(mode="json", by_alias=True, exclude={"cases"}, exclude_none=True)
        for rule in policy.rules
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
