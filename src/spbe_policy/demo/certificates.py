"""A test certificate authority and the server certificates it issues, sound or with one named fault."""

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from spbe_policy.demo.scene import DOMAIN

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its private key, and the certificates `above` that a server sends with it."""

    certificate: x509.Certificate
    key: Key
    above: tuple[x509.Certificate, ...] = ()

    def pem(self) -> bytes:
        """Return key and certificates as one PEM text, as a server reads them."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + b"".join(each.public_bytes(Encoding.PEM) for each in (self.certificate, *self.above))


@lru_cache(maxsize=1)
def authority() -> Issued:
    """Make the test CA, once a process."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("CA Uji Kota Contoh", "Kota Contoh")
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = (
        _builder(name, name, key, timedelta(days=-30), timedelta(days=335), key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(usage, critical=True)
    )
    return Issued(builder.sign(key, SHA256()), key)


@lru_cache(maxsize=1)
def intermediate() -> Issued:
    """Make a CA below the test CA, once a process."""
    key, above = rsa.generate_private_key(65537, 2048), authority()
    name = _name("CA Antara Kota Contoh", "Kota Contoh")
    builder = _builder(name, above.certificate.subject, key, timedelta(days=-30), timedelta(days=335), above.key)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return Issued(builder.sign(above.key, SHA256()), key)


def server_certificate(names: tuple[str, ...], faults: frozenset[str] = frozenset()) -> Issued:
    """Issue the certificate of a server.

    Its validity follows the real clock, never the scene's: it is the handshake that judges it.
    """
    key = _server_key(faults)
    subject = _name(names[0])
    itself = "cert-self-signed" in faults
    above = intermediate() if faults & {"chain-incomplete", "cert-sha1"} else authority()
    ca = Issued(above.certificate, key) if itself else above
    issuer = subject if itself else ca.certificate.subject
    builder = _builder(subject, issuer, key, *_validity(faults), ca.key)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    for extension in _pointers(faults):
        builder = builder.add_extension(extension, critical=False)
    if "cert-no-san" not in faults:
        san = x509.SubjectAlternativeName([x509.DNSName(name) for name in _shown(names, faults)])
        builder = builder.add_extension(san, critical=False)
    made = builder.sign(ca.key, SHA256())
    if "cert-sha1" in faults and isinstance(ca.key, rsa.RSAPrivateKey):
        return Issued(_with_sha1(made, ca.key), key, above=(above.certificate,))
    return Issued(made, key)


def _with_sha1(made: x509.Certificate, signer: rsa.RSAPrivateKey) -> x509.Certificate:
    """Sign a certificate again with SHA-1, which no library does any more: by hand, in its DER."""
    body = made.tbs_certificate_bytes.replace(_SHA256_RSA, _SHA1_RSA)
    signature = signer.sign(body, padding.PKCS1v15(), SHA1())  # noqa: S303 (the fault to be seen)
    at = len(made.public_bytes(Encoding.DER)) - len(made.signature)
    whole = made.public_bytes(Encoding.DER)[:at].replace(_SHA256_RSA, _SHA1_RSA) + signature
    return x509.load_der_x509_certificate(whole)


def _server_key(faults: frozenset[str]) -> Key:
    if "cert-weak-key" in faults:
        return rsa.generate_private_key(65537, 1024)  # noqa: S505 (the fault to be seen)
    if faults & {"tls-static-rsa", "tls-small-prime"}:
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def _shown(names: tuple[str, ...], faults: frozenset[str]) -> tuple[str, ...]:
    if faults & {"cert-wrong-name", "retired-taken-over"}:
        return (f"lain.{names[0]}",)
    return (f"*.{DOMAIN}",) if "cert-wildcard" in faults else names


def _pointers(faults: frozenset[str]) -> list[x509.ExtensionType]:
    """Where the issuer's certificate is kept, and where revocations are told (RFC 5280, 4.2.1.13 and 4.2.2.1)."""
    kept = x509.UniformResourceIdentifier(f"http://ca.{DOMAIN}/ca.cer")
    told = x509.UniformResourceIdentifier(f"http://ca.{DOMAIN}/ca.crl")
    issuer = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, kept)
    listed = x509.DistributionPoint([told], None, None, None)
    found: list[x509.ExtensionType] = [x509.AuthorityInformationAccess([issuer])]
    return found if "cert-no-revocation" in faults else [*found, x509.CRLDistributionPoints([listed])]


def server_context(issued: Issued, faults: frozenset[str] = frozenset()) -> ssl.SSLContext:
    """Make a server's TLS context: 1.2 or better, unless a fault says otherwise."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if "tls10-enabled" in faults:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    if "no-tls13" in faults:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(next((suites for fault, suites in _CIPHERS.items() if fault in faults), _STRONG))
    if "no-alpn" not in faults:
        context.set_alpn_protocols(["http/1.1"])
    with tempfile.TemporaryDirectory() as folder:  # OpenSSL reads keys from files only
        pem = Path(folder, "server.pem")
        pem.write_bytes(issued.pem() + _SMALL_PRIME * ("tls-small-prime" in faults))
        context.load_cert_chain(pem)
        if "tls-small-prime" in faults:
            context.load_dh_params(str(pem))
    return context


_SHA256_RSA, _SHA1_RSA = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
"""Object identifiers of RSA signatures with either digest (RFC 8017, A.2.4), alike in length."""

_STRONG = "ECDHE+AESGCM:ECDHE+CHACHA20"
_CIPHERS = {
    "tls10-enabled": "DEFAULT:!kRSA:@SECLEVEL=0",
    "cert-weak-key": f"{_STRONG}:@SECLEVEL=0",
    "cert-sha1": f"{_STRONG}:@SECLEVEL=0",
    "tls-static-rsa": f"{_STRONG}:AES128-GCM-SHA256",
    "tls-small-prime": f"{_STRONG}:DHE+AESGCM:@SECLEVEL=0",
    "tls-null": f"{_STRONG}:ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0",
    "tls-anonymous": f"{_STRONG}:AECDH-AES128-SHA:@SECLEVEL=0",
}
_SMALL_PRIME = b"""-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""
"""The prime of 1024 bits that half the internet shared (RFC 2409, 6.2)."""


def _name(common_name: str, organisation: str | None = None) -> x509.Name:
    named = {NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: common_name}
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in named.items() if value])


def _validity(faults: frozenset[str]) -> tuple[timedelta, timedelta]:
    if "cert-expired" in faults:
        return timedelta(days=-90), timedelta(days=-1)
    if "cert-almost-over" in faults:
        return timedelta(days=-85), timedelta(days=5)
    if "cert-not-yet-valid" in faults:
        return timedelta(days=3), timedelta(days=93)
    if "cert-too-long" in faults:
        return timedelta(days=-10), timedelta(days=390)
    return timedelta(days=-10), timedelta(days=80)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, start: timedelta, end: timedelta, signer: Key
) -> x509.CertificateBuilder:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    public = key.public_key()
    signed_by = signer.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(midnight + start)
        .not_valid_after(midnight + end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by), critical=False)
    )
