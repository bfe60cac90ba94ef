import time

import pytest

from iamscope.logic.statements.loose_values import Strictness, is_loose, strictness
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.spec import load
from iamscope.syntax.ast import Condition, Policy
from iamscope.syntax.document import Document


def condition(operator: str, key: str) -> Condition:
    text = f'{{"Statement": {{"Condition": {{"{operator}": {{"{key}": "x"}}}}}}}}'
    document = Document.from_text(Source("policy.json", text))
    return Policy(document.value, document.root, PolicyType.IDENTITY).statements[0].conditions[0]


@pytest.mark.parametrize(
    ("operator", "key", "expected"),
    [
        ("StringLike", "aws:PrincipalOrgID", Strictness.EXACT),
        ("StringNotLikeIfExists", "AWS:sourcevpc", Strictness.EXACT),
        ("StringEquals", "aws:PrincipalOrgID", Strictness.FREE),
        ("StringLike", "aws:PrincipalTag/team", Strictness.FREE),
        ("StringLike", "aws:userid", Strictness.USER_ID),
        ("StringLike", "token.actions.githubusercontent.com:sub", Strictness.LITERALS_FIRST),
        ("StringLike", "token.actions.githubusercontent.com/octo:sub", Strictness.LITERALS_FIRST),
        ("StringLike", "token.actions.githubusercontent.com:aud", Strictness.FREE),
        ("StringLike", "s3:prefix", Strictness.FREE),
        ("StringLike", "sub", Strictness.FREE),
    ],
)
def test_keys_differ_in_strictness(operator: str, key: str, expected: Strictness) -> None:
    assert strictness(condition(operator, key), load()) is expected


@pytest.mark.parametrize(
    ("value", "wildcard", "variable"),
    [
        ("o-a1b2", False, False),
        ("o-*", True, False),
        ("o-?", True, False),
        ("${aws:PrincipalOrgID}", False, True),
        ("${*}", False, False),
        ("${a, '*'}", False, True),
    ],
)
def test_exact_keys_take_neither(value: str, wildcard: bool, variable: bool) -> None:
    assert is_loose(value, Strictness.EXACT, variable=False) is wildcard
    assert is_loose(value, Strictness.EXACT, variable=True) is variable
    assert not is_loose(value, Strictness.FREE, variable=False)


@pytest.mark.parametrize(
    ("value", "wildcard", "variable"),
    [
        ("AIDA:*", False, False),
        ("*:name", False, False),
        ("*:*", False, False),
        ("?:name", False, False),
        ("*", True, False),
        ("AIDA*", True, False),
        ("AIDA*:name", True, False),
        ("**:name", True, False),
        ("${aws:userid}", False, True),
        ("${aws:userid}:*", False, False),
        ("AIDA:${aws:userid}", False, False),
        ("A${aws:userid}:x", False, True),
        ("${a}*:x", True, True),
    ],
)
def test_user_ids_are_open_on_one_side(value: str, wildcard: bool, variable: bool) -> None:
    assert is_loose(value, Strictness.USER_ID, variable=False) is wildcard
    assert is_loose(value, Strictness.USER_ID, variable=True) is variable


@pytest.mark.parametrize(
    ("value", "wildcard", "variable"),
    [
        ("repo:*", True, False),
        ("repo:o*", False, False),
        ("repo:octo/abcd@*", False, False),
        ("repo:octo/*/abc@*", True, False),
        ("repo:octo/*/abcde@*", False, False),
        ("repo:${a}", False, True),
        ("repo:octo/${a}", False, False),
        ("repo:octo/${a}*", True, False),
        ("repo:${$}*", False, False),
    ],
)
def test_literals_come_first(value: str, wildcard: bool, variable: bool) -> None:
    assert is_loose(value, Strictness.LITERALS_FIRST, variable=False) is wildcard
    assert is_loose(value, Strictness.LITERALS_FIRST, variable=True) is variable


def test_long_values_take_no_time() -> None:
    start = time.perf_counter()
    assert not is_loose("*" * 1_000_000, Strictness.USER_ID, variable=False)
    assert time.perf_counter() - start < 0.5
