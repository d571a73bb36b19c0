"""How the family `sso` looks at the city's providers and at the app's login."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import anyio

from spbe_policy.authority import Provider as Declared
from spbe_policy.builtin.sso.addresses import bare
from spbe_policy.builtin.sso.facts import Login, Provider, goes_to
from spbe_policy.builtin.sso.provider import discover, with_keys
from spbe_policy.builtin.sso.walk import Doors, Walk
from spbe_policy.builtin.web.reach import NO_ADDRESS
from spbe_policy.collect import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap, Subject
from spbe_policy.manifest import Audience, Environment
from spbe_policy.texts import text

NO_LOGIN = Gap(
    cause=Cause.NOT_DECLARED,
    detail=text(
        "cara masuk belum dinyatakan; tulis login, atau login: {} bila tanpa login",
        "the login is not declared yet; give login, or login: {} when nobody logs in",
    ),
)
NO_PROVIDER = Gap(
    cause=Cause.NOT_CONFIGURED,
    detail=text("kota belum menyediakan SSO untuk pengguna ini", "the city has no SSO ready for this audience"),
)


@collector(Provider, reach="network")
async def provider(scope: Scope) -> Collected:
    """Read discovery document and keys of the provider of each audience that logs in."""
    if scope.app.login is None:
        return {"app": NO_LOGIN}
    found: dict[Subject, Provider | Gap] = {}

    async def look(audience: Audience, issuer: str) -> None:
        known = await discover(scope.door, issuer)
        found[subject(audience)] = known if isinstance(known, Gap) else await with_keys(scope.door, known)

    async with anyio.create_task_group() as tasks:
        for audience, issuer in _issuers(scope):
            tasks.start_soon(look, audience, issuer)
    return {subject(audience): found.get(subject(audience), NO_PROVIDER) for audience in sorted(scope.app.login)}


@collector(Login, reach="network")
async def login(scope: Scope) -> Collected:
    """Walk from each audience's login path to the provider's door."""
    if scope.app.login is None:
        return {"app": NO_LOGIN}
    if scope.environment is None and scope.app.login:
        return {"app": NO_ADDRESS}
    providers = await _warm(scope)
    found: dict[Subject, Login | Gap] = {}

    async def walk(audience: Audience, issuer: str) -> None:
        found[subject(audience)] = await _walk(scope, audience, issuer, providers)

    async with anyio.create_task_group() as tasks:
        for audience, issuer in _issuers(scope):
            tasks.start_soon(walk, audience, issuer)
    return {subject(audience): found.get(subject(audience), NO_PROVIDER) for audience in sorted(scope.app.login)}


def subject(audience: Audience) -> Subject:
    """Return the subject of an audience."""
    return f"audience:{audience}"


def start_of(environment: Environment, path: str) -> str:
    """Return the login's URL: `path` is appended to the base URL, whose own path stays (a shared host)."""
    base = urlsplit(environment.url)
    return f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}{path}"


def _issuers(scope: Scope) -> Iterator[tuple[Audience, str]]:
    """Yield the audiences that log in and whose provider the city has ready."""
    for audience in sorted(scope.app.login or ()):
        item = scope.city.item(f"sso.{audience}")
        if isinstance(item, Declared):
            yield audience, item.issuer


async def _warm(scope: Scope) -> Mapping[str, Provider | Gap]:
    """Read the metadata while the app's pages are under way: the walk then finds both answered (issuer -> metadata)."""
    found: dict[str, Provider | Gap] = {}

    async def metadata(issuer: str) -> None:
        found[issuer] = await discover(scope.door, issuer)

    async with anyio.create_task_group() as tasks:
        if scope.environment:
            tasks.start_soon(scope.door.fetch, scope.environment.url)
        for audience, issuer in _issuers(scope):
            tasks.start_soon(metadata, issuer)
            tasks.start_soon(scope.door.fetch, _start(scope, audience))
    return found


def _start(scope: Scope, audience: Audience) -> str:
    if scope.environment is None or scope.app.login is None:
        raise RuntimeError("a walk without a start")
    return start_of(scope.environment, scope.app.login[audience].path)


async def _walk(scope: Scope, audience: Audience, issuer: str, providers: Mapping[str, Provider | Gap]) -> Login | Gap:
    known = {name: None if isinstance(found, Gap) else found for name, found in providers.items()}
    endpoints = (found.metadata.authorization_endpoint for found in known.values() if found and found.metadata)
    walk = Walk(scope.door, Doors(frozenset(known), frozenset(bare(url) for url in endpoints if url)))
    landing_gap = await walk.landing(scope.environment.url) if scope.environment else NO_ADDRESS
    seen = await walk.login(_start(scope, audience))
    if isinstance(seen, Gap):
        return seen
    ways = sorted(
        seen.ways, key=lambda way: (not goes_to(known[issuer], issuer, way.request), way.request.endpoint, way.how)
    )
    native = "web" not in scope.app.app.platforms and not ways
    return seen.model_copy(
        update={"ways": tuple(ways), "landing_gap": landing_gap, "needs_browser": seen.needs_browser or native}
    )


ALL = (provider, login)
