"""Accounts as a snapshot or a repository tells them: organisation, principals, policies, resources, workloads.

A reader of one kind of source is one module that yields `Part`s; everything else works on these objects alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from iamscope.policy_types import TRUST_RESOURCE_TYPE, PolicyType
from iamscope.results import InputProblem
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Object


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy document: its name (of an inline policy; else the ARN or id of what it belongs to), value and place."""

    name: str
    value: Object
    place: Place

    def policy(self, policy_type: PolicyType, resource_type: str | None = None) -> Policy:
        """The policy's tree, made anew."""
        return Policy(self.value, self.place, policy_type, resource_type)

    @property
    def trust_policy(self) -> Policy:
        """The tree of a role's trust policy."""
        return Policy(self.value, self.place, PolicyType.TRUST, TRUST_RESOURCE_TYPE)

    @property
    def origin(self) -> Place:
        """The place in the outermost document of a file: of the policy, or of the string that it is written in."""
        place = self.place
        while place.document.outer is not None:
            place = place.document.outer
        return place


Tags: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An IAM group; `attached` are ARNs of managed policies."""

    arn: str
    name: str
    account: str
    place: Place
    unique_id: str = ""
    inline: tuple[PolicyDocument, ...] = ()
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An IAM user; `groups` are names of groups of its account, `boundary` the ARN of its permissions boundary."""

    arn: str
    name: str
    account: str
    place: Place
    unique_id: str = ""
    inline: tuple[PolicyDocument, ...] = ()
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    groups: tuple[str, ...] = ()
    tags: Tags = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """An IAM role; `trust` is None where its document could not be read (the part's problems say why)."""

    arn: str
    name: str
    account: str
    place: Place
    unique_id: str = ""
    trust: PolicyDocument | None
    inline: tuple[PolicyDocument, ...] = ()
    attached: tuple[str, ...] = ()
    boundary: str | None = None
    instance_profiles: tuple[str, ...] = ()
    tags: Tags = ()


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version of a managed policy."""

    id: str
    is_default: bool
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A managed policy, of the account or of AWS, with its versions."""

    arn: str
    versions: tuple[PolicyVersion, ...]

    @property
    def document(self) -> PolicyDocument | None:
        """The default version, which is the one that counts."""
        return next((version.document for version in self.versions if version.is_default), None)


@dataclass(frozen=True, slots=True)
class Workload:
    """Something that runs with the rights of a role: `type` is its CloudFormation type, `role` the role's ARN.

    `instance_profile` is the ARN of one where only that is known.
    """

    arn: str
    type: str
    account: str
    role: str
    place: Place
    instance_profile: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource with its policy, if it has one, and its `settings`: the members beside `arn`, `type` and `policy`."""

    arn: str
    type: str
    account: str
    policy: PolicyDocument | None
    settings: Object
    place: Place


@dataclass(frozen=True, slots=True)
class OrganizationPolicy:
    """A policy of an organisation: `type` is `SERVICE_CONTROL_POLICY` or `RESOURCE_CONTROL_POLICY`."""

    id: str
    name: str
    type: str
    document: PolicyDocument


@dataclass(frozen=True, slots=True)
class OrganizationAccount:
    """An account: `path` are the ids from the root to its unit, `levels` the policy ids of root, units and account."""

    id: str
    name: str
    path: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation with its accounts and policies by id."""

    id: str
    management_account: str
    accounts: Mapping[str, OrganizationAccount]
    policies: Mapping[str, OrganizationPolicy]
    place: Place

    def org_path(self, account: str) -> str | None:
        """`aws:PrincipalOrgPaths` of a member account, such as `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`."""
        member = self.accounts.get(account)
        return None if member is None else "/".join((self.id, *member.path, ""))

    def policies_by_level(self, account: str, type: str) -> tuple[tuple[OrganizationPolicy, ...], ...]:
        """The policies of one type that hold for an account, a level each from the root to the account.

        Levels without any policy of the type are left out: the type may not be enabled there.
        """
        member = self.accounts.get(account)
        if member is None:
            return ()
        levels = (
            tuple(self.policies[id] for id in level if id in self.policies and self.policies[id].type == type)
            for level in member.levels
        )
        return tuple(level for level in levels if level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one file told. A snapshot is many parts, in no particular order; `path` is the file's own."""

    path: str
    organization: Organization | None = None
    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    roles: tuple[Role, ...] = ()
    policies: tuple[ManagedPolicy, ...] = ()
    workloads: tuple[Workload, ...] = ()
    resources: tuple[Resource, ...] = ()
    problems: tuple[InputProblem, ...] = field(default=())
