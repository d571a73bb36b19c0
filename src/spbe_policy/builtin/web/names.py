"""What a screen reader could say of the elements of a page, as far as HTML alone tells (Accessible Name 1.2). Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from spbe_policy.builtin.web.html import MAX_ITEMS, ByTag, clipped

if TYPE_CHECKING:
    from lxml.etree import _Element

_SILENT = {"script", "style", "template", "noscript"}
_REFERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def nameless_links(elements: ByTag) -> Iterator[str]:
    """Yield the last part of the address of each link without a name (WCAG 2.2, 2.4.4)."""
    for item in islice(elements["a"], MAX_ITEMS):
        if item.get("href") is not None and not (_is_hidden(item) or _name(item)):
            yield clipped((item.get("href") or "").partition("?")[0].rstrip("/").rpartition("/")[2]) or "a"


def nameless_buttons(elements: ByTag) -> Iterator[str]:
    """Yield each button without a name by its id, name or class (WCAG 2.2, 4.1.2); submit and reset name themselves."""
    plain = [item for item in elements["input"] if (item.get("type") or "").strip().lower() in ("button", "image")]
    for item in islice([*elements["button"], *plain], MAX_ITEMS):
        if not (_is_hidden(item) or _name(item) or _says(item, "value", "alt")):
            yield clipped(item.get("id") or item.get("name") or item.get("class")) or str(item.tag)


def untitled_frames(elements: ByTag) -> Iterator[str]:
    """Yield the host or path of each frame that says not what is in it (WCAG 2.2, 4.1.2)."""
    for item in islice(elements["iframe"], MAX_ITEMS):
        if not (_is_hidden(item) or _says(item, "title", "aria-label", "aria-labelledby")):
            source = (item.get("src") or "").partition("?")[0].partition("://")[2] or (item.get("src") or "")
            yield clipped(source.partition("?")[0]) or "iframe"


def unlike_labels(elements: ByTag) -> Iterator[str]:
    """Yield the visible words that the name given by aria-label leaves out (WCAG 2.2, 2.5.3): who speaks to the
    screen says what it shows."""
    for item in islice([*elements["a"], *elements["button"]], MAX_ITEMS):
        label, shown = _plain(item.get("aria-label") or ""), _plain(_text(item))
        if label and shown and not _is_hidden(item) and f" {shown} " not in f" {label} ":
            yield clipped(shown)


def double_ids(elements: ByTag) -> Iterator[str]:
    """Yield ids that several elements have and something refers to: it then finds the wrong one (WCAG 2.2, 1.3.1)."""
    items = [item for found in list(elements.values()) for item in found]
    ids = Counter(name for item in items if (name := item.get("id")))
    named = {name for item in items for attribute in _REFERS for name in (item.get(attribute) or "").split()}
    yield from (clipped(name) for name, count in ids.items() if count > 1 and name in named)


def skipped_headings(elements: ByTag) -> Iterator[str]:
    """Yield each step down by more than one level of heading, in the order of the page."""
    root = next(iter(elements["html"]), None)
    found = () if root is None else root.iter(*_HEADINGS)
    levels = [int(str(item.tag)[1]) for item in islice(found, MAX_ITEMS) if not _is_hidden(item)]
    yield from (f"h{above} -> h{below}" for above, below in pairwise(levels) if below > above + 1)


def headless_tables(elements: ByTag) -> Iterator[str]:
    """Yield tables of data without a header cell; those that lay out a page hold other things than text."""
    for item in islice(elements["table"], MAX_ITEMS):
        nested = next(item.iterdescendants("table"), None) is not None
        if nested or item.get("role") in ("presentation", "none"):
            continue
        rows = islice(item.iter("tr"), MAX_ITEMS)
        wide = sum(len(list(islice(row.iterchildren("td"), MAX_ITEMS))) > 1 for row in rows)
        if wide > 1 and next(item.iter("th", "form", "input", "img", "iframe"), None) is None:
            yield clipped(item.get("id") or item.get("class")) or "table"


def _name(item: "_Element") -> str:
    return next(
        (said for name in ("aria-label", "aria-labelledby", "title") if (said := (item.get(name) or "").strip())), ""
    ) or _text(item)


def _text(item: "_Element") -> str:
    """The text of an element with that of its images; what is kept from screen readers says nothing."""
    said: list[str] = []
    for part in islice(item.iter(), MAX_ITEMS):
        if isinstance(part.tag, str) and part.tag not in _SILENT and part.get("aria-hidden") != "true":
            said += [part.text or "", part.get("alt") or "" if part.tag in ("img", "input", "area") else ""]
            said += [part.get("aria-label") or "" if part is not item else ""]
        said.append((part.tail or "") if part is not item else "")
    return " ".join("".join(f" {words}" for words in said).split())


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", words).lower().split())


def _says(item: "_Element", *attributes: str) -> bool:
    return any((item.get(name) or "").strip() for name in attributes)


def _is_hidden(item: "_Element") -> bool:
    return any(
        each.get("aria-hidden") == "true" or each.get("hidden") is not None or "display:none" in _style(each)
        for each in (item, *islice(item.iterancestors(), 50))
    )


def _style(item: "_Element") -> str:
    return (item.get("style") or "")[:500].replace(" ", "").lower()
