"""What the family `robots` knows."""

from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact
from spbe_policy.texts import Text, text


class Robots(Fact):
    """`/robots.txt`: its status, and the paths it asks crawlers to leave alone (RFC 9309)."""

    kind: ClassVar[str] = "robots.file/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    status: int
    disallowed: tuple[str, ...]

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text("berkas /robots.txt", "the file /robots.txt")
