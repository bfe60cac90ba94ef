"""S3's meaning of public: how a policy is written."""

from __future__ import annotations

from typing import Any

import pytest

from iamscope import is_public_to_s3
from iamscope.errors import InputError


def policy(**statement: object) -> dict[str, Any]:
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    merged = {**allow, **statement}
    return {"Version": "2012-10-17", "Statement": [{name: item for name, item in merged.items() if item is not None}]}


@pytest.mark.parametrize(
    ("principal", "public"),
    [
        ("*", True),
        ({"AWS": ["arn:aws:iam::111122223333:root", "*"]}, True),
        ({"AWS": "111122223333"}, False),
        ({"Service": "cloudtrail.amazonaws.com"}, False),
        ({"CanonicalUser": "0" * 64}, False),
        ({"Federated": "graph.facebook.com"}, True),
    ],
)
def test_principals(principal: object, public: bool) -> None:
    assert is_public_to_s3(policy(Principal=principal)) is public


def test_whoever_is_not_named_is_everyone() -> None:
    assert is_public_to_s3(policy(Principal=None, NotPrincipal={"AWS": "111122223333"}))


def test_denies_do_not_matter() -> None:
    assert not is_public_to_s3(policy(Effect="Deny"))
    both = policy()
    both["Statement"] += policy(Effect="Deny")["Statement"]
    assert is_public_to_s3(both)


@pytest.mark.parametrize(
    ("operator", "key", "value", "public"),
    [
        ("StringEquals", "aws:SourceVpc", "vpc-1", False),
        ("StringLike", "aws:SourceVpc", "vpc-*", True),
        ("StringEquals", "aws:SourceVpc", ["vpc-1", "vpc-?"], True),
        ("StringEqualsIfExists", "aws:SourceVpc", "vpc-1", True),
        ("StringNotEquals", "aws:SourceVpc", "vpc-1", True),
        ("StringEquals", "aws:PrincipalAccount", "${aws:PrincipalTag/account}", True),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/r-1/*", False),
        ("ForAllValues:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/r-1/*", True),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-*/r-1/*", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Admin", True),
        ("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:us-west-2:111122223333:accesspoint/*", False),
        ("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:us-west-2:*:accesspoint/app", True),
        ("StringLike", "aws:userid", "AROAEXAMPLEID:*", False),
        ("StringLike", "aws:userid", "*:session", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", False),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", False),
        ("IpAddress", "aws:SourceIp", "8.0.0.0/8", False),
        ("IpAddress", "aws:SourceIp", "8.0.0.0/7", True),
        ("IpAddress", "aws:SourceIp", ["8.0.0.0/8", "9.0.0.0/8"], True),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32", False),
        ("IpAddress", "aws:SourceIp", "2001:db8::/31", True),
        ("IpAddress", "aws:SourceIp", "office", True),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("Bool", "aws:PrincipalIsAWSService", "true", False),
        ("Bool", "aws:PrincipalIsAWSService", "false", True),
        ("Bool", "aws:SecureTransport", "true", True),
        ("StringEquals", "aws:PrincipalTag/team", "blue", True),
        ("Null", "aws:SourceVpc", "false", True),
        ("StringEquals", "AWS:SOURCEACCOUNT", "111122223333", False),
    ],
)
def test_conditions(operator: str, key: str, value: object, public: bool) -> None:
    assert is_public_to_s3(policy(Condition={operator: {key: value}})) is public


@pytest.mark.parametrize(
    ("action", "public"), [("s3:PutObject", True), ("s3:*", True), ("s3:BypassGovernanceRetention", False)]
)
def test_a_fixed_encryption_key_helps_only_harmless_actions(action: str, public: bool) -> None:
    condition = {"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:::key/1"}}
    assert is_public_to_s3(policy(Action=action, Condition=condition)) is public


def test_takes_text_and_refuses_what_is_no_json() -> None:
    assert is_public_to_s3('{"Statement": {"Effect": "Allow", "Principal": "*"}}')
    with pytest.raises(InputError):
        is_public_to_s3('{"Statement": ')
