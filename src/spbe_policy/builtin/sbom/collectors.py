"""How the family `sbom` looks."""

from spbe_policy.collect import Collector

ALL: tuple[Collector, ...] = ()
