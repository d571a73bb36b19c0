"""How one logs in to the app: by the city's OpenID provider, with code, PKCE, state and nonce."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import urlencode

from spbe_policy.demo.scene import APP, CALLBACK, CLIENT_ID, ELSEWHERE, ISSUER, Scene
from spbe_policy.demo.servers import Answer, Request, page, redirect

PATHS = ("/masuk", "/pegawai/masuk")
BREAK_GLASS = "/darurat"
_COOKIE = "__Host-masuk"
_NOT_STORED = (("Cache-Control", "no-store"),)

Exchange = Callable[[str, str], str | None]
"""Trades a code and its PKCE verifier for the user's name at the token endpoint; None when it refuses."""


class Login:
    """The app's login pages, for residents and for civil servants."""

    def __init__(self, scene: Scene, exchange: Exchange) -> None:
        self.scene = scene
        self.exchange = exchange
        self.verifiers: dict[str, str] = {}

    def takes(self, path: str) -> bool:
        """Does this path take a form?"""
        return path == BREAK_GLASS or (path in PATHS and self.scene.has("sso-own-password"))

    def answer(self, request: Request) -> Answer | None:
        """Answer if the path belongs to the login."""
        if request.path in PATHS:
            return self.begin()
        if request.path == "/callback":
            return self.finish(request)
        return self.break_glass(request) if request.path == BREAK_GLASS else None

    def begin(self) -> Answer:
        """Send the user to the city's login page (RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1)."""
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        self.verifiers[state] = verifier
        provider = f"https://{ELSEWHERE}" if self.scene.has("sso-other-issuer") else ISSUER
        target = f"{provider}/authorize?{urlencode(self.parameters(state, verifier))}"
        if self.scene.has("sso-own-password"):
            link = f'<p><a href="{target.replace("&", "&amp;")}">Masuk dengan SSO Kota Contoh</a></p>'
            return page("Masuk", _password_form(PATHS[0]) + link, headers=_NOT_STORED)
        cookie = f"{_COOKIE}={state}; Path=/; Secure; HttpOnly; SameSite=Lax"
        return redirect(target, headers=(("Set-Cookie", cookie), *_NOT_STORED))

    def parameters(self, state: str, verifier: str) -> dict[str, str]:
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
            parameters["nonce"] = secrets.token_urlsafe(16)
        if has("sso-prompt-login"):
            parameters["prompt"] = "login"
        if not has("sso-no-pkce"):
            parameters["code_challenge"] = verifier if plain else _s256(verifier)
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
        verifier = self.verifiers.pop(state, None) if state and state == request.cookie(_COOKIE) else None
        user = self.exchange(code, verifier) if code and verifier else None
        if user is None:
            return page("Gagal masuk", "<h1>Proses masuk tidak sah. Silakan ulangi.</h1>", status=400)
        return page("Beranda", f"<h1>Selamat datang, {user}</h1>")

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


def _s256(verifier: str) -> str:
    """RFC 7636 4.2."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
