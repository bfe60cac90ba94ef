"""Policy tests against a snapshot: it knows which policies bear on a request."""

import json
from pathlib import Path
from typing import Any

import accounts
import pytest
from accounts import ADMINISTRATOR_POLICY, Account, allow, deny, organization, trust

from iamscope.errors import InputError
from iamscope.unit_tests.coverage import Coverage
from iamscope.unit_tests.running import Outcome, run
from iamscope.unit_tests.suite_files import read_suite

HOME, OTHER = "111122223333", "444455556666"
BUCKET = "arn:aws:s3:::reports"
ALICE = f"arn:aws:iam::{HOME}:user/alice"
DEPLOYER = f"arn:aws:iam::{HOME}:role/ci/deployer"
SESSION = f"arn:aws:sts::{HOME}:assumed-role/deployer/run-1"
ADMIN = f"arn:aws:iam::{HOME}:role/admin"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Account(HOME)
    home.group("readers", [allow("s3:GetObject", f"{BUCKET}/*")])
    home.user("alice", groups=["readers"], tags={"team": "finance"}, id="AIDAALICE")
    boundary = home.managed("boundary", allow("s3:*"))
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}
    home.role(
        "deployer",
        [trust({"AWS": OTHER}), trust({"Service": "lambda.amazonaws.com"})],
        [allow("*", Condition=condition)],
        path="/ci/",
        boundary=boundary,
        id="AROADEPLOYER",
    )
    home.role("admin", [trust(home.root)], attached=[ADMINISTRATOR_POLICY])
    home.resource(
        BUCKET,
        "AWS::S3::Bucket",
        deny("s3:DeleteObject", f"{BUCKET}/*", Principal="*"),
        allow("s3:GetObject", f"{BUCKET}/public/*", Principal="*"),
    )
    org = organization(
        OTHER, HOME, scps={HOME: [deny("organizations:*")]}, rcps={HOME: [deny("s3:PutBucketAcl", Principal="*")]}
    )
    return accounts.write(tmp_path_factory.mktemp("tests") / "snapshot", home, org=org)


def outcomes(snapshot: Path, *tests: dict[str, Any], named: str = "snapshot") -> list[Outcome]:
    path = snapshot.parent / "suite.json"
    path.write_text(json.dumps({"snapshot": named, "tests": list(tests)}), "utf-8")
    suite = read_suite(str(path))
    assert suite is not None
    return list(run(suite, Coverage()))


def passes(snapshot: Path, verb: str, action: str, **fields: Any) -> bool:
    [outcome] = outcomes(snapshot, {verb: action, **fields})
    return outcome.passed


@pytest.mark.parametrize(
    ("verb", "principal", "action", "resource"),
    [
        ("allow", ALICE, "s3:GetObject", f"{BUCKET}/may"),  # by her group
        ("deny", ALICE, "s3:PutObject", f"{BUCKET}/may"),
        ("allow", DEPLOYER, "s3:PutObject", f"{BUCKET}/may"),
        ("allow", SESSION, "s3:PutObject", f"{BUCKET}/may"),
        ("deny", SESSION, "ec2:RunInstances", "*"),  # its boundary
        ("deny", ADMIN, "s3:DeleteObject", f"{BUCKET}/may"),  # the bucket's policy
        ("allow", ADMIN, "ec2:RunInstances", "*"),  # a policy of AWS
        ("deny", ADMIN, "organizations:ListRoots", "*"),  # the organization
        ("deny", ADMIN, "s3:PutBucketAcl", BUCKET),
        ("allow", None, "s3:GetObject", f"{BUCKET}/public/x"),
        ("deny", None, "s3:GetObject", f"{BUCKET}/may"),
        ("allow", f"arn:aws:iam::{OTHER}:role/any", "sts:AssumeRole", DEPLOYER),  # what it may at home is not known
        ("deny", "arn:aws:iam::777788889999:role/any", "sts:AssumeRole", DEPLOYER),
        ("allow", {"Service": "lambda.amazonaws.com"}, "sts:AssumeRole", DEPLOYER),
    ],
)
def test_requests(snapshot: Path, verb: str, principal: Any, action: str, resource: str) -> None:
    assert passes(snapshot, verb, action, principal=principal, resource=resource)
    opposite = "deny" if verb == "allow" else "allow"
    assert not passes(snapshot, opposite, action, principal=principal, resource=resource)


def test_a_pattern_stands_for_all_that_match(snapshot: Path) -> None:
    [outcome] = outcomes(
        snapshot, {"deny": "s3:DeleteObject", "resource": f"{BUCKET}/x", "principal": f"arn:aws:iam::{HOME}:*"}
    )
    assert (outcome.passed, outcome.requests) == (True, 3)


class TestNever:
    def test_the_policy_of_the_bucket_closes_it_for_all(self, snapshot: Path) -> None:
        assert passes(snapshot, "never", "s3:DeleteObject", resource=f"{BUCKET}/*")

    def test_a_witness_is_a_principal_of_the_snapshot_or_a_stranger(self, snapshot: Path) -> None:
        [outcome] = outcomes(snapshot, {"never": "s3:GetObject", "resource": f"{BUCKET}/*"})
        [failure] = outcome.failures
        assert failure.message == "is allowed"
        assert failure.request is not None
        assert failure.request.resource.startswith(f"{BUCKET}/public/")

    def test_of_one_principal(self, snapshot: Path) -> None:
        assert passes(snapshot, "never", "s3:PutObject", principal=ALICE)
        assert not passes(snapshot, "never", "s3:PutObject", principal=SESSION)
        assert passes(snapshot, "never", "ec2:*", principal=SESSION)

    def test_of_everybody(self, snapshot: Path) -> None:
        assert not passes(snapshot, "never", "ec2:*")
        assert passes(snapshot, "never", "organizations:*")
        assert not passes(snapshot, "never", "sts:AssumeRole", resource=DEPLOYER)


@pytest.mark.parametrize(
    ("test", "message"),
    [
        (
            {"deny": "s3:X", "resource": "*", "principal": f"arn:aws:iam::{HOME}:role/deployer"},
            "is not in the snapshot",
        ),
        (
            {"deny": "s3:X", "resource": "*", "principal": "arn:aws:iam::*:role/none*"},
            "no user or role of the snapshot",
        ),
    ],
)
def test_a_principal_that_is_not_there_does_not_pass_for_denied(
    snapshot: Path, test: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError) as raised:
        outcomes(snapshot, test)
    assert message in raised.value.message


def test_a_snapshot_lies_in_the_folder(snapshot: Path) -> None:
    with pytest.raises(InputError) as raised:
        outcomes(snapshot, {"deny": "s3:X", "resource": "*", "principal": ALICE}, named="../..")
    assert "lies outside of the folder of this file" in raised.value.message


def test_a_broken_snapshot_is_no_empty_one(tmp_path: Path) -> None:
    broken = tmp_path / "snapshot"
    accounts.write(broken, Account(HOME))
    (broken / "accounts" / HOME / "authorization-details.json").write_text('{"UserDetailList": [', "utf-8")
    with pytest.raises(InputError):
        outcomes(broken, {"deny": "s3:X", "resource": "*", "principal": ALICE})
