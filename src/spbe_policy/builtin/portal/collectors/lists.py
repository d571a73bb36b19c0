"""The lists that the city publishes, and where the portal's link leads."""

from typing import TypeVar

from spbe_policy.authority import Catalogue as Described
from spbe_policy.authority import Portal, SuperApp
from spbe_policy.builtin.portal.facts import Catalogue, Landing, Listed, Menu
from spbe_policy.builtin.portal.listing import Unreadable, entries_of
from spbe_policy.builtin.portal.places import host_of
from spbe_policy.builtin.portal.reach import follow, opened
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.redact import redact_url
from spbe_policy.texts import text

L = TypeVar("L", Catalogue, Menu)

MAX_ENTRIES = 20
"""Most entries about one app that are kept."""


@collector(Catalogue, reach="network")
async def catalogue(scope: Scope) -> Collected:
    """Read what the portal's catalogue says of the app."""
    portal = scope.city.portal
    if not isinstance(portal, Portal):
        return {"app": not_configured("Portal SPBE", "the Portal SPBE")}
    return {"app": await _read(scope, Catalogue, portal.catalogue) if portal.catalogue else Catalogue()}


@collector(Menu, reach="network")
async def menu(scope: Scope) -> Collected:
    """Read what the super app's catalogue or menu says of the app."""
    super_app = scope.city.super_app
    if not isinstance(super_app, SuperApp):
        return {"app": not_configured("aplikasi super", "the super app")}
    return {"app": await _read(scope, Menu, super_app.catalogue) if super_app.catalogue else Menu()}


@collector(Landing, reach="network", needs=(Catalogue,))
async def landing(scope: Scope) -> Collected:
    """Follow the catalogue's link for the app."""
    listed = scope.of(Catalogue)["app"]
    if isinstance(listed, Gap):
        return {"app": listed.model_copy(update={"because_of": _BECAUSE})}
    entry = listed.entry(scope.app.app.id, scope.environment)
    if entry is None:
        return {"app": _NOT_LISTED}
    if entry.url is None:
        return {"app": Landing()}
    hops = await follow(scope, entry.url)
    return {"app": hops if isinstance(hops, Gap) else Landing(hops=tuple(opened(hop) for hop in hops))}


async def _read(scope: Scope, fact: type[L], described: Described) -> L | Gap:
    hops = await follow(scope, described.url)
    if isinstance(hops, Gap):
        return hops.of_the_city()
    page, url = hops[-1], redact_url(described.url)
    if page.status >= 400:
        return fact(url=url, broken=f"status {page.status}")
    try:
        found = tuple(entries_of(page.text, page.url, described))
    except Unreadable as error:
        return fact(url=url, broken=str(error))
    own = {entry for entry in found if _is_about(entry, scope.app)}
    return fact(url=url, count=len(found), entries=tuple(sorted(own, key=str)[:MAX_ENTRIES]))


def _is_about(entry: Listed, app: Manifest) -> bool:
    hosts = {host.lower() for where in app.environments.values() for host in (where.host, *where.hosts)}
    return entry.id == app.app.id or bool(entry.url and host_of(entry.url) in hosts)


def not_configured(id: str, en: str) -> Gap:  # noqa: A002 (the language's code)
    """Return the gap for what the authority has not set."""
    detail = text(f"profil pemda belum mengisi {id}", f"the authority has not set {en}")
    return Gap(cause=Cause.NOT_CONFIGURED, detail=detail)


_BECAUSE = f"{Catalogue.kind} app"
_NOT_LISTED = Gap(
    cause=Cause.NOT_DECLARED,
    detail=text(
        "aplikasi tidak terbaca di katalog portal, jadi tautannya tidak dapat diikuti",
        "the app was not read in the portal's catalogue, so there is no link to follow",
    ),
    because_of=_BECAUSE,
)
