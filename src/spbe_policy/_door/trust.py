"""TLS as we speak it: one context per kind and run, and stable words for what goes wrong."""

import re
import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path

from spbe_policy._door.nouns import Tls
from spbe_policy.errors import UsageError

_PROBLEMS = {  # X509_V_ERR_* of OpenSSL
    9: "not-yet-valid",
    10: "expired",
    18: "self-signed",
    19: "unknown-issuer",
    20: "unknown-issuer",
    21: "unknown-issuer",
    23: "revoked",
    62: "hostname-mismatch",
    64: "hostname-mismatch",
    66: "weak-certificate",
    67: "weak-certificate",
    68: "weak-certificate",
}

_ALERTS = {  # what OpenSSL says when the peer does not speak TLS, speaks an older one than we offer, or leaves
    "wrong-version-number": "not-tls",
    "http-request": "not-tls",
    "packet-length-too-long": "not-tls",
    "record-layer-failure": "not-tls",
    "unsupported-protocol": "protocol-version",
    "unexpected-eof-while-reading": "closed",
}

REFUSALS = frozenset({"protocol-version", "handshake-failure", "insufficient-security", "inappropriate-fallback"})
"""Alerts by which a server says that it will not speak as we offer (RFC 8446, 6.2)."""

_LEGACY_SERVER_CONNECT = 0x4
"""As browsers do, talk to servers without RFC 5746; `ssl.OP_LEGACY_SERVER_CONNECT` came with Python 3.12."""

_EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"


def verifying(ca_file: Path | None, also: Path | None = None) -> ssl.SSLContext:
    """Return a context that trusts the system's store, or `ca_file` instead of it, and `also`.

    Built by hand: `ssl.create_default_context` differs between versions of Python, our verdicts may not.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    context.options |= _LEGACY_SERVER_CONNECT
    if ca_file is None:
        context.load_default_certs()
    for bundle in (ca_file, also):
        if bundle is not None:
            _load(context, bundle)
    return context


def observing() -> ssl.SSLContext:
    """Return a context that trusts nobody and takes any certificate: what comes through it is only looked at."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= _LEGACY_SERVER_CONNECT
    context.set_ciphers(_EVERYTHING)
    return context


def probing() -> ssl.SSLContext:
    """Return a context for a bare handshake: any version and suite that our library has."""
    context = observing()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # whoever speaks TLS 1.0 only shows its certificates too
        context.minimum_version = ssl.TLSVersion.TLSv1
    return context


def facts(connection: ssl.SSLObject, problem: str | None) -> Tls:
    """Return what `connection` shows; `problem` is why its certificate was not trusted."""
    cipher = connection.cipher()
    return Tls(
        version=connection.version() or "",
        cipher=cipher[0] if cipher else "",
        alpn=connection.selected_alpn_protocol(),
        certificate=connection.getpeercert(binary_form=True) or b"",
        verified=problem is None,
        problem=problem,
    )


def chain(connection: ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the certificates that the peer sent, DER, leaf first, unverified."""
    if hasattr(connection, "get_unverified_chain"):  # Python 3.13
        return tuple(connection.get_unverified_chain())
    certificates = connection._sslobj.get_unverified_chain() or ()  # type: ignore[attr-defined]
    return tuple(ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in certificates)


def distrust(error: BaseException) -> str | None:
    """Return the stable word for why a certificate was not trusted, or None when `error` is about something else."""
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _PROBLEMS.get(cause.verify_code, "not-trusted")
    return None


def alert(error: BaseException) -> str:
    """Return the stable word for why a handshake failed; `closed` when the peer hung up without a word."""
    for cause in causes(error):
        if isinstance(cause, ssl.SSLError) and cause.reason:
            word = re.sub(r"^(SSLV3|TLSV1|TLSV13)_(ALERT_)?", "", cause.reason).lower().replace("_", "-")
            return _ALERTS.get(word, word)
    return "closed"


def is_refusal(error: BaseException) -> bool:
    """Whether the server itself said that it will not speak as we offer; anything else may be a bad line."""
    told = any(isinstance(cause, ssl.SSLError) and "_ALERT_" in (cause.reason or "") for cause in causes(error))
    return told and alert(error) in REFUSALS


def was_cut(error: BaseException) -> bool:
    """Whether the connection ended without TLS's farewell."""
    return any(isinstance(cause, ssl.SSLError) and alert(cause) == "closed" for cause in causes(error))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Return `error` and what lies below it, outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _load(context: ssl.SSLContext, bundle: Path) -> None:
    try:
        context.load_verify_locations(cafile=bundle)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"Berkas CA {bundle.name} tidak dapat dibaca sebagai sertifikat PEM.",
            f"The CA file {bundle.name} cannot be read as PEM certificates.",
        ) from error
