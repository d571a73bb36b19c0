"""What the city's OpenID provider says of itself. Each fault is one member that says otherwise."""

from typing import Any

from spbe_policy.demo.scene import ISSUER, SSO, STAFF_ACR, Scene

SCOPES = ("openid", "profile")


def metadata(scene: Scene) -> dict[str, Any]:
    """Return the discovery document."""
    has = scene.has
    said: dict[str, Any] = {
        "issuer": f"{ISSUER}/realms/lain" if has("sso-discovery-issuer-mismatch") else ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"http://{SSO}/token" if has("sso-http-endpoint") else f"{ISSUER}/token",
        "userinfo_endpoint": f"{ISSUER}/userinfo",
        "jwks_uri": f"{ISSUER}/jwks",
        "end_session_endpoint": f"{ISSUER}/logout",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code", *["id_token token"] * has("sso-implicit-offered")],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", *["password"] * has("sso-password-grant-offered")],
        "subject_types_supported": ["public"],
        "acr_values_supported": [STAFF_ACR],
        "id_token_signing_alg_values_supported": ["RS256", *["none"] * has("sso-alg-none")],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "claims_supported": ["sub", "name"],
    }
    return {name: value for name, value in said.items() if name not in _left_out(scene)}


def _left_out(scene: Scene) -> set[str]:
    members = {
        "sso-no-iss": "authorization_response_iss_parameter_supported",
        "sso-no-subject-types": "subject_types_supported",
        "sso-no-single-logout": "backchannel_logout_supported",
    }
    return {member for fault, member in members.items() if scene.has(fault)}
