"""Paths as JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from iamscope.access.trust_graph.explain import Explanation
from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.access.trust_graph.paths import Path
from iamscope.render.jsonl import dumps


def render(graph: TrustGraph, paths: Iterable[Path], explanations: Mapping[Edge, Explanation]) -> Iterator[str]:
    """One line a path: `source`, `target`, `conditional`, and `hops`, none where the source is what was asked for.

    A hop has `source`, `target`, `mechanism`, `conditional`, `method` (the id of an escalation method, or null),
    `through` (a principal that is raised first, or null), `conditions` (keys that policies do not decide) and
    `statements` (`path`, `line`, `column` and what each does).
    """
    hops: dict[Edge, dict[str, object]] = {}
    for path in paths:
        for edge in path.edges:
            if edge not in hops:
                hops[edge] = _hop(graph, explanations[edge])
        yield (
            dumps(
                {
                    "source": graph.node(path.source).id,
                    "target": graph.node(path.target).id,
                    "conditional": path.conditional,
                    "hops": [hops[edge] for edge in path.edges],
                }
            )
            + "\n"
        )


def _hop(graph: TrustGraph, explanation: Explanation) -> dict[str, object]:
    edge, method = explanation.edge, explanation.method
    return {
        "source": graph.node(edge.source).id,
        "target": graph.node(edge.target).id,
        "mechanism": edge.mechanism,
        "conditional": edge.conditional,
        "method": None if method is None else method.id,
        "through": None if explanation.through is None else graph.node(explanation.through).id,
        "conditions": sorted(explanation.open),
        "statements": [
            {"path": reason.path, "line": reason.line, "column": reason.column, "text": reason.text}
            for reason in explanation.reasons
        ],
    }
