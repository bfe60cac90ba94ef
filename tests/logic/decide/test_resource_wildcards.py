"""The switch between the two readings of wildcards in resources."""

import pytest

from iamscope.logic.decide import Allowed, And, Answer, Not, Proof, ResourceWildcards, Witness, find
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy


def on(element: str, *resources: str) -> Policy:
    statement = {"Effect": "Allow", "Action": "sns:*", element: list(resources)}
    return as_policy({"Version": "2012-10-17", "Statement": [statement]}, PolicyType.IDENTITY)


def gained(new: Policy, existing: Policy, wildcards: ResourceWildcards) -> Answer:
    return find(And(Allowed(new), Not(Allowed(existing))), wildcards=wildcards)


WIDE = on("Resource", "arn:aws:sns:*:111122223333:t*")
NARROW = on("Resource", "arn:aws:sns:eu-west-1:*:t*")


def test_over_colons_a_field_can_hold_the_rest() -> None:
    new = on("Resource", "arn:aws:sns:*:t")
    existing = on("Resource", "arn:aws:sns:*:*:t")
    assert isinstance(gained(new, existing, ResourceWildcards.OVER_COLONS), Witness)


def test_within_fields_a_pattern_does_not_reach_other_accounts() -> None:
    new = on("Resource", "arn:aws:sns:*:111122223333:t")
    other = on("Resource", "arn:aws:sns:*:444455556666:*")
    both = And(Allowed(new), Allowed(other))
    assert find(both, wildcards=ResourceWildcards.WITHIN_FIELDS) == Proof()
    # the resource of the one may hold the account of the other
    found = find(both, wildcards=ResourceWildcards.OVER_COLONS)
    assert isinstance(found, Witness)
    assert found.resource.endswith(":111122223333:t")


@pytest.mark.parametrize("wildcards", ResourceWildcards)
def test_what_holds_either_way(wildcards: ResourceWildcards) -> None:
    assert gained(NARROW, NARROW, wildcards) == Proof()
    assert gained(NARROW, on("Resource", "*"), wildcards) == Proof()
    assert gained(NARROW, on("NotResource", "arn:aws:s3:::*"), wildcards) == Proof()
    assert isinstance(gained(WIDE, NARROW, wildcards), Witness)
    assert isinstance(gained(on("NotResource", "arn:aws:sns:*:*:t"), WIDE, wildcards), Witness)
