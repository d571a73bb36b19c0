"""Whose host an address names. Pure."""

from collections.abc import Iterable
from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Return the host of `url` in lower case, empty when it has none or cannot be read."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def is_under(host: str, domains: Iterable[str]) -> bool:
    """Whether `host` is one of these domains or lies under one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
