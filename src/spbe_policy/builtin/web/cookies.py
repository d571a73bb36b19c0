"""A Set-Cookie header as a browser reads it (RFC 6265bis). Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Names that carry an id of their own, such as `remember_web_59ba36addc2b2f94`.
_ID = re.compile(r"[0-9a-f]{8,}|\d{4,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cookie:
    """Name and attributes; attribute names are in lower case."""

    name: str
    attributes: Mapping[str, str]

    @property
    def stable_name(self) -> str:
        """The name without ids."""
        return _ID.sub("*", self.name)

    @property
    def ends(self) -> bool:
        """Whether the header deletes the cookie."""
        age = self.attributes.get("max-age", "")
        return age == "0" or age.startswith("-")

    def missing(self, *, readable: bool) -> Iterator[str]:
        """Yield the attributes that it lacks; a `readable` one is meant for scripts and needs no HttpOnly."""
        if "secure" not in self.attributes:
            yield "Secure"
        if "httponly" not in self.attributes and not readable:
            yield "HttpOnly"
        if self.attributes.get("samesite", "").lower() not in ("lax", "strict", "none"):
            yield "SameSite"
        if self.name.startswith("__Host-") and ("domain" in self.attributes or self.attributes.get("path") != "/"):
            yield "Path=/"


def parse_cookie(value: str) -> Cookie:
    """Read one Set-Cookie header."""
    pair, *rest = value.split(";")
    attributes = {name.strip().lower(): text.strip() for name, _, text in (item.partition("=") for item in rest)}
    return Cookie(pair.partition("=")[0].strip(), attributes)
