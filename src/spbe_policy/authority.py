"""Noun: the accepting government (`authority.yaml`, schema `spbe-authority/1`, Indonesian *profil pemda*).

Each thing the city provides is an item in one of three conditions: `ready`, `not-yet` (decided by an office, until a
date) or `unset`. What is `not-yet` is a debt of the city; what is `unset` nobody has said.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from spbe_policy.reading import Document, parse_yaml
from spbe_policy.validation import build
from spbe_policy.vocabulary import Name, Part, WebUrl, key

SCHEMA = "spbe-authority/1"

HostName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)]
Network = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F:.]+(/[0-9]{1,3})?$")]


class NotYet(Part):
    """The city has decided to provide it later: a debt of the city, with a date."""

    status: Literal["not-yet"]
    until: date = key("Sampai tanggal", "Until", by="diskominfo")
    decided_by: Name = key("Diputuskan oleh", "Decided by", by="diskominfo")


class Unset(Part):
    """Nobody has said."""

    status: Literal["unset"] = "unset"


class _Ready(Part):
    status: Literal["ready"]


class Fields(Part):
    """How an existing catalogue names what we need.

    For JSON each value is a key of an entry; for HTML a CSS selector inside the entry, `@href` for the link's target.
    """

    id: Name = key("Kode aplikasi", "App id", by="diskominfo")
    owner: Name | None = key("OPD pemilik", "Owner", by="diskominfo", default=None)
    url: Name = key("Tautan", "Link", by="diskominfo")
    name: Name | None = key("Nama", "Name", by="diskominfo", default=None)


class Catalogue(Part):
    """A list of apps that can be read by machine: JSON or an HTML list."""

    url: WebUrl = key("Alamat katalog", "Catalogue URL", by="diskominfo")
    format: Literal["json", "html"] = key("Bentuk", "Format", by="diskominfo", default="json")
    entries: str = key(
        "Letak daftar. JSON pointer (RFC 6901) atau selektor CSS.",
        "Where the list is. JSON pointer (RFC 6901) or CSS selector.",
        by="diskominfo",
        default="",
    )
    fields: Fields = key("Nama kolom", "Field names", by="diskominfo")


class Portal(_Ready):
    """The Portal SPBE."""

    url: WebUrl = key("Alamat portal", "Portal URL", by="diskominfo")
    catalogue: Catalogue | None = key("Katalog aplikasi", "Catalogue of apps", by="diskominfo", default=None)
    trouble_url: WebUrl | None = key(
        "Formulir gangguan infrastruktur TIK", "Form for trouble of ICT infrastructure", by="diskominfo", default=None
    )


class SuperApp(_Ready):
    """The super app."""

    name: Name = key("Nama aplikasi super", "Name of the super app", by="diskominfo")
    catalogue: Catalogue | None = key("Menu aplikasi super", "Menu of the super app", by="diskominfo", default=None)
    android_package: str | None = key("Paket Android", "Android package", by="diskominfo", default=None)
    ios_app_id: str | None = key("App ID iOS", "iOS app ID", by="diskominfo", default=None)


class Provider(_Ready):
    """An OpenID provider."""

    issuer: WebUrl = key("Issuer OIDC", "OIDC issuer", by="diskominfo")
    acr: tuple[Name, ...] = key(
        "Tingkat autentikasi. Nilai acr yang diminta kota, misalnya untuk MFA; aplikasi meminta salah satunya.",
        "Authentication level. The acr values that the city asks for, such as MFA; an app requests one of them.",
        by="diskominfo",
        default=(),
    )


class DataPortal(_Ready):
    """The data portal."""

    url: WebUrl = key("Alamat portal data", "Data portal URL", by="diskominfo")


class Complaints(_Ready):
    """The complaint channels: the city's own and SP4N-LAPOR!."""

    urls: tuple[WebUrl, ...] = key("Alamat kanal pengaduan", "Complaint channels", by="diskominfo", min_length=1)


class Calendar(_Ready):
    """Days on which offices are closed, by year: national holidays and joint leave."""

    source: Name = key("Sumber", "Source", by="diskominfo")
    holidays: Mapping[int, tuple[date, ...]] = key("Hari libur per tahun", "Holidays by year", by="diskominfo")


def _item(id: str, en: str) -> Any:  # noqa: A002
    return key(id, en, by="diskominfo", default_factory=Unset, discriminator="status")


class Networks(Part):
    """What the city permits the scanner to reach beyond the public internet."""

    allowed: tuple[Network, ...] = key("Jaringan yang boleh dituju", "Networks allowed", by="diskominfo", default=())
    ca_file: str | None = key(
        "Sertifikat CA internal. Berkas di samping profil ini.",
        "Internal CA. A file beside this one.",
        by="diskominfo",
        default=None,
    )
    ca_scope: Literal["intranet", "all"] = key(
        "Lingkup CA internal. intranet: hanya untuk aplikasi intranet.",
        "Scope of the internal CA. intranet: only for apps of the intranet.",
        by="diskominfo",
        default="intranet",
    )
    resolve: tuple[str, ...] = key(
        "Alamat tetap. HOST:PORT:ALAMAT[:PORT].",
        "Fixed addresses. HOST:PORT:ADDRESS[:PORT].",
        by="diskominfo",
        default=(),
    )
    nameserver: str | None = key(
        "Server nama kota. ALAMAT[:PORT]; bawaan: milik sistem.",
        "The city's name server. ADDRESS[:PORT]; default: the system's.",
        by="diskominfo",
        default=None,
    )
    contact: str = key("Kontak pemeriksa", "Contact of the scanner", by="diskominfo", default="")


class Office(Part):
    """An office (OPD): its code, names in use, and when the code was valid."""

    code: Name = key("Kode OPD", "OPD code", by="diskominfo")
    name: Name = key("Nama OPD", "Name", by="diskominfo")
    aliases: tuple[Name, ...] = key("Sebutan lain", "Aliases", by="diskominfo", default=())
    valid_from: date | None = key("Berlaku sejak", "Valid from", by="diskominfo", default=None)
    valid_to: date | None = key("Berlaku sampai", "Valid to", by="diskominfo", default=None)


class Providers(Part):
    """The city's identity providers, one for each audience."""

    public: Provider | NotYet | Unset = _item("SSO masyarakat", "SSO for residents")
    government: Provider | NotYet | Unset = _item("SSO pegawai", "SSO for civil servants")


class Authority(Part):
    """The whole profile."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        title="authority.yaml",
        json_schema_extra={"$id": "urn:spbe-policy:spbe-authority:1"},
    )

    schema_: Literal["spbe-authority/1"] = key("Skema", "Schema", by="diskominfo", alias="schema")
    name: Name = key("Nama pemerintah daerah", "Name of the government", by="diskominfo")
    time_zone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"] = key(
        "Zona waktu. WIB, WITA, WIT.", "Time zone. WIB, WITA, WIT.", by="diskominfo", default="Asia/Jakarta"
    )
    domains: tuple[HostName, ...] = key(
        "Domain pemda. Semua aplikasi berada di bawahnya.",
        "Domains. Every app lies under one of them.",
        by="diskominfo",
        default=(),
    )
    portal: Portal | NotYet | Unset = _item("Portal SPBE", "Portal SPBE")
    super_app: SuperApp | NotYet | Unset = _item("Aplikasi super", "Super app")
    sso: Providers = key("Penyedia identitas", "Identity providers", by="diskominfo", default_factory=Providers)
    data_portal: DataPortal | NotYet | Unset = _item("Portal data", "Data portal")
    complaints: Complaints | NotYet | Unset = _item("Kanal pengaduan", "Complaint channels")
    calendar: Calendar | NotYet | Unset = _item("Kalender hari libur", "Holiday calendar")
    network: Networks = key("Jaringan", "Network", by="diskominfo", default_factory=Networks)
    offices: tuple[Office, ...] = key("Daftar OPD", "Offices", by="diskominfo", default=())
    publishers: tuple[Name, ...] = key(
        "Akun penerbit. Nama akun pemda di toko aplikasi bergerak.",
        "Publishers. Names of the government's accounts in the stores of mobile apps.",
        by="diskominfo",
        default=(),
    )
    register_: str | None = key(
        "Daftar aplikasi. Berkas CSV atau XLSX di samping profil ini.",
        "Register of apps. CSV or XLSX file beside this one.",
        by="diskominfo",
        default=None,
        alias="register",
    )
    custodian: Name | None = key("Penanggung jawab profil", "Custodian", by="diskominfo", default=None)
    review_on: date | None = key("Ditinjau kembali pada", "To be reviewed on", by="diskominfo", default=None)

    def item(self, name: str) -> BaseModel:
        """Return the item that a dotted name (`portal`, `sso.public`) names, whatever its condition."""
        found: Any = self
        for step in name.split("."):
            found = getattr(found, step)
        return found  # type: ignore[no-any-return]

    def items(self) -> Iterator[tuple[str, BaseModel]]:
        """Yield every item with its dotted name."""
        for name in ITEMS:
            yield name, self.item(name)

    @property
    def zone(self) -> timezone:
        """The city's time zone; Indonesia has no summer time, so a fixed offset is exact."""
        return timezone(timedelta(hours=_OFFSETS[self.time_zone]), self.time_zone)

    def today(self, moment: datetime) -> date:
        """Return the day that a moment falls on in the city."""
        return moment.astimezone(self.zone).date()

    def office(self, text: str, on: date) -> Office | None:
        """Return the office that `text` names (code, name or alias, case and spaces aside) and that existed on `on`."""
        wanted = _folded(text)
        for office in self.offices:
            names = {_folded(name) for name in (office.code, office.name, *office.aliases)}
            if wanted in names and (office.valid_from or on) <= on <= (office.valid_to or on):
                return office
        return None


NATIONAL_COMPLAINTS = ("lapor.go.id", "www.lapor.go.id")
"""Hosts of SP4N-LAPOR!, the national complaint channel, which every city may rely on (address from memory)."""

STORES = ("play.google.com", "apps.apple.com")
"""Hosts of the stores of mobile apps; their pages are read when a manifest names them."""

_OFFSETS = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}

ITEMS = (
    "portal",
    "super_app",
    "sso.public",
    "sso.government",
    "data_portal",
    "complaints",
    "calendar",
)
"""Dotted names of everything that a city may have ready, promise, or not have set."""

ITEM_NAMES = {
    "portal": ("Portal SPBE", "the Portal SPBE"),
    "super_app": ("aplikasi super", "the super app"),
    "sso.public": ("SSO masyarakat", "the SSO for residents"),
    "sso.government": ("SSO pegawai", "the SSO for civil servants"),
    "data_portal": ("portal data", "the data portal"),
    "complaints": ("kanal pengaduan", "the complaint channels"),
    "calendar": ("kalender hari libur", "the holiday calendar"),
}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@lru_cache(maxsize=8)
def load_authority(text: str, file: str) -> tuple[Authority, Document]:
    """Read an authority profile; the same text is read once, a fleet shares it."""
    document = parse_yaml(text, file)
    return build(Authority, document), document
