"""Shortest ways through a trust graph, found backwards from where they lead; a class of principals is entered once."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from typing import NamedTuple

from iamscope.access.trust_graph.graph import Edge, NodeKind, TrustGraph


class Step(NamedTuple):
    """The first step of a shortest way: where it leads, by what, and how many steps there are in all."""

    target: int
    mechanism: str
    conditional: bool
    length: int


class Predecessors:
    """The edges of a graph by their target."""

    def __init__(self, graph: TrustGraph) -> None:
        self._graph = graph
        self._mechanisms = {mechanism: number for number, mechanism in enumerate(graph.mechanisms)}
        # source, mechanism and condition in one number: a list of tuples would take ten times as much
        self._classes: list[array[int] | None] = [None] * len(graph)
        self._nodes: list[array[int] | None] = [None] * len(graph)
        for number in range(len(graph.directory.classes)):
            self._file(self._classes, number, graph.class_edges(number))
        for number in range(len(graph)):
            self._file(self._nodes, number, graph.node_edges(number))

    def _file(self, table: list[array[int] | None], source: int, edges: Iterable[tuple[int, str, bool]]) -> None:
        for target, mechanism, conditional in edges:
            row = table[target]
            if row is None:
                row = table[target] = array("q")
            row.append(((source << 16) | self._mechanisms[mechanism]) << 1 | conditional)

    def of_classes(self, target: int) -> Iterable[tuple[int, str, bool]]:
        """The classes with an edge to a node, with mechanism and whether it is conditional."""
        return self._read(self._classes[target])

    def of_nodes(self, target: int) -> Iterable[tuple[int, str, bool]]:
        """The nodes with an edge of their own to a node."""
        return self._read(self._nodes[target])

    def _read(self, row: array[int] | None) -> Iterable[tuple[int, str, bool]]:
        mechanisms = self._graph.mechanisms
        for code in row or ():
            yield code >> 17, mechanisms[(code >> 1) & 0xFFFF], bool(code & 1)


def steps_to(
    graph: TrustGraph, predecessors: Predecessors, goals: Iterable[int], max_hops: int | None = None
) -> dict[int, Step | None]:
    """For every node that reaches one of the goals its first step there; None for the goals themselves.

    Of ways of the same length one that begins with a certain step is preferred to one with a conditional step.
    """
    found: dict[int, Step | None] = dict.fromkeys(goals)
    frontier: Collection[int] = list(found)
    entered: set[int] = set()
    length = 0
    while frontier and (max_hops is None or length < max_hops):
        length += 1
        new: dict[int, Step] = {}
        for wanted in (False, True):
            for target in frontier:
                _enter(graph, predecessors, target, wanted, length, found, new, entered)
        found |= new
        frontier = list(new)
    return found


def _enter(
    graph: TrustGraph,
    predecessors: Predecessors,
    target: int,
    wanted: bool,
    length: int,
    found: dict[int, Step | None],
    new: dict[int, Step],
    entered: set[int],
) -> None:
    for number, mechanism, conditional in predecessors.of_classes(target):
        if conditional is wanted and number not in entered:
            entered.add(number)
            step = Step(target, mechanism, conditional, length)
            for member in graph.directory.classes[number].members:
                if member not in found and member not in new:
                    new[member] = step
    for number, mechanism, conditional in predecessors.of_nodes(target):
        if conditional is wanted and number not in found and number not in new:
            new[number] = Step(target, mechanism, conditional, length)


def administration(graph: TrustGraph) -> list[int]:
    """What a way to an administrator leads to: administrators, and the power over an account."""
    start = len(graph.directory.principals)
    powers = [start + number for number, node in enumerate(graph.extra) if node.kind is NodeKind.ADMINISTRATOR]
    return [*graph.administrators, *powers]


def walk(source: int, steps: dict[int, Step | None]) -> list[Edge]:
    """The way from a node along first steps."""
    edges = []
    step = steps.get(source)
    while step is not None:
        edges.append(Edge(source, step.target, step.mechanism, step.conditional))
        source = step.target
        step = steps.get(source)
    return edges
