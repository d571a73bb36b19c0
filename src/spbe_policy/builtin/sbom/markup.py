"""CycloneDX as XML, given the shape that it has as JSON. Pure.

The two forms differ in few ways: lists have an element of their own (`components/component`), text beside attributes
has no name (it becomes `content`), and what a component depends on is nested. Nothing is dropped; texts stay texts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

_LISTS = {
    "externalReferences": {"reference"},
    "affects": {"target"},
    "licenses": {"license", "expression"},
    "tools": {"tool"},
    "lifecycles": {"lifecycle"},
}


def in_json_form(root: "_Element") -> dict[str, Any]:
    """Return the content of a `bom` element as the JSON form has it; the depth is bounded by the parser's own."""
    return {"bomFormat": "CycloneDX", **_object(root)}


def _value(element: "_Element") -> Any:
    children = list(_children(element))
    name = _name(element)
    if not children:
        text = element.text or ""
        key = "value" if name == "property" else "content"
        return {**_attributes(element), key: text} if element.attrib else text
    if name == "dependency":
        return _dependency(element)
    if name == "licenses":
        return [{_name(child): _value(child)} for child in children]
    if _is_list(name, {_name(child) for child in children}):
        return [_value(child) for child in children]
    return _object(element)


def _object(element: "_Element") -> dict[str, Any]:
    """An element with named children; a name that comes twice holds a list."""
    found: dict[str, Any] = _attributes(element)
    repeated: set[str] = set()
    for child in _children(element):
        name, value = _name(child), _value(child)
        if name not in found:
            found[name] = value
        elif name in repeated:
            found[name].append(value)
        else:
            found[name] = [found[name], value]
            repeated.add(name)
    return found


def _dependency(element: "_Element") -> dict[str, Any]:
    told: dict[str, Any] = _attributes(element)
    for name, key in (("dependency", "dependsOn"), ("provides", "provides")):
        refs = [child.get("ref", "") for child in _children(element) if _name(child) == name]
        told |= {key: refs} if refs else {}
    return told


def _is_list(name: str, children: set[str]) -> bool:
    if name in _LISTS:
        return children <= _LISTS[name]
    if len(children) != 1:
        return False
    (child,) = children
    return name in {f"{child}s", f"{child}es", f"{child.removesuffix('y')}ies"}


def _attributes(element: "_Element") -> dict[str, Any]:
    return {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}


def _children(element: "_Element") -> Iterator["_Element"]:
    return (child for child in element if isinstance(child.tag, str))


def _name(element: "_Element") -> str:
    return str(element.tag).rpartition("}")[2]
