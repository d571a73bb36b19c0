"""Makes the fact of an OpenAPI document: what rules read of it, and what may be asked. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, cast
from urllib.parse import quote, urljoin, urlsplit

from spbe_policy.builtin.api.facts import Document, Operation, Parameter, Probe, Security
from spbe_policy.builtin.api.openapi import Tree, clean, example, operations, parameters, problems, resolved
from spbe_policy.redact import redact_url

MAX_OPERATIONS, MAX_PARAMETERS, MAX_SERVERS, MAX_PROBES = 200, 200, 10, 3
MAX_LOOKED_AT = 1_000
"""Operations that are looked into: many paths may refer to one item with many parameters."""

HEALTH = re.compile(
    r"/(?:health|healthz|livez|readyz|ready|live|kesehatan|status-layanan|actuator/health|health/\w+)/?"
)
"""Paths by which an API says that it is well."""

_LIMITS = re.compile(r"(?:x-)?rate-?limit(?:-\w+)?|retry-after", re.IGNORECASE)


def described(document: Tree, url: str, hosts: frozenset[str], *, declared: bool) -> Document:
    """Return the fact; `hosts` are those of which operations may be asked."""
    every = list(operations(document))
    found = every[:MAX_LOOKED_AT]
    servers = _servers(document, url)
    base = next((server for server in servers if _may_ask(server, hosts)), None)
    return Document(
        declared=declared,
        url=redact_url(url),
        openapi=clean(document.get("openapi") or document.get("swagger"))[:20],
        version=_version(document),
        problems=problems(document),
        servers=tuple(redact_url(server) for server in servers[:MAX_SERVERS]),
        operations=tuple(
            Operation(name=clean(f"{method} {path}"), security=_security(document, operation))
            for method, path, operation, _ in found[:MAX_OPERATIONS]
        ),
        count=len(every),
        parameters=_in_addresses(document, found),
        headers=_headers(document, found),
        limits=any(_limited(document, operation) for _, _, operation, _ in found),
        probes=tuple(_sample(list(_probes(document, found, base)))) if base else (),
        health=_health(found, base) if base else None,
    )


def _version(document: Tree) -> str | None:
    info = document.get("info")
    version = info.get("version") if isinstance(info, Mapping) else None
    return clean(version)[:80] if isinstance(version, str | int | float) else None


def _servers(document: Tree, url: str) -> tuple[str, ...]:
    """The servers, absolute, in the document's order; without any it is the root of the document's host (4.8.1.1)."""
    listed = document.get("servers")
    found = [
        _filled(server["url"], server.get("variables"))
        for server in (listed if isinstance(listed, list) else ())
        if isinstance(server, Mapping) and isinstance(server.get("url"), str)
    ]
    return tuple(dict.fromkeys(joined for each in found or ["/"] if (joined := _join(url, each))))


def _filled(url: str, variables: Any) -> str:
    """Put the defaults of server variables in."""
    told = variables if isinstance(variables, Mapping) else {}
    for name, variable in told.items():
        default = variable.get("default") if isinstance(variable, Mapping) else None
        if isinstance(default, str) and len(url) < 2_000:
            url = url.replace(f"{{{name}}}", default[:200])
    return url


def _join(base: str, url: str) -> str | None:
    try:
        joined = urljoin(base, url)[:2_000]
        _ = urlsplit(joined).port
    except ValueError:
        return None
    return joined


def _may_ask(server: str, hosts: frozenset[str]) -> bool:
    parts = urlsplit(server)
    return parts.scheme == "https" and parts.hostname in hosts and not re.search(r"[{}?#]", server)


def _security(document: Tree, operation: Tree) -> Security:
    said = operation.get("security", document.get("security"))
    if not isinstance(said, list):
        return "undeclared"
    return "required" if said and {} not in said else "open"


Found = Iterable[tuple[str, str, Tree, Tree]]


def _in_addresses(document: Tree, found: Found) -> tuple[Parameter, ...]:
    """Each name in path or query once, with the first operation that takes it; names in a path's template count."""
    named: dict[tuple[str, str], str] = {}
    for method, path, operation, around in found:
        places = {
            *parameters(document, around, operation),
            *(("path", name) for name in re.findall(r"{([^{}]+)}", path)),
        }
        for place in places:
            named.setdefault(place, f"{method} {path}")
    kept = sorted((place, name, at) for (place, name), at in named.items() if place in ("path", "query"))
    return tuple(
        Parameter(place=cast("Literal['path', 'query']", place), name=clean(name)[:80], operation=clean(at))
        for place, name, at in kept[:MAX_PARAMETERS]
    )


def _headers(document: Tree, found: Found) -> tuple[str, ...]:
    """The request headers that operations name, in lower case."""
    names = {
        clean(name).lower()[:80]
        for _, _, operation, around in found
        for place, name in parameters(document, around, operation)
        if place == "header"
    }
    return tuple(sorted(names)[:50])


def _limited(document: Tree, operation: Tree) -> bool:
    """Whether the document says how much a client may ask: an answer 429, or headers that count."""
    responses = operation.get("responses")
    told = responses if isinstance(responses, Mapping) else {}
    if "429" in told:
        return True
    headers = (resolved(document, each).get("headers") for each in told.values())
    return any(_LIMITS.fullmatch(str(name)) for each in headers if isinstance(each, Mapping) for name in each)


def _probes(document: Tree, found: Found, base: str) -> Iterator[Probe]:
    """Protected GET operations whose every required parameter has an example; what looks secret is not asked."""
    for method, path, operation, around in found:
        if method != "GET" or _security(document, operation) != "required" or {"servers"} & {*operation, *around}:
            continue
        target = _target(document, path, parameters(document, around, operation))
        url = target and base.rstrip("/") + target
        if url and redact_url(url) == url and len(url) <= 2_000:
            yield Probe(operation=clean(f"{method} {path}"), url=url)


def _target(document: Tree, path: str, taken: Mapping[tuple[str, str], Tree]) -> str | None:
    query = []
    for (place, name), parameter in sorted(taken.items(), key=lambda item: item[0]):
        if place not in ("path", "query") or (place == "query" and parameter.get("required") is not True):
            continue
        if (value := example(document, parameter)) is None:
            return None
        if place == "query":
            query.append(f"{quote(name, safe='')}={quote(value, safe='')}")
        else:
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
    if re.search(r"[{}?#\s\\]|//|/\.\.?(?:/|$)", path):
        return None
    return path + ("?" + "&".join(query) if query else "")


def _sample(found: list[Probe]) -> list[Probe]:
    """At most three, spread over the list: the first, the middle, the last."""
    if len(found) <= MAX_PROBES:
        return found
    return [found[0], found[len(found) // 2], found[-1]]


def _health(found: Found, base: str) -> str | None:
    """The URL of the health endpoint that the document names, the shortest first."""
    paths = [path for method, path, _, _ in found if method == "GET" and HEALTH.search(path) and "{" not in path]
    ends = sorted(
        (path for path in paths if re.search(rf"(?:{HEALTH.pattern})$", path)), key=lambda path: (len(path), path)
    )
    return base.rstrip("/") + ends[0] if ends else None
