"""The landing page, robots.txt and sitemap as others than a visitor are given them."""

from functools import partial
from urllib.parse import urlsplit

from spbe_policy._version import VERSION
from spbe_policy.builtin.web.collectors.landing import landing
from spbe_policy.builtin.web.facts import Robots, Site, Sitemap, View, Views
from spbe_policy.builtin.web.hosts import host_of, is_under
from spbe_policy.builtin.web.injected import beyond, parse_view
from spbe_policy.builtin.web.reach import NO_ADDRESS, base_of, hosts_of, replied, together, trusted, unseen
from spbe_policy.builtin.web.robots import MAX_SITEMAPS, Groups, asked_of, bounded, obeyed, parse_robots
from spbe_policy.builtin.web.sitemap import addresses, is_sitemap, lists_sitemaps, spread
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Gap
from spbe_policy.redact import redact_url
from spbe_policy.sections import Environment
from spbe_policy.session import Exchange

_NAME = f"spbe-policy/{VERSION}"
CRAWLER = {"user-agent": f"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) {_NAME}"}
"""Looks like the crawler for whoever searches for its name, and still says who we are; our address is not Google's."""

SEARCH = {
    "user-agent": f"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
    f"Mobile Safari/537.36 {_NAME}",
    "referer": "https://www.google.com/",
}
"""A phone that comes from a page of search results."""

MAX_URLS, MAX_URL = 100, 160
CRAWLERS = ("*", "googlebot", "bingbot")


@collector(Views, reach="network")
async def views(scope: Scope) -> Collected:
    """Ask for the landing page as a crawler and as somebody from a search engine; compare with the visitor's."""
    hops = await landing(scope)
    if isinstance(hops, Gap) or scope.environment is None:
        return {"app": hops if isinstance(hops, Gap) else NO_ADDRESS}
    last = hops[-1]
    visitor = parse_view(last.url, last.text, last.status)
    home = {*(host_of(hop.url) for hop in hops), *(host for host, _ in hosts_of(scope.environment))}
    ways = {"crawler": CRAWLER, "search": SEARCH}
    looks = await together(partial(_as, scope, home, headers) for headers in ways.values())
    seen: dict[str, View] = {}
    refused: list[tuple[str, str]] = []
    for who, look in zip(ways, looks, strict=True):
        if isinstance(look, Gap):
            refused.append((who, look.cause.value))
        else:
            away = None if look.location is None else host_of(look.location)
            view = parse_view(look.url, look.text, look.status, away)
            seen[who] = beyond(view, look.text, visitor, last.text)
    return {"app": Views(url=redact_url(last.url), visitor=visitor, refused=tuple(refused), **seen)}


async def _as(scope: Scope, home: set[str], headers: dict[str, str]) -> Exchange | Gap:
    """The last answer before somebody else's host."""
    if scope.environment is None:
        return NO_ADDRESS
    within = (*home, *scope.city.domains)
    hops = await scope.door.chain(
        scope.environment.url, headers=headers, stop=lambda target: not is_under(host_of(target), within)
    )
    return hops if isinstance(hops, Gap) else trusted(hops[-1])


@collector(Robots, reach="network", needs=(Site,))
async def robots(scope: Scope) -> Collected:
    """Read robots.txt, as ourselves and as a crawler."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    url = _root(scope.environment, "robots.txt")
    own, theirs = await together((partial(_read, scope, url), partial(_read, scope, url, CRAWLER)))
    if isinstance(own, Gap):
        return {"robots": own}
    if own.status != 200 and (gap := unseen(scope)):
        return {"robots": gap}
    groups, sitemaps = _parsed(own)
    differs = False
    if not isinstance(theirs, Gap):
        others, more = _parsed(theirs)
        differs = (asked_of(groups, CRAWLERS), set(sitemaps)) != (asked_of(others, CRAWLERS), set(more))
    fact = Robots(
        url=redact_url(url),
        status=own.status,
        groups=bounded(groups),
        sitemaps=tuple(redact_url(each)[:MAX_URL] for each in sitemaps[:MAX_SITEMAPS]),
        differs=differs,
    )
    return {"robots": fact}


def _parsed(answer: Exchange) -> tuple[Groups, tuple[str, ...]]:
    """A page of HTML in its place is no robots.txt."""
    if answer.status != 200 or answer.body.lstrip()[:1] == b"<":
        return (), ()
    return parse_robots(answer.url, answer.body)


@collector(Sitemap, reach="network", needs=(Robots,))
async def sitemap(scope: Scope) -> Collected:
    """Read the sitemap, as ourselves and as a crawler, and the first one that an index names."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    known = scope.of(Robots).get("robots")
    told = known if isinstance(known, Robots) else None
    own = {host for host, _ in hosts_of(scope.environment)}
    named = [url for url in (told.sitemaps if told else ()) if host_of(url) in own]
    url = named[0] if named else _root(scope.environment, "sitemap.xml")
    first, theirs = await together((partial(_read, scope, url), partial(_read, scope, url, CRAWLER)))
    if isinstance(first, Gap):
        return {"sitemap": first}
    found = _named(first)
    for child in found[:1] if lists_sitemaps(first.text) else ():
        if host_of(child) in own and obeyed(known, child):
            answer = await _read(scope, child)
            found += [] if isinstance(answer, Gap) else _named(answer)
    only = [] if isinstance(theirs, Gap) else [each for each in _named(theirs) if each not in set(found)]
    foreign = {host for each in (*found, *only) if not is_under(host := host_of(each), (*own, *scope.city.domains))}
    fact = Sitemap(
        url=redact_url(url),
        status=first.status,
        count=len(found),
        urls=_kept(found, MAX_URLS),
        only_crawler=_kept(only, MAX_URLS // 2),
        foreign=tuple(sorted(foreign))[:20],
    )
    return {"sitemap": fact}


def _named(answer: Exchange) -> list[str]:
    body = answer.text
    return addresses(body) if answer.status == 200 and is_sitemap(body) else []


def _kept(urls: list[str], most: int) -> tuple[str, ...]:
    return tuple(redact_url(url)[:MAX_URL] for url in spread(urls, most))


async def _read(scope: Scope, url: str, headers: dict[str, str] | None = None) -> Exchange | Gap:
    answer = await scope.door.fetch(url, headers=headers)
    return answer if isinstance(answer, Gap) else replied(answer)


def _root(environment: Environment, path: str) -> str:
    place = urlsplit(base_of(environment))
    return f"{place.scheme}://{place.netloc}/{path}"
