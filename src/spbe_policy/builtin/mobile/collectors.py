"""How the family `mobile` looks: the store pages and hosts that the manifest names, two requests for each host."""

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spbe_policy.builtin.mobile.facts import Host, Hosts, Store
from spbe_policy.builtin.mobile.pages import read_page
from spbe_policy.builtin.web.reach import replied, together
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_url
from spbe_policy.texts import text

if TYPE_CHECKING:
    from spbe_policy.session import Exchange

MAX_HOSTS = 5
UNDECLARED = Gap(
    cause=Cause.NOT_DECLARED,
    detail=text("halaman toko aplikasi belum dinyatakan", "no store page of the app is declared yet"),
)


@collector(Store, reach="network")
async def stores(scope: Scope) -> Collected:
    """Read each store page that the manifest names."""
    mobile = scope.app.mobile
    if mobile is None or not mobile.store_pages:
        return {"app": UNDECLARED}
    pages = {f"store:{urlsplit(url).hostname}": url for url in mobile.store_pages}
    found = await together(partial(_store, scope, url) for url in pages.values())
    return dict(zip(pages, found, strict=True))


async def _store(scope: Scope, url: str) -> Store | Gap:
    hops = await scope.door.chain(url)
    last = hops if isinstance(hops, Gap) else replied(hops[-1])
    if isinstance(last, Gap):
        return last
    if last.status != 200:
        return Store(url=redact_url(url), status=last.status)
    return Store(url=redact_url(url), status=200, **read_page(last.url, last.text))


@collector(Hosts, reach="network")
async def hosts(scope: Scope) -> Collected:
    """Ask each host that the app talks to, by https and by http."""
    mobile = scope.app.mobile
    if mobile is None or not mobile.api_hosts:
        return {"app": Hosts(declared=mobile is not None and mobile.api_hosts is not None)}
    names = sorted({name.lower() for name in mobile.api_hosts})[:MAX_HOSTS]
    return {"app": Hosts(hosts=tuple(await together(partial(_host, scope, name) for name in names)))}


async def _host(scope: Scope, name: str) -> Host:
    if scope.door.refusal(f"https://{name}/"):
        return Host(name=name, outside=True)
    secure, plain = await together(partial(scope.door.fetch, f"{scheme}://{name}/") for scheme in ("https", "http"))
    if isinstance(secure, Gap):
        return Host(name=name, gap=secure)
    problem = secure.tls.problem if secure.tls and not secure.tls.verified else None
    return Host(name=name, problem=problem, plain=None if isinstance(plain, Gap) else _served(plain))


def _served(plain: "Exchange") -> int | None:
    """The status of what is served over http; nobody there, a refusal or a redirect to https is as it should be."""
    if plain.location and not plain.location.startswith("https:"):
        return plain.status
    return plain.status if plain.status < 300 or plain.status in (404, 405) else None


ALL = (hosts, stores)
