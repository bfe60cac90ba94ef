"""Who can assume which role: the rules of the same account, of other accounts, and of what stands in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from accounts import Account, allow, deny, organization, trust
from graphs import edges, graph_of

ONE, TWO = "111111111111", "222222222222"
ASSUME = allow("sts:AssumeRole")


@pytest.fixture
def one() -> Account:
    return Account(ONE)


@pytest.fixture
def two() -> Account:
    return Account(TWO)


def test_trust_that_names_a_user_of_the_account_suffices(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust({"AWS": one.user("alice")})])
    one.user("bob", [ASSUME])
    assert edges(graph_of(tmp_path, one)) == {"alice assume deploy"}


def test_trust_in_the_account_needs_an_identity_policy(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust(one.root)])
    one.user("alice")
    one.user("bob", [ASSUME])
    one.user("carol", [allow("sts:AssumeRole", one.arn("role/other"))])
    one.user("dave", [allow("STS:assume*", "arn:aws:iam::*:role/dep*")])
    assert edges(graph_of(tmp_path, one)) == {"bob assume deploy", "dave assume deploy"}


def test_everyone_in_the_account_needs_none(tmp_path: Path, one: Account, two: Account) -> None:
    one.role("open", [trust("*")])
    one.user("alice")
    two.user("bob")
    two.user("carol", [ASSUME])
    assert edges(graph_of(tmp_path, one, two)) == {"alice assume open", "carol assume open"}


@pytest.mark.parametrize("principal", ["root", "user/alice", "*"])
def test_another_account_needs_both_sides(tmp_path: Path, one: Account, two: Account, principal: str) -> None:
    one.role("deploy", [trust({"AWS": "*" if principal == "*" else two.arn(principal)})])
    two.user("alice", [ASSUME])
    two.user("bob")
    assert edges(graph_of(tmp_path, one, two)) == {"alice assume deploy"}
    assert not edges(graph_of(tmp_path / "no", one, Account(TWO)))


def test_account_id_alone_names_the_account(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust({"AWS": [ONE]})])
    one.user("alice", [ASSUME])
    assert edges(graph_of(tmp_path, one)) == {"alice assume deploy"}


def test_unique_id_names_the_one_that_has_it(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust({"AWS": ["AIDAALICE", "AROAGONE"]})])
    one.user("alice", id="AIDAALICE")
    one.user("bob", id="AIDABOB")
    assert edges(graph_of(tmp_path, one)) == {"alice assume deploy"}


def test_session_names_its_role(tmp_path: Path, one: Account) -> None:
    one.role("build", [], path="/ci/")
    one.role("deploy", [trust({"AWS": f"arn:aws:sts::{ONE}:assumed-role/build/nightly"})])
    assert edges(graph_of(tmp_path, one)) == {"build assume deploy"}


def test_role_does_not_trust_itself(tmp_path: Path, one: Account) -> None:
    one.role("loop", [trust(one.root)], [ASSUME])
    assert not edges(graph_of(tmp_path, one))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (deny("sts:AssumeRole"), set()),
        (deny("sts:*", "arn:aws:iam::*:role/dep*"), set()),
        (deny("sts:AssumeRole", "arn:aws:iam::*:role/other"), {"alice assume deploy"}),
        (deny("sts:AssumeRole", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}), {"alice assume? deploy"}),
        (deny("sts:AssumeRole", Condition={"StringEquals": {"aws:username": "bob"}}), {"alice assume deploy"}),
        (deny("sts:AssumeRole", Condition={"StringEquals": {"aws:username": "alice"}}), set()),
        (
            deny("sts:AssumeRole", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}),
            {"alice assume deploy"},
        ),
    ],
)
def test_denies(tmp_path: Path, one: Account, statement: dict[str, Any], expected: set[str]) -> None:
    one.role("deploy", [trust({"AWS": one.arn("user/alice")})])
    one.user("alice", [statement])
    assert edges(graph_of(tmp_path, one)) == expected


def test_boundary_must_allow(tmp_path: Path, one: Account) -> None:
    narrow = one.managed("narrow", allow("s3:*"))
    wide = one.managed("wide", allow(["s3:*", "sts:AssumeRole"]))
    one.role("deploy", [trust(one.root), trust({"AWS": one.arn("role/named")})])
    one.user("alice", [ASSUME], boundary=narrow)
    one.user("bob", [ASSUME], boundary=wide)
    one.role("named", boundary=narrow)
    assert edges(graph_of(tmp_path, one)) == {"bob assume deploy"}


def test_scp_binds_members_and_not_the_management_account(tmp_path: Path, one: Account, two: Account) -> None:
    for account in (one, two):
        account.role(f"admin-{account.id[0]}", [trust(account.root)])
        account.user(f"user-{account.id[0]}", [ASSUME])
    block = [deny("sts:AssumeRole", "arn:aws:iam::*:role/admin-*")]
    org = organization(ONE, TWO, scps={ONE: block, TWO: block})
    assert edges(graph_of(tmp_path, one, two, org=org)) == {"user-1 assume admin-1"}


def test_every_level_of_scps_must_allow(tmp_path: Path, two: Account) -> None:
    two.role("deploy", [trust(two.root)])
    two.user("alice", [ASSUME])
    org = organization(ONE, TWO)
    org["Policies"]["p-some"] = {
        "Name": "some",
        "Type": "SERVICE_CONTROL_POLICY",
        "Content": {"Version": "2012-10-17", "Statement": [allow("s3:*")]},
    }
    assert edges(graph_of(tmp_path / "all", two, org=org))
    org["Root"]["Accounts"][1]["Policies"] = ["p-some"]
    assert not edges(graph_of(tmp_path / "some", two, org=org))


def test_rcp_protects_the_roles_of_its_account(tmp_path: Path, one: Account, two: Account) -> None:
    own = {"StringNotEquals": {"aws:PrincipalAccount": TWO}}
    two.role("deploy", [trust({"AWS": [ONE, TWO]})])
    for account, name in ((one, "alice"), (two, "bob")):
        account.user(name, [ASSUME])
    rcp = [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*", "Condition": own}]
    org = organization("333333333333", ONE, TWO, rcps={TWO: rcp})
    assert edges(graph_of(tmp_path, one, two, org=org)) == {"bob assume deploy"}


def test_policies_of_groups_and_default_versions_count(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust(one.root)])
    attached = one.managed("assume", ASSUME)
    older = one.managed("harmless", allow("s3:GetObject"), old=[ASSUME])
    one.group("builders", [ASSUME])
    one.group("others", attached=[attached])
    one.user("alice", groups=["builders"])
    one.user("bob", groups=["others"])
    one.user("carol", attached=[older])
    one.user("dave", attached=[attached])
    assert edges(graph_of(tmp_path, one)) == {"alice assume deploy", "bob assume deploy", "dave assume deploy"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}, {"alice assume open", "build assume open"}),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-otherorgxx1"}}, set()),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}, {"build assume open"}),
        ({"ArnNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ONE}:role/build"}}, {"alice assume open"}),
        ({"StringEquals": {"aws:PrincipalTag/team": "blue"}}, {"alice assume open"}),
        ({"StringEquals": {"aws:PrincipalType": "User"}}, {"alice assume open"}),
        ({"StringEquals": {"sts:ExternalId": "x"}}, {"alice assume? open", "build assume? open"}),
        ({"Bool": {"aws:SecureTransport": "true"}}, {"alice assume open", "build assume open"}),
        ({"StringLike": {"sts:RoleSessionName": "${aws:username}"}}, {"alice assume open", "build assume open"}),
        (
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-exampleorg1/*"}},
            {"alice assume open", "build assume open"},
        ),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"alice assume? open", "build assume? open"}),
        ({"Nonsense": {"aws:PrincipalArn": "*"}}, set()),
        ("nonsense", set()),
    ],
)
def test_conditions_of_trust(tmp_path: Path, one: Account, condition: Any, expected: set[str]) -> None:
    one.role("open", [trust("*", Condition=condition)])
    one.user("alice", tags={"Team": "blue"})
    one.role("build")
    assert edges(graph_of(tmp_path, one, org=organization(ONE))) == expected


def test_sessions_may_have_tags_of_their_own(tmp_path: Path, one: Account) -> None:
    ec2 = {"Service": "ec2.amazonaws.com"}
    one.role("blue", [trust("*", Condition={"StringEquals": {"aws:PrincipalTag/team": "blue"}})])
    one.role("plain", [trust(ec2)])
    one.role("tagged", [trust(ec2, ["sts:AssumeRole", "sts:TagSession"])])
    assert edges(graph_of(tmp_path, one)) == {"tagged assume? blue"}


def test_policy_variables_are_the_callers_own(tmp_path: Path, one: Account) -> None:
    one.role("home-alice", [trust(one.root)])
    one.group("people", [allow("sts:AssumeRole", one.arn("role/home-${aws:username}"))])
    one.user("alice", groups=["people"])
    one.user("bob", groups=["people"])
    assert edges(graph_of(tmp_path, one)) == {"alice assume home-alice"}


def test_tags_of_the_role_decide(tmp_path: Path, one: Account) -> None:
    same = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    one.role("blue", [trust(one.root)], tags={"team": "blue"})
    one.role("red", [trust(one.root)], tags={"team": "red"})
    one.user("alice", [allow("sts:AssumeRole", Condition=same)], tags={"team": "blue"})
    assert edges(graph_of(tmp_path, one)) == {"alice assume blue"}


def test_not_action_and_not_resource(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust(one.root)])
    one.role("audit", [trust(one.root)])
    one.user("alice", [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}])
    one.user("bob", [{"Effect": "Allow", "Action": "sts:*", "NotResource": one.arn("role/a*")}])
    found = edges(graph_of(tmp_path, one), "assume")
    assert found == {"alice assume deploy", "alice assume audit", "bob assume deploy"}


def test_denies_in_the_trust_policy(tmp_path: Path, one: Account) -> None:
    no_bob = {**trust({"AWS": one.arn("user/bob")}), "Effect": "Deny"}
    one.role("deploy", [trust(one.root), no_bob])
    one.user("alice", [ASSUME])
    one.user("bob", [ASSUME])
    assert edges(graph_of(tmp_path, one)) == {"alice assume deploy"}


def test_allow_with_not_principal_lets_the_others_in(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [{"Effect": "Allow", "NotPrincipal": {"AWS": one.arn("user/bob")}, "Action": "sts:AssumeRole"}])
    one.user("alice")
    one.user("bob")
    assert edges(graph_of(tmp_path, one)) == {"alice assume deploy"}
