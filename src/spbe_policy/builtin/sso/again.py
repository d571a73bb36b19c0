"""A second look at the authorization request: what is new in it, and how the provider takes a changed one."""

from collections.abc import Iterable, Iterator
from math import log2
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from spbe_policy.builtin.sso.addresses import bare, origin, parameters
from spbe_policy.builtin.sso.pages import Exit, read_page
from spbe_policy.builtin.sso.visit_facts import Renewed, Strayed
from spbe_policy.builtin.web.reach import trusted
from spbe_policy.evidence import Gap
from spbe_policy.redact import redact_url
from spbe_policy.session import Session

NEW_EACH_TIME = ("code_challenge", "nonce", "state")
ASTRAY = "/spbe-policy-tidak-terdaftar"
"""What is put behind the path of a registered redirect URI: nobody registers it."""

_LEAST_BITS = 32
_ALPHABETS = (("0123456789", 10), ("0123456789abcdef-", 16))


def compared(start: str, first: Exit | None, second: Exit | None) -> Renewed:
    """Put two requests side by side; nothing is compared where one of them was not seen."""
    pairs = dict(_pairs(first, second)) if first and second else {}
    fixed = tuple(name for name, (one, other) in pairs.items() if one == other)
    near = tuple(name for name, pair in pairs.items() if name not in fixed and changed_bits(*pair) < _LEAST_BITS)
    return Renewed(start=bare(start), compared=tuple(pairs), fixed=fixed, near=near)


def _pairs(first: Exit, second: Exit) -> Iterator[tuple[str, tuple[str, str]]]:
    one, other = parameters(first.url, first.fields), parameters(second.url, second.fields)
    for name in NEW_EACH_TIME:
        if one.get(name) and other.get(name):
            yield name, (one[name], other[name])


def changed_bits(one: str, other: str) -> float:
    """Return how much chance the part that differs can hold at most, in bits: its length in letters of its alphabet."""
    ahead = _common(one, other)
    behind = _common(reversed(one[ahead:]), reversed(other[ahead:]))
    parts = one[ahead : len(one) - behind], other[ahead : len(other) - behind]
    letters = set("".join(parts).lower())
    size = next((size for alphabet, size in _ALPHABETS if letters <= set(alphabet)), 64)
    return max(map(len, parts)) * log2(size)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


async def stray(door: Session, good: Exit) -> Strayed | Gap:
    """Ask the provider with a redirect URI that was not registered; only what it answers is looked at."""
    wanted = parameters(good.url).get("redirect_uri", "")
    parts = urlsplit(wanted)
    astray = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + ASTRAY, parts.query, ""))
    usual, changed = await _end(door, good.url), await _end(door, _with(good.url, "redirect_uri", astray))
    if isinstance(usual, Gap):
        return usual
    if isinstance(changed, Gap):
        return changed
    status, target, form = changed
    return Strayed(
        endpoint=bare(good.url),
        asked=redact_url(bare(astray)),
        status=status,
        sent=bool(target) and bare(target or "") == bare(astray),
        form=form and usual[2],
    )


async def _end(door: Session, url: str) -> tuple[int, str | None, bool] | Gap:
    """Return status, redirect target and whether a password is asked for, where the provider's own pages end."""
    home = origin(url)
    hops = await door.chain(url, stop=lambda target: origin(target) != home)
    last = hops if isinstance(hops, Gap) else trusted(hops[-1])
    if isinstance(last, Gap):
        return last.of_the_city()
    return last.status, last.location, read_page(last.url, last.text).password


def _with(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    query = [(key, value if key == name else old) for key, old in parse_qsl(parts.query, keep_blank_values=True)]
    return urlunsplit(parts._replace(query=urlencode(query)))
