"""The edges of escalation methods: what the permissions of a class make of passed roles, workloads, users and itself.

The methods are data (`methods`); this module knows relations and kinds of targets, and no method.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from iamscope.access.methods import Caller, Method, Permission, Relation
from iamscope.access.methods import Target as Kind
from iamscope.access.trust_graph.answers import UNKNOWN, Answer, Lookup, Value, is_tag_of_target
from iamscope.access.trust_graph.classes import PermissionClass
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.access.trust_graph.permissions import Target

#: Principals that a method gains, and how certainly.
Gains = dict[int, Answer]

_PASS_ROLE = "iam:passrole"  # noqa: S105 (an action)
#: By whether it is a role: what lets somebody tag a principal.
TAGGING = {True: "iam:tagrole", False: "iam:taguser"}
#: Relations that say which principal is gained; the others only say whether the method works at all.
_OF_TARGET = frozenset(
    {
        Relation.TARGET,
        Relation.PASSED_ROLE,
        Relation.WORKLOAD,
        Relation.ATTACHED_POLICY,
        Relation.GROUP,
        Relation.PROVIDER,
        Relation.PERMISSION_SET,
    }
)


class EscalationEdges:
    """Adds the edges of one graph: those of all its classes, or of some, by number."""

    def __init__(self, graph: TrustGraph, classes: Iterable[int] | None = None) -> None:
        self._graph = graph
        self._classes = range(len(graph.directory.classes)) if classes is None else classes
        actions = graph.directory.actions
        # becoming a role by its trust policy is the business of `assume`; an edge promises all that its target can do
        self._methods = [
            (method, sum({actions.bit(action) for action in method.actions}))
            for method in graph.methods
            if method.gains_all and method.mechanism != "assume"
        ]

    def add(self) -> None:
        """Adds all of them."""
        for number in self._classes:
            permission_class = self._graph.directory.classes[number]
            allowed = permission_class.allowed_actions
            methods = [method for method, needed in self._methods if needed & allowed == needed]
            if methods:
                self._add_class(number, permission_class, methods)

    def _add_class(self, number: int, permission_class: PermissionClass, methods: Iterable[Method]) -> None:
        reach = ClassReach(self._graph, permission_class)
        for method in methods:
            if method.target is Kind.SELF:
                self._add_self(permission_class, method, reach)
                continue
            if method.target is not Kind.GROUP:
                self._graph.add_class_edges(number, method.mechanism, reach.gains(method).items())

    def _add_self(self, permission_class: PermissionClass, method: Method, reach: ClassReach) -> None:
        """Members that can raise themselves, as far as boundary and SCPs let an administrator be one."""
        members = set(permission_class.members)
        if members <= self._graph.administrators.keys() or not reach.may_use(method):
            return
        ceiling = reach.ceiling
        if ceiling is Answer.NO:
            return
        node = None
        for target, answer in reach.gains(method).items():
            if target in members and target not in self._graph.administrators:
                if node is None:
                    node = self._graph.administrator_node(permission_class.account)
                self._graph.add_edges(target, method.mechanism, ((node, min(answer, ceiling)),))


class ClassReach:
    """What the methods gain for one permission class."""

    def __init__(self, graph: TrustGraph, permission_class: PermissionClass) -> None:
        self._directory = graph.directory
        self._class = permission_class
        self._inventory = graph.inventory.of(permission_class.account)
        self._found: dict[tuple[object, ...], Gains] = {}
        self._anywhere: dict[Permission, Answer] = {}

    def may_use(self, method: Method) -> bool:
        """Whether a method is for principals of this kind."""
        return method.caller is Caller.ANY or (method.caller is Caller.ROLE) == self._class.is_role

    def gains(self, method: Method) -> Gains:
        """The principals that a method gains."""
        if not self.may_use(method):
            return {}
        enabled = self._enabled(method)
        if enabled is Answer.NO:
            return {}
        found: Gains | None = None
        for permission in method.permissions:
            if permission.on in _OF_TARGET:
                gained = self._gained(permission, method)
                found = gained if found is None else _both(found, gained)
                if not found:
                    return {}
        if found is None:
            # who is assigned which permission set is not told
            certain = Answer.OPEN if method.target is Kind.PERMISSION_SET else Answer.YES
            found = dict.fromkeys(self._whoever(method), certain)
        return {target: min(answer, enabled) for target, answer in found.items()}

    def raises(self, method: Method) -> Gains:
        """The principals on which the permissions are held by which a method raises the caller itself."""
        found: Gains = {}
        for caller, kind in ((Caller.ROLE, Kind.ROLE), (Caller.USER, Kind.USER)):
            if method.caller in (caller, Caller.ANY):
                found |= self.gains(replace(method, target=kind, caller=Caller.ANY))
        return found

    def _enabled(self, method: Method) -> Answer:
        """Whether the permissions are there that do not depend on whom the method gains."""
        found = Answer.YES
        for permission in method.permissions:
            if permission.on not in _OF_TARGET:
                found = min(found, self._anywhere_answer(permission))
                if found is Answer.NO:
                    break
        return found

    def groups(self, method: Method) -> dict[str, Answer]:
        """The groups, by name, that a method makes the caller a member of."""
        enabled = self._enabled(method) if self.may_use(method) else Answer.NO
        found: dict[str, Answer] = {}
        for name, arn in self._inventory.group_arns.items():
            answer = enabled
            for permission in method.permissions:
                if answer is not Answer.NO and permission.on in _OF_TARGET:
                    view = self._class.view(self._directory.actions.bit(permission.action))
                    answer = min(answer, view.allowed(self._inventory.target(arn)))
            if answer is not Answer.NO:
                found[name] = answer
        return found

    def _whoever(self, method: Method) -> Iterable[int]:
        """Whom a method gains whatever its permissions are on: the caller itself, or roles of what the account has."""
        if method.target is Kind.SELF:
            return self._class.members
        inventory = self._inventory
        assigned = method.target is Kind.PERMISSION_SET
        things = inventory.permission_sets if assigned else inventory.workloads(method.workload or "")
        return {number for numbers in things.values() for number in numbers}

    def target_of(self, permission: Permission, method: Method, gained: int) -> Target | None:
        """What a permission of a method is used on to gain a principal; None if it is not allowed on anything."""
        view = self._class.view(self._directory.actions.bit(permission.action))
        inventory = self._inventory
        if permission.on is Relation.TARGET:
            return self._tagged(gained, self._directory.target(gained))
        if permission.on is Relation.PASSED_ROLE:
            return max(inventory.passed_roles(gained, permission.passed_to or ""), key=view.allowed)
        if permission.on is Relation.HELPER_ROLE:
            helper = next(iter(self._passed(permission.passed_to or "", False)), None)
            candidates = [] if helper is None else inventory.passed_roles(helper, permission.passed_to or "")
            return max(candidates, key=view.allowed, default=None)
        if permission.on is Relation.ANY:
            candidates = inventory.examples(permission.action, view)
        else:
            things = self._things(permission, method)
            candidates = [inventory.target(arn) for arn, numbers in things.items() if gained in numbers]
        return max(candidates, key=view.allowed, default=None)

    @cached_property
    def ceiling(self) -> Answer:
        """Whether boundary, SCPs and denies let a member be an administrator."""
        return self._inventory.administrator_answer(lambda bit, target: self._class.view(bit).permits(target))

    def _anywhere_answer(self, permission: Permission) -> Answer:
        found = self._anywhere.get(permission)
        if found is None:
            if permission.on is Relation.HELPER_ROLE:
                found = max(self._passed(permission.passed_to or "", False).values(), default=Answer.NO)
            else:
                found = self._somewhere(permission.action)
            self._anywhere[permission] = found
        return found

    def _somewhere(self, action: str) -> Answer:
        """Whether an action is allowed on some resource of its kind."""
        view = self._class.view(self._directory.actions.bit(action))
        if not view.allows or view.is_blocked:
            return Answer.NO
        if view.allows_everything:
            return Answer.YES
        return max((view.allowed(target) for target in self._inventory.examples(action, view)), default=Answer.NO)

    def _gained(self, permission: Permission, method: Method) -> Gains:
        """The principals for which one permission of a method is allowed."""
        key = (permission, method.workload, method.target, method.instance_profile, method.federated)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._related(permission, method)
        return found

    def _related(self, permission: Permission, method: Method) -> Gains:
        if permission.on is Relation.TARGET:
            return self._edited(permission, method)
        if permission.on is Relation.PASSED_ROLE:
            service = permission.passed_to or ""
            trusting = self._inventory.roles_of_provider(service) if method.federated else None
            return self._passed(service, method.instance_profile, trusting)
        if permission.on is Relation.PERMISSION_SET:
            # who is assigned which permission set is not told
            found = self._through(permission, self._things(permission, method))
            return {number: min(answer, Answer.OPEN) for number, answer in found.items()}
        return self._through(permission, self._things(permission, method))

    def _things(self, permission: Permission, method: Method) -> dict[str, list[int]]:
        """What a permission may be used on, with the principals that are gained by it."""
        inventory = self._inventory
        things = {
            Relation.WORKLOAD: lambda: inventory.workloads(method.workload or ""),
            Relation.ATTACHED_POLICY: lambda: inventory.editable_policies(self._of_kind(method)),
            Relation.GROUP: lambda: inventory.groups,
            Relation.PROVIDER: lambda: inventory.providers,
            Relation.PERMISSION_SET: lambda: inventory.permission_sets,
        }
        return things[permission.on]()

    def _of_kind(self, method: Method) -> Sequence[int]:
        """The principals that can be a method's target."""
        if method.target is Kind.SELF:
            return self._class.members
        return self._inventory.users.all if method.target is Kind.USER else self._inventory.roles.all

    def _edited(self, permission: Permission, method: Method) -> Gains:
        view = self._class.view(self._directory.actions.bit(permission.action))
        if not view.allows or view.is_blocked:
            return {}
        if method.target is Kind.SELF:
            candidates: Iterable[int] = self._class.members
        else:
            index = self._inventory.users if method.target is Kind.USER else self._inventory.roles
            candidates = index.candidates(view.allows)
        found: Gains = {}
        for number in candidates:
            if self._directory.is_kept_by_aws(number):
                continue
            answer = view.allowed(self._directory.target(number))
            if answer is Answer.NO and view.depends_on_tags:
                answer = view.allowed(self._tagged(number, self._directory.target(number)))
            if answer is not Answer.NO:
                found[number] = answer
        return found

    def _tagged(self, number: int, target: Target) -> Target:
        """A principal as what is called: with whatever tags, if it is allowed to tag it."""
        action = TAGGING[self._directory.principals[number].is_role]
        may_tag = self._class.view(self._directory.actions.bit(action)).allowed(self._directory.target(number))
        return target if may_tag is Answer.NO else Target(target.arn, partial(_tagged_value, target.lookup))

    def _passed(self, service: str, instance_profile: bool, trusting: Mapping[int, Answer] | None = None) -> Gains:
        """The roles that can be passed to a service which their trust policy lets in."""
        view = self._class.view(self._directory.actions.bit(_PASS_ROLE))
        if not view.allows or view.is_blocked:
            return {}
        found: Gains = {}
        if trusting is None:
            trusting = self._inventory.roles_of_service(service)
        for role, trusted in trusting.items():
            if instance_profile and not self._directory.principals[role].instance_profiles:
                continue
            passed = max(map(view.allowed, self._inventory.passed_roles(role, service)))
            answer = min(trusted, passed)
            if answer is not Answer.NO:
                found[role] = answer
        return found

    def _through(self, permission: Permission, things: dict[str, list[int]]) -> Gains:
        """The principals that are gained through something else on which the action is allowed."""
        view = self._class.view(self._directory.actions.bit(permission.action))
        if not view.allows or view.is_blocked:
            return {}
        found: Gains = defaultdict(lambda: Answer.NO)
        for arn, numbers in things.items():
            answer = view.allowed(self._inventory.target(arn))
            if answer is not Answer.NO:
                for number in numbers:
                    found[number] = max(found[number], answer)
        return dict(found)


def _tagged_value(lookup: Lookup, key: str) -> Value:
    return UNKNOWN if is_tag_of_target(key) else lookup(key)


def _both(first: Gains, second: Gains) -> Gains:
    if len(second) < len(first):
        first, second = second, first
    return {target: min(answer, second[target]) for target, answer in first.items() if target in second}
