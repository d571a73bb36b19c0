"""What the family `app` decides."""

from spbe_policy.check import Check

ALL: tuple[Check, ...] = ()
