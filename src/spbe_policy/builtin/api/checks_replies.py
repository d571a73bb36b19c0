"""What the family `api` decides of the API's answers to a visitor without a credential."""

from collections.abc import Iterable, Iterator

from spbe_policy.builtin.api.facts import Replies, Reply
from spbe_policy.builtin.api.wording import NO_DOCUMENT, listed
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import text

PROBLEM = ("application/problem+json", "application/problem+xml")


@check("api.protected", each=Replies, params=Params)
def protected(ctx: Context[Replies], _: Params) -> Iterator[Outcome]:
    """An operation that the document calls protected gives nothing to a visitor without a credential."""
    given = [reply for reply in ctx.fact.protected if reply.status and 200 <= reply.status < 300]
    if given:
        seen = listed([f"{reply.operation} {reply.status}" for reply in given])
        yield Fail(seen, text(f"menjawab tanpa kredensial: {seen}", f"they answer without a credential: {seen}"))
    elif gap := next((reply.gap for reply in ctx.fact.protected if reply.gap), None):
        yield gap
    else:
        yield Pass(listed([f"{reply.operation} {reply.status}" for reply in ctx.fact.protected]) or "none asked")


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
        seen = listed(sorted({f"{reply.status} {reply.type}" for reply in other}))
        yield Fail(seen, text(f"galat dijawab sebagai {seen}", f"errors come as {seen}"))
    elif ctx.fact.errors:
        yield Pass(listed(sorted({str(reply.status) for reply in ctx.fact.errors})))
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


def _seen(replies: Iterable[Reply]) -> list[Reply]:
    return [reply for reply in replies if reply.status]
