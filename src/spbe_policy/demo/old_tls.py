"""Servers of the past, as far as their first answer: what OpenSSL no longer serves is said by hand (RFC 5246, 7.4.1).

Only a client that offers nothing better is told; any other is left to OpenSSL.
"""

import os
from dataclasses import dataclass

_RC4, _TRIPLE_DES, _EXPORT = 0x0005, 0x000A, 0x0008
_SUITES = {"tls-rc4": _RC4, "tls-3des": _TRIPLE_DES, "tls-export": _EXPORT, "tls-rc4-only": _RC4}
OLD_TLS = frozenset({*_SUITES, "sslv3-enabled", "tls-compression", "tls-renegotiation"})
"""The faults that are shown here."""

_MODERN = 0xC02B
_TLS12, _SSL3 = 0x0303, 0x0300
_SUPPORTED_VERSIONS = 43
_RENEGOTIATION_INFO = b"\xff\x01\x00\x01\x00"
_HANDSHAKE_FAILURE = b"\x15\x03\x01\x00\x02\x02\x28"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a ClientHello offers."""

    version: int
    suites: frozenset[int]
    tls13: bool

    @classmethod
    def read(cls, record: bytes) -> "Offer | None":
        """Read a record; None for one that is no whole ClientHello."""
        body = record[9:]
        if record[:1] != b"\x16" or record[5:6] != b"\x01" or len(body) < 35:
            return None
        after = 35 + body[34]
        length = int.from_bytes(body[after : after + 2], "big")
        numbers = body[after + 2 : after + 2 + length]
        suites = (int.from_bytes(numbers[at : at + 2], "big") for at in range(0, len(numbers), 2))
        rest = body[after + 2 + length :]
        return cls(int.from_bytes(body[:2], "big"), frozenset(suites), _offers_13(rest[1 + rest[0] :] if rest else b""))


def _offers_13(extensions: bytes) -> bool:
    at = 2
    while at + 4 <= len(extensions):
        if int.from_bytes(extensions[at : at + 2], "big") == _SUPPORTED_VERSIONS:
            return True
        at += 4 + int.from_bytes(extensions[at + 2 : at + 4], "big")
    return False


def first_answer(record: bytes, faults: frozenset[str]) -> bytes | None:
    """Return what a faulty server says to a ClientHello; None: OpenSSL may speak for it."""
    offer = Offer.read(record)
    if offer is None:
        return None
    if "sslv3-enabled" in faults and offer.version <= _SSL3 + 2:
        return _server_hello(_SSL3, min(offer.suites))
    for fault, suite in _SUITES.items():
        if fault in faults and suite in offer.suites and (_MODERN not in offer.suites or fault == "tls-rc4-only"):
            return _server_hello(min(offer.version, _TLS12), suite)
    if "tls-rc4-only" in faults:
        return _HANDSHAKE_FAILURE
    if offer.tls13 or _MODERN not in offer.suites or offer.version < _TLS12:
        return None
    if "tls-compression" in faults:
        return _server_hello(_TLS12, _MODERN, compression=1)
    if "tls-renegotiation" in faults:
        return _server_hello(_TLS12, _MODERN, extensions=b"")
    return None


def _server_hello(version: int, suite: int, *, compression: int = 0, extensions: bytes = _RENEGOTIATION_INFO) -> bytes:
    number = version.to_bytes(2, "big")
    body = number + os.urandom(32) + b"\0" + suite.to_bytes(2, "big") + bytes([compression])
    if extensions and version > _SSL3:
        body += len(extensions).to_bytes(2, "big") + extensions
    hello, done = b"\x02" + len(body).to_bytes(3, "big") + body, b"\x0e\0\0\0"
    return b"\x16" + number + len(hello + done).to_bytes(2, "big") + hello + done
