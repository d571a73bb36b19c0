"""What the family `browser` knows."""

from typing import ClassVar, Literal

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text

Portal = Literal["visible", "hidden", "absent", "no-portal"]
"""Whether a link to the portal can be seen; `no-portal`: the city has none yet."""


class Blocked(Record):
    """A request that the page's Content-Security-Policy held back: the directive, and the host it was for."""

    directive: str
    source: str


class Barrier(Record):
    """A rule of axe-core that elements of the page break: its id, how bad it is, how many elements."""

    id: str
    impact: str
    elements: int


class Visit(Fact):
    """The landing page in a browser as wide as a small phone (360 pixels), scripts and styles run.

    `hosts` are those that the page asked, without its own; `unsent` the methods of requests that were held back
    because only reading is permitted; `width` is that of the content in pixels.
    """

    kind: ClassVar[str] = "browser.visit/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    hosts: tuple[str, ...]
    unsent: tuple[str, ...]
    mixed: tuple[str, ...]
    violations: tuple[Blocked, ...]
    width: int
    portal: Portal
    barriers: tuple[Barrier, ...]

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text(f"{self.url} di peramban selebar 360 piksel", f"{self.url} in a browser 360 pixels wide")


class Arrival(Fact):
    """Where a browser arrives that opens the login path: hosts on the way, and which of them asks for a password."""

    kind: ClassVar[str] = "browser.arrival/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    start: str
    hosts: tuple[str, ...]
    asks_password: str | None

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text(f"jalur masuk {self.start} di peramban", f"login path {self.start} in a browser")
