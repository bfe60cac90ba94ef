"""Escalations: what makes an edge, what must not, and who becomes an administrator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from accounts import ADMINISTRATOR, ADMINISTRATOR_POLICY, Account, allow, deny, organization, trust
from graphs import administrators, edges, graph_of, reaching

ONE = "111111111111"
LAMBDA = trust({"Service": "lambda.amazonaws.com"})
EC2 = trust({"Service": "ec2.amazonaws.com"})
RUN = allow(["lambda:CreateFunction", "lambda:InvokeFunction"])


@pytest.fixture
def one() -> Account:
    return Account(ONE)


def test_passing_a_role_needs_the_roles_trust_and_the_services_action(tmp_path: Path, one: Account) -> None:
    one.role("fn", [LAMBDA])
    one.role("vm", [EC2])
    one.user("alice", [allow("iam:PassRole"), RUN])
    one.user("bob", [allow("iam:PassRole")])
    one.user("carol", [RUN])
    assert edges(graph_of(tmp_path, one)) == {"alice passrole:lambda.amazonaws.com fn"}


def test_the_role_to_pass_must_match(tmp_path: Path, one: Account) -> None:
    one.role("fn-a", [LAMBDA])
    one.role("fn-b", [LAMBDA])
    one.user("alice", [allow("iam:PassRole", one.arn("role/fn-b")), RUN])
    assert edges(graph_of(tmp_path, one)) == {"alice passrole:lambda.amazonaws.com fn-b"}


@pytest.mark.parametrize(("service", "found"), [("lambda.amazonaws.com", True), ("ec2.amazonaws.com", False)])
def test_passed_to_service(tmp_path: Path, one: Account, service: str, found: bool) -> None:
    one.role("fn", [LAMBDA])
    one.user("alice", [allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": service}}), RUN])
    assert bool(edges(graph_of(tmp_path, one))) == found


def test_roles_are_passed_within_their_account(tmp_path: Path, one: Account) -> None:
    two = Account("222222222222")
    two.role("fn", [LAMBDA])
    one.user("alice", [allow("iam:PassRole"), RUN])
    assert not edges(graph_of(tmp_path, one, two))


def test_instances_need_an_instance_profile(tmp_path: Path, one: Account) -> None:
    one.role("bare", [EC2])
    one.role("vm", [EC2], profile=True)
    one.user("alice", [allow(["iam:PassRole", "ec2:RunInstances"])])
    assert edges(graph_of(tmp_path, one)) == {"alice passrole:ec2.amazonaws.com vm"}


def test_an_action_on_something_else_is_no_permission(tmp_path: Path, one: Account) -> None:
    one.role("fn", [LAMBDA])
    one.user("alice", [allow("iam:PassRole"), allow("lambda:*", "arn:aws:s3:::bucket/*")])
    one.user("bob", [allow("iam:PassRole"), allow("lambda:*", f"arn:aws:lambda:*:{ONE}:function:mine-*")])
    assert edges(graph_of(tmp_path, one)) == {"bob passrole:lambda.amazonaws.com fn"}


def test_a_services_conditions_are_known_where_they_name_the_account(tmp_path: Path, one: Account) -> None:
    for name, account in (("own", ONE), ("foreign", "999999999999")):
        condition = {"StringEquals": {"aws:SourceAccount": account}}
        one.role(name, [trust({"Service": "lambda.amazonaws.com"}, Condition=condition)])
    one.user("alice", [allow("iam:PassRole"), RUN])
    assert edges(graph_of(tmp_path, one)) == {"alice passrole:lambda.amazonaws.com own"}


def test_code_of_a_function_runs_as_its_role(tmp_path: Path, one: Account) -> None:
    role = one.role("fn", [LAMBDA])
    one.role("idle", [LAMBDA])
    function = one.function("job", role)
    one.user("alice", [allow("lambda:UpdateFunctionCode")])
    one.user("bob", [allow("lambda:UpdateFunctionCode", function)])
    one.user("carol", [allow("lambda:UpdateFunctionCode", f"{function}-other")])
    assert edges(graph_of(tmp_path, one)) == {"alice update-code fn", "bob update-code fn"}


def test_trust_is_rewritten_but_not_of_roles_that_aws_keeps(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [EC2])
    one.role("AWSServiceRoleForX", [trust({"Service": "x.amazonaws.com"})], path="/aws-service-role/x.amazonaws.com/")
    one.role("AWSReservedSSO_Admin_0123456789abcdef", [EC2], path="/aws-reserved/sso.amazonaws.com/")
    one.user("alice", [allow("iam:UpdateAssumeRolePolicy")])
    assert edges(graph_of(tmp_path, one)) == {"alice trust-rewrite deploy"}


def test_keys_are_made_of_other_users(tmp_path: Path, one: Account) -> None:
    one.user("alice", [allow("iam:CreateAccessKey", one.arn("user/*"))])
    one.user("bob")
    assert edges(graph_of(tmp_path, one)) == {"alice access-key bob"}


@pytest.mark.parametrize(
    "permission",
    [
        allow("iam:PutUserPolicy", "arn:aws:iam::*:user/alice"),
        allow("iam:AttachUserPolicy"),
        allow("iam:*", "arn:aws:iam::*:user/${aws:username}"),
        allow("iam:AttachUserPolicy", Condition={"ArnEquals": {"iam:PolicyARN": ADMINISTRATOR_POLICY}}),
    ],
)
def test_self_admin(tmp_path: Path, one: Account, permission: dict[str, object]) -> None:
    one.user("alice", [permission])
    found = graph_of(tmp_path, one)
    assert "alice self-admin admin" in edges(found)
    assert not administrators(found)
    assert reaching(found) == {"alice": 1}


@pytest.mark.parametrize(
    "permission",
    [
        allow("iam:PutUserPolicy", "arn:aws:iam::*:user/bob"),
        allow("iam:PutRolePolicy"),
        allow(
            "iam:AttachUserPolicy", Condition={"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}
        ),
    ],
)
def test_no_self_admin(tmp_path: Path, one: Account, permission: dict[str, object]) -> None:
    one.user("alice", [permission])
    assert not reaching(graph_of(tmp_path, one))


def test_a_boundary_keeps_from_raising_oneself(tmp_path: Path, one: Account) -> None:
    boundary = one.managed("limit", allow(["s3:*", "iam:PutUserPolicy"]))
    one.user("alice", [allow("iam:PutUserPolicy")], boundary=boundary)
    assert not reaching(graph_of(tmp_path, one))


def test_a_policy_that_is_attached_to_oneself_is_rewritten(tmp_path: Path, one: Account) -> None:
    own, other = one.managed("own"), one.managed("other")
    one.user("alice", [allow("iam:CreatePolicyVersion", own)], attached=[own])
    one.user("bob", [allow("iam:CreatePolicyVersion", other)], attached=[own])
    one.group("people", attached=[other])
    one.user("carol", [allow("iam:CreatePolicyVersion", other)], groups=["people"])
    assert reaching(graph_of(tmp_path, one)) == {"alice": 1, "carol": 1}


def test_joining_a_group_of_administrators(tmp_path: Path, one: Account) -> None:
    one.group("admins", attached=[ADMINISTRATOR_POLICY])
    one.group("people", [allow("s3:*")])
    one.user("alice", [allow("iam:AddUserToGroup", one.arn("group/admins"))])
    one.user("bob", [allow("iam:AddUserToGroup", one.arn("group/people"))])
    assert reaching(graph_of(tmp_path, one)) == {"alice": 1}


def test_strengthening_a_role_that_one_can_become(tmp_path: Path, one: Account) -> None:
    one.role("deploy", [trust({"AWS": one.arn("user/alice")})])
    one.role("other", [EC2])
    one.user("alice", [allow("iam:AttachRolePolicy")])
    one.user("bob", [allow("iam:AttachRolePolicy")])
    found = graph_of(tmp_path, one)
    assert "alice policy-edit admin" in edges(found)
    assert reaching(found) == {"alice": 1}


def test_what_cannot_help_makes_no_edges(tmp_path: Path, one: Account) -> None:
    """Methods that are good for one service, or lift a limit alone, promise less than an edge does."""
    one.role("fn", [LAMBDA])
    one.user(
        "alice", [allow(["iam:DeleteUserPolicy", "iam:CreateServiceSpecificCredential", "iam:UploadSSHPublicKey"])]
    )
    one.user("bob")
    assert not edges(graph_of(tmp_path, one))


def test_administrators(tmp_path: Path, one: Account) -> None:
    limit = one.managed("limit", allow("s3:*"))
    one.user("attached", attached=[ADMINISTRATOR_POLICY])
    one.user("written", [ADMINISTRATOR])
    one.user("power", [{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}])
    one.user("bound", [ADMINISTRATOR], boundary=limit)
    one.user("denied", [ADMINISTRATOR, deny("iam:*")])
    one.user("sometimes", [allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})])
    assert administrators(graph_of(tmp_path, one)) == {"attached", "written", "sometimes?"}


def test_an_scp_takes_administration_away(tmp_path: Path, one: Account) -> None:
    one.user("alice", [ADMINISTRATOR])
    org = organization("222222222222", ONE, scps={ONE: [deny("iam:*")]})
    assert not administrators(graph_of(tmp_path, one, org=org))
    org = organization("222222222222", ONE, scps={ONE: [deny("s3:DeleteBucket")]})
    assert administrators(graph_of(tmp_path, one, org=org)) == {"alice"}


def test_chains_are_followed(tmp_path: Path, one: Account) -> None:
    two = Account("222222222222")
    one.role("entry", [trust("*")], [allow("sts:AssumeRole", two.arn("role/middle"))])
    two.role("middle", [trust(one.root)], [allow("iam:PassRole", two.arn("role/boss")), RUN])
    two.role("boss", [LAMBDA], [ADMINISTRATOR])
    assert reaching(graph_of(tmp_path, one, two)) == {"boss": 0, "middle": 1, "entry": 2}


def test_a_boundary_may_leave_names_of_its_own(tmp_path: Path, one: Account) -> None:
    limit = one.managed("limit", allow("iam:PassRole"), allow("lambda:*", f"arn:aws:lambda:*:{ONE}:function:dev-*"))
    one.role("fn", [LAMBDA])
    one.user("alice", [allow("iam:PassRole"), RUN], boundary=limit)
    assert edges(graph_of(tmp_path, one)) == {"alice passrole:lambda.amazonaws.com fn"}


def test_pages_of_one_account_belong_together(tmp_path: Path, one: Account) -> None:
    assume = one.managed("assume", allow("sts:AssumeRole"))
    one.group("people", attached=[assume])
    one.user("alice", groups=["people"])
    one.role("deploy", [trust(one.root)])
    graph_of(tmp_path, one)
    path = tmp_path / "accounts" / ONE / "authorization-details.json"
    pages = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    for number, (name, items) in enumerate(pages.items()):
        (tmp_path / f"page-{number}.json").write_text(json.dumps({name: items}), encoding="utf-8")
    assert edges(graph_of(tmp_path)) == {"alice assume deploy"}


def test_strengthening_a_role_that_is_several_steps_away(tmp_path: Path, one: Account) -> None:
    alice = one.user("alice", [allow("iam:AttachRolePolicy", one.arn("role/second"))])
    first = one.role("first", [trust({"AWS": alice})])
    one.role("second", [trust({"AWS": first})])
    one.user("bob", [allow("iam:AttachRolePolicy", one.arn("role/second"))])
    found = graph_of(tmp_path, one)
    assert edges(found) == {"alice assume first", "first assume second", "alice policy-edit admin"}
    assert reaching(found) == {"alice": 1}


@pytest.mark.parametrize(("name", "found"), [("ec2.amazonaws.com", 1), ("ec2.amazonaws.com.cn", 1), ("ec2.cn", 0)])
def test_a_service_has_two_names_in_china(tmp_path: Path, one: Account, name: str, found: int) -> None:
    condition = {"StringEquals": {"iam:PassedToService": name}}
    one.role("vm", [trust({"Service": "ec2.amazonaws.com.cn"})], profile=True)
    one.user("alice", [allow("iam:PassRole", Condition=condition), allow("ec2:RunInstances")])
    details = json.loads(json.dumps(one.details).replace("arn:aws:", "arn:aws-cn:"))
    one.details.update(details)
    assert len(edges(graph_of(tmp_path, one), "passrole:ec2")) == found


@pytest.mark.parametrize("where", ["*", "arn:aws:eks:*:111111111111:cluster/prod"])
def test_roles_of_pods_are_those_of_whoever_runs_the_cluster(tmp_path: Path, one: Account, where: str) -> None:
    role = one.role("pod", [trust({"Service": "pods.eks.amazonaws.com"}, ["sts:AssumeRole", "sts:TagSession"])])
    one.user("alice", [allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"], where), allow("eks:Associate*")])
    one.user("bob", [allow("eks:*", "arn:aws:eks:*:111111111111:cluster/test")])
    association = {"clusterName": "prod", "namespace": "default", "serviceAccount": "app", "roleArn": role}
    (tmp_path / "eks-clusters.json").write_text(json.dumps({"associations": [association]}), encoding="utf-8")
    assert edges(graph_of(tmp_path, one)) == {"alice workload:pods.eks.amazonaws.com pod"}
