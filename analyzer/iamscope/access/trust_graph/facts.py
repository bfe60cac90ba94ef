"""What a graph needs of one part of a snapshot, small enough to keep and to send between processes.

Of the policies only the statements stay that are about an action which is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from iamscope.access.model import Group, ManagedPolicy, Organization, Part, PolicyDocument, Role, Tags, User
from iamscope.access.trust_graph.permissions import ActionTable
from iamscope.access.trust_graph.resource_shares import is_restricted
from iamscope.policy_types import PolicyType
from iamscope.results import InputProblem
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import Json, Object


class StatementFact(NamedTuple):
    """A statement without its `Sid`, what its policy says beside it, and the mask of the actions that it is about."""

    policy_type: PolicyType
    version: str
    value: Object
    actions: int


class PrincipalFact(NamedTuple):
    """A user or role; statements are numbers in the list of the part.

    `takes_tags` says that sessions of it may have tags that it has not: its trust policy allows `sts:TagSession`.
    `denying` has, of those inline policies that deny something, the statements of each.
    """

    arn: str
    is_role: bool
    name: str
    account: str
    unique_id: str
    statements: tuple[int, ...]
    attached: tuple[str, ...]
    boundary: str | None
    groups: tuple[str, ...]
    tags: Tags
    trust: tuple[int, ...]
    takes_tags: bool
    instance_profiles: tuple[str, ...]
    denying: tuple[tuple[int, ...], ...]


class GroupFact(NamedTuple):
    """A group's statements and attached policies."""

    arn: str
    name: str
    account: str
    statements: tuple[int, ...]
    attached: tuple[str, ...]


class PolicyFact(NamedTuple):
    """A managed policy: the statements of the version that counts, and of each other version that differs."""

    arn: str
    statements: tuple[int, ...]
    others: tuple[tuple[int, ...], ...]


class ResourceFact(NamedTuple):
    """A resource with the statements of its policy; `has_policy` tells none from one that is about other actions.

    `is_restricted` says that Block Public Access keeps other accounts out, as the policy is public.
    """

    arn: str
    type: str
    account: str
    has_policy: bool
    statements: tuple[int, ...]
    settings: Object = Object(())
    is_restricted: bool = False


class WorkloadFact(NamedTuple):
    """Something that runs with the rights of a role."""

    arn: str
    type: str
    account: str
    role: str
    instance_profile: str


@dataclass(slots=True)
class Facts:
    """The facts of one part."""

    path: str
    statements: list[StatementFact] = field(default_factory=list)
    principals: list[PrincipalFact] = field(default_factory=list)
    groups: list[GroupFact] = field(default_factory=list)
    policies: list[PolicyFact] = field(default_factory=list)
    workloads: list[WorkloadFact] = field(default_factory=list)
    resources: list[ResourceFact] = field(default_factory=list)
    organization: OrganizationFact | None = None
    problems: tuple[InputProblem, ...] = ()


@dataclass(slots=True)
class OrganizationFact:
    """An organisation: per account its path and, a level each from the root, the statements of SCPs and of RCPs."""

    id: str
    management_account: str
    paths: dict[str, str]
    scps: dict[str, tuple[tuple[int, ...], ...]]
    rcps: dict[str, tuple[tuple[int, ...], ...]]


class Reducer:
    """Reduces parts; one for all parts of a process, as they share what they say.

    Of the resources those are kept that `wanted` says yes to, by ARN.
    """

    def __init__(self, actions: ActionTable, wanted: Callable[[str], bool] = lambda _: False) -> None:
        self._wanted = wanted
        self.masks = _Masks(actions)
        self._tagging = _Masks(ActionTable(["sts:TagSession"]))

    def takes_tags(self, trust: PolicyDocument | None) -> bool:
        """Whether a trust policy lets sessions be tagged."""
        return trust is not None and any(
            ("Effect", "Allow") in value and self._tagging.of(value, PolicyType.TRUST, trust)
            for value in _objects(trust.value.get("Statement"))
        )

    def reduce(self, part: Part) -> Facts:
        """The facts of a part."""
        facts = Facts(part.path, problems=part.problems)
        statements = _Statements(facts.statements, self)
        for user in part.users:
            facts.principals.append(_principal(user, statements, takes_tags=False))
        for role in part.roles:
            facts.principals.append(_principal(role, statements, takes_tags=self.takes_tags(role.trust)))
        facts.groups += [
            GroupFact(group.arn, group.name, group.account, _flat(_inline(group, statements)), group.attached)
            for group in part.groups
        ]
        for policy in part.policies:
            document = policy.document
            if document is not None:
                facts.policies.append(_policy(policy, document, statements))
        facts.workloads += [
            WorkloadFact(one.arn, one.type, one.account, one.role, one.instance_profile) for one in part.workloads
        ]
        for resource in part.resources:
            if self._wanted(resource.arn):
                document = resource.policy
                found = () if document is None else statements.of(document, PolicyType.RESOURCE)
                facts.resources.append(
                    ResourceFact(
                        resource.arn,
                        resource.type,
                        resource.account,
                        document is not None,
                        found,
                        resource.settings,
                        is_restricted(resource),
                    )
                )
        if part.organization is not None:
            facts.organization = _organization(part.organization, statements)
        return facts


class _Masks:
    """The masks of statements, mostly by looking up their actions as they are written."""

    def __init__(self, actions: ActionTable) -> None:
        self._actions = actions
        self._known: dict[tuple[str, ...], int] = {}

    def of(self, value: Object, policy_type: PolicyType, document: PolicyDocument) -> int:
        """The mask of one statement of a document."""
        members = dict(value)
        name = "NotAction" if "Action" not in members else "Action"
        if name not in members or (name == "Action" and "NotAction" in members):
            return 0
        written = members[name]
        key = (name, *(written if isinstance(written, list) else [written]))
        try:
            mask = self._known.get(key)
        except TypeError:  # something that is no string
            return 0
        if mask is None:
            policy = Policy(document.value, document.place, policy_type)
            mask = self._known[key] = self._actions.mask(Statement(value, document.place, policy))
        return mask


class _Statements:
    """Numbers the statements of a part, equal ones alike."""

    def __init__(self, facts: list[StatementFact], reducer: Reducer) -> None:
        self._facts = facts
        self._reducer = reducer
        self._numbers: dict[str, int] = {}

    def of(self, document: PolicyDocument, policy_type: PolicyType) -> tuple[int, ...]:
        version = document.value.get("Version")
        found = []
        for value in _objects(document.value.get("Statement")):
            mask = self._reducer.masks.of(value, policy_type, document)
            if mask:
                found.append(self._number(policy_type, version if isinstance(version, str) else "", value, mask))
        return tuple(found)

    def deny(self, numbers: Iterable[int]) -> bool:
        """Whether one of these statements denies."""
        return any(("Effect", "Deny") in self._facts[number].value for number in numbers)

    def _number(self, policy_type: PolicyType, version: str, value: Object, mask: int) -> int:
        value = Object(item for item in value if item[0] != "Sid")
        key = f"{policy_type.value}{version}{value!r}"
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._facts)
            self._facts.append(StatementFact(policy_type, version, value, mask))
        return number


def _objects(value: Json) -> Iterable[Object]:
    if isinstance(value, Object):
        return (value,)
    return [item for item in value if isinstance(item, Object)] if isinstance(value, list) else ()


def _policy(policy: ManagedPolicy, document: PolicyDocument, statements: _Statements) -> PolicyFact:
    current = statements.of(document, PolicyType.IDENTITY)
    versions = (statements.of(version.document, PolicyType.IDENTITY) for version in policy.versions)
    denies = statements.deny(current)
    others = dict.fromkeys(version for version in versions if version != current and (version or denies))
    return PolicyFact(policy.arn, current, tuple(others))


def _inline(principal: User | Role | Group, statements: _Statements) -> list[tuple[int, ...]]:
    """The statements of each inline policy."""
    return [statements.of(document, PolicyType.IDENTITY) for document in principal.inline]


def _flat(documents: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple([number for document in documents for number in document])


def _principal(principal: User | Role, statements: _Statements, *, takes_tags: bool) -> PrincipalFact:
    is_role = isinstance(principal, Role)
    inline = _inline(principal, statements)
    trust = principal.trust if isinstance(principal, Role) else None
    return PrincipalFact(
        principal.arn,
        is_role,
        principal.name,
        principal.account,
        principal.unique_id,
        _flat(inline),
        principal.attached,
        principal.boundary,
        () if isinstance(principal, Role) else principal.groups,
        principal.tags,
        statements.of(trust, PolicyType.TRUST) if trust is not None else (),
        takes_tags,
        principal.instance_profiles if isinstance(principal, Role) else (),
        tuple(document for document in inline if statements.deny(document)),
    )


def _organization(organization: Organization, statements: _Statements) -> OrganizationFact:
    def levels(account: str, type: str, policy_type: PolicyType) -> tuple[tuple[int, ...], ...]:
        return tuple(
            tuple(number for policy in level for number in statements.of(policy.document, policy_type))
            for level in organization.policies_by_level(account, type)
        )

    accounts = organization.accounts
    scp, rcp = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
    return OrganizationFact(
        organization.id,
        organization.management_account,
        {account: organization.org_path(account) or "" for account in accounts},
        {account: levels(account, scp, PolicyType.SCP) for account in accounts},
        {account: levels(account, rcp, PolicyType.RCP) for account in accounts},
    )
