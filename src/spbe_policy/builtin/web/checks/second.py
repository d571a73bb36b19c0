"""What a second look shows: who else may read, what is stored on the way, which time the server has."""

from collections.abc import Iterator

from spbe_policy.builtin.web.facts import Clock, Cors, CorsLook, Private, PrivatePage
from spbe_policy.builtin.web.fields import cache_directives
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.texts import text


@check("web.cors", each=Cors, params=Params)
def cors(ctx: Context[Cors], _: Params) -> Iterator[Outcome]:
    """No foreign site may read answers that are meant for a logged-in visitor (Fetch, section 3.3)."""
    found = {outcome.seen: outcome for look in ctx.fact.looks for outcome in _opened(look)}
    yield from (found[seen] for seen in sorted(found))
    if not found:
        yield Pass(", ".join(sorted({look.allowed for look in ctx.fact.looks} - {""})) or "none")


def _opened(look: CorsLook) -> Iterator[Fail | Review]:
    whose = "null" if look.origin == "null" else "foreign"
    if look.allowed == "*" and look.with_credentials:
        message = text(
            "CORS: * bersama Allow-Credentials ditolak peramban; sebutkan asal yang berhak",
            "CORS: browsers refuse * with Allow-Credentials; name the origins that are entitled",
        )
        yield Fail("* with credentials", message)
    elif look.allowed == look.origin and look.with_credentials:
        message = text(
            f"situs mana pun dapat membaca data pengguna yang masuk (diizinkan: {look.origin})",
            f"any site can read the data of a logged-in user (let in: {look.origin})",
        )
        yield Fail(f"{whose} origin with credentials", message)
    elif look.allowed == look.origin:
        reason = text(f"asal {look.origin} diizinkan; perlukah?", f"origin {look.origin} is let in; is that needed?")
        yield Review(f"{whose} origin", reason)
    elif look.allowed.startswith("http://") and look.with_credentials:
        message = text(
            f"asal tanpa https dipercaya: {look.allowed}", f"an origin without https is trusted: {look.allowed}"
        )
        yield Fail(f"{look.allowed} with credentials", message)
    elif "," in look.allowed or " " in look.allowed:
        message = text("CORS: lebih dari satu asal ditolak peramban", "CORS: browsers refuse more than one origin")
        yield Fail("several origins", message)


@check("web.private_cache", each=Private, params=Params)
def private_cache(ctx: Context[Private], _: Params) -> Iterator[Outcome]:
    """Login pages are stored nowhere, and what sets a cookie is stored by no shared cache (RFC 9111, section 5.2.2)."""
    if not ctx.fact.pages:
        yield NotApplicable(text("tanpa halaman masuk dan tanpa cookie", "no login page and no cookie"))
        return
    wrong = sorted({f"{page.url}: {_shown(page)}" for page in ctx.fact.pages if _may_be_stored(page)})
    for seen in wrong:
        yield Fail(seen, text(f"dapat tersimpan di singgahan: {seen}", f"may be kept by a cache: {seen}"))
    if not wrong:
        yield Pass(", ".join(sorted({page.url for page in ctx.fact.pages})))


def _shown(page: PrivatePage) -> str:
    directives = cache_directives(page.cache_control)
    return ", ".join(sorted(f"{name}={value}" if value else name for name, value in directives.items())) or "none"


def _may_be_stored(page: PrivatePage) -> bool:
    directives = cache_directives(page.cache_control)
    if "no-store" in directives:
        return False
    if page.login and page.status == 200:
        return True
    # Without a word on freshness these redirects are not stored (RFC 9111, 4.2.2; RFC 9110, 15.1).
    fresh = {name for name in ("public", "max-age", "s-maxage") if directives.get(name, "0") != "0"}
    if page.status in (302, 303, 307) and not fresh:
        return False
    # `private="set-cookie"` keeps back that header alone.
    return directives.get("private") != ""


class ClockParams(Params):
    """Most minutes between the server's clock and ours; requests wait for each other, so less would be chance."""

    minutes: int = 5


@check("web.clock", each=Clock, params=ClockParams)
def clock(ctx: Context[Clock], want: ClockParams) -> Iterator[Outcome]:
    """The Date of the landing page is that of the moment at which we asked (RFC 9110, section 6.6.1)."""
    fact = ctx.fact
    if fact.offset is None:
        seen = "no Date" if fact.date is None else "invalid Date"
        yield Review(seen, text("jam server tidak terbaca dari jawaban", "the answer does not tell the server's time"))
    elif abs(fact.offset) <= want.minutes * 60:
        yield Pass(f"within {want.minutes} min")
    else:
        side = text("mendahului", "ahead") if fact.offset > 0 else text("terlambat", "behind")
        message = text(
            f"jam server {side.id} lebih dari {want.minutes} menit",
            f"the server's clock is more than {want.minutes} minutes {side.en}",
        )
        yield Fail(f"{side.en} > {want.minutes} min", message)
