"""From one hop of a chain to the next: cookies and methods as a browser carries them, and no further."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from spbe_policy._door import gaps
from spbe_policy._door.nouns import Exchange, host_of
from spbe_policy.evidence import Gap

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def cookies_for(exchanges: Iterable[Exchange], url: str) -> str | None:
    """Return the Cookie header for `url` from what its own host set in `exchanges`, or None (RFC 6265, 5).

    Narrower than a browser: never to another host, never a Secure cookie over http.
    """
    jar: dict[str, str] = {}
    for exchange in exchanges:
        if host_of(exchange.url) == host_of(url):
            for line in exchange.all("set-cookie"):
                _keep(jar, line, secure_channel=url.startswith("https:"))
    return "; ".join(f"{name}={value}" for name, value in jar.items()) or None


def _keep(jar: dict[str, str], line: str, *, secure_channel: bool) -> None:
    pair, *attributes = (part.strip() for part in line.split(";"))
    name, _, value = pair.partition("=")
    given = {key.strip().lower(): text.strip() for key, _, text in (item.partition("=") for item in attributes)}
    age = given.get("max-age", "")
    if age == "0" or age.startswith("-") or ("secure" in given and not secure_channel):
        jar.pop(name, None)
    elif name:
        jar[name] = value


@dataclass(frozen=True, slots=True)
class Hop:
    """The next request of a chain."""

    url: str
    method: str
    form: Mapping[str, str] | None

    def headers(self, given: Mapping[str, str] | None, start: str, before: Iterable[Exchange]) -> dict[str, str]:
        """Return the headers to send: credentials that were given for the host of `start` stay with it."""
        sent = {name.lower(): value for name, value in (given or {}).items()}
        if host_of(self.url) != host_of(start):
            sent.pop("cookie", None)
            sent.pop("authorization", None)
        if cookies := cookies_for(before, self.url):
            sent["cookie"] = f"{sent['cookie']}; {cookies}" if "cookie" in sent else cookies
        return sent

    def onward(self, answer: Exchange) -> Self | Gap | None:
        """Return the hop that `answer` redirects to (RFC 9110, 15.4), None at the end, a gap when it is malformed."""
        if answer.status not in REDIRECTS or answer.header("location") is None:
            return None
        if answer.location is None:
            return gaps.bad_location(self.url)
        to_get = answer.status == 303 or (answer.status in (301, 302) and self.method == "POST")
        method = "GET" if to_get and self.method != "HEAD" else self.method
        return type(self)(answer.location, method, self.form if method == "POST" else None)
