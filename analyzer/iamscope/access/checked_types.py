"""Which of the types of CheckNoPublicAccess a policy is attached to, from what holds it or from what it speaks of."""

from __future__ import annotations

from iamscope.access.resource_types import resource_types
from iamscope.logic.facts import facts
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

TRUST_POLICY = "AWS::IAM::AssumeRolePolicyDocument"


def checked_type(policy: Policy) -> str | None:
    """The type as the API writes it; None where nothing tells, or where its policies are not checked for the public.

    Of the types of a service the first that the API lists is taken: buckets for S3, tables for DynamoDB.
    """
    if policy.policy_type is PolicyType.TRUST:
        return TRUST_POLICY
    types = facts("resource-policies")["access_analyzer"]["AccessCheckResourceType"]
    if policy.resource_type is not None:
        known = resource_types().get(policy.resource_type)
        names = (policy.resource_type, known.name if known else "")
        return next((name for name in types if name in names), None)
    services = {action.service for statement in policy.statements for action in statement.actions} - {""}
    if len(services) != 1:
        return None
    (service,) = services
    return next(
        (name for name in types if name in resource_types() and service in resource_types()[name].services), None
    )
