"""Reads robots.txt as RFC 9309 has it: groups of user agents, allow and disallow, the longest match wins. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote_to_bytes, urljoin

from spbe_policy.builtin.web.facts.views import Robots
from spbe_policy.evidence import Gap
from spbe_policy.redact import clip

Rules = tuple[tuple[str, str], ...]
Groups = tuple[tuple[tuple[str, ...], Rules], ...]

MAX_BYTES = 512_000
"""At least 500 KiB must be read (section 2.5); the rest is left."""

MAX_GROUPS, MAX_RULES, MAX_PATH, MAX_SITEMAPS = 50, 200, 200, 10
_LINE = re.compile(r"\s*([A-Za-z-]{1,40})\s*:([^#]*)")
_TOKEN = re.compile(r"[A-Za-z_-]+|\*")
_KEPT = "/?&=%:@!$'()*+,;~#[]"


def parse_robots(url: str, body: bytes) -> tuple[Groups, tuple[str, ...]]:
    """Return the groups and the sitemaps of a robots.txt; lines that cannot be read are passed over (section 2.2)."""
    groups: list[tuple[list[str], list[tuple[str, str]]]] = []
    sitemaps: list[str] = []
    naming = False
    for line in re.split(r"\r\n|\r|\n", body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")):
        match = _LINE.match(line)
        if match is None:
            continue
        key, value = match[1].lower(), match[2].strip()
        if key == "user-agent":
            if not naming:
                groups.append(([], []))
            groups[-1][0].append(_token(value))
            naming = True
        elif key in ("allow", "disallow"):
            naming = False
            if groups:
                groups[-1][1].append((key, value))
        elif key == "sitemap" and value:
            sitemaps.append(urljoin(url, value))
    return tuple((tuple(agents), tuple(rules)) for agents, rules in groups), tuple(dict.fromkeys(sitemaps))


def _token(value: str) -> str:
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""


def bounded(groups: Groups) -> Groups:
    """Return the groups as a fact holds them."""
    return tuple(
        (agents[:MAX_GROUPS], tuple((way, clip(path, MAX_PATH)) for way, path in rules[:MAX_RULES]))
        for agents, rules in groups[:MAX_GROUPS]
    )


def rules_for(groups: Groups, agent: str) -> Rules:
    """Return the rules of all groups that name the product token `agent`, else those for everybody (section 2.2.1)."""
    token = _token(agent)
    own = [rule for agents, rules in groups if token in agents for rule in rules]
    named = any(token in agents for agents, _ in groups)
    return tuple(own if named else (rule for agents, rules in groups if "*" in agents for rule in rules))


def allows(groups: Groups, agent: str, url: str) -> bool:
    """Whether a crawler of this name may ask for `url`: the longest path wins, of equal ones allow (section 2.2.2)."""
    # Not by urlsplit: a bare `?` at the end is part of what is matched.
    target = "/" + url.partition("#")[0].partition("://")[2].partition("/")[2]
    path = _octets(target)
    if path == "/robots.txt":
        return True
    hits = [
        (len(_octets(rule)), way == "allow") for way, rule in rules_for(groups, agent) if rule and _matches(rule, path)
    ]
    return max(hits, default=(0, True))[1]


def _matches(rule: str, path: str) -> bool:
    """`*` stands for anything, `$` at the end for the end (section 2.2.3). Without backtracking: part by part."""
    ends = rule.endswith("$")
    first, *rest = _octets(rule.removesuffix("$") if ends else rule).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not ends or at == len(path)
    for part in rest[:-1] if ends else rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not ends or (len(path) - len(rest[-1]) >= at and path.endswith(rest[-1]))


def _octets(path: str) -> str:
    """The path in one form: what may stand bare stands bare, the rest as %XX in upper case."""
    kept = re.split(r"(%2[fF]|%24|%2[aA])", path)
    return "".join(part.upper() if part.startswith("%2") and len(part) == 3 else _one_form(part) for part in kept)


def _one_form(part: str) -> str:
    return quote(unquote_to_bytes(part), safe=_KEPT)


def obeyed(robots: Robots | Gap | None, url: str, agent: str = "spbe-policy") -> bool:
    """Whether we, where we crawl, may ask for `url`.

    No robots.txt forbids nothing (section 2.3.1.3); one that cannot be reached forbids everything (section 2.3.1.4).
    """
    if robots is None:
        return True
    return isinstance(robots, Robots) and robots.status < 500 and allows(robots.groups, agent, url)


def asked_of(groups: Groups, agents: Iterable[str]) -> frozenset[tuple[str, Rules]]:
    """Return what is asked of each of these agents, to compare two files."""
    return frozenset((agent, rules_for(groups, agent)) for agent in agents)
