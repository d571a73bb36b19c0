"""A Set-Cookie header as a browser reads it (RFC 6265bis, sections 5.6 and 5.7). Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from spbe_policy.builtin.web.cookie_dates import parse_cookie_date
from spbe_policy.builtin.web.suffixes import is_shared_suffix

# Names that carry an id of their own, such as `remember_web_59ba36addc2b2f94`.
_ID = re.compile(r"[0-9a-f]{8,}|\d{4,}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SECONDS = re.compile(r"-?[0-9]+")
_BLANK = " \t"
_MOST_NAME, _MOST_ATTRIBUTE, _MOST_DIGITS = 4096, 1024, 18


@dataclass(frozen=True, slots=True)
class Cookie:
    """Name and attributes; attribute names are in lower case, of a repeated one the last counts.

    `prefixed` is what the browser takes for the name when it looks for a prefix: of a cookie without a name, its value.
    """

    name: str
    attributes: Mapping[str, str]
    prefixed: str

    @property
    def stable_name(self) -> str:
        """The name without ids."""
        return _ID.sub("*", self.name) or "(tanpa nama)"

    @property
    def domain(self) -> str | None:
        """The domain that the cookie goes to with all below it; None: to the host alone (5.6.3)."""
        return self.attributes.get("domain", "").removeprefix(".").lower() or None

    @property
    def lifetime(self) -> timedelta | None:
        """What Max-Age says (5.6.2); it goes before Expires."""
        age = self.attributes.get("max-age", "")
        if not _SECONDS.fullmatch(age):
            return None
        return timedelta(seconds=min(int(age[:_MOST_DIGITS]), 10**11)) if age[0] != "-" else timedelta(0)

    def lives(self, at: datetime) -> timedelta | None:
        """Return how long the cookie lives from `at`; nothing or less: the header deletes it; None: a session long."""
        if self.lifetime is not None:
            return self.lifetime
        ends = parse_cookie_date(self.attributes.get("expires", ""))
        return None if ends is None else ends - at

    def ends(self, at: datetime) -> bool:
        """Whether the header deletes the cookie."""
        lives = self.lives(at)
        return lives is not None and lives <= timedelta(0)

    def missing(self, *, readable: bool) -> Iterator[str]:
        """Yield the attributes that it lacks; a `readable` one is meant for scripts and needs no HttpOnly."""
        if "secure" not in self.attributes:
            yield "Secure"
        if "httponly" not in self.attributes and not readable:
            yield "HttpOnly"
        if self.same_site is None:
            yield "SameSite"
        # Without what the prefix promises, browsers drop the cookie (5.7); they compare prefixes without case.
        if self.prefixed.lower().startswith("__host-"):
            if self.attributes.get("path") != "/":
                yield "Path=/"
            if self.domain:
                yield "no Domain"

    @property
    def same_site(self) -> str | None:
        """`lax`, `strict` or `none`; None for what browsers do not know (5.6.7)."""
        value = self.attributes.get("samesite", "").lower()
        return value if value in ("lax", "strict", "none") else None

    def misdirected(self, host: str) -> str | None:
        """Return the Domain that the browser refuses to `host`: a foreign one, or one under which anybody registers."""
        domain = self.domain
        if domain is None or domain == host:
            return None
        return domain if is_shared_suffix(domain) or not host.endswith(f".{domain}") else None


def parse_cookie(value: str) -> Cookie | None:
    """Read one Set-Cookie header; None when browsers ignore it."""
    if _CONTROL.search(value):
        return None
    pair, *rest = value.split(";")
    name, equals, content = (part.strip(_BLANK) for part in pair.partition("="))
    if not equals:
        name, content = "", name
    if not (name or content) or len((name + content).encode()) > _MOST_NAME:
        return None
    return Cookie(name, dict(_attributes(rest)), name or content)


def _attributes(parts: list[str]) -> Iterator[tuple[str, str]]:
    for part in parts:
        name, _, text = (word.strip(_BLANK) for word in part.partition("="))
        if len(text.encode()) <= _MOST_ATTRIBUTE:
            yield name.lower(), text
