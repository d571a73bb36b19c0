"""Reads a sitemap (sitemaps.org 0.9) or an index of them: the addresses that it names. Pure."""

import re
from collections.abc import Sequence
from html import unescape

_LOC = re.compile(r"<(?:\w{1,20}:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})\s*(?:\]\]>)?\s*</(?:\w{1,20}:)?loc>")
_INDEX = re.compile(r"<(?:\w{1,20}:)?sitemapindex[\s>]")
_MAP = re.compile(r"<(?:\w{1,20}:)?(?:sitemapindex|urlset)[\s>]")
MAX_ADDRESSES = 50_000
"""Most addresses of one sitemap, by its own standard."""


def is_sitemap(body: str) -> bool:
    """Whether this is a sitemap at all, and not a page that the app shows for everything."""
    return bool(_MAP.search(body, 0, 20_000))


def addresses(body: str) -> list[str]:
    """Return the addresses that a sitemap or an index names, in order. No XML is built: no entity can swell."""
    return [unescape(match[1]) for match, _ in zip(_LOC.finditer(body), range(MAX_ADDRESSES), strict=False)]


def lists_sitemaps(body: str) -> bool:
    """Whether it is an index of sitemaps."""
    return bool(_INDEX.search(body, 0, 20_000))


def spread(items: Sequence[str], most: int) -> tuple[str, ...]:
    """Return at most `most` items, evenly spread, the first among them: a flood shows in each part."""
    step = max(1, -(-len(items) // most))
    return tuple(items[::step])
