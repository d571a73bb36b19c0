"""How the family `api` looks: the OpenAPI document, then a few addresses that it names, always without a credential.

At most nine requests for one API: one to three for the document, three protected operations, a path that is not there,
the health endpoint.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from spbe_policy.builtin.api.described import described
from spbe_policy.builtin.api.facts import Document, Replies, Reply
from spbe_policy.builtin.api.openapi import Unreadable, parse
from spbe_policy.builtin.web.facts import Site
from spbe_policy.builtin.web.reach import NO_ADDRESS, replied, together, under, unseen
from spbe_policy.builtin.web.signs import NOWHERE, error_marks
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.redact import clip, redact_url
from spbe_policy.sections import Api, Environment
from spbe_policy.texts import text

if TYPE_CHECKING:
    from spbe_policy.session import Exchange

USUAL = ("openapi.json", "openapi.yaml", "api/openapi.json")
"""Where an OpenAPI document usually lies, under the app's base."""

MAX_APIS = 3
ONE_TOO_MANY = Gap(
    cause=Cause.NOT_COLLECTED,
    detail=text(f"hanya {MAX_APIS} API pertama yang diperiksa", f"only the first {MAX_APIS} APIs are looked at"),
)
_LIMITS = ("ratelimit", "ratelimit-policy", "ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit", "retry-after")


@collector(Document, reach="network", needs=(Site,))
async def documents(scope: Scope) -> Collected:
    """Read the OpenAPI document of every API, at the address that the manifest names or in the usual places."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    apis = scope.app.apis
    if apis is None:
        return {"app": unseen(scope) or await _usual(scope, scope.environment, declared=False)}
    if not apis:
        return {"app": Document(broken="none")}
    read = await together(partial(_declared, scope, scope.environment, api) for api in apis[:MAX_APIS])
    hidden = unseen(scope)
    found = [hidden if hidden and isinstance(each, Document) and not each.openapi else each for each in read]
    rest = [ONE_TOO_MANY] * (len(apis) - len(found))
    return dict(zip((f"api:{api.id}" for api in apis), [*found, *rest], strict=True))


async def _declared(scope: Scope, environment: Environment, api: Api) -> Document | Gap:
    if api.openapi is None:
        return await _usual(scope, environment, declared=True)
    url = _absolute(environment, api.openapi)
    hosts = _hosts(environment, url)
    hops = await scope.door.chain(url, stop=lambda target: urlsplit(target).hostname not in hosts)
    return hops if isinstance(hops, Gap) else _document(hops[-1], hosts, declared=True)


async def _usual(scope: Scope, environment: Environment, *, declared: bool) -> Document | Gap:
    """Take the first usual place that has a document."""
    for path in USUAL:
        url = under(environment, path)
        answer = await scope.door.fetch(url)
        found = answer if isinstance(answer, Gap) else _document(answer, _hosts(environment, url), declared=declared)
        if isinstance(found, Gap) or found.openapi:
            return found
    return Document(declared=declared, broken="none")


def _document(answer: "Exchange", hosts: frozenset[str], *, declared: bool) -> Document | Gap:
    if isinstance(given := replied(answer), Gap):
        return given
    url = redact_url(answer.url)
    if answer.status != 200:
        return Document(declared=declared, url=url, broken=f"status {answer.status}")
    try:
        return described(parse(answer.body), answer.url, hosts, declared=declared)
    except Unreadable as error:
        return Document(declared=declared, url=url, broken=str(error))


def _absolute(environment: Environment, link: str) -> str:
    return link if link.startswith("http") else urljoin(environment.url, link)


def _hosts(environment: Environment, url: str) -> frozenset[str]:
    """The app's own hosts and that of its document: a document may not send us to another app's addresses."""
    own = {environment.host, *(host.lower() for host in environment.hosts)}
    return frozenset(own | {urlsplit(url).hostname or ""})


@collector(Replies, reach="network", needs=(Document,))
async def replies(scope: Scope) -> Collected:
    """Ask the sampled operations, a path that is not there and the health endpoint; no credential is sent."""
    found: dict[str, Fact | Gap] = {}
    for subject, document in scope.of(Document).items():
        if isinstance(document, Gap):
            found[subject] = document.model_copy(update={"because_of": f"{Document.kind} {subject}"})
        else:
            found[subject] = await _replies(scope, subject, document)
    return found


async def _replies(scope: Scope, subject: str, document: Document) -> Replies:
    questions: list[Callable[[], Awaitable[Reply]]] = [
        partial(_ask, scope, probe.operation, probe.url) for probe in document.probes
    ]
    health, nowhere = _health(scope, subject, document), _nowhere(scope, document)
    extra = [("health", health), ("nowhere", nowhere)]
    questions += [partial(_ask, scope, f"GET {urlsplit(url).path}", url) for _, url in extra if url]
    answers = await together(questions)
    rest = iter(answers[len(document.probes) :])
    return Replies(
        protected=tuple(answers[: len(document.probes)]),
        **{name: next(rest) for name, url in extra if url},
    )


def _health(scope: Scope, subject: str, document: Document) -> str | None:
    """The endpoint that the manifest names goes before the one of the document."""
    named = next((api.health for api in scope.app.apis or () if subject == f"api:{api.id}"), None)
    return _absolute(scope.environment, named) if named and scope.environment else document.health


def _nowhere(scope: Scope, document: Document) -> str | None:
    """A path that is not there, below the first server of which we may ask."""
    if scope.environment is None or document.url is None or not document.operations:
        return None
    hosts = _hosts(scope.environment, document.url)
    usable = [url for url in document.servers if url.startswith("https:") and urlsplit(url).hostname in hosts]
    return f"{usable[0].rstrip('/')}/{NOWHERE}" if usable else None


async def _ask(scope: Scope, operation: str, url: str) -> Reply:
    answer = await scope.door.fetch(url, headers={"accept": "application/json, application/problem+json"})
    if isinstance(answer, Gap) or isinstance(answer := replied(answer), Gap):
        return Reply(operation=operation, url=redact_url(url), gap=answer)
    return Reply(
        operation=operation,
        url=redact_url(url),
        status=answer.status,
        type=_type(answer),
        limits=tuple(sorted({name for name, _ in answer.headers} & {*_LIMITS})),
        marks=error_marks(answer.text) if answer.status >= 400 else (),
    )


def _type(answer: "Exchange") -> str | None:
    """The media type of a body that is there."""
    if not answer.body:
        return None
    return clip((answer.header("content-type") or "").partition(";")[0].strip(), 100).lower() or "none"


ALL = (documents, replies)
