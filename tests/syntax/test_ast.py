"""The policy tree sees what is well-formed and looks away from the rest."""

import json
from typing import Any

import pytest

from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy, Statement, nodes
from iamscope.syntax.document import Document


def policy(value: Any) -> Policy:
    text = value if isinstance(value, str) else json.dumps(value)
    document = Document.from_text(Source("x.json", text))
    return Policy(document.value, document.root, PolicyType.IDENTITY)


def statement(**elements: Any) -> Statement:
    (found,) = policy({"Statement": [elements]}).statements
    return found


@pytest.mark.parametrize("value", [None, True, 1, '"text"', [], [1], [[{}]], {}, {"Statement": None}, {"Statement": 1}])
def test_no_statements(value: Any) -> None:
    assert policy(value).statements == ()
    assert next(nodes(policy(value))).place.span.start == 0


@pytest.mark.parametrize("wrong", [None, True, 1, {"a": ["b"]}, [None, 1, {}, [["s3:Get*"]]]])
def test_elements_of_the_wrong_type_are_not_seen(wrong: Any) -> None:
    names = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal")
    found = statement(**dict.fromkeys(names, wrong), Condition=wrong)
    assert found.sid is None
    assert found.effect is None
    assert not found.allows
    assert not found.denies
    assert not any((found.actions, found.not_actions, found.resources, found.not_resources))
    assert found.conditions == ()
    assert [kind.kind for kind in found.principals] == (["a"] if isinstance(wrong, dict) else [])
    assert len(list(nodes(found.policy))) >= 2


def test_one_value_and_a_list_look_alike() -> None:
    for value in ("s3:Get*", ["s3:Get*"]):
        (action,) = statement(Action=value).actions
        assert (action.service, action.name, action.has_wildcard) == ("s3", "Get*", True)
        assert action.span.text == '"s3:Get*"'


def test_a_single_statement_needs_no_list() -> None:
    (single,) = policy({"Statement": {"Effect": "Allow"}}).statements
    assert (single.index, single.allows) == (0, True)
    assert [item.index for item in policy({"Statement": [{}, 1, {}]}).statements] == [0, 2]


def test_of_duplicates_the_last_counts() -> None:
    (found,) = policy('{"Statement": {"Effect": "Allow", "Effect": "Deny"}}').statements
    assert found.denies
    assert [element.name for element in found.elements] == ["Effect", "Effect"]


def test_principals_carry_their_kind() -> None:
    found = statement(Principal={"AWS": ["1", 2, "3"], "Service": "a.amazonaws.com"})
    assert [(item.kind, item.value) for item in found.principals] == [
        ("AWS", "1"),
        ("AWS", "3"),
        ("Service", "a.amazonaws.com"),
    ]
    assert [(item.kind, item.value) for item in statement(Principal="*").principals] == [(None, "*")]


def test_values_of_a_condition_as_they_would_be_written() -> None:
    (condition,) = statement(Condition={"Bool": {"aws:SecureTransport": [True, "x", 1.5, None, {}]}}).conditions
    assert [value.value for value in condition.values] == ["true", "x", "1.5"]
    assert condition.key_name == "aws:securetransport"
    assert condition.place.key.span.text == '"aws:SecureTransport"'
    assert statement(Condition={"Bool": {"a": "b"}}).conditions_on("A")[0].operator.name == "Bool"
