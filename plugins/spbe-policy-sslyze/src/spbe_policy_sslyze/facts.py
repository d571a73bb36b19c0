"""What sslyze finds out about a host."""

from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class Accepted(Record):
    """The suites that a host takes in one version, sorted, by their names in the IANA registry."""

    version: str
    suites: tuple[str, ...]


class Server(Fact):
    """One host by sslyze: what it takes, and the weaknesses it has, in stable words.

    `unfinished` are sslyze's commands that came to no result, by its own names for them.
    """

    kind: ClassVar[str] = "sslyze.server/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    host: str
    port: int
    sslyze: str
    accepted: tuple[Accepted, ...] = ()
    weaknesses: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say who looked."""
        return text(f"sslyze {self.sslyze}, {self.host}:{self.port}", f"sslyze {self.sslyze}, {self.host}:{self.port}")
