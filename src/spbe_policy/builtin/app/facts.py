"""What the family `app` knows beyond the core's `Paper`: how much of an app has been said at all."""

from spbe_policy.evidence import Cause, Gap
from spbe_policy.manifest import Manifest
from spbe_policy.texts import text

_KEYS_OF_A_ROW = {"schema_", "app", "environments", "ownership", "contract", "shared_controls"}


def only_registered(app: Manifest) -> bool:
    """Whether nobody has written a manifest yet: all that is said could stand in a row of the city's register.

    What such an app lacks is *belum dinyatakan*; what a written manifest lacks was left out.
    """
    return app.model_fields_set <= _KEYS_OF_A_ROW


def undeclared(id: str, en: str) -> Gap:  # noqa: A002 (the language's code)
    """Return the gap for what nobody has said."""
    return Gap(cause=Cause.NOT_DECLARED, detail=text(f"{id} belum dinyatakan", f"{en} is not declared yet"))
