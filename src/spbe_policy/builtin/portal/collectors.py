"""How the family `portal` looks."""

from spbe_policy.collect import Collector

ALL: tuple[Collector, ...] = ()
