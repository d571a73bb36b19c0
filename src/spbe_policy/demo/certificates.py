"""A test certificate authority and the server certificates it issues, sound or with one named fault."""

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: Key

    def pem(self) -> bytes:
        """Return key and certificate as one PEM text, as a server reads them."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM)


@lru_cache(maxsize=1)
def authority() -> Issued:
    """Make the test CA, once a process."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("CA Uji Kota Contoh", "Kota Contoh")
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = (
        _builder(name, name, key, timedelta(days=-30), timedelta(days=335), key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    return Issued(builder.sign(key, SHA256()), key)


def server_certificate(names: tuple[str, ...], faults: frozenset[str] = frozenset()) -> Issued:
    """Issue the certificate of a server.

    Its validity follows the real clock, never the scene's: it is the handshake that judges it.
    """
    key: Key = ec.generate_private_key(ec.SECP256R1())
    if "cert-weak-key" in faults:
        key = rsa.generate_private_key(65537, 1024)  # noqa: S505 (the fault to be seen)
    subject = _name(names[0])
    itself = "cert-self-signed" in faults
    ca = Issued(authority().certificate, key) if itself else authority()
    issuer = subject if itself else ca.certificate.subject
    builder = _builder(subject, issuer, key, *_validity(faults), ca.key)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    if "cert-no-san" not in faults:
        shown = (f"lain.{names[0]}",) if faults & {"cert-wrong-name", "retired-taken-over"} else names
        san = x509.SubjectAlternativeName([x509.DNSName(name) for name in shown])
        builder = builder.add_extension(san, critical=False)
    return Issued(builder.sign(ca.key, SHA256()), key)


def server_context(issued: Issued, faults: frozenset[str] = frozenset()) -> ssl.SSLContext:
    """Make a server's TLS context: 1.2 or better, unless a fault says otherwise."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if "tls10-enabled" in faults:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    if faults & {"tls10-enabled", "cert-weak-key"}:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.set_alpn_protocols(["http/1.1"])
    with tempfile.TemporaryDirectory() as folder:  # OpenSSL reads keys from files only
        pem = Path(folder, "server.pem")
        pem.write_bytes(issued.pem())
        context.load_cert_chain(pem)
    return context


def _name(common_name: str, organisation: str | None = None) -> x509.Name:
    named = {NameOID.ORGANIZATION_NAME: organisation, NameOID.COMMON_NAME: common_name}
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in named.items() if value])


def _validity(faults: frozenset[str]) -> tuple[timedelta, timedelta]:
    if "cert-expired" in faults:
        return timedelta(days=-90), timedelta(days=-1)
    if "cert-almost-over" in faults:
        return timedelta(days=-85), timedelta(days=5)
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
