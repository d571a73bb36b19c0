"""The app under judgement: *Antrean Layanan*, a queue for the counters of a city office."""

import secrets
from collections.abc import Callable
from datetime import datetime

from spbe_policy.demo import app_leaks
from spbe_policy.demo.app_login import Login
from spbe_policy.demo.scene import (
    ANDROID_PACKAGE,
    APP,
    APP_ID,
    APP_NAME,
    APP_VERSION,
    APPLE_APP_ID,
    COMPLAINTS,
    PORTAL,
    SSO,
    Scene,
    tanggal,
)
from spbe_policy.demo.servers import Answer, Headers, Request, as_json, not_found, page, plain, redirect

LIBRARY = "https://cdn.pustaka.example/tabel-1.2.0.min.js"
_DIGEST = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
_INTEGRITY = f' integrity="{_DIGEST}" crossorigin="anonymous"'
YEAR = 31_536_000


class App:
    """The app's site. Each fault is one place where it behaves otherwise."""

    def __init__(self, scene: Scene, login: Login) -> None:
        self.scene = scene
        self.login = login
        self.pages: dict[str, Callable[[Request, str], Answer]] = {
            "/": self.landing,
            "/privasi": self.privacy,
            "/berita": self.news,
            "/layanan": self.services,
            "/pejabat": self.officials,
            "/app.css": lambda *_: plain("body { font-family: sans-serif }\n", "text/css; charset=utf-8"),
            "/app.js": lambda *_: plain("document.title += '';\n", "text/javascript; charset=utf-8"),
            "/.well-known/spbe.json": self.descriptor,
            "/.well-known/assetlinks.json": self.android_links,
            "/.well-known/apple-app-site-association": self.apple_links,
        }

    def __call__(self, request: Request) -> Answer:
        """Answer a request over https."""
        nonce = secrets.token_urlsafe(16)
        answer = self.route(request, nonce)
        return Answer(answer.body, answer.status, (*answer.headers, *self.security_headers(nonce)))

    def over_http(self, request: Request) -> Answer:
        """Answer a request over plain http: send it to https."""
        if self.scene.has("http-no-redirect"):
            return self(request)
        return redirect(f"https://{APP}{request.target}", 301)

    def route(self, request: Request, nonce: str) -> Answer:
        """Choose by method and path."""
        if answer := self.by_method(request):
            return answer
        if answer := self.login.answer(request) or app_leaks.answer(request, self.scene):
            return answer
        if request.path in self.pages:
            return self.pages[request.path](request, nonce)
        return app_leaks.stack_trace() if self.scene.has("error-stack-trace") else not_found()

    def by_method(self, request: Request) -> Answer | None:
        """Answer what is no GET, HEAD or POST of a form."""
        tracing = self.scene.has("trace-allowed")
        allow = (("Allow", "GET, HEAD, POST, OPTIONS" + ", TRACE" * tracing),)
        if request.method == "OPTIONS":
            return Answer(b"", 204, allow)
        if request.method == "TRACE" and tracing:
            return plain(f"TRACE {request.target} HTTP/1.1\r\n{request.headers}", "message/http")
        if request.method in {"GET", "HEAD"} or (request.method == "POST" and self.login.takes(request.path)):
            return None
        return Answer(b"", 405, allow)

    def security_headers(self, nonce: str) -> Headers:
        """Return the headers that go with every answer."""
        age = 300 if self.scene.has("hsts-short") else YEAR
        headers = {
            "hsts-missing": ("Strict-Transport-Security", f"max-age={age}; includeSubDomains"),
            "nosniff-missing": ("X-Content-Type-Options", "nosniff"),
            "referrer-missing": ("Referrer-Policy", "strict-origin-when-cross-origin"),
            "framing-missing": ("X-Frame-Options", "DENY"),
            "csp-missing": ("Content-Security-Policy", self.content_policy(nonce)),
        }
        banners = {
            "server-banner": ("Server", "Apache/2.4.41 (Ubuntu)"),
            "x-powered-by": ("X-Powered-By", "PHP/7.4.3"),
        }
        kept = tuple(header for fault, header in headers.items() if not self.scene.has(fault))
        return kept + tuple(header for fault, header in banners.items() if self.scene.has(fault))

    def content_policy(self, nonce: str) -> str:
        """Return the CSP; its nonce is new at every request."""
        inline = "'unsafe-inline'" if self.scene.has("csp-unsafe-inline") else f"'nonce-{nonce}'"
        framing = "" if self.scene.has("framing-missing") else "; frame-ancestors 'none'"
        return (
            f"default-src 'none'; script-src 'self' {inline} https://cdn.pustaka.example; style-src 'self'; "
            f"img-src 'self'; connect-src 'self'; form-action 'self' https://{SSO}; base-uri 'none'{framing}"
        )

    def landing(self, _: Request, nonce: str) -> Answer:
        """The first page. Nonce, clock and cookie change at every request."""
        now = self.scene.now()
        integrity = "" if self.scene.has("sri-missing") else _INTEGRITY
        mixed = f'<script src="http://{APP}/app.js"></script>\n' if self.scene.has("mixed-content") else ""
        back = "" if self.scene.has("no-link-back") else f'<a href="https://{PORTAL}/">Portal SPBE</a>'
        head = (
            f'<link rel="stylesheet" href="/app.css">\n<script src="{LIBRARY}"{integrity}></script>\n{mixed}'
            f'<script nonce="{nonce}">document.documentElement.dataset.siap = "ya";</script>\n'
        )
        body = (
            f"<header>{back}</header>\n<h1>{APP_NAME}</h1>\n"
            f"<p>Hari ini {tanggal(now)}, pukul {now:%H.%M.%S} WIB.</p>\n<nav>"
            '<a href="/masuk">Masuk sebagai warga</a> <a href="/pegawai/masuk">Masuk sebagai pegawai</a> '
            '<a href="/berita">Berita</a> <a href="/layanan">Layanan</a> <a href="/pejabat">Pejabat</a>'
            "</nav>\n"
            f'<footer><a href="https://{COMPLAINTS}/">Sampaikan pengaduan</a>\n'
            '<a href="/privasi">Pemberitahuan privasi</a></footer>'
        )
        return page(APP_NAME, body, head=head, headers=(("Set-Cookie", self.session_cookie()),))

    def session_cookie(self) -> str:
        """Make a session cookie; without `Secure` its name may not carry the prefix (RFC 6265bis 4.1.3)."""
        secure = not self.scene.has("cookie-insecure")
        name = "__Host-sesi" if secure else "sesi"
        http_only = "" if self.scene.has("cookie-no-httponly") else "; HttpOnly"
        return f"{name}={secrets.token_urlsafe(24)}; Path=/{'; Secure' * secure}{http_only}; SameSite=Lax"

    def privacy(self, *_: object) -> Answer:
        """The privacy notice."""
        text = "<p>Nama dan nomor antrean disimpan 30 hari.</p>"
        return page("Privasi", f"<h1>Pemberitahuan privasi</h1>\n{text}")

    def news(self, *_: object) -> Answer:
        """Dated news, the newest first."""
        age = 400 if self.scene.has("news-stale") else 2
        items = "".join(_article(title, self.scene.days_ago(age + more)) for title, more in _NEWS)
        return page("Berita", f"<h1>Berita</h1>\n{items}")

    def services(self, *_: object) -> Answer:
        """The services, with the day on which the list was reviewed."""
        body = "<h1>Layanan</h1>\n<ul><li>Rekam KTP elektronik</li><li>Akta kelahiran</li></ul>"
        return page("Layanan", body + _reviewed(self.scene.days_ago(20)))

    def officials(self, *_: object) -> Answer:
        """The officials, with the day on which the list was reviewed."""
        body = "<h1>Pejabat</h1>\n<ul><li>Kepala Dinas: Sari Contoh</li><li>Sekretaris: Budi Contoh</li></ul>"
        return page("Pejabat", body + _reviewed(self.scene.days_ago(20)))

    def descriptor(self, *_: object) -> Answer:
        """Who this app is (`/.well-known/spbe.json`)."""
        if self.scene.has("descriptor-missing"):
            return not_found()
        version = "2.3.0" if self.scene.has("descriptor-wrong-version") else APP_VERSION
        return as_json({"id": APP_ID, "version": version})

    def android_links(self, *_: object) -> Answer:
        """Digital asset links: which Android app may open this app's addresses."""
        if self.scene.has("applinks-missing"):
            return not_found()
        package = "example.penyedia.antrean" if self.scene.has("applinks-wrong-app") else ANDROID_PACKAGE
        target = {
            "namespace": "android_app",
            "package_name": package,
            "sha256_cert_fingerprints": [":".join(["5A"] * 32)],
        }
        return as_json([{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}])

    def apple_links(self, *_: object) -> Answer:
        """Associated domains: which iOS app may open this app's addresses."""
        if self.scene.has("applinks-missing"):
            return not_found()
        app = "V3ND0R0000.example.penyedia.antrean" if self.scene.has("applinks-wrong-app") else APPLE_APP_ID
        return as_json({"applinks": {"details": [{"appIDs": [app], "components": [{"/": "/*"}]}]}})


_NEWS = (("Loket dibuka hari Sabtu", 0), ("Antrean daring akta kelahiran", 9), ("Layanan keliling", 23))


def _article(title: str, day: datetime) -> str:
    return f'<article><h2>{title}</h2><time datetime="{day:%Y-%m-%d}">{tanggal(day)}</time></article>\n'


def _reviewed(day: datetime) -> str:
    return f'\n<p>Diperbarui <time class="diperbarui" datetime="{day:%Y-%m-%d}">{tanggal(day)}</time></p>'
