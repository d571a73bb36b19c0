"""The bill of materials of *Antrean Layanan*. Each fault is one place where it is otherwise."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from spbe_policy.demo.scene import APP, APP_ID, APP_VERSION, VENDOR, Scene

_LIBRARIES = (
    ("pypi", "flask", "3.1.3", "BSD-3-Clause", "Pallets"),
    ("pypi", "werkzeug", "3.1.3", "BSD-3-Clause", "Pallets"),
    ("pypi", "authlib", "1.9.9", "BSD-3-Clause", "Authlib"),
    ("npm", "tabel", "1.2.0", "MIT", "Pustaka Contoh"),
)
_FRAMEWORKS = {"sbom-end-of-life": "3.2.25", "sbom-not-in-table": "99.0"}
"""Faults that add Django, in which version."""

_NEEDS = {"flask": ("werkzeug",)}
_AS_XML = {"sbom-xml-invalid", "sbom-xml-entities"}


def named(scene: Scene) -> str | list[str]:
    """What the manifest's key `sbom` says."""
    if scene.has("sbom-part-missing"):
        return ["sbom.json", "sbom-wadah.json"]
    return "sbom.xml" if _AS_XML & scene.faults else "sbom.json"


def files(scene: Scene) -> Mapping[str, str]:
    """Return the content of each file that is delivered, by its name."""
    if scene.has("sbom-missing"):
        return {}
    if _AS_XML & scene.faults:
        return {"sbom.xml": _xml(scene)}
    return {"sbom.json": json.dumps(bill(scene), ensure_ascii=False, indent=2) + "\n"}


def bill(scene: Scene) -> dict[str, Any]:
    """A small CycloneDX 1.6 document."""
    version = "2.3.0" if scene.has("sbom-other-version") else APP_VERSION
    told: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, f'https://{APP}/{version}')}",
        "version": 1,
        "metadata": _metadata(scene, version),
        "components": [] if scene.has("sbom-empty") else _components(scene),
        "dependencies": _dependencies(scene),
    }
    if scene.has("sbom-no-graph"):
        del told["dependencies"]
    if scene.has("sbom-incomplete"):
        told["compositions"] = [{"aggregate": "incomplete", "dependencies": [_ref("tabel", scene)]}]
    return told


def _metadata(scene: Scene, version: str) -> dict[str, Any]:
    age = 400 if scene.has("sbom-old") else -30 if scene.has("sbom-of-the-future") else 40
    told: dict[str, Any] = {
        "timestamp": scene.days_ago(age).isoformat(timespec="seconds"),
        "lifecycles": [{"phase": "build"}],
        "tools": {"components": [{"type": "application", "name": "cyclonedx-py", "version": "7.1.0"}]},
        "authors": [{"name": VENDOR}],
        "component": {
            "type": "application",
            "bom-ref": APP_ID,
            "name": APP_ID,
            "version": version,
            "supplier": {"name": VENDOR},
        },
    }
    without = {
        "sbom-undated": "timestamp",
        "sbom-no-lifecycle": "lifecycles",
        "sbom-no-tool": "tools",
        "sbom-no-author": "authors",
    }
    return {key: value for key, value in told.items() if not any(scene.has(f) for f, k in without.items() if k == key)}


def _libraries(scene: Scene) -> tuple[tuple[str, str, str, str, str], ...]:
    versions = [version for fault, version in _FRAMEWORKS.items() if scene.has(fault)]
    return (*_LIBRARIES, *(("pypi", "django", version, "BSD-3-Clause", "Contoh Yayasan") for version in versions))


def _components(scene: Scene) -> list[dict[str, Any]]:
    left_out = "tabel" if scene.has("sbom-library-unlisted") else None
    return [_component(scene, *library) for library in _libraries(scene) if library[1] != left_out]


def _component(scene: Scene, kind: str, name: str, version: str, licence: str, supplier: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name}@{version}"
    digest = hashlib.md5 if scene.has("sbom-weak-hashes") else hashlib.sha256
    told: dict[str, Any] = {
        "type": "pustaka" if scene.has("sbom-invalid") else "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "supplier": {"name": supplier},
        "purl": purl,
        "licenses": [{"license": {"id": licence}}],
        "hashes": [
            {"alg": "MD5" if scene.has("sbom-weak-hashes") else "SHA-256", "content": digest(purl.encode()).hexdigest()}
        ],
    }
    return _spoilt(scene, told) if name != "tabel" else _as_shown(scene, told)


def _spoilt(scene: Scene, told: dict[str, Any]) -> dict[str, Any]:
    """What the faults leave of a component."""
    without = {
        "sbom-no-versions": "version",
        "sbom-no-supplier": "supplier",
        "sbom-no-purl": "purl",
        "sbom-no-hashes": "hashes",
    }
    kept = {key: value for key, value in told.items() if not any(scene.has(f) for f, k in without.items() if k == key)}
    if scene.has("sbom-purl-other"):
        kept["purl"] = f"pkg:pypi/{told['name']}@0.1"
    if scene.has("sbom-purl-traversal"):
        kept["purl"] = f"pkg:pypi/../../{told['name']}@{told['version']}"
    if told["name"] == "authlib":
        kept |= _licensed(scene)
    if scene.has("sbom-noassertion"):
        kept["supplier"] = {"name": "NOASSERTION"}
    return kept


def _licensed(scene: Scene) -> dict[str, Any]:
    """What the faults make of the licence of one component."""
    stated: dict[str, dict[str, Any]] = {
        "sbom-no-licence": {"license": {"name": "NOASSERTION"}},
        "sbom-licence-unreadable": {"expression": "BSD-3-Clause OR"},
        "sbom-licence-denied": {"license": {"id": "BUSL-1.1"}},
        "sbom-licence-own": {"expression": "LicenseRef-pt-contoh"},
    }
    return next(({"licenses": [licence]} for fault, licence in stated.items() if scene.has(fault)), {})


def _as_shown(scene: Scene, told: dict[str, Any]) -> dict[str, Any]:
    """The library that the landing page loads; by a fault another version of it."""
    if not scene.has("sbom-library-differs"):
        return told
    return {**told, "version": "1.0.4", "purl": "pkg:npm/tabel@1.0.4"}


def _ref(name: str, scene: Scene) -> str:
    return next(f"pkg:{kind}/{each}@{version}" for kind, each, version, *_ in _libraries(scene) if each == name)


def _dependencies(scene: Scene) -> list[dict[str, Any]]:
    """The app needs all but what its libraries need themselves."""
    if scene.has("sbom-empty"):
        return [{"ref": APP_ID}]
    names = [name for _, name, *_ in _libraries(scene) if name != "tabel" or not scene.has("sbom-library-unlisted")]
    below = {need for needs in _NEEDS.values() for need in needs}
    direct = [name for name in names if name not in below and not (name == "authlib" and scene.has("sbom-orphan"))]
    edges = {name: _NEEDS.get(name, ()) for name in names if name != "tabel" or not scene.has("sbom-incomplete")}
    told = [{"ref": APP_ID, "dependsOn": [_ref(name, scene) for name in direct]}]
    told += [
        {"ref": _ref(name, scene), "dependsOn": [_ref(need, scene) for need in needs]} for name, needs in edges.items()
    ]
    if scene.has("sbom-dangling"):
        told[-1]["dependsOn"] = ["pkg:npm/hilang@1.0.0"]
    return told


def _xml(scene: Scene) -> str:
    """The same in short as XML; both faults make it something that no reader takes."""
    entities = '<!DOCTYPE bom [<!ENTITY a "hahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
    kind = "pustaka" if scene.has("sbom-xml-invalid") else "library"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{entities * scene.has("sbom-xml-entities")}'
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">\n'
        f'<metadata><component type="application"><name>{APP_ID}</name><version>{APP_VERSION}</version></component>'
        f'</metadata>\n<components>\n<component type="{kind}"><name>flask</name></component>\n</components>\n</bom>\n'
    )
