"""What all sites of the sandbox share: the city's names, its clock, and the faults that are switched on."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

DOMAIN = "kota-contoh.example"
PORTAL = f"portal.{DOMAIN}"
SUPER_APP = f"siap.{DOMAIN}"
SSO = f"sso.{DOMAIN}"
DATA = f"data.{DOMAIN}"
COMPLAINTS = f"lapor.{DOMAIN}"
APP = f"antrean.{DOMAIN}"
NEIGHBOURS = (f"perizinan.{DOMAIN}", f"srikandi.{DOMAIN}")
"""Other apps in the catalogue."""

STORE = "play.google.com"
MOBILE_API = f"seluler.{DOMAIN}"

CITY_HOSTS = (PORTAL, SUPER_APP, SSO, DATA, COMPLAINTS, *NEIGHBOURS, MOBILE_API)
HOSTS = (*CITY_HOSTS, STORE, APP)

ELSEWHERE = "akun.penyedia.example"
"""A host outside the city, named by some faults and served by nobody."""

APP_ID = "antrean"
APP_NAME = "Antrean Layanan"
APP_VERSION = "2.4.1"
PORTAL_ID = "portal-spbe"
PORTAL_VERSION = "1.0.0"
OPD_CODE = "DUKCAPIL"
OPD_NAME = "Dinas Kependudukan dan Pencatatan Sipil"
COUNTERPART_ID = "perizinan"
VENDOR = "PT Penyedia Contoh"
PUBLISHER = "Pemerintah Kota Contoh"
CONTRACT = "027/CONTOH"
DISKOMINFO = "Diskominfo Kota Contoh"

SHARED_CONTROLS = {
    "city": "city",
    "hosting": "hosting:pusat-data-kota",
    "identity-provider": "identity-provider:sso-kota",
    "framework": "framework:flask",
}
"""What the app shares with others of the city, by kind."""

ISSUER = f"https://{SSO}"
CLIENT_ID = "antrean-kota-contoh"
CLIENT_SECRET = "rahasia-contoh"
CALLBACK = f"https://{APP}/callback"
STAFF_ACR = "mfa"
"""What the city wants of civil servants: a second factor."""

ANDROID_PACKAGE = "example.kotacontoh.siap"
APPLE_APP_ID = "K0TAC0NT0H.example.kotacontoh.siap"

WIB = timezone(timedelta(hours=7), "WIB")
_MONTHS = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The state of the city while the sandbox runs: `today` is the moment in which it began.

    `nameserver` is where its DNS answers.
    """

    faults: frozenset[str]
    today: datetime
    nameserver: str = ""
    begun: float = field(default_factory=time.monotonic)

    def has(self, fault: str) -> bool:
        """Is this fault switched on?"""
        return fault in self.faults

    @property
    def mobile(self) -> bool:
        """Does the app run on Android too?"""
        return any(fault.startswith("mobile-") for fault in self.faults)

    @property
    def retired(self) -> bool:
        """Does the register say that the city has switched the app off?"""
        return any(fault.startswith("retired-") for fault in self.faults)

    def now(self) -> datetime:
        """Return the city's present moment, in its time zone; it moves on."""
        return self.days_ago(0) + timedelta(seconds=time.monotonic() - self.begun)

    def days_ago(self, days: float) -> datetime:
        """Return the moment `days` before the sandbox began: what is published does not move."""
        return self.today.astimezone(WIB) - timedelta(days=days)


def tanggal(moment: datetime) -> str:
    """Write a date as Indonesians do: `12 Agustus 2026`."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
