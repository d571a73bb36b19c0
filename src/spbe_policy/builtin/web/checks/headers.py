"""Single headers of the landing page."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.web.csp import parse
from spbe_policy.builtin.web.facts import Page, Site
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import text


class HstsParams(Params):
    """Least `max-age`, in seconds, and whether subdomains and the browsers' preload list are asked for."""

    min_age: int = 31_536_000
    include_subdomains: bool = False
    preload: bool = False


@check("web.hsts", each=Site, params=HstsParams, full=True)
def hsts(ctx: Context[Site], want: HstsParams) -> Iterator[Outcome]:
    """Strict-Transport-Security on the landing page (RFC 6797, section 6.1)."""
    header = ctx.fact.page.header("strict-transport-security")
    if header is None:
        yield Fail(
            "none", text("header Strict-Transport-Security tidak ada", "there is no Strict-Transport-Security header")
        )
        return
    directives = dict(_directive(part) for part in header.split(";") if part.strip())
    age = directives.get("max-age", "")
    words = {"includesubdomains": "includeSubDomains", "preload": "preload"}
    seen = "; ".join([f"max-age={age}", *(words[name] for name in words if name in directives)])
    lacking = [] if age.isdecimal() and int(age) >= want.min_age else [f"max-age >= {want.min_age}"]
    asked = {"includesubdomains": want.include_subdomains, "preload": want.preload}
    lacking += [words[name] for name in words if asked[name] and name not in directives]
    if lacking:
        yield Fail(
            seen,
            text(f"HSTS belum memadai; seharusnya {', '.join(lacking)}", f"HSTS falls short of {', '.join(lacking)}"),
        )
    else:
        yield Pass(seen)


def _directive(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip().strip('"')


@check("web.nosniff", each=Site, params=Params)
def nosniff(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """X-Content-Type-Options: nosniff on the landing page (Fetch standard, section 3.5)."""
    values = ctx.fact.page.all("x-content-type-options")
    # Of several values the first one counts.
    seen = ", ".join(values).split(",")[0].strip().lower() or "none"
    if seen == "nosniff":
        yield Pass(seen)
    else:
        yield Fail(seen, text("X-Content-Type-Options: nosniff tidak ada", "no X-Content-Type-Options: nosniff"))


_LEAKY = {"unsafe-url", "no-referrer-when-downgrade"}
_REFERRER = {
    "no-referrer", "same-origin", "origin", "origin-when-cross-origin", "strict-origin",
    "strict-origin-when-cross-origin", *_LEAKY,
}  # fmt: skip


@check("web.referrer_policy", each=Site, needs=(Page,), params=Params)
def referrer_policy(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """Referrer-Policy that keeps paths from other sites (Referrer Policy, sections 8.1 and 11.1)."""
    given = ctx.fact.page.all("referrer-policy") + ctx.need(Page).meta("referrer")
    # A browser takes the last value that it knows.
    known = [word for value in given if (word := _last_known(value))]
    seen = known[-1] if known else "none"
    if not known:
        yield Fail(seen, text("Referrer-Policy tidak ada", "there is no Referrer-Policy"))
    elif seen in _LEAKY:
        yield Fail(seen, text(f"Referrer-Policy {seen} membocorkan alamat", f"Referrer-Policy {seen} leaks addresses"))
    else:
        yield Pass(seen)


def _last_known(value: str) -> str | None:
    return next((word for part in reversed(value.split(",")) if (word := part.strip().lower()) in _REFERRER), None)


@check("web.framing", each=Site, params=Params)
def framing(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """Foreign sites may not frame the landing page: CSP frame-ancestors goes before X-Frame-Options (CSP 3, 6.4.2)."""
    page = ctx.fact.page
    name = "frame-ancestors"
    policies = [policy for policy in parse(page.all("content-security-policy")) if name in policy.directives]
    if policies:
        seen = " | ".join(sorted({policy.shown(name) for policy in policies}))
        if all({"*", "http:", "https:"} & set(policy.directives[name]) for policy in policies):
            yield Fail(seen, text("frame-ancestors mengizinkan semua situs", "frame-ancestors lets every site in"))
        else:
            yield Pass(seen)
        return
    old = (page.header("x-frame-options") or "none").strip().upper()
    if old in ("DENY", "SAMEORIGIN"):
        yield Pass(f"X-Frame-Options: {old}")
    else:
        message = text("situs lain dapat membingkai halaman ini", "other sites can frame this page")
        yield Fail(f"X-Frame-Options: {old.lower()}", message)


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
