"""What the family `dns` knows of a host: its addresses and aliases, its signatures, who may certify it."""

import re
from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text

NAMELESS = "NXDOMAIN"
"""The response code for a name that is not there (RFC 8020: nor anything under it)."""

_CAA = re.compile(r'(?P<flags>\d{1,3}) (?P<tag>[A-Za-z0-9]+) "?(?P<value>[^"]*)"?')
_CRITICAL = 128
_KNOWN_TAGS = frozenset({"issue", "issuewild", "iodef", "issuemail", "contactemail", "contactphone", "issuevmc"})


class Caa(Record):
    """The CAA records that hold for a host (RFC 8659): the nearest at or above it, and where they stand."""

    at: str
    records: tuple[str, ...]

    @property
    def issuers(self) -> tuple[str, ...] | None:
        """The domains of the CAs that may issue, sorted; empty: none may; None: nothing is said, so every CA may."""
        values = [value for tag, value, _ in self._properties() if tag == "issue"]
        if not values:
            return None
        return tuple(sorted({name for value in values if (name := value.partition(";")[0].strip().lower())}))

    @property
    def unheard(self) -> tuple[str, ...]:
        """Properties marked critical that no CA knows: with them none may issue (RFC 8659, 4.1)."""
        return tuple(tag for tag, _, critical in self._properties() if critical and tag not in _KNOWN_TAGS)

    def _properties(self) -> list[tuple[str, str, bool]]:
        found = [match for record in self.records if (match := _CAA.fullmatch(record))]
        return [(item["tag"].lower(), item["value"], int(item["flags"]) >= _CRITICAL) for item in found]


class Host(Fact):
    """What DNS says of one host.

    `status` is the response code when asked for addresses; `aliases` the CNAME targets on the way, in order.
    `caa_unread` are the names, nearer than the records that hold, whose CAA records could not be had.
    `authenticated`: the resolver says that it has validated the answer; `validating`: it says so of the root zone too,
    which is signed; `signed`: signatures came along; `forged`: the answer is withheld because they do not hold. An
    `address` in place of a name is not in DNS.
    """

    kind: ClassVar[str] = "dns.host/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    host: str
    resolver: str = "system"
    address: bool = False
    status: str = "NOERROR"
    aliases: tuple[str, ...] = ()
    ipv4: tuple[str, ...] = ()
    ipv6: tuple[str, ...] = ()
    caa: Caa | None = None
    caa_unread: tuple[str, ...] = ()
    authenticated: bool = False
    validating: bool = False
    signed: bool = False
    forged: bool = False

    def sample(self) -> Text | None:
        """Say who was asked."""
        whom = text("sistem", "the system") if self.resolver == "system" else text(self.resolver, self.resolver)
        return text(f"DNS {self.host}, server nama {whom.id}", f"DNS of {self.host}, name server: {whom.en}")
