"""Making markup: the one place where text is escaped, and the parts that every section is built of."""

import re
from collections.abc import Iterable
from html import escape
from typing import NewType

from spbe_policy.reporters.layout import LONGEST, clean, code
from spbe_policy.texts import TERMS, Text, text

Html = NewType("Html", str)
"""Markup that is safe to put on the page: made here, or of parts made here."""

LONGEST_TEXT = 2000
"""Characters of one text of a pack, or of lines to copy, that are shown."""

NOTHING = Html("")


def esc(said: str, longest: int = LONGEST) -> Html:
    """Return any text as one harmless line of markup, no longer than `longest` characters of it."""
    folded = " ".join(said[: 2 * longest].split())
    cut = folded if len(folded) <= longest and len(said) <= 2 * longest else f"{folded[:longest]}…"
    return Html(escape(cut if cut.isprintable() else clean(cut)))


def both(said: Text, longest: int = LONGEST_TEXT) -> Html:
    """Return a message in both languages, each marked as such; what is the same in both stands once, unmarked."""
    first, second = esc(said.id, longest), esc(said.en, longest)
    return first if first == second else Html(f"<bdi lang=id>{first}</bdi><bdi lang=en>{second}</bdi>")


def say(id: str, en: str) -> Html:  # noqa: A002 (the language's code)
    """Return words of ours in both languages."""
    return both(text(id, en))


def word(key: str) -> Html:
    """Return the glossary's word for `key` in both languages."""
    return both(named(key))


def named(key: str) -> Text:
    """Return the glossary's word for `key`."""
    return text(TERMS[key].id, TERMS[key].en)


def capital(said: Text) -> Text:
    """Begin a message with a capital letter, as a heading does."""
    return text(said.id[:1].upper() + said.id[1:], said.en[:1].upper() + said.en[1:])


def value(said: str) -> Html:
    """Return what was seen, or a name in a file, as it stands there."""
    return Html(f"<code>{esc(said)}</code>")


def block(lines: str) -> Html:
    """Return lines to copy, indentation kept."""
    kept = "\n".join(code(lines[:LONGEST_TEXT]))
    return Html(f"<pre><code>{escape(kept)}{'…' if len(lines) > LONGEST_TEXT else ''}</code></pre>")


def tag(name: str, inner: Iterable[Html] | Html, attributes: str = "") -> Html:
    """Wrap markup in an element; without any markup inside there is no element."""
    body = inner if isinstance(inner, str) else "".join(inner)
    return Html(f"<{name}{' ' if attributes else ''}{attributes}>{body}</{name}>") if body else NOTHING


def join(parts: Iterable[Html], between: str = "") -> Html:
    """Join the parts that are not empty."""
    return Html(between.join(part for part in parts if part))


def rows(pairs: Iterable[tuple[Html, Html]]) -> Html:
    """Return labelled values as a description list; a label without a value is left out."""
    return tag("dl", [Html(f"<dt>{label}</dt><dd>{said}</dd>") for label, said in pairs if said])


def anchor(rule_id: str) -> str:
    """Return the name by which the page links to a rule: nothing of ours begins with it."""
    return "r/" + re.sub(r"[^A-Za-z0-9/._-]", "-", rule_id[:160])
