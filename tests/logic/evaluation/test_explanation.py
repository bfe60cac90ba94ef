"""Decisions in words."""

from typing import Any

import pytest

from iamscope.logic.evaluation.explanation import explain
from iamscope.logic.evaluation.request import parse_request

ALICE = "arn:aws:iam::111122223333:user/alice"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234"
ROLE = "arn:aws:iam::111122223333:role/app"


def allow(action: str = "*", **more: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"} | more]}


def deny(action: str = "*", **more: Any) -> dict[str, Any]:
    return allow(action, Effect="Deny", **more)


def call(**request: Any) -> dict[str, Any]:
    return {
        "principal": ALICE,
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": "111122223333",
    } | request


@pytest.mark.parametrize(
    ("request_", "reasons"),
    [
        (call(identity_policies=[allow()]), []),
        (call(), ["no identity policy was given"]),
        (call(identity_policies=[allow("s3:Put*")]), ["no identity policy allows `s3:GetObject`"]),
        (
            call(identity_policies=[allow()], permission_boundaries=[allow("ec2:*")], session_policy=allow("ec2:*")),
            [
                "the permissions boundary does not allow `s3:GetObject`",
                "the session policy does not allow `s3:GetObject`",
            ],
        ),
        (
            call(identity_policies=[allow()], scps=[[allow()], [allow("ec2:*"), deny("iam:*")]]),
            ["at level 2 of 2 of the organization no service control policy allows `s3:GetObject`"],
        ),
        (
            call(identity_policies=[allow()], vpc_endpoint_policies=[allow("ec2:*", Principal="*")]),
            ["the endpoint policy does not allow `s3:GetObject`"],
        ),
        (
            call(identity_policies=[allow(), deny()], rcps=[[deny(Principal="*")]]),
            ["the resource control policy denies it", "the identity policy denies it"],
        ),
        (
            call(identity_policies=[allow()], resource_account="444455556666"),
            [
                "the resource's policy was not given; it would have to allow account `111122223333`, and the resource "
                "belongs to account `444455556666`"
            ],
        ),
        (
            call(action="kms:Decrypt", resource=KEY, resource_policy=allow(Principal={"AWS": ROLE})),
            [
                f"the key's policy does not allow `kms:Decrypt` to `{ALICE}`, nor does it leave it to the policies of "
                "account `111122223333`"
            ],
        ),
        (
            call(principal={"Service": "ec2.amazonaws.com"}, action="sts:AssumeRole", resource=ROLE),
            ["the role's trust policy was not given; it would have to allow `ec2.amazonaws.com`"],
        ),
        (
            call(
                action="iam:DeleteRole",
                resource="arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
                identity_policies=[allow()],
            ),
            [
                "AWS itself keeps `arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`"
                ": no policy can allow to change it"
            ],
        ),
    ],
)
def test_reasons(request_: dict[str, Any], reasons: list[str]) -> None:
    assert list(explain(parse_request(request_)).reasons) == reasons


@pytest.mark.parametrize(
    ("request_", "notes"),
    [
        (call(identity_policies=[allow()]), []),
        (
            call(resource_account=None, identity_policies=[allow()]),
            ["the resource is taken to be of the caller's account `111122223333`"],
        ),
        (
            call(action="sts:GetCallerIdentity", resource="*"),
            ["`sts:GetCallerIdentity` needs no permission, and no policy can deny it"],
        ),
        (
            call(action="s3:GetObjekt", identity_policies=[allow()]),
            ["AWS lists no action `s3:GetObjekt`; did you mean `s3:GetObject`?"],
        ),
        (
            call(identity_policies=[allow()], context={"aws:SourceIpp": "203.0.113.7", "team:x": "y"}),
            ["AWS lists no condition key `aws:sourceipp`; did you mean `aws:SourceIp`?"],
        ),
        (call(principal="111122223333"), ["the root user of an account needs no identity policy"]),
        (
            call(identity_policies=[deny()]),
            ["without that Deny it would not be allowed either: no identity policy allows `s3:GetObject`"],
        ),
    ],
)
def test_notes(request_: dict[str, Any], notes: list[str]) -> None:
    assert list(explain(parse_request(request_)).notes) == notes
