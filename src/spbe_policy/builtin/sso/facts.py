"""What the family `sso` knows: the provider's metadata and keys, and the way from the app's login to a provider."""

from typing import ClassVar, Literal

from spbe_policy.builtin.sso.addresses import bare, origin, under
from spbe_policy.evidence import Assurance, Fact, Gap, Record
from spbe_policy.texts import Text, text

Size = Literal["none", "short", "long"]
"""How much there is of a value that is new at every request: nothing, under 16 characters, or 16 and more."""

Challenge = Literal["none", "short", "malformed", "long"]
"""The same of a PKCE challenge; `malformed` is no digest or verifier in the form of RFC 7636 (4.1, 4.2)."""

How = Literal["redirect", "link", "form", "meta"]

_CURVES = {
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "Ed25519": ("EdDSA", "Ed25519"),
    "Ed448": ("EdDSA", "Ed448"),
}
_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CHALLENGE = 401
_SILENT = {"login_required", "interaction_required", "consent_required", "account_selection_required"}
"""Errors that only say that nobody is logged in yet (OpenID Connect Core 3.1.2.6)."""


class Metadata(Record):
    """The part of a discovery document that rules read (OpenID Connect Discovery 1.0, section 3).

    `insecure` are further endpoints that are announced, but not by https: `userinfo_endpoint=http://…`. What is null
    was not announced.
    """

    issuer: str | None = None
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    jwks_uri: str | None = None
    response_types_supported: tuple[str, ...] = ()
    id_token_signing_alg_values_supported: tuple[str, ...] = ()
    code_challenge_methods_supported: tuple[str, ...] = ()
    subject_types_supported: tuple[str, ...] | None = None
    grant_types_supported: tuple[str, ...] | None = None
    end_session_endpoint: str | None = None
    insecure: tuple[str, ...] = ()
    authorization_response_iss_parameter_supported: bool | None = None
    backchannel_logout_supported: bool | None = None
    frontchannel_logout_supported: bool | None = None


class Key(Record):
    """A published key (RFC 7517) without its value; `private` when it gives away its secret half.

    `kid` says whether tokens can name the key: `shared` when another key has the same id.
    """

    kty: str
    bits: int | None = None
    crv: str | None = None
    use: str | None = None
    alg: str | None = None
    private: bool = False
    kid: Literal["none", "own", "shared"] | None = None

    def can_verify(self, rsa_bits: int) -> bool:
        """Whether it can verify signatures: RSA of at least `rsa_bits`, or a curve; not meant for encryption."""
        strong = (self.kty == "RSA" and (self.bits or 0) >= rsa_bits) or self.crv in _CURVES
        return strong and self.use in (None, "sig") and not self.private

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The signature algorithms that it fits (RFC 7518 3.1, RFC 8037 3.1): one of them, or all of its type."""
        mine = _RSA if self.kty == "RSA" else _CURVES.get(self.crv or "", ())
        return tuple(name for name in mine if self.alg in (None, name))

    @property
    def label(self) -> str:
        """Type and size: `RSA-2048`, `EC-P-256`."""
        return f"{self.kty}-{self.crv or self.bits or '?'}"


class Provider(Fact):
    """The city's identity provider for one audience, by its own discovery document and keys.

    `metadata` is null when no JSON object came; `keys` when there was no key set to read, `keys_gap` says why we
    could not look.
    """

    kind: ClassVar[str] = "sso.provider/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    status: int
    metadata: Metadata | None = None
    keys: tuple[Key, ...] | None = None
    keys_gap: Gap | None = None

    def sample(self) -> Text | None:
        """Say which document was read."""
        return text(f"dokumen {self.url}", f"document {self.url}")


class AuthorizationRequest(Record):
    """What the app asks of the provider (OpenID Connect Core 3.1.2.1); secrets are known by their size only.

    `acr` are the levels of assurance that are asked for, by `acr_values` or `claims` (Core 5.5.1.1).
    `by_reference`: the parameters travel in a request object (RFC 9101, 9126) and cannot be seen here.
    """

    endpoint: str
    client_id: str | None = None
    response_type: str | None = None
    response_mode: str | None = None
    scope: str | None = None
    redirect_uri: str | None = None
    state: Size = "none"
    nonce: Size = "none"
    code_challenge: Challenge = "none"
    code_challenge_method: str | None = None
    prompt: str | None = None
    max_age: str | None = None
    acr: tuple[str, ...] = ()
    by_reference: bool = False


class Way(Record):
    """One way from the login page to a provider, and what the provider answered.

    `answer` is the status of its last answer, `error` what it sent back to the app; both null when it was not
    asked (a host outside the city) or when `gap` says why we could not see.
    """

    how: How
    request: AuthorizationRequest
    answer: int | None = None
    error: str | None = None
    gap: Gap | None = None

    @property
    def refused(self) -> str | None:
        """How the provider refused the request, or None: an error sent back, or a 4xx other than a challenge."""
        if self.error:
            return None if self.error in _SILENT else self.error
        answer = self.answer or 0
        return str(answer) if 400 <= answer < 500 and answer != _CHALLENGE else None


def goes_to(provider: Provider | None, issuer: str, request: AuthorizationRequest) -> bool:
    """Whether a request goes to this provider: to the endpoint of its metadata; without these, below its issuer."""
    endpoint = provider and provider.metadata and provider.metadata.authorization_endpoint
    return bare(endpoint) == request.endpoint if endpoint else under(request.endpoint, issuer)


class Hop(Record):
    """One answer on the way: its status and its URL without query."""

    status: int
    url: str


class OwnPage(Record):
    """A page that is not the provider's, and whether it asks for a password."""

    url: str
    password: bool


class Login(Fact):
    """The login of one audience, from the app's login path to the provider, as a browser without scripts finds it.

    `ways` are sorted: those to the audience's own provider first. `pages` are the pages seen under way and the
    landing page. `needs_browser`: no way was found, but scripts or a native app may make one.
    """

    kind: ClassVar[str] = "sso.login/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    start: str
    hops: tuple[Hop, ...]
    end: str
    ways: tuple[Way, ...] = ()
    pages: tuple[OwnPage, ...] = ()
    landing_gap: Gap | None = None
    needs_browser: bool = False

    @property
    def status(self) -> int:
        """The status of the login path's last answer."""
        return self.hops[-1].status

    @property
    def requests(self) -> tuple[AuthorizationRequest, ...]:
        """The requests to the provider that comes first."""
        return tuple(way.request for way in self.ways if way.request.endpoint == self.ways[0].request.endpoint)

    @property
    def ends_elsewhere(self) -> str | None:
        """The origin at which the login ends, when that is not the app's."""
        return None if origin(self.end) == origin(self.start) else origin(self.end)

    def sample(self) -> Text | None:
        """Say which pages were looked at."""
        return text(f"jalur masuk {self.start}, tanpa login", f"login path {self.start}, logged out")
