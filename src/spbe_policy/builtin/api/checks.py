"""What the family `api` decides of the OpenAPI document."""

import re
from collections.abc import Iterator

from spbe_policy.builtin.api.checks_replies import error_detail, health, problem_details, protected, rate_limits
from spbe_policy.builtin.api.facts import Document
from spbe_policy.builtin.api.wording import NO_DOCUMENT, listed
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
"""The words of a name: `no_kk`, `noKK`, `X-API-Key`."""


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
        yield Fail(listed(plain), text(f"server tanpa https: {listed(plain)}", f"no https: {listed(plain)}"))
    else:
        yield Pass(listed(ctx.fact.servers))


@check("api.security_declared", each=Document, params=Params, full=True)
def security_declared(ctx: Context[Document], _: Params) -> Iterator[Outcome]:
    """Each operation says which credential it asks for, or in so many words that it is open."""
    if ctx.fact.broken:
        yield NO_DOCUMENT
        return
    silent = [operation.name for operation in ctx.fact.operations if operation.security == "undeclared"]
    if silent:
        message = text(f"tidak menyebut security: {listed(silent)}", f"they say nothing of security: {listed(silent)}")
        yield Fail(listed(silent), message)
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
        seen = listed(sorted({f"{item.name} ({item.place})" for item in bad}))
        where = bad[0].operation
        yield Fail(seen, text(f"di alamat API: {seen}, misalnya {where}", f"in addresses: {seen}, such as {where}"))
    else:
        yield Pass("none")


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORDS.findall(name))


def _within(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


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
