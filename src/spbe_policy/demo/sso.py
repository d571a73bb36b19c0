"""The city's OpenID provider, built with Authlib and Flask; run through WSGI by the sandbox's own server."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, jsonify, make_response, redirect, request, session
from markupsafe import escape
from werkzeug.test import EnvironBuilder, run_wsgi_app

from spbe_policy.demo import servers
from spbe_policy.demo.scene import APP, CLIENT_ID, ISSUER, Scene
from spbe_policy.demo.sso_grants import (
    IMPLICIT,
    PASSWORD,
    USER,
    USER_NAME,
    Client,
    CodeGrant,
    CodeTokens,
    ImplicitGrant,
    S256Only,
    Store,
    signing_key,
    weak_key,
)
from spbe_policy.demo.sso_metadata import SCOPES, metadata

_LOGIN = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Masuk – SSO Kota Contoh</title></head>
<body><h1>SSO Kota Contoh</h1>
<form method="post"><label>Nama pengguna <input name="user" autocomplete="username"></label>
<label>Kata sandi <input type="password" name="password" autocomplete="current-password"></label>
<p>Antrean Layanan akan menerima nama Anda.</p><button>Masuk dan setujui</button></form></body></html>
"""


class Provider:
    """The provider's endpoints."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.app = Flask(__name__)
        self.app.config.update(
            SECRET_KEY="hanya untuk sandbox",
            SESSION_COOKIE_NAME="__Host-sso",
            SESSION_COOKIE_SECURE=True,
            SESSION_COOKIE_SAMESITE="Lax",
            OAUTH2_SCOPES_SUPPORTED=list(SCOPES),
        )
        self.oauth = self.authorization_server()
        for path, view in {
            "/.well-known/openid-configuration": self.discovery,
            "/jwks": self.keys,
            "/token": self.token,
            "/userinfo": self.userinfo,
            "/logout": self.end_session,
        }.items():
            methods = ["POST"] if path == "/token" else ["GET"]
            self.app.add_url_rule(path, path, view, methods=methods)
        self.app.add_url_rule("/authorize", "authorize", self.authorize, methods=["GET", "POST"])

    def __call__(self, asked: servers.Request) -> servers.Answer:
        """Hand a request of our server to the WSGI application."""
        url = urlsplit(asked.target)
        environ = EnvironBuilder(
            path=url.path, query_string=url.query, base_url=ISSUER, method=asked.method,
            headers=list(asked.headers.items()), data=asked.body,
        ).get_environ()  # fmt: skip
        body, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        kept = tuple((name, value) for name, value in headers if name.lower() != "content-length")
        return servers.Answer(b"".join(body), int(status.partition(" ")[0]), kept)

    def authorization_server(self) -> Any:
        """Set up Authlib: code flow with PKCE and nonce; implicit only where the client errs so."""
        faults, store = self.scene.faults, Store()
        client = Client(faults)
        server = AuthorizationServer(
            self.app,
            query_client=lambda client_id: client if client_id == CLIENT_ID else None,
            save_token=lambda token, asked: store.tokens.update({token["access_token"]: asked.user}),
        )
        server.store = store
        tokens = CodeTokens(store, require_nonce="sso-no-nonce" not in faults)
        server.register_grant(CodeGrant, [S256Only(faults), tokens])
        if IMPLICIT.keys() & faults:
            server.register_grant(ImplicitGrant)
        return server

    def discovery(self) -> Response:
        """OpenID Connect Discovery 1.0 section 3, with what RFC 9207 and the logout specifications add."""
        return jsonify(metadata(self.scene))

    def keys(self) -> Response:
        """The public keys (RFC 7517)."""
        if self.scene.has("sso-keys-empty"):
            return jsonify(keys=[])
        key = weak_key() if self.scene.has("sso-weak-key") else signing_key()
        return jsonify(keys=[key.as_dict(private=False)])

    def authorize(self) -> Response:
        """Check the request, then show the login form, or go on when the user is known (RFC 6749 4.1.1)."""
        if request.method == "POST":
            if (request.form.get("user"), request.form.get("password")) != (USER, PASSWORD):
                return make_response(_LOGIN, 401)
            session["user"] = USER
        user = session.get("user")
        try:
            grant = self.oauth.get_consent_grant(end_user=user)
        except OAuth2Error as error:
            return make_response(f"<!doctype html><title>Ditolak</title><p>{escape(error.error)}</p>", 400)
        if user is None:
            return make_response(_LOGIN)
        answer: Response = self.oauth.create_authorization_response(grant_user=user, grant=grant)
        return answer

    def token(self) -> Response:
        """Trade a code for tokens (RFC 6749 4.1.3)."""
        answer: Response = self.oauth.create_token_response()
        return answer

    def userinfo(self) -> Response:
        """OpenID Connect Core 5.3."""
        _, _, token = request.headers.get("Authorization", "").partition("Bearer ")
        user = self.oauth.store.tokens.get(token)
        if user is None:
            return Response(status=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return jsonify(sub=user, name=USER_NAME)

    def end_session(self) -> Response:
        """OpenID Connect RP-Initiated Logout 1.0; sends the user back to the app's own address only."""
        session.clear()
        wanted = parse_qs(request.query_string.decode()).get("post_logout_redirect_uri", [""])[-1]
        if wanted == f"https://{APP}/":
            return make_response(redirect(wanted))
        return make_response("<!doctype html><title>Keluar</title><p>Anda sudah keluar.</p>")
