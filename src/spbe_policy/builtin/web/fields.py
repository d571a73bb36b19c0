"""Header fields as their specifications split them, before any of them is understood. Pure."""

import re
from collections.abc import Iterable, Mapping

_BLANK = " \t"
_MEMBER = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*(?:"|\\?\Z))*', re.DOTALL)


def members(values: Iterable[str]) -> tuple[str, ...]:
    """Get, decode and split (Fetch, section 2.2.2): the comma-separated members of all headers of one name, in order.

    A comma inside a quoted string does not split; empty members stay.
    """
    given = tuple(values)
    line, found, at = ", ".join(given), list[str](), 0
    while given and at <= len(line):
        match = _MEMBER.match(line, at)
        end = match.end() if match else at
        found.append(line[at:end].strip(_BLANK))
        at = end + 1
    return tuple(found)


def cache_directives(values: Iterable[str]) -> Mapping[str, str]:
    """Return the directives of Cache-Control with their arguments (RFC 9111, section 5.2); names are in lower case."""
    parts = (member.partition("=") for member in members(values) if member)
    found: dict[str, str] = {}
    for name, _, argument in parts:
        found.setdefault(name.strip(_BLANK).lower(), argument.strip(_BLANK).strip('"'))
    return found
