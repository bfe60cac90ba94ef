import json

import pytest

from iamscope.logic.variable_places import is_quoted_default, knows_variables, texts_with_variables
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.variables import find_variables


def policy(value: object) -> Policy:
    document = Document.from_text(Source("policy.json", json.dumps(value)))
    return Policy(document.value, document.root, PolicyType.IDENTITY)


@pytest.mark.parametrize(
    ("version", "expected"), [("2012-10-17", True), ("2008-10-17", False), (None, False), (2012, False)]
)
def test_versions(version: object, expected: bool) -> None:
    assert knows_variables(policy({"Version": version})) is expected
    assert not knows_variables(policy({}))


def test_resources_and_values_take_variables() -> None:
    statement = policy(
        {
            "Statement": {
                "Sid": "${sid}",
                "Action": "s3:${action}",
                "Resource": ["${r}", "plain"],
                "NotResource": "${n}",
                "Condition": {"StringLike": {"${key}": ["${v}", 1, None, "x"]}},
            }
        }
    ).statements[0]
    assert [text.value for text in texts_with_variables(statement)] == ["${r}", "${n}", "${v}"]


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("${a}", True),
        ("${a, 'x'}", True),
        ("${a,''}", True),
        ("${a, x}", False),
        ("${a, 'x}", False),
        ("${a, x'}", False),
        ("${a, '}", False),
        ("${a,}", False),
        ("${a, 'x'y'}", False),
    ],
)
def test_defaults_are_quoted(value: str, quoted: bool) -> None:
    assert is_quoted_default(find_variables(value)[0]) is quoted
