"""Which actions never see the tags of a resource, by AWS's own list of actions."""

import json
from typing import Any

import pytest

from iamscope.logic.statements.tag_support import requires_resource_tag, unseen_tags
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.spec import load
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Document


def statement(action: Any, condition: Any) -> Statement:
    value = {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}
    document = Document.from_text(Source("policy.json", json.dumps({"Statement": value})))
    return Policy(document.value, document.root, PolicyType.IDENTITY).statements[0]


@pytest.mark.parametrize(
    ("operator", "key", "expected"),
    [
        ("StringEquals", "aws:ResourceTag/team", True),
        ("stringlike", "AWS:resourceTAG/team", True),
        ("StringEqualsIgnoreCase", "aws:ResourceTag/team", True),
        ("ForAnyValue:StringEquals", "aws:ResourceTag/team", True),
        ("ForAllValues:StringEquals", "aws:ResourceTag/team", False),
        ("StringEqualsIfExists", "aws:ResourceTag/team", False),
        ("StringNotEquals", "aws:ResourceTag/team", False),
        ("Null", "aws:ResourceTag/team", False),
        ("ArnLike", "aws:ResourceTag/team", False),
        ("StringEquals", "aws:RequestTag/team", False),
        ("StringEquals", "aws:ResourceTag", False),
        ("StringEquals", "ec2:ResourceTag/team", False),
    ],
)
def test_requires_resource_tag(operator: str, key: str, expected: bool) -> None:
    (condition,) = statement("s3:GetObject", {operator: {key: "a"}}).conditions
    assert requires_resource_tag(condition) is expected


def blind(*actions: str) -> list[tuple[str, list[str]]]:
    condition = {"StringEquals": {"aws:ResourceTag/team": "a"}}
    return [
        (unseen.service, [action.value for action in unseen.actions])
        for unseen in unseen_tags(statement(list(actions), condition), load)
    ]


def test_actions_are_grouped_by_service() -> None:
    assert blind("logs:PutResourcePolicy", "s3:ListAllMyBuckets", "LOGS:DescribeResourcePolicies") == [
        ("logs", ["logs:PutResourcePolicy", "LOGS:DescribeResourcePolicies"]),
        ("s3", ["s3:ListAllMyBuckets"]),
    ]


@pytest.mark.parametrize(
    "action",
    [
        "logs:DeleteLogGroup",  # sees them
        "logs:*",  # some do
        "ec2:CreateTags",  # tags what it creates
        "logs:NoSuchAction",
        "nosuchservice:Get",
        "*",
        "*:PutResourcePolicy",
        "logs",
        "",
    ],
)
def test_what_may_see_tags_is_left_alone(action: str) -> None:
    assert not blind(action)


def test_a_wildcard_counts_when_none_of_its_actions_sees_tags() -> None:
    assert blind("logs:PutResourcePol*") == [("logs", ["logs:PutResourcePol*"])]


def test_the_list_of_actions_is_not_read_without_need() -> None:
    def unread() -> Any:
        raise AssertionError("read")

    assert not list(
        unseen_tags(statement("logs:PutResourcePolicy", {"StringEquals": {"aws:PrincipalTag/a": "b"}}), unread)
    )
