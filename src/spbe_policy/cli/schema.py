"""`schema`: the JSON Schema of a file that people or machines write, for editors and validators."""

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from spbe_policy.cli import group, output

if TYPE_CHECKING:
    from pydantic import BaseModel

MODELS = {
    "manifest": "manifest:Manifest",
    "authority": "authority:Authority",
    "decisions": "decisions:Decisions",
    "rule": "policy:RuleFile",
    "pack": "policy:PackFile",
    "form": "forms:Form",
    "levels": "index:Levels",
    "lock": "lock:Lock",
    "evidence": "evidence:Dossier",
    "report": "report:Report",
}

READ_BY_MACHINES = ("lock", "evidence", "report")
EXPLAINED = ("rule", "pack")
"""Those whose keys are explained in `hover`, not in the model."""


def schema_bytes(name: str) -> bytes:
    """Return the JSON Schema (2020-12) of a file, by its name in `MODELS`."""
    module, _, model_name = MODELS[name].partition(":")
    model: type[BaseModel] = getattr(import_module(f"spbe_policy.{module}"), model_name)
    schema = model.model_json_schema()
    if name not in READ_BY_MACHINES:  # an editor would show what a part is in place of what its key says
        for part in schema.get("$defs", {}).values():
            part.pop("title", None)
            part.pop("description", None)
    if name in EXPLAINED:
        from spbe_policy.cli.hover import explained

        schema = explained(name, schema)
    content: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


@group.command(
    f"""Cetak JSON Schema sebuah berkas: judul dan keterangan dalam dua bahasa, untuk penyunting (editor).

    NAME: {", ".join(MODELS)}.""",
    f"""Print the JSON Schema of a file: titles and descriptions in both languages, for editors.

    NAME: {", ".join(MODELS)}.""",
)
@click.argument("name", metavar="NAME", type=click.Choice(list(MODELS)))
def command(name: str) -> None:
    """Print one schema."""
    output.emit(schema_bytes(name))
