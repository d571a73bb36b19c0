"""Reads what an OpenID provider publishes about itself. Unknown members of foreign formats are ignored."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from spbe_policy.builtin.sso.facts import Key, Metadata, Provider
from spbe_policy.builtin.web.reach import trusted
from spbe_policy.errors import InputError
from spbe_policy.evidence import Gap
from spbe_policy.reading import parse_json
from spbe_policy.redact import redact, redact_url
from spbe_policy.session import Exchange, Session

MAX_ITEMS = 50
MAX_TEXT = 500


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
    return Metadata(
        **{
            name: _text(content.get(name))
            for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        },
        response_types_supported=_texts(content.get("response_types_supported")),
        id_token_signing_alg_values_supported=_texts(content.get("id_token_signing_alg_values_supported")),
        code_challenge_methods_supported=_texts(content.get("code_challenge_methods_supported")),
    )


def _text(value: object) -> str | None:
    return redact(value[:MAX_TEXT]) if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...]:
    items = value[:MAX_ITEMS] if isinstance(value, list) else []
    return tuple(sorted({item for item in map(_text, items) if item}))


def _keys(found: list[Any]) -> tuple[Key, ...]:
    keys = {_key(item) for item in found[:MAX_ITEMS] if isinstance(item, dict)}
    return tuple(sorted(keys, key=lambda key: (key.label, key.use or "", key.alg or "", key.private)))


def _key(item: Mapping[str, Any]) -> Key:
    return Key(
        kty=_text(item.get("kty")) or "?",
        bits=_bits(item.get("n")),
        crv=_text(item.get("crv")),
        use=_text(item.get("use")),
        alg=_text(item.get("alg")),
        private="d" in item or "k" in item,
    )


def _bits(modulus: object) -> int | None:
    """Return the length of an RSA modulus (RFC 7518 6.3.1.1)."""
    if not isinstance(modulus, str) or len(modulus) > 4000:
        return None
    try:
        return int.from_bytes(urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))).bit_length()
    except ValueError:
        return None
