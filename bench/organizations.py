"""Writes made-up organisations: `python bench/organizations.py --accounts 30 --principals 10000 FOLDER`.

Their shape is a guess, as no distribution of real ones is published: some accounts are large and most are small; most
roles belong to services; people come by Identity Center; some roles trust a hub account, few are open too wide, and
some hold permissions from which an administrator can be reached. The same arguments write the same files.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]

ORGANIZATION = "o-benchmark01"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_TEAMS = ("orders", "billing", "search", "media", "mobile", "ledger", "stock", "geo", "data", "edge")
_PARTS = ("api", "worker", "batch", "stream", "web", "cron")
_SERVICES = ("lambda", "lambda", "lambda", "ec2", "ecs-tasks", "ecs-tasks", "codebuild", "glue", "states", "events")
_READS = ("s3:GetObject", "dynamodb:Query", "sqs:SendMessage", "logs:PutLogEvents", "kms:Decrypt")
_ISSUER = "token.actions.githubusercontent.com"


class Place(NamedTuple):
    """Where a role is made: its account, the account that all others trust, its team, and roles made before it."""

    account: str
    hub: str
    team: str
    others: Sequence[str]
    random: random.Random

    def arn(self, resource: str) -> str:
        return f"arn:aws:iam::{self.account}:{resource}"

    @property
    def of_team(self) -> str:
        return self.arn(f"role/{self.team}-*")


class Draft(NamedTuple):
    """What a kind of role trusts, and what it may do besides reading."""

    trust: Json
    statements: tuple[Json, ...] = ()
    name: str = ""
    attached: tuple[str, ...] = ()


def policy(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str | list[str], resource: str) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def trust(principal: Json | str, action: str = "sts:AssumeRole", condition: Json | None = None) -> Json:
    statement: Json = {"Effect": "Allow", "Principal": principal, "Action": action}
    return policy(statement if condition is None else {**statement, "Condition": condition})


def of_service(place: Place) -> Draft:
    service = place.random.choice(_SERVICES)
    chance = place.random.random()
    statements: tuple[Json, ...] = ()
    if chance < 0.01:
        run = allow(["lambda:CreateFunction", "lambda:InvokeFunction", "ec2:RunInstances"], "*")
        statements = (allow("iam:PassRole", place.of_team), run)
    elif chance < 0.06:
        statements = (allow("sts:AssumeRole", place.of_team),)
    attached = (_ADMINISTRATOR,) if place.random.random() < 0.004 else ()
    return Draft(trust({"Service": f"{service}.amazonaws.com"}), statements, attached=attached)


def service_linked(place: Place) -> Draft:
    name = f"aws-service-role/x.amazonaws.com/AWSServiceRoleFor{len(place.others)}"
    return Draft(trust({"Service": f"{place.team}.amazonaws.com"}), name=name)


def of_person(place: Place) -> Draft:
    level = place.random.choice(("Admin", "ReadOnly", "ReadOnly", "Power"))
    audience = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    return Draft(
        trust({"Federated": place.arn("saml-provider/people")}, "sts:AssumeRoleWithSAML", audience),
        (allow("sts:AssumeRole", f"arn:aws:iam::*:role/{place.team}-*"),) if level == "Power" else (),
        f"aws-reserved/sso.amazonaws.com/AWSReservedSSO_{level}_{place.random.getrandbits(64):016x}",
        (_ADMINISTRATOR,) if level == "Admin" else (),
    )


def of_account(place: Place) -> Draft:
    chance = place.random.random()
    statements = [
        (0.2, allow("sts:AssumeRole", place.of_team)),
        (0.21, allow("iam:UpdateAssumeRolePolicy", place.of_team)),
        (0.22, allow("lambda:UpdateFunctionCode", "*")),
        (0.225, allow("iam:AttachRolePolicy", "*")),
    ]
    chosen = next((statement for limit, statement in statements if chance < limit), None)
    return Draft(trust({"AWS": place.arn("root")}), () if chosen is None else (chosen,))


def of_hub(place: Place) -> Draft:
    statements = (allow("sts:AssumeRole", "*"),) if place.account == place.hub else ()
    return Draft(trust({"AWS": f"arn:aws:iam::{place.hub}:root"}), statements)


def of_named(place: Place) -> Draft:
    return Draft(trust({"AWS": place.random.choice(place.others) if place.others else place.arn("root")}))


def of_vendor(place: Place) -> Draft:
    condition = {"StringEquals": {"sts:ExternalId": f"{place.random.getrandbits(64):x}"}}
    return Draft(trust({"AWS": "999999999999"}, condition=condition))


def of_pipeline(place: Place) -> Draft:
    condition = {
        "StringEquals": {f"{_ISSUER}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{_ISSUER}:sub": f"repo:example/{place.team}:*"},
    }
    provider = {"Federated": place.arn(f"oidc-provider/{_ISSUER}")}
    statements = (allow("sts:AssumeRole", f"arn:aws:iam::*:role/{place.team}-*"),)
    return Draft(trust(provider, "sts:AssumeRoleWithWebIdentity", condition), statements)


def of_organization(_: Place) -> Draft:
    return Draft(trust("*", condition={"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}))


_KINDS: dict[Callable[[Place], Draft], float] = {
    of_service: 44,
    service_linked: 16,
    of_person: 8,
    of_account: 12,
    of_hub: 8,
    of_named: 7,
    of_vendor: 2,
    of_pipeline: 2.5,
    of_organization: 0.5,
}


def account_details(account: str, hub: str, principals: int, seed: int) -> Json:
    """What `aws iam get-account-authorization-details` would print of an account with so many roles."""
    chooser = random.Random(f"{seed}:{account}")
    roles: list[Json] = []
    arns: list[str] = []
    for number in range(principals):
        place = Place(account, hub, chooser.choice(_TEAMS), arns, chooser)
        make = chooser.choices(list(_KINDS), list(_KINDS.values()))[0]
        draft = make(place)
        name = draft.name or f"{place.team}-{chooser.choice(_PARTS)}-{number}"
        read = allow(chooser.choice(_READS), f"arn:aws:s3:::{account}-{number}/*" if number % 2 else "*")
        arns.append(place.arn(f"role/{name}"))
        roles.append(_role(arns[-1], draft, policy(*draft.statements, read)))
    return {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": []}


def _role(arn: str, draft: Draft, inline: Json) -> Json:
    name = arn.rsplit("/", 1)[-1]
    return {
        "RoleName": name,
        "Arn": arn,
        "CreateDate": "2026-01-01T00:00:00+00:00",
        "AssumeRolePolicyDocument": draft.trust,
        "InstanceProfileList": [{"Arn": arn.replace(":role/", ":instance-profile/")}],
        "RolePolicyList": [{"PolicyName": "inline", "PolicyDocument": inline}],
        "AttachedManagedPolicies": [
            {"PolicyName": each.rsplit("/", 1)[-1], "PolicyArn": each} for each in draft.attached
        ],
        "Tags": [],
    }


def functions(details: Json) -> Json:
    """What `aws lambda list-functions` would print: a function for every other role that Lambda may assume."""
    carried = [
        role["Arn"]
        for role in details["RoleDetailList"]
        if role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "lambda.amazonaws.com"}
    ]
    return {
        "Functions": [
            {"FunctionArn": f"arn:aws:lambda:eu-west-1:{arn.split(':')[4]}:function:f{number}", "Role": arn}
            for number, arn in enumerate(carried[::2])
        ]
    }


def organization(accounts: Sequence[str]) -> Json:
    """The organisation: every third account in a unit whose SCP keeps its members from roles of administrators."""
    members = [{"Id": account, "Name": f"account-{account}", "Policies": ["p-full"]} for account in accounts]
    no_admin = {**allow("sts:AssumeRole", "arn:aws:iam::*:role/admin-*"), "Effect": "Deny"}
    scp = "SERVICE_CONTROL_POLICY"
    unit = {"Id": "ou-limited", "Policies": ["p-full", "p-limit"], "Accounts": members[1::3], "OrganizationalUnits": []}
    return {
        "Id": ORGANIZATION,
        "ManagementAccountId": accounts[0],
        "Root": {
            "Id": "r-root",
            "Policies": ["p-full"],
            "Accounts": members[0::3] + members[2::3],
            "OrganizationalUnits": [unit],
        },
        "Policies": {
            "p-full": {"Name": "FullAWSAccess", "Type": scp, "Content": policy(allow("*", "*"))},
            "p-limit": {"Name": "limit", "Type": scp, "Content": policy(no_admin)},
        },
    }


def write(folder: Path, accounts: int, principals: int, seed: int) -> None:
    """Writes an organisation of so many accounts with so many principals in all."""
    ids = [f"{100_000_000_000 + 7_919 * number:012d}" for number in range(1, accounts + 1)]
    weights = [random.Random(f"{seed}:{id}").lognormvariate(0, 0.8) for id in ids]
    for id, weight in zip(ids, weights, strict=True):
        own = folder / "accounts" / id
        own.mkdir(parents=True, exist_ok=True)
        details = account_details(
            id, ids[min(1, accounts - 1)], max(1, round(principals * weight / sum(weights))), seed
        )
        (own / "authorization-details.json").write_text(json.dumps(details), encoding="utf-8")
        (own / "lambda-functions.json").write_text(json.dumps(functions(details)), encoding="utf-8")
    (folder / "organization.json").write_text(json.dumps(organization(ids)), encoding="utf-8")


def main() -> None:
    """Writes one organisation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--accounts", type=int, default=30)
    parser.add_argument("--principals", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.folder, options.accounts, options.principals, options.seed)


if __name__ == "__main__":
    main()
