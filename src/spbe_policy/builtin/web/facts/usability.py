"""How the landing page serves a weak phone, and people who cannot see it, as far as its HTML tells."""

from typing import ClassVar

from spbe_policy.builtin.web.facts.landing import of_page
from spbe_policy.evidence import Assurance, Fact, Record
from spbe_policy.texts import Text


class Nameless(Record):
    """Elements of which a screen reader says too little: how many, and which, by at most three of them."""

    count: int = 0
    examples: tuple[str, ...] = ()


class Usability(Fact):
    """What the HTML of the landing page says beyond `web.page/1`.

    `size` is that of the document alone, in bytes, after decompression. `images` have neither an alt attribute nor
    another name; `fields` have no label; `links`, `buttons` and `frames` no name; `labels` are visible words that the
    name leaves out; `ids` stand twice and are referred to; `headings` skip a level; `tables` have no header. `help`
    and `privacy` are the links that look like it, at most three each.
    """

    kind: ClassVar[str] = "web.usability/1"
    assurance: ClassVar[Assurance] = Assurance.OBSERVED

    url: str
    size: int
    images: Nameless
    fields: Nameless
    links: Nameless = Nameless()
    buttons: Nameless = Nameless()
    frames: Nameless = Nameless()
    labels: Nameless = Nameless()
    ids: Nameless = Nameless()
    headings: Nameless = Nameless()
    tables: Nameless = Nameless()
    help: tuple[str, ...] = ()
    privacy: tuple[str, ...] = ()

    def sample(self) -> Text | None:
        """Say which page was looked at."""
        return of_page(self.url)
