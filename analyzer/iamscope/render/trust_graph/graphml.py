"""The trust graph as GraphML, for yEd, Gephi, igraph and networkx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.render.escape import visible

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="account" for="node" attr.name="account" attr.type="string"/>
<key id="administrator" for="node" attr.name="administrator" attr.type="boolean"/>
<key id="mechanism" for="edge" attr.name="mechanism" attr.type="string"/>
<key id="conditional" for="edge" attr.name="conditional" attr.type="boolean"/>
<graph id="trust" edgedefault="directed">
"""


def render(graph: TrustGraph, nodes: Iterable[int], edges: Iterable[Edge]) -> Iterator[str]:
    """The document in chunks; the id of a node is its ARN."""
    yield _HEAD
    for number in nodes:
        node = graph.node(number)
        administrator = "true" if number in graph.administrators else "false"
        yield (
            f"<node id={_attribute(node.id)}>{_data('kind', node.kind.value)}{_data('account', node.account)}"
            f"{_data('administrator', administrator)}</node>\n"
        )
    for edge in edges:
        source, target = graph.node(edge.source).id, graph.node(edge.target).id
        yield (
            f"<edge source={_attribute(source)} target={_attribute(target)}>{_data('mechanism', edge.mechanism)}"
            f"{_data('conditional', 'true' if edge.conditional else 'false')}</edge>\n"
        )
    yield "</graph>\n</graphml>\n"


def _attribute(text: str) -> str:
    return quoteattr(visible(text))


def _data(key: str, text: str) -> str:
    return f'<data key="{key}">{escape(visible(text))}</data>'
