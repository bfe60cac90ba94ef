"""Paths through a trust graph: from whom, to whom, through whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.access.trust_graph.outside import OUTSIDE
from iamscope.access.trust_graph.reach import Predecessors, Step, steps_to, walk


@dataclass(frozen=True, slots=True)
class Path:
    """A way from one node to another; empty edges where the source is itself what was asked for.

    `conditional` says that a step, or that its end is an administrator, depends on what policies do not tell.
    """

    source: int
    edges: tuple[Edge, ...]
    conditional: bool

    @classmethod
    def of(cls, graph: TrustGraph, source: int, edges: Iterable[Edge]) -> Path:
        """The path along these edges."""
        edges = tuple(edges)
        end = edges[-1].target if edges else source
        is_open = graph.administrators.get(end) is Answer.OPEN
        return cls(source, edges, is_open or any(edge.conditional for edge in edges))

    @property
    def target(self) -> int:
        """The node where it ends."""
        return self.edges[-1].target if self.edges else self.source


class Paths:
    """Answers questions about one graph; `goals` and `sources` are numbers of nodes."""

    def __init__(self, graph: TrustGraph) -> None:
        self._graph = graph
        self._predecessors = Predecessors(graph)

    def find(
        self,
        sources: Iterable[int],
        goals: Iterable[int],
        *,
        through: Iterable[int] = (),
        max_hops: int | None = None,
    ) -> Iterator[Path]:
        """A shortest path of each source that reaches one of the goals, through all of these nodes in their order."""
        stages = [self.steps_to(goals, max_hops)]
        for number in reversed(list(through)):
            if number not in stages[0]:
                return
            stages.insert(0, self.steps_to([number], max_hops))
        for source in sources:
            if source in stages[0]:
                edges = _along(source, stages)
                if max_hops is None or len(edges) <= max_hops:
                    yield Path.of(self._graph, source, edges)

    def steps_to(self, goals: Iterable[int], max_hops: int | None = None) -> dict[int, Step | None]:
        """The first step of every node that reaches one of the goals, in order of length."""
        return steps_to(self._graph, self._predecessors, goals, max_hops)


def _along(source: int, stages: list[dict[int, Step | None]]) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    for steps in stages:
        edges += walk(edges[-1].target if edges else source, steps)
    return tuple(edges)


def principals(graph: TrustGraph) -> range:
    """All users and roles."""
    return range(len(graph.directory.principals))


def outsiders(graph: TrustGraph) -> list[int]:
    """Everybody outside: everyone, other accounts, identity providers; no services."""
    start = len(graph.directory.principals)
    return [start + number for number, node in enumerate(graph.extra) if node.kind in OUTSIDE]
