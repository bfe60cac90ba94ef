"""The trust graph as JSON Lines: nodes first, then edges, one pair of nodes and mechanism a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.render.escape import json_text


def render(graph: TrustGraph, nodes: Iterable[int], edges: Iterable[Edge]) -> Iterator[str]:
    """One line each: nodes with `id`, `kind`, `account` and `administrator` (true, false or `conditional`), edges with
    `source`, `target`, `mechanism` and `conditional`.
    """
    ids: dict[int, str] = {}
    for number in nodes:
        node = graph.node(number)
        ids[number] = _text(node.id)
        yield (
            f'{{"type": "node", "id": {ids[number]}, "kind": "{node.kind.value}", "account": {_text(node.account)}, '
            f'"administrator": {_administrator(graph, number)}}}\n'
        )
    mechanisms = {mechanism: _text(mechanism) for mechanism in graph.mechanisms}
    conditional = {True: "true", False: "false"}
    for edge in edges:
        yield (
            f'{{"type": "edge", "source": {ids[edge.source]}, "target": {ids[edge.target]}, '
            f'"mechanism": {mechanisms[edge.mechanism]}, "conditional": {conditional[edge.conditional]}}}\n'
        )


def _administrator(graph: TrustGraph, number: int) -> str:
    answer = graph.administrators.get(number, Answer.NO)
    return {Answer.NO: "false", Answer.OPEN: '"conditional"', Answer.YES: "true"}[answer]


def _text(text: str) -> str:
    return json_text(json.dumps(text, ensure_ascii=False))
