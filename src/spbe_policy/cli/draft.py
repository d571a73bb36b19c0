"""The draft of a manifest: what is known stands in it, what a vendor must still say stands there as a comment."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from spbe_policy.cli.splice import scalar

SCHEMA_FILE = "spbe.schema.json"

Key = tuple[str, ...]


class Known(NamedTuple):
    """A value that nobody has confirmed yet, and where it is from."""

    value: Any
    source: str


FOLDER = "dari nama folder, mohon dikonfirmasi / from the folder's name, please confirm"
OBSERVED = "teramati, mohon dikonfirmasi / observed, please confirm"
REGISTERED = "dari daftar aplikasi, mohon dikonfirmasi / from the register, please confirm"

_HEAD = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
# Rancangan manifes. Isi, hapus tanda # di depannya, lalu jalankan: spbe-policy lint
# Draft of a manifest. Fill in, remove the leading #, then run: spbe-policy lint
schema: spbe-app/1
"""

_ASKED: Mapping[Key, tuple[str, str]] = {
    ("app", "id"): ("nama-aplikasi", "kode aplikasi / app id"),
    ("app", "name"): ("Nama Aplikasi", "nama / name"),
    ("app", "version"): ('"1.0.0"', "versi yang diserahkan / version delivered"),
    ("app", "audience"): ("[public]", "public: masyarakat / residents; government: pegawai / civil servants"),
    ("environments", "staging", "url"): ("https://uji.example.go.id/", "alamat uji / staging"),
    ("environments", "production", "url"): ("https://aplikasi.example.go.id/", "alamat produksi / production"),
    ("login", "public", "path"): (
        "/masuk",
        "halaman masuk; tanpa login: login: {} / login page; without login: login: {}",
    ),
    ("data_sets",): (
        "[{id: nama-data, period: monthly, source: {kind: http, url: https://data.example.go.id/nama.csv}}]",
        "tanpa data: [] / without data: []",
    ),
    ("sbom",): ("sbom.json", "CycloneDX"),
    ("documents",): ("[]", "isi dengan / fill with: spbe-policy document add FILE --kind KIND"),
}
"""The keys that a vendor's delivery needs, each with an example and what it is."""


def draft(known: Mapping[Key, Known]) -> str:
    """Return the text of a manifest with these values, each marked for confirmation."""
    tree: dict[str, Any] = {}
    for key in dict.fromkeys((*_ASKED, *known)):
        _put(tree, key, known.get(key) or _ASKED[key])
    return _HEAD + "".join(f"{line}\n" for line in _lines(tree))


def _put(tree: dict[str, Any], key: Key, leaf: Any) -> None:
    for step in key[:-1]:
        tree = tree.setdefault(step, {})
    tree[key[-1]] = leaf


def _lines(tree: Mapping[str, Any], *, commented: bool = False) -> Iterator[str]:
    """Write keys with what is below them; a key of which nothing is known is commented out with all of that."""
    for name, node in tree.items():
        hidden = not commented and not _is_known(node)
        mark = "# " if hidden else ""
        if isinstance(node, dict):
            yield f"{mark}{name}:"
            yield from (f"{mark}  {line}" for line in _lines(node, commented=commented or hidden))
        else:
            value = _value(node.value) if isinstance(node, Known) else node[0]
            yield f"{mark}{name}: {value}  # {node[1]}"


def _is_known(node: Any) -> bool:
    return any(map(_is_known, node.values())) if isinstance(node, dict) else isinstance(node, Known)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value).lower() if isinstance(value, bool) else scalar(str(value))
