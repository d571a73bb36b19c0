"""Other places of the app: over plain http, where nothing is, where secrets leak, where one logs in."""

from typing import ClassVar

from spbe_policy.builtin.web.facts.landing import Form, of_page
from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text, text


class Step(Record):
    """One answer of a chain: who gave it, and where it sends the browser."""

    url: str
    status: int
    target: str | None = None


class Plain(Fact):
    """What a host says over plain http: at the app's base, and at a path that does not exist.

    `declared` is the address as the manifest gives it. Each walk ends where it leaves http; a walk without a step
    found nobody who speaks http. No walk at all: the app has a port of its own, which speaks TLS only.
    """

    kind: ClassVar[str] = "web.plain/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    declared: str
    base: tuple[Step, ...] = ()
    nowhere: tuple[Step, ...] = ()

    def sample(self) -> Text | None:
        """Say where we asked."""
        return text("alamat dasar dan satu jalur yang tidak ada, lewat http", "the base and a missing path, over http")


class Missing(Fact):
    """What the app answers at a path that does not exist. `marks` name the technical details that its body shows."""

    kind: ClassVar[str] = "web.missing/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    status: int
    marks: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say which page was looked at."""
        return of_page(self.url)


class Exposed(Record):
    """A place that shows what nobody should see: its path under the app's base, and what it is."""

    path: str
    what: str


class _Probed(Fact):
    """What well-known places showed; `places` is how many were looked at, `stacks` what the app seems built with."""

    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    found: tuple[Exposed, ...] = ()
    places: int
    stacks: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say how much was looked at."""
        return text(f"{self.places} jalur yang lazim, tanpa login", f"{self.places} well-known paths, logged out")


class Leaks(_Probed):
    """Files and listings that leak secrets."""

    kind: ClassVar[str] = "web.leaks/1"


class Defaults(_Probed):
    """Pages that a server or framework brings along and that tell too much."""

    kind: ClassVar[str] = "web.defaults/1"


class Methods(Fact):
    """The methods that the app announces for its base (`Allow` of an OPTIONS answer), sorted, in upper case."""

    kind: ClassVar[str] = "web.methods/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    status: int
    allow: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say what was asked."""
        return text(f"OPTIONS {self.url}", f"OPTIONS {self.url}")


class Visit(Record):
    """A way to a login page as far as the app's own hosts go, and the forms at its end."""

    steps: tuple[Step, ...]
    forms: tuple[Form, ...] = ()


class LoginPage(Fact):
    """The login pages of one audience: the usual one first, then the emergency page."""

    kind: ClassVar[str] = "web.login/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    visits: tuple[Visit, ...]

    def sample(self) -> Text | None:
        """Say which pages were looked at."""
        pages = ", ".join(visit.steps[0].url for visit in self.visits)
        return text(f"halaman masuk {pages}", f"login pages {pages}")
