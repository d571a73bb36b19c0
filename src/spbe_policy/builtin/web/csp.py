"""Content Security Policy as a browser reads it (CSP Level 3), as far as injected scripts are concerned. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from spbe_policy.builtin.web.csp_sources import allows_inline, allows_url, folded, open_schemes, stable

_BLANK = "\t\n\f\r "
_SPACE = re.compile(r"[\t\n\f\r ]+")

_ELEMENT = ("script-src-elem", "script-src", "default-src")
_ATTRIBUTE = ("script-src-attr", "script-src", "default-src")
_FALLBACKS = {
    "script-src": ("script-src", "default-src"),
    "object-src": ("object-src", "default-src"),
    "base-uri": ("base-uri",),
}
"""What decides about a kind of fetch, the nearest first (6.8.3)."""

_NOT_IN_META = frozenset({"frame-ancestors", "report-uri", "sandbox"})


@dataclass(frozen=True, slots=True)
class Csp:
    """One policy: sources by directive. Names are in lower case; of a repeated directive the first counts (2.2.1)."""

    directives: Mapping[str, tuple[str, ...]]

    def sources(self, *names: str) -> tuple[str, ...] | None:
        """Return the sources of the first directive that is there, or None when nothing limits the fetch."""
        return next((self.directives[name] for name in names if name in self.directives), None)

    @property
    def scripts(self) -> tuple[str, ...] | None:
        """The sources that decide about script elements."""
        return self.sources(*_ELEMENT)

    @property
    def runs_scripts(self) -> bool:
        """Whether scripts run at all: in a sandbox they do not, unless it says so (6.3.1)."""
        return "allow-scripts" in self.directives.get("sandbox", ("allow-scripts",))

    def shown(self, name: str) -> str:
        """Return the directives that decide about `name`, canonical: sorted, without what is new at every request."""
        decides = [each for each in _FALLBACKS.get(name, (name,)) if each in self.directives][:1]
        finer = [each for each in ("script-src-elem", "script-src-attr") if each in self.directives]
        named = decides + finer * (name == "script-src")
        lines = (" ".join([each, *sorted(set(map(stable, self.directives[each])))]) for each in named)
        return "; ".join(lines) or f"{name}: none"

    def ways(self) -> Iterator[tuple[str, str]]:
        """Yield the ways by which injected markup runs a script, as (directive, way)."""
        if not self.runs_scripts:
            return
        if allows_inline(self.scripts):
            yield "script-src", "element"
        if allows_inline(self.sources(*_ATTRIBUTE)):
            yield "script-src", "attribute"
        # 'strict-dynamic' switches hosts and schemes off, for scripts alone (6.7.1.1).
        if "'strict-dynamic'" not in (self.scripts or ()):
            yield from (("script-src", scheme) for scheme in open_schemes(self.scripts))
        yield from (("object-src", scheme) for scheme in open_schemes(self.sources(*_FALLBACKS["object-src"])))
        # A base of data: is refused by HTML itself.
        yield from (("base-uri", scheme) for scheme in open_schemes(self.sources("base-uri")) & {"http", "https"})

    def lets_script(self, url: str, page: str) -> bool:
        """Whether a script element may load `url` into the page at `page`, without nonce and hash."""
        sources = self.scripts
        if sources is None or not self.runs_scripts:
            return self.runs_scripts
        return "'strict-dynamic'" not in sources and allows_url(sources, url, page)


def parse(values: Iterable[str]) -> tuple[Csp, ...]:
    """Return the policies of all Content-Security-Policy headers (2.2.2); all of them hold at once."""
    return tuple(policy for value in values for part in value.split(",") if (policy := _policy(part)).directives)


def parse_meta(values: Iterable[str]) -> tuple[Csp, ...]:
    """Return the policies of meta elements: one each, without what only a header may say (HTML, 4.2.5.3)."""
    found = (_policy(value, _NOT_IN_META) for value in values)
    return tuple(policy for policy in found if policy.directives)


def _policy(value: str, without: frozenset[str] = frozenset()) -> Csp:
    directives: dict[str, tuple[str, ...]] = {}
    for part in value.split(";"):
        # What is not ASCII is no directive (2.2.1).
        if part.isascii() and (words := _SPACE.split(part.strip(_BLANK)))[0]:
            name = words[0].lower()
            directives.setdefault(name, tuple(folded(word) for word in words[1:]))
    return Csp({name: sources for name, sources in directives.items() if name not in without})


def weak(policies: tuple[Csp, ...]) -> tuple[str, ...]:
    """Return the directives by which an injected script gets in; a way is open when every policy leaves it open."""
    return tuple(sorted({directive for directive, _ in _common(policies, lambda policy: policy.ways())}))


def _common(policies: tuple[Csp, ...], found: Callable[[Csp], Iterable[tuple[str, str]]]) -> set[tuple[str, str]]:
    each = [set(found(policy)) for policy in policies]
    return set.intersection(*each) if each else set()


def frames_anybody(policies: tuple[Csp, ...]) -> bool:
    """Whether `frame-ancestors` of every policy that has it lets any site frame the page (6.4.2)."""
    ancestors = [open_schemes(policy.directives["frame-ancestors"]) for policy in policies]
    return bool(frozenset.intersection(*ancestors) & {"http", "https"}) if ancestors else False


def shown(policies: tuple[Csp, ...], name: str) -> str:
    """Return what decides about `name`, of all policies, canonical."""
    return " | ".join(sorted({policy.shown(name) for policy in policies}))
