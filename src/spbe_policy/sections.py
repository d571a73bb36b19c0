"""The sections of a manifest, each with who fills its keys and from which stage on."""

from datetime import date as Day
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import StringConstraints

from spbe_policy.vocabulary import Audience, Digest, Name, Part, Role, Slug, WebUrl, key

Link = Annotated[str, StringConstraints(pattern=r"^(/([^/\s]\S*)?|https?://\S+)$", max_length=2000)]
"""A path on the app's host, or a whole URL."""


class App(Part):
    """Identity of the app."""

    id: Slug = key(
        "Kode aplikasi. Sama dengan kode di daftar aplikasi kota.",
        "App id. The same as in the city's register.",
        by="vendor",
        stage="delivery",
    )
    name: Name | None = key("Nama aplikasi", "Name", by="vendor", stage="delivery", default=None)
    version: Name | None = key(
        "Versi yang diserahkan. Tulis dengan tanda kutip.",
        "Version delivered. In quotes.",
        by="vendor",
        stage="delivery",
        default=None,
    )
    audience: tuple[Audience, ...] | None = key(
        "Pengguna. public: masyarakat; government: pegawai pemerintah.",
        "Audience. public: residents; government: civil servants.",
        by="vendor",
        stage="delivery",
        default=None,
    )
    platforms: tuple[Literal["web", "desktop", "android", "ios"], ...] = key(
        "Basis aplikasi", "Platforms", by="vendor", default=("web",)
    )
    role: Role = key(
        "Peran. app: aplikasi; portal: Portal SPBE; super-app: aplikasi super.",
        "Role. app: an app; portal: the Portal SPBE; super-app: the super app.",
        by="diskominfo",
        default="app",
    )
    description: str | None = key("Uraian aplikasi", "Description", by="opd", default=None)
    function: str | None = key("Fungsi aplikasi", "Function", by="opd", default=None)
    kind: Literal["umum", "khusus"] | None = key(
        "Jenis aplikasi. Umum atau khusus menurut Perpres 95/2018.",
        "Kind. Common (umum) or special (khusus) by Perpres 95/2018.",
        by="diskominfo",
        default=None,
    )
    category: Literal["strategis", "tinggi", "rendah"] | None = key(
        "Kategori sistem elektronik", "Category of the electronic system", by="diskominfo", default=None
    )
    personal_data: bool | None = key("Memproses data pribadi", "Processes personal data", by="opd", default=None)
    launch_date: Day | None = key("Tanggal mulai digunakan", "Launch date", by="diskominfo", default=None)
    legal_basis: str | None = key("Dasar hukum layanan", "Legal basis of the service", by="opd", default=None)


class Environment(Part):
    """One place where the app runs."""

    url: WebUrl = key(
        "Alamat dasar. Boleh dengan jalur atau port pada server bersama.",
        "Base URL. May have a path or a port on a shared host.",
        by="vendor",
        stage="delivery",
    )
    hosts: tuple[Name, ...] = key("Nama host lain", "Further host names", by="vendor", default=())
    exposure: Literal["internet", "intranet"] = key("Jangkauan", "Exposure", by="vendor", default="internet")

    @property
    def host(self) -> str:
        """Host name of the base URL, lower case, without port."""
        return (urlsplit(self.url).hostname or "").lower()


LocalPath = Annotated[str, StringConstraints(pattern=r"^/\S*$", max_length=500)]


class Login(Part):
    """The way in for one audience."""

    path: str = key(
        "Jalur masuk. Halaman atau tautan yang dibuka pengguna untuk masuk.",
        "Login path. The page or link by which users log in.",
        by="vendor",
        stage="delivery",
        pattern=r"^/\S*$",
    )
    break_glass: str | None = key(
        "Jalur darurat. Halaman kata sandi untuk keadaan darurat, tidak untuk pengguna biasa.",
        "Emergency path. A password page for emergencies, not for ordinary users.",
        by="vendor",
        default=None,
        pattern=r"^/\S*$",
    )
    redirect_uri: str | None = key(
        "Alamat balik aplikasi bergerak. Sesuai RFC 8252.",
        "Redirect URI of a native app. As in RFC 8252.",
        by="vendor",
        default=None,
    )
    logout: str | None = key(
        "Jalur keluar. Tautan yang dibuka pengguna untuk keluar.",
        "Logout path. The link by which users log out.",
        by="vendor",
        default=None,
        pattern=r"^/\S*$",
    )
    protected: tuple[LocalPath, ...] = key(
        "Halaman terlindung. Jalur yang hanya terbuka sesudah masuk; beberapa dibuka tanpa login.",
        "Protected pages. Paths that open only after login; some are opened without it.",
        by="vendor",
        default=(),
        max_length=100,
    )


class Api(Part):
    """One API that the app offers to other apps."""

    id: Slug = key("Kode API", "API id", by="vendor", stage="delivery")
    openapi: Link | None = key(
        "Dokumen OpenAPI. Jalur atau alamat berkas JSON atau YAML; kosong: dicari di tempat yang lazim.",
        "OpenAPI document. Path or URL of a JSON or YAML file; empty: looked for in the usual places.",
        by="vendor",
        stage="delivery",
        default=None,
    )
    health: Link | None = key(
        "Titik pantau. Jalur yang menjawab 200 selama API sehat.",
        "Health endpoint. Path that answers 200 while the API is well.",
        by="vendor",
        default=None,
    )


class DocumentEntry(Part):
    """A document inside the manifest's folder."""

    path: Name = key(
        "Berkas. Di dalam folder manifes.", "File. Inside the manifest's folder.", by="vendor", stage="delivery"
    )
    kind: Slug = key(
        "Jenis dokumen. Misalnya laporan-uji-keamanan.",
        "Kind. Such as laporan-uji-keamanan (security test).",
        by="vendor",
        stage="delivery",
    )
    sha256: Digest = key(
        "Sidik digital. Dihitung oleh: spbe-policy document add.",
        "Digest. Computed by: spbe-policy document add.",
        by="vendor",
        stage="delivery",
    )
    issuer: str | None = key("Penerbit", "Issuer", by="vendor", default=None)
    date: Day | None = key("Tanggal dokumen", "Date of the document", by="vendor", default=None)


class Integration(Part):
    """A link with another app."""

    counterpart: Slug = key("Kode aplikasi lawan", "Id of the other app", by="vendor")
    data: Name = key("Data yang dipertukarkan", "Data exchanged", by="vendor")
    channel: Literal["splp", "api", "file", "other"] = key("Saluran", "Channel", by="vendor")


class Step(Part):
    """One step of a service."""

    name: Name = key("Langkah", "Step", by="opd")
    mode: Literal["online", "attend"] = key(
        "Cara. online: daring; attend: harus datang.", "Mode. online, or attend in person.", by="opd"
    )


class Service(Part):
    """A service that the app carries."""

    name: Name = key("Nama layanan", "Service", by="opd")
    steps: tuple[Step, ...] = key("Langkah layanan", "Steps", by="opd", default=())


class Mobile(Part):
    """The app on phones: where it is published, whom it talks to."""

    store_pages: tuple[WebUrl, ...] = key(
        "Halaman toko. Alamat di Google Play dan App Store.",
        "Store pages. URLs in Google Play and the App Store.",
        by="vendor",
        stage="release",
        default=(),
    )
    api_hosts: tuple[Name, ...] | None = key(
        "Host API. Yang dihubungi aplikasi bergerak, tanpa https://.",
        "API hosts. Those that the mobile app talks to, without https://.",
        by="vendor",
        default=None,
    )


class Architecture(Part):
    """Codes of the national SPBE architecture (Perpres 132/2022)."""

    daa_id: str | None = key("Kode DAA", "DAA code", by="diskominfo", default=None)
    raa: str | None = key("Kode RAA (aplikasi)", "RAA code (application)", by="diskominfo", default=None)
    services: tuple[str, ...] = key("Kode RAL/DAL (layanan)", "RAL/DAL codes (services)", by="diskominfo", default=())
    data: tuple[str, ...] = key("Kode RAD/DAD (data)", "RAD/DAD codes (data)", by="diskominfo", default=())
    processes: tuple[str, ...] = key(
        "Kode RAB/DAB (proses bisnis)", "RAB/DAB codes (processes)", by="diskominfo", default=()
    )
    related: tuple[str, ...] = key("Metadata terkait", "Related metadata", by="diskominfo", default=())


class DataFlow(Part):
    """What goes in and out."""

    inputs: tuple[str, ...] = key("Inputan data", "Data in", by="opd", default=())
    suppliers: tuple[str, ...] = key("Supplier data", "Suppliers of data", by="opd", default=())
    outputs: tuple[str, ...] = key("Luaran data", "Data out", by="opd", default=())
    customers: tuple[str, ...] = key("Customer data", "Users of data", by="opd", default=())


class Technology(Part):
    """What the app is built with."""

    server: str | None = key("Server aplikasi", "Application server", by="vendor", default=None)
    license: str | None = key("Tipe lisensi", "Licence", by="vendor", default=None)
    languages: tuple[str, ...] = key("Bahasa pemrograman", "Languages", by="vendor", default=())
    frameworks: tuple[str, ...] = key("Kerangka pengembangan", "Frameworks", by="vendor", default=())
    databases: tuple[str, ...] = key("Basis data", "Databases", by="vendor", default=())


class Ownership(Part):
    """Who owns, builds and runs the app."""

    owner: str | None = key("OPD pemilik. Kode OPD.", "Owner. OPD code.", by="opd", default=None)
    developer_unit: str | None = key("Unit pengembang", "Developing unit", by="opd", default=None)
    operator_unit: str | None = key("Unit operasional teknologi", "Operating unit", by="opd", default=None)


class Hosting(Part):
    """Where the app's machines stand."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = key(
        "Negara. Kode ISO 3166, misalnya ID.", "Country. ISO 3166 code such as ID.", by="vendor", default=None
    )
    data_centre: str | None = key("Fasilitas komputasi", "Computing facility", by="vendor", default=None)
    cloud: str | None = key("Komputasi awan", "Cloud provider", by="vendor", default=None)
    server: str | None = key("Perangkat keras server", "Server hardware", by="vendor", default=None)
    network: str | None = key("Jaringan intra", "Intra network", by="vendor", default=None)


class Security(Part):
    """The seven security fields of the architecture metadata (DAK)."""

    standard: str | None = key("Standar keamanan", "Standard", by="diskominfo", default=None)
    audit: str | None = key("Audit keamanan", "Audit", by="diskominfo", default=None)
    vulnerability: str | None = key("Kerentanan", "Vulnerability handling", by="diskominfo", default=None)
    fitness: str | None = key("Kelaikan keamanan", "Security fitness", by="diskominfo", default=None)
    awareness: str | None = key("Edukasi keamanan", "Awareness", by="diskominfo", default=None)
    incident: str | None = key("Penanganan insiden", "Incident handling", by="diskominfo", default=None)
    improvement: str | None = key("Peningkatan keamanan", "Improvement", by="diskominfo", default=None)


class Support(Part):
    """Where people turn to."""

    complaint_url: WebUrl | None = key("Kanal pengaduan", "Complaint channel", by="opd", default=None)
    ict_trouble: str | None = key(
        "Cara OPD melaporkan gangguan infrastruktur TIK",
        "How the office reports trouble of ICT infrastructure",
        by="opd",
        default=None,
    )
