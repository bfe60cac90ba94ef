"""The trust graph in the language of Graphviz, accounts as clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from iamscope.access.trust_graph.graph import Edge, NodeKind, TrustGraph
from iamscope.render.escape import visible
from iamscope.render.trust_graph.names import short_name

_SHAPES = {
    NodeKind.USER: "ellipse",
    NodeKind.ROLE: "box",
    NodeKind.SERVICE: "component",
    NodeKind.IDENTITY_PROVIDER: "cds",
    NodeKind.EXTERNAL: "house",
    NodeKind.EVERYONE: "doublecircle",
    NodeKind.ADMINISTRATOR: "star",
}


def render(graph: TrustGraph, nodes: Iterable[int], edges: Iterable[Edge]) -> Iterator[str]:
    """The document in chunks: conditional edges are dashed, administrators bold."""
    yield "digraph trust {\n  rankdir=LR;\n"
    yield '  node [shape=box, fontname="sans-serif"];\n  edge [fontname="sans-serif"];\n'
    by_account: dict[str, list[int]] = defaultdict(list)
    for number in nodes:
        by_account[graph.node(number).account].append(number)
    for account, members in by_account.items():
        if account:
            yield f"  subgraph {_quoted('cluster_' + account)} {{\n    label={_quoted(account)};\n"
        for number in members:
            yield f"    {_node(graph, number)};\n"
        if account:
            yield "  }\n"
    for edge in edges:
        style = ", style=dashed" if edge.conditional else ""
        yield f"  n{edge.source} -> n{edge.target} [label={_quoted(edge.mechanism)}{style}];\n"
    yield "}\n"


def _node(graph: TrustGraph, number: int) -> str:
    node = graph.node(number)
    bold = ", style=bold" if number in graph.administrators else ""
    return f"n{number} [label={_quoted(short_name(node))}, shape={_SHAPES[node.kind]}{bold}]"


def _quoted(text: str) -> str:
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
