"""Words of a policy that browsers do not understand, so that it says less than its author meant. Pure."""

from collections.abc import Iterator

from spbe_policy.builtin.web.csp import Csp
from spbe_policy.builtin.web.csp_sources import KEYWORDS, is_dead, is_source, shared_hosts, stable

_SOURCES = frozenset({
    "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr",
    "img-src", "font-src", "connect-src", "media-src", "object-src", "frame-src", "child-src", "worker-src",
    "manifest-src", "prefetch-src", "fenced-frame-src", "base-uri", "form-action", "frame-ancestors",
})  # fmt: skip
_OTHERS = frozenset({
    "sandbox", "report-uri", "report-to", "upgrade-insecure-requests", "block-all-mixed-content", "plugin-types",
    "require-trusted-types-for", "trusted-types", "require-sri-for", "navigate-to", "webrtc", "referrer",
    "reflected-xss", "disown-opener",
})  # fmt: skip
"""Directives without sources, past ones included: they do no harm."""

_PASSIVE = frozenset({"img-src", "media-src"})
_BARE = frozenset(keyword.strip("'") for keyword in KEYWORDS)


def misspelt(policy: Csp) -> Iterator[str]:
    """Yield what browsers ignore: unknown directives, keywords without quotes, sources outside the grammar (2.3.1)."""
    for name, sources in policy.directives.items():
        if name not in _SOURCES | _OTHERS:
            yield f"directive {name}"[:100]
        for source in sources if name in _SOURCES else ():
            if source in _BARE or source in _SOURCES or is_dead(source) or not is_source(source):
                yield f"{name} {stable(source)}"[:100]
        if name in _SOURCES and "'none'" in sources and len(set(sources)) > 1:
            yield f"{name} 'none'"


def loose(policy: Csp) -> Iterator[str]:
    """Yield what lets in more than one owner's hosts, or active content without encryption."""
    for source in sorted(shared_hosts(policy.scripts or ())):
        yield f"script-src {source}"
    for name, sources in policy.directives.items():
        if name in _SOURCES - _PASSIVE and "'strict-dynamic'" not in sources:
            yield from (f"{name} {source}"[:100] for source in sources if source.startswith("http:"))
