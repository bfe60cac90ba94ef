"""Builds the trust graph of a snapshot: facts, directory, administrators, edges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from iamscope.access.methods import Method
from iamscope.access.model import Part
from iamscope.access.trust_graph.administrators import administrators
from iamscope.access.trust_graph.assume import AssumeEdges
from iamscope.access.trust_graph.collector import collecting_young_garbage
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.escalation import EscalationEdges
from iamscope.access.trust_graph.facts import Facts, Reducer
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.access.trust_graph.inventory import ADMINISTRATION, Inventory
from iamscope.access.trust_graph.outside import OutsideEdges
from iamscope.access.trust_graph.permissions import ActionTable
from iamscope.access.trust_graph.trust import ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, index_trust

#: Applies a function to every part of a snapshot.
MapParts = Callable[[Callable[[Part], Facts]], Iterator[Facts]]


def graph_actions(methods: Iterable[Method]) -> ActionTable:
    """The actions that a graph with these methods asks about."""
    own = (ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, "iam:passrole", *ADMINISTRATION)
    return ActionTable(own, (method.actions for method in methods))


def read_directory(
    map_parts: MapParts, actions: ActionTable, wanted: Callable[[str], bool] = lambda _: False
) -> Directory:
    """The directory of a snapshot, as far as these actions go; of the resources those that `wanted` says yes to."""
    reducer = Reducer(actions, wanted)
    directory = Directory(actions)
    with collecting_young_garbage():
        for facts in map_parts(reducer.reduce):
            directory.add(facts)
        directory.classify()
    return directory


def build_graph(map_parts: MapParts, methods: Sequence[Method]) -> TrustGraph:
    """The trust graph of a snapshot."""
    with collecting_young_garbage():
        return _build(map_parts, methods)


def _build(map_parts: MapParts, methods: Sequence[Method]) -> TrustGraph:
    directory = read_directory(map_parts, graph_actions(methods))
    trusts = index_trust(directory)
    inventory = Inventory(directory, trusts)
    graph = TrustGraph(directory, inventory, methods)
    graph.administrators = administrators(directory, inventory)
    AssumeEdges(graph, trusts).add()
    EscalationEdges(graph).add()
    OutsideEdges(graph, trusts).add()
    graph.finish()
    return graph
