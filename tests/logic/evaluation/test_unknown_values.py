"""A decision that hangs on a placeholder is not certain; one that does not is."""

from typing import Any

import pytest

from iamscope.logic.evaluation.evaluate import evaluate
from iamscope.logic.evaluation.request import parse_request
from iamscope.logic.evaluation.unknown_values import depends_on_unknown
from iamscope.syntax.json_value import HOLE

ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
UNMATCHED = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::other"}
DENY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}


def is_uncertain(*statements: Any, **request: Any) -> bool:
    call = {
        "principal": "arn:aws:iam::111122223333:user/alice",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": "111122223333",
        "identity_policies": [{"Version": "2012-10-17", "Statement": list(statements)}],
    }
    parsed = parse_request(call | request)
    return depends_on_unknown(parsed, evaluate(parsed))


@pytest.mark.parametrize(
    ("statements", "uncertain"),
    [
        ([ALLOW], False),
        ([DENY | {"Resource": f"arn:aws:s3:::{HOLE}"}, DENY], False),
        ([ALLOW, DENY | {"Resource": f"arn:aws:s3:::{HOLE}/k"}], True),
        ([ALLOW, DENY | {"Resource": f"arn:aws:s3:::{HOLE}/x"}], False),
        ([ALLOW, DENY | {"Action": HOLE}], True),
        ([ALLOW, DENY | {"Action": [f"s3:Put{HOLE}"]}], False),
        ([ALLOW, DENY | {"Condition": {"StringEquals": {"aws:username": HOLE}}}], True),
        ([ALLOW, DENY | {"Condition": {"StringEquals": {"aws:username": "bob", "aws:x": HOLE}}}], False),
        ([ALLOW, DENY | {"Effect": HOLE}], True),
        ([ALLOW, HOLE], True),
        ([ALLOW, {"Ref": "Statement"}], True),
        ([{"Effect": "Allow", "NotAction": f"s3:{HOLE}", "Resource": "*"}], True),
        ([UNMATCHED], False),
        ([ALLOW | {"Resource": f"arn:aws:s3:::{HOLE}/k"}], True),
        ([ALLOW | {"Resource": {"Fn::Sub": "arn:aws:s3:::x"}}], True),
        ([ALLOW | {"Resource": f"arn:aws:s3:::x/{HOLE}"}], False),
    ],
)
def test_identity_policies(statements: list[Any], uncertain: bool) -> None:
    assert is_uncertain(*statements) is uncertain


@pytest.mark.parametrize(
    ("principal", "uncertain"),
    [("arn:aws:iam::444455556666:user/bob", True), ("arn:aws:iam::111122223333:user/alice", False)],
)
def test_block_public_access_hangs_on_whether_the_policy_is_public(principal: str, uncertain: bool) -> None:
    def is_uncertain_beside(who: str) -> bool:
        named = ALLOW | {"Principal": {"AWS": who}}
        unknown = ALLOW | {"Principal": {"AWS": HOLE}, "Action": "s3:ListBucket"}
        return is_uncertain(
            ALLOW,
            principal=principal,
            resource_policy={"Version": "2012-10-17", "Statement": [named, unknown]},
            public_access_block={"RestrictPublicBuckets": True},
        )

    assert is_uncertain_beside("444455556666") is uncertain
    assert not is_uncertain_beside("*")  # public without the other statement


def test_a_boundary_that_is_not_known() -> None:
    boundary = {"Version": "2012-10-17", "Statement": ALLOW | {"Action": HOLE}}
    assert is_uncertain(ALLOW, permission_boundaries=[boundary])
    known = {"Version": "2012-10-17", "Statement": ALLOW}
    assert not is_uncertain(UNMATCHED, permission_boundaries=[known])
