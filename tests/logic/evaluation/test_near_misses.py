"""What nearly allowed a request, and why it did not."""

from typing import Any

import pytest

from iamscope.logic.evaluation.near_misses import near_misses
from iamscope.logic.evaluation.request import parse_request
from iamscope.syntax.json_value import HOLE

ALICE = "arn:aws:iam::111122223333:user/alice"
CALL = {
    "principal": ALICE,
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::reports/may",
    "resource_account": "111122223333",
}


def misses(statement: dict[str, Any], **request: Any) -> list[tuple[str, str]]:
    allow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"} | statement
    policy = {"Version": "2012-10-17", "Statement": [allow]}
    found = near_misses(parse_request(CALL | {"identity_policies": [policy]} | request))
    return [(miss.element, miss.text) for near in found for miss in near.misses]


def only(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Condition": condition}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ({"Action": "s3:PutObject"}, [("Action", "does not include `s3:GetObject`")]),
        ({"Action": "ec2:RunInstances"}, []),
        ({"Resource": "arn:aws:s3:::other/*"}, [("Resource", "does not match the resource")]),
        ({"Resource": "arn:aws:sqs:*:*:reports"}, []),
        (
            {"Resource": "arn:aws:s3:::${aws:PrincipalTag/home}/*"},
            [("Resource", "the request has no single value for `aws:PrincipalTag/home`")],
        ),
        ({"Action": "s3:PutObject", "Resource": "arn:aws:s3:::other/*"}, []),
        (
            only({"StringEquals": {"aws:PrincipalTag/team": "finance"}}),
            [("Condition", "the request has no `aws:PrincipalTag/team`")],
        ),
        (
            only({"StringLike": {"aws:PrincipalTag/team": "${aws:PrincipalTag/home}-*"}}),
            [("Condition", "the request has no `aws:PrincipalTag/team`")],
        ),
        (only({"StringEquals": {"aws:username": "bob"}}), [("Condition", "the request has `alice`")]),
        (only({"StringNotEquals": {"aws:username": "alice"}}), [("Condition", "the request has `alice`")]),
        (
            only({"StringEquals": {"aws:username": "${aws:PrincipalTag/name}"}}),
            [("Condition", "the request has no single value for `aws:PrincipalTag/name`")],
        ),
        (only({"Null": {"aws:username": "true"}}), [("Condition", "the request has `aws:username`")]),
        (
            only({"StringEqual": {"aws:username": "alice"}}),
            [("Condition", "`StringEqual` is no operator, so it never holds")],
        ),
        (
            only({"StringEquals": {"aws:username": "bob", "aws:PrincipalType": "Root"}}),
            [("Condition", "the request has `alice`"), ("Condition", "the request has `User`")],
        ),
        ({"Resource": f"arn:aws:s3:::{HOLE}/*"}, [("Resource", "is not known before it is deployed")]),
        (only({"StringEquals": {"aws:x": HOLE}}), [("Condition", "is not known before it is deployed")]),
        ({"Effect": "Deny", "Action": "s3:PutObject"}, []),
    ],
)
def test_one_element_is_to_blame(statement: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert misses(statement) == found


def test_names_what_is_left_out() -> None:
    assert misses({"Action": [], "NotAction": "s3:*"}) == []
    nothing: dict[str, Any] = {"identity_policies": []}
    statement = {"Effect": "Allow", "NotPrincipal": {"AWS": ALICE}, "NotAction": "s3:Put*", "NotResource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    assert misses({}, resource_policy=policy, **nothing) == []
    statement["NotResource"] = "arn:aws:s3:::other"
    assert misses({}, resource_policy=policy, **nothing) == [("NotPrincipal", f"leaves out `{ALICE}`")]


def test_names_a_policy_that_was_given_for_another_kind() -> None:
    assert misses({"Principal": "*"}) == [("Principal", "makes it the policy of a resource, not of a caller")]
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": statement}
    assert misses({}, identity_policies=[], resource_policy=policy) == [
        ("Principal", "names no principal, as the policy of a resource must")
    ]


def test_looks_at_what_blocks_only() -> None:
    boundary = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Put*", "Resource": "*"}}
    assert misses({}, permission_boundaries=[boundary]) == [("Action", "does not include `s3:GetObject`")]


def test_nearest_first_and_not_too_many() -> None:
    condition = only({"StringEquals": {"aws:username": "bob"}})
    statements = [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}] * 9
    statements.append({"Effect": "Allow", "Action": "s3:*", "Resource": "*"} | condition)
    found = misses({}, identity_policies=[{"Version": "2012-10-17", "Statement": statements}])
    assert [element for element, _ in found] == ["Condition", "Action", "Action", "Action", "Action"]


def test_a_resource_that_is_quite_another_is_shown_only_alone() -> None:
    def decided(*resources: str) -> list[str]:
        statements = [{"Effect": "Allow", "Action": "s3:*", "Resource": resource} for resource in resources]
        policy = {"Version": "2012-10-17", "Statement": statements}
        near = near_misses(parse_request(CALL | {"identity_policies": [policy]}))
        return [miss.statement.resources[0].value for miss in near]

    other, bucket, like = "arn:aws:s3:::homes/*", "arn:aws:s3:::reports", "arn:aws:s3:::report/*"
    assert decided(other) == [other]
    assert decided(other, bucket) == [bucket]
    assert decided(other, like) == [like]


def test_a_long_list_of_values_is_cut() -> None:
    condition = only({"ForAllValues:StringEquals": {"aws:TagKeys": "a"}})
    context = {"aws:TagKeys": list("abcdef")}
    assert misses(condition, context=context) == [("Condition", "the request has `a`, `b`, `c` and 3 more")]
