"""CSS selectors of a manifest, matched in time linear in the page. Pure.

The selector comes from the vendor and the page may be hostile: translated to XPath as a whole, `* *` on a page of 2 MB
takes libxml2 nine minutes. Each part is therefore matched on its own, and the parts are joined here.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_LENGTH = 200
_COMBINATORS = (" ", ">")


def select(root: "_Element", selector: str) -> "list[_Element]":
    """Return the elements that match, in the order of the page.

    Tags, classes, ids and attributes, joined by a blank or `>`; several after commas. `ValueError` for anything else.
    """
    import cssselect

    if len(selector) > MAX_LENGTH:
        raise ValueError(selector)
    try:
        trees = [found.parsed_tree for found in cssselect.parse(selector) if not found.pseudo_element]
    except cssselect.SelectorError as error:
        raise ValueError(selector) from error
    if not trees:
        raise ValueError(selector)
    matched = set[Any]().union(*(_matched(root, tree) for tree in trees))
    return [item for item in root.iter() if item in matched]


def _matched(root: "_Element", tree: Any) -> "set[_Element]":
    from cssselect.parser import CombinedSelector

    if not isinstance(tree, CombinedSelector):
        return set(_alone(root, tree))
    if tree.combinator not in _COMBINATORS:
        raise ValueError(tree.combinator)
    below = set(_below(root, _matched(root, tree.selector), deep=tree.combinator == " "))
    return below & _matched(root, tree.subselector)


def _below(root: "_Element", above: "set[_Element]", *, deep: bool) -> "Iterator[_Element]":
    """Yield the children of `above`, or everything under it."""
    inside = set[Any]()
    for item in root.iter():
        parent = item.getparent()
        if parent is not None and (parent in above or (deep and parent in inside)):
            inside.add(item)
            yield item


def _alone(root: "_Element", tree: Any) -> "list[_Element]":
    """Match one part by XPath, which for tags, classes, ids and attributes is linear."""
    from cssselect import HTMLTranslator
    from cssselect.parser import Attrib, Class, Element, Hash

    part = tree
    while not isinstance(part, Element):
        if not isinstance(part, Class | Hash | Attrib):
            raise ValueError(type(part).__name__)
        part = part.selector
    found: Any = root.xpath(f"descendant-or-self::{HTMLTranslator().xpath(tree)}")
    return list(found)
