"""What is known of a door itself: the Portal SPBE or the super app, as an app that the city judges too."""

from typing import ClassVar

from spbe_policy.builtin.portal.facts import Opened
from spbe_policy.evidence import Assurance, Fact, Gap, Record
from spbe_policy.texts import Text, text


class Tried(Record):
    """A catalogue entry whose link was opened: what it answered in the end, or why that could not be seen."""

    id: str
    url: str
    status: int | None = None
    gap: Gap | None = None


class Entries(Fact):
    """The links of a door's own catalogue: a sample of at most ten, spread over it in the order of the ids.

    `count` is the number of entries, `linkless` names those without a link that could be read; `broken` is as in the
    catalogue's own fact.
    """

    kind: ClassVar[str] = "portal.entries/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str | None = None
    broken: str | None = None
    count: int = 0
    linkless: tuple[str, ...] = ()
    tried: tuple[Tried, ...] = ()

    def sample(self) -> Text | None:
        """Say which entries were opened."""
        some, all_ = len(self.tried), self.count
        return text(f"{some} dari {all_} entri {self.url}", f"{some} of {all_} entries of {self.url}")


class Surface(Record):
    """A page of the door and the content of its viewport elements."""

    url: str
    viewport: tuple[str, ...] = ()


class Search(Record):
    """What the door's search answered to the name of an app that is in its catalogue."""

    url: str
    words: str
    status: int | None = None
    found: bool = False
    gap: Gap | None = None


class Door(Fact):
    """The door's pages as a visitor finds them, logged out; `search` is null where the front page has no search form.

    `scripted`: the front page has no form at all, but scripts that may make one. `nothing_to_find`: no catalogue entry
    has a name to look for.
    """

    kind: ClassVar[str] = "portal.door/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    pages: tuple[Surface, ...]
    search: Search | None = None
    scripted: bool = False
    nothing_to_find: bool = False

    def sample(self) -> Text | None:
        """Say which pages were looked at."""
        names = ", ".join(page.url for page in self.pages)
        return text(f"halaman {names}, tanpa login", f"pages {names}, logged out")


class Tracking(Record):
    """What a number that cannot exist was answered where reports are tracked; `posts`: it can be asked by POST only."""

    answer: Opened | None = None
    posts: bool = False
    gap: Gap | None = None


class Incident(Fact):
    """The form by which offices report trouble, and the place where a report is tracked, null where none is named.

    `fields` counts what can be filled in of the form that is sent by POST.
    """

    kind: ClassVar[str] = "portal.incident/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    form: Opened
    fields: int = 0
    scripted: bool = False
    tracking: Tracking | None = None

    def sample(self) -> Text | None:
        """Say which form was looked at."""
        return text(f"formulir {self.form.url}, tanpa login", f"form {self.form.url}, logged out")
