"""How the family `dns` asks: all questions about a host side by side."""

from collections.abc import Mapping
from functools import partial
from ipaddress import ip_address

from spbe_policy.builtin.dns.facts import Caa, Host
from spbe_policy.builtin.web.reach import NO_ADDRESS, hosts_of, together
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.redact import redact
from spbe_policy.session import Lookup
from spbe_policy.texts import text

MAX_ALIASES, MAX_ADDRESSES, MAX_CAA = 10, 10, 20
"""What is kept of one host."""

_SETTLED = ("NOERROR", "NXDOMAIN")


@collector(Host, reach="network")
async def hosts(scope: Scope) -> Collected:
    """Ask the name server for each host of the app."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    names = [host for host, _ in hosts_of(scope.environment)]
    found = await together(partial(_host, scope, name) for name in names)
    return {f"endpoint:{name}": fact for name, fact in zip(names, found, strict=True)}


async def _host(scope: Scope, host: str) -> Fact | Gap:
    if _is_address(host):
        return Host(host=host, address=True)
    zones = zones_of(host)
    root = zones[-1]
    questions = [(host, "A"), (host, "AAAA"), (root, "DS"), *((zone, "CAA") for zone in zones)]
    answers = await together(partial(scope.door.lookup, *question) for question in questions)
    said: dict[tuple[str, str], Lookup] = {}
    for question, answer in zip(questions, answers, strict=True):
        if isinstance(answer, Gap):
            return answer
        said[question] = answer
    return await _read(scope, host, said, said[root, "DS"])


async def _read(scope: Scope, host: str, said: Mapping[tuple[str, str], Lookup], root: Lookup) -> Fact | Gap:
    main = said[host, "A"]
    forged = False
    if main.status == "SERVFAIL":
        bare = await scope.door.lookup(host, "A", unchecked=True)
        forged = isinstance(bare, Lookup) and bare.status in _SETTLED
    if main.status not in _SETTLED and not forged:
        status = main.status
        detail = text(f"server nama menjawab {status} untuk {host}", f"the name server answered {status} for {host}")
        return Gap(cause=Cause.UNREACHABLE, detail=detail)
    caa = [said[zone, "CAA"] for zone in zones_of(host)]
    place, nearest = next(((place, one) for place, one in enumerate(caa) if one.records), (len(caa), None))
    return Host(
        host=host,
        resolver=main.resolver,
        status=main.status,
        aliases=tuple(map(redact, main.aliases[:MAX_ALIASES])),
        ipv4=main.records[:MAX_ADDRESSES],
        ipv6=said[host, "AAAA"].records[:MAX_ADDRESSES],
        caa=Caa(at=nearest.name, records=tuple(map(redact, nearest.records[:MAX_CAA]))) if nearest else None,
        caa_unread=tuple(answer.name for answer in caa[:place] if answer.status not in _SETTLED),
        authenticated=main.authenticated,
        validating=root.authenticated,
        signed=main.signed,
        forged=forged,
    )


def zones_of(host: str) -> tuple[str, ...]:
    """Return the host and every name above it, up to its top-level domain (RFC 8659, 3)."""
    labels = host.rstrip(".").split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels)))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


ALL = (hosts,)
