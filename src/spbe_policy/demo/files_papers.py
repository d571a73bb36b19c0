"""The papers that come with the manifest: its documents."""

from collections.abc import Iterator

from spbe_policy.demo.scene import APP_NAME, APP_VERSION, DISKOMINFO, OPD_NAME, VENDOR, Scene
from spbe_policy.reading import digest

_LAB = "Laboratorium Uji Contoh"

DOCUMENTS = {
    "dokumen-kebutuhan": ("Analisis kebutuhan aplikasi", OPD_NAME),
    "kerangka-acuan-kerja": ("Kerangka acuan kerja pembangunan aplikasi", OPD_NAME),
    "surat-rekomendasi": ("Surat rekomendasi pembangunan aplikasi", DISKOMINFO),
    "dokumen-rancang-bangun": ("Rancang bangun aplikasi", VENDOR),
    "dokumen-api": ("Dokumen API", VENDOR),
    "dokumentasi-teknis": ("Dokumentasi teknis", VENDOR),
    "panduan-pemasangan": ("Panduan pemasangan", VENDOR),
    "buku-panduan": ("Buku panduan pengguna dan pengelola", VENDOR),
    "metadata-data": ("Metadata himpunan data", OPD_NAME),
    "reviu-kode": ("Laporan reviu kode sumber", _LAB),
    "laporan-uji-fungsi": ("Laporan uji fungsi", _LAB),
    "laporan-uji-integrasi": ("Laporan uji integrasi", _LAB),
    "laporan-uji-beban": ("Laporan uji beban", _LAB),
    "laporan-uji-keamanan": ("Laporan uji keamanan", _LAB),
    "laporan-uji-aksesibilitas": ("Laporan uji aksesibilitas bersama penyandang disabilitas", _LAB),
    "konfigurasi-server": ("Konfigurasi server dan salinannya", VENDOR),
    "matriks-hak-akses": ("Matriks peran dan hak akses", VENDOR),
    "kebijakan-log": ("Kebijakan pencatatan log", VENDOR),
    "sop-kunci": ("SOP pengelolaan kunci kriptografi", VENDOR),
    "sop-pembaruan": ("SOP pembaruan aplikasi", VENDOR),
    "berita-acara-serah-terima": ("Berita acara serah terima sumber kode", DISKOMINFO),
    "berita-acara-pelatihan": ("Berita acara pelatihan petugas", DISKOMINFO),
    "stpk": ("Standar teknis dan prosedur keamanan", OPD_NAME),
    "daftar-aset-risiko": ("Daftar aset dan risiko", OPD_NAME),
    "daftar-informasi-dikecualikan": ("Daftar informasi yang dikecualikan", OPD_NAME),
    "sop-data-pribadi": ("SOP pelindungan data pribadi", OPD_NAME),
    "pemberitahuan-privasi": ("Pemberitahuan privasi", OPD_NAME),
    "penilaian-dampak": ("Penilaian dampak pelindungan data pribadi", OPD_NAME),
    "catatan-pemrosesan": ("Catatan pemrosesan data pribadi", OPD_NAME),
    "standar-pelayanan": ("Standar pelayanan", OPD_NAME),
    "tanda-daftar-pse": ("Tanda daftar PSE lingkup publik", DISKOMINFO),
    "log-pemeliharaan": ("Log pemeliharaan", DISKOMINFO),
    "laporan-evaluasi": ("Laporan evaluasi aplikasi", OPD_NAME),
    "laporan-pemakaian": ("Laporan pemakaian aplikasi", OPD_NAME),
    "laporan-survei-kepuasan": ("Laporan survei kepuasan pengguna", OPD_NAME),
}
"""Kinds of documents that are delivered: title and issuer of each."""

_RETIRED = {"berita-acara-arsip-data": ("Berita acara pengarsipan data", OPD_NAME)}


def titles(scene: Scene) -> dict[str, tuple[str, str]]:
    """Return the kinds that are delivered, with title and issuer."""
    missing = "laporan-uji-beban" if scene.has("test-report-missing") else None
    told = {**DOCUMENTS, **(_RETIRED if scene.retired else {})}
    return {kind: said for kind, said in told.items() if kind != missing}


def documents(scene: Scene) -> dict[str, bytes]:
    """Return the content of each delivered document by kind, as it was when it was listed."""
    return {
        kind: f"{title}\n{APP_NAME} versi {APP_VERSION}\nTanggal {_dated(scene, kind)}\n\nDokumen contoh.\n".encode()
        for kind, (title, _) in titles(scene).items()
    }


def _dated(scene: Scene, kind: str) -> str:
    overdue = scene.has("evaluation-overdue") and kind == "laporan-evaluasi"
    return f"{scene.days_ago(240 if overdue else 40):%Y-%m-%d}"


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
            "issuer": titles(scene)[kind][1],
            "date": _dated(scene, kind),
        }
