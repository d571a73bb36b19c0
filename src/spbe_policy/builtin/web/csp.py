"""Content Security Policy as a browser reads it (CSP Level 3), as far as injected scripts are concerned. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_ANYWHERE = {"*", "http:", "https:", "data:", "blob:", "filesystem:", "http://*", "https://*"}
_NONCE = re.compile(r"'nonce-[^']*'", re.IGNORECASE)
_HASH = re.compile(r"'(sha(?:256|384|512))-[^']*'", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Csp:
    """One policy: sources by directive. Names are in lower case; of a repeated directive the first counts (2.2.1)."""

    directives: Mapping[str, tuple[str, ...]]

    def sources(self, name: str) -> tuple[str, ...] | None:
        """Return the sources that hold for a kind of fetch, or None when nothing limits it (6.8.3)."""
        return self.directives.get(name, self.directives.get("default-src"))

    def shown(self, name: str) -> str:
        """Return the directive that decides about `name`, canonical: sorted, without what is new at every request."""
        for decides in (name,) if name == "base-uri" else (name, "default-src"):
            if decides in self.directives:
                return " ".join([decides, *sorted(set(map(_stable, self.directives[decides])))])
        return f"{name}: none"

    def weak(self) -> Iterator[str]:
        """Yield the fetch directives that do not hold back an injected script."""
        scripts = self.sources("script-src")
        if scripts is None or not _holds_scripts(scripts):
            yield "script-src"
        objects = self.sources("object-src")
        if objects is None or _ANYWHERE & set(objects):
            yield "object-src"
        base = self.directives.get("base-uri")
        if base is None or _ANYWHERE & set(base):
            yield "base-uri"


def _holds_scripts(sources: tuple[str, ...]) -> bool:
    """Nonces and hashes switch 'unsafe-inline' off; 'strict-dynamic' switches hosts and schemes off (6.7.3.2, 8.2)."""
    named = any(_NONCE.fullmatch(source) or _HASH.fullmatch(source) for source in sources)
    if named and "'strict-dynamic'" in sources:
        return True
    return not (_ANYWHERE & set(sources)) and (named or "'unsafe-inline'" not in sources)


def _stable(source: str) -> str:
    return _HASH.sub(r"'\1-<hash>'", _NONCE.sub("'nonce-<nonce>'", source))


def parse(values: Iterable[str]) -> tuple[Csp, ...]:
    """Return the policies of all Content-Security-Policy headers; all of them hold at once."""
    return tuple(policy for value in values for part in value.split(",") if (policy := _policy(part)).directives)


def _policy(value: str) -> Csp:
    directives: dict[str, tuple[str, ...]] = {}
    for part in value.split(";"):
        if words := part.split():
            directives.setdefault(words[0].lower(), tuple(_folded(word) for word in words[1:]))
    return Csp(directives)


def _folded(source: str) -> str:
    """Keywords, hosts and schemes do not depend on case; nonces and hashes do."""
    return source if _NONCE.fullmatch(source) or _HASH.fullmatch(source) else source.lower()


def weak(policies: tuple[Csp, ...]) -> tuple[str, ...]:
    """Return the directives in which every policy is weak: one that holds is enough."""
    found = [set(policy.weak()) for policy in policies]
    return tuple(sorted(set.intersection(*found))) if found else ()


def shown(policies: tuple[Csp, ...], name: str) -> str:
    """Return what decides about `name`, of all policies, canonical."""
    return " | ".join(sorted({policy.shown(name) for policy in policies}))
