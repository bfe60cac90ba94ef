"""What is found, proven, or left open, case by case."""

from typing import Any

import pytest

from iamscope.logic.decide import (
    Allowed,
    And,
    Anonymous,
    Applies,
    CanonicalUsers,
    FederatedProviders,
    InAccounts,
    Not,
    Or,
    OutsideAccounts,
    Proof,
    Services,
    Unknown,
    Witness,
    action_in,
    caller_in,
    condition,
    find,
    find_all,
    resource_in,
)
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy
from iamscope.syntax.json_value import HOLE

OWN = "111122223333"
ALL_LIKE = "ForAllValues:StringLike"


def identity(*statements: dict[str, Any], version: str | None = "2012-10-17") -> Policy:
    return policy(PolicyType.IDENTITY, statements, version)


def resource(*statements: dict[str, Any]) -> Policy:
    return policy(PolicyType.RESOURCE, statements, "2012-10-17")


def policy(kind: PolicyType, statements: tuple[dict[str, Any], ...], version: str | None) -> Policy:
    document: dict[str, Any] = {"Statement": list(statements)}
    return as_policy(document | ({"Version": version} if version else {}), kind)


def allow(**elements: Any) -> dict[str, Any]:
    base = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | elements
    return {name: value for name, value in base.items() if value is not None}


def deny(**elements: Any) -> dict[str, Any]:
    return allow(**elements) | {"Effect": "Deny"}


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    return {operator: {key: value}}


def gained(new: Policy, existing: Policy) -> Any:
    return find(And(Allowed(new), Not(Allowed(existing))))


def test_a_witness_is_a_request_that_simulate_accepts() -> None:
    new = identity(allow(Action="s3:Get*", Resource="arn:aws:s3:::b/*", Condition=when("StringEquals", "aws:x", "1")))
    found = gained(new, identity(allow()))
    assert found == Witness(
        "arn:aws:iam::111122223333:user/somebody", "s3:GetAccelerateConfiguration", "arn:aws:s3:::b/x", {"aws:x": "1"}
    )
    assert found.to_dict() == {
        "principal": "arn:aws:iam::111122223333:user/somebody",
        "action": "s3:GetAccelerateConfiguration",
        "resource": "arn:aws:s3:::b/x",
        "context": {"aws:x": "1"},
    }


PROVEN: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (allow(Action="S3:getOBJECT"), allow()),
    (allow(Action="s3:Get?bject"), allow(Action="s3:Get*")),
    (allow(Resource="arn:aws:s3:::b/a?c*"), allow(Resource="arn:aws:s3:::b/a*")),
    (allow(Action=None, NotAction="s3:*"), allow(Action=None, NotAction="s3:GetObject")),
    (allow(Resource="arn:aws:s3:::b/c"), allow(Resource=None, NotResource="arn:aws:s3:::a*")),
    (allow(Condition=when("StringEquals", "aws:x", "a")), allow(Condition=when("StringLike", "aws:x", "?"))),
    (
        allow(Condition=when("StringEquals", "aws:x", "A")),
        allow(Condition=when("StringEqualsIgnoreCase", "aws:x", "a")),
    ),
    (allow(Condition=when("StringEquals", "aws:x", "a")), allow(Condition=when("StringNotEquals", "AWS:X", "b"))),
    (allow(Condition=when("Null", "aws:x", "true")), allow(Condition=when("StringNotEquals", "aws:x", "b"))),
    (
        allow(Condition=when("NumericLessThan", "s3:max-keys", "1e1")),
        allow(Condition=when("NumericLessThanEquals", "s3:max-keys", 10)),
    ),
    (
        allow(Condition=when("DateLessThan", "aws:CurrentTime", "2020-01-01")),
        allow(Condition=when("DateLessThan", "aws:CurrentTime", "1577836801")),
    ),
    (
        allow(Condition=when("IpAddress", "aws:SourceIp", "10.1.2.3")),
        allow(Condition=when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
    ),
    (
        allow(Condition=when("IpAddress", "aws:SourceIp", "10.1.2.3")),
        allow(Condition=when("NotIpAddress", "aws:SourceIp", "::/0")),
    ),
    (
        allow(Condition=when("ForAnyValue:StringEquals", "aws:TagKeys", "a")),
        allow(Condition=when("Null", "aws:TagKeys", "false")),
    ),
    (
        allow(Condition=when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:1:t")),
        allow(Condition=when("StringLike", "aws:SourceArn", "arn:aws:sns:*")),
    ),
]


@pytest.mark.parametrize(("new", "existing"), PROVEN)
def test_nothing_new(new: dict[str, Any], existing: dict[str, Any]) -> None:
    assert gained(identity(new), identity(existing)) == Proof()


FOUND: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (allow(Resource="arn:aws:s3:::B"), allow(Resource="arn:aws:s3:::b"), {"resource": "arn:aws:s3:::B"}),
    (allow(), allow(Resource="arn:*"), {"resource": "*"}),
    (allow(Resource="arn:aws:s3:::b*"), allow(Resource="arn:aws:s3:::b?*"), {"resource": "arn:aws:s3:::b"}),
    (allow(), allow(Condition=when("StringLike", "aws:x", "*")), {"context": {}}),
    (allow(), allow(Condition=when("ForAnyValue:StringLike", "aws:TagKeys", "*")), {"context": {}}),
    (
        allow(Condition=when(ALL_LIKE, "aws:TagKeys", ["a*", "b*"]) | when("Null", "aws:TagKeys", "false")),
        allow(Condition=when(ALL_LIKE, "aws:TagKeys", "a*")),
        {"context": {"aws:TagKeys": ["b"]}},
    ),
    (
        allow(Condition=when("NumericLessThanEquals", "s3:max-keys", 2)),
        allow(Condition=when("NumericLessThanEquals", "s3:max-keys", [1])),
        {"context": {"s3:max-keys": "2"}},
    ),
    (
        allow(Condition=when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
        allow(Condition=when("IpAddress", "aws:SourceIp", ["10.0.0.0/9", "10.128.0.0/10"])),
        {"context": {"aws:SourceIp": "10.192.0.1"}},
    ),
    (
        allow(Condition=when("StringLike", "aws:SourceArn", "arn:aws:sns:*")),
        allow(Condition=when("ArnLike", "aws:SourceArn", "arn:aws:sns:*")),
        {},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("new", "existing", "expected"), FOUND)
def test_something_new(new: dict[str, Any], existing: dict[str, Any], expected: dict[str, Any]) -> None:
    found = gained(identity(new), identity(existing))
    assert isinstance(found, Witness)
    assert found.to_dict() | expected == found.to_dict()


class TestVariables:
    def test_the_same_text_is_the_same_whatever_the_value(self) -> None:
        policy = identity(allow(Resource="arn:aws:s3:::b/${aws:username}/*"))
        assert gained(policy, identity(allow(Resource="arn:aws:s3:::b/${aws:username}/*"))) == Proof()

    def test_a_text_with_a_variable_is_within_a_wider_one(self) -> None:
        narrow = identity(allow(Resource="arn:aws:s3:::b/${aws:username}/a"))
        assert gained(narrow, identity(allow(Resource="arn:aws:s3:::b/${aws:username}/*"))) == Proof()
        assert gained(narrow, identity(allow(Resource="arn:aws:s3:::b/*"))) == Proof()

    def test_a_witness_gives_the_variable_a_value(self) -> None:
        found = gained(
            identity(allow(Resource="arn:aws:s3:::b/${aws:username}")), identity(allow(Resource="arn:aws:s3:::a"))
        )
        assert isinstance(found, Witness)
        assert (found.resource, found.context) == ("arn:aws:s3:::b/somebody", {"aws:username": "somebody"})

    def test_a_value_is_found_in_the_resources_of_others(self) -> None:
        denied = identity(allow(Resource="arn:aws:s3:::b/admin"), deny(Resource="arn:aws:s3:::b/${aws:username}"))
        found = gained(identity(allow(Resource="arn:aws:s3:::b/admin")), denied)
        assert isinstance(found, Witness)
        assert found.context == {"aws:username": "admin"}

    def test_two_keys_may_have_one_value(self) -> None:
        equal = allow(Condition=when("StringEquals", "aws:PrincipalTag/a", "${aws:ResourceTag/a}"))
        other = deny(Condition=when("StringNotEquals", "aws:ResourceTag/a", "${aws:PrincipalTag/a}"))
        assert isinstance(find(Allowed(identity(equal, other))), Witness)

    def test_without_the_version_that_knows_variables_a_text_is_plain(self) -> None:
        text = "arn:aws:s3:::b/${aws:username}"
        found = gained(identity(allow(Resource=text), version=None), identity(allow(Resource=text)))
        assert isinstance(found, Witness)
        assert found.resource == text

    def test_a_caller_gives_values_in_a_resource_policy(self) -> None:
        new = resource(
            allow(Principal={"AWS": f"arn:aws:iam::{OWN}:user/bob"}, Resource="arn:aws:s3:::b/${aws:username}")
        )
        found = find(Allowed(new))
        assert isinstance(found, Witness)
        assert (found.principal, found.resource) == (f"arn:aws:iam::{OWN}:user/bob", "arn:aws:s3:::b/bob")


class TestHoles:
    def test_what_depends_on_a_hole_is_unknown_and_named(self) -> None:
        hole = identity(allow(Resource=f"arn:aws:s3:::{HOLE}/*"))
        assert gained(hole, identity(allow(Resource="arn:aws:s3:::b/*"))) == Unknown(
            "a part of `arn:aws:s3:::…/*` is not known"
        )

    def test_what_holds_whatever_the_hole_is_proven(self) -> None:
        assert gained(identity(allow(Resource=f"arn:aws:s3:::{HOLE}/*")), identity(allow())) == Proof()

    def test_a_witness_is_one_whatever_the_hole_is(self) -> None:
        found = gained(
            identity(allow(Resource=["arn:aws:s3:::b/x", HOLE])), identity(allow(Resource="arn:aws:sqs:::q"))
        )
        assert isinstance(found, Witness)
        assert found.resource == "arn:aws:s3:::b/x"

    def test_a_deny_with_a_hole_may_deny_all(self) -> None:
        assert isinstance(find(Allowed(identity(allow(), deny(Resource=HOLE)))), Unknown)

    @pytest.mark.parametrize(
        "statement",
        [allow(Action=HOLE), allow(Effect=HOLE), allow(Condition=HOLE), allow(Condition={HOLE: {"a": "b"}}), HOLE],
    )
    def test_every_element_may_have_one(self, statement: Any) -> None:
        assert isinstance(find(Allowed(identity(statement))), Unknown)


class TestBrokenStatements:
    @pytest.mark.parametrize(
        "statement",
        [
            allow(NotAction="s3:*"),
            allow(Action=None),
            allow(NotResource="*"),
            allow(Resource=None),
            allow(Principal="*"),
            allow(Action=[]),
            allow(Action="s*:GetObject"),
            allow(Condition=when("StringEquals", "aws:x", [])),
            allow(Condition=when("NumericEquals", "aws:x", "one")),
        ],
    )
    def test_they_allow_nothing(self, statement: dict[str, Any]) -> None:
        assert find(Allowed(identity(statement))) == Proof()

    @pytest.mark.parametrize(
        ("statement", "wrong"),
        [
            (allow(Effect=None), "its effect is neither `Allow` nor `Deny`"),
            (allow(Effect="allow"), "its effect is neither `Allow` nor `Deny`"),
            (allow(Resource=[42]), "`Resource` is no text and no list of texts"),
            (allow(NotAction={"a": "b"}, Action=None), "`NotAction` is no text and no list of texts"),
            (allow(Condition=[]), "`Condition` is no object"),
            (allow(Condition={"Bool": "true"}), "`Bool` holds no object"),
            (
                allow(Condition={"Bool": {"aws:x": {"a": "b"}}}),
                "a value of `aws:x` is neither text, number nor truth value",
            ),
        ],
    )
    def test_what_cannot_be_read_is_not_guessed(self, statement: dict[str, Any], wrong: str) -> None:
        odd = identity(statement)
        assert find(Allowed(odd)) == Unknown(f"statement 0 is none that AWS accepts: {wrong}")
        again = identity({name: statement[name] for name in reversed(statement)})
        assert gained(odd, again) == Proof(), "whatever it means, it means the same"
        assert isinstance(gained(identity(allow()), odd), Witness)

    def test_a_deny_that_cannot_be_read_may_deny_anything(self) -> None:
        whole = identity(allow())
        broken = identity(allow(), deny(Resource=[42]))
        assert gained(broken, whole) == Proof()
        assert isinstance(gained(whole, broken), Unknown)

    @pytest.mark.parametrize("item", [5, "x", None, []])
    def test_nor_is_what_stands_for_a_statement(self, item: Any) -> None:
        assert isinstance(find(Allowed(identity(item))), Unknown)
        assert gained(identity(item), identity(item)) == Proof()

    def test_an_operator_that_aws_does_not_know_is_not_guessed(self) -> None:
        odd = allow(Condition=when("StringFoo", "aws:x", "1"))
        assert find(Allowed(identity(odd))) == Unknown("`StringFoo` is no operator that AWS knows")
        assert gained(identity(odd), identity(odd)) == Proof()
        assert gained(identity(odd), identity(allow())) == Proof()

    def test_values_of_two_sorts_under_one_key_are_not_guessed(self) -> None:
        text = when("StringLike", "aws:x", "1*")
        odd = identity(allow(Condition=text | when("NumericLessThan", "aws:x", "5")))
        assert find(Allowed(odd)) == Unknown("`aws:x` is compared with values of different types")
        assert gained(odd, identity(allow(Condition=text))) == Proof()


class TestCallers:
    @pytest.mark.parametrize(
        ("principal", "wanted", "found"),
        [
            ("*", Anonymous(), None),
            ("*", OutsideAccounts(frozenset({OWN})), "arn:aws:iam::444455556666:user/somebody"),
            ({"AWS": OWN}, InAccounts(frozenset({OWN})), f"arn:aws:iam::{OWN}:user/somebody"),
            ({"Service": "sns.amazonaws.com"}, Services(), {"Service": "sns.amazonaws.com"}),
            ({"Federated": "accounts.google.com"}, FederatedProviders(), {"Federated": "accounts.google.com"}),
            ({"CanonicalUser": "ab"}, CanonicalUsers(), {"CanonicalUser": "ab"}),
        ],
    )
    def test_classes(self, principal: Any, wanted: Any, found: Any) -> None:
        answer = find(And(Allowed(resource(allow(Principal=principal))), caller_in(wanted)))
        assert isinstance(answer, Witness)
        assert answer.principal == found

    def test_who_is_not_named_is_not_found(self) -> None:
        own = Allowed(resource(allow(Principal={"AWS": OWN})))
        others = (Anonymous(), OutsideAccounts(frozenset({OWN})), Services(), FederatedProviders(), CanonicalUsers())
        assert find(And(own, caller_in(*others))) == Proof()

    def test_an_account_is_its_root_arn(self) -> None:
        account, root = (resource(allow(Principal={"AWS": each})) for each in (OWN, f"arn:aws:iam::{OWN}:root"))
        assert gained(account, root) == Proof()
        assert gained(root, account) == Proof()

    def test_keys_follow_from_the_caller(self) -> None:
        role = f"arn:aws:iam::{OWN}:role/app"
        by_name = resource(allow(Principal={"AWS": role}))
        by_key = resource(allow(Principal="*", Condition=when("ArnLike", "aws:PrincipalArn", role)))
        by_account = resource(allow(Principal="*", Condition=when("StringEquals", "aws:PrincipalAccount", OWN)))
        assert gained(by_name, by_key) == Proof()
        assert gained(by_name, by_account) == Proof()
        found = gained(by_account, by_name)
        assert isinstance(found, Witness)
        assert found.context == {}

    def test_only_callers_of_an_account_belong_to_an_organization(self) -> None:
        of_org = resource(allow(Principal="*", Condition=when("StringEquals", "aws:PrincipalOrgID", "o-1")))
        assert find(And(Allowed(of_org), caller_in(Anonymous(), Services()))) == Proof()

    def test_a_unique_id_is_that_of_the_user(self) -> None:
        answer = find(Allowed(resource(allow(Principal={"AWS": "AIDAEXAMPLEID0000000"}))))
        assert isinstance(answer, Witness)
        assert answer.context == {"aws:userid": "AIDAEXAMPLEID0000000"}

    @pytest.mark.parametrize(
        "odd",
        [
            "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
            "12345678901234",
            f"arn:aws:iam::{OWN}:role/*",
        ],
    )
    def test_who_cannot_be_told_is_neither_nobody_nor_somebody(self, odd: str) -> None:
        policy = resource(allow(Principal={"AWS": odd}))
        assert find(Allowed(policy)) == Unknown(f"who `{odd}` is cannot be told")
        assert gained(policy, resource(allow(Principal={"AWS": odd}))) == Proof()
        assert gained(policy, resource(allow(Principal="*"))) == Proof()

    def test_everybody_but_one(self) -> None:
        answer = find(And(Allowed(resource(allow(NotPrincipal={"AWS": OWN}))), caller_in(Anonymous())))
        assert isinstance(answer, Witness)

    def test_identity_policies_speak_of_users_and_roles(self) -> None:
        answer = find(Allowed(identity(allow(Condition=when("StringEquals", "aws:PrincipalAccount", "999988887777")))))
        assert isinstance(answer, Witness)
        assert isinstance(answer.principal, str)
        assert answer.principal.startswith("arn:aws:iam::999988887777:")
        assert answer.context == {}
        assert find(Allowed(identity(allow(Condition=when("Null", "aws:PrincipalArn", "true"))))) == Proof()

    def test_a_witness_without_a_username_is_a_role(self) -> None:
        named = identity(allow(Resource="arn:aws:s3:::b/${aws:username}"))
        or_else = identity(allow(Resource="arn:aws:s3:::b/${aws:username, 'x'}"))
        answer = gained(or_else, named)
        assert isinstance(answer, Witness)
        assert (answer.principal, answer.resource) == ("arn:aws:iam::111122223333:role/somerole", "arn:aws:s3:::b/x")


class TestPredicates:
    POLICY = identity(allow(Action="s3:*", Resource="arn:aws:s3:::b/*"))

    def test_actions_and_resources(self) -> None:
        question = And(Allowed(self.POLICY), action_in("s3:Put*", "ec2:*"), resource_in("arn:aws:s3:::b/x*"))
        found = find(question)
        assert isinstance(found, Witness)
        assert found.action.startswith("s3:Put")
        assert found.resource.startswith("arn:aws:s3:::b/x")
        assert find(And(Allowed(self.POLICY), action_in("ec2:*"))) == Proof()

    def test_conditions(self) -> None:
        secure = identity(allow(Condition=when("Bool", "aws:SecureTransport", "true")))
        assert find(And(Allowed(secure), condition("Bool", "aws:SecureTransport", "false"))) == Proof()
        assert find(And(Allowed(secure), condition("Null", "aws:SecureTransport", "true"))) == Proof()

    def test_a_statement_by_itself(self) -> None:
        denied = identity(deny(Resource="arn:aws:s3:::secret"))
        assert find(And(Applies(denied.statements[0]), Not(resource_in("arn:aws:s3:::secret")))) == Proof()

    def test_nothing_and_everything(self) -> None:
        assert find(Or()) == Proof()
        assert isinstance(find(And()), Witness)
        assert isinstance(find(Not(Allowed(self.POLICY))), Witness)


def test_identity_within_boundary() -> None:
    policy = identity(allow(Action="*"))
    boundary = as_policy({"Statement": [allow(Action="s3:*")]}, PolicyType.BOUNDARY)
    outside = And(Allowed(policy), Allowed(boundary), Not(action_in("s3:*")))
    assert find(outside) == Proof()


def test_every_class_of_actions_has_its_witness() -> None:
    new = identity(allow(Action=["s3:Get*", "s3:PutObject", "ec2:*"]))
    answers = list(find_all(And(Allowed(new), Not(Allowed(identity(allow(Action="s3:GetObject")))))))
    assert [answer.action for answer in answers if isinstance(answer, Witness)] == [
        "s3:PutObject",
    ]  # all are of one class: the same statement allows them
    answers = list(find_all(And(Allowed(identity(allow(), allow(Action="s3:Put*", Resource="arn:aws:s3:::b"))))))
    assert [answer.action for answer in answers if isinstance(answer, Witness)] == [
        "s3:GetObject",
        "s3:PutAccelerateConfiguration",
    ]
    assert answers[-1] == Proof()


def test_time_runs_out_without_a_verdict() -> None:
    infixes = [allow(Condition=when("StringLike", "aws:Referer", f"*k{i}z*")) for i in range(24)]
    new = identity(*infixes)
    existing = identity(*(statement | {"Action": "s3:*"} for statement in infixes))
    assert not isinstance(find(And(Allowed(new), Not(Allowed(existing))), seconds=0.05), Witness)


def test_an_incomplete_arn_means_more_in_identity_policies() -> None:
    whole = allow(Resource="arn:aws:s3:*:*:*")
    short = allow(Resource="arn:aws:s3")
    assert gained(identity(whole), identity(short)) == Proof()
    assert isinstance(gained(resource(whole | {"Principal": "*"}), resource(short | {"Principal": "*"})), Witness)
