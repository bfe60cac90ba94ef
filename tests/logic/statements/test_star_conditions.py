import json

import pytest

from iamscope.logic.statements.star_conditions import Holds, star_condition
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document


def holds(operator: str, value: object = "*") -> Holds | None:
    text = json.dumps({"Statement": {"Condition": {operator: {"aws:TagKeys": value}}}})
    document = Document.from_text(Source("policy.json", text))
    return star_condition(Policy(document.value, document.root, PolicyType.IDENTITY).statements[0].conditions[0])


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringLike", Holds.PRESENT),
        ("StringLikeIfExists", Holds.ALWAYS),
        ("ForAllValues:StringLike", Holds.ALWAYS),
        ("ForAnyValue:StringLike", None),
        ("StringNotLike", Holds.ABSENT),
        ("StringNotLikeIfExists", Holds.ABSENT),
        ("ForAllValues:StringNotLike", Holds.ABSENT),
        ("ForAnyValue:StringNotLike", Holds.NEVER),
        ("ForAnyValue:StringNotLikeIfExists", None),
        ("StringEquals", None),
        ("ArnLike", None),
    ],
)
def test_operators(operator: str, expected: Holds | None) -> None:
    assert holds(operator) is expected


@pytest.mark.parametrize("value", [["*"], "**", ["*", "*"]])
def test_any_number_of_stars(value: object) -> None:
    assert holds("StringLike", value) is Holds.PRESENT


@pytest.mark.parametrize("value", ["", [], "a*", "?", ["*", "a"], None, 1])
def test_other_values(value: object) -> None:
    assert holds("StringLike", value) is None
