"""Small accounts for tests: what AWS's commands would print of them, written into a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Statement = Mapping[str, Any]
Listed = str | list[str]


def allow(action: Listed, resource: Listed = "*", **more: Any) -> dict[str, Any]:
    """A statement that allows; `more` are further elements."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Listed, resource: Listed = "*", **more: Any) -> dict[str, Any]:
    """A statement that denies."""
    return {**allow(action, resource, **more), "Effect": "Deny"}


def trust(principal: Any, action: Listed = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    """A statement of a trust policy that lets somebody in."""
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


def policy(*statements: Statement) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


ADMINISTRATOR = allow("*")
ADMINISTRATOR_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"


class Account:
    """An account that is filled step by step."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.details: dict[str, list[dict[str, Any]]] = {
            "UserDetailList": [],
            "GroupDetailList": [],
            "RoleDetailList": [],
            "Policies": [],
        }
        self.functions: list[dict[str, str]] = []
        self.resources: list[dict[str, Any]] = []

    def arn(self, resource: str) -> str:
        """The ARN of something in IAM: `role/name`."""
        return f"arn:aws:iam::{self.id}:{resource}"

    @property
    def root(self) -> dict[str, str]:
        """The account as a principal."""
        return {"AWS": self.arn("root")}

    def role(
        self,
        name: str,
        trusted: Iterable[Statement] = (),
        allowed: Iterable[Statement] = (),
        *,
        path: str = "/",
        profile: bool = False,
        **more: Any,
    ) -> str:
        """Adds a role and returns its ARN."""
        arn = self.arn(f"role{path}{name}")
        profiles = [{"Arn": self.arn(f"instance-profile/{name}")}] if profile else []
        self.details["RoleDetailList"].append(
            {
                **self._principal("Role", name, arn, allowed, **more),
                "AssumeRolePolicyDocument": policy(*trusted),
                "InstanceProfileList": profiles,
            }
        )
        return arn

    def user(self, name: str, allowed: Iterable[Statement] = (), *, groups: Iterable[str] = (), **more: Any) -> str:
        """Adds a user and returns its ARN."""
        arn = self.arn(f"user/{name}")
        detail = self._principal("User", name, arn, allowed, **more)
        self.details["UserDetailList"].append({**detail, "GroupList": list(groups)})
        return arn

    def group(self, name: str, allowed: Iterable[Statement] = (), *, attached: Iterable[str] = ()) -> None:
        """Adds a group."""
        detail = self._principal("Group", name, self.arn(f"group/{name}"), allowed, attached=attached)
        self.details["GroupDetailList"].append(detail)

    def _principal(
        self,
        kind: str,
        name: str,
        arn: str,
        allowed: Iterable[Statement],
        *,
        attached: Iterable[str] = (),
        boundary: str | None = None,
        tags: Mapping[str, str] | None = None,
        id: str = "",
    ) -> dict[str, Any]:
        allowed = list(allowed)
        inline = [{"PolicyName": "inline", "PolicyDocument": policy(*allowed)}] if allowed else []
        detail: dict[str, Any] = {
            "Arn": arn,
            f"{kind}Name": name,
            f"{kind}Id": id,
            f"{kind}PolicyList": inline,
            "AttachedManagedPolicies": [
                {"PolicyArn": each, "PolicyName": each.rsplit("/", 1)[-1]} for each in attached
            ],
            "Tags": [{"Key": key, "Value": value} for key, value in (tags or {}).items()],
        }
        if boundary is not None:
            detail["PermissionsBoundary"] = {"PermissionsBoundaryArn": boundary}
        return detail

    def managed(self, name: str, *statements: Statement, old: Iterable[Statement] = ()) -> str:
        """Adds a managed policy, with `old` as an earlier version, and returns its ARN."""
        arn = self.arn(f"policy/{name}")
        versions = [{"VersionId": "v2", "IsDefaultVersion": True, "Document": policy(*statements)}]
        versions += [{"VersionId": "v1", "IsDefaultVersion": False, "Document": policy(*old)}]
        self.details["Policies"].append({"Arn": arn, "DefaultVersionId": "v2", "PolicyVersionList": versions})
        return arn

    def function(self, name: str, role: str) -> str:
        """Adds a Lambda function and returns its ARN."""
        arn = f"arn:aws:lambda:eu-west-1:{self.id}:function:{name}"
        self.functions.append({"FunctionName": name, "FunctionArn": arn, "Role": role})
        return arn

    def resource(self, arn: str, type: str, *statements: Statement) -> None:
        """Adds a resource with its policy."""
        self.resources.append({"arn": arn, "type": type, "account": self.id, "policy": policy(*statements)})

    def write(self, folder: Path) -> None:
        """Writes the files of the account below the folder of a snapshot."""
        own = folder / "accounts" / self.id
        own.mkdir(parents=True, exist_ok=True)
        (own / "authorization-details.json").write_text(json.dumps(self.details, indent=2), encoding="utf-8")
        if self.functions:
            (own / "lambda-functions.json").write_text(json.dumps({"Functions": self.functions}), encoding="utf-8")
        if self.resources:
            (own / "resource-policies.json").write_text(json.dumps(self.resources), encoding="utf-8")


def organization(
    management: str,
    *members: str,
    scps: Mapping[str, Iterable[Statement]] | None = None,
    rcps: Mapping[str, Iterable[Statement]] | None = None,
) -> dict[str, Any]:
    """An organisation: `scps` and `rcps` have the statements of policies by the account that they are attached to."""
    policies: dict[str, Any] = {
        "p-full": {"Name": "FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY", "Content": policy(ADMINISTRATOR)}
    }
    attached: dict[str, list[str]] = {account: ["p-full"] for account in (management, *members)}
    for type, by_account in (("SERVICE_CONTROL_POLICY", scps), ("RESOURCE_CONTROL_POLICY", rcps)):
        for account, statements in (by_account or {}).items():
            id = f"p-{type[0].lower()}-{account}"
            policies[id] = {"Name": id, "Type": type, "Content": policy(*statements)}
            attached[account].append(id)
    return {
        "Id": "o-exampleorg1",
        "ManagementAccountId": management,
        "Root": {
            "Id": "r-root",
            "Policies": ["p-full"],
            "Accounts": [{"Id": account, "Policies": ids} for account, ids in attached.items()],
            "OrganizationalUnits": [],
        },
        "Policies": policies,
    }


def write(folder: Path, *accounts: Account, org: Mapping[str, Any] | None = None) -> Path:
    """Writes a snapshot into a folder and returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for account in accounts:
        account.write(folder)
    if org is not None:
        (folder / "organization.json").write_text(json.dumps(org), encoding="utf-8")
    return folder
