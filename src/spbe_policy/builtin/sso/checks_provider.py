"""What the family `sso` decides about the provider: its metadata and keys, and what it offers besides."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from spbe_policy.authority import Provider as Declared
from spbe_policy.builtin.sso.addresses import origin
from spbe_policy.builtin.sso.facts import Metadata, Provider
from spbe_policy.builtin.sso.visit_facts import Strayed
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.texts import Text, text

CITY = ("sso.{name}",)
REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_SYMMETRIC = {"HS256", "HS384", "HS512", "none"}

NO_METADATA = NotApplicable(
    text(
        "dokumen discovery tidak terbaca; lihat sso-provider-metadata",
        "no discovery document; see sso-provider-metadata",
    )
)


class OfferParams(Params):
    """Nothing to set."""


class MetadataParams(Params):
    """Least length of an RSA key, in bits (RFC 7518, 3.3)."""

    rsa_bits: int = 2048


@check("sso.provider_metadata", each=Provider, params=MetadataParams, city=CITY, full=True)
def provider_metadata(ctx: Context[Provider], want: MetadataParams) -> Iterator[Outcome]:
    """The discovery document and the keys hold (OpenID Connect Discovery 1.0, sections 3 and 4.3)."""
    item, fact = ctx.city.item(f"sso.{ctx.name}"), ctx.fact
    issuer = item.issuer if isinstance(item, Declared) else ""
    if fact.metadata is None:
        message = text(
            f"dokumen discovery tidak terbaca (status {fact.status})", f"no discovery document (status {fact.status})"
        )
        yield Fail(f"discovery={fact.status}", message)
        return
    wrong = [
        *_wrong_issuer(fact.metadata.issuer, issuer),
        *_wrong_endpoints(fact.metadata),
        *_wrong_lists(fact.metadata),
        *_wrong_keys(fact, want.rsa_bits),
    ]
    yield from (Fail(seen, message) for seen, message in wrong)
    if fact.keys_gap:
        yield fact.keys_gap
    elif not wrong:
        yield Pass(f"issuer={issuer}")


def _wrong_issuer(found: str | None, issuer: str) -> Iterator[tuple[str, Text]]:
    seen = found or "none"
    if found != issuer:
        yield f"issuer={seen}", text(f"issuer {seen}, bukan {issuer}", f"issuer is {seen}, not {issuer}")
    elif not found.startswith("https://") or urlsplit(found).query or urlsplit(found).fragment:
        yield f"issuer={seen}", text("issuer bukan https tanpa query", "the issuer is not https without a query")


def _wrong_endpoints(found: Metadata) -> Iterator[tuple[str, Text]]:
    for name in REQUIRED:
        url = getattr(found, name)
        if not (url or "").startswith("https://"):
            seen = origin(url) if url else "none"
            yield f"{name}={seen}", text(f"{name} tidak ada atau bukan https", f"{name} is missing or not https")
    for seen in found.insecure:
        yield seen, text(f"{seen}, bukan https", f"{seen}, not https")


def _wrong_lists(found: Metadata) -> Iterator[tuple[str, Text]]:
    if "code" not in found.response_types_supported:
        seen = ",".join(found.response_types_supported) or "none"
        yield f"response_types={seen}", text("response_type code tidak didukung", "response type code is not supported")
    if found.subject_types_supported == ():
        yield (
            "subject_types=none",
            text("subject_types_supported tidak ada", "subject_types_supported is missing"),
        )
    algorithms = set(found.id_token_signing_alg_values_supported)
    if not algorithms - _SYMMETRIC:
        seen = ",".join(sorted(algorithms)) or "missing"
        message = text(
            f"ID token tidak ditandatangani dengan kunci yang terbit ({seen})",
            f"ID tokens are not signed with a published key ({seen})",
        )
        yield f"algs={seen}", message


def _wrong_keys(fact: Provider, rsa_bits: int) -> Iterator[tuple[str, Text]]:
    keys, metadata = fact.keys or (), fact.metadata or Metadata()
    seen = ",".join(sorted({key.label for key in keys})) or "none"
    usable = [key for key in keys if key.can_verify(rsa_bits)]
    announced = set(metadata.id_token_signing_alg_values_supported) - _SYMMETRIC
    if any(key.private for key in keys):
        yield f"keys={seen},private", text("kunci rahasia ikut terbit", "secret keys are published")
    elif fact.keys_gap is None and not usable:
        yield f"keys={seen}", text("tidak ada kunci tanda tangan yang layak", "there is no usable signing key")
    elif usable and announced and not announced & {name for key in usable for name in key.algorithms}:
        names = ",".join(sorted(announced))
        yield f"keys={seen},algs={names}", text(f"tidak ada kunci untuk {names}", f"there is no key for {names}")


@check("sso.provider_offers", each=Provider, params=OfferParams, city=CITY)
def provider_offers(ctx: Context[Provider], _: OfferParams) -> Iterator[Outcome]:
    """What the provider offers to apps is what RFC 9700 lets them use; answers name their issuer (RFC 9207)."""
    found = ctx.fact.metadata
    if found is None:
        yield NO_METADATA
        return
    offered = list(_offers(found, ctx.fact))
    if offered:
        seen = "; ".join(offered)
        yield Fail(
            seen, text(f"SSO kota menawarkan atau melewatkan: {seen}", f"the city's SSO offers or lacks: {seen}")
        )
    else:
        yield Pass("code; S256; iss")


def _offers(found: Metadata, fact: Provider) -> Iterator[str]:
    """Yield what should not be there, and by `no …` what should."""
    front = [kind for kind in found.response_types_supported if {"token", "id_token"} & set(kind.split())]
    yield from (f"response_type {kind}" for kind in front)
    yield from (f"grant {name}" for name in found.grant_types_supported or () if name in ("password", "implicit"))
    if "none" in found.id_token_signing_alg_values_supported:
        yield "alg none"
    if "S256" not in found.code_challenge_methods_supported:
        yield "no S256"
    if "plain" in found.code_challenge_methods_supported:
        yield "PKCE plain"
    if not found.authorization_response_iss_parameter_supported:
        yield "no iss"
    if any(key.kid == "shared" for key in fact.keys or ()):
        yield "kid shared"


@check("sso.provider_logout", each=Provider, params=OfferParams, city=CITY, full=True)
def provider_logout(ctx: Context[Provider], _: OfferParams) -> Iterator[Outcome]:
    """The provider ends its own session on request, and tells the apps (RP-Initiated and Back-Channel Logout 1.0)."""
    found = ctx.fact.metadata
    if found is None:
        yield NO_METADATA
        return
    lacks = ["end_session_endpoint"] * (not (found.end_session_endpoint or "").startswith("https://"))
    told = found.backchannel_logout_supported or found.frontchannel_logout_supported
    lacks += ["backchannel_logout"] * (not told)
    if lacks:
        seen = f"lacks={','.join(lacks)}"
        yield Fail(seen, text(f"SSO kota tidak mengumumkan {', '.join(lacks)}", f"not announced: {', '.join(lacks)}"))
    else:
        yield Pass("end_session_endpoint; " + ("backchannel" if found.backchannel_logout_supported else "frontchannel"))


@check("sso.exact_redirect", each=Strayed, params=OfferParams, city=CITY)
def exact_redirect(ctx: Context[Strayed], _: OfferParams) -> Iterator[Outcome]:
    """The provider refuses a redirect URI that differs from the registered one (RFC 9700, 2.1)."""
    fact = ctx.fact
    if fact.asked is None:
        yield NotApplicable(
            text("tidak ada permintaan yang dapat diubah", "there is no request that could be changed"),
        )
    elif fact.sent or (fact.form and fact.status < 400):
        message = text(
            f"SSO kota menerima redirect_uri yang tidak terdaftar ({fact.asked})",
            f"the city's SSO takes a redirect_uri that is not registered ({fact.asked})",
        )
        yield Fail(f"accepted={fact.asked}", message)
    elif fact.status >= 400:
        yield Pass(f"refused={fact.status}")
    else:
        reason = text(
            f"SSO kota menjawab {fact.status} atas redirect_uri yang tidak terdaftar; belum jelas ditolak",
            f"the city's SSO answers {fact.status} to an unregistered redirect_uri; whether it refuses is not clear",
        )
        yield Review(f"status={fact.status}", reason)


ALL = (provider_metadata, provider_offers, provider_logout, exact_redirect)
