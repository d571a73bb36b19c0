"""The reporters: views of one report, a module a format."""

from collections.abc import Iterable

from spbe_policy.hookspecs import Reporter, hookimpl


@hookimpl
def spbe_reporters() -> Iterable[Reporter]:
    """Offer the built-in reporters."""
    from spbe_policy.reporters.json import JsonReporter
    from spbe_policy.reporters.text import TextReporter

    return (JsonReporter(), TextReporter())
