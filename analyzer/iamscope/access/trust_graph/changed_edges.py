"""The edges of principals that change what they are allowed: to what they gain by it and had not before."""

from __future__ import annotations

import copy
from collections import defaultdict

from iamscope.access.trust_graph.administrators import administrator_answer
from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.assume import AssumeEdges
from iamscope.access.trust_graph.classes import PermissionClass
from iamscope.access.trust_graph.escalation import EscalationEdges
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.access.trust_graph.own_changes import Change, OwnChanges
from iamscope.access.trust_graph.raising import RaisingEdges
from iamscope.access.trust_graph.trust import TrustIndex


class ChangedEdges:
    """Adds the edges of one graph that has all others of its principals already."""

    def __init__(self, graph: TrustGraph, index: TrustIndex) -> None:
        self._graph = graph
        self._directory = graph.directory
        self._index = index
        self._changes: dict[int, list[Change]] = defaultdict(list)

    def add(self) -> None:
        """Adds all of them."""
        changes = OwnChanges(self._graph)
        for number in range(len(self._directory.classes)):
            for members, found in changes.of_groups(number):
                for member in members if found else ():
                    self._take(member, found)
        for member in range(len(self._directory.principals)):
            if member not in self._graph.administrators and self._directory.may_change(member):
                self._take(member, list(changes.of_member(member)))
        # a principal can be changed in one way at a time
        for round in range(max(map(len, self._changes.values()), default=0)):
            self._add({member: found[round] for member, found in self._changes.items() if round < len(found)})

    def _take(self, member: int, changes: list[Change]) -> None:
        """Keeps the changes of a principal; one that makes it an administrator is enough."""
        if member in self._graph.administrators:
            return
        for change in changes:
            power = administrator_answer(change.changed, self._graph.inventory, self._directory.actions)
            power = min(power, change.answer)
            if power is Answer.NO:
                continue
            node = self._graph.administrator_node(self._directory.principals[member].account)
            self._add_edge(member, node, power, change)
            if power is Answer.YES:
                self._changes.pop(member, None)
                return
        self._changes[member] += changes

    def _add(self, changes: dict[int, Change]) -> None:
        """Adds what the principals gain, each by one change."""
        after = self._changed_graph(changes)
        for member, change in changes.items():
            before = {edge.target: edge.conditional for edge in self._graph.successors(member)}
            for edge in after.successors(member):
                node = after.node(edge.target)
                target = self._graph.number(node.id)
                if target is None:
                    target = self._graph.add_node(node)
                if before.get(target, True) and not (edge.conditional and target in before):
                    answer = Answer.OPEN if edge.conditional else Answer.YES
                    self._add_edge(member, target, min(answer, change.answer), change, edge.mechanism)

    def _add_edge(self, member: int, target: int, answer: Answer, change: Change, then: str = "") -> None:
        mechanism = change.method.mechanism
        self._graph.add_edges(member, mechanism, ((target, answer),))
        self._graph.changes.setdefault((member, target, mechanism), change._replace(then=then))

    def _changed_graph(self, changes: dict[int, Change]) -> TrustGraph:
        """The edges that these principals have once they are changed, and no others."""
        directory = copy.copy(self._directory)
        directory.classes = list(self._directory.classes)
        directory.class_of = list(self._directory.class_of)
        numbers: dict[object, int] = {}
        for member, change in changes.items():
            key = _key(change.changed)
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = len(directory.classes)
                directory.classes.append(change.changed)
                change.changed.members = []
            directory.class_of[member] = number
            directory.classes[number].members.append(member)
        after = TrustGraph(directory, self._graph.inventory, self._graph.methods)
        after.administrators = self._graph.administrators
        new = range(len(self._directory.classes), len(directory.classes))
        AssumeEdges(after, self._index, new).add()
        EscalationEdges(after, new).add()
        RaisingEdges(after).add_near(new)
        after.finish()
        return after


def _key(changed: PermissionClass) -> object:
    return changed.account, changed.is_role, changed.identity, changed.boundary, changed.levels
