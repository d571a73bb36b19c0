"""10,000 components held against 120,000 advisories, offline: CPU time and memory of the import and of the look.

python plugins/spbe-policy-osv/benchmarks/match.py        the goal: matched in under 5 seconds
"""

import json
import resource
import sys
import time  # noqa: TID251
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spbe_policy_osv.database import Database
from spbe_policy_osv.importing import Lists, import_
from spbe_policy_osv.matching import match

from spbe_policy.builtin.sbom.bom import Document

ADVISORIES = 120_000
COMPONENTS = 10_000
GOAL = 5.0
KINDS = (("npm", "npm"), ("pypi", "PyPI"), ("composer", "Packagist"), ("maven", "Maven"), ("golang", "Go"))
VECTOR = "CVSS:3.1/AV:N/AC:{}/PR:{}/UI:N/S:U/C:{}/I:H/A:L"


def name(kind: str, number: int, joint: str = "/") -> str:
    """Return the name of a package, as its ecosystem writes names."""
    return f"pustaka{joint}paket-{number}" if kind in {"composer", "maven", "golang"} else f"paket-{number}"


def advisories() -> Iterator[dict[str, Any]]:
    """Six about each of 20,000 packages of five ecosystems; each with two intervals and 20 listed versions."""
    for number in range(ADVISORIES):
        kind, ecosystem = KINDS[number % 5]
        package = name(kind, number // 5 % 4_000, ":" if kind == "maven" else "/")
        major, minor = number % 7, number % 23
        yield {
            "id": f"OSV-2026-{number}",
            "modified": "2026-06-14T00:00:00Z",
            "published": "2026-01-01T00:00:00Z",
            "aliases": [f"CVE-2026-{number + 10_000}"],
            "severity": [
                {"type": "CVSS_V3", "score": VECTOR.format("LH"[number % 2], "NLH"[number % 3], "NLH"[number % 3])}
            ],
            "affected": [
                {
                    "package": {"ecosystem": ecosystem, "name": package},
                    "ranges": [
                        {
                            "type": "SEMVER" if ecosystem in {"npm", "Go"} else "ECOSYSTEM",
                            "events": [
                                {"introduced": f"{major}.0.0"},
                                {"fixed": f"{major}.{minor}.3"},
                                {"introduced": f"{major + 8}.0.0"},
                                {"fixed": f"{major + 8}.{minor}.1"},
                            ],
                        }
                    ],
                    "versions": [f"{major}.{minor}.0-{each}" for each in range(20)],
                }
            ],
        }


def document() -> Document:
    """Return a bill of materials of five ecosystems."""
    purls = [
        f"pkg:{KINDS[i % 5][0]}/{name(KINDS[i % 5][0], i // 5)}@{i % 15}.{i % 29}.{i % 6}" for i in range(COMPONENTS)
    ]
    listed = [{"type": "library", "name": purl.split("/")[-1].split("@")[0], "purl": purl} for purl in purls]
    return Document("json", "1.6", (), {"components": listed})


def main() -> bool:
    """Measure; say whether the goal is met."""
    with TemporaryDirectory() as folder:
        archive, target = Path(folder) / "all.zip", Path(folder) / "osv.sqlite"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for each in advisories():
                packed.writestr(f"{each['id']}.json", json.dumps(each))
        start = time.process_time()
        import_([archive], target, datetime(2026, 6, 15, tzinfo=UTC), Lists(), lambda _: None)
        took, size = time.process_time() - start, target.stat().st_size / 1e6
        print(f"import of {ADVISORIES:,} advisories: {took:.1f} s of CPU, {size:.0f} MB, memory {_peak():.0f} MB")
        bill, best, before = document(), [], _peak()
        for _ in range(3):
            start = time.process_time()
            with Database.open(target) as database:
                found = match([bill], database)
            best.append(time.process_time() - start)
    held = f"{found.looked_up:,} components against {found.source.advisories:,} advisories"
    print(f"{held}: first {best[0]:.2f} s, best {min(best):.2f} s (goal: {GOAL:.0f} s)")
    print(f"{found.more + len(found.matches):,} vulnerabilities; memory +{_peak() - before:.0f} MB")
    return best[0] < GOAL


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(not main())
