"""The faults that can be switched on, each alone, and what each does to the verdict."""

import difflib
from functools import lru_cache

from spbe_policy.demo.fault_model import PAGES, Fault, fault_of
from spbe_policy.errors import UsageError

_CONNECTED = (
    fault_of("not-in-catalogue", "Tidak ada di katalog portal", "Not in the portal's catalogue",
             "portal-listed", "portal-link-lands"),
    fault_of("catalogue-wrong-owner", "OPD pemilik di katalog keliru", "Wrong owner in the catalogue",
             "portal-listed"),
    fault_of("catalogue-wrong-url", "Tautan katalog bukan alamat aplikasi", "The catalogue links elsewhere",
             "portal-listed portal-link-lands"),
    fault_of("catalogue-link-dead", "Tautan katalog mati", "Dead link in the catalogue", "portal-link-lands"),
    fault_of("no-link-back", "Halaman depan tidak menautkan portal", "No link back to the portal",
             "portal-link-back"),
    fault_of("descriptor-missing", "Deskriptor aplikasi tidak ada", "No app descriptor", "app-descriptor"),
    fault_of("descriptor-wrong-version", "Versi di deskriptor keliru", "Wrong version in the descriptor",
             "app-descriptor"),
    fault_of("super-app-not-listed", "Tidak ada di menu aplikasi super", "Not in the super app's menu",
             "super-app-listed"),
    fault_of("applinks-missing", "Berkas tautan aplikasi tidak ada", "No app-link files", "super-app-links"),
    fault_of("applinks-wrong-app", "Tautan aplikasi menyebut aplikasi lain", "App links name another app",
             "super-app-links"),
    fault_of("complaint-link-dead", "Kanal pengaduan tidak dapat dibuka", "Dead complaint channel",
             "layanan/complaint-channel"),
    fault_of("ict-report-dead", "Formulir gangguan TIK tidak dapat dibuka", "Dead form for ICT trouble",
             "ict-trouble-report"),
    fault_of("integration-one-sided", "Integrasi tidak diakui aplikasi lawan",
             "Integration the other app does not name", "integrations-confirmed"),
)  # fmt: skip

_SSO = (
    fault_of("sso-own-password", "Formulir kata sandi milik aplikasi", "A password form of its own",
             "sso-no-own-password"),
    fault_of("sso-other-issuer", "Masuk lewat penyedia identitas lain", "Login at another provider",
             "sso-login"),
    fault_of("sso-implicit", "Alur implisit, bukan alur kode", "Implicit flow instead of code flow",
             "sso-code-flow"),
    fault_of("sso-token-in-fragment", "Token di alamat peramban", "Token in the browser's address",
             "sso-code-flow"),
    fault_of("sso-no-pkce", "Tanpa PKCE", "No PKCE", "sso-pkce"),
    fault_of("sso-pkce-plain", "PKCE tanpa S256", "PKCE without S256", "sso-pkce"),
    fault_of("sso-no-state", "Tanpa state", "No state", "sso-state"),
    fault_of("sso-no-nonce", "Tanpa nonce", "No nonce", "sso-state"),
    fault_of("sso-redirect-http", "Alamat balik tanpa https", "Redirect URI without https",
             "sso-redirect-uri"),
    fault_of("sso-redirect-other-host", "Alamat balik di host lain", "Redirect URI on another host",
             "sso-redirect-uri"),
    fault_of("sso-discovery-issuer-mismatch", "Issuer di dokumen penemuan berbeda",
             "Another issuer in the discovery document", "sso-provider-metadata"),
    fault_of("sso-keys-empty", "Penyedia tidak memuat kunci", "The provider publishes no keys",
             "sso-provider-metadata"),
)  # fmt: skip

_DATA = (
    fault_of("data-stale", "Data harian berumur 60 hari", "Daily data 60 days old", "data-current"),
    fault_of("data-future", "Tanggal data di masa depan", "Data dated in the future", "data-current"),
    fault_of("data-no-date", "Tanggal data tidak tertulis", "Data without a readable date", "",
             "data-current"),
    fault_of("data-harvest-date-only", "Hanya ada tanggal panen portal", "Only the harvest's date",
             "satu-data/data-own-date", "data-current"),
    fault_of("data-period-missing", "Jadwal pemutakhiran belum dinyatakan", "No update period declared",
             "satu-data/data-declared", "data-current"),
    fault_of("news-stale", "Berita terakhir lebih dari setahun lalu", "Last news over a year old",
             "information-current"),
)  # fmt: skip

_WEB = (
    fault_of("http-no-redirect", "http tidak dialihkan ke https", "No redirect from http to https", "27-8-a"),
    fault_of("hsts-missing", "Tanpa HSTS", "No HSTS", "27-8-b"),
    fault_of("hsts-short", "Umur HSTS terlalu pendek", "HSTS too short", "27-8-b"),
    fault_of("cookie-insecure", "Cookie tanpa Secure", "Cookie without Secure", "27-2-f"),
    fault_of("cookie-no-httponly", "Cookie sesi tanpa HttpOnly", "Session cookie without HttpOnly", "27-2-f"),
    fault_of("csp-missing", "Tanpa CSP", "No CSP", "27-13-e"),
    fault_of("csp-unsafe-inline", "CSP dengan unsafe-inline", "CSP with unsafe-inline", "27-13-e"),
    fault_of("nosniff-missing", "Tanpa nosniff", "No nosniff", "27-13-e"),
    fault_of("referrer-missing", "Tanpa Referrer-Policy", "No Referrer-Policy", "27-13-e"),
    fault_of("framing-missing", "Dapat dibingkai situs lain", "Can be framed by other sites", "27-13-e"),
    fault_of("server-banner", "Versi server tampak", "Server version shown", "27-13-a"),
    fault_of("x-powered-by", "Versi bahasa tampak", "Language version shown", "27-13-a"),
    fault_of("error-stack-trace", "Jejak program di halaman galat", "Stack trace on the error page",
             "27-6-a"),
    fault_of("git-exposed", "Folder .git terbuka", ".git is open", "27-11-e"),
    fault_of("env-exposed", "Berkas .env terbuka", ".env is open", "27-11-e"),
    fault_of("backup-exposed", "Cadangan basis data terbuka", "Database dump is open", "27-11-e"),
    fault_of("directory-listing", "Isi folder tampak", "Directory listing", "27-11-e"),
    fault_of("trace-allowed", "Metode TRACE diizinkan", "TRACE allowed", "27-12-d"),
    fault_of("sri-missing", "Skrip pihak ketiga tanpa SRI", "Third-party script without SRI", "27-13-d"),
    fault_of("mixed-content", "Skrip dimuat lewat http", "Script loaded over http", "27-8-b"),
    fault_of("login-form-http", "Formulir masuk dikirim lewat http", "Login form sent over http", "27-1-g"),
    fault_of("debug-page", "Halaman phpinfo terbuka", "phpinfo page is open", "27-13-c"),
)  # fmt: skip

_PEOPLE = (
    fault_of("html-lang-missing", "Bahasa halaman tidak disebut", "The page's language is not given",
             "layanan/accessibility"),
    fault_of("image-without-alt", "Gambar tanpa teks alternatif", "Image without alternative text",
             "layanan/accessibility"),
    fault_of("field-without-label", "Isian tanpa label", "Form field without a label",
             "layanan/accessibility"),
    fault_of("viewport-missing", "Halaman selebar layar komputer", "A page as wide as a computer's screen",
             "layanan/small-screen"),
    fault_of("page-heavy", "Halaman depan 250 kB", "A landing page of 250 kB", "layanan/page-weight"),
    fault_of("help-link-missing", "Halaman depan tidak menautkan bantuan", "No link to help",
             asks="layanan/help-page"),
    fault_of("services-not-declared", "Layanan dan langkahnya belum disebut", "No service and no step named",
             "layanan/steps-online"),
    fault_of("step-at-the-counter", "Langkah lain yang harus datang ke loket", "One more step at the counter",
             asks="layanan/steps-online"),
)  # fmt: skip

_TLS = (
    fault_of("tls10-enabled", "TLS 1.0 dan 1.1 diterima", "TLS 1.0 and 1.1 accepted", "27-8-c"),
    fault_of("cert-expired", "Sertifikat kedaluwarsa", "Certificate expired", "27-8-d", PAGES),
    fault_of("cert-self-signed", "Sertifikat ditandatangani sendiri", "Self-signed certificate", "27-8-d",
             PAGES),
    fault_of("cert-wrong-name", "Sertifikat untuk nama lain", "Certificate for another name", "27-8-d",
             PAGES),
    fault_of("cert-no-san", "Sertifikat tanpa SAN", "Certificate without SAN", "27-8-d", PAGES),
    fault_of("cert-almost-over", "Sertifikat hampir kedaluwarsa", "Certificate almost over", "27-8-d"),
    fault_of("cert-weak-key", "Kunci sertifikat RSA 1024", "RSA 1024 key", "27-8-d", PAGES),
)  # fmt: skip

_FILES = (
    fault_of("recommendation-missing", "Nomor rekomendasi belum ada", "No recommendation number",
             "app-recommendation"),
    fault_of("architecture-codes-missing", "Kode arsitektur belum ada", "No architecture codes",
             "app-architecture-codes"),
    fault_of("hosting-abroad", "Server di luar negeri", "Hosted abroad", "penyelenggara/app-hosting"),
    fault_of("foreign-domain", "Alamat produksi di luar domain kota",
             "Production host outside the city's domain", "penyelenggara/app-domain", "27-8-d 27-8-c 27-8-a"),
    fault_of("test-report-missing", "Laporan uji beban belum ada", "No load-test report",
             "komdigi-6-2025/app-tests"),
    fault_of("document-digest-wrong", "Laporan uji berubah setelah dicatat",
             "Test report changed after it was listed", "komdigi-6-2025/app-tests"),
    fault_of("source-not-handed-over", "Sumber kode belum diserahkan", "Source code not handed over",
             "komdigi-6-2025/app-source-handover"),
    fault_of("sbom-missing", "SBOM belum diserahkan", "No SBOM", "27-13-b"),
    fault_of("sbom-invalid", "SBOM bukan CycloneDX yang sah", "SBOM is not valid CycloneDX", "27-13-b"),
    fault_of("sbom-other-version", "SBOM milik versi lain", "SBOM of another version", "27-13-b"),
)  # fmt: skip

_PAPERS = (
    fault_of("evaluation-overdue", "Evaluasi terakhir delapan bulan lalu", "Last evaluated eight months ago",
             "komdigi-6-2025/app-evaluation"),
    fault_of("upload-test-failed", "Penguji menjawab: unggahan tidak diperiksa",
             "The reviewer answers: uploads are not checked", "27-11-b"),
    fault_of("shared-login-not-registered", "Pemakaian SSO kota tidak tercatat di daftar aplikasi",
             "The register does not say that the app shares the city's SSO",
             asks="27-1-a 27-1-b 27-1-c 27-1-d 27-1-e 27-1-f"),
)  # fmt: skip

_RETIRED = (
    fault_of("retired-still-up", "Aplikasi yang dihentikan masih berjalan",
             "An app that was switched off still runs", "pensiun/portal-redirect"),
    fault_of("retired-no-reason", "Alasan penghentian belum tercatat", "No reason for switching it off",
             "pensiun/reason-registered"),
    fault_of("retired-taken-over", "Nama lama menunjuk server lain", "The old name points to another server",
             "pensiun/dns-record"),
)  # fmt: skip
"""With these the register calls the app retired."""

FAULTS: tuple[Fault, ...] = (*_CONNECTED, *_SSO, *_DATA, *_WEB, *_PEOPLE, *_TLS, *_FILES, *_PAPERS, *_RETIRED)


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
