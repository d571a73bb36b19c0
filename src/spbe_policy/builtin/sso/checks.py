"""What the family `sso` decides about the login, the provider, and passwords; `checks_request` has the rest."""

from collections.abc import Iterator

from spbe_policy.authority import Provider as Declared
from spbe_policy.builtin.sso import checks_request
from spbe_policy.builtin.sso.addresses import origin
from spbe_policy.builtin.sso.checks_request import NEEDS_BROWSER
from spbe_policy.builtin.sso.facts import Login, Metadata, Provider, Way, goes_to
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import Text, text

CITY = ("sso.{name}",)
REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NoParams(Params):
    """Nothing to set."""


class MetadataParams(Params):
    """Least length of an RSA key, in bits (RFC 7518, 3.3)."""

    rsa_bits: int = 2048


@check("sso.login", each=Login, params=NoParams, needs=(Provider,), city=CITY, full=True)
def login(ctx: Context[Login], _: NoParams) -> Iterator[Outcome]:
    """The login leads to the provider that the city has for this audience, and the provider takes the request."""
    own = [way for way in ctx.fact.ways if _leads(ctx, way, ctx.name)]
    others = [way for way in ctx.fact.ways if way not in own]
    strange = [way for way in others if not any(_leads(ctx, way, name) for name in ctx.app.login or ())]
    if strange or (others and not own):
        yield _elsewhere((strange or others)[0])
    elif own:
        yield from (_taken(way) for way in own)
    elif ctx.fact.needs_browser:
        yield NEEDS_BROWSER
    else:
        yield _no_way(ctx.fact)


def _leads(ctx: Context[Login], way: Way, audience: str) -> bool:
    item = ctx.city.item(f"sso.{audience}")
    if not isinstance(item, Declared):
        return False
    return goes_to(ctx.all(Provider).get(f"audience:{audience}"), item.issuer, way.request)


def _elsewhere(way: Way) -> Fail:
    place = origin(way.request.endpoint)
    return Fail(
        place,
        text(
            f"halaman masuk menuju {place}, bukan SSO kota untuk pengguna ini",
            f"the login leads to {place}, not to the city's SSO for this audience",
        ),
    )


def _taken(way: Way) -> Outcome:
    if way.gap:
        return way.gap
    if reason := way.refused:
        message = text(
            f"SSO kota menolak permintaan masuk ({reason})", f"the city's SSO refuses the request ({reason})"
        )
        return Fail(f"provider={reason}", message)
    return Pass(f"{way.how} {way.request.endpoint}")


def _no_way(fact: Login) -> Fail:
    if fact.ends_elsewhere:
        place = fact.ends_elsewhere
        message = text(
            f"jalur masuk berakhir di {place} tanpa permintaan OpenID Connect",
            f"the login ends at {place} without an OpenID Connect request",
        )
        return Fail(place, message)
    if fact.status >= 400:
        message = text(f"jalur masuk menjawab {fact.status}", f"the login path answers {fact.status}")
        return Fail(f"status={fact.status}", message)
    message = text(
        "tidak ada pengalihan, tautan, atau formulir menuju SSO kota",
        "no redirect, link or form leads to the city's SSO",
    )
    return Fail("none", message)


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
    wrong = [*_wrong_metadata(fact.metadata, issuer), *_wrong_keys(fact, want.rsa_bits)]
    yield from (Fail(seen, message) for seen, message in wrong)
    if fact.keys_gap:
        yield fact.keys_gap
    elif not wrong:
        yield Pass(f"issuer={issuer}")


def _wrong_metadata(found: Metadata, issuer: str) -> Iterator[tuple[str, Text]]:
    if found.issuer != issuer:
        seen = found.issuer or "none"
        yield f"issuer={seen}", text(f"issuer {seen}, bukan {issuer}", f"issuer is {seen}, not {issuer}")
    for name in REQUIRED:
        url = getattr(found, name)
        if not (url or "").startswith("https://"):
            seen = origin(url) if url else "none"
            yield f"{name}={seen}", text(f"{name} tidak ada atau bukan https", f"{name} is missing or not https")
    if "code" not in found.response_types_supported:
        seen = ",".join(found.response_types_supported) or "none"
        yield f"response_types={seen}", text("response_type code tidak didukung", "response type code is not supported")
    if not set(found.id_token_signing_alg_values_supported) - {"none"}:
        seen = ",".join(found.id_token_signing_alg_values_supported) or "missing"
        yield f"algs={seen}", text("ID token tidak ditandatangani", "ID tokens are not signed")


def _wrong_keys(fact: Provider, rsa_bits: int) -> Iterator[tuple[str, Text]]:
    keys = fact.keys or ()
    seen = ",".join(sorted({key.label for key in keys})) or "none"
    if any(key.private for key in keys):
        yield f"keys={seen},private", text("kunci rahasia ikut terbit", "secret keys are published")
    elif fact.keys_gap is None and not any(key.can_verify(rsa_bits) for key in keys):
        yield f"keys={seen}", text("tidak ada kunci tanda tangan yang layak", "there is no usable signing key")


@check("sso.no_own_password", each=Login, params=NoParams, city=CITY)
def no_own_password(ctx: Context[Login], _: NoParams) -> Iterator[Outcome]:
    """Neither the login path nor the landing page asks for a password of the app's own."""
    asking = sorted(page.url for page in ctx.fact.pages if page.password)
    if asking:
        message = text(f"{asking[0]} meminta kata sandi", f"{asking[0]} asks for a password")
        yield Fail(f"password={','.join(asking)}", message)
    elif ctx.fact.landing_gap:
        yield ctx.fact.landing_gap
    elif ctx.fact.needs_browser:
        yield NEEDS_BROWSER
    else:
        yield Pass("password=none")


ALL = (login, provider_metadata, no_own_password, *checks_request.ALL)
