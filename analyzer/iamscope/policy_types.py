"""The kinds of policy that AWS knows, under our names and under AWS's."""

from __future__ import annotations

from enum import StrEnum

TRUST_RESOURCE_TYPE = "AWS::IAM::AssumeRolePolicyDocument"


class PolicyType(StrEnum):
    """What a policy is attached to; it decides which elements it must and must not have."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    SCP = "scp"
    RCP = "rcp"
    BOUNDARY = "boundary"
    SESSION = "session"
    ENDPOINT = "endpoint"

    @property
    def grammar(self) -> PolicyType:
        """The type whose grammar this one shares: a boundary, say, is written like an identity policy."""
        return _GRAMMAR.get(self, self)


_GRAMMAR = {
    PolicyType.BOUNDARY: PolicyType.IDENTITY,
    PolicyType.SESSION: PolicyType.IDENTITY,
    PolicyType.ENDPOINT: PolicyType.RESOURCE,
}

AWS_NAMES = {
    "IDENTITY_POLICY": PolicyType.IDENTITY,
    "RESOURCE_POLICY": PolicyType.RESOURCE,
    "SERVICE_CONTROL_POLICY": PolicyType.SCP,
    "RESOURCE_CONTROL_POLICY": PolicyType.RCP,
}


def parse_policy_type(name: str) -> PolicyType:
    """The type called `name`, by our spelling or AWS's; raises ValueError for any other."""
    known = AWS_NAMES.get(name)
    return known if known is not None else PolicyType(name.lower())


def resolve_policy_type(policy_type: PolicyType, resource_type: str | None) -> PolicyType:
    """A resource policy of AWS's resource type for trust policies is a trust policy."""
    if policy_type is PolicyType.RESOURCE and resource_type == TRUST_RESOURCE_TYPE:
        return PolicyType.TRUST
    return policy_type
