"""Package URLs: what one says, and whether it is that of its component. Pure.

packageurl-python is the judge of all; the plain ones, which are nearly all, are known by their shape, 25 times as fast.
"""

import re
from typing import NamedTuple

from spbe_policy.builtin.sbom.bom import Component, Raw

LONGEST = 2_000
"""Longest package URL that is read, in characters."""

_WORD = r"[A-Za-z0-9_][A-Za-z0-9._-]*+"
_PLAIN = re.compile(
    rf"pkg:(?P<type>npm|pypi|composer|maven|golang|gem|nuget|cargo|deb)/"
    rf"(?P<namespace>(?:(?:%40)?{_WORD}/){{0,6}})(?P<name>{_WORD})@(?P<version>[A-Za-z0-9][A-Za-z0-9._+~-]*)"
    r"(?:\?[a-z_]+=[A-Za-z0-9._+~:/%-]+(?:&[a-z_]+=[A-Za-z0-9._+~:/%-]+){0,5})?"
)
_NAMED_ALIKE = {"npm", "pypi", "composer", "maven", "golang", "gem", "nuget", "cargo", "deb"}
"""Types whose name is, but for case and hyphens, that of the component."""

_LOWER = {"npm", "pypi", "composer"}


class Purl(NamedTuple):
    """A package URL, percent-decoded and in its type's own case; qualifiers and subpath are left out."""

    type: str
    namespace: str | None
    name: str
    version: str | None


def parse(purl: str) -> Purl | None:
    """Return what a package URL says, None for one that is none: too long, malformed, with `..` or control characters.

    >>> parse("pkg:npm/%40vue/core@3.4.21")
    Purl(type='npm', namespace='@vue', name='core', version='3.4.21')
    """
    if len(purl) > LONGEST:
        return None
    if plain := _PLAIN.fullmatch(purl):
        kind, namespace, name, version = plain.groups()
        found = Purl(kind, namespace.rstrip("/").replace("%40", "@") or None, name, version)
        return _in_case(found) if kind in _LOWER else found
    return _parsed(purl)


def _in_case(found: Purl) -> Purl:
    name = found.name.lower()
    namespace = found.namespace.lower() if found.namespace and found.type != "npm" else found.namespace
    return found._replace(name=name.replace("_", "-") if found.type == "pypi" else name, namespace=namespace)


def _parsed(purl: str) -> Purl | None:
    from packageurl import PackageURL

    try:
        read = PackageURL.from_string(purl)
    except ValueError:
        return None
    found = Purl(read.type, read.namespace, read.name, read.version)
    said = "/".join(filter(None, found[1:]))
    walks = {".", ".."} & set(said.split("/"))
    return found if said.isprintable() and not walks else None


def plainly(component: Raw) -> bool:
    """Whether a package URL is plain and ends in its component's very name and version: no need of a second look."""
    purl = component.get("purl")
    if not isinstance(purl, str) or len(purl) > LONGEST or not (plain := _PLAIN.fullmatch(purl)):
        return False
    return plain.group("name", "version") == (component.get("name"), component.get("version"))


def agrees(component: Component, purl: Purl) -> bool:
    """Whether a package URL speaks of its component: the same name, and the same version where both have one."""
    if purl.type not in _NAMED_ALIKE or component.name is None:
        return True
    same_name = component.name == purl.name or _folded(component.name) == _folded(purl.name)
    return same_name and _same_version(component.version, purl.version)


def _folded(name: str) -> str:
    """A name without scope, vendor or path, in one spelling."""
    return re.sub(r"[-_.]+", "-", re.split(r"[/:]", name.lower())[-1])


def _same_version(one: str | None, other: str | None) -> bool:
    if one is None or other is None or one == other:
        return True
    left, right = (version.removeprefix("v").rpartition(":")[2] for version in (one, other))  # Debian's epoch
    return left == right
