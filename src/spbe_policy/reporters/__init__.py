"""The reporters: views of one report, a module a format."""

from collections.abc import Iterable

from spbe_policy.hookspecs import Reporter, hookimpl


@hookimpl
def spbe_reporters() -> Iterable[Reporter]:
    """Offer the built-in reporters."""
    from spbe_policy.reporters.csv import CsvReporter
    from spbe_policy.reporters.github import GitHubReporter
    from spbe_policy.reporters.gitlab import GitLabReporter
    from spbe_policy.reporters.html import HtmlReporter
    from spbe_policy.reporters.json import JsonReporter
    from spbe_policy.reporters.junit import JUnitReporter
    from spbe_policy.reporters.markdown import MarkdownReporter
    from spbe_policy.reporters.office import OFFICE
    from spbe_policy.reporters.publik import PublicReporter
    from spbe_policy.reporters.sarif import SarifReporter
    from spbe_policy.reporters.text import TextReporter

    return (
        *OFFICE,
        CsvReporter(),
        GitHubReporter(),
        GitLabReporter(),
        HtmlReporter(),
        JUnitReporter(),
        JsonReporter(),
        MarkdownReporter(),
        PublicReporter(),
        SarifReporter(),
        TextReporter(),
    )
