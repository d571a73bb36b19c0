"""What the family `robots` decides."""

from collections.abc import Iterator

from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.texts import text
from spbe_policy_example.facts import Robots


class PathParams(Params):
    """Words that give away where the administrators log in."""

    words: tuple[str, ...] = ("admin",)


@check("robots.no_secret_paths", each=Robots, params=PathParams, full=True)
def no_secret_paths(ctx: Context[Robots], want: PathParams) -> Iterator[Outcome]:
    """`robots.txt` does not list what it wants to hide (BSSN 4/2021 Pasal 27 ayat (3) huruf c, in part)."""
    told = [path for path in ctx.fact.disallowed if any(word in path.lower() for word in want.words)]
    if told:
        seen = ", ".join(told)
        yield Fail(seen, text(f"robots.txt menyebut {seen}", f"robots.txt names {seen}"))
    else:
        yield Pass("none")


ALL = (no_secret_paths,)
