"""The JSON report `spbe-report/1`: everything that is known, for machines."""

from spbe_policy.report import Report
from spbe_policy.texts import Lang


class JsonReporter:
    """Renders the canonical JSON (RFC 8785); it holds both languages, so `lang` changes nothing."""

    name = "json"

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the report's JSON on one line."""
        return report.json_bytes() + b"\n"
