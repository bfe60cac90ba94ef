"""What the fixes of rules make of a policy, and that it then means the same."""

import json
from typing import Any

import pytest

from iamscope import packs
from iamscope.engine import RuleSet, check_policy
from iamscope.fixing import apply
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document

RULES = packs.built_in()


def fixed(code: str, statement: str) -> tuple[str, bool]:
    """A statement after the fixes of a rule, and whether all of them are safe."""
    text = f'{{"Version": "2012-10-17", "Statement": {statement}}}'
    for _ in range(4):
        document = Document.from_text(Source("x", text))
        policy = Policy(document.value, document.root, PolicyType.IDENTITY)
        fixes = [finding.fix for finding in check_policy(policy, RuleSet([RULES[code]])) if finding.fix]
        safe = all(fix.safe for fix in fixes)
        changed, applied = apply(text, fixes)
        if not applied:
            break
        text = changed
    return text[len('{"Version": "2012-10-17", "Statement": ') : -1], safe


def with_condition(condition: str) -> str:
    return f'{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {condition}}}'


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        (
            "REDUNDANT_CONDITION_VALUE",
            '{"StringEquals": {"aws:x": ["a", "b", "a"]}}',
            '{"StringEquals": {"aws:x": ["a", "b"]}}',
        ),
        ("REDUNDANT_CONDITION_VALUE", '{"StringLike": {"aws:x": ["a1", "a*"]}}', '{"StringLike": {"aws:x": ["a*"]}}'),
        ("NULL_WITH_IF_EXISTS", '{"NullIfExists": {"aws:x": "true"}}', '{"Null": {"aws:x": "true"}}'),
        ("NULL_WITH_QUALIFIER", '{"ForAnyValue:Null": {"aws:x": "true"}}', '{"Null": {"aws:x": "true"}}'),
        ("INVALID_CONDITION_OPERATOR", '{"stringequals": {"aws:x": "a"}}', '{"StringEquals": {"aws:x": "a"}}'),
        ("EQUIVALENT_TO_NULL_FALSE", '{"StringLike": {"aws:x": "*"}}', '{"Null": {"aws:x": "false"}}'),
        ("EQUIVALENT_TO_NULL_TRUE", '{"StringNotLike": {"aws:x": ["*"]}}', '{"Null": {"aws:x": "true"}}'),
        (
            "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
            '{"StringLikeIfExists": {"aws:x": "*", "aws:y": "b"}}',
            '{"StringLikeIfExists": {"aws:y": "b"}}',
        ),
        ("EMPTY_OBJECT_CONDITION", '{"Bool": {}, "Null": {"aws:x": "true"}}', '{"Null": {"aws:x": "true"}}'),
    ],
)
def test_conditions(code: str, before: str, after: str) -> None:
    assert fixed(code, with_condition(before)) == (with_condition(after), True)


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("NULL_WITH_QUALIFIER", '{"ForAnyValue:Null": {"aws:x": "true"}, "Null": {"aws:y": "true"}}'),
        ("EQUIVALENT_TO_NULL_FALSE", '{"StringLike": {"aws:x": "*", "aws:y": "b"}}'),
        ("EQUIVALENT_TO_NULL_FALSE", '{"StringLike": {"aws:x": "*"}, "Null": {"aws:y": "true"}}'),
        ("REDUNDANT_CONDITION_VALUE", '{"StringEquals": {"aws:x": ["a*", "a1"]}}'),
    ],
)
def test_conditions_that_are_left_alone(code: str, condition: str) -> None:
    assert fixed(code, with_condition(condition))[0] == with_condition(condition)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        (
            "EMPTY_SID_VALUE",
            '{"Sid": "", "Effect": "Deny", "Action": "*", "Resource": "*"}',
            '{"Effect": "Deny", "Action": "*", "Resource": "*"}',
        ),
        (
            "EMPTY_OBJECT_CONDITION",
            '{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {}}}',
            '{"Effect": "Deny", "Action": "*", "Resource": "*"}',
        ),
    ],
)
def test_statements(code: str, before: str, after: str) -> None:
    assert fixed(code, before) == (after, True)


@pytest.mark.parametrize(
    ("condition", "context"),
    [
        ({"StringLike": {"aws:x": "*"}}, {}),
        ({"StringLike": {"aws:x": "*"}}, {"aws:x": ""}),
        ({"StringNotLike": {"aws:x": "*"}}, {"aws:x": "a"}),
        ({"ForAnyValue:Null": {"aws:x": "false"}}, {"aws:x": ["a"]}),
        ({"StringLikeIfExists": {"aws:x": "*"}}, {}),
        ({"StringLike": {"aws:x": ["a1", "a*"]}}, {"aws:x": "a1"}),
    ],
)
def test_a_safe_fix_leaves_the_meaning(condition: dict[str, Any], context: dict[str, str]) -> None:
    from iamscope import simulate

    text = with_condition(json.dumps(condition))
    after = text
    for code in (code for code in RULES if "CONDITION" in code or code.startswith(("NULL", "EQUIVALENT"))):
        changed, safe = fixed(code, after)
        after = changed if safe else after
    assert after != text
    decisions = [
        simulate(
            {
                "principal": "arn:aws:iam::111122223333:user/alice",
                "action": "s3:GetObject",
                "resource": "arn:aws:s3:::b/k",
                "context": context,
                "identity_policies": [{"Version": "2012-10-17", "Statement": json.loads(statement)}],
            }
        ).decision
        for statement in (text, after)
    ]
    assert decisions[0] == decisions[1]
