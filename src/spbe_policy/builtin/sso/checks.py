"""What the family `sso` decides about the login and passwords; three more modules of this name have the rest."""

from collections.abc import Iterator

from spbe_policy.authority import Provider as Declared
from spbe_policy.builtin.sso import checks_provider, checks_request, checks_visit
from spbe_policy.builtin.sso.addresses import origin
from spbe_policy.builtin.sso.checks_request import NEEDS_BROWSER
from spbe_policy.builtin.sso.facts import Login, Provider, Way, goes_to
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import text

CITY = ("sso.{name}",)


class NoParams(Params):
    """Nothing to set."""


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


ALL = (login, no_own_password, *checks_provider.ALL, *checks_visit.ALL, *checks_request.ALL)
