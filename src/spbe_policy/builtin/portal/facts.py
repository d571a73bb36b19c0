"""What the family `portal` knows: raw, redacted, small, with pure methods to read it."""

from typing import ClassVar

from spbe_policy.builtin.portal.places import is_of
from spbe_policy.builtin.web.facts import Page
from spbe_policy.evidence import Assurance, Cause, Fact, Gap, Record
from spbe_policy.sections import Environment
from spbe_policy.texts import Text, text


class Listed(Record):
    """One entry of a catalogue, in the catalogue's own words; the link is absolute."""

    id: str | None = None
    owner: str | None = None
    url: str | None = None
    name: str | None = None


class _Listing(Fact):
    """The entries of a catalogue that are about this app: by its id, or by a link to one of its hosts.

    `url` is null when the city names no catalogue that a machine can read. `broken` says in a stable word why a
    catalogue could not be read as the authority describes it: `status 404`, `not-json`, `no-list`, `bad-selector`.
    `count` is the number of all entries.
    """

    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str | None = None
    broken: str | None = None
    count: int = 0
    entries: tuple[Listed, ...] = ()

    def entry(self, app_id: str, environment: Environment | None) -> Listed | None:
        """Return the entry with the app's id, else the one that links to the app."""
        by_id = (entry for entry in self.entries if entry.id == app_id)
        by_link = (entry for entry in self.entries if environment and entry.url and is_of(entry.url, environment))
        return next(by_id, None) or next(by_link, None)

    def sample(self) -> Text | None:
        """Say which list was looked at."""
        return text(f"daftar {self.url}, tanpa login", f"list {self.url}, logged out") if self.url else None


class Catalogue(_Listing):
    """The portal's catalogue of apps."""

    kind: ClassVar[str] = "portal.catalogue/1"


class Menu(_Listing):
    """The super app's catalogue or menu."""

    kind: ClassVar[str] = "portal.super_app/1"


class Opened(Record):
    """An address that was opened, and what it answered in the end."""

    url: str
    status: int

    @property
    def works(self) -> bool:
        """Whether a visitor gets a page."""
        return self.status < 400


class Landing(Fact):
    """Where the catalogue's link for this app leads: every hop, the last one first to not redirect.

    No hop at all: the entry has no link. Queries and fragments are left out: they may be new at every visit.
    """

    kind: ClassVar[str] = "portal.landing/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    hops: tuple[Opened, ...] = ()

    def sample(self) -> Text | None:
        """Say which link was followed."""
        return text(f"tautan {self.hops[0].url}", f"link {self.hops[0].url}") if self.hops else None


class Descriptor(Fact):
    """The app's description of itself at `/.well-known/spbe.json` under its base; null where it says nothing."""

    kind: ClassVar[str] = "portal.descriptor/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    at: Opened
    readable: bool = False
    id: str | None = None
    version: str | None = None

    def sample(self) -> Text | None:
        """Say which file was looked at."""
        return text(f"berkas {self.at.url}, tanpa login", f"file {self.at.url}, logged out")


class AppLinks(Fact):
    """Which mobile apps may open the app's addresses: Digital Asset Links (Android), associated domains (iOS)."""

    kind: ClassVar[str] = "portal.app_links/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    android: Opened
    packages: tuple[str, ...] = ()
    ios: Opened
    app_ids: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say which files were looked at."""
        return text(f"berkas {self.android.url} dan {self.ios.url}", f"files {self.android.url} and {self.ios.url}")


class Complaint(Fact):
    """The complaint channels of the city, or SP4N-LAPOR!, that manifest and landing page name, as they answered."""

    kind: ClassVar[str] = "portal.complaint/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    channels: tuple[Opened, ...] = ()

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text("halaman depan dan manifes, tanpa login", "landing page and manifest, logged out")


class Trouble(Fact):
    """The form for trouble of ICT infrastructure; null where manifest and authority name no address."""

    kind: ClassVar[str] = "portal.trouble/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    form: Opened | None = None

    def sample(self) -> Text | None:
        """Say which form was looked at."""
        return text(f"formulir {self.form.url}", f"form {self.form.url}") if self.form else None


class Retired(Fact):
    """What is left at a host of an app that was switched off; subject `host:<name>`.

    `resolves` is false when DNS has no address for the name. `problem` says in a stable word why no answer can be
    believed: `no-answer`, or what is wrong with the certificate (`expired`, `hostname-mismatch`, …); it may then be
    anybody's. Otherwise `status` is what the front page answered and `target` where it redirects to.
    """

    kind: ClassVar[str] = "portal.retired/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    resolves: bool = True
    problem: str | None = None
    status: int | None = None
    target: str | None = None

    def sample(self) -> Text | None:
        """Say what was looked at."""
        return text(f"alamat {self.url}, tanpa login", f"address {self.url}, logged out")


class Integration(Fact):
    """What the city's register says of one declared integration; subject `integration:<counterpart>`.

    The register is the city's word, kept by the office named in its profile: *decided*, not the vendor's document.
    `names` are the apps that the counterpart's row names; null when the row leaves that column empty.
    """

    kind: ClassVar[str] = "portal.integration/1"
    assurance: ClassVar[Assurance] = Assurance.DECIDED

    registered: bool
    names: tuple[str, ...] | None = None


def built_by_scripts(page: Page) -> Gap | None:
    """Return a gap when a page has scripts and not a single link: its links come into being in a browser."""
    if page.links or not page.scripts:
        return None
    detail = text(
        "tautan halaman depan dibuat oleh skrip, jadi hanya terlihat di peramban",
        "scripts make the landing page's links, so only a browser sees them",
    )
    return Gap(cause=Cause.NEEDS_BROWSER, detail=detail, because_of=f"{Page.kind} app")
