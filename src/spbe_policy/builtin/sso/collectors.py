"""How the family `sso` looks at the city's providers and at the app's login."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from urllib.parse import urlsplit

from spbe_policy.authority import Provider as Declared
from spbe_policy.builtin.sso.addresses import bare
from spbe_policy.builtin.sso.endpoints import CityProviders
from spbe_policy.builtin.sso.facts import Login, Provider, goes_to
from spbe_policy.builtin.sso.provider import discover, with_keys
from spbe_policy.builtin.sso.walk import Walk
from spbe_policy.builtin.web.reach import NO_ADDRESS
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap, Subject
from spbe_policy.sections import Environment
from spbe_policy.texts import text
from spbe_policy.vocabulary import Audience

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

    async def look(_: Audience, issuer: str) -> Provider | Gap:
        known = await discover(scope.door, issuer)
        return known if isinstance(known, Gap) else await with_keys(scope.door, known)

    return await _for_each(scope, look)


@collector(Login, reach="network")
async def login(scope: Scope) -> Collected:
    """Walk from each audience's login path to the provider's door."""
    environment, logins = scope.environment, scope.app.login
    if environment is None and logins:
        return {"app": NO_ADDRESS}
    known = await _warm(scope)
    endpoints = (found.metadata.authorization_endpoint for found in known.values() if found and found.metadata)
    providers = CityProviders(frozenset(known), frozenset(bare(url) for url in endpoints if url))

    async def walk(audience: Audience, issuer: str) -> Login | Gap:
        if environment is None or logins is None:
            return NO_ADDRESS
        path = Walk(scope.door, providers, start_of(environment, logins[audience].path))
        landing_gap = await path.landing(environment.url)
        seen = await path.login()
        return seen if isinstance(seen, Gap) else _completed(seen, scope, landing_gap, known[issuer], issuer)

    return await _for_each(scope, walk)


def start_of(environment: Environment, path: str) -> str:
    """Return the login's URL: `path` is appended to the base URL, whose own path stays (a shared host)."""
    base = urlsplit(environment.url)
    return f"{base.scheme}://{base.netloc}{base.path.rstrip('/')}{path}"


def _completed(seen: Login, scope: Scope, landing_gap: Gap | None, own: Provider | None, issuer: str) -> Login:
    """Put the ways to the audience's own provider first; only a device shows how a native app logs in."""
    ways = sorted(seen.ways, key=lambda way: (not goes_to(own, issuer, way.request), way.request.endpoint, way.how))
    native = "web" not in scope.app.app.platforms and not ways
    changes = {"ways": tuple(ways), "landing_gap": landing_gap, "needs_browser": seen.needs_browser or native}
    return seen.model_copy(update=changes)


async def _for_each(scope: Scope, look: Callable[[Audience, str], Awaitable[Fact | Gap]]) -> Collected:
    """Look at all audiences that log in at once; where the city has no provider ready, say so."""
    if scope.app.login is None:
        return {"app": NO_LOGIN}
    found: dict[Subject, Fact | Gap] = {f"audience:{audience}": NO_PROVIDER for audience in sorted(scope.app.login)}

    async def one(audience: Audience, issuer: str) -> None:
        found[f"audience:{audience}"] = await look(audience, issuer)

    import anyio

    async with anyio.create_task_group() as tasks:
        for audience, issuer in _issuers(scope):
            tasks.start_soon(one, audience, issuer)
    return found


def _issuers(scope: Scope) -> Iterator[tuple[Audience, str]]:
    """Yield the audiences that log in and whose provider the city has ready."""
    for audience in sorted(scope.app.login or ()):
        item = scope.city.item(f"sso.{audience}")
        if isinstance(item, Declared):
            yield audience, item.issuer


async def _warm(scope: Scope) -> Mapping[str, Provider | None]:
    """Return the metadata by issuer, None where it could not be read.

    The login pages are asked for at the same time: the walk then finds them answered and both hosts connected.
    """
    found: dict[str, Provider | None] = {}

    async def metadata(issuer: str) -> None:
        known = await discover(scope.door, issuer)
        found[issuer] = None if isinstance(known, Gap) else known

    import anyio

    async with anyio.create_task_group() as tasks:
        for audience, issuer in _issuers(scope):
            tasks.start_soon(metadata, issuer)
            if scope.environment and scope.app.login:
                tasks.start_soon(scope.door.fetch, start_of(scope.environment, scope.app.login[audience].path))
    return found


ALL = (provider, login)
