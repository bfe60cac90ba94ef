"""The edges of principals that strengthen another one which they can become, in however many steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from iamscope.access.methods import Method
from iamscope.access.methods import Target as Kind
from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.classes import PermissionClass
from iamscope.access.trust_graph.escalation import ClassReach
from iamscope.access.trust_graph.graph import Edge, TrustGraph
from iamscope.access.trust_graph.reach import Predecessors, Step, administration, steps_to, walk

#: Makes another principal an administrator and becomes it.
RAISES = "policy-edit"
#: Searches for ways to principals that can be strengthened; what comes after looks one step far.
_MAX_SEARCHES = 200


@dataclass(slots=True)
class _Raised:
    """By principal: the method that makes it an administrator, and how certainly it is one then."""

    by: dict[int, tuple[Method, Answer]] = field(default_factory=dict)

    @property
    def principals(self) -> frozenset[int]:
        return frozenset(self.by)


class RaisingEdges:
    """Adds the edges of one graph that has all others already."""

    def __init__(self, graph: TrustGraph) -> None:
        self._graph = graph
        actions = graph.directory.actions
        self._methods = [
            (method, sum({actions.bit(action) for action in method.actions}))
            for method in graph.methods
            if method.gains_all and method.target is Kind.SELF
        ]
        self._ceilings: dict[int, Answer] = {}
        self._steps: dict[frozenset[int], dict[int, Step | None]] = {}

    def add(self) -> None:
        """Adds all of them: first those of one step, then of principals that reach no administrator otherwise."""
        graph = self._graph
        far = self.add_near(range(len(graph.directory.classes)))
        if not far:
            return
        predecessors = Predecessors(graph)
        reached = steps_to(graph, predecessors, administration(graph))
        for permission_class, raised in far:
            members = [member for member in permission_class.members if member not in reached]
            if members:
                self._add_far(members, raised, predecessors)

    def add_near(self, classes: Iterable[int]) -> list[tuple[PermissionClass, _Raised]]:
        """Adds those of one step of some classes, by number; returns the classes that can strengthen anybody."""
        found = []
        for number in classes:
            permission_class = self._graph.directory.classes[number]
            raised = self._raised_by(permission_class)
            if raised.by:
                self._add_near(number, permission_class, raised)
                found.append((permission_class, raised))
        return found

    def _raised_by(self, permission_class: PermissionClass) -> _Raised:
        """Whom members of a class can make an administrator."""
        found = _Raised()
        if set(permission_class.members) <= self._graph.administrators.keys():
            return found
        allowed = permission_class.allowed_actions
        reach = ClassReach(self._graph, permission_class)
        for method, needed in self._methods:
            for raised, answer in reach.raises(method).items() if needed & allowed == needed else ():
                if raised not in self._graph.administrators:
                    power = min(answer, self._ceiling(raised))
                    if power > found.by.get(raised, (method, Answer.NO))[1]:
                        found.by[raised] = method, power
        return found

    def _ceiling(self, number: int) -> Answer:
        """Whether boundary, SCPs and denies let a principal be an administrator."""
        of_class = self._graph.directory.class_of[number]
        if of_class not in self._ceilings:
            self._ceilings[of_class] = ClassReach(self._graph, self._graph.directory.classes[of_class]).ceiling
        return self._ceilings[of_class]

    def _add_near(self, number: int, permission_class: PermissionClass, raised: _Raised) -> None:
        """Edges of members that become in one step whom they raise."""
        for target, _, conditional in self._graph.class_edges(number):
            if target in raised.by:
                for member in permission_class.members:
                    self._add(member, target, conditional, raised)
        for member in permission_class.members:
            for target, _, conditional in list(self._graph.node_edges(member)):
                if target in raised.by:
                    self._add(member, target, conditional, raised)

    def _add_far(self, members: Iterable[int], raised: _Raised, predecessors: Predecessors) -> None:
        """Edges of members that become in several steps whom they raise."""
        steps = self._steps.get(raised.principals)
        if steps is None:
            if len(self._steps) == _MAX_SEARCHES:
                return
            steps = self._steps[raised.principals] = steps_to(self._graph, predecessors, raised.principals)
        for member in members:
            way: list[Edge] = walk(member, steps)
            if way:
                self._add(member, way[-1].target, any(edge.conditional for edge in way), raised)

    def _add(self, member: int, target: int, conditional: bool, raised: _Raised) -> None:
        method, power = raised.by[target]
        node = self._graph.administrator_node(self._graph.directory.principals[target].account)
        if member != target and member not in self._graph.administrators:
            answer = Answer.OPEN if conditional else power
            self._graph.add_edges(member, RAISES, ((node, answer),))
            self._graph.raised.setdefault((member, node), (method, target))
