"""How the family `tls` looks at the app's hosts."""

from functools import partial

from spbe_policy.builtin.tls.facts import Chain, Offer, Versions
from spbe_policy.builtin.web.reach import NO_ADDRESS, hosts_of, together
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.texts import text

VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
MAX_CHAIN = 10
"""Most certificates that are kept of one host."""


@collector(Versions, reach="network")
async def versions(scope: Scope) -> Collected:
    """Offer each version alone to each host."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hosts = hosts_of(scope.environment)
    found = await together(partial(_versions, scope, host, port) for host, port in hosts)
    return {f"endpoint:{host}": fact for (host, _), fact in zip(hosts, found, strict=True)}


async def _versions(scope: Scope, host: str, port: int) -> Fact | Gap:
    from ssl import TLSVersion

    versions = [TLSVersion[name.replace(".", "_")] for name in VERSIONS]
    shakes = await together(partial(scope.door.handshake, host, port, version=version) for version in versions)
    offers = []
    for name, shake in zip(VERSIONS, shakes, strict=True):
        if isinstance(shake, Gap):
            return shake
        offers.append(Offer(version=name, taken=shake.ok, alert=shake.alert))
    return Versions(host=host, port=port, offers=tuple(offers))


@collector(Chain, reach="network")
async def chains(scope: Scope) -> Collected:
    """Read the certificates of each host, and ask whether they are trusted."""
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hosts = hosts_of(scope.environment)
    found = await together(partial(_chain, scope, host, port) for host, port in hosts)
    return {f"endpoint:{host}": fact for (host, _), fact in zip(hosts, found, strict=True)}


async def _chain(scope: Scope, host: str, port: int) -> Fact | Gap:
    from spbe_policy.builtin.tls.certificate import parse_certificate

    shake = await scope.door.handshake(host, port)
    if isinstance(shake, Gap):
        return shake
    store = _trust_store(scope)
    if not shake.ok:
        return Chain(host=host, port=port, alert=shake.alert, trust_store=store)
    answer = await scope.door.fetch(_address(scope, host, port))
    if isinstance(answer, Gap):
        return answer
    try:
        chain = tuple(parse_certificate(der) for der in shake.chain[:MAX_CHAIN])
    except ValueError:  # OpenSSL takes more than our reader does
        detail = text(f"sertifikat {host} tidak terbaca", f"the certificate of {host} cannot be read")
        return Gap(cause=Cause.INTERNAL, detail=detail)
    return Chain(
        host=host,
        port=port,
        chain=chain,
        verified=answer.tls is not None and answer.tls.verified,
        problem=answer.tls.problem if answer.tls else None,
        trust_store=store,
    )


def _address(scope: Scope, host: str, port: int) -> str:
    """Where a verified connection is opened: the landing page where that is on this host, as it is asked anyhow."""
    environment = scope.environment
    if environment and environment.host == host and environment.url.startswith("https:"):
        return environment.url
    return f"https://{host}:{port}/"


def _trust_store(scope: Scope) -> str:
    """Name the store; the city's internal CA counts beside it where the authority says so."""
    network, environment = scope.city.network, scope.environment
    intranet = environment is not None and environment.exposure == "intranet"
    internal = network.ca_file is not None and (network.ca_scope == "all" or intranet)
    return scope.door.vantage.trust_store + (" + internal" if internal else "")


ALL = (versions, chains)
