"""Why an edge is there: the method, the statements with their places, and the conditions that stay open.

The graph keeps no places. An explanation reads the files of the two principals again and asks every statement anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from iamscope.access.methods import Method
from iamscope.access.methods import Target as Kind
from iamscope.access.model import Part, Role
from iamscope.access.trust_graph.answers import Answer, Lookup
from iamscope.access.trust_graph.assume import MECHANISM
from iamscope.access.trust_graph.callers import federated_lookup, outsider_lookup, service_lookup
from iamscope.access.trust_graph.collector import collecting_young_garbage
from iamscope.access.trust_graph.escalation import ClassReach
from iamscope.access.trust_graph.evidence import Evidence, Reason
from iamscope.access.trust_graph.graph import Edge, NodeKind, TrustGraph
from iamscope.access.trust_graph.permissions import Target
from iamscope.access.trust_graph.raising import RAISES
from iamscope.access.trust_graph.trust import ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, Trust, service_name
from iamscope.logic.evaluation.callers import Caller, parse_caller
from iamscope.syntax.ast import Statement


@dataclass(slots=True)
class Explanation:
    """Why an edge is there: statements of the source that permit it, statements of the target that trust the source.

    `through` is a third principal, by number, that is raised first. `open` are keys of conditions that policies do not
    decide.
    """

    edge: Edge
    method: Method | None = None
    through: int | None = None
    permitting: list[Reason] = field(default_factory=list)
    trusting: list[Reason] = field(default_factory=list)
    open: set[str] = field(default_factory=set)

    @property
    def reasons(self) -> list[Reason]:
        """All statements."""
        return self.permitting + self.trusting


class Explainer:
    """Explains the edges of a graph. `read` reads the part of a file again."""

    def __init__(self, graph: TrustGraph, read: Callable[[str], Part], *, keeps_spans: bool = True) -> None:
        """Without spans, the texts of the files can be forgotten."""
        self._graph = graph
        self._directory = graph.directory
        self._evidence = Evidence(graph.directory, read, keeps_spans=keeps_spans)
        self._reach: tuple[int, ClassReach] | None = None

    def explain(self, edges: Iterable[Edge]) -> dict[Edge, Explanation]:
        """The explanations of edges; every file is read but once."""
        found = {edge: Explanation(edge) for edge in edges}
        principals = len(self._directory.principals)
        sides: list[tuple[str, int, Callable[[Explanation], None], Explanation]] = []
        for explanation in sorted(found.values(), key=lambda each: self._class_of(each.edge.source)):
            edge = explanation.edge
            if edge.source < principals:
                explanation.method = self._method(edge)
                sides.append((self._path(edge.source), edge.source, self._source_side, explanation))
            if edge.target < principals:
                sides.append((self._path(edge.target), edge.target, self._target_side, explanation))
        with collecting_young_garbage():
            for _, _, explain, explanation in sorted(sides, key=lambda each: each[:2]):
                explain(explanation)
        return found

    def _path(self, number: int) -> str:
        return self._directory.path_of[self._directory.arn(number)]

    def _class_of(self, number: int) -> int:
        return self._directory.class_of[number] if number < len(self._directory.class_of) else -1

    # -- the source: what its policies allow

    def _source_side(self, explanation: Explanation) -> None:
        edge = explanation.edge
        if edge.mechanism == MECHANISM:
            self._allowing(explanation, ASSUME_ROLE, self._directory.target(edge.target))
            return
        if explanation.method is None:
            return
        reach = self._class_reach(edge.source)
        gained = edge.source if explanation.method.target is Kind.SELF else edge.target
        if edge.mechanism == RAISES:
            gained = explanation.through = self._graph.raised[edge.source, edge.target][1]
        change = self._graph.changes.get((edge.source, edge.target, edge.mechanism))
        for each in explanation.method.permissions:
            if change is not None:
                target: Target | None = change.on
            else:
                target = reach.target_of(each, explanation.method, gained)
            if target is not None:
                self._allowing(explanation, each.action, target)
        if change is not None and change.then == MECHANISM:
            self._allowing(explanation, ASSUME_ROLE, self._directory.target(edge.target))

    def _method(self, edge: Edge) -> Method | None:
        """The method that an edge comes from; of several the one with the fewest open ends."""
        if edge.mechanism == MECHANISM:
            return None
        if edge.mechanism == RAISES:
            return self._graph.raised[edge.source, edge.target][0]
        change = self._graph.changes.get((edge.source, edge.target, edge.mechanism))
        if change is not None:
            return change.method
        reach = self._class_reach(edge.source)
        found = []
        for method in self._graph.methods:
            if method.mechanism != edge.mechanism:
                continue
            gained = edge.source if method.target is Kind.SELF else edge.target
            answer = reach.gains(method).get(gained, Answer.NO)
            if answer is not Answer.NO:
                found.append((-answer, method.waits_for is not None, len(method.permissions), method.id, method))
        return min(found)[-1] if found else None

    def _class_reach(self, number: int) -> ClassReach:
        of_class = self._directory.class_of[number]
        if self._reach is None or self._reach[0] != of_class:
            self._reach = of_class, ClassReach(self._graph, self._graph.permission_class(number))
        return self._reach[1]

    def _allowing(self, explanation: Explanation, action: str, target: Target) -> None:
        """Adds the statements of the source that allow an action on a target."""
        source = explanation.edge.source
        found = self._evidence.allowing(source, action, target)
        explanation.permitting += found
        if explanation.edge.conditional and (found or explanation.method is not None):
            bit = self._directory.actions.bit(action)
            explanation.open |= self._graph.permission_class(source).view(bit).open_keys(target)

    # -- the target: whom its trust policy lets in

    def _target_side(self, explanation: Explanation) -> None:
        edge, method = explanation.edge, explanation.method
        change = self._graph.changes.get((edge.source, edge.target, edge.mechanism))
        if edge.mechanism == MECHANISM or (change is not None and change.then == MECHANISM):
            source = self._graph.node(edge.source)
            if source.kind in (NodeKind.USER, NodeKind.ROLE):
                self._letting_in(explanation, self._caller(edge.source), self._directory.lookup(edge.source))
            else:
                self._letting_in_outsider(explanation)
        elif method is not None and method.passed_to is not None:
            account = self._directory.principals[edge.target].account
            lookup = service_lookup(method.passed_to, account, self._directory.organization)
            self._trusting(explanation, lookup, lambda trust: (method.passed_to or "") in trust.named.services)

    def _caller(self, number: int) -> Caller:
        principal = self._directory.principals[number]
        return parse_caller(principal.arn)._replace(unique_id=principal.unique_id)

    def _letting_in(self, explanation: Explanation, caller: Caller, lookup: Lookup) -> None:
        boundary = self._directory.principals[explanation.edge.source].boundary is not None
        self._trusting(explanation, lookup, lambda trust: bool(trust.names(caller, has_boundary=boundary)))

    def _letting_in_outsider(self, explanation: Explanation) -> None:
        node = self._graph.node(explanation.edge.source)
        if node.kind is NodeKind.SERVICE:
            account = self._directory.principals[explanation.edge.target].account
            lookup = service_lookup(node.id, account, self._directory.organization)
            self._trusting(explanation, lookup, lambda trust: service_name(node.id) in trust.named.services)
        elif node.kind is NodeKind.IDENTITY_PROVIDER:
            self._trusting(explanation, federated_lookup(node.id), lambda trust: node.id in trust.named.federated)
        else:
            lookup = outsider_lookup(node.account, "")
            self._trusting(
                explanation,
                lookup,
                lambda trust: (
                    trust.named.everyone or node.account in trust.named.accounts or node.id in trust.named.arns
                ),
            )

    def _trusting(self, explanation: Explanation, lookup: Lookup, names: Callable[[Trust], bool]) -> None:
        """Adds the statements of the target's trust policy that name the source and whose conditions may hold."""
        role = self._evidence.principal(explanation.edge.target)
        if not isinstance(role, Role) or role.trust is None:
            return
        actions = self._directory.actions
        wanted = actions.bit(ASSUME_ROLE) | actions.bit(WITH_SAML) | actions.bit(WITH_WEB_IDENTITY)
        target = self._directory.target(explanation.edge.target)
        for statement in role.trust.trust_policy.statements:
            mask = actions.mask(statement)
            if not (statement.allows and mask & wanted):
                continue
            trust = Trust(partial(_same, statement), mask)
            if names(trust) and trust.conditions(lookup, target) is not Answer.NO:
                text = f"the trust policy of `{role.name}` lets it in"
                explanation.trusting.append(self._evidence.reason(text, statement))
                if explanation.edge.conditional:
                    explanation.open.update(trust.open_keys(lookup, target))


def _same(statement: Statement) -> Statement:
    return statement
