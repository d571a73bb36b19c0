"""What the OpenID provider keeps (one client, one user, codes, tokens), in the form that Authlib asks for."""

import time
import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from secrets import compare_digest
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.grants import OpenIDImplicitGrant
from joserfc.jwk import RSAKey

from spbe_policy.demo.scene import APP, CALLBACK, CLIENT_ID, CLIENT_SECRET, ELSEWHERE, ISSUER
from spbe_policy.demo.sso_metadata import SCOPES

USER, PASSWORD, USER_NAME = "warga", "sandi-contoh", "Wati Contoh"
IMPLICIT = {"sso-implicit": "id_token", "sso-token-in-fragment": "id_token token"}
"""Faults with tokens in the front channel, and the response type that each asks for."""


@lru_cache(maxsize=1)
def signing_key() -> RSAKey:
    """Make the provider's signing key, once a process."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


@lru_cache(maxsize=1)
def weak_key() -> RSAKey:
    """Make a key that is too short to sign with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return RSAKey.generate_key(1024, {"use": "sig", "alg": "RS256"}, auto_kid=True)


@dataclass(frozen=True, slots=True)
class Client(ClientMixin):  # type: ignore[misc]
    """The app, as the city registered it: when the app errs by a fault, so did its registration."""

    faults: frozenset[str]

    def get_client_id(self) -> str:  # noqa: D102 (Authlib's names, here and below)
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:  # noqa: D102
        return CALLBACK

    def get_allowed_scope(self, scope: str | None) -> str:  # noqa: D102
        return " ".join(word for word in (scope or "").split() if word in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:  # noqa: D102
        lax = {
            "sso-redirect-http": f"http://{APP}/callback",
            "sso-redirect-other-host": f"https://{ELSEWHERE}/callback",
        }
        if "sso-redirect-pattern" in self.faults:
            return redirect_uri.startswith(f"https://{APP}/")
        return redirect_uri == CALLBACK or redirect_uri in {lax[fault] for fault in lax.keys() & self.faults}

    def check_client_secret(self, client_secret: str) -> bool:  # noqa: D102
        return compare_digest(client_secret, CLIENT_SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: D102
        browser_only = method == "none" and bool(IMPLICIT.keys() & self.faults)
        return method == "client_secret_basic" or browser_only

    def check_response_type(self, response_type: str) -> bool:  # noqa: D102
        lax = {IMPLICIT[fault] for fault in IMPLICIT.keys() & self.faults}
        return response_type in {"code", *lax}

    def check_grant_type(self, grant_type: str) -> bool:  # noqa: D102
        return grant_type == "authorization_code"


@dataclass(frozen=True, slots=True)
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """An authorization code, good for one minute."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    user: str
    code_challenge: str | None
    code_challenge_method: str | None
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:  # noqa: D102
        return self.redirect_uri

    def get_scope(self) -> str:  # noqa: D102
        return self.scope

    def get_nonce(self) -> str | None:  # noqa: D102
        return self.nonce

    def get_auth_time(self) -> int:  # noqa: D102
        return self.auth_time

    def get_acr(self) -> None:  # noqa: D102
        return None

    def get_amr(self) -> None:  # noqa: D102
        return None


@dataclass(slots=True)
class Store:
    """What the provider remembers."""

    codes: dict[str, Code] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    tokens: dict[str, str] = field(default_factory=dict)
    """Access token to user."""


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """RFC 6749 4.1, with codes in the store."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: Any) -> None:  # noqa: D102
        asked = request.payload.data
        self.server.store.codes[code] = Code(
            code, request.payload.redirect_uri, request.payload.scope, asked.get("nonce"), request.user,
            asked.get("code_challenge"), asked.get("code_challenge_method"),
        )  # fmt: skip
        self.server.store.nonces.add(asked.get("nonce"))

    def query_authorization_code(self, code: str, client: Client) -> Code | None:  # noqa: D102
        found: Code | None = self.server.store.codes.get(code)
        return found if found and time.time() < found.auth_time + 60 else None

    def delete_authorization_code(self, authorization_code: Code) -> None:  # noqa: D102
        self.server.store.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> str:  # noqa: D102
        return authorization_code.user


class S256Only(CodeChallenge):  # type: ignore[misc]
    """PKCE, required and by S256 (RFC 9700 2.1.1), unless the client's registration lets it off."""

    def __init__(self, faults: frozenset[str]) -> None:
        super().__init__(required=True)
        self.needed = "sso-no-pkce" not in faults
        self.SUPPORTED_CODE_CHALLENGE_METHOD = ["S256", *["plain"] * ("sso-pkce-plain" in faults)]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:  # noqa: D102
        if self.needed and not grant.request.payload.data.get("code_challenge_method"):
            raise InvalidRequestError("Missing 'code_challenge_method'")
        super().validate_code_challenge(grant, redirect_uri)


class _Tokens:
    """What ID tokens hold; shared by the code flow and the implicit one."""

    store: Store

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return nonce in self.store.nonces

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return signing_key()

    def get_encode_header(self, client: Client) -> dict[str, Any]:
        return {"alg": "RS256", "kid": signing_key().kid}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": ISSUER, "aud": [client.get_client_id()]}

    def generate_user_info(self, user: str, scope: str) -> dict[str, str]:
        return {"sub": user, **({"name": USER_NAME} if "profile" in scope.split() else {})}


class CodeTokens(_Tokens, OpenIDCode):  # type: ignore[misc]
    """ID tokens of the code flow."""

    def __init__(self, store: Store, require_nonce: bool) -> None:
        super().__init__(require_nonce=require_nonce)
        self.store = store


class ImplicitGrant(_Tokens, OpenIDImplicitGrant):  # type: ignore[misc]
    """Tokens through the browser: registered only for a client that errs so."""

    @property
    def store(self) -> Store:  # type: ignore[override]
        """The server's store."""
        return self.server.store  # type: ignore[no-any-return]
