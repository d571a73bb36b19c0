"""Other places of the app: plain http, error page, leaks, methods, login."""

from collections.abc import Iterator

from spbe_policy.builtin.web.facts import Defaults, Leaks, LoginPage, Methods, Missing, Plain, Step, Visit
from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, Review, check
from spbe_policy.texts import text


@check("web.https", each=Plain, params=Params, full=True)
def https(ctx: Context[Plain], _: Params) -> Iterator[Outcome]:
    """The app is declared on https, and whoever comes by http is sent there, whatever the path (RFC 9110, 15.4)."""
    fact = ctx.fact
    if not fact.declared.startswith("https:"):
        yield Fail(fact.declared, text("alamat yang dinyatakan memakai http", "the declared address is on http"))
        return
    yield from _redirects(fact.base)
    if _leads_to_https(fact.base) and not _leads_to_https(fact.nowhere):
        seen = f"{fact.nowhere[-1].url} {fact.nowhere[-1].status}"
        reason = text("http tidak mengalihkan semua jalur", "http does not redirect every path")
        yield Review(seen, reason) if fact.nowhere[-1].status >= 400 else Fail(seen, reason)


def _redirects(steps: tuple[Step, ...]) -> Iterator[Outcome]:
    if not steps:
        yield Pass("no http")
    elif _leads_to_https(steps):
        yield Pass(f"{steps[0].url} -> {steps[-1].target}")
    else:
        message = text("http menjawab sendiri, tidak mengalihkan ke https", "http answers itself, no redirect to https")
        yield Fail(f"{steps[-1].url} {steps[-1].status}", message)


def _leads_to_https(steps: tuple[Step, ...]) -> bool:
    return not steps or (steps[-1].target or "").startswith("https:")


@check("web.error_page", each=Missing, params=Params)
def error_page(ctx: Context[Missing], _: Params) -> Iterator[Outcome]:
    """An error page shows no stack trace, no path of a file, no query and no version."""
    marks = ", ".join(ctx.fact.marks)
    if marks:
        yield Fail(marks, text(f"halaman galat menampilkan rincian: {marks}", f"the error page shows details: {marks}"))
    else:
        yield Pass(str(ctx.fact.status))


@check("web.leaks", each=Leaks, params=Params)
def leaks(ctx: Context[Leaks], _: Params) -> Iterator[Outcome]:
    """No repository, environment file, dump, log or listing can be read."""
    yield from _exposed(ctx.fact)


class DefaultPlaceParams(Params):
    """What may be meant to be open: a person decides."""

    review: tuple[str, ...] = ("swagger-ui", "wordpress-readme", "wordpress-users", "wordpress-xmlrpc")


@check("web.default_places", each=Defaults, params=DefaultPlaceParams)
def default_places(ctx: Context[Defaults], want: DefaultPlaceParams) -> Iterator[Outcome]:
    """No phpinfo, status page, database tool, profiler or framework's own page can be opened."""
    yield from _exposed(ctx.fact, want.review)


def _exposed(fact: Leaks | Defaults, review: tuple[str, ...] = ()) -> Iterator[Outcome]:
    for item in fact.found:
        seen = f"{item.path} ({item.what})"
        message = text(f"dapat dibuka siapa saja: {seen}", f"open to anybody: {seen}")
        yield Review(seen, message) if item.what in review else Fail(seen, message)
    if not fact.found:
        yield Pass("none")


class MethodParams(Params):
    """Methods that no app for residents needs."""

    forbidden: tuple[str, ...] = ("TRACE", "TRACK", "CONNECT")


@check("web.methods", each=Methods, params=MethodParams)
def methods(ctx: Context[Methods], want: MethodParams) -> Iterator[Outcome]:
    """The methods announced by OPTIONS hold none that is forbidden (RFC 9110, 9.3.8)."""
    wrong = ", ".join(sorted(set(ctx.fact.allow) & set(want.forbidden)))
    if wrong:
        yield Fail(wrong, text(f"metode {wrong} diizinkan", f"method {wrong} is allowed"))
    else:
        yield Pass(", ".join(ctx.fact.allow) or "none")


@check("web.login_secure", each=LoginPage, params=Params, full=True)
def login_secure(ctx: Context[LoginPage], _: Params) -> Iterator[Outcome]:
    """Each step to a login page, where it leads, and where its password forms are sent, is https; none by GET."""
    wrong = sorted({item for visit in ctx.fact.visits for item in _insecure(visit)})
    for seen in wrong:
        yield Fail(seen, text(f"jalur masuk tidak aman: {seen}", f"insecure way of logging in: {seen}"))
    if not wrong:
        yield Pass(", ".join(visit.steps[0].url for visit in ctx.fact.visits))


def _insecure(visit: Visit) -> Iterator[str]:
    for step in visit.steps:
        for url in (step.url, step.target or "https:"):
            if not url.startswith("https:"):
                yield url.partition("?")[0]
    for form in visit.forms:
        if form.asks_password and not form.action.startswith("https:"):
            yield f"form {form.action.partition('?')[0]}"
        elif form.asks_password and form.method == "get":
            yield f"form get {form.action.partition('?')[0]}"
