"""The viewport meta element as a mobile browser reads it (CSS Viewport Module Level 1). Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_PROPERTY = re.compile(r"([a-z-]+)\s*=\s*([^\s,;=]+)")

ZOOM = 2
"""How many times a text must be able to grow (WCAG 2.2, 1.4.4)."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """The properties of all viewport elements of a page; of a repeated one the last counts."""

    properties: Mapping[str, str]

    @property
    def fits_device(self) -> bool:
        """Whether the page is laid out as wide as the screen: said so, or meant by a scale without a width."""
        width = self.properties.get("width")
        return width == "device-width" or (width is None and "initial-scale" in self.properties)

    @property
    def blocks_zoom(self) -> bool:
        """Whether the page keeps people from enlarging it twofold."""
        scalable, most = self.properties.get("user-scalable"), _number(self.properties.get("maximum-scale"))
        fixed = _number(scalable)
        return scalable == "no" or (fixed is not None and abs(fixed) < 1) or (most is not None and 0 <= most < ZOOM)

    def shown(self, *names: str) -> str:
        """Return some properties, canonical."""
        return ", ".join(f"{name}={self.properties[name]}" for name in names if name in self.properties) or "none"


def parse_viewport(contents: Iterable[str]) -> Viewport:
    """Read the content of every viewport element of a page, in order."""
    return Viewport({name: value for content in contents for name, value in _PROPERTY.findall(content.lower())})


def _number(value: str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None
