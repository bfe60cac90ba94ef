import json
from typing import Any

import pytest

from iamscope.logic.statements.covering import (
    covering_by_wildcard,
    every_resource,
    every_role,
    is_pass_role_bound,
    leaving_in,
    naming,
    pins_service,
)
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Document


def statement(**elements: Any) -> Statement:
    document = Document.from_text(Source("policy.json", json.dumps({"Statement": elements})))
    return Policy(document.value, document.root, PolicyType.IDENTITY).statements[0]


def test_an_action_is_covered_by_name_or_by_wildcard() -> None:
    found = statement(Action=["iam:passrole", "iam:*", "*", "iam:Get*", "I?M:PassRole", "ec2:*", "iam:PassRole*", 1])
    assert [pattern.value for pattern in naming(found, "iam:PassRole")] == ["iam:passrole"]
    covering = [pattern.value for pattern in covering_by_wildcard(found, "iam:PassRole")]
    assert covering == ["iam:*", "*", "I?M:PassRole", "iam:PassRole*"]


@pytest.mark.parametrize(
    ("excluded", "left_in"),
    [
        ("s3:*", True),
        (["s3:*", "iam:Get*"], True),
        ("IAM:passrole", False),
        (["s3:*", "iam:*"], False),
        ("*", False),
        ([], False),
        (1, False),
    ],
)
def test_not_action_leaves_in_what_it_does_not_exclude(excluded: object, left_in: bool) -> None:
    found = leaving_in(statement(NotAction=excluded), "iam:PassRole")
    assert (found is not None and found.name == "NotAction") == left_in


def test_without_not_action_nothing_is_left_in() -> None:
    assert leaving_in(statement(Action="*"), "iam:PassRole") is None


@pytest.mark.parametrize(
    ("resource", "everything", "roles"),
    [
        ("*", True, True),
        (["arn:aws:s3:::amzn-s3-demo-bucket", "*"], True, True),
        ("arn:aws:iam::*:role/*", False, True),
        ("arn:aws:iam::111122223333:*", False, True),
        ("arn:aws:iam::*:role/app-*", False, False),
        ("arn:aws:iam::*:role/service-role/*", False, False),
        ("arn:aws:s3:::*", False, False),
        ("arn:aws:iam::*:role/${aws:username}", False, False),
        ("**", False, False),
        (1, False, False),
    ],
)
def test_every_resource_and_every_role(resource: object, everything: bool, roles: bool) -> None:
    found = statement(Resource=resource)
    assert (every_resource(found) is not None) == everything
    assert (every_role(found) is not None) == roles


@pytest.mark.parametrize(
    ("operator", "values", "pinned"),
    [
        ("StringEquals", "ec2.amazonaws.com", True),
        ("stringequals", ["ec2.amazonaws.com", "ssm.amazonaws.com"], True),
        ("StringLike", "ec2.amazonaws.com*", True),
        ("ForAnyValue:StringEquals", "ec2.amazonaws.com", True),
        ("StringEqualsIfExists", "ec2.amazonaws.com", False),
        ("StringEqualsIfExists", "lambda.amazonaws.com", True),
        ("StringLikeIfExists", "ec2.amazonaws.com", True),
        ("StringLike", ["ec2.amazonaws.com", "*"], False),
        ("StringLike", "*lex.amazonaws.com", False),
        ("StringNotEquals", "ec2.amazonaws.com", False),
        ("Null", "false", False),
        ("StringEquals", [], False),
    ],
)
def test_conditions_pin_a_service(operator: str, values: object, pinned: bool) -> None:
    found = statement(Condition={operator: {"iam:passedToService": values}})
    assert pins_service(found, "iam:PassedToService") == pinned
    assert is_pass_role_bound(found) == pinned
    assert not pins_service(found, "iam:AWSServiceName")


@pytest.mark.parametrize(
    ("operator", "values", "bound"),
    [
        ("StringLike", "arn:aws:ssm:*:*:automation-definition/*", True),
        ("ArnLike", ["arn:aws:aiops:*:*:investigation-group/*"], True),
        ("ArnLike", ["arn:aws:aiops:*:*:investigation-group/*", "*"], False),
        ("ArnNotLike", "arn:aws:aiops:*:*:investigation-group/*", False),
        ("ArnLikeIfExists", "arn:aws:aiops:*:*:investigation-group/*", False),
    ],
)
def test_conditions_bind_the_resource_that_uses_a_role(operator: str, values: object, bound: bool) -> None:
    assert is_pass_role_bound(statement(Condition={operator: {"iam:AssociatedResourceArn": values}})) == bound
