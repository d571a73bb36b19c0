"""How the family `sso` looks at the city's providers and at the app's login."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from urllib.parse import urlsplit

from spbe_policy.authority import Provider as Declared
from spbe_policy.builtin.sso.addresses import bare
from spbe_policy.builtin.sso.again import compared, stray
from spbe_policy.builtin.sso.endpoints import CityProviders
from spbe_policy.builtin.sso.facts import Login, Provider, goes_to
from spbe_policy.builtin.sso.pages import Exit
from spbe_policy.builtin.sso.provider import discover, with_keys
from spbe_policy.builtin.sso.visit_facts import Renewed, Strayed
from spbe_policy.builtin.sso.visiting import ALL as VISITING
from spbe_policy.builtin.sso.visiting import NO_LOGIN, leaves
from spbe_policy.builtin.sso.walk import Walk
from spbe_policy.builtin.web.reach import NO_ADDRESS
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap, Subject
from spbe_policy.sections import Environment
from spbe_policy.texts import text
from spbe_policy.vocabulary import Audience

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
    providers = _providers(known)

    async def walk(audience: Audience, issuer: str) -> Login | Gap:
        if environment is None or logins is None:
            return NO_ADDRESS
        path = Walk(scope.door, providers, start_of(environment, logins[audience].path))
        landing_gap = await path.landing(environment.url)
        seen = await path.login()
        return seen if isinstance(seen, Gap) else _completed(seen, scope, landing_gap, known[issuer], issuer)

    return await _for_each(scope, walk)


@collector(Renewed, reach="network", needs=(Login,))
async def renewed(scope: Scope) -> Collected:
    """Begin the login once more as another visitor, and put the two requests side by side."""

    async def look(audience: Audience, _: str) -> Renewed | Gap:
        first = await _request(scope, audience)
        second = await _request(scope, audience, fresh=True) if first else None
        if isinstance(first, Gap):
            return first
        return second if isinstance(second, Gap) else compared(_start(scope, audience), first, second)

    return await _for_each(scope, look)


@collector(Strayed, reach="network", needs=(Login,))
async def strayed(scope: Scope) -> Collected:
    """Ask the provider with a redirect URI that is not registered: of the app's own host, by GET, going nowhere."""

    async def look(audience: Audience, _: str) -> Strayed | Gap:
        known = _walked(scope, audience)
        if not isinstance(known, Gap) and known.ways and (unanswered := known.ways[0].gap):
            return unanswered
        good = await _request(scope, audience)
        if isinstance(good, Gap):
            return good
        return await stray(scope.door, good) if good and _may_stray(scope, audience, good) else Strayed()

    return await _for_each(scope, look)


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


def _start(scope: Scope, audience: Audience) -> str:
    environment, logins = scope.environment, scope.app.login
    return start_of(environment, logins[audience].path) if environment and logins else ""


def _walked(scope: Scope, audience: Audience) -> Login | Gap:
    """Return what the walk of this audience found."""
    subject = f"audience:{audience}"
    found = scope.of(Login).get(subject, scope.of(Login).get("app", NO_PROVIDER))
    return found.model_copy(update={"because_of": f"{Login.kind} {subject}"}) if isinstance(found, Gap) else found


async def _request(scope: Scope, audience: Audience, *, fresh: bool = False) -> Exit | Gap | None:
    """Return the request to the audience's provider as it was made, or as it is made for a `fresh` visitor."""
    known = _walked(scope, audience)
    if isinstance(known, Gap) or not known.ways:
        return known if isinstance(known, Gap) else None
    walk = Walk(scope.door, _providers(await _warm(scope)), _start(scope, audience), fresh=fresh)
    seen = await walk.login()
    if isinstance(seen, Gap):
        return seen
    return next((asked for asked in walk.raw if bare(asked.url) == known.ways[0].request.endpoint), None)


def _may_stray(scope: Scope, audience: Audience, good: Exit) -> bool:
    """Whether there is a good request by GET, back to the app's own host, that can be made once more with a change."""
    known = _walked(scope, audience)
    if isinstance(known, Gap) or scope.environment is None or good.method != "GET":
        return False
    way = known.ways[0]
    target = way.request.redirect_uri or ""
    taken = way.answer is not None and way.refused is None and not way.request.by_reference
    return taken and target.startswith("https://") and not leaves(scope.environment)(target)


def _providers(known: Mapping[str, Provider | None]) -> CityProviders:
    endpoints = (found.metadata.authorization_endpoint for found in known.values() if found and found.metadata)
    return CityProviders(frozenset(known), frozenset(bare(url) for url in endpoints if url))


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


ALL = (provider, login, renewed, strayed, *VISITING)
