"""Build step: parse the packs once, so that no user waits for YAML.

Each entry of `compiled.json` holds the digest of the text that it was made from; the reader trusts it for that very
text only, so a stale entry costs time and nothing else.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledPacks(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `compiled.json` to the packs in the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the compiled packs to a temporary folder and include them."""
        if version == "editable":
            return
        target = Path(tempfile.mkdtemp()) / "compiled.json"
        content = json.dumps(compiled(Path(self.root)), ensure_ascii=False, sort_keys=True)
        target.write_text(content, encoding="utf-8")
        build_data["force_include"][str(target)] = "spbe_policy/_policies/compiled.json"


def compiled(root: Path) -> dict[str, Any]:
    """Return every YAML file of the packs as data, by its path, with the digest of its text."""
    sys.path.insert(0, str(root / "src"))  # the very reader that will be spared the work
    from spbe_policy.reading import digest, parse_yaml, read_text

    packs = root / "policies"
    result = {}
    for path in sorted(packs.rglob("*.yaml")):
        text = read_text(path)
        result[path.relative_to(packs).as_posix()] = {
            "sha256": digest(text.encode()),
            "data": parse_yaml(text, str(path)).data,
        }
    return result
