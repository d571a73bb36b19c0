"""URLs as the login knows them: origins, endpoints, authorization requests. Pure; no URL is too broken to ask about."""

from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, urlsplit

from spbe_policy.redact import redact_url

MAX_URL = 500
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOTHING = SplitResult("", "", "", "", "")


def origin(url: str) -> str:
    """Return `scheme://host[:port]` in lower case without the default port; `scheme:` when it has no host."""
    parts, port = _split(url)
    if not parts.hostname:
        return f"{parts.scheme}:" if parts.scheme else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def bare(url: str) -> str:
    """Return origin and path, redacted: what is new at every request stands in the query."""
    start, (parts, _) = origin(url), _split(url)
    path = parts.path or ("/" if "//" in start else "")
    return redact_url(f"{start}{path}")[:MAX_URL]


def under(url: str, issuer: str) -> bool:
    """Whether `url` lies at or below `issuer` (realms of one host are told apart by their path)."""
    base = bare(issuer).rstrip("/")
    return bare(url) == base or bare(url).startswith(f"{base}/")


def parameters(url: str, fields: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the parameters of a request from query and form; of a repeated one the first."""
    found = dict(fields or {})
    for name, value in parse_qsl(_split(url)[0].query, keep_blank_values=True):
        found.setdefault(name, value)
    return found


def is_request(url: str, fields: Mapping[str, str] | None = None) -> bool:
    """Whether this is an authorization request (RFC 6749 4.1.1; RFC 9101 and 9126 for one by reference)."""
    given = parameters(url, fields)
    return "client_id" in given and bool({"response_type", "request", "request_uri"} & given.keys())


def error_of(url: str) -> str | None:
    """Return the `error` with which a provider sends the user back, in query or fragment (RFC 6749 4.1.2.1)."""
    parts, _ = _split(url)
    given = dict(parse_qsl(parts.query) + parse_qsl(parts.fragment))
    error = given.get("error")
    known = error is not None and len(error) <= 60 and error.isascii() and error.replace("_", "").islower()
    return error if known or error is None else "other"


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url.strip())
        return parts, parts.port
    except ValueError:
        return _NOTHING, None
