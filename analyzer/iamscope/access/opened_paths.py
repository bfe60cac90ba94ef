"""Which paths a change opens: those that have a step which was not there before, or led nowhere then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from iamscope.access import path_kinds as kinds
from iamscope.access.path_findings import Notable
from iamscope.access.trust_graph.assume import MECHANISM
from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.access.trust_graph.outside import OUTSIDE, signs_in
from iamscope.access.trust_graph.paths import Path
from iamscope.access.trust_graph.reach import Step, walk

Steps = Mapping[int, Step | None]


class Before(NamedTuple):
    """What an earlier graph had, by ids: who reached what is asked about, and the edges to whoever did; with each
    whether it depended on conditions.
    """

    reached: Mapping[str, bool]
    edges: Mapping[tuple[str, str], bool]


#: What there was where what is asked about was not there.
NOTHING = Before({}, {})


def before(graph: TrustGraph, steps: Steps) -> Before:
    """What of a graph counts for later ones; `steps` are those to what is asked about."""
    known = dict(steps)
    reached = {graph.node(number).id: Path.of(graph, number, walk(number, known)).conditional for number in steps}
    edges: dict[tuple[str, str], bool] = {}
    for number, step in steps.items():
        for edge in graph.successors(number) if step is not None else ():
            if edge.target in steps:
                pair = graph.node(number).id, graph.node(edge.target).id
                edges[pair] = edges.get(pair, True) and edge.conditional
    return Before(reached, edges)


class OpenedPaths:
    """Tells the paths of a graph that are new since an earlier one."""

    def __init__(self, graph: TrustGraph, steps: Steps, earlier: Before) -> None:
        self._graph = graph
        self._steps = dict(steps)
        self._before = earlier

    def of(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Those of sources that did not get there, or only if conditions held; of others a path that begins with a new
        step, and that is no detour: no longer than their shortest.
        """
        for path in paths:
            conditional = self._before.reached.get(self._graph.node(path.source).id)
            if conditional is None or (conditional and not path.conditional):
                yield path
            elif path.edges:
                other = self._by_new_step(path.source, len(path.edges))
                if other is not None:
                    yield other

    def _by_new_step(self, source: int, most: int) -> Path | None:
        """The shortest path of a source, of so many steps at most, that begins with a new step."""
        found = []
        for edge in self._graph.successors(source):
            if edge.target in self._steps and self._is_new(edge):
                rest = walk(edge.target, self._steps)
                if len(rest) < most and all(each.target != source for each in rest):
                    found.append(Path.of(self._graph, source, (edge, *rest)))
        return min(found, key=lambda path: (len(path.edges), path.conditional), default=None)

    def _is_new(self, edge: Edge) -> bool:
        """Whether a step was not there, was so only if conditions held, or led to one who did not get there."""
        source, target = self._graph.node(edge.source).id, self._graph.node(edge.target).id
        conditional = self._before.edges.get((source, target))
        return conditional is None or (conditional and not edge.conditional)

    def notable(self, paths: Iterable[Path]) -> Iterator[Notable]:
        """Of opened paths those to report: from outside, and of principals whose own step is new."""
        for path in paths:
            node = self._graph.node(path.source)
            if not path.edges:
                continue
            if node.kind in OUTSIDE and not signs_in(node.id):
                yield Notable(kinds.OUTSIDE_TO_ADMIN_IF if path.conditional else kinds.OUTSIDE_TO_ADMIN, path, 0)
            elif node.kind not in OUTSIDE and (len(path.edges) == 1 or self._is_own(path.edges[0])):
                assumed = all(edge.mechanism == MECHANISM for edge in path.edges)
                yield Notable(kinds.ASSUMES_ADMIN if assumed else kinds.ESCALATION_TO_ADMIN, path, 0)

    def _is_own(self, edge: Edge) -> bool:
        """Whether a step is new itself, and not only the way on from where it leads."""
        target = self._graph.node(edge.target).id
        return target in self._before.reached and self._is_new(edge)
