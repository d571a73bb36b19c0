"""How the family `sbom` looks: files of the manifest's folder, and what the live app shows beside them."""

from collections.abc import Callable
from itertools import chain

from spbe_policy.builtin.sbom.bills import NO_BILL, Bill, bills, documents
from spbe_policy.builtin.sbom.bom import Document, merged
from spbe_policy.builtin.sbom.facts import Bom, Hardening, Inventory, Licences, Products, Shown
from spbe_policy.builtin.sbom.reading import without_collecting
from spbe_policy.builtin.web.facts import Page, Site
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Fact, Gap, Subject


@collector(Bom, reach="file")
async def bom(scope: Scope) -> Collected:
    """Read the bills of materials that the manifest names: what each says of itself."""
    return {subject: _bom(found) for subject, found in bills(scope).items()} or {"sbom": Bom()}


def _bom(found: Bill | Gap) -> Fact | Gap:
    if isinstance(found, Gap):
        return found
    if found.document is None or found.sha256 is None:
        return Bom(path=found.path)

    from spbe_policy.builtin.sbom.summary import identity

    return identity(found.document, found.path, found.sha256)


@collector(Inventory, reach="file")
async def inventory(scope: Scope) -> Collected:
    """Summarise what the components of each bill of materials lack; without a valid one there is nothing to say."""
    return _each(scope, _inventory)


def _inventory(document: Document, path: str) -> Fact:
    from spbe_policy.builtin.sbom.summary import inventory

    return inventory(document, path)


def _each(scope: Scope, read: Callable[[Document, str], Fact]) -> Collected:
    """What the valid bills of materials say, a gap for each other."""
    return {subject: _said(subject, found, read) for subject, found in bills(scope).items()} or {"sbom": NO_BILL}


def _said(subject: Subject, found: Bill | Gap, read: Callable[[Document, str], Fact]) -> Fact | Gap:
    if isinstance(found, Gap):
        return found
    if found.document is None or not found.document.valid:
        return NO_BILL.model_copy(update={"because_of": f"{Bom.kind} {subject}"})
    return read(found.document, found.path)


@collector(Licences, reach="file")
async def licences(scope: Scope) -> Collected:
    """Gather which licences the components of each bill of materials state."""
    return _each(scope, _licences)


def _licences(document: Document, path: str) -> Fact:
    from spbe_policy.builtin.sbom.licences import licences

    with without_collecting():
        return licences(document.software, path)


@collector(Products, reach="file")
async def products(scope: Scope) -> Collected:
    """Find the components whose maintenance ends, in each bill of materials."""
    return _each(scope, _products)


def _products(document: Document, path: str) -> Fact:
    from spbe_policy.builtin.sbom.products import products

    with without_collecting():
        return products(document.components, path)


@collector(Hardening, reach="file")
async def hardening(scope: Scope) -> Collected:
    """Find the libraries that harden an app."""
    from spbe_policy.builtin.sbom.hardening import hardening

    with without_collecting():
        return {"app": hardening(chain.from_iterable(bill.components for bill in documents(scope)))}


@collector(Shown, reach="network", needs=(Page, Site))
async def on_show(scope: Scope) -> Collected:
    """Hold what the landing page and its headers show against what the bills of materials list."""
    from spbe_policy.builtin.sbom.live import sightings

    page, site = scope.of(Page).get("app"), scope.of(Site).get("app")
    if isinstance(page, Gap) or isinstance(site, Gap):
        return {"app": page if isinstance(page, Gap) else site if isinstance(site, Gap) else NO_BILL}
    if page is None or site is None:
        return {}
    found = documents(scope)
    if not found:
        return {"app": NO_BILL}
    own = frozenset(host for place in scope.app.environments.values() for host in (place.host, *place.hosts))
    return {"app": Shown(url=page.url, sightings=sightings(page, site, merged(found), own))}


ALL = (bom, inventory, licences, products, hardening, on_show)
