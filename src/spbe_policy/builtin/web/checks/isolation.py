"""Headers that part the landing page from other sites and from a visitor's devices."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from spbe_policy.builtin.web.facts import Site
from spbe_policy.builtin.web.hsts import YEAR, in_force
from spbe_policy.builtin.web.structured import InnerList, Item, Member, Token, parse_dictionary, parse_item
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, check
from spbe_policy.texts import text


@check("web.hsts_reach", each=Site, params=Params, full=True)
def hsts_reach(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """HSTS on every https answer of the way, with subdomains; who asks for `preload` meets its conditions."""
    said = in_force(ctx.fact.page.all("strict-transport-security"))
    if said is None or not ctx.fact.page.url.startswith("https:"):
        yield NotApplicable(text("HSTS belum berlaku; lihat butir HSTS", "HSTS is not in force yet; see its own rule"))
        return
    own = {host for place in ctx.app.environments.values() for host in (place.host, *place.hosts)}
    hops = [hop for hop in ctx.fact.hops if hop.url.startswith("https:") and urlsplit(hop.url).hostname in own]
    bare = any(in_force(hop.all("strict-transport-security")) is None for hop in hops)
    lacking = ["includeSubDomains"] * (not said.include_subdomains)
    lacking += [f"max-age >= {YEAR}"] * (said.preload and said.max_age < YEAR)
    if lacking:
        asks = text("syarat preload dan subdomain", "preload and subdomains") if said.preload else None
        wanted = asks or text("subdomain", "subdomains")
        missing = ", ".join(lacking)
        yield Fail(str(said), text(f"HSTS untuk {wanted.id} tanpa {missing}", f"HSTS for {wanted.en} lacks {missing}"))
    if bare:
        yield Fail("redirect without HSTS", text("pengalihan https tanpa HSTS", "an https redirect without HSTS"))
    if not lacking and not bare:
        yield Pass(str(said))


class PermissionParams(Params):
    """Features that no page gets unless it says so (Permissions Policy, section 4.8)."""

    features: tuple[str, ...] = ("camera", "geolocation", "microphone")


@check("web.permissions_policy", each=Site, params=PermissionParams, full=True)
def permissions_policy(ctx: Context[Site], want: PermissionParams) -> Iterator[Outcome]:
    """A Permissions-Policy that browsers can read names the features and opens none to every site."""
    values = ctx.fact.page.all("permissions-policy")
    if not values:
        yield Fail("none", text("Permissions-Policy tidak ada", "there is no Permissions-Policy"))
        return
    policy = parse_dictionary(", ".join(values))
    if policy is None:
        message = text("Permissions-Policy diabaikan: tulisannya keliru", "Permissions-Policy is ignored: malformed")
        yield Fail("ignored", message)
        return
    seen = "; ".join(f"{name}={_allowlist(policy[name])}" for name in sorted(want.features) if name in policy)
    missing = sorted(name for name in want.features if name not in policy)
    everybody = sorted(name for name in want.features if name in policy and "*" in _allowlist(policy[name]))
    if missing or everybody:
        names = ", ".join(missing + everybody)
        yield Fail(seen or "none", text(f"belum dibatasi: {names}", f"not limited: {names}"))
    else:
        yield Pass(seen)


def _allowlist(member: Member) -> str:
    """Who may use the feature; what browsers do not understand lets nobody in."""
    items = member.items if isinstance(member, InnerList) else (member,)
    return f"({' '.join(sorted({word for item in items if (word := _allowed(item))}))})"


def _allowed(item: Item) -> str | None:
    if isinstance(item.value, Token):
        return item.value.text if item.value.text in ("*", "self") else None
    return item.value if isinstance(item.value, str) else None


_OPENER = ("same-origin", "same-origin-allow-popups", "noopener-allow-popups")
_EMBEDDER = ("require-corp", "credentialless")
_RESOURCE = ("same-origin", "same-site", "cross-origin")


@check("web.opener_policy", each=Site, params=Params, full=True)
def opener_policy(ctx: Context[Site], _: Params) -> Iterator[Outcome]:
    """Cross-Origin-Opener-Policy parts windows (HTML, 7.1.3); Cross-Origin-Resource-Policy, where sent, is valid."""
    page = ctx.fact.page
    opener = _word(page.all("cross-origin-opener-policy"), _OPENER)
    embedder = _word(page.all("cross-origin-embedder-policy"), _EMBEDDER)
    # No structured field: compared letter by letter (Fetch, section 3.7).
    resource = ", ".join(page.all("cross-origin-resource-policy")) or "none"
    seen = f"COOP {opener}; COEP {embedder}; CORP {resource[:60]}"
    if opener == "none":
        yield Fail(
            seen, text("jendela situs lain dapat menyentuh halaman ini", "windows of other sites reach this page")
        )
    if resource not in ("none", *_RESOURCE):
        yield Fail(seen, text("Cross-Origin-Resource-Policy diabaikan", "Cross-Origin-Resource-Policy is ignored"))
    elif opener != "none":
        yield Pass(seen)


def _word(values: tuple[str, ...], known: tuple[str, ...]) -> str:
    """The policy in force: a broken or repeated header, and an unknown word, mean none."""
    item = parse_item(", ".join(values)) if values else None
    word = item.value.text if item and isinstance(item.value, Token) else ""
    return word if word in known else "none"
