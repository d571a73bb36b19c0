"""The dependency graph as people draw it: a tree from the app, each part opened once, at its shortest way. Pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from spbe_policy.builtin.sbom.graph import Graph


class Branch(NamedTuple):
    """One line of the tree. `again` marks a part that is opened elsewhere; cycles end in such."""

    depth: int
    ref: str
    again: bool


def outline(links: Graph, depths: Mapping[str, int], deepest: int) -> Iterator[Branch]:
    """Yield the tree below the app, depth first, down to a depth; as many lines as the graph has edges at most."""
    if links.root is None:
        return
    waiting = [Branch(0, links.root, again=False)]
    opened: set[str] = set()
    while waiting:
        depth, ref, _ = branch = waiting.pop()
        again = ref in opened or depths[ref] < depth
        if depth:
            yield branch._replace(again=again and bool(_below(links, ref)))
        if not again:
            opened.add(ref)
            if depth < deepest:
                waiting += [Branch(depth + 1, each, again=False) for each in reversed(_below(links, ref))]


def _below(links: Graph, ref: str) -> list[str]:
    return list(dict.fromkeys(links.below(ref)))


def fitting(links: Graph, depths: Mapping[str, int], lines: int) -> int:
    """Return the greatest depth down to which the tree has no more than so many lines, at least 1."""
    sizes: dict[int, int] = {}
    for ref, depth in depths.items():
        sizes[depth + 1] = sizes.get(depth + 1, 0) + len(_below(links, ref))
    total, deepest = 0, 0
    while size := sizes.get(deepest + 1):
        total += size
        if total > lines:
            break
        deepest += 1
    return max(deepest, 1)
