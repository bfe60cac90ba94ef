"""CheckNoPublicAccess: types, verdicts, reasons, witnesses."""

from __future__ import annotations

from typing import Any

import pytest

from iamscope import check_no_public_access, simulate
from iamscope.errors import InputError
from iamscope.logic.facts import facts

TYPES = facts("resource-policies")["access_analyzer"]["AccessCheckResourceType"]


def policy(principal: object, action: str = "*", condition: object = None) -> dict[str, Any]:
    statement = {"Sid": "It", "Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    if condition is not None:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.mark.parametrize("type", TYPES)
def test_every_type(type: str) -> None:
    action = "sts:AssumeRole" if type.startswith("AWS::IAM") else "*"
    check = check_no_public_access(policy("*", action), resource_type=type)
    assert check.result == "FAIL"
    assert [(reason.statement_index, reason.statement_id) for reason in check.reasons] == [(0, "It")]
    assert check.witness is not None
    assert simulate({**check.witness, "resource_policy": policy("*", action)}).decision == "Allowed"
    assert check_no_public_access(policy({"AWS": "111122223333"}, action), resource_type=type).result == "PASS"


def test_there_are_26_types() -> None:
    assert len(TYPES) == 26


@pytest.mark.parametrize("type", ["AWS::EC2::Snapshot", "AWS::ECR::Repository", "AWS::IAM::Role", ""])
def test_other_types_are_errors(type: str) -> None:
    with pytest.raises(InputError) as caught:
        check_no_public_access(policy("*"), resource_type=type)
    assert caught.value.message == f"`{type}` is no type that public access is checked for"


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, "PASS"),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, "FAIL"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-*"}}, "PASS"),
        ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}, "FAIL"),
        ({"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}, "FAIL"),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}}, "FAIL"),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}, "PASS"),
        ({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}, "FAIL"),
        ({"IpAddress": {"aws:SourceIp": ["8.0.0.0/8", "9.0.0.0/8"]}}, "FAIL"),
        ({"IpAddress": {"aws:SourceIp": ["8.0.0.0/8", "10.0.0.0/8"]}}, "PASS"),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "PASS"),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, "FAIL"),
        ({"StringEquals": {"kms:CallerAccount": "111122223333"}}, "PASS"),
        ({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, "FAIL"),
        ({"Bool": {"aws:SecureTransport": "true"}}, "FAIL"),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, "PASS"),
        ({"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}, "FAIL"),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}}, "PASS"),
        ({"StringEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:t"}}, "PASS"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:t"}}, "FAIL"),
    ],
)
def test_conditions(condition: dict[str, Any], result: str) -> None:
    assert check_no_public_access(policy("*", condition=condition), resource_type="AWS::KMS::Key").result == result


def test_a_deny_counts() -> None:
    closed = policy("*")
    closed["Statement"].append(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
        }
    )
    assert check_no_public_access(closed, resource_type="AWS::SQS::Queue").result == "PASS"


HOLE = "\ufffc"


@pytest.mark.parametrize(
    ("principal", "condition", "result"),
    [
        ({"AWS": HOLE}, None, "UNKNOWN"),
        ({"AWS": f"arn:aws:iam::{HOLE}:root"}, None, "PASS"),  # one account, whichever it is
        ({"AWS": f"{HOLE}*"}, None, "UNKNOWN"),
        ({"Federated": f"arn:aws:iam::{HOLE}:oidc-provider/x"}, None, "PASS"),
        ("*", {"StringEquals": {"aws:PrincipalOrgID": HOLE}}, "UNKNOWN"),
        ({"AWS": "111122223333"}, {"StringEquals": {"aws:PrincipalOrgID": HOLE}}, "PASS"),
        ("*", {"StringEquals": {"aws:SourceVpc": "vpc-1", "aws:PrincipalOrgID": HOLE}}, "PASS"),
    ],
)
def test_what_is_not_known_is_no_pass(principal: object, condition: object, result: str) -> None:
    check = check_no_public_access(policy(principal, condition=condition), resource_type="AWS::SQS::Queue")
    assert check.result == result


def test_which_resource_is_not_known_does_not_matter() -> None:
    open_one = policy("*")
    open_one["Statement"][0]["Resource"] = f"{HOLE}/*"
    assert check_no_public_access(open_one, resource_type="AWS::S3::Bucket").result == "FAIL"
