"""The trust graph as a Mermaid flowchart, accounts as subgraphs, for Markdown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from iamscope.access.trust_graph.graph import Edge, NodeKind, TrustGraph
from iamscope.render.escape import visible
from iamscope.render.trust_graph.names import short_name

#: Mermaid refuses flowcharts with more edges unless it is told otherwise.
MAX_EDGES = 500

_SHAPES = {NodeKind.USER: ("([", "])"), NodeKind.EVERYONE: ("((", "))"), NodeKind.ADMINISTRATOR: ("{{", "}}")}


def render(graph: TrustGraph, nodes: Iterable[int], edges: Iterable[Edge]) -> Iterator[str]:
    """The document in chunks: conditional edges are dotted, administrators have a thick border."""
    yield "flowchart LR\n"
    by_account: dict[str, list[int]] = defaultdict(list)
    shown = list(nodes)
    for number in shown:
        by_account[graph.node(number).account].append(number)
    for account, members in by_account.items():
        if account:
            yield f'  subgraph a{members[0]}["{_text(account)}"]\n'
        for number in members:
            node = graph.node(number)
            left, right = _SHAPES.get(node.kind, ("[", "]"))
            yield f'    n{number}{left}"{_text(short_name(node))}"{right}\n'
        if account:
            yield "  end\n"
    for edge in edges:
        arrow = "-.->" if edge.conditional else "-->"
        yield f'  n{edge.source} {arrow}|"{_text(edge.mechanism)}"| n{edge.target}\n'
    strong = [f"n{number}" for number in shown if number in graph.administrators]
    if strong:
        yield f"  classDef administrator stroke-width:3px\n  class {','.join(strong)} administrator\n"


def _text(text: str) -> str:
    """Text that Mermaid takes letter by letter: its entities begin with `#`."""
    return "".join(each if each.isalnum() or each in " ._-/:*@+=," else f"#{ord(each)};" for each in visible(text))
