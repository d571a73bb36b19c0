"""Where the city's providers take requests: what is asked there, and what they answer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spbe_policy.builtin.sso.addresses import bare, error_of, is_request, origin, parameters, under
from spbe_policy.builtin.sso.facts import AuthorizationRequest, Challenge, Size
from spbe_policy.builtin.sso.pages import Exit
from spbe_policy.builtin.web.reach import trusted
from spbe_policy.errors import InputError
from spbe_policy.evidence import Gap
from spbe_policy.reading import parse_json
from spbe_policy.redact import redact, redact_url
from spbe_policy.session import Session

_LONG = 16
_DIGEST = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
"""A SHA-256 in base64url: of the last letter only the upper four bits are used (RFC 7636 4.2)."""
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True, slots=True)
class CityProviders:
    """The providers of the city: their issuers, and the endpoints that their metadata name (without query)."""

    issuers: frozenset[str]
    endpoints: frozenset[str]

    def at(self, url: str, fields: Mapping[str, str] | None = None) -> bool:
        """Whether `url` asks a provider of the city to log someone in."""
        below = any(under(url, issuer) for issuer in self.issuers)
        return bare(url) in self.endpoints or (below and is_request(url, fields))

    def owns(self, page: str, start: str) -> bool:
        """Whether `page` is a provider's own, seen from an app at `start` that may share its host."""
        if origin(page) != origin(start):
            return origin(page) in {origin(own) for own in self.issuers | self.endpoints}
        return any(under(page, issuer) and not under(start, issuer) for issuer in self.issuers)


async def answer_of(door: Session, exit_: Exit) -> dict[str, object]:
    """Send the request to the provider and see what comes, without leaving it."""
    home = origin(exit_.url)
    hops = await door.chain(exit_.url, method=exit_.method, form=exit_.form, stop=lambda target: origin(target) != home)
    last = hops if isinstance(hops, Gap) else trusted(hops[-1])
    if isinstance(last, Gap):
        return {"gap": last}
    return {"answer": last.status, "error": error_of(last.location) if last.location else None}


def read_request(url: str, fields: Mapping[str, str] | None = None) -> AuthorizationRequest:
    """Return what may be kept of an authorization request."""
    given = parameters(url, fields)

    def kept(name: str) -> str | None:
        return redact(given[name])[:300] if name in given else None

    return AuthorizationRequest(
        endpoint=bare(url),
        client_id=kept("client_id"),
        response_type=kept("response_type"),
        response_mode=kept("response_mode"),
        scope=kept("scope"),
        redirect_uri=redact_url(given["redirect_uri"].partition("?")[0])[:300] if "redirect_uri" in given else None,
        state=_size(given.get("state")),
        nonce=_size(given.get("nonce")),
        code_challenge=_challenge(given.get("code_challenge"), given.get("code_challenge_method")),
        code_challenge_method=kept("code_challenge_method"),
        prompt=kept("prompt"),
        max_age=kept("max_age"),
        acr=tuple(sorted({redact(value)[:300] for value in _acr(given)}))[:10],
        by_reference=bool({"request", "request_uri"} & given.keys()),
    )


def _size(value: str | None) -> Size:
    if not value:
        return "none"
    return "long" if len(value) >= _LONG else "short"


def _challenge(value: str | None, method: str | None) -> Challenge:
    size = _size(value)
    form = _DIGEST if method == "S256" else _VERIFIER
    return "malformed" if size == "long" and not form.fullmatch(value or "") else size


def _acr(given: Mapping[str, str]) -> Iterator[str]:
    """Yield what `acr_values` and `claims` ask for."""
    yield from given.get("acr_values", "").split()
    try:
        asked = parse_json(given.get("claims", "{}").encode(), "claims")
    except InputError:
        return
    token = asked.get("id_token") if isinstance(asked, dict) else None
    wanted = token.get("acr") if isinstance(token, dict) else None
    if isinstance(wanted, dict):
        values = wanted.get("values") if isinstance(wanted.get("values"), list) else [wanted.get("value")]
        yield from (value for value in values or () if isinstance(value, str))
