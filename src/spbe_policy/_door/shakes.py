"""Bare TLS handshakes: which versions and suites a server speaks, and the chain that it sends."""

import ssl

import httpcore

from spbe_policy._door import gaps, trust, wire
from spbe_policy._door.nouns import Handshake
from spbe_policy._door.target import Shake
from spbe_policy.evidence import Gap


class Shakes:
    """Shakes hands without trust; one context per TLS version and run. `seconds` bounds each phase."""

    def __init__(self, backend: wire.Pinned, seconds: float) -> None:
        self._backend = backend
        self._seconds = seconds
        self._contexts: dict[int | None, ssl.SSLContext] = {}

    async def shake(self, shake: Shake) -> Handshake | Gap:
        """Shake hands once; a gap when the server takes no part or this machine lacks the version."""
        plain = await wire.tunnel(self._backend, shake.host, shake.port, self._seconds)
        try:
            stream = await plain.start_tls(self._context(shake.version), shake.host, self._seconds)
        except httpcore.ConnectTimeout:
            return gaps.slow(shake.host, self._seconds)
        except httpcore.ConnectError as error:
            return _failed(shake, trust.alert(error))
        try:
            return _seen(shake, stream.get_extra_info("ssl_object"))
        finally:
            await stream.aclose()

    def _context(self, version: int | None) -> ssl.SSLContext:
        if version not in self._contexts:
            self._contexts[version] = trust.probing(None if version is None else ssl.TLSVersion(version))
        return self._contexts[version]


def _failed(shake: Shake, alert: str) -> Handshake | Gap:
    if trust.is_ours(alert):
        return gaps.cannot_speak("TLS" if shake.version is None else ssl.TLSVersion(shake.version).name)
    return Handshake(shake.host, shake.port, ok=False, alert=alert)


def _seen(shake: Shake, connection: ssl.SSLObject) -> Handshake:
    tls = trust.facts(connection, problem=None)
    return Handshake(
        shake.host,
        shake.port,
        ok=True,
        version=tls.version,
        cipher=tls.cipher,
        alpn=tls.alpn,
        chain=trust.chain(connection),
    )
