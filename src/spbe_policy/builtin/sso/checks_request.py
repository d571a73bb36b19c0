"""What the family `sso` decides about the authorization request: flow, PKCE, state and nonce, redirect URI."""

import re
from collections.abc import Callable, Iterator
from typing import Literal
from urllib.parse import urlsplit

from spbe_policy.authority import Provider as Declared
from spbe_policy.builtin.sso.addresses import origin
from spbe_policy.builtin.sso.facts import AuthorizationRequest, Login, Provider
from spbe_policy.builtin.sso.visit_facts import Renewed
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import Text, text
from spbe_policy.vocabulary import Audience

CITY = ("sso.{name}",)
NATIVE = {"android", "ios", "desktop"}
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\])(:\d+)?")

NEEDS_BROWSER = Gap(
    cause=Cause.NEEDS_BROWSER,
    detail=text(
        "tombol masuk dibuat oleh JavaScript atau aplikasi bergerak; perlu dilihat dengan peramban atau gawai",
        "the login is made by JavaScript or a native app; it takes a browser or a device to see it",
    ),
)
NO_METADATA = Gap(
    cause=Cause.NOT_COLLECTED,
    detail=text(
        "dokumen discovery SSO tidak terbaca, jadi dukungan PKCE tidak terlihat",
        "the SSO's discovery document was not read, so its PKCE support is not seen",
    ),
)
NO_REQUEST = NotApplicable(
    text("tidak ada permintaan otorisasi; lihat sso-login", "there is no authorization request; see sso-login")
)
NO_ACR = NotApplicable(
    text("kota tidak meminta tingkat autentikasi (acr)", "the city asks for no authentication level (acr)")
)
BY_REFERENCE = Review(
    "by-reference",
    text(
        "isi permintaan dikirim lewat request object (RFC 9101 atau 9126) dan tidak terlihat dari luar",
        "the request travels in a request object (RFC 9101 or 9126) and cannot be seen from outside",
    ),
)


class FlowParams(Params):
    """Nothing to set."""


class PkceParams(Params):
    """When S256 is asked for: where the provider announces it, or always."""

    pkce: Literal["when-announced", "always"] = "when-announced"


class StateParams(Params):
    """Whether `nonce` is asked for when the scope has `openid`."""

    nonce: bool = True


def _each(fact: Login, judge: Callable[[AuthorizationRequest], Outcome]) -> Iterator[Outcome]:
    if not fact.ways:
        yield NEEDS_BROWSER if fact.needs_browser else NO_REQUEST
    for request in fact.requests:
        yield BY_REFERENCE if request.by_reference else judge(request)


@check("sso.code_flow", each=Login, params=FlowParams, city=CITY, full=True)
def code_flow(ctx: Context[Login], _: FlowParams) -> Iterator[Outcome]:
    """Only a code goes through the browser, never a token (RFC 9700, 2.1.2)."""

    def judge(request: AuthorizationRequest) -> Outcome:
        seen = f"response_type={request.response_type or 'none'}"
        if (request.response_type or "").split() == ["code"]:
            return Pass(seen)
        return Fail(seen, text(f"{seen}; seharusnya code", f"{seen}; it should be code"))

    return _each(ctx.fact, judge)


@check("sso.pkce", each=Login, params=PkceParams, needs=(Provider, Renewed), city=CITY)
def pkce(ctx: Context[Login], want: PkceParams) -> Iterator[Outcome]:
    """The request has a PKCE challenge by S256 (RFC 7636 4.3; RFC 9700, 2.1.1)."""
    provider = ctx.all(Provider).get(ctx.subject)
    announced = provider and provider.metadata and provider.metadata.code_challenge_methods_supported

    def judge(request: AuthorizationRequest) -> Outcome:
        method = (request.code_challenge_method or "plain") if request.code_challenge != "none" else "none"
        if method == "S256" and request.code_challenge == "long":
            return _new(ctx, ("code_challenge",), "pkce=S256")
        if want.pkce == "when-announced" and provider is None:
            return NO_METADATA
        if want.pkce == "when-announced" and "S256" not in (announced or ()):
            return NotApplicable(text("SSO kota tidak mengumumkan S256", "the city's SSO does not announce S256"))
        if method == "S256":
            seen = f"pkce=S256,{request.code_challenge}"
            return Fail(
                seen, text("code_challenge bukan SHA-256 (43 karakter)", "code_challenge is no SHA-256 (43 letters)")
            )
        how = text("tanpa PKCE", "without PKCE") if method == "none" else text(f"PKCE {method}", f"PKCE {method}")
        return Fail(
            f"pkce={method}", text(f"permintaan {how.id}; seharusnya S256", f"request {how.en}; it should be S256")
        )

    return _each(ctx.fact, judge)


@check("sso.state", each=Login, params=StateParams, needs=(Renewed,), city=CITY)
def state(ctx: Context[Login], want: StateParams) -> Iterator[Outcome]:
    """The request carries `state`, and `nonce` with scope `openid`, new each time and too long to be guessed."""

    def judge(request: AuthorizationRequest) -> Outcome:
        wanted = {"state": request.state}
        if want.nonce and "openid" in (request.scope or "").split():
            wanted["nonce"] = request.nonce
        weak = [f"{name}={size}" for name, size in wanted.items() if size != "long"]
        if not weak:
            return _new(ctx, tuple(wanted), "; ".join(f"{name}=long" for name in wanted))
        seen = "; ".join(weak)
        return Fail(seen, text(f"tidak ada atau terlalu pendek: {seen}", f"missing or too short: {seen}"))

    return _each(ctx.fact, judge)


def _new(ctx: Context[Login], names: tuple[str, ...], otherwise: str) -> Outcome:
    """Judge by the second request whether these values are new in each."""
    if gap := ctx.gap(Renewed, ctx.subject):
        return gap
    second = ctx.all(Renewed).get(ctx.subject)
    old = [f"{name}=fixed" for name in names if second and name in second.fixed]
    old += [f"{name}=near" for name in names if second and name in second.near]
    if not old:
        return Pass(otherwise)
    seen = "; ".join(old)
    return Fail(seen, text(f"tidak acak di dua permintaan: {seen}", f"not random in two requests: {seen}"))


@check("sso.acr", each=Login, params=FlowParams, city=CITY, full=True)
def acr(ctx: Context[Login], _: FlowParams) -> Iterator[Outcome]:
    """The request asks for a level of assurance that the city wants (OpenID Connect Core 3.1.2.1, 5.5.1.1)."""
    item = ctx.city.item(f"sso.{ctx.name}")
    wanted = item.acr if isinstance(item, Declared) else ()

    def judge(request: AuthorizationRequest) -> Outcome:
        seen = f"acr={','.join(request.acr) or 'none'}"
        if set(wanted) & set(request.acr):
            return Pass(seen)
        names = ", ".join(wanted)
        return Fail(seen, text(f"permintaan tidak meminta acr {names}", f"the request does not ask for acr {names}"))

    return _each(ctx.fact, judge) if wanted else iter((NO_ACR,))


@check("sso.redirect_uri", each=Login, params=FlowParams, city=CITY, full=True)
def redirect_uri(ctx: Context[Login], _: FlowParams) -> Iterator[Outcome]:
    """The code comes back to the app itself: its own https host, or for a native app what RFC 8252 (7) permits:
    a private-use scheme in reverse domain notation, or the loopback address."""
    hosts, native = _hosts(ctx), bool(NATIVE & set(ctx.app.app.platforms))
    declared = (ctx.app.login or {})[Audience(ctx.name)].redirect_uri

    def judge(request: AuthorizationRequest) -> Outcome:
        seen = request.redirect_uri or "none"
        problem = _problem(request.redirect_uri, hosts, native=native)
        return Fail(f"redirect_uri={seen}", problem) if problem else Pass(f"redirect_uri={seen}")

    yield from _each(ctx.fact, judge)
    if native and declared and (problem := _problem(declared, hosts, native=True)):
        yield Fail(f"redirect_uri={declared}", problem, claim=("login", ctx.name, "redirect_uri"))


def _hosts(ctx: Context[Login]) -> set[str]:
    """The origins of the environment that was looked at."""
    found = set()
    for environment in ctx.app.environments.values():
        if origin(environment.url) == origin(ctx.fact.start):
            names = (urlsplit(environment.url).netloc, *environment.hosts)
            found |= {origin(f"https://{name}") for name in names}
    return found


def _problem(uri: str | None, hosts: set[str], *, native: bool) -> Text | None:
    if not uri:
        return text("redirect_uri tidak ada", "there is no redirect_uri")
    place = origin(uri)
    if place.startswith("https:"):
        if place in hosts:
            return None
        return text(f"{place} bukan host aplikasi ini", f"{place} is not a host of this app")
    if native and (_LOOPBACK.fullmatch(place) or "." in place.partition(":")[0]):
        return None
    return text(f"{uri} bukan https", f"{uri} is not https")


ALL = (code_flow, pkce, state, acr, redirect_uri)
