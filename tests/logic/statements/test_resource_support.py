"""Which resources an action may be about."""

import pytest

from iamscope.logic.policy_documents import as_policy
from iamscope.logic.statements.resource_support import may_be_about
from iamscope.policy_types import PolicyType
from iamscope.spec import load


def is_possible(action: str, resource: str) -> bool:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    policy = as_policy({"Version": "2012-10-17", "Statement": statement}, PolicyType.IDENTITY)
    known = load().action(action)
    assert known is not None
    return may_be_about(known, policy.statements[0].resources[0])


@pytest.mark.parametrize(
    ("action", "resource", "possible"),
    [
        ("s3:GetObject", "arn:aws:s3:::bucket/*", True),
        ("s3:GetObject", "arn:aws:s3:::buck*", True),
        ("s3:GetObject", "arn:aws:s3:::bucket", False),
        ("s3:ListBucket", "arn:aws:s3:::bucket", True),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*", False),
        ("s3:ListAllMyBuckets", "*", True),
        ("s3:GetObject", "arn:aws:*:::bucket/x", True),
        ("s3:GetObject", "arn:aws:s3:::${aws:username}", True),
        ("sqs:SendMessage", "arn:aws:sqs:::orders", True),  # without Region and account, which other checks are for
        ("sqs:SendMessage", "arn:aws:sns:eu-west-1:111122223333:orders", False),
        ("elasticloadbalancing:AddTags", "arn:aws:elasticloadbalancing:*:*:targetgroup/a/b", True),
        ("elasticloadbalancing:AddTags", "arn:aws:elasticloadbalancing:*:*:cluster/a", False),
        ("s3:GetObject", "arn:aws:s3:::" + "a?" * 5000, True),
    ],
)
def test_resources(action: str, resource: str, possible: bool) -> None:
    assert is_possible(action, resource) is possible
