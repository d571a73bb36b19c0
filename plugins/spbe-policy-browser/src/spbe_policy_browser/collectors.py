"""How the family `browser` looks at an app."""

import re
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Error

from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Gap
from spbe_policy.redact import redact_url
from spbe_policy.session import answered
from spbe_policy.texts import text
from spbe_policy_browser.chromium import NO_CHROMIUM, Watched, executable, opened
from spbe_policy_browser.facts import Arrival, Barrier, Blocked, Portal, Visit

MOST = 40
"""Entries of each list that a fact keeps."""

IMPACTS = ("critical", "serious")

_MIXED = re.compile(r"^Mixed Content: .*?(?:insecure|to) [^']*'(http://[^']+)'")

_LOOK = """
(portal) => {
  const links = [...document.querySelectorAll("a[href]")].filter((link) => link.hostname === portal);
  const seen = links.filter((link) => {
    const box = link.getBoundingClientRect();
    const style = getComputedStyle(link);
    const inside = box.right > 0 && box.left < innerWidth && box.bottom + scrollY > 0;
    return box.width > 0 && box.height > 0 && inside && style.visibility === "visible" && style.opacity !== "0";
  });
  return {
    width: document.documentElement.scrollWidth,
    portal: !portal ? "no-portal" : seen.length ? "visible" : links.length ? "hidden" : "absent",
    violations: window.spbeViolations || [],
  };
}
"""

_AXE = """
async (tags) => (await axe.run(document, {resultTypes: ["violations"], runOnly: tags})).violations
  .map((found) => [found.id, found.impact || "", found.nodes.length])
"""
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@collector(Visit, reach="network")
async def visit(scope: Scope) -> Collected:
    """Open the landing page; the request by which the other families saw it is not repeated, its trust counts."""
    if scope.environment is None:
        return {"app": _UNDECLARED}
    url = scope.environment.url
    gap = await _cannot(scope, url)
    return {"app": gap or await _visited(scope, url)}


@collector(Arrival, reach="network")
async def arrival(scope: Scope) -> Collected:
    """Open the login path of each audience whose provider the city has ready, one after the other."""
    if scope.environment is None or scope.app.login is None:
        return {"app": _UNDECLARED}
    base = scope.environment.url.rstrip("/")
    found: dict[str, Arrival | Gap] = {}
    for audience, login in sorted(scope.app.login.items()):
        if getattr(scope.city.item(f"sso.{audience}"), "status", None) == "ready":
            start = f"{base}{login.path}"
            found[f"audience:{audience}"] = await _cannot(scope, start) or await _arrived(scope, start)
    return found or {"app": Gap(cause=Cause.NOT_CONFIGURED, detail=text("SSO belum ada", "there is no SSO yet"))}


_UNDECLARED = Gap(cause=Cause.NOT_DECLARED, detail=text("alamat belum dinyatakan", "no address declared yet"))


async def _cannot(scope: Scope, url: str) -> Gap | None:
    """Return why a browser cannot be sent to `url`: there is none, or the app's answer is not to be trusted."""
    if executable() is None:
        return NO_CHROMIUM
    exchange = await scope.door.fetch(url)
    if isinstance(exchange, Gap):
        return exchange
    if exchange.tls and not exchange.tls.verified:
        return Gap(cause=Cause.UNREACHABLE, detail=text("sertifikat tidak tepercaya", "the certificate is not trusted"))
    answer = answered(exchange)
    return answer if isinstance(answer, Gap) else None


async def _visited(scope: Scope, url: str) -> Visit | Gap:
    portal = getattr(scope.city.portal, "url", None)
    async with opened(scope.door) as watched:
        if gap := await watched.visit(url):
            return gap
        try:
            looked: dict[str, Any] = await watched.page.evaluate(_LOOK, urlsplit(portal or "").hostname)
            barriers = await _barriers(watched)
        except Error as error:  # a page that navigates away, or breaks its own document
            return _broken(error)
        return _visit(watched, looked, barriers)


def _visit(watched: Watched, looked: dict[str, Any], barriers: tuple[Barrier, ...]) -> Visit:
    own = urlsplit(watched.page.url).hostname or ""
    state: Portal = looked["portal"]
    violations = {(str(directive), _source(blocked)) for directive, blocked in looked["violations"]}
    mixed = {redact_url(found[1]).partition("?")[0] for said in watched.console if (found := _MIXED.match(said))}
    return Visit(
        url=redact_url(watched.page.url).partition("?")[0],
        hosts=tuple(host for host in watched.hosts if host != own)[:MOST],
        unsent=tuple(sorted(watched.unsent))[:MOST],
        mixed=tuple(sorted(mixed))[:MOST],
        violations=tuple(Blocked(directive=each, source=source) for each, source in sorted(violations))[:MOST],
        width=int(looked["width"]),
        portal=state,
        barriers=barriers,
    )


def _source(blocked: str) -> str:
    """Return `inline`, `eval`, or the host of what was held back."""
    return urlsplit(blocked).hostname or blocked[:40]


async def _barriers(watched: Watched) -> tuple[Barrier, ...]:
    """Run axe-core in a world of its own, which the page's Content-Security-Policy does not reach."""
    client = await watched.page.context.new_cdp_session(watched.page)
    tree = await client.send("Page.getFrameTree")
    world = await client.send(
        "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "axe"}
    )
    context = world["executionContextId"]
    await client.send("Runtime.evaluate", {"expression": AXE_SCRIPT, "contextId": context})
    answer = await client.send(
        "Runtime.evaluate",
        {"expression": f"({_AXE})({_TAGS!r})", "contextId": context, "awaitPromise": True, "returnByValue": True},
    )
    if "value" not in answer["result"]:
        raise Error("axe")
    found = [Barrier(id=name, impact=impact, elements=count) for name, impact, count in answer["result"]["value"]]
    return tuple(sorted((each for each in found if each.impact in IMPACTS), key=lambda each: each.id))[:MOST]


async def _arrived(scope: Scope, start: str) -> Arrival | Gap:
    async with opened(scope.door) as watched:
        gap = await watched.visit(start)
        hosts = tuple(dict.fromkeys(host for url in watched.pages if (host := urlsplit(url).hostname)))
        if gap and hosts[1:] == ():  # a door that we may not open behind the app's own is still where it leads
            return gap
        try:
            asking = 0 if gap else await watched.page.locator("input[type=password]:visible").count()
        except Error as error:
            return _broken(error)
        where = urlsplit(watched.page.url).hostname if asking else None
        return Arrival(start=redact_url(start), hosts=hosts[:MOST], asks_password=where)


def _broken(error: Error) -> Gap:
    reason = error.message.splitlines()[0][:120]
    return Gap(
        cause=Cause.UNREACHABLE,
        detail=text(f"halaman tidak dapat dibaca: {reason}", f"the page could not be read: {reason}"),
    )


ALL = (visit, arrival)
