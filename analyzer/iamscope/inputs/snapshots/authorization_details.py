"""Principals and policies from `aws iam get-account-authorization-details`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from iamscope.access.model import Group, ManagedPolicy, Part, PolicyDocument, PolicyVersion, Role, Tags, User
from iamscope.errors import InputError
from iamscope.inputs.snapshots.fields import Field, Fields, objects, policy_document, text
from iamscope.results import InputProblem
from iamscope.syntax.document import Document

_ARN = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:(?P<kind>user|group|role)/.+", re.DOTALL)
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList")


def is_authorization_details(fields: Fields) -> bool:
    """Whether a file's members are those of the command's output."""
    if any(name in fields and isinstance(fields[name].value, list) for name in _LISTS):
        return True
    return any("PolicyVersionList" in policy for policy in objects(fields, "Policies"))


def read(document: Document, fields: Fields, path: str) -> Part:
    """Everything in one output; what cannot be understood is named in the part's problems and left out."""
    reader = _Reader(document.source.path)
    return Part(
        path=path,
        users=tuple(reader.users(fields)),
        groups=tuple(reader.groups(fields)),
        roles=tuple(reader.roles(fields)),
        policies=tuple(reader.policies(fields)),
        problems=tuple(reader.problems),
    )


@dataclass
class _Reader:
    shown: str
    problems: list[InputProblem] = field(default_factory=list)

    def users(self, fields: Fields) -> Iterator[User]:
        for user in self._principals(fields, "UserDetailList", "user"):
            arn = text(user, "Arn")
            yield User(
                arn=arn,
                name=text(user, "UserName"),
                account=_account(arn),
                place=user["Arn"].place,
                unique_id=text(user, "UserId"),
                inline=tuple(self._inline(user, "UserPolicyList", arn)),
                attached=_attached(user),
                boundary=_boundary(user),
                groups=tuple(item.text for item in user["GroupList"].items()) if "GroupList" in user else (),
                tags=_tags(user),
            )

    def groups(self, fields: Fields) -> Iterator[Group]:
        for group in self._principals(fields, "GroupDetailList", "group"):
            arn = text(group, "Arn")
            yield Group(
                arn=arn,
                name=text(group, "GroupName"),
                account=_account(arn),
                place=group["Arn"].place,
                unique_id=text(group, "GroupId"),
                inline=tuple(self._inline(group, "GroupPolicyList", arn)),
                attached=_attached(group),
            )

    def roles(self, fields: Fields) -> Iterator[Role]:
        for role in self._principals(fields, "RoleDetailList", "role"):
            arn = text(role, "Arn")
            yield Role(
                arn=arn,
                name=text(role, "RoleName"),
                account=_account(arn),
                place=role["Arn"].place,
                unique_id=text(role, "RoleId"),
                trust=self._document(role.get("AssumeRolePolicyDocument"), arn, "trust policy", arn),
                inline=tuple(self._inline(role, "RolePolicyList", arn)),
                attached=_attached(role),
                boundary=_boundary(role),
                instance_profiles=tuple(text(profile, "Arn") for profile in objects(role, "InstanceProfileList")),
                tags=_tags(role),
            )

    def policies(self, fields: Fields) -> Iterator[ManagedPolicy]:
        for policy in objects(fields, "Policies"):
            arn = text(policy, "Arn")
            if not arn.startswith("arn:"):
                self._problem("a policy without an `Arn` is left out", policy)
                continue
            default = text(policy, "DefaultVersionId")
            versions = []
            for version in objects(policy, "PolicyVersionList"):
                id = text(version, "VersionId")
                document = self._document(version.get("Document"), arn, f"version `{id}`", arn)
                is_default = id == default if default else _is_true(version.get("IsDefaultVersion"))
                if document is not None:
                    versions.append(PolicyVersion(id, is_default, document))
            yield ManagedPolicy(arn, tuple(versions))

    def _principals(self, fields: Fields, name: str, kind: str) -> Iterator[Fields]:
        for item in objects(fields, name):
            arn = _ARN.fullmatch(text(item, "Arn"))
            if arn is not None and arn["kind"] == kind:
                yield item
            else:
                self._problem(f"a {kind} without an `Arn` of one is left out", item)

    def _inline(self, fields: Fields, name: str, arn: str) -> Iterator[PolicyDocument]:
        for policy in objects(fields, name):
            policy_name = text(policy, "PolicyName")
            what = f"inline policy `{policy_name}`"
            document = self._document(policy.get("PolicyDocument"), policy_name, what, arn)
            if document is not None:
                yield document

    def _document(self, value: Field | None, name: str, what: str, arn: str) -> PolicyDocument | None:
        if value is None or value.value is None:
            self.problems.append(
                InputProblem(self.shown, f"`{arn}`: its {what} is missing", "collect the account again", False)
            )
            return None
        try:
            document, times = policy_document(value, name)
        except InputError as error:
            self._problem_at(f"`{arn}`: its {what} {error.message}; it is left out", error.help, value)
            return None
        if times > 1:
            self._problem_at(
                f"`{arn}`: its {what} is percent-encoded {times} times; it is read all the same",
                "encode a document once, or not at all",
                value,
            )
        return document

    def _problem_at(self, message: str, help: str, value: Field) -> None:
        self.problems.append(InputProblem(self.shown, message, help, False, value.place.span))

    def _problem(self, message: str, fields: Fields) -> None:
        span = next(iter(fields.values())).place.span if fields else None
        self.problems.append(
            InputProblem(self.shown, message, "take the output of the AWS command as it is", False, span)
        )


def _account(arn: str) -> str:
    return arn.split(":", 5)[4]


def _attached(fields: Fields) -> tuple[str, ...]:
    found = (text(policy, "PolicyArn") for policy in objects(fields, "AttachedManagedPolicies"))
    return tuple(arn for arn in found if arn)


def _boundary(fields: Fields) -> str | None:
    boundary = fields.get("PermissionsBoundary")
    return None if boundary is None else text(boundary.fields, "PermissionsBoundaryArn") or None


def _tags(fields: Fields) -> Tags:
    return tuple((text(tag, "Key"), text(tag, "Value")) for tag in objects(fields, "Tags"))


def _is_true(value: Field | None) -> bool:
    return value is not None and value.value is True
