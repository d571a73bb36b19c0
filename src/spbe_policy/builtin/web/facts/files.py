"""Small files that an app publishes or gives away: security.txt, scripts with their source maps."""

from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class SecurityTxt(Fact):
    """`security.txt` (RFC 9116): its fields, redacted; `wrong` names what is wrong with its lines; `landed`: where
    redirects led to.

    Status other than 200, or a page of HTML in its place (`media`): there is none.
    """

    kind: ClassVar[str] = "web.securitytxt/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    status: int
    media: str = ""
    landed: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    wrong: tuple[str, ...] = ()
    signed: bool = False

    @property
    def is_there(self) -> bool:
        """Whether there is such a file."""
        return self.status == 200 and "html" not in self.media and bool(self.fields or self.wrong)

    def sample(self) -> Text | None:
        """Say what was read."""
        return text(self.url, self.url)


class Script(Record):
    """A script: its path, or `#2` for the second one inside the page; the kinds of secrets in it with their lines.

    `map`: `named` (the script names a source map), `open` (it can be read), `inside` (it is part of the script).
    """

    place: str
    secrets: tuple[tuple[str, int], ...] = ()
    map: str | None = None
    whole: bool = True


class Scripts(Fact):
    """The app's own scripts on the landing page that were read; values of secrets are never kept."""

    kind: ClassVar[str] = "web.scripts/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    scripts: tuple[Script, ...] = ()
    unread: int = 0

    def sample(self) -> Text | None:
        """Say how many were read."""
        read, rest = len(self.scripts), self.unread
        return text(f"{read} skrip dibaca, {rest} tidak", f"{read} scripts read, {rest} not")
