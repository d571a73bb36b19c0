"""How the family `sso` looks at what a visitor is given who did not log in; no provider is asked here."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from hashlib import sha256
from urllib.parse import urlsplit

from spbe_policy.builtin.sso.addresses import bare, is_request, parameters
from spbe_policy.builtin.sso.addresses import under as below
from spbe_policy.builtin.sso.pages import read_page
from spbe_policy.builtin.sso.visit_facts import Given, Guarded, LoginCookies, Logout, Returns, Tried, Visitor
from spbe_policy.builtin.sso.ways_out import (
    MAX_FOUND,
    OUTSIDE,
    is_outside,
    return_parameters,
    session_ids,
    turned_outside,
)
from spbe_policy.builtin.web.reach import NO_ADDRESS, hosts_of, replied, together, trusted, under
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.redact import redact, redact_headers, redact_url
from spbe_policy.sections import Environment, Login
from spbe_policy.session import Exchange, Permission
from spbe_policy.texts import text

NO_LOGIN = Gap(
    cause=Cause.NOT_DECLARED,
    detail=text(
        "cara masuk belum dinyatakan; tulis login, atau login: {} bila tanpa login",
        "the login is not declared yet; give login, or login: {} when nobody logs in",
    ),
)
MOST_PROTECTED = 2
"""Most protected paths that are looked at in one app."""

MOST_RETURNS = 2
"""Most return parameters that are tried in one app."""

_SHELL = 300
"""Most letters of text that the empty page of a single-page app shows."""


@collector(Visitor, reach="network")
async def visitor(scope: Scope) -> Collected:
    """Walk to each login path and to a sample of the protected paths."""
    return await _each(scope, partial(_visit, scope))


@collector(LoginCookies, reach="network")
async def cookies(scope: Scope) -> Collected:
    """Note the cookies that are set on the way to the provider; the answers are those that others had."""
    environment, logins = scope.environment, scope.app.login
    if environment is None or logins is None:
        return {"app": NO_LOGIN if environment else NO_ADDRESS}
    paths = sorted({login.path for login in logins.values()})
    found = await together(partial(_given, scope, environment, path) for path in paths)
    gap = next((each for each in found if isinstance(each, Gap)), None)
    return {"app": gap or LoginCookies(given=tuple(each for each in found if isinstance(each, Given)))}


@collector(Logout, reach="network")
async def logout(scope: Scope) -> Collected:
    """Go to each declared logout path."""
    return await _each(scope, partial(_leave, scope))


@collector(Returns, reach="network", needs=(Visitor,))
async def returns(scope: Scope) -> Collected:
    """Try the return parameters of the app's own links with an outside address; nobody goes there."""
    environment, logins = scope.environment, scope.app.login
    if environment is None or logins is None:
        return {"app": NO_LOGIN if environment else NO_ADDRESS}
    for subject, found in scope.of(Visitor).items():
        if isinstance(found, Gap):
            return {"app": found.model_copy(update={"because_of": f"{Visitor.kind} {subject}"})}
    met = [url for login in logins.values() for url in await _met(scope, environment, login)]
    own = [url for url in met if not leaves(environment)(url)]
    tried = []
    for url, name in sorted(return_parameters(own))[:MOST_RETURNS]:
        answer = await _try(scope, url, name)
        if isinstance(answer, Gap):
            return {"app": answer}
        tried.append(answer)
    return {"app": Returns(tried=tuple(tried))}


def leaves(environment: Environment) -> Callable[[str], bool]:
    """Return whether a redirect leaves the app's own hosts."""
    own = {host for host, _ in hosts_of(environment)}
    return lambda target: (urlsplit(target).hostname or "") not in own


def sampled(scope: Scope, login: Login) -> tuple[str, ...]:
    """Return the protected paths that are looked at: always the same ones, from all over the list."""
    most = max(1, MOST_PROTECTED // len(scope.app.login or (login,)))
    chosen = sorted(set(login.protected), key=lambda path: sha256(path.encode()).digest())[:most]
    return tuple(sorted(chosen))


async def _each(scope: Scope, look: Callable[[Environment, Login], Awaitable[Fact | Gap]]) -> Collected:
    environment, logins = scope.environment, scope.app.login
    if environment is None or logins is None:
        return {"app": NO_LOGIN if environment else NO_ADDRESS}
    ways = sorted(logins.items())
    found = await together(partial(look, environment, login) for _, login in ways)
    return {f"audience:{name}": fact for (name, _), fact in zip(ways, found, strict=True)}


async def _own(scope: Scope, environment: Environment, path: str) -> tuple[Exchange, ...] | Gap:
    """Follow a path as far as the app's own hosts go."""
    return await scope.door.chain(_asked(environment, path), stop=leaves(environment))


def _asked(environment: Environment, path: str) -> str:
    return under(environment, path.removeprefix("/"))


async def _visit(scope: Scope, environment: Environment, login: Login) -> Fact | Gap:
    hops = await _own(scope, environment, login.path)
    if isinstance(hops, Gap):
        return hops
    if gap := next((answer for hop in hops if isinstance(answer := trusted(hop), Gap)), None):
        return gap
    pages = await together(partial(_guarded, scope, environment, path) for path in sampled(scope, login))
    stand = {where for url in await _met(scope, environment, login) for where in session_ids(url)}
    start = bare(_asked(environment, login.path))
    return Visitor(start=start, addresses=tuple(sorted(stand)[:MAX_FOUND]), protected=tuple(pages))


async def _met(scope: Scope, environment: Environment, login: Login) -> tuple[str, ...]:
    """The app's own addresses that a visitor meets: landing page, login path, protected paths. Answers are shared."""
    paths = ("/", login.path, *sampled(scope, login))
    walks = [await _own(scope, environment, path) for path in paths]
    hops = [hop for walk in walks if not isinstance(walk, Gap) for hop in walk]
    return tuple(url for hop in hops for url in _addresses(hop) if not leaves(environment)(url))


def _addresses(hop: Exchange) -> Iterator[str]:
    yield hop.url
    if hop.location:
        yield hop.location
    elif hop.status < 400:
        yield from read_page(hop.url, hop.text).links


async def _guarded(scope: Scope, environment: Environment, path: str) -> Guarded:
    hops = await _own(scope, environment, path)
    last = hops if isinstance(hops, Gap) else replied(hops[-1])
    if isinstance(last, Gap):
        return Guarded(path=path, gap=last)
    page = read_page(last.url, last.text)
    elsewhere = last.location or (None if below(last.url, _asked(environment, path)) else last.url)
    return Guarded(
        path=redact_url(path),
        status=last.status,
        leads=bare(elsewhere) if elsewhere else None,
        login=page.password or any(is_request(way.url, way.fields) for way in page.exits),
        scripted=page.scripted and page.words < _SHELL,
    )


async def _given(scope: Scope, environment: Environment, path: str) -> Given | Gap:
    hops = await _own(scope, environment, path)
    if isinstance(hops, Gap):
        return hops
    if gap := next((answer for hop in hops if isinstance(answer := trusted(hop), Gap)), None):
        return gap
    target = hops[-1].location or ""
    lines = redact_headers(("set-cookie", line[:1000]) for hop in hops for line in hop.all("set-cookie"))
    asks = is_request(target)
    return Given(
        path=redact_url(path),
        asks=asks,
        response_mode=redact(parameters(target).get("response_mode", ""))[:40] or None if asks else None,
        cookies=tuple(value for _, value in lines)[:20],
    )


async def _leave(scope: Scope, environment: Environment, login: Login) -> Fact | Gap:
    if login.logout is None:
        return Logout()
    hops = await _own(scope, environment, login.logout)
    last = hops if isinstance(hops, Gap) else trusted(hops[-1])
    if isinstance(last, Gap):
        return last
    return Logout(
        path=redact_url(login.logout), status=last.status, leads=bare(last.location) if last.location else None
    )


async def _try(scope: Scope, url: str, name: str) -> Tried | Gap:
    answer = await scope.door.fetch(turned_outside(url, name), permission=Permission.PROBE)
    if isinstance(answer, Gap) or isinstance(answer := replied(answer), Gap):
        return answer
    target = answer.location or ""
    carried = is_request(target) and any(OUTSIDE in value for value in parameters(target).values())
    return Tried(
        path=redact_url(urlsplit(url).path)[:200] or "/",
        parameter=name[:60],
        status=answer.status,
        outside=is_outside(target),
        carried=carried,
    )


ALL = (visitor, cookies, logout, returns)
