"""What the family `mobile` decides."""

from collections.abc import Iterator

from spbe_policy.builtin.mobile.facts import Hosts, Store
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text


class StoreParams(Params):
    """After how many days without a change a person is asked whether the app is still cared for."""

    days: int = 730


@check("mobile.store_page", each=Store, params=StoreParams)
def store_page(ctx: Context[Store], want: StoreParams) -> Iterator[Outcome]:
    """The store names one of the city's accounts as publisher, a privacy policy and a recent change.

    Only a publisher that is clearly another one fails; what a page does not say in a stable form a person looks up.
    """
    page, names = ctx.fact, ctx.city.publishers
    known = {" ".join(name.casefold().split()) for name in names}
    if page.status != 200:
        reason = text(f"halaman toko menjawab {page.status}", f"the store page answers {page.status}")
        yield Review(f"status {page.status}", reason)
    elif page.publisher is None:
        yield Review("unread", text("penerbit tidak terbaca di halaman toko", "no publisher was read on the page"))
    elif not names:
        detail = text("profil pemda belum menyebut akun penerbitnya", "the authority names no account of its own")
        yield Gap(cause=Cause.NOT_CONFIGURED, detail=detail)
    elif page.publisher.casefold() not in known:
        seen = f"publisher={page.publisher}"
        message = text(
            f"penerbit di toko: {page.publisher}, bukan akun kota", f"{page.publisher} is not the city's account"
        )
        yield Fail(seen, message)
    else:
        yield from _rest(ctx, want.days)


def _rest(ctx: Context[Store], days: int) -> Iterator[Outcome]:
    page = ctx.fact
    if page.privacy is None:
        yield Review("no privacy link", text("tautan kebijakan privasi tidak terbaca", "no privacy policy was read"))
    elif page.updated and (ctx.city.today(ctx.at) - page.updated).days > days:
        reason = text(f"terakhir diperbarui {page.updated}", f"last changed on {page.updated}")
        yield Review(f"updated={page.updated}", reason)
    else:
        yield Pass(f"publisher={page.publisher}")


@check("mobile.hosts_encrypted", each=Hosts, params=Params)
def hosts_encrypted(ctx: Context[Hosts], _: Params) -> Iterator[Outcome]:
    """Each host that the app talks to has a trusted certificate and serves nothing over http."""
    inside = [host for host in ctx.fact.hosts if not host.outside]
    bad = [f"{host.name} {host.problem}" for host in inside if host.problem]
    served = {f"http://{host.name}/ {host.plain}": host.plain for host in inside if host.plain}
    bad += [seen for seen, status in served.items() if status < 400]
    if bad:
        seen = ", ".join(bad)
        yield Fail(seen, text(f"host tanpa TLS yang benar: {seen}", f"hosts without proper TLS: {seen}"))
    elif gap := next((host.gap for host in inside if host.gap), None):
        yield gap
    elif served:
        seen = ", ".join(served)
        yield Review(seen, text(f"menjawab lewat http: {seen}", f"they answer over http: {seen}"))
    else:
        yield Pass(", ".join(host.name for host in inside) or "none")


@check("mobile.hosts_admitted", each=Hosts, params=Params, full=True)
def hosts_admitted(ctx: Context[Hosts], _: Params) -> Iterator[Outcome]:
    """The hosts of the app's API lie under the city's domains, or stand in its register."""
    outside = [host.name for host in ctx.fact.hosts if host.outside]
    if outside:
        seen = ", ".join(outside)
        message = text(f"host API di luar domain kota: {seen}", f"API hosts outside the city's domains: {seen}")
        yield Fail(seen, message, claim=("mobile", "api_hosts"))
    elif not ctx.fact.hosts:
        detail = text("host API aplikasi bergerak belum dinyatakan", "the mobile app's API hosts are not declared yet")
        yield Gap(cause=Cause.NOT_DECLARED, detail=detail)
    else:
        yield Pass(", ".join(host.name for host in ctx.fact.hosts))


ALL = (hosts_admitted, hosts_encrypted, store_page)
