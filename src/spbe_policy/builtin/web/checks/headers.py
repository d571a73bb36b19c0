"""Single headers of the landing page."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.web.csp import frames_anybody, parse
from spbe_policy.builtin.web.facts import Page, Site
from spbe_policy.builtin.web.fields import members
from spbe_policy.builtin.web.hsts import parse_hsts
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import text


class HstsParams(Params):
    """Least `max-age`, in seconds, and whether subdomains and the browsers' preload list are asked for."""

    min_age: int = 31_536_000
    include_subdomains: bool = False
    preload: bool = False


@check("web.hsts", each=Site, params=HstsParams, full=True)
def hsts(ctx: Context[Site], want: HstsParams) -> Iterator[Outcome]:
    """Strict-Transport-Security on the landing page (RFC 6797, sections 6.1 and 8.1)."""
    page = ctx.fact.page
    header = page.header("strict-transport-security")
    # Over http browsers ignore it.
    if header is None or not page.url.startswith("https:"):
        message = text("header Strict-Transport-Security tidak ada", "there is no Strict-Transport-Security header")
        yield Fail("none", message)
        return
    said = parse_hsts(header)
    if said is None:
        message = text(
            "peramban mengabaikan header HSTS ini: tulisannya keliru atau max-age tidak ada",
            "browsers ignore this HSTS header: it is malformed or has no max-age",
        )
        yield Fail(f"ignored: {' '.join(header.split())[:100]}", message)
        return
    lacking = [f"max-age >= {want.min_age}"] if said.max_age < want.min_age else []
    lacking += ["includeSubDomains"] if want.include_subdomains and not said.include_subdomains else []
    lacking += ["preload"] if want.preload and not said.preload else []
    if lacking:
        missing = ", ".join(lacking)
        yield Fail(str(said), text(f"HSTS belum memadai; seharusnya {missing}", f"HSTS falls short of {missing}"))
    else:
        yield Pass(str(said))


@check("web.nosniff", each=Site, params=Params)
def nosniff(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """X-Content-Type-Options: nosniff on the landing page (Fetch standard, section 3.6)."""
    values = members(ctx.fact.page.all("x-content-type-options"))
    # Of several values the first one counts.
    seen = values[0].lower() if values and values[0] else "none"
    if seen == "nosniff":
        yield Pass(seen)
    else:
        yield Fail(seen, text("X-Content-Type-Options: nosniff tidak ada", "no X-Content-Type-Options: nosniff"))


_LEAKY = {"unsafe-url", "no-referrer-when-downgrade"}
_REFERRER = {
    "no-referrer", "same-origin", "origin", "origin-when-cross-origin", "strict-origin",
    "strict-origin-when-cross-origin", *_LEAKY,
}  # fmt: skip
_OLD_WORDS = {
    "never": "no-referrer",
    "default": "strict-origin-when-cross-origin",
    "always": "unsafe-url",
    "origin-when-crossorigin": "origin-when-cross-origin",
}
"""What a meta element may still say (HTML, 4.2.5.1)."""


@check("web.referrer_policy", each=Site, needs=(Page,), params=Params)
def referrer_policy(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """Referrer-Policy that keeps paths from other sites (Referrer Policy, sections 8.1 and 11.1)."""
    header = [word.lower() for word in members(ctx.fact.page.all("referrer-policy"))]
    meta = [_OLD_WORDS.get(word, word) for value in ctx.need(Page).meta("referrer") if (word := value.strip().lower())]
    # A browser takes the last word that it knows; the meta element comes after the header.
    known = [word for word in (*header, *meta) if word in _REFERRER]
    seen = known[-1] if known else "none"
    if not known:
        yield Fail(seen, text("Referrer-Policy tidak ada", "there is no Referrer-Policy"))
    elif seen in _LEAKY:
        yield Fail(seen, text(f"Referrer-Policy {seen} membocorkan alamat", f"Referrer-Policy {seen} leaks addresses"))
    else:
        yield Pass(seen)


@check("web.framing", each=Site, params=Params)
def framing(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """Foreign sites may not frame the landing page: CSP frame-ancestors goes before X-Frame-Options (CSP 3, 6.4.2)."""
    page = ctx.fact.page
    name = "frame-ancestors"
    policies = tuple(policy for policy in parse(page.all("content-security-policy")) if name in policy.directives)
    if policies:
        seen = " | ".join(sorted({policy.shown(name) for policy in policies}))
        if frames_anybody(policies):
            yield Fail(seen, text("frame-ancestors mengizinkan semua situs", "frame-ancestors lets every site in"))
        else:
            yield Pass(seen)
        return
    words = {word.lower() for word in members(page.all("x-frame-options"))}
    shown = ", ".join(sorted(words))[:100] or "none"
    # Of words that contradict each other browsers take the stricter one (HTML, 7.1.7).
    if words in ({"deny"}, {"sameorigin"}) or (len(words) > 1 and words & {"deny", "sameorigin", "allowall"}):
        yield Pass(f"X-Frame-Options: {shown.upper()}")
    else:
        message = text("situs lain dapat membingkai halaman ini", "other sites can frame this page")
        yield Fail(f"X-Frame-Options: {shown}", message)


class BannerParams(Params):
    """Headers that may name a product, but not its version."""

    headers: tuple[str, ...] = ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")


_VERSION = re.compile(r"\d+\.\d+|/v?\d")


@check("web.banners", each=Site, needs=(Page,), params=BannerParams)
def banners(ctx: Context[Site], want: BannerParams) -> Iterator[Outcome]:
    """Versions in the headers of every answer on the way, and in the page's `generator`."""
    told = {(name, value) for hop in ctx.fact.hops for name, value in hop.headers if name in want.headers}
    told |= {("generator", value) for value in ctx.need(Page).meta("generator")}
    telling = sorted((name, value) for name, value in told if _VERSION.search(value))
    for name, value in telling:
        yield Fail(f"{name}: {value}", text(f"{name} menampilkan versi: {value}", f"{name} shows a version: {value}"))
    if not telling:
        yield Pass("; ".join(f"{name}: {value}" for name, value in sorted(told)) or "none")
