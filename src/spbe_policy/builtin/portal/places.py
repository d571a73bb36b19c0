"""Whether one address lies under another. Pure."""

from urllib.parse import SplitResult, urlsplit, urlunsplit

from spbe_policy.sections import Environment

_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """Return the host of `url` in lower case, empty when it cannot be read."""
    parts = _split(url)
    return (parts.hostname or "") if parts else ""


def lies_under(url: str, base: str, hosts: tuple[str, ...] = ()) -> bool:
    """Whether `url` is `base` or below it; `hosts` are further names of the host. http and https count alike."""
    here, there = _split(url), _split(base)
    if here is None or there is None or ".." in here.path.split("/"):
        return False
    names = {there.hostname, *(host.lower() for host in hosts)}
    root = there.path.rstrip("/")
    same_port = _port(here) == _port(there)
    return here.hostname in names and same_port and (here.path == root or here.path.startswith(root + "/") or not root)


def is_of(url: str, environment: Environment) -> bool:
    """Whether `url` leads to the app that runs there."""
    return lies_under(url, environment.url, environment.hosts)


def bare(url: str) -> str:
    """Return `url` without query and fragment: what is left does not change from one request to the next."""
    parts = _split(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")) if parts else url


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in _PORTS and parts.hostname else None


def _port(parts: SplitResult) -> int | None:
    """Return the port, None for the usual one of either scheme."""
    return None if parts.port in (None, _PORTS[parts.scheme]) else parts.port
