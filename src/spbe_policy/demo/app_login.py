"""How one logs in to the app: by the city's OpenID provider, with code, PKCE, state and nonce."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import urlencode

from spbe_policy.demo.scene import APP, CALLBACK, CLIENT_ID, ELSEWHERE, ISSUER, STAFF_ACR, Scene
from spbe_policy.demo.servers import Answer, Request, not_found, page, redirect

PATHS = ("/masuk", "/pegawai/masuk")
BREAK_GLASS = "/darurat"
LOGOUT = "/keluar"
PROTECTED = {"/antrean-saya": PATHS[0], "/antrean-saya/riwayat": PATHS[0], "/pegawai/loket": PATHS[1]}
"""Pages that open only after login, and where somebody without one is sent."""

_COOKIE = "__Host-masuk"
_FIXED = "0123456789abcdefghijABCDEFGHIJ-0123456789abcdefghij"
_NOT_STORED = (("Cache-Control", "no-store"),)

Exchange = Callable[[str, str], str | None]
"""Trades a code and its PKCE verifier for the user's name at the token endpoint; None when it refuses."""


class Login:
    """The app's login pages, for residents and for civil servants."""

    def __init__(self, scene: Scene, exchange: Exchange) -> None:
        self.scene = scene
        self.exchange = exchange
        self.verifiers: dict[str, str] = {}
        self.begun = 0

    def takes(self, path: str) -> bool:
        """Does this path take a form?"""
        return path == BREAK_GLASS or (path in PATHS and self.scene.has("sso-own-password"))

    def answer(self, request: Request) -> Answer | None:
        """Answer if the path belongs to the login."""
        if request.path in PATHS:
            return self.begin(request)
        if request.path in PROTECTED:
            return self.protected(request)
        if request.path == LOGOUT:
            return self.leave()
        if request.path == "/callback":
            return self.finish(request)
        return self.break_glass(request) if request.path == BREAK_GLASS else None

    def begin(self, request: Request) -> Answer:
        """Send the user to the city's login page (RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1)."""
        back = request.query.get("kembali", "")
        if self.scene.has("sso-open-return") and back.startswith("https:"):
            return redirect(back)
        self.begun += 1
        state, verifier = self.state(), _FIXED if self.scene.has("sso-pkce-fixed") else secrets.token_urlsafe(48)
        self.verifiers[state] = verifier
        provider = f"https://{ELSEWHERE}" if self.scene.has("sso-other-issuer") else ISSUER
        target = f"{provider}/authorize?{urlencode(self.parameters(request.path, state, verifier))}"
        if self.scene.has("sso-own-password"):
            link = f'<p><a href="{target.replace("&", "&amp;")}">Masuk dengan SSO Kota Contoh</a></p>'
            return page("Masuk", _password_form(PATHS[0]) + link, headers=_NOT_STORED)
        cookies = () if self.scene.has("sso-cookie-missing") else (("Set-Cookie", self.cookie(state)),)
        return redirect(target, headers=(*cookies, *_NOT_STORED))

    def state(self) -> str:
        """Return what ties the answer to this request: random, unless a fault makes it known beforehand."""
        if self.scene.has("sso-state-counter"):
            return f"masuk-antrean-{self.begun:012}"
        return _FIXED if self.scene.has("sso-state-fixed") else secrets.token_urlsafe(24)

    def cookie(self, state: str) -> str:
        """Make the cookie that ties `state` to the browser."""
        secure = not self.scene.has("login-cookie-insecure")
        site = "Strict" if self.scene.has("sso-cookie-strict") else "Lax"
        return f"{_COOKIE if secure else 'masuk'}={state}; Path=/{'; Secure' * secure}; HttpOnly; SameSite={site}"

    def parameters(self, path: str, state: str, verifier: str) -> dict[str, str]:
        """Make the authorization request."""
        has = self.scene.has
        plain = has("sso-pkce-plain")
        parameters = {
            "response_type": self.response_type(),
            "client_id": CLIENT_ID,
            "redirect_uri": self.redirect_uri(),
            "scope": "openid profile",
        }
        if not has("sso-no-state"):
            parameters["state"] = state
        if not has("sso-no-nonce"):
            parameters["nonce"] = _FIXED if has("sso-nonce-fixed") else secrets.token_urlsafe(16)
        if path == PATHS[1] and not has("sso-acr-missing"):
            parameters["acr_values"] = STAFF_ACR
        if has("sso-prompt-login"):
            parameters["prompt"] = "login"
        if not has("sso-no-pkce"):
            hashed = _hex(verifier) if has("sso-pkce-malformed") else _s256(verifier)
            parameters["code_challenge"] = verifier if plain else hashed
            parameters["code_challenge_method"] = "plain" if plain else "S256"
        return parameters

    def response_type(self) -> str:
        """Return `code`, unless a fault brings tokens to the front channel."""
        if self.scene.has("sso-implicit"):
            return "id_token"
        return "id_token token" if self.scene.has("sso-token-in-fragment") else "code"

    def redirect_uri(self) -> str:
        """Return where the provider sends the user back."""
        if self.scene.has("sso-redirect-http"):
            return f"http://{APP}/callback"
        return f"https://{ELSEWHERE}/callback" if self.scene.has("sso-redirect-other-host") else CALLBACK

    def finish(self, request: Request) -> Answer:
        """Take the code back, if it comes to the browser that began (RFC 6749 10.12)."""
        state, code = request.query.get("state"), request.query.get("code")
        verifier = (
            self.verifiers.pop(state, None)
            if state and state in (request.cookie(_COOKIE), request.cookie("masuk"))
            else None
        )
        user = self.exchange(code, verifier) if code and verifier else None
        if user is None:
            return page("Gagal masuk", "<h1>Proses masuk tidak sah. Silakan ulangi.</h1>", status=400)
        return page("Beranda", f"<h1>Selamat datang, {user}</h1>")

    def protected(self, request: Request) -> Answer:
        """A page that nobody sees without a session; the sandbox keeps none beyond the page after login."""
        if self.scene.has("protected-page-open"):
            return page("Antrean saya", "<h1>Antrean saya</h1>\n<p>A-012, Wati Contoh, rekam KTP elektronik.</p>")
        return redirect(PROTECTED[request.path], headers=_NOT_STORED)

    def leave(self) -> Answer:
        """End the session here, then at the city's provider (RP-Initiated Logout 1.0, section 2)."""
        if self.scene.has("logout-missing"):
            return not_found()
        back = urlencode({"client_id": CLIENT_ID, "post_logout_redirect_uri": f"https://{APP}/"})
        return redirect(f"{ISSUER}/logout?{back}")

    def break_glass(self, request: Request) -> Answer:
        """The declared emergency page; in the sandbox nobody has a password for it."""
        if request.method == "POST":
            return page("Masuk darurat", "<h1>Nama atau kata sandi salah.</h1>", status=403)
        scheme = f"http://{APP}" if self.scene.has("login-form-http") else ""
        stored = () if self.scene.has("login-page-cached") else _NOT_STORED
        return page("Masuk darurat", _password_form(scheme + BREAK_GLASS), headers=stored)


def _password_form(action: str) -> str:
    return (
        f'<form method="post" action="{action}"><label>Nama <input name="nama"></label>'
        '<label>Kata sandi <input type="password" name="sandi"></label><button>Masuk</button></form>\n'
    )


def _hex(verifier: str) -> str:
    """A digest written in hexadecimal digits, as libraries print it: not what RFC 7636 asks for."""
    return hashlib.sha256(verifier.encode()).hexdigest()


def _s256(verifier: str) -> str:
    """RFC 7636 4.2."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
