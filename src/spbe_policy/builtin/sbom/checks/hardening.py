"""What stands beside a question: which libraries the bills of materials list for it. Silent where there is none."""

from collections.abc import Iterator

from spbe_policy.builtin.sbom.facts import Hardening
from spbe_policy.checks import Context, Outcome, Params, Pass, check


@check("sbom.hashes_passwords", each=Hardening, params=Params)
def hashes_passwords(ctx: Context[Hardening], _: Params) -> Iterator[Outcome]:
    """Libraries that hash passwords."""
    yield from _listed(ctx.fact.passwords)


@check("sbom.keeps_sessions", each=Hardening, params=Params)
def keeps_sessions(ctx: Context[Hardening], _: Params) -> Iterator[Outcome]:
    """Frameworks and libraries that keep sessions."""
    yield from _listed(ctx.fact.sessions)


@check("sbom.binds_queries", each=Hardening, params=Params)
def binds_queries(ctx: Context[Hardening], _: Params) -> Iterator[Outcome]:
    """Libraries that put parameters into queries."""
    yield from _listed(ctx.fact.queries)


def _listed(libraries: tuple[str, ...]) -> Iterator[Outcome]:
    if libraries:
        yield Pass(f"SBOM: {', '.join(libraries)}")
