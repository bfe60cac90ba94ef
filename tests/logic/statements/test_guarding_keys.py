"""Which conditions guard an Allow."""

from typing import Any

import pytest

from iamscope.logic.policy_documents import as_policy
from iamscope.logic.statements.guarding_keys import demands_key, demands_value, guards, is_guard
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Condition, Statement


def statement(condition: dict[str, Any]) -> Statement:
    element = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    return as_policy({"Version": "2012-10-17", "Statement": element}, PolicyType.IDENTITY).statements[0]


def condition(operator: str, key: str = "aws:SourceIp", value: Any = "x") -> Condition:
    return statement({operator: {key: value}}).conditions[0]


@pytest.mark.parametrize(
    "key", ["AWS:SourceVpce", "aws:PrincipalOrgID", "sts:ExternalId", "aws:MultiFactorAuthPresent"]
)
def test_guards(key: str) -> None:
    assert is_guard(condition("StringEquals", key))


@pytest.mark.parametrize("key", ["ec2:InstanceType", "aws:RequestTag/team", "aws:SecureTransport"])
def test_no_guards(key: str) -> None:
    assert not is_guard(condition("StringEquals", key))


@pytest.mark.parametrize(
    ("operator", "value", "value_is_demanded", "key_is_demanded"),
    [
        ("StringEquals", "x", True, True),
        ("ForAnyValue:StringEquals", "x", True, True),
        ("ForAllValues:StringEquals", "x", False, False),
        ("StringEqualsIfExists", "x", False, False),
        ("StringNotEquals", "x", False, False),
        ("StringMatches", "x", False, False),
        ("StringEquals", [], False, False),
        ("Null", "false", False, True),
        ("Null", "true", False, False),
        ("Null", ["true", "false"], False, False),
    ],
)
def test_what_is_demanded(operator: str, value: Any, value_is_demanded: bool, key_is_demanded: bool) -> None:
    found = condition(operator, value=value)
    assert (demands_value(found), demands_key(found)) == (value_is_demanded, key_is_demanded)


def test_guards_of_a_statement() -> None:
    found = statement(
        {
            "StringEqualsIfExists": {"aws:SourceVpce": "a", "aws:SourceVpc": "b"},
            "StringEquals": {"aws:PrincipalOrgID": "o-1", "aws:RequestTag/team": "x"},
        }
    )
    assert [condition.key for condition in guards(found)] == ["aws:PrincipalOrgID"]
