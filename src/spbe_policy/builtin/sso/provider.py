"""Reads what an OpenID provider publishes about itself. Unknown members of foreign formats are ignored."""

from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from spbe_policy.builtin.sso.addresses import origin
from spbe_policy.builtin.sso.facts import Key, Metadata, Provider
from spbe_policy.builtin.web.reach import trusted
from spbe_policy.errors import InputError
from spbe_policy.evidence import Gap
from spbe_policy.reading import parse_json
from spbe_policy.redact import clip, redact_url
from spbe_policy.session import Exchange, Session

MAX_ITEMS = 50
MAX_TEXT = 500
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_LISTS = (
    "response_types_supported",
    "id_token_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "subject_types_supported",
)
_FLAGS = (
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_supported",
    "frontchannel_logout_supported",
)


async def discover(door: Session, issuer: str) -> Provider | Gap:
    """Read the discovery document of `issuer` (Discovery 1.0, section 4.1); keys come later."""
    answer = await _last(door, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if isinstance(answer, Gap):
        return answer.of_the_city()
    content = _object(answer)
    metadata = None if content is None else _metadata(content)
    return Provider(url=redact_url(answer.url), status=answer.status, metadata=metadata)


async def with_keys(door: Session, provider: Provider) -> Provider:
    """Add the keys that the metadata points to."""
    url = provider.metadata and provider.metadata.jwks_uri
    if not url:
        return provider
    answer = await _last(door, url)
    if isinstance(answer, Gap):
        return provider.model_copy(update={"keys_gap": answer.of_the_city()})
    found = (_object(answer) or {}).get("keys")
    return provider.model_copy(update={"keys": _keys(found) if isinstance(found, list) else None})


async def _last(door: Session, url: str) -> Exchange | Gap:
    hops = await door.chain(url)
    if isinstance(hops, Gap):
        return hops
    return next((answer for hop in hops if isinstance(answer := trusted(hop), Gap)), hops[-1])


def _object(answer: Exchange) -> Mapping[str, Any] | None:
    """Return the JSON object of a successful answer, else None."""
    try:
        content = parse_json(answer.body, "answer") if answer.status == 200 else None
    except InputError:
        return None
    return content if isinstance(content, dict) else None


def _metadata(content: Mapping[str, Any]) -> Metadata:
    grants = content.get("grant_types_supported")
    return Metadata.model_validate(
        {
            **{name: _text(content.get(name)) for name in ("issuer", *_ENDPOINTS, "end_session_endpoint")},
            **{name: _texts(content.get(name)) for name in _LISTS},
            **{name: value if isinstance(value := content.get(name), bool) else None for name in _FLAGS},
            "grant_types_supported": _texts(grants) if isinstance(grants, list) else None,
            "insecure": tuple(islice(_insecure(content), MAX_ITEMS)),
        }
    )


def _insecure(content: Mapping[str, Any]) -> Iterator[str]:
    """Further endpoints that are not on https; the required ones are judged by name."""
    for name, url in sorted(content.items()):
        further = name.endswith(("_endpoint", "_iframe")) and name not in _ENDPOINTS
        if further and isinstance(url, str) and not url.startswith("https://"):
            yield f"{clip(name, MAX_TEXT)}={origin(url) or '?'}"


def _text(value: object) -> str | None:
    return clip(value, MAX_TEXT) if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...]:
    items = value[:MAX_ITEMS] if isinstance(value, list) else []
    return tuple(sorted({item for item in map(_text, items) if item}))


def _keys(found: list[Any]) -> tuple[Key, ...]:
    items = [item for item in found[:MAX_ITEMS] if isinstance(item, dict)]
    named = Counter(_text(item.get("kid")) for item in items)
    keys = {_key(item, named[_text(item.get("kid"))]) for item in items}
    return tuple(sorted(keys, key=lambda key: (key.label, key.use or "", key.alg or "", key.private, key.kid or "")))


def _key(item: Mapping[str, Any], named_so: int) -> Key:
    return Key(
        kty=_text(item.get("kty")) or "?",
        bits=_bits(item.get("n")),
        crv=_text(item.get("crv")),
        use=_text(item.get("use")),
        alg=_text(item.get("alg")),
        private="d" in item or "k" in item,
        kid="none" if _text(item.get("kid")) is None else "own" if named_so == 1 else "shared",
    )


def _bits(modulus: object) -> int | None:
    """Return the length of an RSA modulus (RFC 7518 6.3.1.1)."""
    if not isinstance(modulus, str) or len(modulus) > 4000:
        return None
    try:
        return int.from_bytes(urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))).bit_length()
    except ValueError:
        return None
