"""External access over snapshots: zones, kinds, archive rules, and equal policies decided once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from iamscope.access.access_settings import AccessSettings
from iamscope.access.analysis import AccessRow, Analysis
from iamscope.access.archive_rules import ArchiveRule, Criterion
from iamscope.access.zones import Zones
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.snapshot_frame import read_frame
from iamscope.inputs.snapshots import PartReader, snapshot_files

OWN, SIBLING, FOREIGN = "111122223333", "222233334444", "999988887777"
GITHUB = "token.actions.githubusercontent.com"


def role(name: str, principal: object, action: object = "sts:AssumeRole", condition: object = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition is not None:
        statement["Condition"] = condition
    return {
        "Arn": f"arn:aws:iam::{OWN}:role/{name}",
        "RoleName": name,
        "RoleId": "AROAEXAMPLEID12345678",
        "Path": "/",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "RolePolicyList": [],
        "AttachedManagedPolicies": [],
        "InstanceProfileList": [],
    }


def oidc(name: str, subject: object = None) -> dict[str, Any]:
    condition: dict[str, Any] = {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}
    if subject is not None:
        condition["StringLike"] = {f"{GITHUB}:sub": subject}
    provider = {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/{GITHUB}"}
    return role(name, provider, "sts:AssumeRoleWithWebIdentity", condition)


def organization(*rcps: object) -> dict[str, Any]:
    policies = {
        f"p-{number}": {"Name": f"rcp-{number}", "Type": "RESOURCE_CONTROL_POLICY", "Content": content}
        for number, content in enumerate(rcps)
    }
    accounts = [{"Id": OWN, "Name": "prod", "Policies": []}, {"Id": SIBLING, "Name": "dev", "Policies": []}]
    root = {"Id": "r-1", "Policies": list(policies), "Accounts": accounts, "OrganizationalUnits": []}
    return {"Id": "o-ownorg0001", "ManagementAccountId": SIBLING, "Root": root, "Policies": policies}


class Rows:
    """Writes a snapshot and reads its rows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(
        self,
        *roles: object,
        organization: object = None,
        resources: object = None,
        settings: AccessSettings = AccessSettings(),  # noqa: B008 (it is frozen)
    ) -> list[AccessRow]:
        account = self._folder / "accounts" / OWN
        account.mkdir(parents=True)
        details = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": []}
        (account / "authorization-details.json").write_text(json.dumps(details), encoding="utf-8")
        if organization is not None:
            (self._folder / "organization.json").write_text(json.dumps(organization), encoding="utf-8")
        if resources is not None:
            (account / "resource-policies.json").write_text(json.dumps(resources), encoding="utf-8")
        files: list[FoundFile] = snapshot_files([str(self._folder)])
        reader = PartReader(files)
        frame = read_frame(files, reader)
        analysis = Analysis(Zones(settings, frame.organizations, frame.resources))
        return [row for file in files for row in analysis.rows(reader.part(file.path))]


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    return Rows(tmp_path)


def kinds(rows: list[AccessRow]) -> list[tuple[str, str]]:
    return [(row.finding.resource.rpartition("/")[2], row.kind.value) for row in rows]


def test_an_account_by_itself_trusts_no_other(rows: Rows) -> None:
    found = rows.of(role("a", {"AWS": SIBLING}), role("b", {"AWS": OWN}))
    assert kinds(found) == [("a", "ExternalAccess"), ("a", "ThirdParty")]


def test_members_of_the_organisation_are_inside(rows: Rows) -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-ownorg0001"}}
    found = rows.of(
        role("a", {"AWS": SIBLING}),
        role("b", "*", condition=condition),
        role("c", {"AWS": FOREIGN}),
        organization=organization(),
    )
    assert kinds(found) == [("c", "ExternalAccess"), ("c", "ThirdParty")]
    assert found[0].owner == OWN


def test_settings_come_before_the_snapshot(rows: Rows) -> None:
    settings = AccessSettings(accounts=(OWN,), trusted_accounts=(FOREIGN,))
    found = rows.of(
        role("a", {"AWS": SIBLING}), role("c", {"AWS": FOREIGN}), organization=organization(), settings=settings
    )
    assert [name for name, _ in kinds(found)] == ["a", "a"]


def test_an_organisation_by_its_id_alone(rows: Rows) -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-ownorg0001"}}
    settings = AccessSettings(organization="o-ownorg0001")
    assert rows.of(role("a", "*", condition=condition), role("b", {"AWS": OWN}), settings=settings) == []


def test_who_gets_in_by_a_shared_provider(rows: Rows) -> None:
    found = rows.of(
        oidc("none"),
        oidc("any", "repo:*"),
        oidc("prefix", "repo:acme*"),
        oidc("owner", "repo:acme/*"),
        oidc("both", ["repo:acme/app:*", "*"]),
    )
    told = {row.finding.resource.rpartition("/")[2]: row.detail for row in found if row.kind == "OidcTrust"}
    assert {name: detail.is_open for name, detail in told.items() if detail} == {
        "none": True,
        "any": True,
        "prefix": True,
        "owner": False,
        "both": True,
    }
    assert told["none"] is not None
    assert told["none"].who == "workflows of any repository on GitHub"
    assert told["owner"] is not None
    assert told["owner"].who == f"tokens of `{GITHUB}` for `repo:acme/*`"
    assert not any(row.finding.is_public for row in found)


def test_saml(rows: Rows) -> None:
    provider = f"arn:aws:iam::{OWN}:saml-provider/idp"
    found = rows.of(role("a", {"Federated": provider}, "sts:AssumeRoleWithSAML"))
    assert kinds(found) == [("a", "ExternalAccess"), ("a", "SamlTrust")]
    assert found[1].detail is not None
    assert found[1].detail.who == f"whoever `{provider}` lets sign in"


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        (None, False),
        ({"StringEquals": {"sts:ExternalId": "agreed"}}, True),
        ({"StringLike": {"sts:ExternalId": "*"}}, False),
        ({"StringEqualsIfExists": {"sts:ExternalId": "agreed"}}, False),
        ({"StringNotEquals": {"sts:ExternalId": "agreed"}}, False),
        ({"Null": {"sts:ExternalId": "false"}}, False),
    ],
)
def test_third_parties_and_external_ids(rows: Rows, condition: object, asked: bool) -> None:
    found = rows.of(role("a", {"AWS": f"arn:aws:iam::{FOREIGN}:role/collector"}, condition=condition))
    assert [row.external_id for row in found if row.kind == "ThirdParty"] == [asked]


def test_services_that_say_for_whom_they_call(rows: Rows) -> None:
    def topic(name: str, condition: object = None) -> dict[str, Any]:
        statement: dict[str, object] = {
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": "*",
        }
        if condition is not None:
            statement["Condition"] = condition
        policy = {"Version": "2012-10-17", "Statement": statement}
        return {"arn": f"arn:aws:sns:eu-west-1:{OWN}:/{name}", "type": "AWS::SNS::Topic", "policy": policy}

    guarded = {"StringEquals": {"aws:SourceAccount": OWN}}
    found = rows.of(resources=[topic("open"), topic("guarded", guarded)])
    assert kinds(found) == [("open", "UnguardedService")]


def test_resources_with_the_settings_that_aws_prints(rows: Rows) -> None:
    everyone = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}
    block = {"PublicAccessBlockConfiguration": {"IgnorePublicAcls": True, "RestrictPublicBuckets": True}}
    reader = {"Grantee": {"Type": "CanonicalUser", "ID": "reader"}, "Permission": "READ"}
    owner = {"Grantee": {"Type": "CanonicalUser", "ID": "me"}, "Permission": "FULL_CONTROL"}
    bucket = {"type": "AWS::S3::Bucket"}
    found = rows.of(
        resources=[
            {"arn": "arn:aws:s3:::/open", **bucket, "policy": everyone},
            {"arn": "arn:aws:s3:::/blocked", **bucket, "policy": everyone, "publicAccessBlock": block},
            {"arn": "arn:aws:s3:::/listed", **bucket, "acl": {"Owner": {"ID": "me"}, "Grants": [owner, reader]}},
            {"arn": "arn:aws:s3:::/unknown", "type": "AWS::Nothing::Known", "policy": everyone},
            {
                "arn": f"arn:aws:ec2::{OWN}:/snap",
                "type": "AWS::EC2::Snapshot",
                "CreateVolumePermissions": [{"Group": "all"}],
            },
            {
                "arn": f"arn:aws:kms::{OWN}:/key",
                "type": "AWS::KMS::Key",
                "grants": {
                    "Grants": [{"GranteePrincipal": f"arn:aws:iam::{FOREIGN}:user/u", "Operations": ["Decrypt"]}]
                },
            },
        ]
    )
    assert [(row.finding.resource.rpartition("/")[2], row.finding.is_public) for row in found] == [
        ("open", True),
        ("listed", False),
        ("snap", True),
        ("key", False),
    ]
    assert found[0].owner == OWN


def test_own_buckets_are_known_sources(rows: Rows) -> None:
    def queue(bucket: str) -> dict[str, Any]:
        condition = {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"}}
        statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
        policy = {"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition}]}
        return {"arn": f"arn:aws:sqs:eu-west-1:{OWN}:/{bucket}", "type": "AWS::SQS::Queue", "policy": policy}

    bucket = {"arn": "arn:aws:s3:::mine", "type": "AWS::S3::Bucket", "policy": None}
    found = rows.of(resources=[bucket, queue("mine"), queue("theirs")])
    assert kinds(found) == [("theirs", "ExternalAccess")]


def test_equal_policies_are_decided_once_and_told_of_each_resource(rows: Rows) -> None:
    found = rows.of(role("a", {"AWS": FOREIGN}), role("b", {"AWS": FOREIGN}))
    assert [name for name, _ in kinds(found)] == ["a", "a", "b", "b"]
    assert found[0].finding.id != found[2].finding.id


def test_resource_control_policies_are_named_not_applied(rows: Rows) -> None:
    deny = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*"},
    }
    queue = {
        "arn": f"arn:aws:sqs:eu-west-1:{OWN}:q",
        "type": "AWS::SQS::Queue",
        "policy": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}},
    }
    found = rows.of(role("a", {"AWS": FOREIGN}), organization=organization(deny), resources=[queue])
    assert [(row.kind.value, row.restriction) for row in found] == [
        ("ExternalAccess", "APPLICABLE"),
        ("ThirdParty", "APPLICABLE"),
        ("ExternalAccess", "NOT_APPLICABLE"),
    ]


def test_archived_rows_say_by_which_rule(rows: Rows) -> None:
    rule = ArchiveRule("partner", {"principal.AWS": Criterion(eq=(FOREIGN,))})
    found = rows.of(role("a", {"AWS": FOREIGN}), role("b", "*"), settings=AccessSettings(archive_rules=(rule,)))
    assert [(row.archived_by, row.to_dict()["status"]) for row in found] == [
        ("partner", "ARCHIVED"),
        ("partner", "ARCHIVED"),
        (None, "ACTIVE"),
    ]
