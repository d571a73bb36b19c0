"""A bare ClientHello with a chosen version and chosen suites, and the first flight that a server answers it with.

Python's `ssl` cannot ask for what its OpenSSL no longer speaks: SSL 3.0, RC4, 3DES, export suites. Here nothing is
negotiated to the end and nothing is encrypted: the server's choice stands in its ServerHello (RFC 5246, 7.4), in clear.
"""

import os
from dataclasses import dataclass, field

MAX_FLIGHT = 65_536
"""Bytes of a server's first flight that are read."""

VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2", 0x0304: "TLSv1.3"}

_ALERT, _HANDSHAKE = 21, 22
_SERVER_HELLO, _KEY_EXCHANGE, _DONE = 2, 12, 14
_RENEGOTIATION_SCSV = 0x00FF
"""Says, as a suite, that RFC 5746 is spoken; old servers choke on extensions, not on this."""

_RENEGOTIATION_INFO = 0xFF01
_GROUPS = (0x001D, 0x0017, 0x0018, 0x0019, 0x001E, 0x0016, 0x000E, 0x0100, 0x0101, 0x0102)
_SIGNATURES = (0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0303, 0x0301, 0x0203,
               0x0201, 0x0202)  # fmt: skip
_ALERTS = {
    10: "unexpected-message",
    40: "handshake-failure",
    42: "bad-certificate",
    47: "illegal-parameter",
    48: "unknown-ca",
    49: "access-denied",
    50: "decode-error",
    70: "protocol-version",
    71: "insufficient-security",
    80: "internal-error",
    86: "inappropriate-fallback",
    112: "unrecognized-name",
    120: "no-application-protocol",
}
"""Words as OpenSSL has them (RFC 8446, 6)."""


def client_hello(host: str, version: int, suites: tuple[int, ...]) -> bytes:
    """Return the record; `host` goes into SNI unless it is an address or SSL 3.0 is asked for."""
    offered = b"".join(map(_number, (*suites, _RENEGOTIATION_SCSV)))
    deflate_or_none = b"\x01\x00"
    body = _number(version) + os.urandom(32) + b"\0" + _sized(2, offered) + _sized(1, deflate_or_none)
    if version > 0x0300:
        body += _sized(2, _extensions(host, version))
    return bytes([_HANDSHAKE]) + _number(min(version, 0x0301)) + _sized(2, b"\x01" + _sized(3, body))


def _extensions(host: str, version: int) -> bytes:
    found = {
        10: _sized(2, b"".join(map(_number, _GROUPS))),
        11: _sized(1, b"\0"),
        13: _sized(2, b"".join(map(_number, _SIGNATURES))) if version >= 0x0303 else None,
        0: None if _is_address(host) else _sized(2, b"\0" + _sized(2, host.encode("ascii"))),
    }
    return b"".join(_number(kind) + _sized(2, content) for kind, content in found.items() if content is not None)


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _number(value: int) -> bytes:
    return value.to_bytes(2, "big")


def _sized(width: int, content: bytes) -> bytes:
    return len(content).to_bytes(width, "big") + content


@dataclass(slots=True)
class Flight:
    """What a server has said so far to what was `offered`; fed with bytes until it is `over`.

    Nothing protects a first flight from a bad line: what was not offered cannot have been chosen.
    """

    offered: tuple[int, tuple[int, ...]]
    version: str | None = None
    suite: int | None = None
    compressed: bool = False
    renegotiation: bool = False
    dh_bits: int | None = None
    alert: str | None = None
    over: bool = False
    _records: bytes = field(default=b"", repr=False)
    _messages: bytes = field(default=b"", repr=False)
    _read: int = 0

    def feed(self, data: bytes) -> None:
        """Take in what came; raise `ValueError` when it is no TLS, or no end is to be seen."""
        self._read += len(data)
        if self._read > MAX_FLIGHT:
            raise ValueError("a first flight without end")
        self._records += data
        while not self.over and (record := self._record()):
            kind, content = record
            if kind == _ALERT:
                self._end(_ALERTS.get(content[-1], f"alert-{content[-1]}") if content else "closed")
            else:
                self._messages += content
                self._read_messages()

    def _record(self) -> tuple[int, bytes] | None:
        """Take the next whole record off."""
        if not self._records:
            return None
        if self._records[0] not in (_ALERT, _HANDSHAKE) or self._records[1:2] not in (b"", b"\x03"):
            raise ValueError("no TLS record")
        end = 5 + int.from_bytes(self._records[3:5], "big")
        if len(self._records) < max(end, 5):
            return None
        kind, content, self._records = self._records[0], self._records[5:end], self._records[end:]
        return kind, content

    def _read_messages(self) -> None:
        while not self.over and len(self._messages) >= 4:
            end = 4 + int.from_bytes(self._messages[1:4], "big")
            if len(self._messages) < end:
                return
            kind, body, self._messages = self._messages[0], self._messages[4:end], self._messages[end:]
            if kind == _SERVER_HELLO:
                self._server_hello(body)
            elif kind == _KEY_EXCHANGE:
                self.dh_bits = _dh_bits(body)
            elif kind == _DONE:
                self._end(None)

    def _server_hello(self, body: bytes) -> None:
        after = 35 + body[34] if len(body) > 34 else len(body)
        if len(body) < after + 3:
            raise ValueError("a ServerHello cut short")
        highest, suites = self.offered
        version, suite = int.from_bytes(body[:2], "big"), int.from_bytes(body[after : after + 2], "big")
        if version not in VERSIONS or version > highest or suite not in suites:
            raise ValueError("a choice that was not offered")
        self.version, self.suite = VERSIONS[version], suite
        self.compressed = body[after + 2] != 0
        self.renegotiation = _RENEGOTIATION_INFO in _extension_kinds(body[after + 5 :])

    def _end(self, alert: str | None) -> None:
        self.over, self.alert = True, None if self.version else alert


def _extension_kinds(data: bytes) -> set[int]:
    kinds = set()
    while len(data) >= 4:
        kinds.add(int.from_bytes(data[:2], "big"))
        data = data[4 + int.from_bytes(data[2:4], "big") :]
    return kinds


def _dh_bits(body: bytes) -> int | None:
    """Return the size of the prime of a finite-field exchange (RFC 5246, 7.4.3); None for an elliptic curve.

    The message does not say which it is: a named curve begins with 3 and is short, a prime with 3 is of 6144 bits.
    """
    if body[:1] == b"\x03" and len(body) < 1_000:
        return None
    return int.from_bytes(body[2 : 2 + int.from_bytes(body[:2], "big")], "big").bit_length()
