"""A headless Chromium that reaches the network through the door alone, and only reads."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Error, Page, Request, Route, async_playwright

from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text
from spbe_policy_browser.proxy import Tunnels, proxied

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCREEN = {"width": 360, "height": 740}
PATIENCE = 15_000
"""Milliseconds for a page to load, and then at most that again for it to fall silent."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})

NO_CHROMIUM = Gap(
    cause=Cause.NEEDS_BROWSER,
    detail=text("tidak ada Chromium di mesin ini", "there is no Chromium on this machine"),
)

_WATCH = """
window.spbeViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.disposition === "enforce") {
    window.spbeViolations.push([event.effectiveDirective, event.blockedURI]);
  }
});
"""


@dataclass(slots=True)
class Watched:
    """A page, and what was noticed while it loaded: documents, requests, methods held back, the console."""

    page: Page
    pages: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    unsent: set[str] = field(default_factory=set)
    console: list[str] = field(default_factory=list)

    async def visit(self, url: str) -> Gap | None:
        """Open `url` and wait until the page falls silent; say why when it does not open."""
        try:
            await self.page.goto(url, wait_until="load", timeout=PATIENCE)
        except Error as error:
            reason = error.message.splitlines()[0][:120]
            closed = text(f"peramban tidak dapat membukanya: {reason}", f"the browser could not open it: {reason}")
            return Gap(cause=Cause.UNREACHABLE, detail=closed)
        with suppress(Error):  # a page that never falls silent is judged as it is then
            await self.page.wait_for_load_state("networkidle", timeout=PATIENCE)
        return None

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host that was asked, each once, sorted."""
        return tuple(sorted({host for url in self.asked if (host := urlsplit(url).hostname)}))


def executable() -> str | None:
    """Return the Chromium of this machine."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@asynccontextmanager
async def opened(session: Tunnels) -> AsyncIterator[Watched]:
    """Open a page in a fresh browser. Certificates are judged elsewhere: what is opened here was trusted before."""
    async with proxied(session) as proxy, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable(),
            proxy={"server": proxy, "bypass": "<-loopback>"},
            args=["--disable-quic", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"],
            chromium_sandbox=not hasattr(os, "geteuid") or os.geteuid() != 0,
        )
        context = await browser.new_context(
            viewport=SCREEN,
            is_mobile=True,
            has_touch=True,
            locale="id-ID",
            service_workers="block",
            ignore_https_errors=True,
            accept_downloads=False,
        )
        watched = await _watched(context)
        try:
            yield watched
        finally:
            await browser.close()


async def _watched(context: BrowserContext) -> Watched:
    watched = Watched(await context.new_page())

    async def gate(route: Route) -> None:
        if route.request.method in READING:
            await route.continue_()
        else:
            watched.unsent.add(f"{route.request.method} {urlsplit(route.request.url).hostname}")
            await route.abort()

    def note(request: Request) -> None:
        watched.asked.append(request.url)
        if request.is_navigation_request() and request.frame == watched.page.main_frame:
            watched.pages.append(request.url)

    watched.page.on("request", note)
    watched.page.on("console", lambda message: watched.console.append(message.text))
    await context.add_init_script(_WATCH)
    await context.route("**/*", gate)
    return watched
