"""Content Security Policy and cookies of the landing page."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from spbe_policy.builtin.web import csp
from spbe_policy.builtin.web.cookies import Cookie, parse_cookie
from spbe_policy.builtin.web.csp_bypasses import bypasses
from spbe_policy.builtin.web.csp_faults import loose, misspelt
from spbe_policy.builtin.web.facts import Nonces, Page, Site
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
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
    policies = _policies(ctx)
    if not policies:
        yield Fail("none", _only_reported(ctx.fact) or text("CSP tidak ada", "there is no CSP"))
        return
    weak = csp.weak(policies)
    for name in weak:
        yield Fail(csp.shown(policies, name), _MESSAGES[name])
    if not weak:
        yield Pass(csp.shown(policies, "script-src"))


def _policies(ctx: Context[Site]) -> tuple[csp.Csp, ...]:
    headers = ctx.fact.page.all("content-security-policy")
    return (*csp.parse(headers), *csp.parse_meta(ctx.need(Page).meta("content-security-policy")))


def _only_reported(site: Site) -> Text | None:
    if site.page.header("content-security-policy-report-only") is None:
        return None
    return text(
        "CSP hanya melaporkan; ganti Report-Only dengan Content-Security-Policy",
        "the CSP only reports; make Report-Only a Content-Security-Policy",
    )


@check("web.csp_bypass", each=Site, needs=(Page,), params=Params)
def csp_bypass(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """A policy that holds scripts back has no way around it that is known, and no word that browsers ignore."""
    policies = _policies(ctx)
    if not policies or "script-src" in csp.weak(policies):
        reason = text("CSP belum menahan skrip; lihat butir header", "no CSP holds scripts back yet; see the headers")
        yield NotApplicable(reason)
        return
    found = [f"{host} ({kind})" for host, kind in sorted(bypasses(policies, ctx.fact.page.url))]
    for seen in found:
        yield Fail(seen, text(f"CSP dapat dilewati lewat {seen}", f"the CSP can be bypassed by {seen}"))
    wrong = sorted({item for policy in policies for item in misspelt(policy)})
    for seen in wrong:
        yield Fail(seen, text(f"diabaikan peramban: {seen}", f"browsers ignore: {seen}"))
    wide = set.intersection(*(set(loose(policy)) for policy in policies))
    for seen in sorted(wide):
        yield Fail(seen, text(f"CSP terlalu luas atau tanpa https: {seen}", f"too wide, or without https: {seen}"))
    if all("'unsafe-eval'" in (policy.scripts or ("'unsafe-eval'",)) for policy in policies):
        reason = text("teks dapat dijalankan sebagai kode; perlukah?", "text can be run as code; is that needed?")
        yield Review("'unsafe-eval'", reason)
    elif not found and not wrong and not wide:
        yield Pass(csp.shown(policies, "script-src"))


class NonceParams(Params):
    """Least length of a nonce: 22 characters of base64 hold the 128 bits that CSP 3 asks for (7.1)."""

    length: int = 22


@check("web.nonce", each=Nonces, params=NonceParams)
def nonce(ctx: Context[Nonces], want: NonceParams) -> Iterator[Outcome]:
    """Nonces that nobody can guess: new in every answer, and long (CSP 3, section 7.1)."""
    fact = ctx.fact
    if fact.shortest is None:
        yield NotApplicable(text("CSP tidak memakai nonce", "the CSP uses no nonce"))
        return
    if fact.repeated:
        message = text("nonce CSP sama di dua jawaban", "two answers carry the same CSP nonce")
        yield Fail("nonce repeated", message)
    if fact.shortest < want.length:
        message = text(f"nonce kurang dari {want.length} karakter", f"a nonce of less than {want.length} characters")
        yield Fail(f"nonce < {want.length} characters", message)
    if not fact.repeated and fact.shortest >= want.length:
        yield Pass("new nonce")


class CookieParams(Params):
    """Cookies that scripts have to read (double-submit tokens), so that HttpOnly is not asked of them."""

    readable: tuple[str, ...] = ()


_SESSION_IN_URL = re.compile(r"(?:;jsessionid|[?&](?:phpsessid|jsessionid|asp\.net_sessionid|sid))=", re.IGNORECASE)


@check("web.cookies", each=Site, params=CookieParams)
def cookies(ctx: Context[Site], want: CookieParams) -> Iterator[Outcome]:
    """Attributes of every cookie set on the way to the landing page (RFC 6265bis, section 4.1.2)."""
    kept = [cookie for _, cookie in _kept(ctx)]
    wrong = {f"{each.stable_name}: {', '.join(each.missing(readable=each.name in want.readable))}" for each in kept}
    for seen in sorted(item for item in wrong if not item.endswith(": ")):
        name, _, lacking = seen.rpartition(": ")
        yield Fail(seen, text(f"cookie {name} tanpa {lacking}", f"cookie {name} lacks {lacking}"))
    in_url = any(_SESSION_IN_URL.search(hop.url) for hop in ctx.fact.hops)
    if in_url:
        yield Fail("session id in URL", text("id sesi ada di alamat (URL)", "the session id is in the URL"))
    if not in_url and all(item.endswith(": ") for item in wrong):
        yield Pass(_names(kept))


def _kept(ctx: Context[Site]) -> list[tuple[str, Cookie]]:
    """Every cookie that is set and not deleted, with the host that set it, by name."""
    given = ((hop.url, parse_cookie(value)) for hop in ctx.fact.hops for value in hop.all("set-cookie"))
    kept = ((urlsplit(url).hostname or "", cookie) for url, cookie in given if cookie and not cookie.ends(ctx.at))
    return sorted(kept, key=lambda found: (found[1].stable_name, found[0]))


def _names(kept: list[Cookie]) -> str:
    return ", ".join(dict.fromkeys(cookie.stable_name for cookie in kept)) or "none"


class ScopeParams(Params):
    """Most days that a cookie may live; browsers keep none longer than 400 (RFC 6265bis, section 5.5)."""

    max_days: int = 400


@check("web.cookie_scope", each=Site, params=ScopeParams)
def cookie_scope(ctx: Context[Site], want: ScopeParams) -> Iterator[Outcome]:
    """Cookies go to no other host, come from no other site and do not live for ever (RFC 6265bis, section 5.7)."""
    kept = _kept(ctx)
    found = {outcome.seen: outcome for host, cookie in kept for outcome in _too_wide(host, cookie, ctx, want)}
    yield from (found[seen] for seen in sorted(found))
    if not found:
        yield Pass(_names([cookie for _, cookie in kept]))


def _too_wide(host: str, cookie: Cookie, ctx: Context[Site], want: ScopeParams) -> Iterator[Fail]:
    name, domain = cookie.stable_name, cookie.domain
    if refused := cookie.misdirected(host):
        message = text(f"peramban menolak cookie {name}", f"browsers refuse cookie {name}")
        yield Fail(f"{name}: Domain={refused} refused", message)
    elif domain and domain != host:
        message = text(f"cookie {name} dikirim ke semua host {domain}", f"cookie {name} goes to every host of {domain}")
        yield Fail(f"{name}: Domain={domain}", message)
    lives = cookie.lives(ctx.at)
    # A day more: the server's clock is not ours.
    if lives is not None and lives > timedelta(days=want.max_days + 1):
        message = text(f"cookie {name} disimpan terlalu lama", f"cookie {name} is kept too long")
        yield Fail(f"{name}: > {want.max_days} days", message)
    if cookie.same_site == "none":
        message = text(f"situs lain dapat memakai cookie {name}", f"other sites can use cookie {name}")
        yield Fail(f"{name}: SameSite=None", message)
