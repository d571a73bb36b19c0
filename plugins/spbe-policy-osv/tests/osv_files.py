"""Small advisories and bills of materials, as files."""

import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spbe_policy_osv.database import Database
from spbe_policy_osv.facts import Matches
from spbe_policy_osv.importing import Lists, Refused, import_
from spbe_policy_osv.matching import match

from spbe_policy.builtin.sbom.bom import Document
from spbe_policy.builtin.sbom.reading import read

NOW = datetime(2026, 6, 15, tzinfo=UTC)
CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def advisory(
    name: str = "GHSA-aaaa-bbbb-cccc", package: str = "PyPI/werkzeug", fixed: str = "3.1.4", **more: Any
) -> Any:
    ecosystem, _, called = package.partition("/")
    return {
        "id": name,
        "modified": "2026-06-14T10:00:00.123Z",
        "published": "2026-06-01T00:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": ecosystem, "name": called},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
            }
        ],
        **more,
    }


def archive(path: Path, *advisories: Any, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in advisories:
            packed.writestr(f"{each['id']}.json", json.dumps(each))
        for name, data in members.items():
            packed.writestr(name, data)
    return path


def imported(folder: Path, *advisories: Any, lists: Lists = Lists(), **members: bytes) -> tuple[Path, Refused]:  # noqa: B008
    target = folder / "osv.sqlite"
    refused = import_([archive(folder / "all.zip", *advisories, **members)], target, NOW, lists, lambda _: None)
    return target, refused


def bill(*components: str | Mapping[str, Any], **more: Any) -> Document:
    listed = [
        {"type": "library", "bom-ref": each, "name": each.split("/")[-1].split("@")[0], "purl": each}
        if isinstance(each, str)
        else {"type": "library", **each}
        for each in components
    ]
    app = {"type": "application", "bom-ref": "app", "name": "antrean"}
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": app},
        "components": listed,
        **more,
    }
    document = read(json.dumps(told).encode())
    assert not document.problems
    return document


def matched(target: Path, *documents: Document) -> Matches:
    with Database.open(target) as database:
        return match(documents, database)
