"""What the family `mobile` knows: raw, redacted, small."""

from datetime import date as Day
from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Gap, Record
from spbe_policy.texts import Text, text


class Store(Fact):
    """A page of the app in a store; subject `store:<host>`. What the page does not say in a stable form is null.

    `publisher` is the account under which the app is published, `privacy` where its privacy policy is linked,
    `updated` when the store says that it was last changed.
    """

    kind: ClassVar[str] = "mobile.store/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    status: int
    name: str | None = None
    publisher: str | None = None
    privacy: str | None = None
    updated: Day | None = None

    def sample(self) -> Text | None:
        """Say which page was read."""
        return text(f"halaman toko {self.url}", f"store page {self.url}")


class Host(Record):
    """A host that the mobile app talks to.

    `outside`: the city's machine may not ask it, as it lies neither under the city's domains nor in its register.
    `problem` is what is wrong with its certificate; `plain` the status by which it served something over http without
    sending the caller to https; `gap` why it could not be seen.
    """

    name: str
    outside: bool = False
    problem: str | None = None
    plain: int | None = None
    gap: Gap | None = None


class Hosts(Fact):
    """The hosts that the manifest names for the mobile app; `declared` is false where it says nothing of them."""

    kind: ClassVar[str] = "mobile.hosts/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    declared: bool = True
    hosts: tuple[Host, ...] = ()

    def sample(self) -> Text | None:
        """Say which hosts were asked."""
        names = ", ".join(host.name for host in self.hosts)
        return text(f"host {names}", f"hosts {names}") if names else None
