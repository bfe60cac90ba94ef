"""Which principals may do one action on one resource: identity and resource policies, boundaries, SCPs and RCPs.

The decision is that of the IAM User Guide, reference_policies_evaluation-logic; conditions are known, open, or the
caller's to choose, as everywhere in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from iamscope.access.model import Part, PolicyDocument, Role
from iamscope.access.trust_graph.answers import UNKNOWN, Answer, Lookup, Value
from iamscope.access.trust_graph.directory import Directory, StatementEntry
from iamscope.access.trust_graph.evidence import Evidence, Reason, action_name
from iamscope.access.trust_graph.facts import ResourceFact
from iamscope.access.trust_graph.graph import Node, NodeKind
from iamscope.access.trust_graph.outside import Outsiders
from iamscope.access.trust_graph.permissions import Target
from iamscope.access.trust_graph.resource_shares import ResourceShares
from iamscope.access.trust_graph.trust import Trust
from iamscope.logic.evaluation.callers import Grant, parse_caller
from iamscope.logic.evaluation.own_account_actions import own_account_actions
from iamscope.logic.evaluation.special_cases import never_allowed
from iamscope.policy_types import TRUST_RESOURCE_TYPE, PolicyType
from iamscope.source import Span
from iamscope.syntax.ast import Statement


class Question(NamedTuple):
    """An action, in lower case, a resource, and the account of the resource, empty if nobody says it."""

    action: str
    resource: str
    account: str


@dataclass(slots=True)
class Access:
    """A principal who may do it; `open` are keys of conditions that policies do not decide."""

    node: Node
    answer: Answer
    reasons: list[Reason] = field(default_factory=list)
    open: set[str] = field(default_factory=set)


class _Granted(NamedTuple):
    """What a resource policy gives a caller, by how it names him; and whether it denies."""

    direct: Answer
    role: Answer
    account: Answer
    denied: Answer

    @property
    def best(self) -> Answer:
        return max(self.direct, self.role, self.account)


def holds_policy_of(resource: str) -> Callable[[str], bool]:
    """Whether the policy of something, by its ARN, is about a resource: it is the resource, or what it is part of."""

    def holds(arn: str) -> bool:
        return arn == resource or (resource.startswith(arn) and resource[len(arn)] in "/:")

    return holds


class WhoCan:
    """Answers one question about one directory, which was read for the question's action."""

    def __init__(self, directory: Directory, question: Question) -> None:
        self._directory = directory
        self._question = question
        self._bit = directory.actions.bit(question.action)
        self._policy = self._resource_policy()
        self.account = question.account or (self._policy.account if self._policy else "") or _account(question.resource)
        partition = question.resource.split(":", 2)[1] if question.resource.startswith("arn:") else "aws"
        self._target = self._make_target(partition)
        self._statements = [self._trust(entry) for entry in self._entries(self._policy)]
        self._rcps = [
            trust
            for number in directory.rcp_statements(self.account)
            if (trust := self._trust(directory.kept_statements[number])).denies and _rcps_cover(question.action)
        ]
        self._shares = ResourceShares(self._policy, question.action)
        self._answers: dict[tuple[int, int], tuple[frozenset[Grant], Answer]] = {}

    def _resource_policy(self) -> ResourceFact | None:
        resource = self._question.resource
        number = self._directory.number_of.get(resource)
        if number is not None and self._directory.principals[number].is_role:
            role = self._directory.principals[number]
            return ResourceFact(role.arn, TRUST_RESOURCE_TYPE, role.account, True, role.trust)
        return max(self._directory.resources, key=lambda each: (len(each.arn), each.has_policy), default=None)

    def _entries(self, policy: ResourceFact | None) -> list[StatementEntry]:
        numbers = policy.statements if policy is not None else ()
        entries = [self._directory.kept_statements[number] for number in dict.fromkeys(numbers)]
        return [entry for entry in entries if entry.actions & self._bit]

    @staticmethod
    def _trust(entry: StatementEntry) -> Trust:
        return Trust(entry.statement, entry.actions)

    def _make_target(self, partition: str) -> Target:
        arn = _called(self._question.action, self._question.resource)
        number = self._directory.number_of.get(self._question.resource)
        if number is not None:
            return self._directory.target(number)._replace(arn=arn)
        lookup = self._directory.target_in(f"arn:{partition}:", self.account).lookup

        def known(key: str) -> Value:
            # where nobody says whose the resource is, nothing is known of its account
            return lookup(key) if self.account else UNKNOWN

        return Target(arn, known)

    @property
    def is_never_allowed(self) -> bool:
        """Whether no policy can permit it."""
        from iamscope.logic.evaluation.context import Context
        from iamscope.logic.evaluation.request import Request

        action, resource, _ = self._question
        return never_allowed(Request(parse_caller(None), action, resource, self.account, Context({})))

    @property
    def _is_for_own_account(self) -> bool:
        """Whether no policy can permit it to callers of other accounts."""
        return self._question.action in own_account_actions()

    def principals(self) -> Iterator[tuple[int, Answer]]:
        """The users and roles who may do it, by number."""
        if self.is_never_allowed:
            return
        for permission_class in self._directory.classes:
            for member in permission_class.members:
                answer = self._answer(member)
                if answer is not Answer.NO:
                    yield member, answer

    def _answer(self, member: int) -> Answer:
        permission_class = self._directory.classes[self._directory.class_of[member]]
        granted = self._granted(member)
        if granted.denied is Answer.YES:
            return Answer.NO
        view = permission_class.view(self._bit)
        identity = view.allowed(self._target)
        here = permission_class.account == self.account
        if not here and self.account and self._is_for_own_account:
            return Answer.NO
        if not here:
            found = Answer.NO if self._shares.is_restricted else min(identity, granted.best)
            if not self.account:  # it may be the caller's own
                found = max(found, min(identity, Answer.OPEN))
        else:
            found = self._in_account(member, granted, identity)
        return min(found, Answer(Answer.YES - granted.denied))

    def _in_account(self, member: int, granted: _Granted, identity: Answer) -> Answer:
        """The rules for a caller in the resource's own account."""
        permission_class = self._directory.classes[self._directory.class_of[member]]
        limits = permission_class.view(self._bit).permits(self._target)
        free = permission_class.view_without_boundary(self._bit).permits(self._target)
        if _is_trust(self._question.action):
            free = limits  # a role is assumed within the boundary, whoever is named
        delegated = granted.best if _needs_policy(self._question) else Answer.YES
        return max(min(granted.direct, free), min(granted.role, limits), min(identity, delegated))

    def _granted(self, member: int) -> _Granted:
        found = {Grant.DIRECT: Answer.NO, Grant.ROLE: Answer.NO, Grant.ACCOUNT: Answer.NO}
        denied = Answer.NO
        for trust in self._statements:
            grants, answer = self._bears(member, trust)
            if trust.denies:
                denied = max(denied, answer if grants else Answer.NO)
            elif trust.allows:
                for grant in grants:
                    kind = Grant.DIRECT if grant is Grant.EVERYONE else grant
                    found[kind] = max(found[kind], answer)
        found[Grant.DIRECT] = max(found[Grant.DIRECT], self._shares.granted(self._directory.arn(member)))
        for trust in self._rcps:
            grants, answer = self._bears(member, trust)
            denied = max(denied, answer if grants else Answer.NO)
        return _Granted(found[Grant.DIRECT], found[Grant.ROLE], found[Grant.ACCOUNT], denied)

    def _bears(self, member: int, trust: Trust) -> tuple[frozenset[Grant], Answer]:
        """How a statement of a resource policy or RCP names a principal, and whether it applies."""
        who = -1 - self._directory.class_of[member] if trust.is_general else member
        key = (id(trust), who)
        found = self._answers.get(key)
        if found is None:
            principal = self._directory.principals[member]
            caller = parse_caller(principal.arn)._replace(unique_id=principal.unique_id)
            grants = trust.names(caller, has_boundary=principal.boundary is not None)
            answer = trust.conditions(self._directory.lookup(member), self._target) if grants else Answer.NO
            found = self._answers[key] = grants, answer
        return found

    def outsiders(self) -> Iterator[tuple[Node, Answer]]:
        """Services and outsiders whom the resource policy lets in."""
        outsiders = Outsiders(self._directory)
        shared = ((_node(grantee), answer) for grantee, answer in self._shares.grantees())
        found = {node: answer for node, answer in shared if not outsiders.is_own(node.account)}
        for trust in self._statements:
            if not trust.allows:
                continue
            for outsider in outsiders.named_by(trust):
                if self._shares.is_restricted and outsider.node.kind is not NodeKind.SERVICE:
                    continue
                for lookup in outsider.lookups(self.account):
                    answer = self._let_in(outsider.node, trust, lookup)
                    found[outsider.node] = max(answer, found.get(outsider.node, Answer.NO))
        yield from ((node, answer) for node, answer in found.items() if answer is not Answer.NO)

    def _let_in(self, node: Node, trust: Trust, lookup: Lookup) -> Answer:
        if self._is_for_own_account and node.kind is not NodeKind.SERVICE:
            return Answer.NO
        answer = trust.conditions(lookup, self._target)
        for deny in (*(each for each in self._statements if each.denies), *self._rcps):
            named = deny.named
            if named.everyone or node.id in named.services | named.arns or node.account in named.accounts:
                answer = min(answer, Answer(Answer.YES - deny.conditions(lookup, self._target)))
        return answer

    def explain(self, evidence: Evidence, read: Callable[[str], Part]) -> Iterator[Access]:
        """Everybody who may do it, with the statements that allow it."""
        for member, answer in self.principals():
            principal = self._directory.principals[member]
            kind = NodeKind.ROLE if principal.is_role else NodeKind.USER
            access = Access(Node(principal.arn, kind, principal.account), answer)
            access.reasons += evidence.allowing(member, self._question.action, self._target)
            caller = parse_caller(principal.arn)._replace(unique_id=principal.unique_id)
            has_boundary = principal.boundary is not None
            lookup = self._directory.lookup(member)
            for trust, reason in self._policy_reasons(evidence, read):
                if trust.names(caller, has_boundary=has_boundary) and trust.conditions(lookup, self._target):
                    access.reasons.append(reason)
                    access.open.update(trust.open_keys(lookup, self._target))
            if self._shares.granted(principal.arn):
                access.reasons += self._shared(read)
            if answer is Answer.OPEN:
                view = self._directory.classes[self._directory.class_of[member]].view(self._bit)
                access.open |= view.open_keys(self._target)
            else:
                access.open.clear()
            yield access
        for node, answer in self.outsiders():
            reasons = [reason for trust, reason in self._policy_reasons(evidence, read) if _may_name(trust, node)]
            yield Access(node, answer, reasons or self._shared(read))

    def _shared(self, read: Callable[[str], Part]) -> list[Reason]:
        """The resource, whose settings give access beside its policy."""
        if self._policy is None:
            return []
        resources = read(self._directory.path_of[self._policy.arn]).resources
        spans = [each.place.span for each in resources if each.arn == self._policy.arn]
        text = f"what is granted beside the policy allows `{action_name(self._question.action)}`"
        return [Reason(text, span.source.path, *_position(span), span) for span in spans]

    def _policy_reasons(self, evidence: Evidence, read: Callable[[str], Part]) -> list[tuple[Trust, Reason]]:
        """The allowing statements of the resource policy, at their places."""
        document = self._policy_document(evidence, read)
        found = []
        for statement in () if document is None else self._parsed(document):
            mask = self._directory.actions.mask(statement)
            if mask & self._bit and statement.allows:
                text = f"the resource policy allows `{action_name(self._question.action)}`"
                found.append((Trust(_returning(statement), mask), evidence.reason(text, statement)))
        return found

    def _parsed(self, document: PolicyDocument) -> tuple[Statement, ...]:
        if self._policy is not None and self._policy.type == TRUST_RESOURCE_TYPE:
            return document.trust_policy.statements
        return document.policy(PolicyType.RESOURCE).statements

    def _policy_document(self, evidence: Evidence, read: Callable[[str], Part]) -> PolicyDocument | None:
        if self._policy is None:
            return None
        number = self._directory.number_of.get(self._policy.arn)
        if number is not None:
            role = evidence.principal(number)
            return role.trust if isinstance(role, Role) else None
        part = read(self._directory.path_of[self._policy.arn])
        return next((each.policy for each in part.resources if each.arn == self._policy.arn), None)


def _node(grantee: str) -> Node:
    """Somebody whom a setting lets in: everyone, a service, or a principal of some account."""
    if grantee == "*":
        return Node(grantee, NodeKind.EVERYONE, "")
    account = parse_caller(grantee).account
    return Node(grantee, NodeKind.EXTERNAL if account else NodeKind.SERVICE, account)


def _position(span: Span) -> tuple[int, int]:
    line, column, _ = span.start_position
    return line, column + 1


def _returning(statement: Statement) -> Callable[[], Statement]:
    return lambda: statement


def _may_name(trust: Trust, node: Node) -> bool:
    named = trust.named
    return named.everyone or node.account in named.accounts or node.id in named.arns | named.services


def _account(resource: str) -> str:
    fields = resource.split(":", 5)
    return fields[4] if len(fields) == 6 and fields[4].isdigit() else ""


def _is_trust(action: str) -> bool:
    return action.startswith("sts:assumerole")


def _needs_policy(question: Question) -> bool:
    """Whether identity policies count only where the resource's own policy lets them: roles to assume, and keys."""
    return _is_trust(question.action) or (question.action.startswith("kms:") and ":key/" in question.resource)


def _called(action: str, resource: str) -> str:
    """What policies see as the resource: `*` where the action is known to support none."""
    from iamscope.spec import load

    known = load().action(action)
    return "*" if known is not None and not known.undocumented and not known.resource_types else resource


def _rcps_cover(action: str) -> bool:
    """Whether RCPs hold for the service of an action."""
    from iamscope.spec import load

    return action.partition(":")[0] in load().rcp_services and action != "kms:retiregrant"
