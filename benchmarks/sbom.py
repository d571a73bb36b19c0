"""Bills of materials: 1,000 to 50,000 components read, validated and judged in process, beside the least it can cost.

The floor is `json.loads` with the garbage collector off, jsonschema-rs and one pass (versions, package URLs, licences,
references that lead nowhere). Both are measured in CPU time, one right after the other: the times are the best of
several rounds, the ratio is the median of the rounds' own, as what else the machine does slows both. Peers take part
where they are installed: cyclonedx-python-lib, which we have, and `ntia-checker` (ntia-conformance-checker), which
reads SPDX.

python benchmarks/sbom.py              the ratios
python benchmarks/sbom.py peers        with the peers, some minutes
"""

import gc
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from spbe_policy.builtin.sbom import checks
from spbe_policy.builtin.sbom.hardening import hardening
from spbe_policy.builtin.sbom.licences import licences
from spbe_policy.builtin.sbom.products import products
from spbe_policy.builtin.sbom.reading import read, without_collecting
from spbe_policy.builtin.sbom.schemas import validator
from spbe_policy.builtin.sbom.summary import identity, inventory
from spbe_policy.checks import Pass
from spbe_policy.testing import judge

APP = {"app": {"id": "antrean", "version": "1.4.0"}, "sbom": "sbom.json"}
DIGEST = f"sha256:{'a' * 64}"
TABLE = {"as_of": "2026-05-01", "source": "-", "products": {}}


def bill(components: int) -> bytes:
    """A document as a tool writes it: every component has ten others below it, as far as there are any."""
    purls = [f"pkg:npm/pustaka-{i}@1.{i % 50}.{i % 7}" for i in range(components)]
    listed = [_component(i, purl) for i, purl in enumerate(purls)]
    edges = [{"ref": purl, "dependsOn": purls[10 * i + 10 : 10 * i + 20]} for i, purl in enumerate(purls)]
    told: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "timestamp": "2026-05-04T09:00:00+07:00",
            "authors": [{"name": "PT Penyedia Contoh"}],
            "tools": {"components": [{"type": "application", "name": "cyclonedx-npm", "version": "4.0.0"}]},
            "lifecycles": [{"phase": "build"}],
            "component": {"type": "application", "bom-ref": "app", "name": "antrean", "version": "1.4.0"},
        },
        "components": listed,
        "dependencies": [{"ref": "app", "dependsOn": purls[:10]}, *edges],
    }
    return json.dumps(told).encode()


def _component(i: int, purl: str) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": f"pustaka-{i}",
        "version": purl.rpartition("@")[2],
        "purl": purl,
        "supplier": {"name": f"Pemasok {i % 97}"},
        "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": f"{i:064x}"}],
        "externalReferences": [{"type": "website", "url": f"https://pustaka.example/{i}"}],
        "properties": [{"name": "contoh:nomor", "value": str(i)}],
    }


def ours(data: bytes) -> None:
    """Read, validate, summarise, and judge by every rule that reads the file alone."""
    document = read(data)
    itself, listed = identity(document, "sbom.json", DIGEST), inventory(document, "sbom.json")
    with without_collecting():
        stated, ending = licences(document.software, "sbom.json"), products(document.components, "sbom.json")
        libraries = hardening(document.components)
    for facts, judged in (
        (itself, (checks.delivered, checks.version, checks.dated)),
        (listed, (checks.minimum, checks.traceable, checks.identified, checks.connected)),
        (stated, (checks.licence_stated, checks.licence_admitted)),
    ):
        for check in judged:
            assert isinstance(judge(check, facts, subject="sbom", app=APP)[0], Pass)
    assert isinstance(judge(checks.supported, ending, subject="sbom", app=APP, table=TABLE)[0], Pass)
    for check in (checks.hashes_passwords, checks.keeps_sessions, checks.binds_queries):
        assert not judge(check, libraries, app=APP)


def floor(data: bytes) -> None:
    """The least that can be done."""
    gc.disable()
    document = json.loads(data)
    validator("1.6").validate(document)
    refs = {"app", *(each["bom-ref"] for each in document["components"])}
    wrong = 0
    for each in document["components"]:
        wrong += not (each.get("version") and each.get("purl", "").startswith("pkg:") and each.get("licenses"))
    for each in document["dependencies"]:
        wrong += sum(ref not in refs for ref in (each["ref"], *each.get("dependsOn", ())))
    assert not wrong
    del document
    gc.enable()


def measure() -> bool:
    """The ratios that we promise."""
    best: dict[int, float] = {}
    ratios: dict[int, float] = {}
    for size, rounds in ((1_000, 15), (10_000, 11), (50_000, 5)):
        best[size], least, ratios[size] = _compared(ours, floor, bill(size), rounds)
        times = f"{best[size] * 1000:.0f} ms against {least * 1000:.0f} ms"
        print(f"{size:,} components: {times}, median ratio {ratios[size]:.2f}", flush=True)
    ratio, growth = ratios[10_000], best[10_000] / best[1_000]
    linear, peak = best[50_000] / best[10_000], _peak(50_000) / _peak(10_000)
    print(f"10,000 components against the floor: {ratio:.2f} (goal: 2)")
    print(f"time, 1,000 to 10,000 components: {growth:.1f} times (goal: 12)")
    print(f"time and memory, 10,000 to 50,000 components: {linear:.1f} and {peak:.1f} times (goal: 6)", flush=True)
    return ratio <= 2 and growth <= 12 and linear <= 6 and peak <= 6


def _compared(
    mine: Callable[[bytes], None], least: Callable[[bytes], None], data: bytes, rounds: int
) -> tuple[float, float, float]:
    """Return the best time of each, and the median of their ratios."""
    mine(data)
    times = [(_cpu(lambda: mine(data)), _cpu(lambda: least(data))) for _ in range(rounds)]
    ratio = median(one / other for one, other in times)
    return min(one for one, _ in times), min(other for _, other in times), ratio


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def _peak(size: int) -> float:
    """Peak memory that reading and judging adds, in MB, in a process of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "sbom.json")
        file.write_bytes(bill(size))
        shown = subprocess.run([sys.executable, __file__, "peak", str(file)], check=True, capture_output=True)
    return float(shown.stdout)


def peak(file: str) -> None:
    """Print how much memory one document adds to a process that has read a small one."""
    ours(bill(10))
    data = Path(file).read_bytes()
    before = _high_water()
    ours(data)
    print((_high_water() - before) / 1024)


def _high_water() -> int:
    """The most memory that this program has had, in kB (Linux); `ru_maxrss` would count what began it as well."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def peers() -> None:
    """What the peers take for the same, and how they grow."""
    from cyclonedx.model.bom import Bom

    data = {size: bill(size) for size in (1_000, 10_000)}
    spent = {size: _cpu(lambda size=size: Bom.from_json(json.loads(data[size]))) for size in data}
    print(f"cyclonedx-python-lib, reading alone: {_told(spent)}", flush=True)
    if not (command := shutil.which("ntia-checker")):
        print("ntia-checker: not installed")
        return
    with TemporaryDirectory() as folder:
        taken = {}
        for size in data:
            file = Path(folder, f"{size}.spdx.json")
            file.write_text(json.dumps(_spdx(size)))
            start = time.perf_counter()
            subprocess.run([command, "--file", str(file), "--output", "quiet"], check=False, capture_output=True)
            taken[size] = time.perf_counter() - start
    print(f"ntia-checker, whole process: {_told(taken)}", flush=True)


def _told(taken: dict[int, float]) -> str:
    small, large = taken.values()
    return f"1,000 in {small:.2f} s, 10,000 in {large:.1f} s, growth {large / small:.0f} times"


def _spdx(size: int) -> dict[str, Any]:
    """The same content as SPDX 2.3."""
    packages = [
        {
            "SPDXID": f"SPDXRef-{i}",
            "name": f"pustaka-{i}",
            "versionInfo": "1.0",
            "supplier": "Organization: Contoh",
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
        }
        for i in range(size)
    ]
    links = [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": each["SPDXID"]}
        for each in packages
    ]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "antrean",
        "documentNamespace": "https://antrean.example/spdx",
        "creationInfo": {"created": "2026-05-04T09:00:00Z", "creators": ["Organization: Contoh"]},
        "packages": packages,
        "relationships": links,
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        peak(sys.argv[2])
    else:
        kept = measure()
        if "peers" in sys.argv:
            peers()
        sys.exit(not kept)
