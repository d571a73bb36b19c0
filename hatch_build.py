"""Build step: parse the packs once, so that no user waits for YAML.

Each entry of `compiled.json` holds the digest of the text that it was made from; the reader trusts it for that very
text only, so a stale entry costs time and nothing else.
"""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from ruamel.yaml import YAML


class CompiledPacks(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `compiled.json` to each pack in the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled packs to a temporary folder and include them."""
        if version == "editable":
            return
        for pack in sorted(Path(self.root, "policies").iterdir()):
            if (pack / "pack.yaml").is_file():
                target = Path(tempfile.mkdtemp()) / "compiled.json"
                target.write_text(json.dumps(compiled(pack), ensure_ascii=False, sort_keys=True), encoding="utf-8")
                build_data["force_include"][str(target)] = f"spbe_policy/_policies/{pack.name}/compiled.json"


def compiled(pack: Path) -> dict[str, Any]:
    """Return every YAML file of a pack as data, by name, with the digest of its text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)
    result = {}
    for path in sorted(pack.glob("*.yaml")):
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        result[path.name] = {
            "sha256": "sha256:" + hashlib.sha256(text.encode()).hexdigest(),
            "data": yaml.load(text),
        }
    return result
