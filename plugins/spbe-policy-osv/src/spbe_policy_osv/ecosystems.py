"""Which package of which OSV ecosystem a component is. Pure."""

import re
from typing import Literal, NamedTuple

from packageurl import PackageURL

from spbe_policy.builtin.sbom import purls
from spbe_policy.builtin.sbom.bom import Component

Reason = Literal["no-purl", "bad-purl", "no-version", "ecosystem", "release", "source", "version", "bill"]
"""Why a component could not be looked up.

`ecosystem`: OSV, or the database, has no advisories for its kind of package; `release`: that of the distribution is not
told; `source`: only the binary package of a distribution is told, OSV knows source packages; `version`: its version, or
one of an advisory, cannot be read; `bill`: a whole bill of materials could not.
"""

_LANGUAGES = {
    "cargo": "crates.io",
    "composer": "Packagist",
    "gem": "RubyGems",
    "githubactions": "GitHub Actions",
    "golang": "Go",
    "hex": "Hex",
    "maven": "Maven",
    "npm": "npm",
    "nuget": "NuGet",
    "pub": "Pub",
    "pypi": "PyPI",
}
_DISTRIBUTIONS = {
    ("deb", "debian"): "Debian",
    ("deb", "ubuntu"): "Ubuntu",
    ("apk", "alpine"): "Alpine",
    ("rpm", "almalinux"): "AlmaLinux",
    ("rpm", "rocky"): "Rocky Linux",
    ("rpm", "rocky-linux"): "Rocky Linux",
}
DISTRIBUTIONS = frozenset(_DISTRIBUTIONS.values())
"""Ecosystems whose advisories are about one release of it, and about source packages."""

_SERIES = {"buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13"}
_SOURCE_PROPERTIES = ("aquasecurity:trivy:SrcName", "syft:metadata:source")
_EXACT = {"Maven", "RubyGems"}
"""Ecosystems in which case tells names apart; the others refuse two names that differ in case alone."""


class Package(NamedTuple):
    """A package in OSV's words, its version, and whether the source package is told (always so for languages)."""

    ecosystem: str
    release: str
    name: str
    version: str
    source_known: bool = True


def folded(ecosystem: str, name: str) -> str:
    """Return a name as its ecosystem compares it; PyPI by PEP 503.

    >>> folded("PyPI", "Flask_Login")
    'flask-login'
    """
    if ecosystem == "PyPI":
        return re.sub(r"[-_.]+", "-", name).lower()
    return name if ecosystem in _EXACT else name.lower()


def package(component: Component) -> Package | Reason:
    """Return which package a component is, or why that cannot be said."""
    if (written := component.purl) is None:
        return "no-purl"
    purl = purls.parse(written)
    if purl is None:
        return "bad-purl"
    version = purl.version or component.version
    if purl.type in {"deb", "apk", "rpm"}:
        return _distributed(component, purl, version, written)
    ecosystem = _LANGUAGES.get(purl.type)
    if ecosystem is None:
        return "ecosystem"
    return Package(ecosystem, "", folded(ecosystem, _name(purl)), version) if version else "no-version"


def _name(purl: purls.Purl) -> str:
    """Return the name as OSV writes it: `group:artifact` for Maven, else the path."""
    if purl.type == "golang" and (purl.namespace, purl.name) in {("golang.org", "std"), (None, "std")}:
        return "stdlib"
    joint = ":" if purl.type == "maven" else "/"
    return joint.join(part for part in (purl.namespace, purl.name) if part)


def _distributed(component: Component, purl: purls.Purl, version: str | None, written: str) -> Package | Reason:
    """A package of a distribution: its release stands in the qualifier `distro`, its source in `upstream`."""
    ecosystem = _DISTRIBUTIONS.get((purl.type, purl.namespace or ""))
    if ecosystem is None:
        return "ecosystem"
    told = PackageURL.from_string(written).qualifiers
    qualifiers = told if isinstance(told, dict) else {}
    release = _release(ecosystem, str(qualifiers.get("distro", "")))
    if not version or not release:
        return "release" if version else "no-version"
    source, _, source_version = str(qualifiers.get("upstream", "")).partition("@")
    source = source or next((found for key in _SOURCE_PROPERTIES if (found := component.properties.get(key))), "")
    if (epoch := qualifiers.get("epoch")) and ":" not in version:
        version = f"{epoch}:{version}"
    known = bool(source) or qualifiers.get("arch") in {"source", "src"}
    return Package(ecosystem, release, folded(ecosystem, source or purl.name), source_version or version, known)


def _release(ecosystem: str, distro: str) -> str:
    """Return the release in OSV's words: `12`, `v3.20`, `22.04`; empty where it is not told.

    >>> _release("Alpine", "alpine-3.20.3"), _release("Debian", "bookworm")
    ('v3.20', '12')
    """
    told = distro.lower().rpartition("-")[2]
    if ecosystem == "Alpine":
        return "v" + ".".join(told.removeprefix("v").split(".")[:2]) if told else ""
    if ecosystem == "Ubuntu":
        return told
    return _SERIES.get(told, told.partition(".")[0])


def covers(ecosystem: str, release: str, wanted: str) -> bool:
    """Whether an advisory for `release` (empty: for any) speaks of the release that is wanted."""
    if ecosystem == "Ubuntu":
        return release in {wanted, f"{wanted}:LTS", ""}
    return ecosystem not in DISTRIBUTIONS or release in {wanted, ""}
