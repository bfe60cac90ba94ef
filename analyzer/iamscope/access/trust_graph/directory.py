"""All principals of a snapshot with their policies, groups and organisation put together, in permission classes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import blake2b

from iamscope.access.trust_graph.answers import Lookup, is_personal
from iamscope.access.trust_graph.callers import account_lookup, principal_lookup, principal_value
from iamscope.access.trust_graph.classes import PermissionClass
from iamscope.access.trust_graph.facts import (
    Facts,
    GroupFact,
    OrganizationFact,
    PrincipalFact,
    ResourceFact,
    StatementFact,
    WorkloadFact,
)
from iamscope.access.trust_graph.known_policies import known_statements
from iamscope.access.trust_graph.permissions import (
    ActionTable,
    Permission,
    Target,
    depends_on_caller,
    may_depend_on_caller,
    permission,
)
from iamscope.results import InputProblem
from iamscope.source import Source
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Object

_NOWHERE = Document(Source("", "null"), None).root
_SERVICE_LINKED = ":role/aws-service-role/"
_RESERVED = ":role/aws-reserved/"


class StatementEntry:
    """A statement and what is asked of it often: the mask of its actions, and the keys it depends on.

    Its tree is made when it is asked for: those of all statements take more memory than everything else.
    """

    __slots__ = ("_fact", "actions", "denies", "is_personal", "keys")

    def __init__(self, fact: StatementFact) -> None:
        self._fact = fact
        self.actions = fact.actions
        self.denies = ("Effect", "Deny") in fact.value
        # most depend on nothing, and their trees take long to make
        self.keys = depends_on_caller(self.statement()) if may_depend_on_caller(fact.value) else frozenset()
        #: Whether it may mean something else for each principal.
        self.is_personal = any(map(is_personal, self.keys))

    def statement(self) -> Statement:
        """The statement's tree, made anew."""
        policy_type, version, value, _ = self._fact
        members = (("Version", version),) if version else ()
        policy = Policy(Object((*members, ("Statement", [value]))), _NOWHERE, policy_type)
        return Statement(value, _NOWHERE, policy)


class Directory:
    """Principals by number; `classes` are made by `classify`, once all facts are added."""

    def __init__(self, actions: ActionTable, changing: int = 0) -> None:
        """`changing` is the mask of actions by which a principal may change what limits it."""
        self.actions = actions
        self._changing = changing
        self.statements: list[StatementEntry] = []
        #: Those that are asked again: of trust policies, RCPs and resources, and of principals that can change.
        self.kept_statements: dict[int, StatementEntry] = {}
        self.principals: list[PrincipalFact] = []
        self.number_of: dict[str, int] = {}
        self.path_of: dict[str, str] = {}
        self.organization: OrganizationFact | None = None
        self.workloads: list[WorkloadFact] = []
        self.resources: list[ResourceFact] = []
        self.problems: list[InputProblem] = []
        self.classes: list[PermissionClass] = []
        self.class_of: list[int] = []
        self.policies: dict[str, tuple[int, ...]] = {}
        #: Of managed policies with several versions the statements of those that do not count.
        self.other_versions: dict[str, tuple[tuple[int, ...], ...]] = {}
        self.groups: dict[tuple[str, str], GroupFact] = {}
        self._numbers: dict[bytes, int] = {}
        self._denying: dict[str, bool] = {}

    def add(self, facts: Facts) -> None:
        """Adds the facts of a part."""
        numbers = [self._statement(fact) for fact in facts.statements]

        def renumbered(old: tuple[int, ...]) -> tuple[int, ...]:
            return tuple([numbers[number] for number in old])

        self.problems += facts.problems
        for fact in facts.principals:
            if fact.arn in self.number_of:
                message = f"`{fact.arn}` is told a second time; what the first file says counts"
                self.problems.append(InputProblem(facts.path, message, "leave one of the files out", False))
                continue
            self.number_of[fact.arn] = len(self.principals)
            self.path_of[fact.arn] = facts.path
            self.principals.append(
                fact._replace(
                    statements=renumbered(fact.statements),
                    trust=renumbered(fact.trust),
                    denying=tuple(map(renumbered, fact.denying)),
                )
            )
        for group in facts.groups:
            self.path_of[group.arn] = facts.path
            self.groups[group.account, group.name] = group._replace(statements=renumbered(group.statements))
        for policy in facts.policies:
            self.policies[policy.arn] = renumbered(policy.statements)
            if policy.others:
                self.other_versions[policy.arn] = tuple(map(renumbered, policy.others))
            self.path_of.setdefault(policy.arn, facts.path)
        self.workloads += facts.workloads
        for resource in facts.resources:
            self.path_of.setdefault(resource.arn, facts.path)
            self.resources.append(resource._replace(statements=renumbered(resource.statements)))
        if facts.organization is not None:
            self._add_organization(facts.organization, facts.path, renumbered)

    def _add_organization(
        self, fact: OrganizationFact, path: str, renumbered: Callable[[tuple[int, ...]], tuple[int, ...]]
    ) -> None:
        if self.organization is not None:
            message = f"a second organisation, `{fact.id}`, is left out"
            self.problems.append(InputProblem(path, message, "analyse one organisation at a time", False))
            return
        for levels in (fact.scps, fact.rcps):
            for account, of_account in levels.items():
                levels[account] = tuple(map(renumbered, of_account))
        self.organization = fact

    def _statement(self, fact: StatementFact) -> int:
        text = f"{fact.policy_type.value} {fact.version} {fact.value!r}"
        key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()  # the texts take more memory
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.statements)
            self.statements.append(StatementEntry(fact))
        return number

    def classify(self) -> None:
        """Groups the principals into permission classes."""
        _Classifier(self).run()
        self._numbers.clear()
        used = {number for principal in self.principals for number in principal.trust}
        used.update(number for resource in self.resources for number in resource.statements)
        if self.organization is not None:
            used.update(number for account in self.organization.rcps for number in self.rcp_statements(account))
        for number in range(len(self.principals)):
            if self.may_change(number):
                used.update(self._alternatives(self.principals[number]))
        if self._changing:
            used.update(number for group in self.groups.values() for number in self.statements_of_group(group))
        self.kept_statements = {number: self.statements[number] for number in used}
        self.statements.clear()  # the others are part of the classes now

    def may_change(self, number: int) -> bool:
        """Whether a principal is allowed, on something, to change what limits it, and has a limit at all."""
        if not self.classes[self.class_of[number]].allowed_actions & self._changing:
            return False
        principal = self.principals[number]
        if principal.boundary is not None or principal.denying:
            return True
        return any(arn in self.other_versions or self.denies(arn) for arn in self.attached_to(principal))

    def denies(self, arn: str) -> bool:
        """Whether a managed policy denies something."""
        found = self._denying.get(arn)
        if found is None:
            entries = [self.statements[number] for number in self.policy_statements(arn)]
            found = self._denying[arn] = any(entry.denies for entry in entries)
        return found

    def attached_to(self, principal: PrincipalFact) -> set[str]:
        """The managed policies of a principal, those of its groups included."""
        found = set(principal.attached)
        for name in principal.groups:
            group = self.groups.get((principal.account, name))
            found.update(group.attached if group is not None else ())
        return found

    def _alternatives(self, principal: PrincipalFact) -> set[int]:
        """All statements that a principal has, or would have with other versions of its policies."""
        found = set(self.statements_of(principal))
        for arn in self.attached_to(principal):
            self.denies(arn)
            for version in self.other_versions.get(arn, ()):
                found.update(version)
        return found

    def arn(self, number: int) -> str:
        """The ARN of a principal."""
        return self.principals[number].arn

    def lookup(self, number: int) -> Lookup:
        """What is known of a request of a principal."""
        return principal_lookup(self.principals[number], self.organization)

    def target(self, number: int) -> Target:
        """A principal as what is called."""
        principal = self.principals[number]
        return Target(principal.arn, partial(principal_value, principal, self.organization))

    def target_in(self, arn: str, account: str) -> Target:
        """Anything else in an account as what is called."""
        partition = arn.split(":", 2)[1] if arn.startswith("arn:") else "aws"
        return Target(arn, account_lookup(account, partition, self.organization))

    def is_kept_by_aws(self, number: int) -> bool:
        """Whether a principal is a role that nobody in the account can edit."""
        arn = self.principals[number].arn
        return _SERVICE_LINKED in arn or _RESERVED in arn

    def policy_statements(self, arn: str) -> tuple[int, ...]:
        """The statements of a managed policy; those of an unknown one are none, and named as a problem once."""
        found = self.policies.get(arn)
        if found is None:
            known = known_statements(arn, self.actions)
            if known is None:
                message = f"the policy `{arn}` is attached, but nowhere to be read; it is taken to allow nothing"
                self.problems.append(InputProblem(arn, message, "collect the account that it is in again", False))
            found = self.policies[arn] = tuple(map(self._statement, known or ()))
        return found

    def statements_of(self, principal: PrincipalFact) -> tuple[int, ...]:
        """The numbers of all statements of a principal's identity policies, those of its groups included."""
        found = set(principal.statements)
        for arn in principal.attached:
            found.update(self.policy_statements(arn))
        for name in principal.groups:
            group = self.groups.get((principal.account, name))
            if group is not None:
                found.update(self.statements_of_group(group))
        return tuple(sorted(found))

    def statements_of_group(self, group: GroupFact) -> set[int]:
        """The numbers of all statements of a group's policies."""
        return {*group.statements, *(number for arn in group.attached for number in self.policy_statements(arn))}

    def scp_levels(self, principal: PrincipalFact) -> tuple[tuple[int, ...], ...]:
        """The statements of the SCPs that bind a principal, a level each."""
        organization = self.organization
        if organization is None or _SERVICE_LINKED in principal.arn:
            return ()
        if principal.account == organization.management_account:
            return ()
        return organization.scps.get(principal.account, ())

    @property
    def missing_accounts(self) -> list[str]:
        """The accounts of the organisation that no principal is told of."""
        if self.organization is None:
            return []
        return sorted(self.organization.paths.keys() - {principal.account for principal in self.principals})

    def rcp_statements(self, account: str) -> tuple[int, ...]:
        """The statements of the RCPs that protect an account's resources."""
        organization = self.organization
        if organization is None or account == organization.management_account:
            return ()
        return tuple(number for level in organization.rcps.get(account, ()) for number in level)


#: An account, and whether roles or users are meant.
Scope = tuple[str, bool]
EVERYBODY: Scope = ("", False)


class _Classifier:
    """Finds which principals are allowed the same."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._permissions: dict[Permission, Permission] = {}
        self._known: dict[tuple[tuple[int, ...], Scope], tuple[Permission, ...]] = {}
        self._single: dict[tuple[int, Scope], Permission | None] = {}
        self._trees: dict[int, Statement] = {}
        self._reduced: dict[tuple[Permission, ...], tuple[Permission, ...]] = {}

    def run(self) -> None:
        directory = self._directory
        classes: dict[object, int] = {}
        for number, principal in enumerate(directory.principals):
            identity = self._useful(self._permissions_of(directory.statements_of(principal), number))
            boundary = None
            if principal.boundary is not None:
                boundary = self._permissions_of(directory.policy_statements(principal.boundary), number)
            levels = tuple(self._permissions_of(level, number) for level in directory.scp_levels(principal))
            # equal permissions are one object, so that their identities tell them apart
            key = (
                principal.account,
                principal.is_role,
                tuple(map(id, identity)),
                None if boundary is None else tuple(map(id, boundary)),
                tuple(tuple(map(id, level)) for level in levels),
            )
            at = classes.get(key)
            if at is None:
                at = classes[key] = len(directory.classes)
                new = PermissionClass(principal.account, principal.is_role, identity, boundary, levels)
                directory.classes.append(new)
            directory.class_of.append(at)
            directory.classes[at].members.append(number)

    def _useful(self, permissions: tuple[Permission, ...]) -> tuple[Permission, ...]:
        """Permissions without the actions that lead to nothing without others, so that classes are fewer."""
        known = self._reduced.get(permissions)
        if known is None:
            allowed = 0
            for each in permissions:
                if each.allows:
                    allowed |= each.actions
            useful = self._directory.actions.useful(allowed)
            found = {}
            for each in permissions:
                if each.actions & useful:
                    new = each._replace(actions=each.actions & useful)
                    kept = self._permissions.setdefault(new, new)
                    found[id(kept)] = kept
            known = self._reduced[permissions] = tuple(found[key] for key in sorted(found))
        return known

    def _permissions_of(self, statements: tuple[int, ...], number: int) -> tuple[Permission, ...]:
        """The permissions of statements for a principal, each once, in the same order for the same permissions."""
        scope = self._scope(statements, number)
        known = self._known.get((statements, scope)) if scope is not None else None
        if known is None:
            found = {}
            for each in statements:
                new = self._permission(each, number)
                if new is not None:
                    found[id(new)] = new
            known = tuple(found[key] for key in sorted(found))
            if scope is not None:
                self._known[statements, scope] = known
        return known

    def _permission(self, statement: int, number: int) -> Permission | None:
        """What one statement means for a principal; for equal ones the same object."""
        scope = self._scope((statement,), number)
        if scope is not None and (statement, scope) in self._single:
            return self._single[statement, scope]
        entry = self._directory.statements[statement]
        tree = self._trees.get(statement)
        if tree is None:
            tree = entry.statement()
            if scope is None:  # it is asked again for every principal
                self._trees[statement] = tree
        found = permission(tree, entry.actions, self._directory.lookup(number))
        if found is not None:
            found = self._permissions.setdefault(found, found)
        if scope is not None:
            self._single[statement, scope] = found
        return found

    def _scope(self, statements: tuple[int, ...], number: int) -> Scope | None:
        """For whom statements mean the same: everybody, one kind of principal of an account, or (None) nobody else."""
        entries = [self._directory.statements[each] for each in statements]
        if not any(entry.keys for entry in entries):
            return EVERYBODY
        if any(entry.is_personal for entry in entries):
            return None
        principal = self._directory.principals[number]
        return principal.account, principal.is_role
