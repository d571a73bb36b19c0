"""What the app says of itself in well-known places (RFC 8615)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from spbe_policy.builtin.portal.facts import AppLinks, Descriptor
from spbe_policy.builtin.portal.listing import said
from spbe_policy.builtin.portal.places import host_of
from spbe_policy.builtin.portal.reach import opened
from spbe_policy.builtin.web.reach import NO_ADDRESS, trusted, under
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.errors import InputError
from spbe_policy.evidence import Gap
from spbe_policy.reading import parse_json
from spbe_policy.sections import Environment

if TYPE_CHECKING:
    from spbe_policy.session import Exchange

DESCRIPTOR = ".well-known/spbe.json"
ANDROID = "/.well-known/assetlinks.json"
IOS = "/.well-known/apple-app-site-association"
MAX_APPS = 20

_OPENS_LINKS = "delegate_permission/common.handle_all_urls"


@collector(Descriptor, reach="network")
async def descriptor(scope: Scope) -> Collected:
    """Fetch the app's description of itself; it lies under the app's base, so that apps may share a host."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hops = await _within(scope, scope.environment, under(scope.environment, DESCRIPTOR))
    if isinstance(hops, Gap):
        return {"app": hops}
    answer = hops[-1]
    content = _json(answer)
    if not isinstance(content, Mapping):
        return {"app": Descriptor(at=opened(answer))}
    own_id, version = said(content.get("id")), said(content.get("version"))
    return {"app": Descriptor(at=opened(answer), readable=True, id=own_id, version=version)}


@collector(AppLinks, reach="network")
async def app_links(scope: Scope) -> Collected:
    """Fetch the files that let mobile apps open the app's addresses; both systems want them at the host's root."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    found = [await _within(scope, scope.environment, urljoin(scope.environment.url, path)) for path in (ANDROID, IOS)]
    if gap := next((hops for hops in found if isinstance(hops, Gap)), None):
        return {"app": gap}
    # Neither system follows a redirect.
    android, ios = (hops[0] for hops in found if not isinstance(hops, Gap))
    packages, app_ids = _bounded(_packages(_json(android))), _bounded(_app_ids(_json(ios)))
    return {"app": AppLinks(android=opened(android), packages=packages, ios=opened(ios), app_ids=app_ids)}


async def _within(scope: Scope, environment: Environment, url: str) -> "tuple[Exchange, ...] | Gap":
    """Follow `url` while it stays on the app's hosts: a redirect that leads nowhere says nothing of what is there."""
    hosts = {environment.host, *(host.lower() for host in environment.hosts)}
    hops = await scope.door.chain(url, stop=lambda target: host_of(target) not in hosts)
    if isinstance(hops, Gap):
        return hops
    return next((answer for hop in hops if isinstance(answer := trusted(hop), Gap)), hops)


def _json(answer: "Exchange") -> Any:
    """Return the JSON of a file that is there, None of any other."""
    if answer.status != 200:
        return None
    try:
        return parse_json(answer.body, "answer")
    except InputError:
        return None


def _packages(content: Any) -> Iterator[str | None]:
    for statement in content if isinstance(content, list) else ():
        target = statement.get("target") if isinstance(statement, Mapping) else None
        if isinstance(target, Mapping) and target.get("namespace") == "android_app":
            relation = statement.get("relation")
            if isinstance(relation, list) and _OPENS_LINKS in relation:
                yield said(target.get("package_name"))


def _app_ids(content: Any) -> Iterator[str | None]:
    """The ids in `applinks`; `appID` is the older spelling."""
    links = content.get("applinks") if isinstance(content, Mapping) else None
    details = links.get("details") if isinstance(links, Mapping) else None
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, Mapping):
            many = detail.get("appIDs")
            yield from (said(one) for one in (many if isinstance(many, list) else [detail.get("appID")]))


def _bounded(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({one for one in found if one})[:MAX_APPS])
