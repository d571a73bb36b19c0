"""The headers of *Antrean Layanan*, which go with every answer. Each fault is one place where one is otherwise."""

import secrets
from datetime import UTC, timedelta
from email.utils import format_datetime

from spbe_policy.demo.app_pages import LIBRARY_HOST
from spbe_policy.demo.scene import APP, DOMAIN, SSO, Scene
from spbe_policy.demo.servers import Headers, Request

YEAR = 31_536_000
_OLD_NONCE = "c2VsYWx1IHNhbWEgc2VsYWx1IHNhbWE"


def nonce(scene: Scene) -> str:
    """Make the nonce of one answer's CSP (CSP 3, 7.1)."""
    if scene.has("csp-nonce-reused"):
        return _OLD_NONCE
    return secrets.token_hex(3) if scene.has("csp-nonce-short") else secrets.token_urlsafe(16)


def security_headers(scene: Scene, request: Request, nonce: str) -> Headers:
    """Return the headers that go with every answer."""
    policy = "Content-Security-Policy" + "-Report-Only" * scene.has("csp-report-only")
    headers = {
        "hsts-missing": ("Strict-Transport-Security", _hsts(scene)),
        "nosniff-missing": ("X-Content-Type-Options", "nosniff"),
        "referrer-missing": ("Referrer-Policy", "strict-origin-when-cross-origin"),
        "framing-missing": ("X-Frame-Options", "DENY"),
        "csp-missing": (policy, content_policy(scene, nonce)),
        "permissions-policy-missing": ("Permissions-Policy", _permissions(scene)),
        "coop-missing": ("Cross-Origin-Opener-Policy", "same-origin"),
    }
    faulty = {
        "server-banner": ("Server", "Apache/2.4.41 (Ubuntu)"),
        "x-powered-by": ("X-Powered-By", "PHP/7.4.3"),
        "clock-behind": ("Date", format_datetime((scene.now() - timedelta(hours=1)).astimezone(UTC), usegmt=True)),
    }
    kept = (header for fault, header in headers.items() if not scene.has(fault))
    added = (header for fault, header in faulty.items() if scene.has(fault))
    return (*kept, *added, *_sharing(scene, request.headers.get("Origin")))


def _hsts(scene: Scene) -> str:
    wrong = {
        "hsts-short": "max-age=300; includeSubDomains",
        "hsts-no-subdomains": f"max-age={YEAR}",
        "hsts-twice-in-one": f"max-age={YEAR}; includeSubDomains; max-age={YEAR}",
        "hsts-preload-too-short": f"max-age={YEAR // 2}; includeSubDomains; preload",
    }
    return next((value for fault, value in wrong.items() if scene.has(fault)), f"max-age={YEAR}; includeSubDomains")


def _permissions(scene: Scene) -> str:
    if scene.has("permissions-policy-old"):
        return "camera 'none'; geolocation 'none'; microphone 'none'"
    return "camera=(), geolocation=(), microphone=()"


def content_policy(scene: Scene, nonce: str) -> str:
    """Return the CSP; its nonce is new at every request."""
    directives = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}' https://{LIBRARY_HOST}",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": f"'self' https://{SSO}",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    wrong = {
        "csp-unsafe-inline": ("script-src", f"'self' 'unsafe-inline' https://{LIBRARY_HOST}"),
        "csp-wildcard": ("script-src", f"'self' 'nonce-{nonce}' *"),
        "csp-bypass-host": ("script-src", f"'self' 'nonce-{nonce}' https://cdn.jsdelivr.net https://{LIBRARY_HOST}"),
        "csp-unquoted": ("style-src", "self"),
        "csp-inline-handlers": ("script-src-attr", "'unsafe-inline'"),
        "csp-object-src-open": ("object-src", "https:"),
        "csp-missing-base-uri": ("base-uri", ""),
        "framing-missing": ("frame-ancestors", ""),
    }
    directives |= dict(change for fault, change in wrong.items() if scene.has(fault))
    first = "script-src * 'unsafe-inline'; " if scene.has("csp-directive-twice") else ""
    return first + "; ".join(f"{name} {sources}" for name, sources in directives.items() if sources)


def _sharing(scene: Scene, origin: str | None) -> Headers:
    """Which foreign pages may read an answer (Fetch, 3.3): none, unless a fault lets them."""
    if origin is None:
        return ()
    lets = {
        "cors-reflects-origin": origin,
        "cors-null": "null" if origin == "null" else None,
        "cors-credentials-wildcard": "*",
        "cors-prefix-match": origin if origin.startswith(f"https://{APP}") else None,
        "cors-suffix-match": origin if origin.endswith(DOMAIN) else None,
    }
    allowed = next((value for fault, value in lets.items() if value and scene.has(fault)), None)
    if allowed is None:
        return ()
    return (("Access-Control-Allow-Origin", allowed), ("Access-Control-Allow-Credentials", "true"))


def session(scene: Scene) -> Headers:
    """Return the headers by which the first page begins a session: the cookie, and that nobody keeps the answer."""
    stored = "public, max-age=600" if scene.has("session-page-cached") else "no-store"
    return (("Set-Cookie", session_cookie(scene)), ("Cache-Control", stored))


def session_cookie(scene: Scene) -> str:
    """Make a session cookie; without `Secure`, or with `Domain`, its name may not carry the prefix (6265bis 4.1.3)."""
    wide, secure = scene.has("cookie-wide-domain"), not scene.has("cookie-insecure")
    name = "__Host-sesi" if secure and not wide else "sesi"
    attributes = [
        "Path=/app" if scene.has("cookie-prefix-broken") else "Path=/",
        f"Domain={DOMAIN}" if wide else "",
        "Secure" if secure else "",
        "" if scene.has("cookie-no-httponly") else "HttpOnly",
        "SameSite=None" if scene.has("cookie-samesite-none") else "SameSite=Lax",
        f"Max-Age={10 * YEAR}" if scene.has("cookie-for-years") else "",
    ]
    return "; ".join([f"{name}={secrets.token_urlsafe(24)}", *filter(None, attributes)])
