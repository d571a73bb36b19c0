"""Which libraries do what home-made code should not: hash passwords, keep sessions, build queries. Pure.

That a library is there does not show that it is used everywhere: it helps who answers a question, and answers none.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from spbe_policy.builtin.sbom.bom import Component
from spbe_policy.builtin.sbom.facts import Hardening

Purpose = Literal["passwords", "sessions", "queries"]

MAX_FOUND = 20

_LIBRARIES: Mapping[Purpose, str] = {
    "passwords": """
        pkg:pypi/argon2-cffi pkg:pypi/bcrypt pkg:pypi/passlib pkg:pypi/pwdlib pkg:pypi/django
        pkg:npm/argon2 pkg:npm/bcrypt pkg:npm/bcryptjs pkg:composer/laravel/framework pkg:composer/illuminate/hashing
        pkg:composer/symfony/password-hasher pkg:maven/org.springframework.security/spring-security-crypto
        pkg:maven/de.mkammerer/argon2-jvm pkg:gem/bcrypt pkg:golang/golang.org/x/crypto pkg:cargo/argon2
    """,
    "sessions": """
        pkg:composer/laravel/framework pkg:composer/illuminate/session pkg:composer/codeigniter4/framework
        pkg:composer/codeigniter/framework pkg:composer/symfony/http-foundation pkg:pypi/django pkg:pypi/flask
        pkg:pypi/starlette pkg:npm/express-session pkg:npm/iron-session pkg:npm/next-auth
        pkg:maven/org.springframework.session/spring-session-core pkg:golang/github.com/gorilla/sessions
    """,
    "queries": """
        pkg:composer/laravel/framework pkg:composer/illuminate/database pkg:composer/doctrine/orm
        pkg:composer/doctrine/dbal pkg:composer/codeigniter4/framework pkg:pypi/django pkg:pypi/sqlalchemy
        pkg:pypi/peewee pkg:npm/sequelize pkg:npm/typeorm pkg:npm/prisma pkg:npm/@prisma/client pkg:npm/knex
        pkg:maven/org.hibernate.orm/hibernate-core pkg:maven/org.hibernate/hibernate-core pkg:maven/org.mybatis/mybatis
        pkg:golang/gorm.io/gorm pkg:gem/activerecord
    """,
}
_PURPOSES: Mapping[str, tuple[Purpose, ...]] = {
    written: tuple(purpose for purpose, listed in _LIBRARIES.items() if purl in listed.split())
    for purl in " ".join(_LIBRARIES.values()).split()
    for written in (purl, purl.replace("@", "%40"))
}


def hardening(components: Iterable[Component]) -> Hardening:
    """Return the libraries of each purpose, as `name@version`, sorted."""
    found: dict[Purpose, set[str]] = {"passwords": set(), "sessions": set(), "queries": set()}
    for one in components:
        purl = one.raw.get("purl")
        if isinstance(purl, str):
            for purpose in _PURPOSES.get(purl.rpartition("@")[0].lower(), ()):
                found[purpose].add(one.label)
    return Hardening(**{purpose: tuple(sorted(labels)[:MAX_FOUND]) for purpose, labels in found.items()})
