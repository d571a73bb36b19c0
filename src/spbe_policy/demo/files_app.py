"""What the vendor says of *Antrean Layanan*: the content of its manifest."""

from collections.abc import Iterable
from typing import Any

from spbe_policy.demo import files_sbom
from spbe_policy.demo.asked import good_answer
from spbe_policy.demo.data_files import CATALOGUE, CSV, PERMITS, SITEMAP, XLSX
from spbe_policy.demo.files_papers import listed_documents
from spbe_policy.demo.phone import PACKAGE
from spbe_policy.demo.scene import (
    APP,
    APP_ID,
    APP_NAME,
    APP_VERSION,
    COMPLAINTS,
    CONTRACT,
    COUNTERPART_ID,
    DATA,
    ELSEWHERE,
    MOBILE_API,
    OPD_CODE,
    PORTAL,
    SHARED_CONTROLS,
    STORE,
    VENDOR,
    Scene,
)
from spbe_policy.policy import Rule
from spbe_policy.vocabulary import Stage


def manifest(scene: Scene) -> dict[str, Any]:
    """Return the manifest's content."""
    told = {
        "schema": "spbe-app/1",
        "app": identity(scene),
        "environments": environments(scene),
        "login": {
            "public": {"path": "/masuk", "logout": "/keluar", "protected": ["/antrean-saya", "/antrean-saya/riwayat"]},
            "government": {
                "path": "/pegawai/masuk",
                "break_glass": "/darurat",
                "logout": "/keluar",
                "protected": ["/pegawai/loket"],
            },
        },
        "data_sets": data_sets(scene),
        "apis": [{"id": "utama", "openapi": "/openapi.json", "health": health(scene)}],
        "sbom": files_sbom.named(scene),
        "documents": list(listed_documents(scene)),
        "integrations": [{"counterpart": COUNTERPART_ID, "data": "Nomor permohonan", "channel": "splp"}],
        **mobile(scene),
        "services": services(scene),
        "support": {
            "complaint_url": f"https://{COMPLAINTS}/",
            "ict_trouble": f"Formulir di Portal SPBE: https://{PORTAL}/lapor-gangguan",
        },
        "recommendation": {"number": "000/CONTOH/2026", "date": f"{scene.days_ago(300):%Y-%m-%d}"},
        "source_code": {"location": "repository", "reference": "commit 5f0c1e2"},
        "vendor": {"name": VENDOR, "contact": "Doni Contoh, doni@penyedia.example"},
        "contract": {"number": CONTRACT, "date": f"{scene.days_ago(280):%Y-%m-%d}"},
        "shared_controls": [name for kind, name in SHARED_CONTROLS.items() if kind != "city"],
        **architecture(scene),
    }
    return {key: value for key, value in told.items() if key not in _left_out(scene)}


def answers(scene: Scene, questions: Iterable[Rule]) -> list[dict[str, str]]:
    """What the vendor answers at delivery, of the questions that no document shows."""
    on = scene.days_ago(20).date()
    return [
        {"rule": rule.id, "answer": good_answer(rule.file.question, on), "note": _NOTES[bool(rule.file.shared)]}
        for rule in questions
        if rule.file.question and rule.judged_at(Stage.DELIVERY)
    ]


_NOTES = {True: "Memakai layanan bersama kota", False: "Diperiksa sendiri sebelum penyerahan"}


def mobile(scene: Scene) -> dict[str, Any]:
    """The app on phones, where there is one."""
    host = ELSEWHERE if scene.has("mobile-host-outside") else MOBILE_API
    page = f"https://{STORE}/store/apps/details?id={PACKAGE}"
    return {"mobile": {"store_pages": [page], "api_hosts": [host]}} if scene.mobile else {}


def health(scene: Scene) -> str:
    """Where the API says that it is well."""
    return "/api/health" if scene.has("api-no-version") else "/api/v1/health"


def _left_out(scene: Scene) -> set[str]:
    keys = {
        "recommendation-missing": "recommendation",
        "source-not-handed-over": "source_code",
        "architecture-codes-missing": "architecture",
    }
    return {key for fault, key in keys.items() if scene.has(fault)}


def services(scene: Scene) -> list[dict[str, Any]]:
    """The services, step by step: residents attend where fingerprints are taken, and by a fault at the counter too."""
    if scene.has("services-not-declared"):
        return []
    steps = [("Ambil nomor antrean", "online"), ("Rekam data diri", "attend")]
    if scene.has("step-at-the-counter"):
        steps.append(("Serahkan salinan kartu keluarga", "attend"))
    told = [{"name": name, "mode": mode} for name, mode in steps]
    return [{"name": "Rekam KTP elektronik", "steps": told}]


def identity(scene: Scene) -> dict[str, Any]:
    """Who the app is."""
    return {
        "id": APP_ID,
        "name": APP_NAME,
        "version": APP_VERSION,
        "audience": ["public", "government"],
        "platforms": ["web", "android"] if scene.mobile else ["web"],
        "description": "Antrean loket layanan kependudukan secara daring",
        "function": "Pelayanan publik",
        "kind": "khusus",
        "category": "tinggi",
        "personal_data": True,
        "launch_date": f"{scene.days_ago(200):%Y-%m-%d}",
        "legal_basis": "Peraturan contoh tentang layanan kependudukan",
    }


def environments(scene: Scene) -> dict[str, Any]:
    """Where the app runs; the sandbox has one place for both."""
    here: dict[str, Any] = {"url": f"https://{APP}/"}
    elsewhere = {"hosts": [ELSEWHERE]} if scene.has("foreign-domain") else {}
    return {"staging": here, "production": {**here, **elsewhere}}


def architecture(scene: Scene) -> dict[str, Any]:
    """The parts that the national architecture asks for."""
    return {
        "ownership": {
            "owner": OPD_CODE,
            "developer_unit": VENDOR,
            "operator_unit": "Bidang Aplikasi Diskominfo",
        },
        "architecture": {
            "daa_id": "DAA.CONTOH.01",
            "raa": "RAA.02.02",
            "services": ["RAL.01"],
            "data": ["RAD.10"],
            "processes": ["RAB.09.06"],
        },
        "data_flow": {
            "inputs": ["Nomor induk kependudukan"],
            "suppliers": ["Warga"],
            "outputs": ["Jumlah antrean harian"],
            "customers": ["Walidata"],
        },
        "technology": {
            "server": "nginx",
            "license": "Apache-2.0",
            "languages": ["Python"],
            "frameworks": ["Flask"],
            "databases": ["PostgreSQL"],
        },
        "hosting": {
            "country": "SG" if scene.has("hosting-abroad") else "ID",
            "data_centre": "Pusat Data Kota Contoh",
            "network": "Jaringan intra Kota Contoh",
        },
        "spl": ["SPLP"],
        "security": {"standard": "Peraturan BSSN 4/2021", "incident": "CSIRT Kota Contoh"},
    }


def data_sets(scene: Scene) -> list[dict[str, Any]]:
    """The data sets, one for each way of reading a date, and the kinds of information on the app's own pages."""
    portal, app = f"https://{DATA}", f"https://{APP}"
    package = f"{portal}/api/3/action/package_show?id=antrean-harian"
    told = [
        _data_set("antrean-harian", "daily", 1, kind="ckan", url=package, key="data_updated"),
        _data_set("loket-bulanan", "monthly", 10, kind="http", url=f"{portal}/unduh/loket-bulanan.csv"),
        _data_set(
            "kepuasan", "quarterly", 30, kind="json", url=f"{portal}/api/kepuasan.json", pointer="/meta/diperbarui"
        ),
        _data_set(
            "indeks-layanan", "semiannual", 30, kind="html", url=f"{portal}/indeks-layanan", selector=".tanggal-data"
        ),
        _data_set("pengumuman", "weekly", 3, kind="feed", url=f"{portal}/pengumuman.atom"),
        _data_set("loket-harian", "daily", 1, kind="csv", url=f"{portal}{CSV}", column="tanggal", date_order="dmy"),
        _data_set("kunjungan", "annual", 60, kind="xlsx", url=f"{portal}{XLSX}", column="tanggal"),
        _data_set("permohonan", "monthly", 10, kind="dcat", url=f"{portal}{CATALOGUE}", key=PERMITS),
        _data_set("halaman", "monthly", 10, kind="sitemap", url=f"{portal}{SITEMAP}"),
    ]
    if scene.has("data-validator-only"):
        told[2]["source"] = {"kind": "http", "url": f"{portal}/api/kepuasan.json"}
    for name, period, lag in (("berita", "monthly", 10), ("layanan", "semiannual", 30), ("pejabat", "annual", 60)):
        page = _data_set(name, period, lag, kind="html", url=f"{app}/{name}", selector="time")
        told.append({**page, "kind": "information"})
    if scene.has("data-period-missing"):
        del told[1]["period"]
    return told


def _data_set(name: str, period: str, lag: int, **source: str) -> dict[str, Any]:
    return {"id": name, "period": period, "release_lag_days": lag, "source": source}
