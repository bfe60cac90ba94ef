"""The trust graph as a networkx graph, for whoever wants to ask it something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.graph import TrustGraph

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(graph: TrustGraph) -> nx.MultiDiGraph:
    """Nodes are ids with `kind`, `account` and `administrator`; edges have their mechanism as key and attribute, and
    `conditional`. All edges are there, so that one of 100,000 principals takes gigabytes.
    """
    import networkx as nx

    network = nx.MultiDiGraph()
    for number in range(len(graph)):
        node = graph.node(number)
        answer = graph.administrators.get(number, Answer.NO)
        network.add_node(node.id, kind=node.kind.value, account=node.account, administrator=answer is Answer.YES)
    for edge in graph.edges():
        network.add_edge(
            graph.node(edge.source).id,
            graph.node(edge.target).id,
            key=edge.mechanism,
            mechanism=edge.mechanism,
            conditional=edge.conditional,
        )
    return network
