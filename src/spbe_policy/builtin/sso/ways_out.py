"""Addresses that a visitor meets: session ids that stand in them, and parameters that say where to go. Pure."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from spbe_policy.redact import redact

OUTSIDE = "https://spbe-policy.example/"
"""An address that belongs to nobody (RFC 2606) and is never asked."""

MAX_FOUND = 10

_RETURN = re.compile(
    r"(next|return|returnto|returnurl|returnpath|redirect|redirectto|redirecturl|redirecturi|continue|back|backurl|"
    r"goto|dest|destination|target|targeturl|referer|referrer|from|callbackurl|kembali|kembalike|tujuan|lanjut|ke)"
)
_SESSION = re.compile(r"jsessionid|phpsessid|aspsessionid\w*|sessid|sessionid|sessiontoken|sid|cfid|cftoken|cisession")
_PATH_ID = re.compile(r";(?P<name>jsessionid|sid|phpsessid)=[^/;?#]+", re.I)


def session_ids(url: str) -> Iterator[str]:
    """Yield where session ids stand in `url`, without them: `/masuk;jsessionid`, `/masuk?PHPSESSID`."""
    parts = _split(url)
    path = redact(_PATH_ID.sub("", parts.path) or "/")
    for match in _PATH_ID.finditer(parts.path):
        yield f"{path};{match['name'].lower()}"
    for name, value in parse_qsl(parts.query):
        # Short values are pages and sections, not sessions: `?sid=12`.
        if len(value) >= 16 and _SESSION.fullmatch(_plain(name)):
            yield f"{path}?{name[:60]}"


def return_parameters(urls: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each parameter that says where to go, once a path: the URL and the parameter's name."""
    seen = set()
    for url in urls:
        for name, value in parse_qsl(_split(url).query):
            mark = (_split(url).path, name)
            place = value.startswith(("/", "http:", "https:", "%2F")) or "/" in value
            if place and _RETURN.fullmatch(_plain(name)) and mark not in seen:
                seen.add(mark)
                yield url, name


def turned_outside(url: str, name: str) -> str:
    """Return `url` with an outside address in the place of what parameter `name` holds."""
    parts = _split(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(key, OUTSIDE if key == name else value) for key, value in pairs])
    return urlunsplit(parts._replace(query=query, fragment=""))


def is_outside(target: str | None) -> bool:
    """Whether a redirect leads to the outside address."""
    return urlsplit(OUTSIDE).hostname == (_split(target or "").hostname or "")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
