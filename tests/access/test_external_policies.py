"""Who a resource policy lets in from outside, class by class."""

from __future__ import annotations

from typing import Any

import pytest

from iamscope.access.external import ExternalAccessFinding, external_access

OWN, SIBLING, FOREIGN, OTHER = "111122223333", "222233334444", "999988887777", "888877776666"
ACCOUNT = {"type": "ACCOUNT", "account": OWN}
ORGANIZATION = {"type": "ORGANIZATION", "org_id": "o-ownorg0001", "accounts": [OWN, SIBLING]}


def statement(effect: str, principal: object, condition: object = None, **more: object) -> dict[str, object]:
    found = {"Effect": effect, "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", **more}
    if principal is None:
        del found["Principal"]
    return found if condition is None else {**found, "Condition": condition}


def find(
    *statements: object, zone: dict[str, Any] = ACCOUNT, type: str = "AWS::S3::Bucket", version: str = "2012-10-17"
) -> list[ExternalAccessFinding]:
    policy = {"Version": version, "Statement": list(statements)}
    return external_access({"resource_type": type, "owner_account": OWN, "policy": policy}, zone_of_trust=zone)


def shown(findings: list[ExternalAccessFinding]) -> list[tuple[str, dict[str, str], bool]]:
    return [(next(iter(each.principal.values())), dict(each.condition), each.is_public) for each in findings]


PUBLIC: list[tuple[str, dict[str, str], bool]] = [("*", {}, True)]


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", PUBLIC),
        ({"AWS": "*"}, PUBLIC),
        ({"AWS": OWN}, []),
        ({"AWS": f"arn:aws:iam::{OWN}:role/app"}, []),
        ({"AWS": FOREIGN}, [(FOREIGN, {}, False)]),
        ({"AWS": f"arn:aws:iam::{FOREIGN}:root"}, [(FOREIGN, {}, False)]),
        ({"AWS": [FOREIGN, f"arn:aws:iam::{FOREIGN}:root"]}, [(FOREIGN, {}, False)]),
        ({"AWS": f"arn:aws-us-gov:iam::{FOREIGN}:role/x/y"}, [(f"arn:aws-us-gov:iam::{FOREIGN}:role/x/y", {}, False)]),
        ({"AWS": "AROAEXAMPLEID12345678"}, []),
        ({"AWS": "127311923021"}, []),
        ({"Service": "cloudtrail.amazonaws.com"}, []),
        ({"CanonicalUser": "0" * 64}, [("0" * 64, {}, False)]),
        ({"Federated": "cognito-identity.amazonaws.com"}, [("cognito-identity.amazonaws.com", {}, False)]),
    ],
)
def test_principals(principal: object, expected: object) -> None:
    assert shown(find(statement("Allow", principal))) == expected


CONDITIONS: list[tuple[str, dict[str, Any], dict[str, Any], object]] = [
    ("own organisation", {"StringEquals": {"aws:PrincipalOrgID": "o-ownorg0001"}}, ORGANIZATION, []),
    (
        "own organisation, but only the account is trusted",
        {"StringEquals": {"aws:PrincipalOrgID": "o-ownorg0001"}},
        ACCOUNT,
        [("*", {"aws:PrincipalOrgID": "o-ownorg0001"}, False)],
    ),
    ("the owner's organisation", {"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}, ORGANIZATION, []),
    (
        "the owner's organisation, which nothing names",
        {"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}},
        ACCOUNT,
        [("*", {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}, False)],
    ),
    ("the owner's account", {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}, ACCOUNT, []),
    ("a value of the caller", {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalTag/a}"}}, ACCOUNT, True),
    ("of one organisation", {"StringLike": {"aws:PrincipalOrgID": "o-*"}}, ORGANIZATION, True),
    ("of no organisation", {"Null": {"aws:PrincipalOrgID": "true"}}, ORGANIZATION, PUBLIC),
    ("of some organisation", {"Null": {"aws:PrincipalOrgID": "false"}}, ORGANIZATION, PUBLIC),
    (
        "a path of another organisation",
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-foreign001/*"}},
        ORGANIZATION,
        [("*", {"aws:PrincipalOrgPaths": "o-foreign001/*"}, False)],
    ),
    ("a path of any organisation", {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-1/*"}}, ACCOUNT, True),
    (
        "account and role of it",
        {"StringEquals": {"aws:PrincipalAccount": FOREIGN}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}},
        ACCOUNT,
        [("*", {"aws:PrincipalAccount": FOREIGN, "aws:PrincipalArn": "arn:aws:iam::*:role/x"}, False)],
    ),
    (
        "two accounts at once",
        {"StringEquals": {"aws:PrincipalAccount": FOREIGN}, "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:*"}},
        ACCOUNT,
        [],
    ),
    (
        "roles of an account by string",
        {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{FOREIGN}:*"}},
        ACCOUNT,
        [("*", {"aws:PrincipalArn": f"arn:aws:iam::{FOREIGN}:*"}, False)],
    ),
    ("roles by name alone", {"StringLike": {"aws:PrincipalArn": "*:role/Admin"}}, ACCOUNT, True),
    (
        "sessions have no such ARN",
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:sts::{FOREIGN}:assumed-role/x/*"}},
        ACCOUNT,
        [],
    ),
    ("a wildcard that is none", {"StringEquals": {"aws:PrincipalAccount": "*"}}, ACCOUNT, []),
    (
        "a session of some role",
        {"StringLike": {"aws:userid": "AROAX:*"}},
        ACCOUNT,
        [("*", {"aws:userid": "AROAX:*"}, False)],
    ),
    ("any session", {"StringLike": {"aws:userid": "*:session"}}, ACCOUNT, True),
    ("our own queue's source", {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{OWN}:*"}}, ACCOUNT, []),
    (
        "a source of another account",
        {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{FOREIGN}:*"}},
        ACCOUNT,
        [("*", {"aws:SourceArn": f"arn:aws:sns:*:{FOREIGN}:*"}, False)],
    ),
    ("sources of any account", {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:topic"}}, ACCOUNT, True),
    (
        "a bucket, whose owner its name does not tell",
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:notes"}},
        ACCOUNT,
        [("*", {"aws:SourceArn": "arn:aws:s3:*:*:notes"}, False)],
    ),
    (
        "one bucket, whoever owns it",
        {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::notes"}},
        ACCOUNT,
        [("*", {"aws:SourceArn": "arn:aws:s3:::notes"}, False)],
    ),
    ("buckets that anyone may make", {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::notes-*"}}, ACCOUNT, True),
    (
        "a bucket that is ours",
        {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::notes"}},
        {**ACCOUNT, "resources": ["arn:aws:s3:::notes"]},
        [],
    ),
    (
        "a bucket for our account",
        {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::notes"}, "StringEquals": {"aws:SourceAccount": OWN}},
        ACCOUNT,
        [],
    ),
    ("our organisation's sources", {"StringEquals": {"aws:SourceOrgID": "o-ownorg0001"}}, ORGANIZATION, []),
    ("the old name of the source's account", {"StringEquals": {"AWS:SourceOwner": OWN}}, ACCOUNT, []),
    ("a VPC", {"StringEquals": {"aws:SourceVpc": "vpc-1"}}, ACCOUNT, [("*", {"aws:SourceVpc": "vpc-1"}, False)]),
    ("a VPC of ours", {"StringEquals": {"aws:SourceVpc": "vpc-1"}}, {**ACCOUNT, "networks": ["vpc-1"]}, []),
    ("any VPC", {"StringLike": {"aws:SourceVpc": "vpc-*"}}, ACCOUNT, True),
    ("a VPC or the internet", {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}, ACCOUNT, PUBLIC),
    ("endpoints of our account", {"StringEquals": {"aws:VpceAccount": OWN}}, ACCOUNT, []),
    (
        "an address",
        {"IpAddress": {"aws:SourceIp": "203.0.113.9"}},
        ACCOUNT,
        [("*", {"aws:SourceIp": "203.0.113.9"}, False)],
    ),
    ("half of all addresses", {"IpAddress": {"aws:SourceIp": "128.0.0.0/1"}}, ACCOUNT, True),
    (
        "a large part of the internet",
        {"IpAddress": {"aws:SourceIp": ["8.0.0.0/8"]}},
        ACCOUNT,
        [("*", {"aws:SourceIp": "8.0.0.0/8"}, False)],
    ),
    ("all new addresses", {"IpAddress": {"aws:SourceIp": "::/0"}}, ACCOUNT, True),
    ("no address", {"IpAddress": {"aws:SourceIp": "office"}}, ACCOUNT, []),
    ("services of AWS", {"Bool": {"aws:PrincipalIsAWSService": "true"}}, ACCOUNT, []),
    ("one service of AWS", {"StringEquals": {"aws:PrincipalServiceName": "config.amazonaws.com"}}, ACCOUNT, []),
    ("all but services", {"Bool": {"aws:PrincipalIsAWSService": "false"}}, ACCOUNT, PUBLIC),
    ("what the caller says of himself", {"StringEquals": {"aws:PrincipalTag/team": "blue"}}, ACCOUNT, PUBLIC),
    (
        "how he signs in",
        {"StringEquals": {"sts:ExternalId": "x"}, "Bool": {"aws:MultiFactorAuthPresent": True}},
        ACCOUNT,
        PUBLIC,
    ),
    ("the owner's own account", {"StringEquals": {"aws:ResourceAccount": OWN}}, ACCOUNT, PUBLIC),
    ("another owner's account", {"StringEquals": {"aws:ResourceAccount": FOREIGN}}, ACCOUNT, []),
    ("a mistyped operator", {"StringEqual": {"aws:PrincipalAccount": FOREIGN}}, ACCOUNT, []),
    (
        "a secret",
        {"StringEquals": {"lambda:EventSourceToken": "t"}},
        ACCOUNT,
        [("*", {"lambda:EventSourceToken": "t"}, False)],
    ),
]


@pytest.mark.parametrize(
    ("condition", "zone", "expected"), [each[1:] for each in CONDITIONS], ids=[each[0] for each in CONDITIONS]
)
def test_conditions_on_everyone(condition: dict[str, Any], zone: dict[str, Any], expected: object) -> None:
    found = find(statement("Allow", "*", condition), zone=zone)
    if expected is True:
        assert [each.is_public for each in found] == [True]
    else:
        assert shown(found) == expected


def test_each_value_is_a_class_of_its_own() -> None:
    condition = {"StringEquals": {"aws:PrincipalAccount": [OWN, FOREIGN, OTHER]}}
    assert [each[1] for each in shown(find(statement("Allow", "*", condition)))] == [
        {"aws:PrincipalAccount": FOREIGN},
        {"aws:PrincipalAccount": OTHER},
    ]


def test_ranges_that_are_everyone_only_together() -> None:
    allow = statement("Allow", "*", {"IpAddress": {"aws:SourceIp": ["8.0.0.0/8", "9.0.0.0/8", "203.0.113.0/24"]}})
    assert [(each[1]["aws:SourceIp"], each[2]) for each in shown(find(allow))] == [
        ("8.0.0.0/8", True),
        ("9.0.0.0/8", True),
        ("203.0.113.0/24", False),
    ]


def test_variables_are_text_in_old_policies() -> None:
    condition = {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}
    assert find(statement("Allow", "*", condition), version="2008-10-17") == []


def test_an_outside_account_that_must_be_of_our_organisation_is_nobody() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-ownorg0001"}}
    assert find(statement("Allow", {"AWS": FOREIGN}, condition), zone=ORGANIZATION) == []


def test_an_outside_account_through_our_network_is_outside() -> None:
    condition = {"StringEquals": {"aws:VpceAccount": OWN}}
    assert shown(find(statement("Allow", {"AWS": FOREIGN}, condition))) == [(FOREIGN, {"aws:VpceAccount": OWN}, False)]


def test_nothing_is_made_of_what_is_not_known() -> None:
    hole = "\ufffc"
    assert shown(find(statement("Allow", {"AWS": [f"arn:aws:iam::{hole}:root", FOREIGN]}))) == [(FOREIGN, {}, False)]
    assert find(statement("Allow", "*", {"StringEquals": {"aws:PrincipalOrgID": hole}})) == []
    assert find(statement("Allow", None, NotPrincipal={"AWS": hole})) == []


OFFICE, LOWER = "203.0.113.0/24", "203.0.113.0/25"
DENIES: list[tuple[str, list[dict[str, Any]], object]] = [
    ("own account", [statement("Deny", "*", {"StringNotEquals": {"aws:PrincipalAccount": OWN}})], []),
    (
        "two accounts",
        [statement("Deny", "*", {"StringNotEquals": {"aws:PrincipalAccount": [OWN, FOREIGN]}})],
        [("*", {"aws:PrincipalAccount": FOREIGN}, False)],
    ),
    (
        "office",
        [statement("Deny", "*", {"NotIpAddress": {"aws:SourceIp": OFFICE}})],
        [("*", {"aws:SourceIp": OFFICE}, False)],
    ),
    (
        "office or endpoint",
        [
            statement(
                "Deny", "*", {"NotIpAddress": {"aws:SourceIp": OFFICE}, "StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
            )
        ],
        [("*", {"aws:SourceIp": OFFICE}, False), ("*", {"aws:SourceVpce": "vpce-1"}, False)],
    ),
    (
        "office and endpoint of ours",
        [
            statement("Deny", "*", {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}),
            statement("Deny", "*", {"StringNotEquals": {"aws:PrincipalAccount": FOREIGN}}),
        ],
        [("*", {"aws:PrincipalAccount": FOREIGN, "aws:SourceVpce": "vpce-1"}, False)],
    ),
    ("a part of the office", [statement("Deny", "*", {"IpAddress": {"aws:SourceIp": LOWER}})], PUBLIC),
    ("what the caller chooses", [statement("Deny", "*", {"StringNotEquals": {"aws:PrincipalTag/t": "x"}})], PUBLIC),
    (
        "another organisation",
        [statement("Deny", "*", {"StringEquals": {"aws:PrincipalOrgID": "o-foreign001"}})],
        PUBLIC,
    ),
    ("everything", [statement("Deny", "*", Action="*", Resource="*")], []),
    ("some objects", [statement("Deny", "*", Resource="arn:aws:s3:::b/private/*")], PUBLIC),
    ("all but this action", [statement("Deny", "*", NotAction="s3:GetObject", Action=[])], PUBLIC),
    ("all but another action", [statement("Deny", "*", NotAction="s3:PutObject", Action=[])], []),
    ("all but the owner", [statement("Deny", None, NotPrincipal={"AWS": OWN})], []),
    (
        "all but the owner and a role",
        [statement("Deny", None, NotPrincipal={"AWS": [OWN, FOREIGN, f"arn:aws:iam::{FOREIGN}:role/x"]})],
        [(FOREIGN, {}, False), (f"arn:aws:iam::{FOREIGN}:role/x", {}, False)],
    ),
    (
        "service-linked roles are AWS's services",
        [
            statement(
                "Deny",
                "*",
                {
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ownorg0001", "aws:PrincipalAccount": OWN},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                    "ArnNotLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::*:role/aws-service-role/*"},
                },
            )
        ],
        [],
    ),
]


@pytest.mark.parametrize(("denies", "expected"), [each[1:] for each in DENIES], ids=[each[0] for each in DENIES])
def test_denies(denies: list[dict[str, Any]], expected: object) -> None:
    zone = ORGANIZATION if "aws-service-role" in str(denies) else ACCOUNT
    for deny in denies:
        if deny.get("Action") == []:
            del deny["Action"]
    assert shown(find(statement("Allow", "*"), *denies, zone=zone)) == expected


def test_a_deny_of_part_of_an_allowed_range_leaves_the_rest() -> None:
    allow = statement("Allow", "*", {"IpAddress": {"aws:SourceIp": OFFICE}})
    assert shown(find(allow, statement("Deny", "*", {"IpAddress": {"aws:SourceIp": LOWER}}))) == [
        ("*", {"aws:SourceIp": OFFICE}, False)
    ]
    assert find(allow, statement("Deny", "*", {"IpAddress": {"aws:SourceIp": OFFICE}})) == []


def test_denied_actions_are_left_out() -> None:
    allow = statement("Allow", {"AWS": FOREIGN}, Action=["s3:GetObject", "s3:PutObject"])
    (found,) = find(allow, statement("Deny", "*", Action="s3:Put*"))
    assert found.action == ("s3:GetObject",)


def test_actions_of_several_statements_are_one_finding() -> None:
    (found,) = find(statement("Allow", {"AWS": FOREIGN}), statement("Allow", {"AWS": FOREIGN}, Action="s3:PutObject"))
    assert found.action == ("s3:GetObject", "s3:PutObject")


def test_id_is_stable() -> None:
    (first,) = find(statement("Allow", {"AWS": FOREIGN}))
    (more,) = find(statement("Allow", {"AWS": FOREIGN}, Action="s3:*", Sid="Other"))
    (other,) = find(statement("Allow", {"AWS": OTHER}))
    (conditional,) = find(statement("Allow", {"AWS": FOREIGN}, {"IpAddress": {"aws:SourceIp": OFFICE}}))
    assert first.id == more.id
    assert len({first.id, other.id, conditional.id}) == 3


def role(principal: object, action: object, condition: object = None) -> list[ExternalAccessFinding]:
    allow = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition is not None:
        allow["Condition"] = condition
    return find(allow, type="AWS::IAM::Role")


def test_trust_policies() -> None:
    assert shown(role("*", "sts:AssumeRole")) == PUBLIC
    assert shown(role({"AWS": FOREIGN}, ["sts:AssumeRole", "sts:TagSession"])) == [(FOREIGN, {}, False)]
    assert role({"AWS": FOREIGN}, "sts:TagSession") == []
    assert role({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole") == []


def test_tokens_of_a_provider() -> None:
    provider = f"arn:aws:iam::{OWN}:oidc-provider/token.actions.githubusercontent.com"
    claims = {
        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
        "StringLike": {"token.actions.githubusercontent.com:sub": ["repo:acme/a:*", "repo:acme/b:*"]},
    }
    assert shown(role({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", claims)) == [
        (
            provider,
            {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": "repo:acme/a:*, repo:acme/b:*",
            },
            False,
        )
    ]
    assert role({"Federated": provider}, "sts:AssumeRole") == []


def test_a_wide_matrix_is_bounded() -> None:
    condition = {
        "StringEquals": {"aws:PrincipalAccount": [f"{n:012}" for n in range(300, 600)]},
        "IpAddress": {"aws:SourceIp": [f"203.0.{n}.0/24" for n in range(250)]},
    }
    assert 0 < len(find(statement("Allow", "*", condition))) <= 1024
