"""What the family `tls` knows of a host: the versions it takes, the certificates it shows."""

from typing import ClassVar

from pydantic import AwareDatetime

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class Offer(Record):
    """One version offered alone: taken, or refused with a stable word (`protocol-version`, `closed`, …)."""

    version: str
    taken: bool
    alert: str | None = None


class Versions(Fact):
    """How a host answers each TLS version, SSL 3.0 included, oldest first."""

    kind: ClassVar[str] = "tls.versions/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    host: str
    port: int
    offers: tuple[Offer, ...]

    @property
    def taken(self) -> tuple[str, ...]:
        """The versions that the host takes, oldest first."""
        return tuple(offer.version for offer in self.offers if offer.taken)

    @property
    def hung_up(self) -> bool:
        """Whether the host broke off every time without a word: that may also be a firewall's doing."""
        return all(offer.alert == "closed" for offer in self.offers)

    def sample(self) -> Text | None:
        """Say what was tried."""
        return of_host(self.host, self.port)


class Suites(Fact):
    """What a host chooses from the suites of TLS 1.2 and older that it is offered; names without their `TLS_`.

    `best` is its choice from all; `weak` its choices from the broken ones, one of each kind; `static` that from those
    without forward secrecy; `dh_bits` the size of its prime. `renegotiation` says whether it speaks RFC 5746, null
    where it speaks TLS 1.3 only. `alert` says why it chose nothing at all.
    """

    kind: ClassVar[str] = "tls.suites/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    host: str
    port: int
    tls13: bool = False
    alpn: str | None = None
    best: str | None = None
    weak: tuple[str, ...] = ()
    static: str | None = None
    dh_bits: int | None = None
    compressed: bool = False
    renegotiation: bool | None = None
    alert: str | None = None

    def sample(self) -> Text | None:
        """Say what was tried."""
        return of_host(self.host, self.port)


class Certificate(Record):
    """One certificate. `key` is `rsa`, `ec`, `ed25519`, …; `bits` its size; `signature` the digest that was signed.

    `organisation` is the issuer's; `revocation` says where its state can be asked: `crl`, `ocsp`; `fetchable` that it
    says where its issuer's certificate is kept.
    """

    sha256: str
    subject: str
    issuer: str
    organisation: str = ""
    revocation: tuple[str, ...] = ()
    fetchable: bool = False
    names: tuple[str, ...] = ()
    not_before: AwareDatetime
    not_after: AwareDatetime
    key: str
    bits: int
    signature: str

    @property
    def self_signed(self) -> bool:
        """Whether it names itself as its issuer."""
        return self.subject == self.issuer


class Chain(Fact):
    """The certificates that a host shows, its own first, and whether the named trust store trusts them.

    `problem` is a stable word: `expired`, `self-signed`, `unknown-issuer`, `hostname-mismatch`, … A host that speaks
    no TLS shows none; `alert` then says why.
    """

    kind: ClassVar[str] = "tls.chain/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    host: str
    port: int
    chain: tuple[Certificate, ...] = ()
    verified: bool = False
    problem: str | None = None
    alert: str | None = None
    trust_store: str

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return of_host(self.host, self.port)


def of_host(host: str, port: int) -> Text:
    """Say that a host was looked at."""
    return text(f"jabat tangan TLS dengan {host}:{port}", f"TLS handshake with {host}:{port}")
