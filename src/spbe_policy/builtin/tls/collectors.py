"""How the family `tls` looks at the app's hosts."""

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import cast

from spbe_policy.builtin.tls import suites
from spbe_policy.builtin.tls.facts import Chain, Offer, Suites, Versions
from spbe_policy.builtin.web.reach import NO_ADDRESS, hosts_of, together
from spbe_policy.collecting import Collected, Scope, collector
from spbe_policy.evidence import Cause, Fact, Gap
from spbe_policy.session import Choice, Exchange, Handshake
from spbe_policy.texts import text

VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
TLS12, TLS11 = 0x0303, 0x0302
LOWER = {"TLSv1.1": 0x0301, "TLSv1": 0x0300}
"""What to offer next to a server that took an old version."""

MAX_CHAIN = 10
"""Most certificates that are kept of one host."""


@collector(Versions, reach="network")
async def versions(scope: Scope) -> Collected:
    """Ask each host for the best version, for TLS 1.2, and for the best of the older ones."""
    return await _of_each_host(scope, _versions)


async def _versions(scope: Scope, host: str, port: int) -> Fact | Gap:
    greet = partial(scope.door.greet, host, port, suites=suites.ALL)
    answers = await _answers(scope, host, port, (partial(greet, version=TLS12), partial(greet, version=TLS11)))
    if isinstance(answers, Gap):
        return answers
    shake, (modern, old) = answers
    taken = {shake.version, modern.version, old.version} - {None}
    while old.version in LOWER:  # a server that takes an old version may take those below as well
        lower = await greet(version=LOWER[old.version])
        if isinstance(lower, Gap):
            return lower
        old = lower
        taken.add(old.version)
    alerts = {"TLSv1.3": shake.alert, "TLSv1.2": modern.alert}
    offers = (
        Offer(version=name, taken=True)
        if name in taken
        else Offer(version=name, taken=False, alert=alerts.get(name, old.alert) or "protocol-version")
        for name in VERSIONS
    )
    return Versions(host=host, port=port, offers=tuple(offers))


@collector(Suites, reach="network")
async def choices(scope: Scope) -> Collected:
    """Offer each host all suites, then those of which it should take none."""
    return await _of_each_host(scope, _choices)


async def _choices(scope: Scope, host: str, port: int) -> Fact | Gap:
    greet = partial(scope.door.greet, host, port, version=TLS12)
    offers = (suites.ALL, suites.STATIC, suites.FINITE, suites.WEAK)
    answers = await _answers(scope, host, port, [partial(greet, suites=offer) for offer in offers])
    if isinstance(answers, Gap):
        return answers
    shake, (best, static, finite, weak) = answers
    broken = await _broken(greet, weak)
    if isinstance(broken, Gap):
        return broken
    return Suites(
        host=host,
        port=port,
        tls13=shake.version == "TLSv1.3",
        alpn=shake.alpn,
        best=_name(best),
        weak=broken,
        static=_name(static),
        dh_bits=finite.dh_bits,
        compressed=best.compressed,
        renegotiation=best.renegotiation if best.version else None,
        alert=best.alert,
    )


async def _answers(
    scope: Scope, host: str, port: int, greetings: Iterable[Callable[[], Awaitable[Choice | Gap]]]
) -> tuple[Handshake, tuple[Choice, ...]] | Gap:
    """Shake hands and greet, side by side."""
    asked: list[Callable[[], Awaitable[Handshake | Choice | Gap]]] = [partial(scope.door.handshake, host, port)]
    shake, *choices = await together([*asked, *greetings])
    if isinstance(shake, Handshake) and not any(isinstance(choice, Gap) for choice in choices):
        return shake, tuple(choice for choice in choices if isinstance(choice, Choice))
    return next(answer for answer in (shake, *choices) if isinstance(answer, Gap))


async def _broken(greet: Callable[..., Awaitable[Choice | Gap]], first: Choice) -> tuple[str, ...] | Gap:
    """Ask on for broken suites of other kinds until nothing is taken; return one of each kind."""
    answer, found, left = first, list[str](), suites.WEAK
    while answer.suite is not None:
        found.append(suites.NAMES[answer.suite])
        kinds = set(suites.broken(answer.suite))
        left = tuple(number for number in left if kinds.isdisjoint(suites.broken(number)))
        following = await greet(suites=left) if left else None
        if following is None:
            break
        if isinstance(following, Gap):
            return following
        answer = following
    return tuple(sorted(found))


def _name(choice: Choice) -> str | None:
    return None if choice.suite is None else suites.NAMES[choice.suite]


@collector(Chain, reach="network")
async def chains(scope: Scope) -> Collected:
    """Read the certificates of each host, and ask whether they are trusted."""
    return await _of_each_host(scope, _chain)


async def _chain(scope: Scope, host: str, port: int) -> Fact | Gap:
    from spbe_policy.builtin.tls.certificate import parse_certificate

    ask: list[Callable[[], Awaitable[Handshake | Exchange | Gap]]] = [
        partial(scope.door.fetch, _address(scope, host, port)),
        partial(scope.door.handshake, host, port),
    ]
    answer, shake = await together(ask)
    if not isinstance(shake, Handshake):
        return cast("Gap", shake)
    store = _trust_store(scope)
    if not shake.ok:
        return Chain(host=host, port=port, alert=shake.alert, trust_store=store)
    if not isinstance(answer, Exchange):
        return cast("Gap", answer)
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


async def _of_each_host(scope: Scope, look: Callable[[Scope, str, int], Awaitable[Fact | Gap]]) -> Collected:
    if scope.environment is None:
        return {"app": NO_ADDRESS}
    hosts = hosts_of(scope.environment)
    found = await together(partial(look, scope, host, port) for host, port in hosts)
    return {f"endpoint:{host}": fact for (host, _), fact in zip(hosts, found, strict=True)}


ALL = (chains, versions, choices)
"""The longest question first: the others find room beside it."""
