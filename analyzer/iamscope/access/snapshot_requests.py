"""Fills requests from a snapshot: the policies that bear on a caller and a resource, and what follows of context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from iamscope.access.model import ManagedPolicy, Organization, Part, PolicyDocument, Resource, Role, User
from iamscope.access.resource_settings import Settings
from iamscope.access.shared_resources import plain_json
from iamscope.errors import InputError
from iamscope.logic.buckets.access_control_lists import parse_grants
from iamscope.logic.buckets.block_public_access import OPEN
from iamscope.logic.evaluation.callers import Caller, CallerKind
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.spec.managed_policies import managed_policy
from iamscope.syntax.ast import Policy

#: What a caller of an account that the snapshot does not have may be allowed at home: nobody here knows.
_EVERYTHING = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def _of_bucket(resource: Resource) -> Iterator[tuple[str, Any]]:
    """The settings of a bucket that bear on requests; of its list only what is granted to the public, since whose the
    canonical ids are is not known.
    """
    settings = Settings(plain_json(resource.settings))
    if settings.block != OPEN:
        yield "public_access_block", settings.block
    public = [grant for grant in parse_grants(settings.acl) if grant.is_public]
    if public:
        yield "acl_grants", public


class SnapshotRequests:
    """A snapshot, asked for what bears on single requests."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._principals: dict[str, User | Role] = {}
        self._sessions: dict[tuple[str, str], Role] = {}  # by account and name: a session's ARN has no path
        self._groups: dict[tuple[str, str], tuple[tuple[PolicyDocument, ...], tuple[str, ...]]] = {}
        self._managed: dict[str, ManagedPolicy] = {}
        self._resources: dict[str, Resource] = {}
        self._organization: Organization | None = None
        self._accounts: set[str] = set()
        self._trees: dict[tuple[int, PolicyType], tuple[PolicyDocument, Policy]] = {}
        for part in parts:
            self._take(part)

    def _take(self, part: Part) -> None:
        principals: tuple[User | Role, ...] = (*part.users, *part.roles)
        self._principals |= {principal.arn: principal for principal in principals}
        self._sessions |= {(role.account, role.name): role for role in part.roles}
        self._groups |= {(group.account, group.name): (group.inline, group.attached) for group in part.groups}
        self._managed |= {policy.arn: policy for policy in part.policies}
        self._resources |= {resource.arn: resource for resource in part.resources}
        self._accounts |= {principal.account for principal in principals}
        self._organization = part.organization or self._organization

    @property
    def accounts(self) -> frozenset[str]:
        """The accounts whose users and roles are known."""
        return frozenset(self._accounts)

    @property
    def principals(self) -> tuple[str, ...]:
        """The ARNs of all users and roles."""
        return tuple(self._principals)

    @property
    def guarded(self) -> tuple[str, ...]:
        """The ARNs of all resources that have a policy, roles with their trust policies among them."""
        roles = (arn for arn, principal in self._principals.items() if isinstance(principal, Role) and principal.trust)
        return (*(arn for arn, resource in self._resources.items() if resource.policy is not None), *roles)

    def of_caller(self, caller: Caller) -> dict[str, Any]:
        """The fields of a request that follow from its caller; raises InputError for one that should be there."""
        if not caller.in_account or caller.kind is CallerKind.ROOT:
            return self._of_account(caller.account)
        principal = self._find(caller)
        if principal is None:
            if caller.account in self._accounts:
                raise InputError(f"`{caller.id}` is not in the snapshot", "check the ARN, its path included")
            everything = as_policy(_EVERYTHING, PolicyType.IDENTITY, "unknown")
            return {"identity_policies": [everything]} | self._of_account(caller.account)
        fields = self._of_account(caller.account)
        fields["identity_policies"] = list(self._identity_policies(principal))
        if principal.boundary is not None:
            fields["permission_boundaries"] = [self._managed_policy(principal.boundary, PolicyType.BOUNDARY)]
        fields["context"] |= {f"aws:PrincipalTag/{name}": value for name, value in principal.tags}
        if principal.unique_id:
            session = f":{caller.id.rsplit('/', 1)[-1]}" if caller.kind is CallerKind.SESSION else ""
            if session or isinstance(principal, User):
                fields["context"]["aws:userid"] = principal.unique_id + session
        return fields

    def _find(self, caller: Caller) -> User | Role | None:
        if caller.kind is CallerKind.SESSION:
            return self._sessions.get((caller.account, caller.name))
        return self._principals.get(caller.id)

    def _of_account(self, account: str) -> dict[str, Any]:
        organization = self._organization
        if organization is None:
            return {"context": {}}
        fields: dict[str, Any] = {"management_account": organization.management_account, "context": {}}
        path = organization.org_path(account) if account else None
        if path is not None:
            fields["context"] = {"aws:PrincipalOrgID": organization.id, "aws:PrincipalOrgPaths": [path]}
            fields["scps"] = self._levels(account, "SERVICE_CONTROL_POLICY", PolicyType.SCP)
        return fields

    def of_resource(self, arn: str) -> dict[str, Any]:
        """The fields of a request that follow from its resource: policy, account, and policies of the organization."""
        fields: dict[str, Any] = {"context": {}}
        role = self._principals.get(arn)
        resource = self._resource(arn)
        account = role.account if role is not None else resource.account if resource is not None else ""
        if isinstance(role, Role) and role.trust is not None:
            fields["resource_policy"] = self._tree(role.trust, PolicyType.RESOURCE)
        elif resource is not None and resource.policy is not None:
            fields["resource_policy"] = self._tree(resource.policy, PolicyType.RESOURCE)
        if resource is not None:
            fields |= _of_bucket(resource)
        if account:
            fields["resource_account"] = account
        organization = self._organization
        path = organization.org_path(account) if organization is not None and account else None
        if organization is not None and path is not None:
            fields["context"] = {"aws:ResourceOrgID": organization.id, "aws:ResourceOrgPaths": [path]}
            fields["rcps"] = self._levels(account, "RESOURCE_CONTROL_POLICY", PolicyType.RCP)
        return fields

    def _resource(self, arn: str) -> Resource | None:
        """The resource that an ARN is of, or is in: an object of a bucket, a version of a function."""
        end = len(arn)
        while end > 0:
            found = self._resources.get(arn[:end])
            if found is not None:
                # the policy of a table is for its indexes, but not for its streams, which have their own
                return None if arn.startswith("/stream/", end) else found
            end = max(arn.rfind("/", 0, end), arn.rfind(":", 0, end))
        return None

    def _identity_policies(self, principal: User | Role) -> Iterator[Policy]:
        documents = list(principal.inline)
        attached = list(principal.attached)
        for name in principal.groups if isinstance(principal, User) else ():
            inline, managed = self._groups.get((principal.account, name), ((), ()))
            documents += inline
            attached += managed
        for document in documents:
            yield self._tree(document, PolicyType.IDENTITY)
        for arn in dict.fromkeys(attached):
            yield self._managed_policy(arn, PolicyType.IDENTITY)

    def _managed_policy(self, arn: str, policy_type: PolicyType) -> Policy:
        managed = self._managed.get(arn)
        document = managed.document if managed is not None else None
        if document is not None:
            return self._tree(document, policy_type)
        text = managed_policy(arn)
        if text is None:
            raise InputError(f"the snapshot does not have the policy `{arn}`", "take the snapshot anew")
        return as_policy(text, policy_type, arn)

    def _levels(self, account: str, kind: str, policy_type: PolicyType) -> list[list[Policy]]:
        levels = self._organization.policies_by_level(account, kind) if self._organization is not None else ()
        return [[self._tree(policy.document, policy_type) for policy in level] for level in levels]

    def _tree(self, document: PolicyDocument, policy_type: PolicyType) -> Policy:
        """The tree of a document, made once."""
        key = id(document), policy_type
        if key not in self._trees:
            self._trees[key] = document, document.policy(policy_type)
        return self._trees[key][1]
