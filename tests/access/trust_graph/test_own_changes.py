"""What principals gain by taking limits of their own away, or by joining groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from accounts import ADMINISTRATOR, ADMINISTRATOR_POLICY, Account, allow, deny, organization, trust
from graphs import edges, graph_of, reaching

ONE = "111111111111"
UNBIND = allow("iam:DeleteUserPermissionsBoundary")


@pytest.fixture
def one() -> Account:
    return Account(ONE)


def of_alice(folder: Path, *accounts: Account, org: Any = None) -> set[str]:
    """The edges of alice."""
    return {edge for edge in edges(graph_of(folder, *accounts, org=org)) if edge.startswith("alice ")}


class TestBoundaries:
    def test_what_lies_beyond_a_boundary(self, tmp_path: Path, one: Account) -> None:
        one.role("deploy", [trust(one.root)])
        one.role("audit", [trust(one.root)])
        limit = one.managed("limit", UNBIND, allow("sts:AssumeRole", one.arn("role/audit")))
        one.user("alice", [UNBIND, allow("sts:AssumeRole")], boundary=limit)
        assert of_alice(tmp_path, one) == {"alice assume audit", "alice boundary-removal deploy"}

    def test_a_boundary_that_keeps_itself(self, tmp_path: Path, one: Account) -> None:
        limit = one.managed("limit", allow("*"), deny("iam:DeleteUserPermissionsBoundary"), deny("iam:Put*"))
        one.user("alice", [UNBIND, ADMINISTRATOR], boundary=limit)
        assert of_alice(tmp_path, one) == set()

    def test_a_boundary_that_withholds_nothing(self, tmp_path: Path, one: Account) -> None:
        one.role("deploy", [trust(one.root)])
        limit = one.managed("limit", UNBIND, allow("sts:*"))
        one.user("alice", [UNBIND, allow("sts:AssumeRole")], boundary=limit)
        assert of_alice(tmp_path, one) == {"alice assume deploy"}

    def test_the_organisation_still_holds(self, tmp_path: Path, one: Account) -> None:
        one.role("deploy", [trust(one.root)])
        one.user("alice", [UNBIND, allow("sts:AssumeRole")], boundary=one.managed("limit", UNBIND))
        org = organization("222222222222", ONE, scps={ONE: [deny("sts:AssumeRole")]})
        assert of_alice(tmp_path, one, org=org) == set()

    def test_roles_that_name_the_user_are_within_the_boundary_until_it_is_gone(
        self, tmp_path: Path, one: Account
    ) -> None:
        alice = one.user("alice", [UNBIND], boundary=one.managed("limit", UNBIND))
        one.role("deploy", [trust({"AWS": alice})])
        assert of_alice(tmp_path, one) == {"alice boundary-removal deploy"}

    def test_a_condition_of_the_method_stays_open(self, tmp_path: Path, one: Account) -> None:
        with_mfa = {**UNBIND, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
        one.user("alice", [with_mfa], attached=[ADMINISTRATOR_POLICY], boundary=one.managed("limit", with_mfa))
        assert of_alice(tmp_path, one) == {"alice boundary-removal? admin"}

    def test_passing_roles_without_the_boundary(self, tmp_path: Path, one: Account) -> None:
        one.role("fn", [trust({"Service": "lambda.amazonaws.com"})])
        run = allow(["iam:PassRole", "lambda:*"])
        one.user("alice", [UNBIND, run], boundary=one.managed("limit", UNBIND, allow("lambda:*")))
        assert of_alice(tmp_path, one) == {"alice boundary-removal fn"}


class TestDenies:
    def test_a_deny_in_a_policy_that_can_be_detached(self, tmp_path: Path, one: Account) -> None:
        one.role("deploy", [trust(one.root)])
        guard = one.managed("guard", deny("sts:*"))
        own = one.managed("own", allow("sts:AssumeRole"), allow("iam:DetachUserPolicy"))
        one.user("alice", attached=[guard, own])
        assert of_alice(tmp_path, one) == {"alice deny-removal deploy"}

    def test_a_deny_of_a_group_stays(self, tmp_path: Path, one: Account) -> None:
        one.role("deploy", [trust(one.root)])
        one.group("people", [deny("sts:*")])
        one.user("alice", [allow(["sts:AssumeRole", "iam:Detach*", "iam:DeleteUserPolicy"])], groups=["people"])
        assert of_alice(tmp_path, one) == set()

    def test_a_deny_and_then_a_boundary(self, tmp_path: Path, one: Account) -> None:
        guard = one.managed("guard", deny("iam:DeleteUserPermissionsBoundary"))
        limit = one.managed("limit", allow(["iam:DetachUserPolicy", "iam:DeleteUserPermissionsBoundary"]))
        one.user("alice", attached=[guard, ADMINISTRATOR_POLICY], boundary=limit)
        assert of_alice(tmp_path, one) == {"alice deny-removal admin"}


class TestVersions:
    @pytest.mark.parametrize(
        ("old", "found"),
        [
            ([ADMINISTRATOR], {"alice policy-version admin"}),
            ([allow("sts:AssumeRole")], {"alice policy-version deploy"}),
            ([allow("s3:*")], set()),
            ([deny("*")], set()),
        ],
    )
    def test_an_older_version(self, tmp_path: Path, one: Account, old: list[Any], found: set[str]) -> None:
        one.role("deploy", [trust(one.root)])
        one.user("alice", attached=[one.managed("own", allow("iam:SetDefaultPolicyVersion"), old=old)])
        assert of_alice(tmp_path, one) == found

    def test_of_a_policy_of_a_group(self, tmp_path: Path, one: Account) -> None:
        one.group("people", attached=[one.managed("own", allow("iam:Set*"), old=[ADMINISTRATOR])])
        one.user("alice", groups=["people"])
        assert of_alice(tmp_path, one) == {"alice policy-version admin"}

    def test_of_a_policy_of_somebody_else(self, tmp_path: Path, one: Account) -> None:
        one.managed("other", allow("s3:*"), old=[ADMINISTRATOR])
        one.user("alice", [allow("iam:SetDefaultPolicyVersion")])
        assert of_alice(tmp_path, one) == set()


class TestGroups:
    def test_joining_gains_what_a_group_allows(self, tmp_path: Path, one: Account) -> None:
        one.role("deploy", [trust(one.root)])
        one.group("builders", [allow("sts:AssumeRole")])
        one.user("alice", [allow("iam:AddUserToGroup")])
        one.user("bob", [allow("iam:AddUserToGroup", one.arn("group/other"))])
        assert edges(graph_of(tmp_path, one)) == {"alice group-membership deploy"}

    def test_a_group_whose_members_raise_themselves(self, tmp_path: Path, one: Account) -> None:
        one.group("self-service", [allow("iam:PutUserPolicy", one.arn("user/${aws:username}"))])
        one.user("alice", [allow("iam:AddUserToGroup")])
        assert reaching(graph_of(tmp_path, one)) == {"alice": 1}

    def test_many_groups_are_joined_together(self, tmp_path: Path, one: Account) -> None:
        for number in range(30):
            one.role(f"role-{number}", [trust(one.root)])
            one.group(f"group-{number}", [allow("sts:AssumeRole", one.arn(f"role/role-{number}"))])
        one.user("alice", [allow("iam:AddUserToGroup")])
        assert of_alice(tmp_path, one) == {f"alice group-membership role-{number}" for number in range(30)}


class TestTags:
    def test_whoever_may_tag_a_user_fulfils_a_condition_on_its_tags(self, tmp_path: Path, one: Account) -> None:
        tagged = {"StringEquals": {"aws:ResourceTag/managed": "yes"}}
        one.user("alice", [allow("iam:CreateAccessKey", Condition=tagged), allow("iam:TagUser", one.arn("user/bob"))])
        one.user("bob")
        one.user("carol")
        assert of_alice(tmp_path, one) == {"alice access-key? bob"}
