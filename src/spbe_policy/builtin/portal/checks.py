"""What the family `portal` decides."""

from spbe_policy.check import Check

ALL: tuple[Check, ...] = ()
