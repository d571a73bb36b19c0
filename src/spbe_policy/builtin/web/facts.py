"""What the family `web` knows: raw, redacted, small, with pure methods to read it."""

from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class Answer(Record):
    """One answer: headers in order, names in lower case, values redacted."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every header of that name."""
        return tuple(value for key, value in self.headers if key == name)


class Site(Fact):
    """The landing page, logged out: every answer on the way to it, the page last."""

    kind: ClassVar[str] = "web.site/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    hops: tuple[Answer, ...]

    @property
    def page(self) -> Answer:
        """The answer that carried the page."""
        return self.hops[-1]

    def sample(self) -> Text | None:
        """Say which page was looked at."""
        return text(f"halaman {self.page.url}, tanpa login", f"page {self.page.url}, logged out")
