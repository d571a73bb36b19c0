"""What the city keeps: its profile and its register of apps."""

from typing import Any

from spbe_policy.demo.scene import (
    ANDROID_PACKAGE,
    APP,
    APP_ID,
    APP_NAME,
    APPLE_APP_ID,
    COMPLAINTS,
    CONTRACT,
    COUNTERPART_ID,
    DATA,
    DISKOMINFO,
    DOMAIN,
    ISSUER,
    OPD_CODE,
    OPD_NAME,
    PORTAL,
    PUBLISHER,
    SHARED_CONTROLS,
    STAFF_ACR,
    SUPER_APP,
    Scene,
)

REGISTER_HEADINGS = (
    "Kode", "Nama aplikasi", "OPD", "Pengguna", "Jenis", "Basis", "Kategori", "Data pribadi", "Tanggal mulai",
    "Status", "Host", "Kontrak", "Tanggal kontrak", "Kontrol bersama", "Alasan penghentian",
    "Integrasi", "Jangkauan",
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
            catalogue=_catalogue(f"https://{PORTAL}/api/v1/katalog", "/data/aplikasi", "kode", "tautan", "nama", "opd"),
            trouble_url=f"https://{PORTAL}/lapor-gangguan",
        ),
        "super_app": _ready(
            name="SIAP Kota Contoh",
            catalogue=_catalogue(f"https://{SUPER_APP}/menu.json", "/menu", "id", "url", "judul"),
            android_package=ANDROID_PACKAGE,
            ios_app_id=APPLE_APP_ID,
        ),
        "sso": {"public": _ready(issuer=ISSUER), "government": _ready(issuer=ISSUER, acr=[STAFF_ACR])},
        "data_portal": _ready(url=f"https://{DATA}/"),
        "complaints": _ready(urls=[f"https://{COMPLAINTS}/"]),
        "calendar": _ready(source="Kalender contoh: hanya libur bertanggal tetap", holidays=_holidays(scene)),
        "network": {
            "allowed": ["127.0.0.1/32"],
            "ca_file": "ca.pem",
            "ca_scope": "all",
            "nameserver": scene.nameserver,
        },
        "offices": [{"code": OPD_CODE, "name": OPD_NAME, "aliases": ["Disdukcapil"]}, *_OTHER_OFFICES],
        "publishers": [PUBLISHER],
        "register": "register.csv",
        "custodian": DISKOMINFO,
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
    since, signed = f"{scene.days_ago(200):%d/%m/%Y}", f"{scene.days_ago(280):%d/%m/%Y}"
    status, runs_on = "nonaktif" if scene.retired else "aktif", "web; android" if scene.mobile else "web"
    reason = "usang" if scene.retired and not scene.has("retired-no-reason") else ""
    return [
        REGISTER_HEADINGS,
        (APP_ID, APP_NAME, OPD_CODE, "masyarakat; pegawai", "khusus", runs_on, "tinggi", "ya", since, status, APP,
         CONTRACT, signed, _shared(scene), reason, COUNTERPART_ID, "internet"),
        (COUNTERPART_ID, "Perizinan Daring", "DPMPTSP", "masyarakat", "khusus", "web", "tinggi", "ya", "02/01/2024",
         "aktif", f"perizinan.{DOMAIN}", "", "", SHARED_CONTROLS["identity-provider"], "", confirmed, "internet"),
        ("srikandi", "Naskah Dinas", "SETDA", "pegawai", "umum", "web", "tinggi", "ya", "02/01/2023", "aktif",
         f"srikandi.{DOMAIN}", "", "", "", "", "-", "internet"),
    ]  # fmt: skip


def _shared(scene: Scene) -> str:
    """What the app shares with others; what holds for the whole city need not be said."""
    left_out = {"city", *({"identity-provider"} if scene.has("shared-login-not-registered") else ())}
    return "; ".join(name for kind, name in SHARED_CONTROLS.items() if kind not in left_out)
