"""What a second look at the landing page and a look at the login pages show."""

from typing import ClassVar

from spbe_policy.builtin.web.facts.landing import of_page
from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class CorsLook(Record):
    """The answer to a request that names `origin` as the site that asks; headers of one name are joined by commas."""

    origin: str
    allowed: str = ""
    credentials: str = ""

    @property
    def with_credentials(self) -> bool:
        """Whether cookies may come along; the word is compared letter by letter (Fetch, section 4.9)."""
        return self.credentials == "true"


class Cors(Fact):
    """Whom an address lets read its answers (Cross-Origin Resource Sharing)."""

    kind: ClassVar[str] = "web.cors/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    looks: tuple[CorsLook, ...]

    def sample(self) -> Text | None:
        """Say what was asked, and in whose name."""
        origins = ", ".join(look.origin for look in self.looks)
        return text(f"{self.url} dengan Origin {origins}", f"{self.url} with Origin {origins}")


class Nonces(Fact):
    """The nonces in the CSP headers of two looks at the landing page.

    `shortest` is in characters, without padding; None: there is no nonce. `repeated`: one came in both looks.
    """

    kind: ClassVar[str] = "web.nonces/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    shortest: int | None = None
    repeated: bool = False

    def sample(self) -> Text | None:
        """Say which page was looked at."""
        return of_page(self.url)


class PrivatePage(Record):
    """An answer that should not be kept: of a login page, or one that sets a cookie. The URL has no query."""

    url: str
    status: int
    login: bool = False
    cache_control: tuple[str, ...] = ()


class Private(Fact):
    """What caches are told of the login pages and of the answers that set a cookie."""

    kind: ClassVar[str] = "web.private/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    pages: tuple[PrivatePage, ...] = ()

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text("halaman depan dan halaman masuk, tanpa login", "the landing page and the login pages, logged out")


class Clock(Fact):
    """The server's clock: its Date and how many seconds that is ahead of the moment at which we asked."""

    kind: ClassVar[str] = "web.clock/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    date: str | None = None
    offset: int | None = None

    def sample(self) -> Text | None:
        """Say which page was looked at."""
        return of_page(self.url)
