"""The papers that come with the manifest: documents and bill of materials."""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from spbe_policy.demo.scene import APP, APP_ID, APP_NAME, APP_VERSION, Scene
from spbe_policy.reading import digest

DOCUMENTS = {
    "surat-rekomendasi": "Surat rekomendasi pembangunan aplikasi",
    "laporan-uji-fungsi": "Laporan uji fungsi",
    "laporan-uji-integrasi": "Laporan uji integrasi",
    "laporan-uji-beban": "Laporan uji beban",
    "laporan-uji-keamanan": "Laporan uji keamanan",
    "berita-acara-serah-terima": "Berita acara serah terima sumber kode",
    "laporan-evaluasi": "Laporan evaluasi aplikasi",
}
"""Kinds of documents that are delivered, with their titles."""


def documents(scene: Scene) -> dict[str, bytes]:
    """Return the content of each delivered document by kind, as it was when it was listed."""
    missing = "laporan-uji-beban" if scene.has("test-report-missing") else None
    day = f"{scene.days_ago(40):%Y-%m-%d}"
    return {
        kind: f"{title}\n{APP_NAME} versi {APP_VERSION}\nTanggal {day}\n\nDokumen contoh.\n".encode()
        for kind, title in DOCUMENTS.items()
        if kind != missing
    }


def document_path(kind: str) -> str:
    """Return where a document lies in the manifest's folder."""
    return f"dokumen/{kind}.txt"


def listed_documents(scene: Scene) -> Iterator[dict[str, str]]:
    """The documents as the manifest lists them."""
    for kind, content in documents(scene).items():
        yield {
            "path": document_path(kind),
            "kind": kind,
            "sha256": digest(content),
            "issuer": "Laboratorium Uji Contoh" if kind.startswith("laporan-uji") else "Diskominfo Kota Contoh",
            "date": f"{scene.days_ago(40):%Y-%m-%d}",
        }


def sbom(scene: Scene) -> dict[str, Any]:
    """A small CycloneDX 1.6 bill of materials; invalid by the fault of that name."""
    version = "2.3.0" if scene.has("sbom-other-version") else APP_VERSION
    libraries = (("flask", "3.1.3", "BSD-3-Clause"), ("authlib", "1.9.9", "BSD-3-Clause"))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, f'https://{APP}/{version}')}",
        "version": 1,
        "metadata": {
            "timestamp": scene.days_ago(40).isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "bom-ref": APP_ID,
                "name": APP_ID,
                "version": version,
                "supplier": {"name": "PT Penyedia Contoh"},
            },
        },
        "components": [
            {
                "type": "library" if not scene.has("sbom-invalid") else "pustaka",
                "bom-ref": f"pkg:pypi/{name}@{number}",
                "name": name,
                "version": number,
                "purl": f"pkg:pypi/{name}@{number}",
                "licenses": [{"license": {"id": licence}}],
            }
            for name, number, licence in libraries
        ],
        "dependencies": [{"ref": APP_ID, "dependsOn": [f"pkg:pypi/{name}@{number}" for name, number, _ in libraries]}],
    }
