"""Words that several checks of the family `api` share."""

from collections.abc import Iterable

from spbe_policy.checks import NotApplicable
from spbe_policy.texts import text

MAX_NAMED = 5

NO_DOCUMENT = NotApplicable(
    text("tidak ada dokumen OpenAPI yang terbaca; lihat api-openapi", "no OpenAPI document was read; see api-openapi")
)


def listed(names: Iterable[str]) -> str:
    """Name the first few, and how many more there are."""
    all_ = list(names)
    more = f", +{len(all_) - MAX_NAMED}" if len(all_) > MAX_NAMED else ""
    return ", ".join(all_[:MAX_NAMED]) + more
