"""The faults that can be switched on, each alone, and what each does to the verdict."""

import difflib
from dataclasses import dataclass
from functools import lru_cache

from spbe_policy.errors import UsageError
from spbe_policy.texts import Text, text

PACK = "kota-jambi"

# No trusted connection, no page: whatever reads the app's answers has nothing to read.
_PAGES = (
    "portal-link-back app-descriptor sso-login sso-code-flow sso-pkce sso-state sso-redirect-uri "
    "sso-no-own-password data-current data-own-date information-current web-hsts web-cookies web-csp "
    "web-nosniff web-referrer-policy web-framing web-banners web-error-page web-leaks web-methods web-sri "
    "web-mixed-content web-login-secure web-default-pages"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong.

    `turns` are the rules that fail because of it alone; `shadows` the rules that it makes *unknown*; both at stage
    acceptance, or at the first later stage that judges what it turns.
    """

    name: str
    title: Text
    turns: tuple[str, ...]
    shadows: tuple[str, ...] = ()


def _fault(name: str, id: str, en: str, turns: str = "", shadows: str = "") -> Fault:  # noqa: A002
    return Fault(name, text(id, en), _rules(turns), _rules(shadows))


def _rules(names: str) -> tuple[str, ...]:
    return tuple(f"{PACK}/{name}" for name in names.split())


_CONNECTED = (
    _fault("not-in-catalogue", "Tidak ada di katalog portal", "Not in the portal's catalogue",
           "portal-listed", "portal-link-lands"),
    _fault("catalogue-wrong-owner", "OPD pemilik di katalog keliru", "Wrong owner in the catalogue",
           "portal-listed"),
    _fault("catalogue-wrong-url", "Tautan katalog bukan alamat aplikasi", "The catalogue links elsewhere",
           "portal-listed portal-link-lands"),
    _fault("catalogue-link-dead", "Tautan katalog mati", "Dead link in the catalogue", "portal-link-lands"),
    _fault("no-link-back", "Halaman depan tidak menautkan portal", "No link back to the portal",
           "portal-link-back"),
    _fault("descriptor-missing", "Deskriptor aplikasi tidak ada", "No app descriptor", "app-descriptor"),
    _fault("descriptor-wrong-version", "Versi di deskriptor keliru", "Wrong version in the descriptor",
           "app-descriptor"),
    _fault("super-app-not-listed", "Tidak ada di menu aplikasi super", "Not in the super app's menu",
           "super-app-listed"),
    _fault("applinks-missing", "Berkas tautan aplikasi tidak ada", "No app-link files", "super-app-links"),
    _fault("applinks-wrong-app", "Tautan aplikasi menyebut aplikasi lain", "App links name another app",
           "super-app-links"),
    _fault("complaint-link-dead", "Kanal pengaduan tidak dapat dibuka", "Dead complaint channel",
           "complaint-channel"),
    _fault("ict-report-dead", "Formulir gangguan TIK tidak dapat dibuka", "Dead form for ICT trouble",
           "ict-trouble-report"),
    _fault("integration-one-sided", "Integrasi tidak diakui aplikasi lawan",
           "Integration the other app does not name",
           "integrations-confirmed"),
)  # fmt: skip

_SSO = (
    _fault("sso-own-password", "Formulir kata sandi milik aplikasi", "A password form of its own",
           "sso-no-own-password"),
    _fault("sso-other-issuer", "Masuk lewat penyedia identitas lain", "Login at another provider",
           "sso-login"),
    _fault("sso-implicit", "Alur implisit, bukan alur kode", "Implicit flow instead of code flow",
           "sso-code-flow"),
    _fault("sso-token-in-fragment", "Token di alamat peramban", "Token in the browser's address",
           "sso-code-flow"),
    _fault("sso-no-pkce", "Tanpa PKCE", "No PKCE", "sso-pkce"),
    _fault("sso-pkce-plain", "PKCE tanpa S256", "PKCE without S256", "sso-pkce"),
    _fault("sso-no-state", "Tanpa state", "No state", "sso-state"),
    _fault("sso-no-nonce", "Tanpa nonce", "No nonce", "sso-state"),
    _fault("sso-redirect-http", "Alamat balik tanpa https", "Redirect URI without https", "sso-redirect-uri"),
    _fault("sso-redirect-other-host", "Alamat balik di host lain", "Redirect URI on another host",
           "sso-redirect-uri"),
    _fault("sso-discovery-issuer-mismatch", "Issuer di dokumen penemuan berbeda",
           "Another issuer in the discovery document", "sso-provider-metadata"),
    _fault("sso-keys-empty", "Penyedia tidak memuat kunci", "The provider publishes no keys",
           "sso-provider-metadata"),
)  # fmt: skip

_DATA = (
    _fault("data-stale", "Data harian berumur 60 hari", "Daily data 60 days old", "data-current"),
    _fault("data-future", "Tanggal data di masa depan", "Data dated in the future", "data-current"),
    _fault("data-no-date", "Tanggal data tidak tertulis", "Data without a readable date", "", "data-current"),
    _fault("data-harvest-date-only", "Hanya ada tanggal panen portal", "Only the harvest's date",
           "data-own-date", "data-current"),
    _fault("data-period-missing", "Jadwal pemutakhiran belum dinyatakan", "No update period declared",
           "data-declared", "data-current"),
    _fault("news-stale", "Berita terakhir lebih dari setahun lalu", "Last news over a year old",
           "information-current"),
)  # fmt: skip

_WEB = (
    _fault("http-no-redirect", "http tidak dialihkan ke https", "No redirect from http to https",
           "web-https"),
    _fault("hsts-missing", "Tanpa HSTS", "No HSTS", "web-hsts"),
    _fault("hsts-short", "Umur HSTS terlalu pendek", "HSTS too short", "web-hsts"),
    _fault("cookie-insecure", "Cookie tanpa Secure", "Cookie without Secure", "web-cookies"),
    _fault("cookie-no-httponly", "Cookie sesi tanpa HttpOnly", "Session cookie without HttpOnly",
           "web-cookies"),
    _fault("csp-missing", "Tanpa CSP", "No CSP", "web-csp"),
    _fault("csp-unsafe-inline", "CSP dengan unsafe-inline", "CSP with unsafe-inline", "web-csp"),
    _fault("nosniff-missing", "Tanpa nosniff", "No nosniff", "web-nosniff"),
    _fault("referrer-missing", "Tanpa Referrer-Policy", "No Referrer-Policy", "web-referrer-policy"),
    _fault("framing-missing", "Dapat dibingkai situs lain", "Can be framed by other sites", "web-framing"),
    _fault("server-banner", "Versi server tampak", "Server version shown", "web-banners"),
    _fault("x-powered-by", "Versi bahasa tampak", "Language version shown", "web-banners"),
    _fault("error-stack-trace", "Jejak program di halaman galat", "Stack trace on the error page",
           "web-error-page"),
    _fault("git-exposed", "Folder .git terbuka", ".git is open", "web-leaks"),
    _fault("env-exposed", "Berkas .env terbuka", ".env is open", "web-leaks"),
    _fault("backup-exposed", "Cadangan basis data terbuka", "Database dump is open", "web-leaks"),
    _fault("directory-listing", "Isi folder tampak", "Directory listing", "web-leaks"),
    _fault("trace-allowed", "Metode TRACE diizinkan", "TRACE allowed", "web-methods"),
    _fault("sri-missing", "Skrip pihak ketiga tanpa SRI", "Third-party script without SRI", "web-sri"),
    _fault("mixed-content", "Skrip dimuat lewat http", "Script loaded over http", "web-mixed-content"),
    _fault("login-form-http", "Formulir masuk dikirim lewat http", "Login form sent over http",
           "web-login-secure"),
    _fault("debug-page", "Halaman phpinfo terbuka", "phpinfo page is open", "web-default-pages"),
)  # fmt: skip

_TLS = (
    _fault("tls10-enabled", "TLS 1.0 dan 1.1 diterima", "TLS 1.0 and 1.1 accepted", "tls-version"),
    _fault("cert-expired", "Sertifikat kedaluwarsa", "Certificate expired",
           "tls-certificate tls-lifetime", _PAGES),
    _fault("cert-self-signed", "Sertifikat ditandatangani sendiri", "Self-signed certificate",
           "tls-certificate", _PAGES),
    _fault("cert-wrong-name", "Sertifikat untuk nama lain", "Certificate for another name",
           "tls-certificate", _PAGES),
    _fault("cert-no-san", "Sertifikat tanpa SAN", "Certificate without SAN", "tls-certificate", _PAGES),
    _fault("cert-almost-over", "Sertifikat hampir kedaluwarsa", "Certificate almost over", "tls-lifetime"),
    _fault("cert-weak-key", "Kunci sertifikat RSA 1024", "RSA 1024 key",
           "tls-certificate tls-key", _PAGES),
)  # fmt: skip

_FILES = (
    _fault("recommendation-missing", "Nomor rekomendasi belum ada", "No recommendation number",
           "app-recommendation"),
    _fault("architecture-codes-missing", "Kode arsitektur belum ada", "No architecture codes",
           "app-architecture-codes"),
    _fault("hosting-abroad", "Server di luar negeri", "Hosted abroad", "app-hosting"),
    _fault("foreign-domain", "Alamat produksi di luar domain kota",
           "Production host outside the city's domain",
           "app-domain", "tls-certificate tls-key tls-lifetime tls-version web-https"),
    _fault("test-report-missing", "Laporan uji beban belum ada", "No load-test report", "app-tests"),
    _fault("document-digest-wrong", "Laporan uji berubah setelah dicatat",
           "Test report changed after it was listed",
           "app-tests"),
    _fault("source-not-handed-over", "Sumber kode belum diserahkan", "Source code not handed over",
           "app-source-handover"),
    _fault("sbom-missing", "SBOM belum diserahkan", "No SBOM", "sbom-delivered", "sbom-version"),
    _fault("sbom-invalid", "SBOM bukan CycloneDX yang sah", "SBOM is not valid CycloneDX", "sbom-delivered",
           "sbom-version"),
    _fault("sbom-other-version", "SBOM milik versi lain", "SBOM of another version", "sbom-version"),
)  # fmt: skip

FAULTS: tuple[Fault, ...] = (*_CONNECTED, *_SSO, *_DATA, *_WEB, *_TLS, *_FILES)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Fault]:
    return {each.name: each for each in FAULTS}


def fault(name: str) -> Fault:
    """Return the fault of this name; an unknown one is a `UsageError` with the nearest name."""
    if name in _by_name():
        return _by_name()[name]
    near = difflib.get_close_matches(name, _by_name(), n=1)
    hint = (f"; mungkin maksudnya {near[0]!r}?", f"; did you mean {near[0]!r}?") if near else ("", "")
    raise UsageError(f"cacat {name!r} tidak ada{hint[0]}", f"there is no fault {name!r}{hint[1]}")
