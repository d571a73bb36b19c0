"""A second look: in the name of a foreign site, at what may be stored, at the server's clock."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urljoin, urlsplit

from spbe_policy.builtin.web.collectors.landing import landing
from spbe_policy.builtin.web.csp_sources import nonces_in
from spbe_policy.builtin.web.facts import Clock, Cors, CorsLook, Nonces, Page, Private, PrivatePage
from spbe_policy.builtin.web.reach import NO_ADDRESS, base_of, hosts_of, page_of, replied, together, under
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Fact, Gap
from spbe_policy.redact import redact, redact_url
from spbe_policy.sections import Environment
from spbe_policy.session import Exchange

_MOST = 300
"""Characters that are kept of a header about origins."""


@collector(Cors, reach="network")
async def cors(scope: Scope) -> Collected:
    """Ask for the landing page, and for the first API that names a health endpoint, as pages of foreign sites would."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hops = await _own(scope)
    foreign = _lookalike(scope)
    found: dict[str, Fact | Gap] = {
        "app": hops if isinstance(hops, Gap) else await _asked(scope, hops[-1].url, (foreign, "null"))
    }
    health = next((api for api in scope.app.apis or () if api.health), None)
    if health and health.health:
        url = urljoin(base_of(scope.environment), health.health)
        found[f"api:{health.id}"] = await _asked(scope, url, (foreign,))
    return found


async def _own(scope: Scope) -> tuple[Exchange, ...] | Gap:
    """Return what the app's own hosts answered on the way to the landing page: a login page elsewhere is not theirs."""
    hops = await landing(scope)
    if isinstance(hops, Gap) or scope.environment is None:
        return hops
    own = {host for host, _ in hosts_of(scope.environment)}
    return tuple(hop for hop in hops if urlsplit(hop.url).hostname in own) or hops


async def _asked(scope: Scope, url: str, origins: Iterable[str]) -> Cors | Gap:
    asked = tuple(origins)
    answers = await together(partial(_in_the_name_of, scope, url, origin) for origin in asked)
    looks = list[CorsLook]()
    for origin, answer in zip(asked, answers, strict=True):
        if isinstance(answer, Gap):
            return answer
        names = ("access-control-allow-origin", "access-control-allow-credentials")
        allowed, credentials = (redact(", ".join(answer.all(name)))[:_MOST] for name in names)
        looks.append(CorsLook(origin=origin, allowed=allowed, credentials=credentials))
    return Cors(url=redact_url(url), looks=tuple(looks))


async def _in_the_name_of(scope: Scope, url: str, origin: str) -> Exchange | Gap:
    answer = await scope.door.fetch(url, headers={"origin": origin})
    return answer if isinstance(answer, Gap) else replied(answer)


def _lookalike(scope: Scope) -> str:
    """Return an origin of nobody's that begins like the app's and ends like the city's: who compares only the one or
    the other takes it for their own, as does who takes anybody."""
    host = scope.environment.host if scope.environment else ""
    owner = next((name for name in scope.city.domains if host == name or host.endswith(f".{name}")), host)
    return f"https://{host}.spbe-policy-{owner}"


@collector(Nonces, reach="network")
async def nonces(scope: Scope) -> Collected:
    """Compare the nonces of the landing page's CSP with those of another look; the answers are the ones `cors` had."""
    hops = await _own(scope)
    if isinstance(hops, Gap):
        return {"app": hops}
    url, first = hops[-1].url, _nonces(hops[-1])
    if not first:
        return {"app": Nonces(url=redact_url(url))}
    again = await _in_the_name_of(scope, url, _lookalike(scope))
    if isinstance(again, Gap):
        return {"app": again}
    shortest = min(len(nonce.rstrip("=")) for nonce in first)
    return {"app": Nonces(url=redact_url(url), shortest=shortest, repeated=bool(first & _nonces(again)))}


def _nonces(answer: Exchange) -> set[str]:
    return {nonce for value in answer.all("content-security-policy") for nonce in nonces_in(value)}


@collector(Private, reach="network", needs=(Page,))
async def private(scope: Scope) -> Collected:
    """Read what caches are told on the way to the landing page and to the login pages; nothing new is asked."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hops = await _own(scope)
    if isinstance(hops, Gap):
        return {"app": hops}
    page = scope.of(Page).get("app")
    asks_password = isinstance(page, Page) and any(form.asks_password for form in page.forms)
    found = [_private(hop, login=asks_password and hop.status == 200) for hop in hops]
    for path in sorted(
        {path for way in (scope.app.login or {}).values() for path in (way.path, way.break_glass) if path}
    ):
        steps = await _login(scope, scope.environment, path)
        if isinstance(steps, Gap):
            return {"app": steps}
        found += [_private(step, login=step.status == 200) for step in steps]
    return {"app": Private(pages=tuple(dict.fromkeys(page for page in found if page)))}


async def _login(scope: Scope, environment: Environment, path: str) -> tuple[Exchange, ...] | Gap:
    own = {host for host, _ in hosts_of(environment)}
    steps = await scope.door.chain(under(environment, path[1:]), stop=lambda url: urlsplit(url).hostname not in own)
    if isinstance(steps, Gap):
        return steps
    last = page_of(steps[-1])
    return last if isinstance(last, Gap) else steps


def _private(answer: Exchange, *, login: bool) -> PrivatePage | None:
    if not login and not answer.all("set-cookie"):
        return None
    told = tuple(redact(value)[:_MOST] for value in answer.all("cache-control"))
    url = redact_url(answer.url.partition("?")[0])
    return PrivatePage(url=url, status=answer.status, login=login, cache_control=told)


@collector(Clock, reach="network")
async def clock(scope: Scope) -> Collected:
    """Hold the Date of the landing page against the ledger."""
    hops = await _own(scope)
    if isinstance(hops, Gap):
        return {"app": hops}
    url, date = redact_url(hops[-1].url), hops[-1].header("date")
    asked = min((line.at for line in scope.door.ledger if (line.method, line.url) == ("GET", url)), default=None)
    told = _moment(date or "")
    offset = None if told is None or asked is None else round((told - asked).total_seconds()) + _age(hops[-1])
    return {"app": Clock(url=url, date=None if date is None else redact(date)[:_MOST], offset=offset)}


def _moment(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _age(answer: Exchange) -> int:
    """Seconds for which a cache has kept the answer since its Date (RFC 9111, section 5.1)."""
    age = answer.header("age") or ""
    return int(age[:9]) if age.isascii() and age.isdecimal() else 0
