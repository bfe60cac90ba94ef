"""Who may do one action on one resource."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from accounts import Account, allow, deny, organization, trust, write
from graphs import short

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.build import read_directory
from iamscope.access.trust_graph.permissions import ActionTable
from iamscope.access.trust_graph.who_can import Question, WhoCan, holds_policy_of
from iamscope.inputs.snapshots import PartReader, snapshot_files

ONE, TWO = "111111111111", "222222222222"
BUCKET, KEY = "arn:aws:s3:::bucket", f"arn:aws:kms:eu-west-1:{ONE}:key/k"


def who(
    folder: Path,
    action: str,
    resource: str,
    *accounts: Account,
    account: str = "",
    org: Mapping[str, Any] | None = None,
) -> set[str]:
    """Who can, by short names; a `?` marks those who can only if conditions hold."""
    files = snapshot_files([str(write(folder, *accounts, org=org))])
    directory = read_directory(
        lambda function: PartReader(files).map(function, 1), ActionTable([action]), holds_policy_of(resource)
    )
    asked = WhoCan(directory, Question(action.lower(), resource, account))
    found = {(directory.arn(number), answer) for number, answer in asked.principals()}
    found |= {(node.id, answer) for node, answer in asked.outsiders()}
    return {short(id) + ("" if answer is Answer.YES else "?") for id, answer in found}


@pytest.fixture
def one() -> Account:
    return Account(ONE)


@pytest.fixture
def two() -> Account:
    return Account(TWO)


READ = allow("s3:GetObject", f"{BUCKET}/*")


def bucket(account: Account, principal: Any, **more: Any) -> None:
    account.resource(BUCKET, "AWS::S3::Bucket", trust(principal, "s3:GetObject", Resource=f"{BUCKET}/*", **more))


def test_either_side_suffices_in_the_account(tmp_path: Path, one: Account) -> None:
    bucket(one, {"AWS": one.arn("user/named")})
    one.user("named")
    one.user("allowed", [READ])
    one.user("neither")
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one) == {"named", "allowed"}


def test_another_account_needs_both(tmp_path: Path, one: Account, two: Account) -> None:
    bucket(one, {"AWS": TWO})
    one.user("own")
    two.user("allowed", [READ])
    two.user("not")
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one, two) == {"allowed"}


def test_naming_the_account_only_delegates(tmp_path: Path, one: Account) -> None:
    bucket(one, {"AWS": ONE})
    one.user("allowed", [READ])
    one.user("not")
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one) == {"allowed"}


def test_a_boundary_limits_roles_that_are_named_and_not_users(tmp_path: Path, one: Account) -> None:
    limit = one.managed("limit", allow("sqs:*"))
    bucket(one, {"AWS": [one.arn("user/user"), one.arn("role/role")]})
    one.user("user", boundary=limit)
    one.role("role", boundary=limit)
    one.user("allowed", [READ], boundary=limit)
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one) == {"user"}


def test_denies_count_wherever_they_stand(tmp_path: Path, one: Account, two: Account) -> None:
    inside = {"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}
    one.resource(
        BUCKET,
        "AWS::S3::Bucket",
        trust("*", "s3:GetObject", Resource="*"),
        {**deny("s3:*", "*", Principal="*", Condition=inside)},
        {**deny("s3:*", "*", Principal={"AWS": one.arn("user/banned")})},
    )
    one.user("anybody")
    one.user("banned")
    one.user("denied", [deny("s3:*")])
    two.user("foreign", [READ])
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one, two, org=organization(ONE)) == {"anybody", "foreign?"}


def test_scps_and_rcps_count(tmp_path: Path, one: Account, two: Account) -> None:
    bucket(one, {"AWS": [ONE, TWO]})
    one.user("own", [READ])
    two.user("member", [READ])
    scp = {TWO: [deny("s3:GetObject", "*")]}
    assert who(
        tmp_path / "scp", "s3:GetObject", f"{BUCKET}/x", one, two, org=organization("3" * 12, ONE, TWO, scps=scp)
    ) == {"own"}
    rcp = {ONE: [{**deny("s3:*", "*", Principal="*", Condition={"StringNotEquals": {"aws:PrincipalAccount": TWO}})}]}
    assert who(
        tmp_path / "rcp", "s3:GetObject", f"{BUCKET}/x", one, two, org=organization("3" * 12, ONE, TWO, rcps=rcp)
    ) == {"member"}


def test_a_keys_policy_is_mandatory(tmp_path: Path, one: Account) -> None:
    one.user("allowed", [allow("kms:Decrypt")])
    one.user("named")
    one.resource(KEY, "AWS::KMS::Key", trust({"AWS": one.arn("user/named")}, "kms:*", Resource="*"))
    assert who(tmp_path / "named", "kms:Decrypt", KEY, one) == {"named"}
    one.resources[0]["policy"]["Statement"].append(trust(one.root, "kms:*", Resource="*"))
    assert who(tmp_path / "delegated", "kms:Decrypt", KEY, one) == {"named", "allowed"}


def test_outsiders_are_told(tmp_path: Path, one: Account) -> None:
    bucket(one, "*", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    one.user("own")
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one) == {"own?", "*?"}


def test_roles_are_assumed_by_trust(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust({"AWS": one.arn("user/named")})])
    one.user("named")
    one.user("allowed", [allow("sts:AssumeRole")])
    assert who(tmp_path, "sts:AssumeRole", one.arn("role/deploy"), one) == {"named"}


def test_an_unknown_account_leaves_it_open(tmp_path: Path, one: Account) -> None:
    one.user("allowed", [READ])
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one) == {"allowed?"}
    assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one, account=ONE) == {"allowed"}


def test_actions_without_resources_are_about_everything(tmp_path: Path, one: Account) -> None:
    one.user("all", [allow("s3:ListAllMyBuckets")])
    one.user("some", [allow("s3:ListAllMyBuckets", BUCKET)])
    assert who(tmp_path, "s3:ListAllMyBuckets", "*", one, account=ONE) == {"all"}


def test_what_aws_keeps_nobody_changes(tmp_path: Path, one: Account) -> None:
    one.user("admin", [allow("*")])
    linked = one.role("AWSServiceRoleForX", path="/aws-service-role/x.amazonaws.com/")
    assert who(tmp_path, "iam:AttachRolePolicy", linked, one) == set()
    assert who(tmp_path, "iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess", one) == set()


def test_the_keys_and_queues_of_others_nobody_manages(tmp_path: Path, one: Account, two: Account) -> None:
    queue = f"arn:aws:sqs:eu-west-1:{ONE}:queue"
    one.resource(queue, "AWS::SQS::Queue", trust("*", "sqs:*", Resource=queue))
    one.user("own")
    two.user("other", [allow("sqs:*")])
    assert who(tmp_path / "send", "sqs:SendMessage", queue, one, two) == {"own", "other", "*"}
    assert who(tmp_path / "delete", "sqs:DeleteQueue", queue, one, two) == {"own"}


def grant(grantee: str, *operations: str, **more: Any) -> dict[str, Any]:
    """A grant of a key as `aws kms list-grants` prints it."""
    return {"GranteePrincipal": grantee, "Operations": list(operations), **more}


class TestGrantsOfKeys:
    def key(self, account: Account, *grants: dict[str, Any]) -> None:
        account.resource(KEY, "AWS::KMS::Key", trust(account.root, "kms:*", Resource="*"))
        account.resources[-1]["grants"] = list(grants)

    def test_a_grant_suffices_for_its_operations(self, tmp_path: Path, one: Account) -> None:
        named = one.user("named")
        session = f"arn:aws:sts::{ONE}:assumed-role/worker/i-1"
        one.role("worker")
        one.user("other")
        self.key(one, grant(named, "Decrypt"), grant(session, "Decrypt", "Encrypt"))
        assert who(tmp_path, "kms:Decrypt", KEY, one) == {"named", "worker"}
        assert who(tmp_path, "kms:Encrypt", KEY, one) == {"worker"}

    def test_a_deny_still_holds_and_a_constraint_stays_open(self, tmp_path: Path, one: Account) -> None:
        context = {"EncryptionContextSubset": {"aws:ebs:id": "vol-1"}}
        named, denied = one.user("named"), one.user("denied", [deny("kms:Decrypt")])
        self.key(one, grant(named, "Decrypt", Constraints=context), grant(denied, "Decrypt"))
        assert who(tmp_path, "kms:Decrypt", KEY, one) == {"named?"}

    def test_outsiders_and_services(self, tmp_path: Path, one: Account) -> None:
        one.user("named")
        service = {"GranteeServicePrincipal": "rds.amazonaws.com", "Operations": ["Decrypt"]}
        self.key(one, grant(f"arn:aws:iam::{TWO}:role/theirs", "Decrypt"), service, {"Operations": "x"})
        assert who(tmp_path, "kms:Decrypt", KEY, one) == {"theirs", "rds.amazonaws.com"}


BLOCK = {"RestrictPublicBuckets": True, "IgnorePublicAcls": True}


class TestBucketSettings:
    def test_a_blocked_public_policy_serves_its_own_account_and_services(
        self, tmp_path: Path, one: Account, two: Account
    ) -> None:
        one.user("insider")
        two.user("outsider", [READ])
        bucket(one, "*")
        bucket(one, {"Service": "cloudfront.amazonaws.com"})
        statements = [each for item in one.resources for each in item["policy"]["Statement"]]
        one.resources[:] = one.resources[:1]
        one.resources[0]["policy"]["Statement"] = statements
        assert who(tmp_path / "open", "s3:GetObject", f"{BUCKET}/x", one, two) == {
            "insider", "outsider", "*", "cloudfront.amazonaws.com",
        }  # fmt: skip
        one.resources[0]["publicAccessBlock"] = BLOCK
        found = who(tmp_path / "blocked", "s3:GetObject", f"{BUCKET}/x", one, two)
        assert found == {"insider", "cloudfront.amazonaws.com"}

    def test_a_block_changes_nothing_of_a_policy_that_is_not_public(
        self, tmp_path: Path, one: Account, two: Account
    ) -> None:
        bucket(one, {"AWS": two.user("outsider", [READ])})
        one.resources[0]["publicAccessBlock"] = BLOCK
        assert who(tmp_path, "s3:GetObject", f"{BUCKET}/x", one, two) == {"outsider"}

    @pytest.mark.parametrize(("block", "found"), [({}, {"*"}), (BLOCK, set())])
    def test_a_list_may_let_everyone_in(
        self, tmp_path: Path, one: Account, block: dict[str, bool], found: set[str]
    ) -> None:
        one.resource(BUCKET, "AWS::S3::Bucket")
        one.resources[0] |= {"acl": "public-read", "publicAccessBlock": block}
        assert who(tmp_path, "s3:ListBucket", BUCKET, one) == found
        assert who(tmp_path, "s3:DeleteBucket", BUCKET, one) == set()
