"""Source expressions of a Content Security Policy: what each lets in (CSP Level 3, section 6.7.2). Pure."""

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from spbe_policy.builtin.web.suffixes import is_open_suffix, is_shared_suffix

# A nonce that is evidence reads `<nonce>`.
_NONCE = re.compile(r"'nonce-(?:[A-Za-z0-9+/_-]+={0,2}|<nonce>)'", re.IGNORECASE)
_HASH = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}'", re.IGNORECASE)
_NEW = re.compile(r"'nonce-[^']*'|'(sha(?:256|384|512))-[^']*'", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>\d+|\*))?(?P<path>/[^?#]*)?",
    re.IGNORECASE,
)
_UPGRADES = {"http": {"http", "https"}, "ws": {"ws", "wss", "http", "https"}, "wss": {"wss", "https"}}
"""A scheme also stands for its safe form (6.7.2.9)."""

_PORTS = {"http": 80, "https": 443}
_EVERY = frozenset({"http", "https", "data", "blob", "filesystem"})
"""The schemes from which a browser takes scripts."""

KEYWORDS = frozenset({
    "'none'", "'self'", "'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'", "'unsafe-hashes'", "'report-sample'",
    "'wasm-unsafe-eval'", "'unsafe-allow-redirects'", "'inline-speculation-rules'", "'trusted-types-eval'",
    "'report-sha256'", "'report-sha384'", "'report-sha512'",
})  # fmt: skip


def folded(source: str) -> str:
    """Return a source as it is compared: keywords, hosts and schemes without case; nonces, hashes and paths with it."""
    if is_pinned(source):
        return source
    host = _HOST.fullmatch(source)
    if host is None or not host["path"]:
        return source.lower()
    return source[: host.start("path")].lower() + host["path"]


def is_pinned(source: str) -> bool:
    """Whether it names single scripts: a nonce or a hash by the grammar (2.3.1)."""
    return bool(_NONCE.fullmatch(source) or _HASH.fullmatch(source))


def is_source(source: str) -> bool:
    """Whether browsers understand it (2.3.1)."""
    known = source in KEYWORDS or is_pinned(source)
    return known or bool(_SCHEME.fullmatch(source) or _HOST.fullmatch(source))


def nonces_in(policy: str) -> frozenset[str]:
    """Return the nonces of a serialized policy, without the keyword."""
    found = (word[len("'nonce-") : -1] for word in re.split(r"[\t\n\f\r ;,]+", policy) if _NONCE.fullmatch(word))
    return frozenset(found)


def stable(source: str) -> str:
    """Return the source without what is new at every request or release."""
    return _NEW.sub(lambda match: f"'{match[1].lower()}-<hash>'" if match[1] else "'nonce-<nonce>'", source)


def allows_inline(sources: tuple[str, ...] | None) -> bool:
    """Whether inline scripts run: nonces, hashes and 'strict-dynamic' switch 'unsafe-inline' off (6.7.3.2)."""
    if sources is None:
        return True
    switched_off = "'strict-dynamic'" in sources or any(is_pinned(source) for source in sources)
    return "'unsafe-inline'" in sources and not switched_off


def open_schemes(sources: tuple[str, ...] | None) -> frozenset[str]:
    """Return the schemes over which anybody's content comes in; an address under `*.com` is anybody's."""
    if sources is None:
        return _EVERY
    found = (schemes for source in sources for schemes in _opens(source))
    return _EVERY & frozenset(found)


def _opens(source: str) -> Iterable[str]:
    if match := _SCHEME.fullmatch(source):
        return _UPGRADES.get(match[1], {match[1]})
    match = _HOST.fullmatch(source)
    if match is None or not (match["host"] == "*" or _is_anybodys(match["host"])):
        return ()
    return _UPGRADES.get(match["scheme"], {match["scheme"]}) if match["scheme"] else ("http", "https")


def _is_anybodys(host: str) -> bool:
    return host.startswith("*.") and is_open_suffix(host[2:].removesuffix("."))


def shared_hosts(sources: tuple[str, ...]) -> frozenset[str]:
    """Return the sources with a wildcard under which many owners have hosts, such as all governments of a country."""
    hosts = ((source, match["host"]) for source in sources if (match := _HOST.fullmatch(source)))
    found = (source for source, host in hosts if host.startswith("*.") and is_shared_suffix(host[2:].removesuffix(".")))
    return frozenset(found) if "'strict-dynamic'" not in sources else frozenset()


def is_dead(source: str) -> bool:
    """Whether it is an IP address that no browser matches (6.7.2.10)."""
    match = _HOST.fullmatch(source)
    return match is not None and _is_address(match["host"]) and match["host"] != "127.0.0.1"


def allows_url(sources: tuple[str, ...], url: str, page: str) -> bool:
    """Whether the list lets in `url`, asked for without a redirect, on the page at `page` (6.7.2.7)."""
    return any(_matches(source, url, page) for source in sources)


def _matches(source: str, url: str, page: str) -> bool:
    """6.7.2.8; both URLs are absolute, of http or https."""
    wanted, own = urlsplit(url), urlsplit(page)
    if source == "*":
        return True
    if source == "'self'":
        same_port = _port_of(url) == _port_of(page) or {_port_of(url), _port_of(page)} <= {80, 443}
        return wanted.hostname == own.hostname and same_port and wanted.scheme in _UPGRADES.get(own.scheme, {"https"})
    if match := _SCHEME.fullmatch(source):
        return wanted.scheme in _UPGRADES.get(match[1], {match[1]})
    match = _HOST.fullmatch(source)
    if match is None:
        return False
    scheme = match["scheme"] or own.scheme
    if wanted.scheme not in _UPGRADES.get(scheme, {scheme}):
        return False
    return (
        _host_matches(match["host"], wanted.hostname or "")
        and _port_matches(match["port"], url)
        and _path_matches(match["path"] or "", wanted.path)
    )


def _host_matches(pattern: str, host: str) -> bool:
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return pattern == host and not is_dead(pattern)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _port_matches(port: str | None, url: str) -> bool:
    given = _port_of(url)
    if port is None:
        return given == _PORTS.get(urlsplit(url).scheme)
    return port == "*" or int(port[:6]) == given or (int(port[:6]) == 80 and given == 443)


def _port_of(url: str) -> int | None:
    parts = urlsplit(url)
    return parts.port or _PORTS.get(parts.scheme)


def _path_matches(pattern: str, path: str) -> bool:
    """6.7.2.12: what ends with a slash stands for all below it."""
    if pattern in ("", "/"):
        return True
    want, have = unquote(pattern), unquote(path)
    return have.startswith(want) if want.endswith("/") else have == want
