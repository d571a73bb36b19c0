"""The office papers as reporters, each imported only when it is asked for: most runs print none."""

from importlib import import_module

from spbe_policy.report import Report
from spbe_policy.texts import Lang


class OfficeReporter:
    """A reporter whose work is done by a function of another module, named `module:function`."""

    def __init__(self, name: str, function: str) -> None:
        self.name, self._function = name, function

    def render(self, report: Report, lang: Lang) -> bytes:
        """Return the paper; raises `UsageError` where a library that it needs is not installed."""
        module, _, function = self._function.partition(":")
        paper: bytes = getattr(import_module(f"spbe_policy.reporters.{module}"), function)(report, lang)
        return paper


OFFICE = (
    OfficeReporter("berita-acara", "berita_acara:berita_acara"),
    OfficeReporter("berita-acara-pdf", "berita_acara:berita_acara_pdf"),
    OfficeReporter("kertas-kerja", "kertas_kerja:kertas_kerja"),
    OfficeReporter("rencana-aksi", "rencana_aksi:rencana_aksi"),
    OfficeReporter("rencana-aksi-md", "rencana_aksi:rencana_aksi_md"),
    OfficeReporter("ringkasan", "ringkasan:ringkasan"),
    OfficeReporter("ringkasan-chat", "ringkasan:ringkasan_chat"),
    OfficeReporter("xlsx", "xlsx:findings"),
)
"""The papers that are printed, signed and filled in."""
