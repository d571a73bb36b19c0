"""What the family `web` decides."""

from collections.abc import Iterator

from spbe_policy.builtin.web.facts import Site
from spbe_policy.check import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import text


class HstsParams(Params):
    """Least `max-age`, in seconds, and whether subdomains must be included."""

    min_age: int = 31_536_000
    include_subdomains: bool = False


@check("web.hsts", each=Site, params=HstsParams, full=True)
def hsts(ctx: Context[Site], want: HstsParams) -> Iterator[Outcome]:
    """Strict-Transport-Security on the landing page (RFC 6797, section 6.1)."""
    header = ctx.fact.page.header("strict-transport-security")
    if header is None:
        yield Fail(
            "none", text("header Strict-Transport-Security tidak ada", "there is no Strict-Transport-Security header")
        )
        return
    directives = dict(_directive(part) for part in header.split(";") if part.strip())
    age = directives.get("max-age", "")
    seen = f"max-age={age}" + ("; includeSubDomains" if "includesubdomains" in directives else "")
    if not age.isdecimal() or int(age) < want.min_age:
        yield Fail(seen, text(f"max-age kurang dari {want.min_age} detik", f"max-age is below {want.min_age} seconds"))
    elif want.include_subdomains and "includesubdomains" not in directives:
        yield Fail(seen, text("hanya includeSubDomains yang kurang", "only includeSubDomains is missing"))
    else:
        yield Pass(seen)


def _directive(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip().strip('"')


ALL = (hsts,)
