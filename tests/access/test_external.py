"""External access by settings, by access points, and what a resource may be given as."""

from __future__ import annotations

from typing import Any

import pytest

from iamscope import external_access
from iamscope.errors import InputError

OWN, FOREIGN = "111122223333", "999988887777"
ZONE = {"type": "ACCOUNT", "account": OWN}
ALL_USERS = {"grantee": {"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}, "permission": "READ"}


def shown(resource_type: str, zone: dict[str, Any] = ZONE, **resource: Any) -> list[tuple[dict[str, str], bool]]:
    found = external_access({"resource_type": resource_type, "owner_account": OWN, **resource}, zone_of_trust=zone)
    return [(dict(each.principal), each.is_public) for each in found]


def allow(principal: object, condition: object = None, action: object = "s3:GetObject") -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {
        "Version": "2012-10-17",
        "Statement": [statement if condition is None else {**statement, "Condition": condition}],
    }


PUBLIC = ({"AWS": "*"}, True)
OUTSIDE = ({"AWS": FOREIGN}, False)


@pytest.mark.parametrize("type", ["AWS::EC2::Snapshot", "AWS::RDS::DBSnapshot", "AWS::RDS::DBClusterSnapshot"])
@pytest.mark.parametrize(
    "configuration",
    [
        {"createVolumePermission": {"userIds": [OWN, FOREIGN]}},
        {"CreateVolumePermissions": [{"UserId": FOREIGN}, {"UserId": OWN}]},
        {"attributes": {"restore": [FOREIGN]}},
        {"rdsDbSnapshot": {"attributes": {"restore": {"accountIds": [FOREIGN]}}, "kmsKeyId": "arn:aws:kms:::key/1"}},
        {"DBSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": [FOREIGN]}]},
    ],
)
def test_snapshots_shared_with_an_account(type: str, configuration: object) -> None:
    assert shown(type, configuration=configuration) == [OUTSIDE]


def test_snapshots_shared_with_everyone() -> None:
    assert shown("AWS::EC2::Snapshot", configuration={"createVolumePermission": {"groups": ["all"]}}) == [PUBLIC]
    assert shown("AWS::RDS::DBSnapshot", configuration={"attributes": {"restore": ["all", FOREIGN]}}) == [
        PUBLIC,
        OUTSIDE,
    ]
    assert shown("AWS::RDS::DBSnapshot", configuration={"Encrypted": True, "attributes": {"restore": ["all"]}}) == []


def test_grants_of_keys() -> None:
    role = f"arn:aws:iam::{FOREIGN}:role/x"
    grants = [
        {"granteePrincipal": role, "operations": ["Decrypt"]},
        {"GranteePrincipal": role, "Operations": ["Encrypt"]},
        {"granteePrincipal": f"arn:aws:iam::{OWN}:role/x", "operations": ["Decrypt"]},
        {"granteePrincipal": "rds.us-east-1.amazonaws.com", "operations": ["Decrypt"]},
        {"granteePrincipal": 7},
    ]
    (found,) = external_access({"resource_type": "AWS::KMS::Key", "grants": grants}, zone_of_trust=ZONE)
    assert found.principal == {"AWS": role}
    assert found.action == ("kms:Decrypt", "kms:Encrypt")
    assert found.sources == ({"type": "KMS_GRANT"},)


def test_lists_of_buckets() -> None:
    other = {"grantee": {"id": "other"}, "permission": "FULL_CONTROL"}
    owner = {"Grantee": {"ID": "owner"}, "Permission": "FULL_CONTROL"}
    logs = {"grantee": {"uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"}, "permission": "WRITE"}
    grants = [owner, other, logs, ALL_USERS]
    bucket: dict[str, Any] = {"acl_grants": grants, "owner_canonical_id": "owner"}
    assert shown("AWS::S3::Bucket", **bucket) == [({"CanonicalUser": "other"}, False), PUBLIC]
    assert shown("AWS::S3::Bucket", **bucket, public_access_block={"IgnorePublicAcls": True}) == [
        ({"CanonicalUser": "other"}, False)
    ]
    assert shown("AWS::S3::Bucket", **bucket, public_access_block={"BlockPublicAcls": True})[1] == PUBLIC
    assert shown("AWS::S3::Bucket", **bucket, account_public_access_block={"IgnorePublicAcls": True}) == [
        ({"CanonicalUser": "other"}, False)
    ]
    assert shown("AWS::S3::Bucket", **bucket, object_ownership="BucketOwnerEnforced") == []
    assert shown("AWS::S3::Bucket", {**ZONE, "canonical_ids": ["other"]}, **bucket) == [PUBLIC]
    assert shown("AWS::S3::Bucket", acl="PublicReadWrite") == [PUBLIC]
    assert shown("AWS::S3::Bucket", acl="private") == []


def test_the_owner_of_a_bucket_is_inside_under_his_canonical_id_too() -> None:
    policy = allow({"CanonicalUser": "owner"})
    assert shown("AWS::S3::Bucket", policy=policy, owner_canonical_id="owner") == []
    assert shown("AWS::S3::Bucket", policy=policy) == [({"CanonicalUser": "owner"}, False)]


def test_block_public_access_and_policies() -> None:
    everyone = allow("*")
    assert shown("AWS::S3::Bucket", policy=everyone, public_access_block={"BlockPublicPolicy": True}) == [PUBLIC]
    assert shown("AWS::S3::Bucket", policy=everyone, account_public_access_block={"RestrictPublicBuckets": True}) == []
    other = allow({"AWS": FOREIGN})
    assert shown("AWS::S3::Bucket", policy=other, public_access_block={"RestrictPublicBuckets": True}) == [OUTSIDE]
    kms = allow("*", action="kms:Decrypt")
    assert shown("AWS::KMS::Key", policy=kms, public_access_block={"RestrictPublicBuckets": True}) == [PUBLIC]


POINT = f"arn:aws:s3:eu-west-1:{OWN}:accesspoint/app"
DELEGATES = allow("*", {"StringEquals": {"s3:DataAccessPointAccount": OWN}}, "s3:*")


def point(policy: object, **more: object) -> dict[str, object]:
    return {"arn": POINT, "policy": policy, **more}


def test_a_bucket_that_leaves_it_to_its_access_points() -> None:
    assert shown("AWS::S3::Bucket", policy=DELEGATES) == []
    found = external_access(
        {"resource_type": "AWS::S3::Bucket", "policy": DELEGATES, "access_points": [point(allow({"AWS": FOREIGN}))]},
        zone_of_trust=ZONE,
    )
    assert [(each.principal, each.sources) for each in found] == [
        ({"AWS": FOREIGN}, ({"type": "S3_ACCESS_POINT", "detail": {"accessPointArn": POINT}},))
    ]


def test_both_policies_must_permit() -> None:
    open_point = [point(allow({"AWS": FOREIGN}))]
    assert shown("AWS::S3::Bucket", access_points=open_point) == []
    assert shown("AWS::S3::Bucket", policy=allow({"AWS": OWN}), access_points=open_point) == []
    other_action = allow("*", {"StringEquals": {"s3:DataAccessPointAccount": OWN}}, "s3:PutObject")
    assert shown("AWS::S3::Bucket", policy=other_action, access_points=open_point) == []


def test_access_points_and_the_public() -> None:
    everyone = allow("*")
    assert shown("AWS::S3::Bucket", policy=DELEGATES, access_points=[point(everyone)]) == [PUBLIC]
    assert shown("AWS::S3::Bucket", policy=DELEGATES, access_points=[point(everyone, vpc="vpc-1")]) == [
        ({"AWS": "*"}, False)
    ]
    origin = {"vpcConfiguration": {"vpcId": "vpc-1"}}
    named = {POINT: {"accessPointPolicy": everyone, "networkOrigin": origin}}
    assert shown("AWS::S3::Bucket", policy=DELEGATES, access_points=[{"arn": POINT, **named[POINT]}]) == [
        ({"AWS": "*"}, False)
    ]
    blocked = point(everyone, public_access_block={"RestrictPublicBuckets": True})
    assert shown("AWS::S3::Bucket", policy=DELEGATES, access_points=[blocked]) == []


def test_access_points_of_other_accounts() -> None:
    policy = allow("*", {"StringEquals": {"s3:DataAccessPointAccount": FOREIGN}})
    (found,) = external_access({"resource_type": "AWS::S3::Bucket", "policy": policy}, zone_of_trust=ZONE)
    assert found.is_public
    assert found.sources == ({"type": "S3_ACCESS_POINT_ACCOUNT", "detail": {"accessPointAccount": FOREIGN}},)
    block = {"RestrictPublicBuckets": True}
    assert shown("AWS::S3::Bucket", policy=policy, public_access_block=block) == [({"AWS": "*"}, False)]


TYPES = {
    "AWS::DynamoDB::Stream": "dynamodb:GetRecords",
    "AWS::DynamoDB::Table": "dynamodb:GetItem",
    "AWS::ECR::Repository": "ecr:BatchGetImage",
    "AWS::EFS::FileSystem": "elasticfilesystem:ClientMount",
    "AWS::KMS::Key": "kms:Decrypt",
    "AWS::Lambda::Function": "lambda:InvokeFunction",
    "AWS::Lambda::LayerVersion": "lambda:GetLayerVersion",
    "AWS::S3Express::DirectoryBucket": "s3express:CreateSession",
    "AWS::SNS::Topic": "SNS:Publish",
    "AWS::SQS::Queue": "SQS:SendMessage",
    "AWS::SecretsManager::Secret": "secretsmanager:GetSecretValue",
    "AWS::OpenSearchService::Domain": "es:*",
}


@pytest.mark.parametrize(("type", "action"), TYPES.items())
def test_every_type_with_a_policy(type: str, action: str) -> None:
    assert shown(type, policy=allow("*", action=action)) == [PUBLIC]
    assert shown(type, policy=allow({"AWS": [OWN, FOREIGN]}, action=action)) == [OUTSIDE]
    assert shown(type, policy=allow({"AWS": OWN}, action=action)) == []
    assert shown(type) == []


def test_a_finding_as_access_analyzer_writes_it() -> None:
    resource = {
        "resource_type": "AWS::S3::Bucket",
        "resource": "arn:aws:s3:::b",
        "policy": allow({"AWS": FOREIGN}, {"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
    }
    (found,) = external_access(resource, zone_of_trust=ZONE)
    assert found.to_dict() == {
        "id": found.id,
        "resource": "arn:aws:s3:::b",
        "resourceType": "AWS::S3::Bucket",
        "principal": {"AWS": FOREIGN},
        "action": ["s3:GetObject"],
        "condition": {"aws:SourceVpc": "vpc-1"},
        "isPublic": False,
        "sources": [{"type": "POLICY"}],
    }


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ({}, "`None` is no resource type with a policy of its own"),
        ({"resource_type": "AWS::EC2::Instance"}, "`AWS::EC2::Instance` is no resource type with a policy of its own"),
        ({"resource_type": "AWS::S3::Bucket", "polcy": {}}, "a resource has no field `polcy`"),
        ({"resource_type": "AWS::S3::Bucket", "owner_account": "me"}, "`me` is no account id"),
        ({"resource_type": "AWS::S3::Bucket", "policy": 3}, "`policy` is no policy"),
        ({"resource_type": "AWS::S3::Bucket", "acl_grants": {}}, "`acl_grants` is no list"),
        ({"resource_type": "AWS::S3::Bucket", "access_points": ["a"]}, "`access_points` holds what is no mapping"),
        ([], "a resource is a mapping"),
    ],
)
def test_refuses_what_it_does_not_understand(resource: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        external_access(resource, zone_of_trust=ZONE)
    assert caught.value.message == message
    assert caught.value.help


def test_takes_a_policy_as_text_and_says_where_it_is_broken() -> None:
    assert shown("AWS::SQS::Queue", policy='{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*"}}') == [
        PUBLIC
    ]
    with pytest.raises(InputError) as caught:
        shown("AWS::SQS::Queue", policy='{"Statement": [}')
    assert caught.value.message.startswith("policy:1:")
