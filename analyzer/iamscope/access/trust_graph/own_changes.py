"""How principals change what they are allowed: by taking away limits of their own, or as members of a group."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from iamscope.access.methods import Caller, Limit, Method, Permission, Relation
from iamscope.access.methods import Target as Kind
from iamscope.access.trust_graph.answers import UNKNOWN, Answer, Lookup, Value
from iamscope.access.trust_graph.callers import STRONGEST_POLICY
from iamscope.access.trust_graph.classes import PermissionClass
from iamscope.access.trust_graph.escalation import ClassReach
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.access.trust_graph.permissions import Permission as Allowed
from iamscope.access.trust_graph.permissions import Target, permission

#: States that are looked at for one principal, and groups that are looked at one by one.
_MAX_STATES = 12
_MAX_GROUPS = 8
_PUT_BOUNDARY = ("iam:putrolepermissionsboundary", "iam:putuserpermissionsboundary")


class Change(NamedTuple):
    """What a principal is allowed once it has used a method, and how certainly it can; `on` is what it is used on.

    Of an edge, `then` is the mechanism by which the changed principal gains the target, empty if it is the power of its
    account.
    """

    method: Method
    answer: Answer
    changed: PermissionClass
    on: Target
    then: str = ""


class _State(NamedTuple):
    """What is gone: the boundary, inline policies by number, managed policies; and versions that count instead."""

    boundary: bool = False
    inline: frozenset[int] = frozenset()
    attached: frozenset[str] = frozenset()
    versions: frozenset[tuple[str, int]] = frozenset()


class _Step(NamedTuple):
    state: _State
    target: Target


class OwnChanges:
    """The changes that principals of a graph can make to themselves."""

    def __init__(self, graph: TrustGraph) -> None:
        self._graph = graph
        self._directory = graph.directory
        self._lifting = [each for each in graph.methods if each.lifts is not None and each.target is Kind.SELF]
        self._joining = [each for each in graph.methods if each.target is Kind.GROUP]
        self._permissions: dict[int, Allowed | None] = {}

    def of_member(self, number: int) -> Iterator[Change]:
        """What a principal is allowed without limits that it can take away, after each step and all before."""
        principal = self._directory.principals[number]
        start = self._graph.permission_class(number)
        methods = [each for each in self._lifting if _is_for(each, start.is_role)]
        queue: deque[tuple[_State, PermissionClass, Change | None]] = deque([(_State(), start, None)])
        seen = {_State()}
        while queue:
            state, current, before = queue.popleft()
            for method in methods:
                for step in self._steps(method, number, state, current):
                    answer = self._answer(method, current, step.target)
                    if answer is Answer.NO or step.state in seen or len(seen) > _MAX_STATES:
                        continue
                    seen.add(step.state)
                    boundary = None if step.state.boundary else start.boundary
                    identity = self._identity(number, step.state)
                    changed = PermissionClass(principal.account, start.is_role, identity, boundary, start.levels)
                    first = Change(method, answer, changed, step.target)
                    if before is not None:
                        first = before._replace(answer=min(before.answer, answer), changed=changed)
                    queue.append((step.state, changed, first))
                    yield first

    def _steps(self, method: Method, number: int, state: _State, current: PermissionClass) -> Iterator[_Step]:
        """The next states that a method leads to, each with what it must be allowed on."""
        principal = self._directory.principals[number]
        own = self._directory.target(number)
        if method.lifts is Limit.BOUNDARY and current.boundary is not None:
            put = any(action in _PUT_BOUNDARY for action in method.actions)
            strongest = STRONGEST_POLICY.format(partition=own.arn.split(":", 2)[1])
            target = _knowing(own, "iam:permissionsboundary", strongest) if put else own
            yield _Step(state._replace(boundary=True), target)
        elif method.lifts is Limit.INLINE_POLICIES:
            for index in range(len(principal.denying)):
                if index not in state.inline:
                    yield _Step(state._replace(inline=state.inline | {index}), own)
        elif method.lifts is Limit.ATTACHED_POLICIES:
            for arn in principal.attached:
                if self._directory.denies(arn) and arn not in state.attached:
                    target = _knowing(own, "iam:policyarn", arn)
                    yield _Step(state._replace(attached=state.attached | {arn}), target)
        elif method.lifts is Limit.POLICY_VERSION:
            yield from self._versions(number, state)

    def _versions(self, number: int, state: _State) -> Iterator[_Step]:
        principal = self._directory.principals[number]
        mine = f":iam::{principal.account}:policy/"
        for arn in sorted(self._directory.attached_to(principal)):
            if mine in arn and arn not in state.attached:
                for index in range(len(self._directory.other_versions.get(arn, ()))):
                    others = {version for version in state.versions if version[0] != arn}
                    versions = frozenset({*others, (arn, index)})
                    yield _Step(state._replace(versions=versions), self._directory.target_in(arn, principal.account))

    def _answer(self, method: Method, current: PermissionClass, target: Target) -> Answer:
        found = Answer.YES
        for each in method.permissions:
            found = min(found, self._allowed(each, current, target))
        return found

    def _allowed(self, needed: Permission, current: PermissionClass, target: Target) -> Answer:
        if needed.on not in (Relation.TARGET, Relation.ATTACHED_POLICY):
            return Answer.NO
        return current.view(self._directory.actions.bit(needed.action)).allowed(target)

    def _identity(self, number: int, state: _State) -> tuple[Allowed, ...]:
        """What the identity policies say in a state."""
        directory = self._directory
        principal = directory.principals[number]
        versions = dict(state.versions)
        inline = Counter(principal.statements)  # a statement may be in several policies
        for index in state.inline:
            inline -= Counter(principal.denying[index])
        found = set(inline)
        groups = [directory.groups.get((principal.account, name)) for name in principal.groups]
        attached = [arn for arn in principal.attached if arn not in state.attached]
        for group in groups:
            if group is not None:
                found.update(group.statements)
                attached += group.attached
        for arn in attached:
            others = directory.other_versions.get(arn, ())
            found.update(others[versions[arn]] if arn in versions else directory.policy_statements(arn))
        lookup = directory.lookup(number)
        meant = (self._meant(each, lookup) for each in sorted(found))
        return tuple(each for each in meant if each is not None)

    def _meant(self, statement: int, lookup: Lookup) -> Allowed | None:
        entry = self._directory.kept_statements[statement]
        if entry.keys:
            return permission(entry.statement(), entry.actions, lookup)
        if statement not in self._permissions:
            self._permissions[statement] = permission(entry.statement(), entry.actions, lookup)
        return self._permissions[statement]

    def of_groups(self, number: int) -> Iterator[tuple[list[int], list[Change]]]:
        """What members of a class are allowed as members of groups that they can join: who, and which changes."""
        permission_class = self._directory.classes[number]
        for method in self._joining:
            if permission_class.allowed_actions & self._mask(method) != self._mask(method):
                continue
            groups = ClassReach(self._graph, permission_class).groups(method)
            if len(groups) <= _MAX_GROUPS and self._is_personal(permission_class.account, groups):
                for member in permission_class.members:
                    lookup = self._directory.lookup(member)
                    yield [member], list(self._joined(permission_class, method, groups, lookup))
            elif groups:
                yield (
                    permission_class.members,
                    list(self._joined(permission_class, method, groups, _nobody_in_particular)),
                )

    def _is_personal(self, account: str, groups: Iterable[str]) -> bool:
        """Whether the policies of groups mean something else for each of their members."""
        found = (self._directory.groups[account, name] for name in groups)
        statements = (each for group in found for each in self._directory.statements_of_group(group))
        return any(self._directory.kept_statements[each].is_personal for each in statements)

    def _mask(self, method: Method) -> int:
        return sum(self._directory.actions.bit(action) for action in method.actions)

    def _joined(
        self, permission_class: PermissionClass, method: Method, groups: dict[str, Answer], lookup: Lookup
    ) -> Iterator[Change]:
        """Each group once that allows something new; of many groups all of them together."""
        account = permission_class.account
        own = set(permission_class.identity)
        found: dict[tuple[Allowed, ...], tuple[str, Answer]] = {}
        for name, answer in groups.items():
            statements = sorted(self._directory.statements_of_group(self._directory.groups[account, name]))
            meant = (self._meant(each, lookup) for each in statements)
            allowed = tuple(each for each in meant if each is not None)
            if set(allowed) - own and answer > found.get(allowed, ("", Answer.NO))[1]:
                found[allowed] = name, answer
        choices: Sequence[tuple[tuple[Allowed, ...], tuple[str, Answer]]] = list(found.items())
        if len(choices) > _MAX_GROUPS:
            together = tuple(dict.fromkeys(each for allowed, _ in choices for each in allowed))
            name, _ = choices[0][1]
            choices = [(together, (name, min(answer for _, (_, answer) in choices)))]
        for allowed, (name, answer) in choices:
            changed = replace(permission_class, identity=(*permission_class.identity, *allowed), members=[])
            arn = self._directory.groups[account, name].arn
            yield Change(method, answer, changed, self._directory.target_in(arn, account))


def _nobody_in_particular(_: str) -> Value:
    return UNKNOWN


def _is_for(method: Method, is_role: bool) -> bool:
    return method.caller is Caller.ANY or (method.caller is Caller.ROLE) == is_role


def _knowing(target: Target, key: str, known: str) -> Target:
    lookup: Lookup = target.lookup

    def value(asked: str) -> Value:
        return known if asked == key else lookup(asked)

    return Target(target.arn, value)
