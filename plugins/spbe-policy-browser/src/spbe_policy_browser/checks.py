"""What the family `browser` decides."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.texts import text
from spbe_policy_browser.facts import Arrival, Visit

SCREEN = 360
"""Pixels: the width at which the page was laid out."""


class HostParams(Params):
    """Hosts that the city has agreed to, beyond its own domains and those of the app."""

    agreed: tuple[str, ...] = ()


class BarrierParams(Params):
    """Rules of axe-core that are not counted."""

    ignored: tuple[str, ...] = ()


@check("browser.other_hosts", each=Visit, params=HostParams)
def other_hosts(ctx: Context[Visit], want: HostParams) -> Iterator[Outcome]:
    """Which hosts of others learn of a visit, as its browser asks them; whether that is agreed a person decides."""
    own = {host for place in ctx.app.environments.values() for host in (place.host, *place.hosts)}
    known = own | {*want.agreed}
    others = [host for host in ctx.fact.hosts if host not in known and not _under(host, ctx.city.domains)]
    if others:
        seen = ", ".join(others)
        yield Review(seen, text(f"kunjungan diketahui host pihak lain: {seen}", f"others learn of the visit: {seen}"))
    else:
        yield Pass("none")


def _under(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


@check("browser.kept_out", each=Visit, params=Params)
def kept_out(ctx: Context[Visit], _: Params) -> Iterator[Outcome]:
    """Nothing is loaded without TLS (Mixed Content, 4), and the page's own policy holds nothing back (CSP 3, 5)."""
    held = sorted({f"{each.directive} {each.source}" for each in ctx.fact.violations})
    wrong = [*(f"http {url}" for url in ctx.fact.mixed), *held]
    if wrong:
        seen = ", ".join(wrong)
        yield Fail(seen, text(f"tertahan atau tanpa TLS: {seen}", f"held back, or without TLS: {seen}"))
    else:
        yield Pass("none")


@check("browser.small_screen", each=Visit, params=Params)
def small_screen(ctx: Context[Visit], _: Params) -> Iterator[Outcome]:
    """The page is no wider than a small phone (WCAG 2.2, 1.4.10), and the way back to the portal is in sight."""
    fact = ctx.fact
    if fact.width > SCREEN:
        wide = text(
            f"isi halaman selebar {fact.width} piksel di layar {SCREEN} piksel",
            f"the content is {fact.width} pixels wide on a screen of {SCREEN}",
        )
        yield Fail(f"width={fact.width}", wide)
    if fact.portal == "hidden":
        yield Fail(
            "portal=hidden",
            text(
                "tautan ke portal tidak terlihat di layar ponsel", "the link to the portal is out of sight on a phone"
            ),
        )
    if fact.width <= SCREEN and fact.portal != "hidden":
        yield Pass(f"width<={SCREEN}, portal={fact.portal}")


@check("browser.barriers", each=Visit, params=BarrierParams)
def barriers(ctx: Context[Visit], want: BarrierParams) -> Iterator[Outcome]:
    """axe-core sees no critical or serious barrier for people with disabilities (WCAG 2.2, levels A and AA)."""
    found = [each for each in ctx.fact.barriers if each.id not in want.ignored]
    if found:
        seen = ", ".join(each.id for each in found)
        shown = ", ".join(f"{each.id} ({each.elements})" for each in found)
        yield Fail(seen, text(f"hambatan: {shown}", f"barriers: {shown}"))
    else:
        yield Pass("none")


@check("browser.login_arrives", each=Arrival, params=Params, city=("sso.{name}",))
def login_arrives(ctx: Context[Arrival], _: Params) -> Iterator[Outcome]:
    """The login, its scripts run, arrives at the city's provider, and nobody else asks for the password."""
    issuer = getattr(ctx.city.item(f"sso.{ctx.name}"), "issuer", "")
    provider, fact = urlsplit(issuer).hostname or "", ctx.fact
    if fact.asks_password and fact.asks_password != provider:
        where = fact.asks_password
        yield Fail(f"password at {where}", text(f"kata sandi diminta oleh {where}", f"{where} asks for the password"))
    elif provider not in fact.hosts:
        seen = fact.hosts[-1] if fact.hosts else "nowhere"
        where = text(f"jalur masuk berakhir di {seen}, bukan {provider}", f"it ends at {seen}, not {provider}")
        yield Fail(f"ends at {seen}", where)
    else:
        yield Pass(provider)


ALL = (other_hosts, kept_out, small_screen, barriers, login_arrives)
