"""S3's own meaning of public, which Block Public Access goes by: a matter of how a policy is written.

Source: Amazon S3 User Guide, access-control-block-public-access, The meaning of "public". A policy is public unless
each of its Allow statements names only fixed principals, or asks for fixed values of a key that counts; Deny statements
do not matter. What counts beyond the documented keys was observed of S3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from iamscope.logic.address_space import broad_texts, parsed
from iamscope.logic.outside_keys import Names, OutsideKey, S3Wildcards, bad_actions, outside_keys
from iamscope.logic.patterns import intersects
from iamscope.logic.policy_documents import PolicyDocument, as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Condition, Policy, Principal, Statement

_POINT_ARN = "s3:dataaccesspointarn"
_ENCRYPTION_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_ANY_SESSION = re.compile(r"[A-Z0-9]{4,}:\*")
_ACCOUNT = re.compile(r"[0-9]{12}")


def is_public_to_s3(policy: PolicyDocument) -> bool:
    """Whether S3 calls a bucket policy public; raises InputError for a text that is not JSON."""
    return public_to_s3(as_policy(policy, PolicyType.RESOURCE))


def public_to_s3(policy: Policy) -> bool:
    """Whether S3 calls the policy of a bucket public."""
    return any(map(statement_is_public, policy.statements))


def statement_is_public(statement: Statement) -> bool:
    """Whether a statement makes the policy of a bucket public."""
    return _is_public(statement, statement.conditions)


def point_is_public(policy: Policy) -> bool:
    """Whether S3 calls the policy of an access point public; other than in a bucket's, to name a set of access points
    restricts nobody there.
    """
    return any(
        _is_public(statement, [each for each in statement.conditions if not _names_set_of_points(each)])
        for statement in policy.statements
    )


def _names_set_of_points(condition: Condition) -> bool:
    return condition.key_name == _POINT_ARN and not all(_is_literal(value.value) for value in condition.values)


def _is_public(statement: Statement, conditions: Iterable[Condition]) -> bool:
    if not statement.allows:
        return False
    if statement.element("NotPrincipal") is None and all(map(_is_fixed_principal, statement.principals)):
        return False
    return not any(map(_restricts, conditions))


def _is_fixed_principal(principal: Principal) -> bool:
    if "${" in principal.value or principal.has_wildcard:
        return False
    # anyone can have an identity at a provider that AWS knows by its domain
    return principal.kind != "Federated" or principal.value.startswith("arn:")


def _restricts(condition: Condition) -> bool:
    """Whether a condition holds for fixed values alone."""
    operator = condition.operator
    if not operator.known or operator.negated or operator.if_exists or operator.qualifier == "ForAllValues":
        return False
    values = [value.value for value in condition.values]
    if not values or operator.family == "Null":
        return False
    if condition.key_name == _ENCRYPTION_KEY:
        return all(map(_is_literal, values)) and not _does_bad(condition.statement)
    key = outside_keys().get(condition.key_name)
    if key is None or key.s3 is None:
        return False
    if key.names is Names.ADDRESS_RANGE:
        return len(parsed(values)) == len(values) and not broad_texts(tuple(values))
    return all(_is_fixed(value, key) for value in values)


def _does_bad(statement: Statement) -> bool:
    if statement.element("NotAction") is not None:
        return True
    return any(intersects(action.value.lower(), bad) for action in statement.actions for bad in bad_actions())


def _is_fixed(value: str, key: OutsideKey) -> bool:
    if key.name == "aws:PrincipalIsAWSService":
        return value.lower() == "true"
    if _is_literal(value) or key.s3 is S3Wildcards.ANY:
        return True
    if "${" in value:
        return False
    if key.s3 is S3Wildcards.SESSION:
        return _ANY_SESSION.fullmatch(value) is not None
    return key.s3 is S3Wildcards.PATH and _owner_is_fixed(value, key)


def _owner_is_fixed(value: str, key: OutsideKey) -> bool:
    """Whether the account or organisation of a value is fixed, whatever stands behind it."""
    if key.names is Names.ORGANIZATION_PATH:
        organization, slash, _ = value.partition("/")
        return bool(slash) and _is_literal(organization)
    fields = value.split(":", 5)
    return len(fields) == 6 and _ACCOUNT.fullmatch(fields[4]) is not None


def _is_literal(value: str) -> bool:
    return not any(mark in value for mark in ("*", "?", "${"))
