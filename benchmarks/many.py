"""Many apps in one process: what they are made of, what we do with them, and the least that such work costs.

The floor reads a manifest with libyaml, asks 60 closures about it and writes one line of JSON. It knows no schema, no
subjects, no places, no languages, no evidence and no decisions.
"""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import yaml

from spbe_policy import audit
from spbe_policy.audit import Audit
from spbe_policy.evidence import Evidence, Written
from spbe_policy.reading import digest, read_bytes
from spbe_policy.report import Report

RULES = 60
encode = msgspec.json.Encoder(enc_hook=str).encode
MANIFEST = """\
# manifes aplikasi {i}
schema: spbe-app/1
app:
  id: app-{i:05d}
  name: "Layanan {name} {i}"
  version: "{m}.{i}.0"
  description: >
    Aplikasi layanan {name} untuk warga kota, dengan pendaftaran, pelacakan
    berkas, dan pemberitahuan. Nomor {i}.
  audience: [public, government]
  kind: khusus
  category: {category}
  personal_data: {personal}
  launch_date: 2025-0{m}-15
environments:
  staging: {{url: "https://uji-{i}.kota.example/"}}
  production: {{url: "https://app{i}.kota.example/", exposure: internet}}
login:
  public: {{path: /masuk}}
  government: {{path: /pegawai/masuk}}
data_sets:
  - id: harian-{i}
    period: daily
    source: {{kind: http, url: "https://data.kota.example/harian-{i}.csv"}}
  - id: lain-{i}
    period: {period}
    source: {{kind: http, url: "https://data.kota.example/lain-{i}.csv"}}
sbom: sbom/app-{i}.cdx.json
documents:
  - {{path: dokumen/uji-{i}.pdf, kind: laporan-uji-keamanan, sha256: "sha256:{digest}"}}
integrations:
  - {{counterpart: simpeg, data: "Data pegawai", channel: splp}}
services:
  - name: "Permohonan {name}"
    steps: [{{name: Daftar, mode: online}}, {{name: Unggah, mode: online}}, {{name: Ambil, mode: {mode}}}]
ownership: {{owner: "{owner}", developer_unit: "PT Vendor {v}", operator_unit: Diskominfo}}
support: {{complaint_url: "https://app{i}.kota.example/pengaduan"}}
technology: {{server: nginx, license: {licence}, languages: [php], frameworks: [laravel], databases: [postgresql]}}
hosting: {{country: ID, data_centre: "{site}", network: intra-kota}}
security: {{standard: "BSSN 4/2021", audit: "2026-0{m}-01", fitness: "{category}"}}
spl: [splp-nasional]
"""


def manifests(folder: Path, count: int) -> list[Path]:
    """Write manifests of about 1.7 kB, all different, the same ones on every run."""
    choose = random.Random(20261121).choice
    paths = []
    for number in range(count):
        path = folder / f"{number:05d}.yaml"
        path.write_text(_manifest(number, choose), encoding="utf-8")
        paths.append(path)
    return paths


def _manifest(number: int, choose: Callable[[Sequence[Any]], Any]) -> str:
    return MANIFEST.format(
        i=number,
        m=number % 9 + 1,
        v=choose(range(40)),
        digest=digest(str(number).encode()).partition(":")[2],
        name=choose(["Perizinan", "Pajak", "Kependudukan", "Kesehatan"]),
        category=choose(["strategis", "tinggi", "rendah"]),
        personal=choose(["true", "false"]),
        period=choose(["monthly", "quarterly", "annual"]),
        mode=choose(["online", "attend"]),
        owner=choose(["DISKOMINFO", "DINKES", "DUKCAPIL"]),
        licence=choose(["EUPL-1.2", "GPL-3.0-or-later", "proprietary"]),
        site=choose(["pusat data nasional", "pusat data kota", "penyedia"]),
    )


PATHS = (
    "app.id", "app.name", "app.category", "environments.production.url", "login.government.path", "sbom", "documents",
    "ownership.owner", "hosting.data_centre", "technology.license",
)  # fmt: skip
Closure = Callable[[dict[str, Any]], tuple[str, str, str]]


def closure(number: int) -> Closure:
    """Return a rule as small as one can be."""
    steps, rule_id = PATHS[number % len(PATHS)].split("."), f"R{number:02d}"

    def rule(data: dict[str, Any]) -> tuple[str, str, str]:
        value: Any = data
        for step in steps:
            value = value[step]
        return rule_id, "pass" if value else "fail", steps[-1]

    return rule


def floor(files: Iterable[Path], out: BinaryIO) -> None:
    """Judge manifests by 60 closures."""
    rules = [closure(number) for number in range(RULES)]
    for path in files:
        raw = path.read_bytes()
        data = yaml.load(raw, Loader=yaml.CSafeLoader)
        line = {"app": data["app"]["id"], "sha256": digest(raw), "results": [rule(data) for rule in rules]}
        out.write(encode(line) + b"\n")


def floor_of_evidence(files: Iterable[Path], out: BinaryIO) -> None:
    """Judge stored evidence by 60 closures: its JSON, and the YAML of the manifest inside."""
    rules = [closure(number) for number in range(RULES)]
    for path in files:
        raw = path.read_bytes()
        found = {"ownership": {"owner": ""}, "hosting": {"data_centre": ""}, "technology": {"license": ""}}
        data = found | yaml.load(json.loads(raw)["manifest"]["text"], Loader=yaml.CSafeLoader)
        line = {"app": data["app"]["id"], "sha256": digest(raw), "results": [rule(data) for rule in rules]}
        out.write(encode(line) + b"\n")


def few_rules() -> Audit:
    """Return a run by 60 rules, taken evenly from all packs."""
    prepared = audit.prepare(clock=lambda: datetime(2026, 11, 21, tzinfo=UTC))
    every = len(prepared.policy.rules) // RULES
    rules = prepared.policy.rules[::every][:RULES]
    return replace(prepared, policy=replace(prepared.policy, rules=rules), selection=True)


def lint(prepared: Audit, files: Iterable[Path], out: BinaryIO) -> None:
    """Judge manifests by our rules."""
    for path in files:
        out.write(line_of(prepared.lint(prepared.target(path))))


def stored(folder: Path, evidence: Evidence, count: int) -> list[Path]:
    """Write files of evidence that differ in the app's version."""
    manifest, paths = evidence.dossier.manifest, []
    assert manifest
    for number in range(count):
        text = manifest.text.replace("2.4.1", f"2.4.{number}")
        path = folder / f"{number:04d}.json"
        path.write_bytes(evidence.replaced(manifest=Written(file=manifest.file, text=text)).stored())
        paths.append(path)
    return paths


def evaluate(prepared: Audit, files: Iterable[Path], out: BinaryIO) -> None:
    """Judge stored evidence by all packs."""
    for path in files:
        out.write(line_of(prepared.judge(Evidence.load(read_bytes(path), path.name))))


def line_of(report: Report) -> bytes:
    """Return a report as one line: the app, its evidence, the verdict and the state of each rule."""
    states = [(rule.id, rule.state) for rule in report.rules]
    return encode({"app": report.app.id, "evidence": report.evidence_digest, "results": states}) + b"\n"
