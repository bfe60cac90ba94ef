"""Why an edge is there: the method, the statements with their places, and the conditions that stay open.

The graph keeps no places. An explanation reads the files of the two principals again and asks every statement anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from iamscope.access.methods import Method
from iamscope.access.methods import Target as Kind
from iamscope.access.model import Part, PolicyDocument, Role, User
from iamscope.access.trust_graph.answers import Answer, Lookup
from iamscope.access.trust_graph.assume import MECHANISM
from iamscope.access.trust_graph.callers import federated_lookup, outsider_lookup, principal_lookup, service_lookup
from iamscope.access.trust_graph.escalation import ClassReach
from iamscope.access.trust_graph.graph import Edge, NodeKind, TrustGraph
from iamscope.access.trust_graph.known_policies import known_document
from iamscope.access.trust_graph.permissions import Target, permission
from iamscope.access.trust_graph.trust import ASSUME_ROLE, WITH_SAML, WITH_WEB_IDENTITY, Trust, service_name
from iamscope.logic.evaluation.callers import Caller, parse_caller
from iamscope.policy_types import PolicyType
from iamscope.source import Span
from iamscope.syntax.ast import Statement


class Reason(NamedTuple):
    """A statement that an edge rests on: whose it is and what it does, and where it stands (both count from 1)."""

    text: str
    path: str
    line: int
    column: int
    span: Span | None


@dataclass(slots=True)
class Explanation:
    """Why an edge is there. `open` are keys of conditions that policies do not decide."""

    edge: Edge
    method: Method | None = None
    reasons: list[Reason] = field(default_factory=list)
    open: set[str] = field(default_factory=set)


class Explainer:
    """Explains the edges of a graph. `read` reads the part of a file again."""

    def __init__(self, graph: TrustGraph, read: Callable[[str], Part], *, keeps_spans: bool = True) -> None:
        """Without spans, the texts of the files can be forgotten."""
        self._graph = graph
        self._directory = graph.directory
        self._read = read
        self._keeps_spans = keeps_spans
        self._reach: tuple[int, ClassReach] | None = None
        self._principals: tuple[Part, dict[str, User | Role]] | None = None

    def explain(self, edges: Iterable[Edge]) -> dict[Edge, Explanation]:
        """The explanations of edges; every file is read but once for their sources, and once for their targets."""
        found = {edge: Explanation(edge) for edge in edges}
        for explanation in sorted(found.values(), key=lambda each: self._order(each.edge.source)):
            if explanation.edge.source < len(self._directory.principals):
                self._source_side(explanation)
        for explanation in sorted(found.values(), key=lambda each: self._order(each.edge.target)):
            if explanation.edge.target < len(self._directory.principals):
                self._target_side(explanation)
        return found

    def _order(self, number: int) -> tuple[str, int]:
        return self._directory.path_of.get(self._graph.node(number).id, ""), number

    # -- the source: what its policies allow

    def _source_side(self, explanation: Explanation) -> None:
        edge = explanation.edge
        if edge.mechanism == MECHANISM:
            self._allowing(explanation, ASSUME_ROLE, self._directory.target(edge.target))
            return
        explanation.method = self._method(edge)
        if explanation.method is None:
            return
        reach = self._class_reach(edge.source)
        gained = edge.source if explanation.method.target is Kind.SELF else edge.target
        for each in explanation.method.permissions:
            target = reach.target_of(each, explanation.method, gained)
            if target is not None:
                self._allowing(explanation, each.action, target)

    def _method(self, edge: Edge) -> Method | None:
        """The method that an edge comes from; of several the one with the fewest open ends."""
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
        """Adds the statements of the source that allow an action on a target, the certain ones if there are any."""
        source = explanation.edge.source
        bit = self._directory.actions.bit(action)
        lookup = principal_lookup(self._directory.principals[source], self._directory.organization)
        found: list[tuple[Answer, str, Statement]] = []
        for whose, document in self._documents(source):
            for statement in document.policy(PolicyType.IDENTITY).statements:
                mask = self._directory.actions.mask(statement)
                meant = permission(statement, mask, lookup) if mask & bit and statement.allows else None
                answer = Answer.NO if meant is None else meant.answer(target)
                if answer is not Answer.NO:
                    found.append((answer, whose, statement))
        best = max((answer for answer, _, _ in found), default=Answer.NO)
        for answer, whose, statement in found:
            if answer is best:
                explanation.reasons.append(self._reason(f"{whose} allows `{action_name(action)}`", statement))
        if explanation.edge.conditional and (found or explanation.method is not None):
            explanation.open |= self._graph.permission_class(source).view(bit).open_keys(target)

    def _documents(self, number: int) -> Iterator[tuple[str, PolicyDocument]]:
        """The identity policies of a principal, each with what to call it."""
        fact = self._directory.principals[number]
        principal = self._principal(number)
        if principal is None:
            return
        for document in principal.inline:
            yield f"its inline policy `{document.name}`", document
        yield from self._attached(principal.attached, "its policy")
        for name in fact.groups:
            group = self._directory.groups.get((fact.account, name))
            if group is None:
                continue
            part = self._read(self._directory.path_of[group.arn])
            for each in part.groups:
                if each.arn == group.arn:
                    for document in each.inline:
                        yield f"inline policy `{document.name}` of its group `{name}`", document
            yield from self._attached(group.attached, f"the policy of its group `{name}`,")

    def _attached(self, arns: Iterable[str], whose: str) -> Iterator[tuple[str, PolicyDocument]]:
        for arn in arns:
            path = self._directory.path_of.get(arn)
            document = known_document(arn) if path is None else None
            for policy in () if path is None else self._read(path).policies:
                if policy.arn == arn:
                    document = policy.document
            if document is not None:
                yield f"{whose} `{arn.rsplit('/', 1)[-1]}`", document

    def _principal(self, number: int) -> User | Role | None:
        arn = self._directory.arn(number)
        part = self._read(self._directory.path_of[arn])
        if self._principals is None or self._principals[0] is not part:
            found: dict[str, User | Role] = {each.arn: each for each in part.users}
            found.update((each.arn, each) for each in part.roles)
            self._principals = part, found
        return self._principals[1].get(arn)

    # -- the target: whom its trust policy lets in

    def _target_side(self, explanation: Explanation) -> None:
        edge, method = explanation.edge, explanation.method
        if edge.mechanism == MECHANISM:
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
        role = self._principal(explanation.edge.target)
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
                explanation.reasons.append(self._reason(f"the trust policy of `{role.name}` lets it in", statement))
                if explanation.edge.conditional:
                    explanation.open.update(trust.open_keys(lookup, target))

    def _reason(self, text: str, statement: Statement) -> Reason:
        span = statement.span
        line, column, _ = span.start_position
        return Reason(text, span.source.path, line, column + 1, span if self._keeps_spans else None)


def _same(statement: Statement) -> Statement:
    return statement


def action_name(action: str) -> str:
    """An action as AWS writes it."""
    from iamscope.spec import load

    known = load().action(action)
    return action if known is None else known.full_name
