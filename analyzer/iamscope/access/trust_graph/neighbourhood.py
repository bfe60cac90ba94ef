"""The part of a trust graph around one node."""

from __future__ import annotations

from collections.abc import Callable

from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.access.trust_graph.reach import Predecessors


def neighbourhood(graph: TrustGraph, center: int, hops: int) -> tuple[list[int], list[Edge]]:
    """The nodes that lead to a node or that it leads to in so many steps, and all edges between them."""
    predecessors = Predecessors(graph)
    found = _within(center, hops, lambda number: _after(graph, number))
    found |= _within(center, hops, lambda number: _before(graph, predecessors, number))
    nodes = sorted(found)
    return nodes, [edge for number in nodes for edge in graph.successors(number) if edge.target in found]


def _within(center: int, hops: int, near: Callable[[int], set[int]]) -> set[int]:
    found = {center}
    frontier = {center}
    for _ in range(hops):
        frontier = {other for number in frontier for other in near(number)} - found
        found |= frontier
    return found


def _after(graph: TrustGraph, number: int) -> set[int]:
    return {edge.target for edge in graph.successors(number)}


def _before(graph: TrustGraph, predecessors: Predecessors, number: int) -> set[int]:
    found = {source for source, _, _ in predecessors.of_nodes(number)}
    for of_class, _, _ in predecessors.of_classes(number):
        found.update(graph.directory.classes[of_class].members)
    return found
