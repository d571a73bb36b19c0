"""Finds secrets and source maps in scripts that the app serves. Pure; of a secret only its kind and line are kept."""

import re
from collections.abc import Iterator

MAX_SCRIPT = 200_000
"""Bytes of a script that are read."""

_PATTERNS = {
    "aws-access-key": r"(?<![A-Za-z0-9/+])(?:AKIA|ASIA)(?![A-Z0-9]{0,12}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])",
    "basic-auth-url": r"\b(?:https?|ftp|mysql|postgres(?:ql)?|mongodb(?:\+srv)?|redis|amqp)://"
    r"(?!user(?:name)?:|[^/\s:@\"']{1,64}:(?:pass(?:word)?|\$\{|<|\*|x{3}))"
    r"[^/\s:@\"'`<>{}$]{1,64}:[^/\s:@\"'`<>{}$]{3,64}@[\w.-]{3,}",
    "github-token": r"(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9])",
    "google-api-key": r"(?<![A-Za-z0-9_-])AIza[\w-]{35}(?![\w-])",
    "google-client-secret": r"(?<![A-Za-z0-9_-])GOCSPX-[\w-]{28}(?![\w-])",
    "jwt": r"(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
    "midtrans-server-key": r"(?<![\w-])(?:SB-)?Mid-server-[\w-]{20,}",
    "password": r"(?:password|passwd|kata_?sandi|db_pass|secret_?key|client_?secret)[\"']?\s{0,3}[:=]\s{0,3}"
    r"([\"'])(?=[^\"'\s]{0,63}\d)(?=[^\"'\s]{0,63}[A-Za-z])[^\"'\s<>{}$\\/()]{8,64}\1",
    "private-key": r"-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY-----(?:\\n|\\r|\s|[\"'+]){1,12}[A-Za-z0-9+/=]{40}",
    "slack-token": r"(?<![\w-])xox[abprs]-\d{8,}-[A-Za-z0-9-]{10,}",
    "stripe-secret-key": r"(?<![\w-])[sr]k_live_[A-Za-z0-9]{16,}",
    "telegram-bot-token": r"(?<![\w:])\d{8,10}:AA[\w-]{33}(?![\w-])",
}
_SECRETS = {
    kind: re.compile(pattern, re.IGNORECASE if kind == "password" else 0) for kind, pattern in _PATTERNS.items()
}
_MAP = re.compile(r"(?://|/\*)[#@]\s?sourceMappingURL=([^\s'\"*]{1,500})[^\n]{0,2000}\s*\Z")
_LIBRARY = re.compile(
    r"jquery|bootstrap|popper|vendor|polyfill|swiper|owl|slick|fontawesome|datatables|moment|leaflet|wp-includes",
    re.IGNORECASE,
)


def secrets_in(code: str) -> tuple[tuple[str, int], ...]:
    """Return the kinds of secrets with the line where each first stands, sorted."""
    return tuple(sorted(_found(code[:MAX_SCRIPT])))


def _found(code: str) -> Iterator[tuple[str, int]]:
    for kind, pattern in _SECRETS.items():
        if match := pattern.search(code):
            yield kind, code.count("\n", 0, match.start()) + 1


def map_named(code: str, header: str | None) -> str | None:
    """Return the source map that a script names (ECMA-426, 11.1): the answer's header goes before the last comment."""
    found = _MAP.search(code[-MAX_SCRIPT:])
    return header or (found[1] if found else None)


def is_map(body: bytes) -> bool:
    """Whether these first bytes are those of a source map."""
    start = body.lstrip()
    return start[:1] in (b"{", b")") and bool(re.search(rb'"(?:mappings|sourcesContent|sources|sections)"\s*:', start))


def is_library(url: str) -> bool:
    """Whether a script's name tells that others wrote it: such are read last."""
    return bool(_LIBRARY.search(url))
