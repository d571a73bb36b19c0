"""Checks of what is left of an app that was switched off."""

from collections.abc import Iterator

from spbe_policy.authority import Portal
from spbe_policy.builtin.portal.facts import Retired
from spbe_policy.builtin.portal.places import lies_under
from spbe_policy.checks import Context, Fail, NotApplicable, Outcome, Params, Pass, check
from spbe_policy.texts import text


@check("portal.no_dangling_record", each=Retired, params=Params)
def no_dangling_record(ctx: Context[Retired], _: Params) -> Iterator[Outcome]:
    """No name of a retired app leads to an address where nobody, or somebody else, answers."""
    if not ctx.fact.resolves:
        yield Pass("no address")
    elif ctx.fact.problem == "no-answer":
        message = text(
            f"{ctx.name} masih mempunyai alamat di DNS, tetapi tidak ada yang menjawab di sana",
            f"{ctx.name} still has an address in DNS, but nobody answers there",
        )
        yield Fail("no-answer", message)
    elif ctx.fact.problem:
        message = text(
            f"{ctx.name} masih mempunyai alamat di DNS; sertifikat di sana tidak tepercaya ({ctx.fact.problem})",
            f"{ctx.name} still has an address in DNS; the certificate there is not trusted ({ctx.fact.problem})",
        )
        yield Fail(ctx.fact.problem, message)
    else:
        yield Pass(f"status={ctx.fact.status}")


@check("portal.retired_redirect", each=Retired, params=Params, city=("portal",), full=True)
def retired_redirect(ctx: Context[Retired], _: Params) -> Iterator[Outcome]:
    """The front page of a retired app, where there still is one, redirects to the portal."""
    portal, target = ctx.city.portal, ctx.fact.target
    if ctx.fact.status is None:
        yield NotApplicable(text("tidak ada halaman yang dapat dialihkan", "there is no page that could redirect"))
    elif target is None:
        message = text(
            f"{ctx.name} menjawab {ctx.fact.status}, tidak mengalihkan ke Portal SPBE",
            f"{ctx.name} answers {ctx.fact.status}, no redirect to the Portal SPBE",
        )
        yield Fail(f"status={ctx.fact.status}", message)
    elif isinstance(portal, Portal) and lies_under(target, portal.url):
        yield Pass(f"target={target}")
    else:
        message = text(
            f"{ctx.name} mengalihkan ke {target}, bukan ke Portal SPBE",
            f"{ctx.name} redirects to {target}, not to the Portal SPBE",
        )
        yield Fail(f"target={target}", message)
