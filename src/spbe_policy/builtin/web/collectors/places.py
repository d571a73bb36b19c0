"""Places of the app that a visitor or a crawler may ask for: plain http, a missing path, methods, login pages."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from spbe_policy.builtin.web.facts import LoginPage, Methods, Missing, Plain, Site, Step, Visit
from spbe_policy.builtin.web.html import parse_page
from spbe_policy.builtin.web.reach import (
    NO_ADDRESS,
    base_of,
    certified,
    hosts_of,
    page_of,
    replied,
    together,
    trusted,
    under,
    unseen,
)
from spbe_policy.builtin.web.signs import NOWHERE, error_marks
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.redact import clip, redact_url
from spbe_policy.sections import Environment, Login
from spbe_policy.session import Exchange
from spbe_policy.texts import text

NO_LOGIN = Gap(
    cause=Cause.NOT_DECLARED, detail=text("cara masuk belum dinyatakan", "the way to log in is not declared yet")
)
HTTP = 80


@collector(Plain, reach="network")
async def plain(scope: Scope) -> Collected:
    """Come to every host over http."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hosts = hosts_of(scope.environment)
    found = await together(partial(_plain, scope, scope.environment, host, port) for host, port in hosts)
    return {f"endpoint:{host}": fact for (host, _), fact in zip(hosts, found, strict=True)}


async def _plain(scope: Scope, environment: Environment, host: str, port: int) -> Fact | Gap:
    own = host == environment.host
    declared = redact_url(environment.url) if own else f"https://{host}/"
    # Port 80 belongs to whoever owns the machine, not to an app that has a port of its own.
    if port != 443 or not declared.startswith("https:"):
        return Plain(declared=declared)
    alive = await scope.door.handshake(host, port)
    if isinstance(alive, Gap):
        return alive
    base = f"http://{host}{urlsplit(base_of(environment)).path if own else '/'}"
    first, second = await together(partial(_walk, scope, host, url) for url in (base, f"{base}{NOWHERE}"))
    if isinstance(first, Gap):
        return first
    if isinstance(second, Gap):
        return second
    return Plain(declared=declared, base=first, nowhere=second)


async def _walk(scope: Scope, host: str, url: str) -> tuple[Step, ...] | Gap:
    """Follow http until it leads to https; a closed port is no step at all."""
    hops = await scope.door.chain(url, stop=lambda target: target.startswith("https:"))
    if isinstance(hops, Gap):
        # A bare handshake tells a closed port from one that takes the connection and then fails us.
        knock = await scope.door.handshake(host, HTTP)
        return () if isinstance(knock, Gap) and knock.cause is Cause.UNREACHABLE else hops
    last = trusted(hops[-1])
    return last if isinstance(last, Gap) else _steps(hops)


def _steps(hops: tuple[Exchange, ...]) -> tuple[Step, ...]:
    return tuple(
        Step(url=redact_url(hop.url), status=hop.status, target=redact_url(hop.location) if hop.location else None)
        for hop in hops
    )


@collector(Missing, reach="network", needs=(Site,))
async def missing(scope: Scope) -> Collected:
    """Ask for a page that does not exist."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    url = under(scope.environment, NOWHERE)
    hops = await scope.door.chain(url, stop=_leaves(scope.environment))
    if isinstance(hops, Gap):
        return {"app": hops}
    marks = error_marks(hops[-1].text)
    last = certified(hops[-1]) if marks else unseen(scope) or replied(hops[-1])
    if isinstance(last, Gap):
        return {"app": last}
    return {"app": Missing(url=redact_url(url), status=last.status, marks=marks)}


@collector(Methods, reach="network", needs=(Site,))
async def methods(scope: Scope) -> Collected:
    """Ask which methods the app takes."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    if gap := unseen(scope):
        return {"app": gap}
    url = base_of(scope.environment)
    answer = await scope.door.fetch(url, method="OPTIONS")
    if isinstance(answer, Gap) or isinstance(answer := replied(answer), Gap):
        return {"app": answer}
    named = ",".join(answer.all("allow")).split(",")
    allow = tuple(sorted({clip(name.strip(), 20).upper() for name in named if name.strip()}))
    return {"app": Methods(url=redact_url(url), status=answer.status, allow=allow[:50])}


@collector(LoginPage, reach="network")
async def logins(scope: Scope) -> Collected:
    """Go to the login pages of each audience, as far as the app's own hosts."""
    if scope.app.login is None or scope.environment is None:
        return {"app": NO_LOGIN if scope.environment else NO_ADDRESS}
    ways = sorted(scope.app.login.items())
    pages = await together(partial(_login, scope, scope.environment, login) for _, login in ways)
    return {f"audience:{name}": fact for (name, _), fact in zip(ways, pages, strict=True)}


async def _login(scope: Scope, environment: Environment, login: Login) -> Fact | Gap:
    paths = [path for path in (login.path, login.break_glass) if path]
    visits = await together(partial(_visit, scope, environment, under(environment, path[1:])) for path in paths)
    gap = next((visit for visit in visits if isinstance(visit, Gap)), None)
    return gap or LoginPage(visits=tuple(visit for visit in visits if isinstance(visit, Visit)))


async def _visit(scope: Scope, environment: Environment, url: str) -> Visit | Gap:
    hops = await scope.door.chain(url, stop=_leaves(environment))
    if isinstance(hops, Gap):
        return hops
    seen = [*(trusted(hop) for hop in hops[:-1]), page_of(hops[-1])]
    gap = next((answer for answer in seen if isinstance(answer, Gap)), None)
    return gap or Visit(steps=_steps(hops), forms=parse_page(hops[-1].url, hops[-1].text).forms)


def _leaves(environment: Environment) -> Callable[[str], bool]:
    """Return whether a redirect leaves the app's own hosts."""
    own = {host for host, _ in hosts_of(environment)}
    return lambda target: (urlsplit(target).hostname or "") not in own
