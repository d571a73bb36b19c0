"""Which libraries and programs a landing page shows, with their versions. Pure: addresses and headers, no bodies.

Where a version stands in an address: the content networks' forms `name@1.2`, `libs/name/1.2/`, and in names of files,
`name-1.2.min.js`. A file on the app's own host may be the app's own work: it counts when its name is declared, or known
to be a library.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qs, unquote, urlsplit

from spbe_policy.builtin.sbom.bom import Component, shown
from spbe_policy.builtin.sbom.facts import Sighting
from spbe_policy.builtin.sbom.versions import ALSO, KNOWN
from spbe_policy.builtin.web.facts import Page, Site

MAX_SIGHTINGS = 50

_NUMBER = r"\d+(?:\.\d+){1,3}(?:-(?:alpha|beta|rc)[\w.]*)?"
_AT = re.compile(rf"(?P<name>(?:@[\w.-]+/)?[A-Za-z][\w.-]*)@v?(?P<version>{_NUMBER}|\d+)(?=[/,]|$)")
_LIBS = re.compile(rf"/(?:libs|lib|npm|vendor)/(?P<name>[A-Za-z][\w.-]*)/v?(?P<version>{_NUMBER})/")
_FOLDER = re.compile(
    rf"/(?P<name>[A-Za-z][\w-]*)/v?(?P<version>{_NUMBER})/(?:[\w.-]+/)*(?P=name)[\w.-]*\.(?:m?js|css)$"
)
_FILE = re.compile(rf"/(?P<name>[A-Za-z][\w.-]*?)[-_.]v?(?P<version>{_NUMBER})(?:[-_.][\w.-]*)?\.(?:m?js|css)$")
_PLAIN_FILE = re.compile(r"/(?P<name>[A-Za-z][\w.-]*?)\.(?:m?js|css)$")
_ENDINGS = re.compile(
    r"(?:[.-](?:min|slim|bundle|esm|umd|global|prod|production|development|custom|pack|full|all|runtime|js))+$"
)
_PRODUCT = re.compile(r"(?P<name>[A-Za-z][\w.+-]*)/v?(?P<version>\d[\w.+~-]*)")
_GENERATOR = re.compile(rf"(?P<name>[A-Za-z][A-Za-z ]*?)!?\s+v?(?P<version>{_NUMBER})")
_HEADERS = ("server", "x-powered-by")


def sightings(
    page: Page, site: Site, components: Iterable[Component], own_hosts: frozenset[str]
) -> tuple[Sighting, ...]:
    """Return what is shown, sorted, with the versions that components of the same name have."""
    versions = _declared(components)
    found = {
        (name, version, where): _versions(versions, name)
        for name, version, where, surely in _shown(page, site, own_hosts)
        if surely or _versions(versions, name) is not None
    }
    return tuple(
        Sighting(name=shown(name, 60), observed=shown(version, 30), where=where, declared=declared)
        for (name, version, where), declared in sorted(found.items(), key=lambda item: item[0])[:MAX_SIGHTINGS]
    )


def _shown(page: Page, site: Site, own_hosts: frozenset[str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (name, version, where, whether it is surely somebody else's work)."""
    for where, assets in (("script", page.scripts), ("style", page.styles)):
        for asset in assets:
            yield from ((*one, where, _surely(one[0], asset.url, own_hosts)) for one in in_address(asset.url))
    for hop in site.hops:
        for name, value in hop.headers:
            if name in _HEADERS:
                for match in _PRODUCT.finditer(value):
                    yield match["name"].lower(), match["version"], name, False
    for value in page.meta("generator"):
        if said := _GENERATOR.match(value):
            yield said["name"].lower(), said["version"], "generator", said["name"].lower() in KNOWN


def _surely(name: str, url: str, own_hosts: frozenset[str]) -> bool:
    return name in KNOWN or (urlsplit(url).hostname or "") not in own_hosts


def in_address(url: str) -> Iterator[tuple[str, str]]:
    """Yield the (name, version) of each library that the address of a file names.

    >>> list(in_address("https://cdn.example/npm/bootstrap@5.3.0/dist/js/bootstrap.bundle.min.js"))
    [('bootstrap', '5.3.0')]
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    path = unquote(parts.path)[:500]
    if several := list(_AT.finditer(path)):
        yield from ((_plain(match["name"]), match["version"]) for match in several)
    elif match := _LIBS.search(path) or _FOLDER.search(path) or _FILE.search(path):
        yield _plain(match["name"]), match["version"]
    elif (match := _PLAIN_FILE.search(path)) and (version := _asked(parts.query)) and _plain(match["name"]) in KNOWN:
        yield _plain(match["name"]), version


def _asked(query: str) -> str | None:
    """The version in `?ver=1.2.3` or `?v=1.2.3`."""
    told = parse_qs(query[:500])
    values = (*told.get("ver", ()), *told.get("v", ()))
    return next((value for value in values if re.fullmatch(_NUMBER, value)), None)


def _plain(name: str) -> str:
    """The name of a library without what tells its builds apart: `jquery.slim.min` is `jquery`."""
    return _ENDINGS.sub("", name.lower())


def _declared(components: Iterable[Component]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in components:
        if one.name and one.version:
            name = f"{one.group}/{one.name}" if (one.group or "").startswith("@") else one.name
            key = name.lower() if name.startswith("@") else re.split(r"[/:]", name.lower())[-1]
            found.setdefault(_plain(key), set()).add(one.version)
    return found


def _versions(declared: Mapping[str, set[str]], name: str) -> tuple[str, ...] | None:
    found = [declared[each] for each in (name, *ALSO.get(name, ())) if each in declared]
    return tuple(sorted(shown(version, 40) for version in set().union(*found)))[:10] if found else None
