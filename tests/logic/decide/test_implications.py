"""What is read off texts with variables holds for all values of the variables."""

import pytest

from iamscope.logic.decide import Allowed, And, Not, Proof, Unknown, Witness, find
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy


def on(operator: str, *values: str) -> Policy:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {operator: {"aws:x": list(values)}}}
    return as_policy({"Version": "2012-10-17", "Statement": [statement]}, PolicyType.IDENTITY)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (on("StringEquals", "${aws:username}"), on("StringLike", "${aws:username}*")),
        (on("StringEquals", "${aws:username}"), on("StringEquals", "a", "${aws:username}")),
        (on("StringEquals", "${aws:username}"), on("StringEqualsIfExists", "${aws:username}")),
        (on("StringLike", "a/${aws:username}/*"), on("StringLike", "a/*")),
        (on("ArnLike", "arn:aws:ec2:*:*:instance/${ec2:InstanceId}"), on("StringLike", "*${ec2:InstanceId}")),
        (on("StringNotLike", "${aws:username}*"), on("StringNotLike", "${aws:username}/a")),
        (on("StringNotEquals", "a", "${aws:username}"), on("StringNotEquals", "a")),
    ],
)
def test_it_follows(narrow: Policy, wide: Policy) -> None:
    assert find(And(Allowed(narrow), Not(Allowed(wide)))) == Proof()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (on("StringLike", "${aws:username}*"), on("StringEquals", "${aws:username}")),
        (on("StringEqualsIfExists", "${aws:username}"), on("StringEquals", "${aws:username}")),
        (on("StringEquals", "${aws:username}"), on("StringEquals", "${aws:userid}")),
        (on("StringNotEquals", "a"), on("StringNotEquals", "a", "${aws:username}")),
        # a variable without a value: the second does not hold
        (on("StringNotLike", "a*"), on("StringNotLike", "a${aws:username}")),
        (on("StringEquals", "${aws:username, 'a'}"), on("StringEquals", "${aws:username}")),
    ],
)
def test_it_does_not_follow(first: Policy, second: Policy) -> None:
    assert isinstance(find(And(Allowed(first), Not(Allowed(second)))), Witness | Unknown)
