"""What the family `sso` knows from further looks: a second request, visitors who did not log in, ways out and back."""

from typing import ClassVar

from spbe_policy.evidence import Assurance, Fact, Gap, Record
from spbe_policy.texts import Text, text


class Renewed(Fact):
    """Two authorization requests of one audience side by side, made for two visitors who do not know each other.

    `compared` are the values of `state`, `nonce` and `code_challenge` that both requests carry; `fixed` those that
    did not change; `near` those that changed in less than 32 bits, as a counter or a clock does.
    """

    kind: ClassVar[str] = "sso.renewed/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    start: str
    compared: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say what was compared."""
        return text(f"dua permintaan masuk dari {self.start}", f"two login requests from {self.start}")


class Strayed(Fact):
    """How the provider takes the app's request with a redirect URI that differs in its path, on the app's own host.

    `asked` is that address; null when there was no request to change. `status` is the provider's last answer, `sent`
    whether it sent the user to the address, `form` whether it asked for a password as it does for the good request.
    """

    kind: ClassVar[str] = "sso.strayed/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    endpoint: str | None = None
    asked: str | None = None
    status: int = 0
    sent: bool = False
    form: bool = False

    def sample(self) -> Text | None:
        """Say what was asked."""
        return text(f"satu permintaan ke {self.endpoint}", f"one request to {self.endpoint}")


class Given(Record):
    """What a login path gives to a new visitor: cookies (values redacted), and whether it asks a provider at once."""

    path: str
    asks: bool = False
    response_mode: str | None = None
    cookies: tuple[str, ...] = ()


class LoginCookies(Fact):
    """The cookies that the app sets on the way from its login paths to the provider; none when nobody logs in."""

    kind: ClassVar[str] = "sso.cookies/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    given: tuple[Given, ...] = ()

    def sample(self) -> Text | None:
        """Say which paths were looked at."""
        paths = ", ".join(each.path for each in self.given) or "-"
        return text(f"jalur masuk {paths}, tanpa login", f"login paths {paths}, logged out")


class Guarded(Record):
    """What a protected path shows to a visitor who did not log in: its last answer, or why we could not look.

    `leads` is where redirects lead away from the path; `login` whether a login is shown; `scripted` whether the
    page is an empty shell that scripts fill.
    """

    path: str
    status: int = 0
    leads: str | None = None
    login: bool = False
    scripted: bool = False
    gap: Gap | None = None

    @property
    def open(self) -> bool:
        """Whether content is shown."""
        return 200 <= self.status < 300 and not self.leads and not self.login


class Visitor(Fact):
    """What one who did not log in is given: session ids in addresses, and protected pages.

    `addresses` name where an id stands: path and parameter, `/masuk;jsessionid`.
    """

    kind: ClassVar[str] = "sso.visitor/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    start: str
    addresses: tuple[str, ...] = ()
    protected: tuple[Guarded, ...] = ()

    def sample(self) -> Text | None:
        """Say which pages were looked at."""
        pages = ", ".join((self.start, *(each.path for each in self.protected)))
        return text(f"{pages}, tanpa login", f"{pages}, logged out")


class Logout(Fact):
    """Where the declared logout path leads somebody who is not logged in; `path` is null when none is declared.

    `leads` is where it ends outside the app's hosts.
    """

    kind: ClassVar[str] = "sso.logout/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    path: str | None = None
    status: int = 0
    leads: str | None = None

    def sample(self) -> Text | None:
        """Say which path was looked at."""
        return text(f"jalur keluar {self.path}, tanpa login", f"logout path {self.path}, logged out")


class Tried(Record):
    """A parameter that says where to go afterwards, with an outside address in its place: where that leads."""

    path: str
    parameter: str
    status: int
    outside: bool
    carried: bool = False


class Returns(Fact):
    """The return parameters that the app's own login links carry, tried with an address outside the city.

    `outside`: the app redirects there; `carried`: the address went on, unchanged, into the request to the provider.
    """

    kind: ClassVar[str] = "sso.returns/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    tried: tuple[Tried, ...] = ()

    def sample(self) -> Text | None:
        """Say what was tried."""
        what = ", ".join(f"{each.path}?{each.parameter}=" for each in self.tried) or "-"
        return text(f"parameter {what}", f"parameters {what}")
