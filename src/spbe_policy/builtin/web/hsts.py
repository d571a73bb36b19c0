"""Strict-Transport-Security as a browser reads it (RFC 6797, sections 6.1 and 8.1). Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

YEAR = 31_536_000
"""Seconds in 365 days; the browsers' preload list takes no shorter `max-age` (hstspreload.org)."""

_NAMED = {"max-age": "max-age", "includesubdomains": "includeSubDomains", "preload": "preload"}
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_DIRECTIVE = re.compile(
    rf'[ \t]*(?:(?P<name>{_TOKEN})[ \t]*(?:=[ \t]*(?P<value>{_TOKEN}|"(?:[^"\\]|\\.)*"))?[ \t]*)?(?:;|\Z)'
)
_MOST = 18
"""Digits that are kept of `max-age`: more than the age of the universe, less than what Python refuses to read."""


@dataclass(frozen=True, slots=True)
class Hsts:
    """What a valid header says; `max_age` is in seconds."""

    max_age: int
    include_subdomains: bool = False
    preload: bool = False

    def __str__(self) -> str:
        words = [f"max-age={self.max_age}"]
        words += ["includeSubDomains"] * self.include_subdomains + ["preload"] * self.preload
        return "; ".join(words)


def in_force(values: Iterable[str]) -> Hsts | None:
    """Return what the headers of one answer say: only the first counts (8.1), and a wrong one counts for nothing."""
    return next((parse_hsts(value) for value in values), None)


def parse_hsts(value: str) -> Hsts | None:
    """Read one header; None when it breaks the grammar, repeats a directive or lacks a good `max-age` (6.1)."""
    found: dict[str, str | None] = {}
    at = 0
    while at < len(value):
        match = _DIRECTIVE.match(value, at)
        if match is None:
            return None
        at = match.end()
        if match["name"] is not None:
            name = match["name"].lower()
            if name in found:
                return None
            found[name] = match["value"]
    age = re.fullmatch(r'("?)([0-9]+)\1', found.get("max-age") or "")
    # `includeSubDomains` is valueless (6.1.2); `preload` is the browsers' own: with a value it is just unknown.
    if age is None or found.get("includesubdomains"):
        return None
    preload = "preload" in found and found["preload"] is None
    return Hsts(int(age[2].lstrip("0")[:_MOST] or 0), "includesubdomains" in found, preload)
