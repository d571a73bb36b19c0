"""security.txt and the app's own scripts."""

from functools import partial
from urllib.parse import urljoin, urlsplit

from spbe_policy.builtin.web.collectors.landing import landing
from spbe_policy.builtin.web.facts import Page, Robots, Script, Scripts, SecurityTxt, Site
from spbe_policy.builtin.web.hosts import host_of
from spbe_policy.builtin.web.html import elements_of
from spbe_policy.builtin.web.reach import NO_ADDRESS, base_of, hosts_of, replied, together, trusted, unseen
from spbe_policy.builtin.web.robots import obeyed
from spbe_policy.builtin.web.scripts import MAX_SCRIPT, is_library, is_map, map_named, secrets_in
from spbe_policy.builtin.web.securitytxt import parse_security_txt
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Gap
from spbe_policy.redact import clip, redact_url
from spbe_policy.session import Permission

MAX_FETCHED, MAX_INSIDE, MAX_MAPS = 4, 20, 1
"""Scripts that are fetched, scripts inside the page that are read, source maps that are asked for."""


@collector(SecurityTxt, reach="network", needs=(Site,))
async def security_txt(scope: Scope) -> Collected:
    """Read /.well-known/security.txt."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    place = urlsplit(base_of(scope.environment))
    url = f"{place.scheme}://{place.netloc}/.well-known/security.txt"
    hops = await scope.door.chain(url)
    answer = hops if isinstance(hops, Gap) else replied(hops[-1])
    if isinstance(answer, Gap):
        return {"app": answer}
    if answer.status != 200 and (gap := unseen(scope)):
        return {"app": gap}
    media = clip(answer.header("content-type") or "", 80).lower()
    is_page = answer.status != 200 or "html" in media or answer.body.lstrip()[:1] == b"<"
    fields, wrong, signed = parse_security_txt(b"" if is_page else answer.body)
    fact = SecurityTxt(
        url=redact_url(url),
        status=answer.status,
        media=media,
        landed="" if answer.url == url else redact_url(answer.url),
        fields=fields,
        wrong=wrong,
        signed=signed,
    )
    return {"app": fact}


@collector(Scripts, reach="network", needs=(Page, Robots))
async def scripts(scope: Scope) -> Collected:
    """Read the app's own scripts on the landing page: those inside it, and the first few that it loads."""
    hops = await landing(scope)
    page = scope.of(Page).get("app")
    if isinstance(hops, Gap) or scope.environment is None or not isinstance(page, Page):
        return {"app": hops if isinstance(hops, Gap) else page if isinstance(page, Gap) else NO_ADDRESS}
    robots = scope.of(Robots).get("robots")
    own = {host_of(page.url), *(host for host, _ in hosts_of(scope.environment))}
    files = dict.fromkeys(asset.url for asset in page.scripts if asset.tag == "script" and host_of(asset.url) in own)
    asked = sorted((url for url in files if obeyed(robots, url)), key=is_library)[:MAX_FETCHED]
    read = await together(partial(_script, scope, url) for url in asked)
    found = [each for each in read if each is not None]
    asked_maps = {name for _, name in found if name and host_of(name) in own}
    maps = sorted(asked_maps)[:MAX_MAPS]
    mapped = await together(partial(_mapped, scope, script, name if name in maps else None) for script, name in found)
    fact = Scripts(
        url=page.url,
        scripts=(*_inside(hops[-1].text), *mapped),
        unread=len(files) - len(found),
    )
    return {"app": fact}


def _inside(html: str) -> tuple[Script, ...]:
    codes = [item.text or "" for item in elements_of(html)["script"] if not item.get("src")][:MAX_INSIDE]
    read = (Script(place=f"#{number}", secrets=secrets_in(code)) for number, code in enumerate(codes, 1))
    return tuple(script for script in read if script.secrets)


async def _script(scope: Scope, url: str) -> tuple[Script, str | None] | None:
    """The script and the address of its source map; None where it could not be read."""
    part = {"range": f"bytes=0-{MAX_SCRIPT - 1}"}
    answer = await scope.door.fetch(url, headers=part, limit=MAX_SCRIPT)
    if isinstance(answer, Gap) or isinstance(answer := trusted(answer), Gap) or answer.status not in (200, 206):
        return None
    code = answer.text
    if "html" in (answer.header("content-type") or "").lower() or code.lstrip()[:1] == "<":
        return None
    named = map_named(code, answer.header("sourcemap"))
    kept = None if named is None else "inside" if named.startswith("data:") else "named"
    place = urlsplit(redact_url(url)).path[:200]
    whole = answer.status == 200
    script = Script(place=place, secrets=secrets_in(code), map=kept, whole=whole)
    return script, urljoin(url, named) if kept == "named" and named else None


async def _mapped(scope: Scope, script: Script, address: str | None) -> Script:
    if address is None:
        return script
    answer = await scope.door.fetch(address, permission=Permission.PROBE)
    if isinstance(answer, Gap) or isinstance(answer := trusted(answer), Gap):
        return script
    is_open = answer.status == 200 and is_map(answer.body)
    return script.model_copy(update={"map": "open"}) if is_open else script
