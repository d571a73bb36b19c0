"""What the city keeps: its profile, its register of apps, its decisions."""

from typing import Any

from spbe_policy.demo.files_papers import documents
from spbe_policy.demo.scene import (
    ANDROID_PACKAGE,
    APP,
    APP_ID,
    APP_NAME,
    APPLE_APP_ID,
    COMPLAINTS,
    COUNTERPART_ID,
    DATA,
    DOMAIN,
    ISSUER,
    OPD_CODE,
    OPD_NAME,
    PORTAL,
    SUPER_APP,
    Scene,
)
from spbe_policy.reading import digest

PACK = "kota-jambi"

OBSERVED_IN_PART = (
    "sso-code-flow", "sso-login", "sso-no-own-password", "sso-pkce", "sso-provider-metadata", "sso-redirect-uri",
    "sso-state", "tls-certificate", "tls-key", "tls-lifetime", "tls-version", "web-banners", "web-cookies", "web-csp",
    "web-default-pages", "web-error-page", "web-framing", "web-hsts", "web-https", "web-leaks", "web-login-secure",
    "web-methods", "web-mixed-content", "web-nosniff", "web-referrer-policy", "web-sri",
)  # fmt: skip
"""Rules that a scan can fail but not pass: the security test completes what it cannot see."""

ACCEPTED_FOR: dict[str, tuple[str, ...]] = {
    "surat-rekomendasi": ("app-recommendation", "app-architecture-codes", "app-hosting"),
    "laporan-uji-fungsi": ("app-tests",),
    "laporan-uji-integrasi": ("app-tests", "integrations-confirmed"),
    "laporan-uji-beban": ("app-tests",),
    "laporan-uji-keamanan": ("app-tests", *OBSERVED_IN_PART),
    "berita-acara-serah-terima": ("app-source-handover",),
    "laporan-evaluasi": ("app-evaluation",),
}
"""For which rules the city accepted each kind of document."""

JUDGED = (
    ("information-current", "dataset:berita", "dated (time)", "Berita dibaca: nyata dan bertanggal"),
    ("information-current", "dataset:layanan", "dated (time)", "Daftar layanan dibaca: lengkap"),
    ("information-current", "dataset:pejabat", "dated (time)", "Daftar pejabat dibaca: lebih dari sambutan"),
    ("data-own-date", "dataset:loket-bulanan", "file: Last-Modified", "Berkas dibuat ulang bersama datanya"),
)
"""What an official looked at: rule, subject, what was seen, why it passes."""

REGISTER_HEADINGS = (
    "Kode", "Nama aplikasi", "OPD", "Pengguna", "Jenis", "Basis", "Kategori", "Data pribadi", "Tanggal mulai",
    "Status", "Host", "Kontrak", "Integrasi", "Jangkauan",
)  # fmt: skip


def authority(scene: Scene) -> dict[str, Any]:
    """Return the city's profile: everything is ready."""
    return {
        "schema": "spbe-authority/1",
        "name": "Kota Contoh",
        "time_zone": "Asia/Jakarta",
        "domains": [DOMAIN],
        "portal": _ready(
            url=f"https://{PORTAL}/",
            catalogue=_catalogue(f"https://{PORTAL}/api/katalog", "/data/aplikasi", "kode", "tautan", "nama", "opd"),
            trouble_url=f"https://{PORTAL}/lapor-gangguan",
        ),
        "super_app": _ready(
            name="SIAP Kota Contoh",
            catalogue=_catalogue(f"https://{SUPER_APP}/menu.json", "/menu", "id", "url", "judul"),
            android_package=ANDROID_PACKAGE,
            ios_app_id=APPLE_APP_ID,
        ),
        "sso": {"public": _ready(issuer=ISSUER), "government": _ready(issuer=ISSUER)},
        "data_portal": _ready(url=f"https://{DATA}/"),
        "complaints": _ready(urls=[f"https://{COMPLAINTS}/"]),
        "calendar": _ready(source="Kalender contoh: hanya libur bertanggal tetap", holidays=_holidays(scene)),
        "network": {"allowed": ["127.0.0.1/32"], "ca_file": "ca.pem", "ca_scope": "all"},
        "offices": [{"code": OPD_CODE, "name": OPD_NAME, "aliases": ["Disdukcapil"]}, *_OTHER_OFFICES],
        "register": "register.csv",
        "custodian": "Diskominfo Kota Contoh",
        "review_on": f"{scene.days_ago(-180):%Y-%m-%d}",
    }


_OTHER_OFFICES = (
    {"code": "DPMPTSP", "name": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"},
    {"code": "DISHUB", "name": "Dinas Perhubungan"},
    {"code": "SETDA", "name": "Sekretariat Daerah"},
)


def _ready(**item: Any) -> dict[str, Any]:
    return {"status": "ready", **item}


def _catalogue(where: str, entries: str, app_id: str, url: str, name: str, owner: str | None = None) -> dict[str, Any]:
    fields = {"id": app_id, "url": url, "name": name, **({"owner": owner} if owner else {})}
    return {"url": where, "format": "json", "entries": entries, "fields": fields}


def _holidays(scene: Scene) -> dict[int, list[str]]:
    years = range(scene.today.year - 1, scene.today.year + 2)
    return {year: [f"{year}-{day}" for day in ("01-01", "05-01", "06-01", "08-17", "12-25")] for year in years}


def register(scene: Scene) -> list[tuple[str, ...]]:
    """Return the rows of the register, headings first."""
    confirmed = "-" if scene.has("integration-one-sided") else APP_ID
    since = f"{scene.days_ago(200):%d/%m/%Y}"
    return [
        REGISTER_HEADINGS,
        (APP_ID, APP_NAME, OPD_CODE, "masyarakat; pegawai", "khusus", "web", "tinggi", "ya", since, "aktif", APP,
         "027/CONTOH/2026", COUNTERPART_ID, "internet"),
        (COUNTERPART_ID, "Perizinan Daring", "DPMPTSP", "masyarakat", "khusus", "web", "tinggi", "ya", "02/01/2024",
         "aktif", f"perizinan.{DOMAIN}", "", confirmed, "internet"),
        ("srikandi", "Naskah Dinas", "SETDA", "pegawai", "umum", "web", "tinggi", "ya", "02/01/2023", "aktif",
         f"srikandi.{DOMAIN}", "", "-", "internet"),
    ]  # fmt: skip


def decisions(scene: Scene) -> dict[str, Any]:
    """Return the city's decisions: documents accepted for the rules they support, pages that a person read."""
    common = {
        "app": APP_ID,
        "office": "Diskominfo Kota Contoh",
        "official": "Rina Contoh",
        "date": f"{scene.days_ago(20):%Y-%m-%d}",
        "until": f"{scene.days_ago(-345):%Y-%m-%d}",
    }
    accepted = [
        {
            "kind": "document",
            **common,
            "reason": "Dokumen diperiksa dan diterima",
            "sha256": digest(content),
            "rules": [f"{PACK}/{rule}" for rule in ACCEPTED_FOR[kind]],
        }
        for kind, content in documents(scene).items()
    ]
    judged = [
        {"kind": "review", **common, "reason": reason, "rule": f"{PACK}/{rule}", "subject": subject, "seen": seen}
        | {"outcome": "pass"}
        for rule, subject, seen, reason in JUDGED
    ]
    return {"schema": "spbe-decisions/1", "decisions": accepted + judged}
