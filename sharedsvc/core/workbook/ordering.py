"""Putting entries after those they refer to; naming those that refer in a circle. No meaning."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def in_order(graph: Mapping[Node, Sequence[Node]]) -> tuple[list[Node], list[list[Node]]]:
    """Every node after those it needs, and the circles that had to be cut open for that.

    What could stand in any order stands in that of the graph, so that like follows like.

    Each circle goes from a node to the one it needs, and so on. Takes time in proportion to the
    graph, however many circles there are.
    """
    needs = {node: list(needed) for node, needed in graph.items()}
    place = {node: number for number, node in enumerate(graph)}
    circles: list[list[Node]] = []
    while True:
        sorter = TopologicalSorter(needs)
        try:
            sorter.prepare()
        except CycleError:
            found = _circles(_blocked(sorter, needs))
        else:
            return [
                node for level in _levels(sorter) for node in sorted(level, key=place.__getitem__)
            ], circles
        circles += found
        for node in (node for circle in found for node in circle):
            needs[node] = []


def _levels(sorter: TopologicalSorter[Node]) -> Iterator[tuple[Node, ...]]:
    """The nodes that need none, then those that need none but these, and so on."""
    while sorter.is_active():
        ready = sorter.get_ready()
        yield ready
        sorter.done(*ready)


def _blocked(
    sorter: TopologicalSorter[Node], needs: dict[Node, list[Node]]
) -> dict[Node, list[Node]]:
    """The nodes that stand in a circle or need one that does, with what blocks them."""
    free: set[Node] = set()
    while ready := sorter.get_ready():
        free.update(ready)
        sorter.done(*ready)
    return {
        node: [other for other in needed if other not in free]
        for node, needed in needs.items()
        if node not in free
    }


def _circles(blocked: dict[Node, list[Node]]) -> list[list[Node]]:
    """Circles without a node in common: each blocked node leads to one, or to one found before."""
    circles, seen = [], set[Node]()
    for start in blocked:
        path: dict[Node, int] = {}
        node = start
        while node not in seen:
            seen.add(node)
            path[node] = len(path)
            node = blocked[node][0]
        if node in path:
            circles.append(list(path)[path[node] :])
    return circles
