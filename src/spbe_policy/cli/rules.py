"""`rules`: the rules of a pack, as a table or as JSON."""

import json

import click

from spbe_policy.cli import group, options, output
from spbe_policy.cli.language import chosen, say
from spbe_policy.cli.tables import table
from spbe_policy.policy import Policy, Rule
from spbe_policy.texts import term


@group.command(
    "Daftar ketentuan sebuah paket; semuanya, atau yang cocok dengan GLOB (misalnya 'sso-*').",
    "List the rules of a pack: all, or those that match a GLOB such as 'sso-*'.",
)
@click.argument("globs", metavar="[GLOB]...", nargs=-1)
@options.policy
@group.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    id="Bentuk keluaran (bawaan: text).",
    en="Form of the output (default: text).",
)
def command(globs: tuple[str, ...], policy: str, shape: str) -> None:
    """List rules."""
    found = options.read_policy(policy, globs)
    output.emit(as_json(found) if shape == "json" else as_table(found))


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
