"""Where the city's providers take requests: what is asked there, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from spbe_policy.builtin.sso.addresses import bare, error_of, is_request, origin, parameters, under
from spbe_policy.builtin.sso.facts import AuthorizationRequest, Size
from spbe_policy.builtin.sso.pages import Exit
from spbe_policy.builtin.web.reach import trusted
from spbe_policy.evidence import Gap
from spbe_policy.redact import redact, redact_url
from spbe_policy.session import Session

_LONG = 16


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
        code_challenge=_size(given.get("code_challenge")),
        code_challenge_method=kept("code_challenge_method"),
        prompt=kept("prompt"),
        max_age=kept("max_age"),
        by_reference=bool({"request", "request_uri"} & given.keys()),
    )


def _size(value: str | None) -> Size:
    if not value:
        return "none"
    return "long" if len(value) >= _LONG else "short"
