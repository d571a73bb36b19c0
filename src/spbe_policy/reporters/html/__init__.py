"""The HTML report: one file that holds everything, in both languages, for any browser."""

from spbe_policy.report import Report
from spbe_policy.texts import Lang


class HtmlReporter:
    """Renders one self-contained page; both languages are in it, `lang` is the one that is shown first."""

    name = "html"

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the page, UTF-8. It loads nothing, and can be read, switched and filtered without script."""
        from spbe_policy.reporters.html.page import page

        return page(report, lang).encode()
