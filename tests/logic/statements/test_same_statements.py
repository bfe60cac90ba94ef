import json

import pytest

from iamscope.logic.statements.same_statements import repeated_sids, same_statements
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document


def policy(*statements: object) -> Policy:
    document = Document.from_text(Source("policy.json", json.dumps({"Statement": statements})))
    return Policy(document.value, document.root, PolicyType.RESOURCE)


READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def same(first: object, second: object) -> bool:
    groups = list(same_statements(policy(first, {"Effect": "Allow"}, second).statements))
    assert groups in ([], groups)
    return bool(groups) and [statement.index for statement in groups[0]] == [0, 2]


@pytest.mark.parametrize(
    "other",
    [
        READ,
        READ | {"Sid": "Read"},
        READ | {"Action": ["S3:GETOBJECT", "s3:GetObject"]},
        READ | {"Resource": ["*", "*"]},
        dict(reversed(READ.items())),
    ],
)
def test_same(other: object) -> None:
    assert same(READ, other)


@pytest.mark.parametrize(
    "other",
    [
        READ | {"Effect": "Deny"},
        READ | {"Action": ["s3:GetObject", "s3:PutObject"]},
        READ | {"Resource": "arn:aws:s3:::*"},
        READ | {"Condition": {}},
        READ | {"Principal": "*"},
        {"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "*"},
    ],
)
def test_not_same(other: object) -> None:
    assert not same(READ, other)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"Principal": "*"}, {"Principal": {"AWS": ["*"]}}, True),
        ({"NotPrincipal": "*"}, {"NotPrincipal": {"AWS": "*"}}, False),
        ({"Principal": {"AWS": "a", "Service": "b"}}, {"Principal": {"Service": ["b"], "AWS": "a"}}, True),
        ({"Principal": {"AWS": "a"}}, {"Principal": {"Service": "a"}}, False),
        ({"Condition": {"Bool": {"a:B": True}}}, {"Condition": {"bool": {"A:b": ["true"]}}}, True),
        ({"Condition": {"Bool": {"a:B": True}}}, {"Condition": {"BoolIfExists": {"a:B": True}}}, False),
        ({"Condition": {"X": {"a:B": "1"}}}, {"Condition": {"x": {"a:B": "1"}}}, False),
        ({"Condition": {"Bool": []}}, {"Condition": {"Bool": []}}, True),
        ({"Condition": 7}, {"Condition": "7"}, True),
        ({"Principal": [{"a": [None]}]}, {"Principal": [{"a": [None]}]}, True),
    ],
)
def test_principals_and_conditions(first: dict[str, object], second: dict[str, object], expected: bool) -> None:
    assert same(READ | first, READ | second) is expected


def test_repeated_sids() -> None:
    sids = repeated_sids(
        policy({"Sid": "A"}, {"Sid": "a"}, {"Sid": ""}, {"Sid": ""}, {"Sid": 1}, {"Sid": 1}, {"Sid": "A"})
    )
    assert [[(sid.value, sid.place.steps[1]) for sid in texts] for texts in sids] == [[("A", 0), ("A", 6)]]


def test_many_statements_take_no_time() -> None:
    statements = [READ | {"Resource": f"arn:aws:s3:::bucket-{number}"} for number in range(20_000)]
    assert list(same_statements(policy(*statements).statements)) == []
