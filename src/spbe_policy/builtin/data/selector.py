"""CSS selectors of a manifest, matched in one walk over the page. Pure.

The selector comes from the vendor and the page may be hostile: as XPath, `* *` on a page of 2 MB takes libxml2 nine
minutes. Here the work is the number of elements times the parts of the selector, whatever they say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_LENGTH = 200
MAX_PARTS = 8

_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "exists": lambda value, wanted: True,
    "=": lambda value, wanted: value == wanted,
    "~=": lambda value, wanted: wanted in value.split(),
    "|=": lambda value, wanted: value == wanted or value.startswith(f"{wanted}-"),
    "^=": lambda value, wanted: bool(wanted) and value.startswith(wanted),
    "$=": lambda value, wanted: bool(wanted) and value.endswith(wanted),
    "*=": lambda value, wanted: bool(wanted) and wanted in value,
}


@dataclass(frozen=True, slots=True)
class _Part:
    """What one element must be, and how it hangs under the part before: anywhere (blank) or directly (`>`)."""

    combinator: str
    tag: str | None
    attributes: tuple[tuple[str, str, str], ...]

    def matches(self, item: "_Element") -> bool:
        """Whether an element is what this part asks for, wherever it hangs."""
        return (self.tag is None or item.tag == self.tag) and all(
            (value := item.get(name)) is not None and _OPERATORS[operator](value, wanted)
            for name, operator, wanted in self.attributes
        )


_Chain = tuple[_Part, ...]


def select(root: "_Element", selector: str) -> "list[_Element]":
    """Return the elements that match, in the order of the page.

    Tags, classes, ids and attributes, joined by a blank or `>`; several after commas; at most `MAX_PARTS` in all.
    `ValueError` for anything else.
    """
    from lxml import etree

    chains = _chains(selector)
    if sum(map(len, chains)) > MAX_PARTS:
        raise ValueError(selector)
    found = []
    # For each open element and each chain, as bits: which parts match at the element, and at it or above it.
    opened: list[list[tuple[int, int]]] = [[(0, 0)] * len(chains)]
    for event, item in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            opened.pop()
            continue
        around = list(zip(chains, opened[-1], strict=True))
        here = [_step(chain, item, parent, above) for chain, (parent, above) in around]
        if any(bits >> (len(chain) - 1) for chain, bits in zip(chains, here, strict=True)):
            found.append(item)
        opened.append([(bits, bits | above) for bits, (_, (_, above)) in zip(here, around, strict=True)])
    return found


def _step(chain: _Chain, item: "_Element", parent: int, above: int) -> int:
    """Return as bits which parts match at an element, given those at its parent and at all above it."""
    bits = 0
    for number, part in enumerate(chain):
        before = parent if part.combinator == ">" else above
        if (number == 0 or before >> (number - 1) & 1) and part.matches(item):
            bits |= 1 << number
    return bits


def _chains(selector: str) -> list[_Chain]:
    import cssselect

    try:
        parsed = cssselect.parse(selector) if len(selector) <= MAX_LENGTH else []
    except cssselect.SelectorError as error:
        raise ValueError(selector) from error
    if not parsed or any(found.pseudo_element for found in parsed):
        raise ValueError(selector)
    return [tuple(_parts(found.parsed_tree)) for found in parsed]


def _parts(tree: Any) -> Iterator[_Part]:
    from cssselect.parser import CombinedSelector

    if not isinstance(tree, CombinedSelector):
        yield _part(" ", tree)
    elif tree.combinator in (" ", ">"):
        yield from _parts(tree.selector)
        yield _part(tree.combinator, tree.subselector)
    else:
        raise ValueError(tree.combinator)


def _part(combinator: str, tree: Any) -> _Part:
    from cssselect.parser import Attrib, Class, Element, Hash

    attributes = []
    while not isinstance(tree, Element):
        if isinstance(tree, Class):
            attributes.append(("class", "~=", tree.class_name))
        elif isinstance(tree, Hash):
            attributes.append(("id", "=", tree.id))
        elif isinstance(tree, Attrib) and tree.operator in _OPERATORS:
            attributes.append((tree.attrib.lower(), tree.operator, tree.value.value or "" if tree.value else ""))
        else:
            raise ValueError(type(tree).__name__)
        tree = tree.selector
    return _Part(combinator, tree.element and tree.element.lower(), tuple(attributes))
