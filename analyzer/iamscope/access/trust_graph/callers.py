"""What is known of a request from who calls and what is called, as condition keys."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from iamscope.access.trust_graph.answers import UNKNOWN, Lookup, Value

if TYPE_CHECKING:
    from iamscope.access.trust_graph.facts import OrganizationFact, PrincipalFact

#: A policy that makes whatever it is attached to an administrator: what an attacker would attach.
STRONGEST_POLICY = "arn:{partition}:iam::aws:policy/AdministratorAccess"

#: Keys that only requests of services carry (aws:SourceArn and its like), or of nobody who calls directly.
_ABSENT = (
    "aws:federatedprovider",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
)
_NOW = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
#: What is known of any request that a principal makes itself, now and with credentials that it gets now.
DIRECT: dict[str, Value] = {
    **dict.fromkeys(_ABSENT),
    "aws:currenttime": _NOW,
    "aws:epochtime": _NOW,
    "aws:tokenissuetime": _NOW,
    "aws:principalisawsservice": "false",
    "aws:securetransport": "true",  # what calls IAM or STS has no other way
}
_TAG = "aws:principaltag/"


def principal_lookup(principal: PrincipalFact, organization: OrganizationFact | None) -> Lookup:
    """What is known of any request of a user, or of a session of a role."""
    values = {
        **DIRECT,
        "aws:principalarn": principal.arn,
        "aws:principaltype": "AssumedRole" if principal.is_role else "User",
        "aws:username": None if principal.is_role else principal.name,
        "aws:userid": _user_id(principal),
        **_account("aws:principal", principal.account, organization),
        "kms:calleraccount": principal.account,
    }
    tags = {name.lower(): value for name, value in principal.tags}
    untagged = UNKNOWN if principal.takes_tags else None

    def lookup(key: str) -> Value:
        if key in values:
            return values[key]
        return tags.get(key[len(_TAG) :], untagged) if key.startswith(_TAG) else UNKNOWN

    return lookup


def service_lookup(service: str, account: str, organization: OrganizationFact | None) -> Lookup:
    """What is known of a request of an AWS service on behalf of an account."""
    values: dict[str, Value] = {
        "aws:principalisawsservice": "true",
        "aws:principalservicename": service,
        "aws:principaltype": None,
        "aws:principalarn": None,
        "aws:principalaccount": None,
        "aws:principalorgid": None,
        "aws:principalorgpaths": None,
        "aws:username": None,
        "aws:securetransport": "true",
        "aws:sourceowner": account,
        **_account("aws:source", account, organization),
    }

    def lookup(key: str) -> Value:
        return values.get(key, UNKNOWN)

    return lookup


def principal_value(principal: PrincipalFact, organization: OrganizationFact | None, key: str) -> Value:
    """What is known of a key of a request that calls a principal as a resource: its account, tags and boundary."""
    prefix, slash, name = key.partition("/")
    if slash and prefix in ("aws:resourcetag", "iam:resourcetag"):
        return next((value for tag, value in principal.tags if tag.lower() == name), None)
    if key == "iam:permissionsboundary":
        return principal.boundary
    if key == "iam:policyarn":
        return STRONGEST_POLICY.format(partition=principal.arn.split(":", 2)[1])
    return _account("aws:resource", principal.account, organization).get(key, UNKNOWN)


def account_lookup(account: str, partition: str, organization: OrganizationFact | None) -> Lookup:
    """What is known of a request that calls anything else in an account."""
    values: dict[str, Value] = {
        **_account("aws:resource", account, organization),
        "iam:permissionsboundary": None,  # whoever creates a principal may give it none
        "iam:policyarn": STRONGEST_POLICY.format(partition=partition),
    }

    def lookup(key: str) -> Value:
        return values.get(key, UNKNOWN)

    return lookup


def _account(prefix: str, account: str, organization: OrganizationFact | None) -> dict[str, Value]:
    found: dict[str, Value] = {f"{prefix}account": account}
    if organization is not None and account in organization.paths:
        found[f"{prefix}orgid"] = organization.id
        found[f"{prefix}orgpaths"] = (organization.paths[account],)
    return found


def _user_id(principal: PrincipalFact) -> Value:
    if not principal.unique_id:
        return UNKNOWN
    # the name of a session is its caller's to choose
    return f"{principal.unique_id}:session" if principal.is_role else principal.unique_id


def outsider_lookup(account: str, organization: str, arn: Value = UNKNOWN) -> Lookup:
    """What is known of a principal of an account that the snapshot does not hold."""
    values: dict[str, Value] = {
        **DIRECT,
        "aws:principalarn": arn,
        "aws:principalaccount": account,
        "aws:principalorgid": organization,
        "aws:principalorgpaths": (f"{organization}/r-0000/",),
        "kms:calleraccount": account,
    }

    def lookup(key: str) -> Value:
        return values.get(key, UNKNOWN)

    return lookup


def federated_lookup(provider: str) -> Lookup:
    """What is known of a user of an identity provider: of what the provider says nothing."""
    values: dict[str, Value] = {
        **DIRECT,
        "aws:federatedprovider": provider,
        "aws:principalaccount": None,
        "aws:principalarn": None,
        "aws:principalorgid": None,
        "aws:principalorgpaths": None,
        "aws:username": None,
    }

    def lookup(key: str) -> Value:
        return values.get(key, UNKNOWN)

    return lookup
