"""Finds what the HTML of a page keeps from the eye: by inline style, by the page's own style block, by attribute. Pure.

No style sheet is loaded and no layout is made: what is hidden by other means is not found.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from spbe_policy.builtin.web.html import ByTag

if TYPE_CHECKING:
    from lxml.etree import _Element

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{1,2000})\}")
_SIMPLE = re.compile(r"\s*(?:[a-z]{1,20})?([.#][\w-]{1,80})\s*", re.IGNORECASE)
_FAR = 500
"""Pixels beyond the edge of the screen where nobody looks."""

_LENGTH = re.compile(r"(-?\d{0,6}\.?\d{1,6})\s*(px|em|rem|pt|vw|vh|%)?")
_PIXELS = {"em": 16.0, "rem": 16.0, "pt": 1.33, "vw": 10.0, "vh": 10.0, "%": 10.0}
_SILENT = {"script", "style", "template", "noscript", "svg", "head", "title", "option"}

Style = Mapping[str, str]


def hidden_in(elements: ByTag) -> "Iterator[tuple[_Element, str]]":
    """Yield the outermost hidden elements of a page and how each is hidden, in the order of the page."""
    from lxml import etree

    root = next(iter(elements["html"]), None)
    if root is None:
        return
    styled, inside = _style_blocks(elements), None
    for event, item in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            inside = None if item is inside else inside
        elif inside is None and isinstance(item.tag, str) and item.tag not in _SILENT and (how := _how(item, styled)):
            inside = item
            yield item, how


def _how(item: "_Element", styled: Mapping[str, Style]) -> str | None:
    names = [f".{name}" for name in (item.get("class") or "").split()[:50]]
    style: dict[str, str] = {}
    for name in [*names, f"#{item.get('id')}"]:
        style.update(styled.get(name, {}))
    style.update(declarations(item.get("style") or ""))
    if item.get("hidden") is not None and "display" not in style:
        return "hidden"
    return hides(style) if style else None


def declarations(style: str) -> Style:
    """Return the declarations of a style attribute, in lower case; the last of a name counts."""
    pairs = (part.partition(":") for part in style[:4_000].lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


def hides(style: Style) -> str | None:
    """Return the word for how these declarations keep an element from the eye, or None."""
    if style.get("display") == "none":
        return "display:none"
    if style.get("visibility") in ("hidden", "collapse"):
        return "visibility:hidden"
    if _pixels(style.get("opacity", "1")) == 0:
        return "opacity:0"
    if _off_screen(style):
        return "off-screen"
    if _no_size(style):
        return "zero-size"
    colour = style.get("color")
    ground = style.get("background-color") or style.get("background")
    return "same-colour" if colour and colour == ground else None


def _off_screen(style: Style) -> bool:
    moved = style.get("position") in ("absolute", "fixed")
    sides = ("left", "top", "right", "bottom") if moved else ()
    places = [style[name] for name in (*sides, "text-indent", "margin-left", "margin-top") if name in style]
    return any((at := _pixels(place)) is not None and at <= -_FAR for place in places)


def _no_size(style: Style) -> bool:
    if (size := _pixels(style.get("font-size", "16px"))) is not None and size <= 1:
        return True
    sizes = [_pixels(style.get(name, "auto")) for name in ("width", "height", "max-height", "max-width")]
    return style.get("overflow") == "hidden" and any(size is not None and 0 <= size <= 1 for size in sizes)


def _pixels(value: str) -> float | None:
    found = _LENGTH.match(value)
    return float(found[1]) * _PIXELS.get(found[2] or "px", 1.0) if found else None


def _style_blocks(elements: ByTag) -> dict[str, Style]:
    """The declarations of plain class and id selectors in the page's own style blocks that hide something."""
    found: dict[str, Style] = {}
    for block in elements["style"][:20]:
        for selectors, body in _RULE.findall((block.text or "")[:200_000]):
            style = declarations(body)
            if hides(style):
                names = (match[1] for part in selectors.split(",") if (match := _SIMPLE.fullmatch(part)))
                found.update(dict.fromkeys(names, style))
    return found
