"""Builds the trust graph of a snapshot: facts, directory, administrators, edges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from iamscope.access.methods import Method, Relation
from iamscope.access.methods import Target as Kind
from iamscope.access.model import Part
from iamscope.access.trust_graph.administrators import administrators
from iamscope.access.trust_graph.assume import AssumeEdges
from iamscope.access.trust_graph.changed_edges import ChangedEdges
from iamscope.access.trust_graph.collector import collecting_young_garbage
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.escalation import TAGGING, EscalationEdges
from iamscope.access.trust_graph.facts import Facts, Reducer
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.access.trust_graph.inventory import ADMINISTRATION, Inventory
from iamscope.access.trust_graph.outside import OutsideEdges
from iamscope.access.trust_graph.permissions import ActionTable
from iamscope.access.trust_graph.raising import RaisingEdges
from iamscope.access.trust_graph.trust import ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, index_trust

#: Applies a function to every part of a snapshot.
MapParts = Callable[[Callable[[Part], Facts]], Iterator[Facts]]


def graph_actions(methods: Iterable[Method]) -> ActionTable:
    """The actions that a graph with these methods asks about."""
    own = (ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, "iam:passrole", *ADMINISTRATION)
    edits = [method.actions for method in methods if any(one.on is Relation.TARGET for one in method.permissions)]
    tagged = (each | {tagging} for each in edits for tagging in TAGGING.values())
    return ActionTable(own, [*(method.actions for method in methods), *tagged])


def read_directory(
    map_parts: MapParts,
    actions: ActionTable,
    wanted: Callable[[str], bool] = lambda _: False,
    methods: Iterable[Method] = (),
) -> Directory:
    """The directory of a snapshot, as far as these actions go; of the resources those that `wanted` says yes to.

    Of principals that can change themselves by one of the methods more is kept.
    """
    reducer = Reducer(actions, wanted)
    changing = [method for method in methods if method.lifts is not None or method.target is Kind.GROUP]
    directory = Directory(actions, sum({actions.bit(action) for method in changing for action in method.actions}))
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
    directory = read_directory(map_parts, graph_actions(methods), methods=methods)
    trusts = index_trust(directory)
    inventory = Inventory(directory, trusts)
    graph = TrustGraph(directory, inventory, methods)
    graph.administrators = administrators(directory, inventory)
    AssumeEdges(graph, trusts).add()
    EscalationEdges(graph).add()
    ChangedEdges(graph, trusts).add()
    RaisingEdges(graph).add()
    OutsideEdges(graph, trusts).add()
    graph.finish()
    return graph
