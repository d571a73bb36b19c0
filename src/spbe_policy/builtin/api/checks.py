"""What the family `api` decides."""

import re
from collections.abc import Iterable, Iterator

from spbe_policy.builtin.api.facts import Document, Replies, Reply
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

MAX_NAMED = 5
PROBLEM = ("application/problem+json", "application/problem+xml")

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
"""The words of a name: `no_kk`, `noKK`, `X-API-Key`."""

NO_DOCUMENT = NotApplicable(
    text("tidak ada dokumen OpenAPI yang terbaca; lihat api-openapi", "no OpenAPI document was read; see api-openapi")
)


@check("api.described", each=Document, params=Params, full=True)
def described(ctx: Context[Document], _: Params) -> Iterator[Outcome]:
    """The API has an OpenAPI document that is valid by the official schema of its version."""
    found = ctx.fact
    if found.broken == "none" and not found.declared:
        detail = text(
            "API belum dinyatakan di manifes, dan dokumen OpenAPI tidak ada di tempat yang lazim",
            "the manifest does not say whether there are APIs, and no OpenAPI document is in the usual places",
        )
        yield Gap(cause=Cause.NOT_DECLARED, detail=detail)
    elif found.broken in ("status 401", "status 403"):
        yield Gap(cause=Cause.BLOCKED, detail=text(f"{found.url} meminta login", f"{found.url} asks for a login"))
    elif found.broken == "alias":
        reason = text(
            f"{found.url} memakai jangkar YAML, yang tidak dibaca alat ini", f"{found.url} uses YAML anchors: not read"
        )
        yield Review("alias", reason)
    elif found.broken:
        places = (found.url, found.url) if found.url else ("tempat yang lazim", "the usual places")
        message = text(
            f"tidak ada dokumen OpenAPI di {places[0]} ({found.broken})",
            f"there is no OpenAPI document at {places[1]} ({found.broken})",
        )
        yield Fail(found.broken, message)
    elif found.problems:
        first = found.problems[0]
        message = text(f"dokumen OpenAPI tidak sah: {first}", f"the OpenAPI document is not valid: {first}")
        yield Fail("; ".join(found.problems), message)
    else:
        yield Pass(f"openapi={found.openapi}; operations={found.count}")


@check("api.servers", each=Document, params=Params, full=True)
def servers(ctx: Context[Document], _: Params) -> Iterator[Outcome]:
    """Every server that the document names is asked over https."""
    if ctx.fact.broken:
        yield NO_DOCUMENT
        return
    plain = [url for url in ctx.fact.servers if not url.startswith("https:")]
    if plain:
        yield Fail(_listed(plain), text(f"server tanpa https: {_listed(plain)}", f"no https: {_listed(plain)}"))
    else:
        yield Pass(_listed(ctx.fact.servers))


@check("api.security_declared", each=Document, params=Params, full=True)
def security_declared(ctx: Context[Document], _: Params) -> Iterator[Outcome]:
    """Each operation says which credential it asks for, or in so many words that it is open."""
    if ctx.fact.broken:
        yield NO_DOCUMENT
        return
    silent = [operation.name for operation in ctx.fact.operations if operation.security == "undeclared"]
    if silent:
        message = text(
            f"tidak menyebut security: {_listed(silent)}", f"they say nothing of security: {_listed(silent)}"
        )
        yield Fail(_listed(silent), message)
    else:
        yield Pass("security")


class AddressParams(Params):
    """Words that a name in an address must not have: `no_kk` also finds `noKK` and `no-kk`."""

    forbidden: tuple[str, ...]


@check("api.addresses", each=Document, params=AddressParams)
def addresses(ctx: Context[Document], want: AddressParams) -> Iterator[Outcome]:
    """No secret and no identity number travels in path or query, where logs and histories keep it."""
    if ctx.fact.broken:
        yield Pass("no document")
        return
    names = [_words(name) for name in want.forbidden]
    bad = [item for item in ctx.fact.parameters if any(_within(name, _words(item.name)) for name in names)]
    if bad:
        seen = _listed(sorted({f"{item.name} ({item.place})" for item in bad}))
        where = bad[0].operation
        yield Fail(seen, text(f"di alamat API: {seen}, misalnya {where}", f"in addresses: {seen}, such as {where}"))
    else:
        yield Pass("none")


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORDS.findall(name))


def _within(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


@check("api.protected", each=Replies, params=Params)
def protected(ctx: Context[Replies], _: Params) -> Iterator[Outcome]:
    """An operation that the document calls protected gives nothing to a visitor without a credential."""
    given = [reply for reply in ctx.fact.protected if reply.status and 200 <= reply.status < 300]
    if given:
        seen = _listed([f"{reply.operation} {reply.status}" for reply in given])
        yield Fail(seen, text(f"menjawab tanpa kredensial: {seen}", f"they answer without a credential: {seen}"))
    elif gap := next((reply.gap for reply in ctx.fact.protected if reply.gap), None):
        yield gap
    else:
        yield Pass(_listed([f"{reply.operation} {reply.status}" for reply in ctx.fact.protected]) or "none asked")


@check("api.error_detail", each=Replies, params=Params)
def error_detail(ctx: Context[Replies], _: Params) -> Iterator[Outcome]:
    """The API's errors show no stack trace, no path of a file, no query and no version."""
    marks = sorted({mark for reply in ctx.fact.all for mark in reply.marks})
    if marks:
        seen = ", ".join(marks)
        yield Fail(seen, text(f"galat API menampilkan rincian: {seen}", f"the API's errors show details: {seen}"))
    else:
        yield Pass("none")


@check("api.problem_details", each=Replies, params=Params, full=True)
def problem_details(ctx: Context[Replies], _: Params) -> Iterator[Outcome]:
    """Errors are told as problem details (RFC 9457), which a program can read."""
    other = [reply for reply in ctx.fact.errors if reply.type not in PROBLEM]
    if other:
        seen = _listed(sorted({f"{reply.status} {reply.type}" for reply in other}))
        yield Fail(seen, text(f"galat dijawab sebagai {seen}", f"errors come as {seen}"))
    elif ctx.fact.errors:
        yield Pass(_listed(sorted({str(reply.status) for reply in ctx.fact.errors})))
    else:
        yield ctx.fact.gap or NO_DOCUMENT


@check("api.rate_limits", each=Replies, params=Params, needs=(), full=True)
def rate_limits(ctx: Context[Replies], _: Params) -> Iterator[Outcome]:
    """The API tells its clients how much they may ask, in headers."""
    seen = _seen(ctx.fact.all)
    names = sorted({name for reply in seen for name in reply.limits})
    if names:
        yield Pass(", ".join(names))
    elif seen:
        message = text("jawaban API tidak menyebut batas permintaan", "the API's answers name no limit")
        yield Fail("none", message)
    else:
        yield ctx.fact.gap or NO_DOCUMENT


@check("api.health", each=Replies, params=Params, full=True)
def health(ctx: Context[Replies], _: Params) -> Iterator[Outcome]:
    """An endpoint says whether the API is well."""
    reply = ctx.fact.health
    if reply is None and not ctx.fact.all:
        yield NO_DOCUMENT
    elif reply is None:
        yield Fail("none", text("titik pantau tidak disebut", "no health endpoint is named"))
    elif reply.gap:
        yield reply.gap
    elif reply.status == 200:
        yield Pass(reply.url)
    else:
        seen = f"{reply.status} {reply.url}"
        yield Fail(seen, text(f"titik pantau menjawab {seen}", f"the health endpoint answers {seen}"))


@check("api.versioned", each=Document, params=Params, full=True)
def versioned(ctx: Context[Document], _: Params) -> Iterator[Outcome]:
    """The document has a version number, and clients name the version that they speak, in path or header."""
    found = ctx.fact
    if found.broken:
        yield NO_DOCUMENT
        return
    wrong = []
    if not found.has_version:
        wrong.append(f"info.version={found.version}")
    if not found.names_version:
        wrong.append("path-and-header=none")
    if wrong:
        seen = "; ".join(wrong)
        yield Fail(seen, text(f"versi API tidak jelas: {seen}", f"the API's version is not clear: {seen}"))
    else:
        yield Pass(f"info.version={found.version}")


def _seen(replies: Iterable[Reply]) -> list[Reply]:
    return [reply for reply in replies if reply.status]


def _listed(names: Iterable[str]) -> str:
    """Name the first few, and how many more there are."""
    all_ = list(names)
    more = f", +{len(all_) - MAX_NAMED}" if len(all_) > MAX_NAMED else ""
    return ", ".join(all_[:MAX_NAMED]) + more


ALL = (
    addresses,
    described,
    error_detail,
    health,
    problem_details,
    protected,
    rate_limits,
    security_declared,
    servers,
    versioned,
)
