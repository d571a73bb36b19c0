"""`init`: write the draft of a manifest, with what can be observed or what the city's register knows."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import click
from click.core import ParameterSource

from spbe_policy.cli import draft, group, options, output
from spbe_policy.cli.draft import Key, Known
from spbe_policy.cli.language import say
from spbe_policy.cli.schema import schema_bytes
from spbe_policy.errors import Place, UsageError
from spbe_policy.manifest import load_manifest
from spbe_policy.register import find, read_register


@group.command(
    """Tulis rancangan spbe.yaml di FOLDER (bawaan: folder ini), beserta skemanya untuk penyunting (editor).

    Setiap nilai yang terisi ditandai untuk dikonfirmasi; berkas yang sudah ada tidak ditimpa. Profil pemda, bila
    disebut, menentukan jaringan yang boleh dituju --from-url.""",
    """Write a draft of spbe.yaml into FOLDER (default: this one), with its schema for editors.

    Every value filled in is marked for confirmation; files that exist are not overwritten. An authority, where one is
    given, says which networks --from-url may reach.""",
)
@group.argument("folder", default=Path())
@group.option("--from-url", metavar="URL", id="Isi yang teramati di alamat ini.", en="Fill in what is observed there.")
@options.authority
@options.register
@group.option(
    "--id",
    "app_id",
    metavar="ID",
    id="Isi yang tertulis di daftar aplikasi.",
    en="Fill in what the register says of this app.",
)
@group.option("--force", is_flag=True, id="Timpa berkas yang sudah ada.", en="Overwrite files that exist.")
@options.having(options.CONNECTING)
def command(
    folder: Path,
    from_url: str | None,
    authority: Path | None,
    register: Path | None,
    app_id: str | None,
    force: bool,
    **network: Any,
) -> None:
    """Write a draft."""
    manifest, schema = folder / "spbe.yaml", folder / draft.SCHEMA_FILE
    content = schema_bytes("manifest")
    if not force:
        _refuse_existing(manifest, schema, content)
    known: dict[Key, Known] = {("app", "id"): Known(_slug(folder), draft.FOLDER)}
    known |= anyio.run(_observed, from_url, authority, network) if from_url else {}
    known |= dict(_registered(register, app_id))
    text = draft.draft(known)
    load_manifest(text, str(manifest))
    output.make_folder(folder)
    output.write(schema, content)
    output.write(manifest, text.encode())
    output.emit(
        f"{manifest}\n"
        + say(f"Lengkapi, lalu: spbe-policy lint {manifest}\n", f"Complete it, then: spbe-policy lint {manifest}\n")
    )


def _refuse_existing(manifest: Path, schema: Path, content: bytes) -> None:
    for path in (manifest, schema):
        if path.exists() and not (path == schema and path.read_bytes() == content):
            raise UsageError("sudah ada; --force untuk menimpa", "exists already; --force overwrites", Place(str(path)))


def _slug(folder: Path) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", folder.absolute().name.lower()))[:80].strip("-") or "aplikasi"


async def _observed(url: str, authority: Path | None, network: Mapping[str, Any]) -> dict[Key, Known]:
    from spbe_policy.cli.observe import observe
    from spbe_policy.session import Door
    from spbe_policy.target import Reach, door_for, load_city

    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # the door says what is wrong with it
        host = ""
    reach = Reach(**{**network, "allow_hosts": (host, *network["allow_hosts"])})
    if authority:
        return await observe(url, door_for(load_city(authority, Path()), reach, ()))
    door = Door(
        hosts=frozenset(reach.allow_hosts),
        networks=reach.allow_networks,
        resolve=reach.resolve,
        ca_file=reach.ca,
        proxy=reach.proxy,
        nameserver=reach.nameserver,
    )
    return await observe(url, door)


def _registered(register: Path | None, app_id: str | None) -> Iterator[tuple[Key, Known]]:
    """Yield what the register says of the app."""
    given = click.get_current_context().get_parameter_source("register") is ParameterSource.COMMANDLINE
    if bool(app_id) != bool(register) and (app_id or given):
        raise UsageError("--register dan --id harus bersama", "--register and --id go together")
    if not (register and app_id):
        return
    row = find(read_register(register), app_id)
    if row is None:
        raise UsageError(
            f"{app_id!r} tidak ada di daftar aplikasi", f"{app_id!r} is not in the register", Place(str(register))
        )
    said = row.manifest()
    del said["schema"]
    yield from ((key, Known(value, draft.REGISTERED)) for key, value in _leaves(said))


def _leaves(tree: Mapping[str, Any], above: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*above, name))
        elif value not in ([], None):
            yield (*above, name), value
