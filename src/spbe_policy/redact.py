"""The one place where secrets leave a text: before a fact exists, they become typed placeholders.

Deterministic and idempotent. In doubt a value is taken for a secret; names, attributes and hosts stay readable.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

_Match = re.Match[str]
_BRIEF = 1_000
_AHEAD = 4_000
"""Characters read beyond a cut: more than a token has."""

_ESCAPED = r"(?<=%[0-9A-Fa-f]{2})"
"""After a character that a URL escapes a word begins, too."""

_GAP = r"""["']?\s{0,4}(?:=>|[:=]|%3[AD])\s{0,4}"""
_VALUE = r"""(?:"[^"<>\n]+"|'[^'<>\n]+'|[^\s"'&;,<>(){}\[\]]+)"""
_NAME = rf"""
    (?:(?<![A-Za-z0-9])|{_ESCAPED}) (?:[A-Za-z0-9]{{1,30}}[_.-]){{0,5}}
    (?: (?:api|access|app|auth|private|client)?(?P<key>key|pwd)
      | [A-Za-z]{{0,20}}(?:(?P<secret>secret|passwd|password|passphrase|sandi|credential)|(?P<token>token))
      | [A-Za-z]{{0,20}}(?P<cookie>sess(?:ion)?[_-]?(?:id)?|sid) )
"""
_FLOW = (
    "state|nonce|code|code_challenge|code_verifier|session_state|login_hint|id_token_hint|logout_hint|"
    "samlrequest|samlresponse|relaystate|ticket|jsessionid"
)
_PRIVATE_KEY = r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
_VENDOR_KEYS = (
    rf"(?:(?<![A-Za-z0-9])|{_ESCAPED})"
    r"(?:(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{35}|gh[pousr]_[A-Za-z0-9]{36,}|"
    r"xox[abprs]-[A-Za-z0-9-]{10,}|[sr]k_live_[A-Za-z0-9]{16,})(?![A-Za-z0-9])"
)
# The last label is no number and no file type: `bootstrap@5.3.0` and `swiper@8.min.js` are versions of a library.
_EMAIL = (
    r"[A-Za-z0-9._%+-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}"
    r"(?!(?:js|mjs|css|map|json)\b)[A-Za-z]{2,24}(?!\.?[A-Za-z0-9-])"
)
# Six digits of a region, a birth date (women: day + 40), a serial number.
_NIK = (
    rf"(?:(?<![0-9A-Za-z])|{_ESCAPED})"
    r"[1-9]\d{5}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{2}\d{4}(?![0-9A-Za-z])"
)


def _cookie_line(match: _Match) -> str:
    pairs = match["pairs"].split(";")
    secret = pairs[:1] if match["set"] else pairs
    return match["head"] + ";".join([*map(_cookie_pair, secret), *pairs[len(secret) :]])


def _cookie_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}={'<cookie>' if value.strip() else value}" if equals else pair


def _named(match: _Match) -> str:
    kind = next(name for name in ("key", "secret", "token", "cookie") if match[name])
    quote = match["value"][0] if match["value"][0] in "\"'" else ""
    return f"{match['head']}{quote}<{'key' if kind == 'secret' else kind}>{quote}"


def _flow(match: _Match) -> str:
    return f"{match['head']}<{match['name'].lower().replace('_', '-')}>"


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str | Callable[[_Match], str]], ...]:
    return (
        (re.compile(_PRIVATE_KEY, re.DOTALL), "<key>"),
        (re.compile(rf"(?:(?<![\w-])|{_ESCAPED})" r"eyJ[\w-]{4,}(?:\.[\w-]*){2,4}"), "<jwt>"),
        (re.compile(r"(?<=://)[^\s/?#@<>\"']{1,200}@"), "<key>@"),
        (
            re.compile(
                rf"(?<![\w-])(?P<head>(?P<set>set-)?cookie{_GAP}[\"']?)"
                r"(?P<pairs>[^\r\n\"'<=;]{1,256}=[^\r\n\"']*)",
                re.I,
            ),
            _cookie_line,
        ),
        (
            re.compile(
                rf"((?:(?<![\w-])|{_ESCAPED})(?:proxy-)?authorization{_GAP}[\"']?)[^\s\"'<>][^\r\n\"'<>]*", re.I
            ),
            r"\1<token>",
        ),
        (
            re.compile(
                rf"(?:\b|{_ESCAPED})"
                r"(bearer|basic)(\s{1,4}|%20|\+)(?=[A-Za-z+/._~-]*[\d=])[\w+/=.~-]{8,}+(?![\"'])",
                re.I,
            ),
            r"\1\2<token>",
        ),
        (re.compile(_VENDOR_KEYS), "<key>"),
        (
            re.compile(
                rf"(?P<head>(?:[?&#;]|%3F|%26|%23)(?P<name>{_FLOW})(?:=|%3D))(?:(?!%26|%23)[^&?#;\s\"'<>])+", re.I
            ),
            _flow,
        ),
        (re.compile(r"(\bnonce(?:-|=[\"']?))[\w+/=-]{6,}", re.I), r"\1<nonce>"),
        (re.compile(rf"(?P<head>{_NAME}{_GAP})(?P<value>{_VALUE})", re.I | re.X), _named),
        (re.compile(_EMAIL), "<email>"),
        (re.compile(_NIK), "<nik>"),
    )


def redact(text: str) -> str:
    """Return `text` with typed placeholders for secrets: `<cookie>`, `<token>`, `<key>`, `<email>`, `<nik>`, …"""
    return _brief(text) if len(text) <= _BRIEF else _clean(text)


@lru_cache(maxsize=8192)
def _brief(text: str) -> str:
    """The same for a short text: URLs and headers come again and again."""
    return _clean(text)


def _clean(text: str) -> str:
    while (cleaner := _once(text)) != text:  # a placeholder can bare a new edge for a neighbour
        text = cleaner
    return text


def clip(text: str, most: int) -> str:
    """Return at most `most` characters of a text without its secrets: redacted, then cut, for half a secret is none."""
    return redact(text[: most + _AHEAD])[:most]


def redact_url(url: str) -> str:
    """Return `url`, also a malformed one, without user name, tokens and what is new at every login request."""
    return redact(url)


def redact_headers(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return header pairs without secrets; a Set-Cookie keeps its name and its attributes."""
    return tuple((name, _value(name, value)) for name, value in pairs)


def _value(name: str, value: str) -> str:
    first, semicolon, attributes = value.partition(";")
    if name.lower() == "set-cookie" and first.strip() and "=" not in first:  # a value of no name (RFC 6265bis, 5.7)
        value = f"<cookie>{semicolon}{attributes}"
    return redact(f"{name}: {value}").partition(": ")[2]


def _once(text: str) -> str:
    for pattern, placeholder in _rules():
        text = pattern.sub(placeholder, text)
    return text
