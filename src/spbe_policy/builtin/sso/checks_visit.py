"""What the family `sso` decides about visitors who did not log in: cookies, addresses, protected pages, ways out."""

from collections.abc import Iterable, Iterator

from spbe_policy.builtin.sso.facts import Provider
from spbe_policy.builtin.sso.visit_facts import Given, Guarded, LoginCookies, Logout, Returns, Visitor
from spbe_policy.builtin.web.cookies import Cookie, parse_cookie
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

NO_LOGOUT = Gap(
    cause=Cause.NOT_DECLARED,
    detail=text(
        "jalur keluar belum dinyatakan; tulis login.<pengguna>.logout",
        "the logout path is not declared yet; give login.<audience>.logout",
    ),
)
NOBODY = NotApplicable(text("tidak ada cara masuk", "nobody logs in"))
ELSEWHERE = NotApplicable(
    text(
        "permintaan masuk dibuat halaman, bukan oleh pengalihan server",
        "the login request is made by a page, not by a redirect of the server",
    )
)
NO_RETURN = NotApplicable(
    text("tautan aplikasi tidak membawa alamat tujuan", "the app's links carry no address to go to afterwards")
)


class VisitParams(Params):
    """Nothing to set."""


class CookieParams(Params):
    """Names of cookies that are meant for scripts, and need no HttpOnly."""

    readable: tuple[str, ...] = ()


@check("sso.session", each=Visitor, params=VisitParams)
def session(ctx: Context[Visitor], _: VisitParams) -> Iterator[Outcome]:
    """No session id stands in an address, and a protected page shows nothing without one."""
    fact, sound = ctx.fact, True
    if fact.addresses:
        sound = False
        message = text(f"id sesi di alamat: {fact.addresses[0]}", f"session id in an address: {fact.addresses[0]}")
        yield Fail(f"address={','.join(fact.addresses)}", message)
    for page in fact.protected:
        if problem := _shown(page):
            sound = False
            yield problem
    if sound:
        paths = ",".join(page.path for page in fact.protected) or "none"
        yield Pass(f"address=clean; protected={paths}")


def _shown(page: Guarded) -> Outcome | None:
    if page.gap or not page.open:
        return page.gap
    seen = f"{page.path}={page.status}"
    if page.scripted:
        reason = text(
            f"{page.path} menjawab halaman yang diisi skrip; belum jelas apakah isinya terlindung",
            f"{page.path} answers a page that scripts fill; whether its content is protected is not clear",
        )
        return Review(f"{seen},scripted", reason)
    return Fail(seen, text(f"{page.path} terbuka tanpa login", f"{page.path} is open without login"))


@check("sso.cookies", each=LoginCookies, params=CookieParams)
def cookies(ctx: Context[LoginCookies], want: CookieParams) -> Iterator[Outcome]:
    """The cookies of the login path have Secure, HttpOnly and SameSite, and what their prefix promises."""
    if not ctx.fact.given:
        yield NOBODY
        return
    weak = sorted({_weak(cookie, want.readable) for each in ctx.fact.given for cookie in _set(each)} - {""})
    if weak:
        seen = "; ".join(weak)
        yield Fail(seen, text(f"cookie jalur masuk kurang terlindung: {seen}", f"weak cookies of the login: {seen}"))
    else:
        names = sorted({cookie.stable_name for each in ctx.fact.given for cookie in _set(each)})
        yield Pass(f"login {','.join(names) or 'none'}")


def _set(given: Given) -> Iterator[Cookie]:
    return (
        cookie for line in given.cookies if (cookie := parse_cookie(line)) and cookie.attributes.get("max-age") != "0"
    )


def _weak(cookie: Cookie, readable: Iterable[str]) -> str:
    lacks = ", ".join(cookie.missing(readable=cookie.name in readable))
    return f"{cookie.stable_name}: {lacks}" if lacks else ""


@check("sso.bound", each=LoginCookies, params=VisitParams)
def bound(ctx: Context[LoginCookies], _: VisitParams) -> Iterator[Outcome]:
    """A cookie ties the request to the browser, and comes back with it from the provider (RFC 6749, 10.12)."""
    asking = [each for each in ctx.fact.given if each.asks]
    if not asking:
        yield ELSEWHERE if ctx.fact.given else NOBODY
    for each in asking:
        sites = {cookie.same_site for cookie in _set(each)}
        posted = each.response_mode == "form_post"
        if not sites:
            message = text(
                f"{each.path} tidak memasang cookie, jadi state tidak terikat pada peramban",
                f"{each.path} sets no cookie, so nothing ties state to the browser",
            )
            yield Fail(f"{each.path}: cookie=none", message)
        elif sites == {"strict"}:
            message = text(
                f"SameSite=Strict di {each.path}: cookie tidak kembali dari SSO",
                f"SameSite=Strict at {each.path}: the cookie does not come back from the SSO",
            )
            yield Fail(f"{each.path}: SameSite=Strict", message)
        elif "none" in sites and not posted:
            message = text(
                f"SameSite=None di {each.path} tanpa response_mode=form_post",
                f"SameSite=None at {each.path} without response_mode=form_post",
            )
            yield Fail(f"{each.path}: SameSite=None", message)
        else:
            yield Pass(f"{each.path}: cookie")


@check("sso.logout", each=Logout, params=VisitParams, needs=(Provider,), city=("sso.{name}",))
def logout(ctx: Context[Logout], _: VisitParams) -> Iterator[Outcome]:
    """The app's logout leads to the provider's own (RP-Initiated Logout 1.0, section 2)."""
    fact, provider = ctx.fact, ctx.all(Provider).get(ctx.subject)
    end = provider and provider.metadata and provider.metadata.end_session_endpoint
    if fact.path is None:
        yield NO_LOGOUT
    elif end and fact.leads == end.partition("?")[0]:
        yield Pass(f"logout={fact.leads}")
    elif fact.status in (404, 410):
        yield Fail(f"logout={fact.status}", text(f"{fact.path} tidak ada", f"{fact.path} does not exist"))
    else:
        reason = text(
            f"{fact.path} tidak tampak mengakhiri sesi di SSO ({fact.leads or fact.status})",
            f"{fact.path} is not seen to end the session at the SSO ({fact.leads or fact.status})",
        )
        yield Review(f"logout={fact.leads or fact.status}", reason)


@check("sso.returns", each=Returns, params=VisitParams)
def returns(ctx: Context[Returns], _: VisitParams) -> Iterator[Outcome]:
    """The address to go to after login stays within the app."""
    if not ctx.fact.tried:
        yield NO_RETURN
    for each in ctx.fact.tried:
        seen = f"{each.path}?{each.parameter}="
        if each.outside:
            message = text(f"{seen} mengalihkan ke situs luar", f"{seen} redirects to an outside site")
            yield Fail(f"{seen}outside", message)
        elif each.carried:
            reason = text(f"{seen} membawa alamat luar ke SSO", f"{seen} carries an outside address to the SSO")
            yield Review(f"{seen}carried", reason)
        else:
            yield Pass(f"{seen}inside")


ALL = (session, cookies, bound, logout, returns)
