"""Two conditions on one key that exclude each other, and those that do not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope.logic.evaluation.conditions import holds
from iamscope.logic.evaluation.context import Context
from iamscope.logic.policy_documents import as_policy
from iamscope.logic.statements.contradictions import exclude_each_other
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Condition


def conditions(block: dict[str, Any]) -> list[Condition]:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": block}
    policy = as_policy({"Version": "2012-10-17", "Statement": statement}, PolicyType.IDENTITY)
    return list(policy.statements[0].conditions)


def exclude(first: str, one: Any, second: str, other: Any) -> bool:
    pair = conditions({first: {"k": one}, second: {"k": other}})
    answers = {exclude_each_other(*pair), exclude_each_other(*reversed(pair))}
    assert len(answers) == 1
    return answers.pop()


@pytest.mark.parametrize(
    ("first", "one", "second", "other"),
    [
        ("StringEquals", "a", "StringLike", "b*"),
        ("StringEquals", ["a", "b"], "StringEqualsIgnoreCase", ["C", "D"]),
        ("StringEquals", "a*", "StringLike", "ab"),
        ("StringEquals", "a", "StringNotEquals", ["b", "a"]),
        ("StringLike", "ab*", "StringNotLike", "a*"),
        ("ArnLike", "arn:aws:iam::111122223333:role/*", "ArnEquals", "arn:aws:iam::444455556666:role/x"),
        ("StringEquals", "a", "Null", "true"),
        ("NumericLessThan", "5", "NumericGreaterThan", "10"),
        ("NumericLessThan", "5", "NumericGreaterThanEquals", "5"),
        ("NumericEquals", ["1", "2"], "NumericGreaterThan", "2"),
        ("DateLessThan", "2024-01-01T00:00:00Z", "DateGreaterThan", "2025-01-01T00:00:00Z"),
    ],
)
def test_they_do(first: str, one: Any, second: str, other: Any) -> None:
    assert exclude(first, one, second, other)


@pytest.mark.parametrize(
    ("first", "one", "second", "other"),
    [
        ("StringEquals", "abc", "StringLike", "a*"),
        ("StringEquals", "${aws:username}", "StringLike", "b*"),
        ("StringEquals", "a", "StringNotEquals", "${aws:username}"),
        ("StringEquals", ["a", "b"], "StringNotEquals", "a"),
        ("StringEquals", "a", "StringLikeIfExists", "b"),
        ("StringEquals", "a", "ForAllValues:StringLike", "b"),
        ("StringNotEquals", "a", "Null", "true"),
        ("StringEquals", "a", "Null", "false"),
        ("StringEquals", "a", "Null", ["true", "false"]),
        ("StringEquals", [], "StringLike", "b"),
        ("StringEquals", {"Ref": "Name"}, "StringLike", "b"),
        ("StringEquals", "a", "StringMatches", "b"),
        ("NumericLessThanEquals", "5", "NumericGreaterThanEquals", "5"),
        ("NumericLessThan", "five", "NumericGreaterThan", "10"),
        ("IpAddress", "10.0.0.0/8", "StringEquals", "10.0.0.1"),
        ("IpAddress", "10.0.0.0/8", "NotIpAddress", "10.0.0.0/8"),
    ],
)
def test_they_do_not(first: str, one: Any, second: str, other: Any) -> None:
    assert not exclude(first, one, second, other)


TEXTS = st.text("ab*?", max_size=3)
OPERATORS = st.sampled_from(
    ["StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase"]
)


@given(
    st.tuples(OPERATORS, st.lists(TEXTS, min_size=1, max_size=2)),
    st.tuples(OPERATORS, TEXTS),
    st.text("ab", max_size=3),
)
def test_no_value_meets_both(first: tuple[str, list[str]], second: tuple[str, str], value: str) -> None:
    one, other = conditions({first[0]: {"k": first[1]}}) + conditions({second[0]: {"k": second[1]}})
    if exclude_each_other(one, other):
        for context in ({}, {"k": value}):
            assert not all(holds(each, Context(context), variables=True) for each in (one, other))
