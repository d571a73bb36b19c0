"""Reads a certificate (RFC 5280); what it does not hold is left empty. Pure."""

import hashlib

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from spbe_policy.builtin.tls.facts import Certificate
from spbe_policy.redact import clip, redact

MAX_NAMES = 100
"""Most names that are kept of one certificate."""


def parse_certificate(der: bytes) -> Certificate:
    """Return what is kept of a certificate; `ValueError` when it is none."""
    found = x509.load_der_x509_certificate(der)
    kind, bits = _key(found)
    return Certificate(
        sha256=f"sha256:{hashlib.sha256(der).hexdigest()}",
        subject=_common_name(found.subject),
        issuer=_common_name(found.issuer),
        organisation=_organisation(found.issuer),
        revocation=_revocation(found),
        fetchable=AuthorityInformationAccessOID.CA_ISSUERS in _access(found),
        names=_names(found),
        not_before=found.not_valid_before_utc,
        not_after=found.not_valid_after_utc,
        key=kind,
        bits=bits,
        signature=_digest(found),
    )


def _common_name(name: x509.Name) -> str:
    values = [str(item.value) for item in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return clip((values or [name.rfc4514_string()])[0], 200)


def _organisation(name: x509.Name) -> str:
    return next((clip(str(item.value), 200) for item in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)), "")


def _access(found: x509.Certificate) -> set[x509.ObjectIdentifier]:
    """Return the ways of access to information of the issuer (RFC 5280, 4.2.2.1) that the certificate names."""
    try:
        access = found.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return set()
    return {item.access_method for item in access}


def _revocation(found: x509.Certificate) -> tuple[str, ...]:
    try:
        found.extensions.get_extension_for_class(x509.CRLDistributionPoints)
        listed = True
    except (x509.ExtensionNotFound, ValueError):
        listed = False
    asked = AuthorityInformationAccessOID.OCSP in _access(found)
    return ("crl",) * listed + ("ocsp",) * asked


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        san = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    names = [*san.get_values_for_type(x509.DNSName), *map(str, san.get_values_for_type(x509.IPAddress))]
    return tuple(map(redact, sorted(names)[:MAX_NAMES]))


def _key(found: x509.Certificate) -> tuple[str, int]:
    try:
        key = found.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return "unknown", 0
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.curve.key_size
    return type(key).__name__.removesuffix("PublicKey").strip("_").lower(), 0


def _digest(found: x509.Certificate) -> str:
    """The digest's name; a signature without one of its own (Ed25519, RFC 8410) bears the key's."""
    try:
        digest = found.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return "unknown"
    return digest.name if digest else "built-in"
