"""Libraries that only some formats need, and files in which nothing tells when they were packed."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from spbe_policy.errors import UsageError

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a ZIP file can name."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Say what to install where the import inside finds nothing."""
    try:
        yield
    except ModuleNotFoundError as error:
        install = f"pip install 'spbe-policy[{name}]'"
        raise UsageError(f"format ini memerlukan: {install}", f"this format needs: {install}") from error


def timeless(data: bytes) -> bytes:
    """Return a ZIP file with the same parts in the same order, each of them packed on `FIRST_DAY`."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, FIRST_DAY), old.read(part), zipfile.ZIP_DEFLATED)
    return target.getvalue()
