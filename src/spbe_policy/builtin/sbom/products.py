"""Which components are products whose maintenance ends: runtimes, frameworks, databases, operating systems. Pure.

Packages of a distribution (deb, apk, rpm) are none: the distribution mends them for as long as it lives itself, and its
own version is that of the component of type `operating-system`.
"""

from collections.abc import Iterable, Mapping

from spbe_policy.builtin.sbom.bom import Component, shown
from spbe_policy.builtin.sbom.facts import Product, Products

MAX_FOUND = 50

_PACKAGES = {
    "laravel": "composer/laravel/framework",
    "codeigniter": "composer/codeigniter4/framework composer/codeigniter/framework",
    "drupal": "composer/drupal/core composer/drupal/core-recommended",
    "django": "pypi/django",
    "spring-boot": "maven/org.springframework.boot/spring-boot",
    "jquery": "npm/jquery",
    "vue": "npm/vue",
    "bootstrap": "npm/bootstrap composer/twbs/bootstrap",
    "angularjs": "npm/angular",
}
BY_PACKAGE: Mapping[str, str] = {
    f"pkg:{each}": slug for slug, packages in _PACKAGES.items() for each in packages.split()
}
"""Products by package URL without its version."""

BY_NAME: Mapping[str, str] = {
    "php": "php",
    "node": "nodejs",
    "nodejs": "nodejs",
    "node.js": "nodejs",
    "python": "python",
    "cpython": "python",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "debian": "debian",
    "ubuntu": "ubuntu",
    "alpine": "alpine",
    "alpine linux": "alpine",
    "centos": "centos",
    "drupal": "drupal",
    "jquery": "jquery",
    "vue": "vue",
    "bootstrap": "bootstrap",
    "wordpress": "wordpress",
    "joomla": "joomla",
}
"""Programs by the name that they show, or that a component which is no library has."""

SLUGS = frozenset((*_PACKAGES, *BY_NAME.values()))
"""endoflife.date's names of all these."""

_NAMED = {
    *BY_NAME,
    *_PACKAGES,
    *(part for each in BY_PACKAGE for part in (each.rpartition("/")[2], each.partition("/")[2])),
}
"""Names that a product can have as a component: all others are passed over at once."""

_PROGRAMS = {"application", "platform", "operating-system", "container", "framework"}
_BY_A_DISTRIBUTION = ("pkg:deb/", "pkg:apk/", "pkg:rpm/", "pkg:alpm/")


def products(components: Iterable[Component], path: str) -> Products:
    """Return the products among the components, each version once."""
    found = dict[tuple[str, str], str]()
    for one in components:
        name = one.raw.get("name")
        if isinstance(name, str) and name.lower() in _NAMED and (slug := _slug(one)) and one.version:
            found.setdefault((slug, shown(one.version, 40)), one.label)
    listed = sorted(found.items())[:MAX_FOUND]
    return Products(
        path=path, found=tuple(Product(product=slug, version=version, label=label) for (slug, version), label in listed)
    )


def _slug(one: Component) -> str | None:
    purl = one.raw.get("purl")
    if isinstance(purl, str) and (known := BY_PACKAGE.get(purl.rpartition("@")[0].lower())):
        return known
    kind = one.type
    if kind not in _PROGRAMS or (kind != "operating-system" and str(purl).startswith(_BY_A_DISTRIBUTION)):
        return None
    return BY_NAME.get((one.name or "").lower())
