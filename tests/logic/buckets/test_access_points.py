"""Access points as AWS's commands print them, and when S3 calls them public."""

from typing import Any

import pytest

from iamscope.logic.buckets.access_points import AccessPoint, parse_access_point
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

ARN = "arn:aws:s3:us-west-2:123456789012:accesspoint/my-access-point"


def read_policy(document: object) -> Policy | None:
    return as_policy(document, PolicyType.RESOURCE) if isinstance(document, dict) else None


def point(**settings: Any) -> AccessPoint:
    return parse_access_point({"arn": ARN} | settings, read_policy)


def to_anyone(condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ARN}/object/*"}
    return {"Version": "2012-10-17", "Statement": statement | ({"Condition": condition} if condition else {})}


def test_the_account_stands_in_the_arn() -> None:
    assert point().account == "123456789012"
    assert point(AccountId="111122223333").account == "111122223333"


@pytest.mark.parametrize(
    "settings",
    [
        {"vpc": "vpc-1a2b3c"},
        {"VpcConfiguration": {"VpcId": "vpc-1a2b3c"}, "NetworkOrigin": "VPC"},
        {"networkOrigin": {"vpcConfiguration": {"vpcId": "vpc-1a2b3c"}}},
    ],
)
def test_the_vpc_that_it_serves(settings: dict[str, Any]) -> None:
    assert point(**settings).vpc == "vpc-1a2b3c"


def test_one_on_the_internet_serves_no_vpc() -> None:
    assert point(NetworkOrigin="Internet").vpc is None


def test_is_public_if_its_policy_lets_anyone_in() -> None:
    assert point(policy=to_anyone()).is_public
    assert not point().is_public
    assert not point(policy=to_anyone({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})).is_public


def test_for_one_vpc_is_never_public() -> None:
    assert not point(policy=to_anyone(), vpc="vpc-1a2b3c").is_public


@pytest.mark.parametrize(("named", "public"), [(ARN, False), (f"{ARN.rpartition('/')[0]}/*", True)])
def test_a_set_of_access_points_restricts_nobody(named: str, public: bool) -> None:
    assert point(policy=to_anyone({"ArnLike": {"s3:DataAccessPointArn": named}})).is_public is public
