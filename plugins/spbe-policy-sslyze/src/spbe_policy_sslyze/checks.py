"""What the family `sslyze` decides."""

from collections.abc import Iterable, Iterator

from spbe_policy.checks import Context, Fail, Outcome, Params, Pass, check
from spbe_policy.evidence import Cause, Gap
from spbe_policy.texts import text
from spbe_policy_sslyze.facts import Server
from spbe_policy_sslyze.reading import VERSIONS

_FLAWS = ("heartbleed", "openssl_ccs_injection", "tls_compression", "session_renegotiation", "robot")


def _unfinished(server: Server, needed: Iterable[str]) -> Gap | None:
    """Return why nothing can be concluded: sslyze came to no result where it mattered."""
    missing = ", ".join(sorted(set(needed) & set(server.unfinished)))
    if not missing:
        return None
    detail = text(f"sslyze tidak selesai: {missing}", f"sslyze came to no result: {missing}")
    return Gap(cause=Cause.UNREACHABLE, detail=detail)


@check("sslyze.weaknesses", each=Server, params=Params, full=True)
def weaknesses(ctx: Context[Server], _: Params) -> Iterator[Outcome]:
    """None of Heartbleed, CCS injection, ROBOT, CRIME and insecure renegotiation."""
    for word in ctx.fact.weaknesses:
        yield Fail(word, text(f"server rentan: {word}", f"the server is vulnerable: {word}"))
    if not ctx.fact.weaknesses:
        yield _unfinished(ctx.fact, _FLAWS) or Pass("none")


class SuiteParams(Params):
    """Versions that may be taken, and marks in the names of suites that may not."""

    versions: tuple[str, ...] = ("TLSv1.2", "TLSv1.3")
    marks: tuple[str, ...] = ("_NULL_", "EXPORT", "_anon_", "_RC4_", "_DES_", "_3DES_", "_IDEA_", "_MD5")


@check("sslyze.suites", each=Server, params=SuiteParams, full=True)
def suites(ctx: Context[Server], want: SuiteParams) -> Iterator[Outcome]:
    """Every suite of every version is tried; none that is taken is a broken one."""
    found = 0
    for accepted in ctx.fact.accepted:
        broken = [name for name in accepted.suites if any(mark in f"{name}_" for mark in want.marks)]
        bad = accepted.suites if accepted.version not in want.versions else broken
        for name in bad:
            found += 1
            seen = f"{accepted.version} {name}"
            yield Fail(seen, text(f"cipher lemah diterima: {seen}", f"a weak suite is taken: {seen}"))
    if not found:
        taken = ", ".join(accepted.version for accepted in ctx.fact.accepted)
        yield _unfinished(ctx.fact, VERSIONS) or Pass(taken or "none")


ALL = (weaknesses, suites)
