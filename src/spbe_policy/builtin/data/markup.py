"""Where the date stands in HTML, Atom and RSS, and sitemaps. Pure."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from spbe_policy.builtin.data import content
from spbe_policy.builtin.data.answers import MAX_TEXTS, BrokenAnswer, Found, as_date, ends, kept
from spbe_policy.builtin.data.facts import Broken, DateText
from spbe_policy.builtin.data.selector import select

if TYPE_CHECKING:
    from lxml.etree import _Element

SHELL = 200
"""A page with scripts and less text than this many characters is an empty shell."""

_ENTRY_DATES = ("updated", "pubDate", "date", "published", "modified")
_FEED_DATES = ("updated", "lastBuildDate", "pubDate", "date")


def in_html(body: str, selector: str) -> Found:
    """The elements that a CSS selector matches. Raises `ValueError` for a selector that we do not take."""
    root = _page(body)
    chosen = select(root, selector)
    texts = kept(as_date(_written(item), selector, "content") for item in ends(chosen))
    return Found(texts, content.of_page(root, chosen))


def is_shell(body: str) -> bool:
    """Whether a page has scripts and next to no text: it is put together in the browser."""
    from lxml import etree

    root = _page(body)
    if root.find(".//script") is None:
        return False
    etree.strip_elements(root, "script", "style", "noscript", with_tail=False)
    return len("".join("".join(root.itertext()).split())) < SHELL


def in_feed(body: bytes) -> Found:
    """The dates of the entries of an Atom (RFC 4287) or RSS feed; that of the feed itself is often its last build."""
    root = _xml(body, ("feed", "rss", "RDF"), "not-feed")
    items = list(root.iter("{*}entry", "{*}item"))
    entries = [as_date(_child(item, _ENTRY_DATES), "entry", "content") for item in ends(items)]
    tops = [root, *root.iterchildren("{*}channel")]
    built = (as_date(_child(top, _FEED_DATES), "feed", "file") for top in tops)
    return Found(kept([*entries, *built]), content.of_entries(items, _ENTRY_DATES))


def in_sitemap(body: bytes) -> tuple[DateText, ...]:
    """The `lastmod` of a sitemap's pages, or of an index's sitemaps: what the site's software says of them."""
    root = _xml(body, ("urlset", "sitemapindex"), "not-sitemap")
    found = (
        as_date(_child(item, ("lastmod",)), "lastmod", "file") for item in root.iterchildren("{*}url", "{*}sitemap")
    )
    dates = sorted({item.text for item in found if item})
    return tuple(DateText(text=text, key="lastmod", origin="file") for text in ends(dates))


def _xml(body: bytes, roots: tuple[str, ...], broken: Broken) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenAnswer(broken) from error
    if _local(root) not in roots:
        raise BrokenAnswer(broken)
    return root


def _page(body: str) -> "_Element":
    from lxml import etree

    # As bytes: lxml refuses text that declares an encoding of its own.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it
        root = None
    return etree.Element("html") if root is None else root


def _written(item: "_Element") -> str:
    """What an element says for machines, else what it says for people."""
    return item.get("datetime") or item.get("content") or "".join(islice(item.itertext(), MAX_TEXTS))


def _child(item: "_Element", names: Iterable[str]) -> str | None:
    found = {_local(child): child.text for child in item if isinstance(child.tag, str)}
    return next((found[name] for name in names if found.get(name)), None)


def _local(item: "_Element") -> str:
    return str(item.tag).rpartition("}")[2]
