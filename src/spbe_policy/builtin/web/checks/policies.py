"""Content Security Policy and cookies of the landing page."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.web import csp
from spbe_policy.builtin.web.cookies import parse_cookie
from spbe_policy.builtin.web.facts import Page, Site
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import Text, text

_MESSAGES = {
    "script-src": text(
        "CSP tidak menahan skrip sisipan: skrip sebaris atau dari mana saja diizinkan",
        "the CSP does not hold back injected scripts: inline ones or any source are let in",
    ),
    "object-src": text("CSP tidak membatasi object-src", "the CSP does not limit object-src"),
    "base-uri": text("CSP tidak membatasi base-uri", "the CSP does not limit base-uri"),
}


@check("web.csp", each=Site, needs=(Page,), params=Params)
def content_policy(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """A Content-Security-Policy that holds back injected scripts, from the headers or the page's meta elements."""
    values = ctx.fact.page.all("content-security-policy") + ctx.need(Page).meta("content-security-policy")
    policies = csp.parse(values)
    if not policies:
        yield Fail("none", _only_reported(ctx.fact) or text("CSP tidak ada", "there is no CSP"))
        return
    weak = csp.weak(policies)
    for name in weak:
        yield Fail(csp.shown(policies, name), _MESSAGES[name])
    if not weak:
        yield Pass(csp.shown(policies, "script-src"))


def _only_reported(site: Site) -> Text | None:
    if site.page.header("content-security-policy-report-only") is None:
        return None
    return text(
        "CSP hanya melaporkan; ganti Report-Only dengan Content-Security-Policy",
        "the CSP only reports; make Report-Only a Content-Security-Policy",
    )


class CookieParams(Params):
    """Cookies that scripts have to read (double-submit tokens), so that HttpOnly is not asked of them."""

    readable: tuple[str, ...] = ()


_SESSION_IN_URL = re.compile(r"(?:;jsessionid|[?&](?:phpsessid|jsessionid|asp\.net_sessionid|sid))=", re.IGNORECASE)


@check("web.cookies", each=Site, params=CookieParams)
def cookies(ctx: Context[Site], want: CookieParams) -> Iterator[Outcome]:
    """Attributes of every cookie set on the way to the landing page (RFC 6265bis, section 4.1.2)."""
    given = [parse_cookie(value) for hop in ctx.fact.hops for value in hop.all("set-cookie")]
    kept = sorted((cookie for cookie in given if not cookie.ends), key=lambda cookie: cookie.stable_name)
    wrong = False
    for cookie in kept:
        if lacking := ", ".join(cookie.missing(readable=cookie.name in want.readable)):
            wrong, name = True, cookie.stable_name
            yield Fail(f"{name}: {lacking}", text(f"cookie {name} tanpa {lacking}", f"cookie {name} lacks {lacking}"))
    if any(_SESSION_IN_URL.search(hop.url) for hop in ctx.fact.hops):
        wrong = True
        yield Fail("session id in URL", text("id sesi ada di alamat (URL)", "the session id is in the URL"))
    if not wrong:
        yield Pass(", ".join(dict.fromkeys(cookie.stable_name for cookie in kept)) or "none")
