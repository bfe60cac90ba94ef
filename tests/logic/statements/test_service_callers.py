import json

import pytest

from iamscope.logic.statements.service_callers import asks_whether_caller_is_service, holds_without_key, requires_key
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Document


def statement(condition: object) -> Statement:
    text = json.dumps({"Statement": {"Effect": "Deny", "Condition": condition}})
    document = Document.from_text(Source("policy.json", text))
    return Policy(document.value, document.root, PolicyType.RCP).statements[0]


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringEqualsIfExists", True),
        ("StringNotEquals", True),
        ("ArnNotLikeIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
        ("Unheard", False),
    ],
)
def test_holds_without_key(operator: str, expected: bool) -> None:
    assert holds_without_key(statement({operator: {"aws:PrincipalOrgID": "o-1"}}).conditions[0]) is expected


def test_asks_whether_caller_is_service() -> None:
    for operator in ("Bool", "BoolIfExists", "boolifexists"):
        asking = statement({operator: {"aws:PrincipalIsAwsService": "False"}})
        assert asks_whether_caller_is_service(asking, False)
        assert not asks_whether_caller_is_service(asking, True)
    assert asks_whether_caller_is_service(statement({"Bool": {"aws:PrincipalIsAWSService": True}}), True)
    assert asks_whether_caller_is_service(statement({"Bool": {"aws:PrincipalIsAWSService": ["true"]}}), True)
    both = statement({"Bool": {"aws:PrincipalIsAWSService": ["true", "false"]}})
    assert not asks_whether_caller_is_service(both, True)
    assert not asks_whether_caller_is_service(statement({}), True)
    assert not asks_whether_caller_is_service(statement({"Null": {"aws:PrincipalIsAWSService": "true"}}), True)


def test_requires_key() -> None:
    asking = statement({"Null": {"aws:SourceArn": "false"}})
    assert requires_key(asking, "aws:SourceAccount", "aws:SourceArn")
    assert not requires_key(asking, "aws:SourceAccount")
    assert not requires_key(statement({"Null": {"aws:SourceArn": "true"}}), "aws:SourceArn")
    assert not requires_key(statement({"Bool": {"aws:SourceArn": "false"}}), "aws:SourceArn")
