"""What the family `sbom` decides."""

from spbe_policy.check import Check

ALL: tuple[Check, ...] = ()
