"""Reads the JSON that sslyze 6 prints (https://nabla-c0d3.github.io/sslyze/documentation/). Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from spbe_policy_sslyze.facts import Accepted, Server

VERSIONS = {
    "ssl_2_0_cipher_suites": "SSLv2",
    "ssl_3_0_cipher_suites": "SSLv3",
    "tls_1_0_cipher_suites": "TLSv1",
    "tls_1_1_cipher_suites": "TLSv1.1",
    "tls_1_2_cipher_suites": "TLSv1.2",
    "tls_1_3_cipher_suites": "TLSv1.3",
}
_FLAWS = {
    "heartbleed": ("is_vulnerable_to_heartbleed", True, "heartbleed"),
    "openssl_ccs_injection": ("is_vulnerable_to_ccs_injection", True, "ccs-injection"),
    "tls_compression": ("supports_compression", True, "compression"),
    "session_renegotiation": ("supports_secure_renegotiation", False, "insecure-renegotiation"),
}
"""By command: the field that tells, its bad value, and our word for it."""

_ROBOT = ("VULNERABLE_WEAK_ORACLE", "VULNERABLE_STRONG_ORACLE")
MAX_SUITES = 200


class UnreadableError(ValueError):
    """It is not what sslyze 6 prints."""


def server_of(output: bytes, host: str, port: int) -> Server | None:
    """Return what is kept of a scan of one host; None when sslyze could not connect to it."""
    try:
        document = json.loads(output)
        (scan,) = document["server_scan_results"]
        if scan["connectivity_status"] != "COMPLETED":
            return None
        results: Mapping[str, Any] = scan["scan_result"]
        done = {name: item["result"] for name, item in results.items() if item["status"] == "COMPLETED"}
        return Server(
            host=host,
            port=port,
            sslyze=str(document["sslyze_version"]),
            accepted=tuple(_accepted(done)),
            weaknesses=tuple(sorted(_weaknesses(done))),
            curves=tuple(sorted(item["name"] for item in _curves(done))),
            unfinished=tuple(sorted(name for name, item in results.items() if item["status"] == "ERROR")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(str(error)) from error


def _accepted(done: Mapping[str, Any]) -> Iterator[Accepted]:
    for command, version in VERSIONS.items():
        suites = sorted(
            item["cipher_suite"]["name"] for item in done.get(command, {}).get("accepted_cipher_suites", ())
        )
        if suites:
            yield Accepted(version=version, suites=tuple(suites[:MAX_SUITES]))


def _weaknesses(done: Mapping[str, Any]) -> Iterator[str]:
    for command, (name, bad, word) in _FLAWS.items():
        if command in done and done[command][name] is bad:
            yield word
    if done.get("robot", {}).get("robot_result") in _ROBOT:
        yield "robot"


def _curves(done: Mapping[str, Any]) -> list[dict[str, Any]]:
    return done.get("elliptic_curves", {}).get("supported_curves") or []
