"""Policies are found by their shape, at any depth, and their types told from context."""

import json
from typing import Any

import pytest

from iamscope.inputs.formats import JSON
from iamscope.inputs.policies import FoundPolicy, is_policy, resembles_policy
from iamscope.inputs.policy_kind import guess_policy_type
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Object, decode

STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}


def found(value: Any) -> list[FoundPolicy]:
    return JSON.read(Source("x.json", json.dumps(value)), "x.json").policies


def pointers(value: Any) -> list[str]:
    return [policy.place.pointer for policy in found(value)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (POLICY, [""]),
        ({"a": {"b": [1, POLICY, {"c": POLICY}]}}, ["/a/b/1", "/a/b/2/c"]),
        ([POLICY, POLICY], ["/0", "/1"]),
        ({"a": json.dumps(POLICY)}, ["/a"]),
        ({"a": json.dumps({"b": json.dumps(POLICY)})}, ["/a/b"]),
        ({"a": "Statement: no JSON", "b": '{"Statement": '}, []),
        ({"Statement": [{"Effect": "Allow"}]}, []),  # one sign is none
        ({"Statement": "x", "inner": POLICY}, ["/inner"]),
    ],
)
def test_find(value: Any, expected: list[str]) -> None:
    assert pointers(value) == expected


def test_strings_in_strings_have_a_limit() -> None:
    text = json.dumps(POLICY)
    for _ in range(4):
        text = json.dumps({"p": text})
    assert pointers(json.loads(text)) == ["/p/p/p/p"]
    assert pointers(json.loads(json.dumps({"p": text}))) == []


def test_names_lead_to_a_policy() -> None:
    (policy,) = found({"Role": [{"AssumeRolePolicyDocument": POLICY}]})
    assert policy.names == ("Role", "AssumeRolePolicyDocument")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"statement": {"effect": "Allow", "action": "*"}}', True),
        ('{"Statement": [1, {"Action": "*", "Resource": "*"}]}', True),
        ('{"Statement": {"NotAction": "*", "Principal": "*"}}', True),
        ('{"Statement": [], "Version": "2012-10-17"}', True),
        ('{"Statement": [], "Version": "1"}', False),
        ('{"Statement": []}', False),
        ('{"Statement": null}', False),
        ('{"Statement": {"Sid": "x", "Resource": "*"}}', False),
    ],
)
def test_shape(text: str, expected: bool) -> None:
    value = decode(text)
    assert isinstance(value, Object)
    assert is_policy(value) is expected


def test_what_resembles_a_policy() -> None:
    assert resembles_policy(decode('{"VERSION": 1}'))
    assert resembles_policy(decode('{"version": "2012-10-17", "Statements": []}'))
    assert resembles_policy(decode('{"statement": 1, "x": 1}'))
    assert not resembles_policy(decode('[{"Version": 1}]'))
    assert not resembles_policy(decode('{"version": "3", "services": {}}'))


def test_stack_policies_are_written_alike() -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "Update:*", "Resource": "LogicalResourceId/Database"}
    assert (
        pointers({"a": {"Statement": [statement]}, "b": {"Statement": {**statement, "Action": ["Update:Delete"]}}})
        == []
    )
    assert pointers({"Statement": [{**statement, "Action": ["Update:Delete", "s3:*"]}]}) == [""]


def test_statements_that_stand_alone() -> None:
    assert pointers({"iamRoleStatements": [STATEMENT], "role": {"statements": [STATEMENT]}}) == [
        "/iamRoleStatements",
        "/role/statements",
    ]
    assert (
        pointers({"statements": [STATEMENT, 1], "some": [STATEMENT], "bankStatements": [{"Action": "x", "Sid": "y"}]})
        == []
    )


ASSUME = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}


@pytest.mark.parametrize(
    ("statement", "names", "path", "kind", "told_from"),
    [
        (STATEMENT, (), "x.json", "identity", "content"),
        (STATEMENT | {"Principal": "*"}, (), "x.json", "resource", "content"),
        (ASSUME, (), "x.json", "trust", "content"),
        (ASSUME | {"Action": ["sts:AssumeRole", "s3:GetObject"]}, (), "x.json", "resource", "content"),
        (STATEMENT, ("AssumeRolePolicyDocument",), "x.json", "trust", "container"),
        (STATEMENT, ("assume_role_policy",), "scp/x.json", "trust", "container"),
        (STATEMENT, (), "guardrails.scp.json", "scp", "path"),
        (STATEMENT, (), "org/service-control-policies/x.json", "scp", "path"),
        (STATEMENT | {"Principal": "*"}, (), "scps/x.json", "resource", "content"),
        (STATEMENT | {"Principal": "*"}, (), "rcps/x.json", "rcp", "path"),
        (STATEMENT, (), "escpe.json", "identity", "content"),  # part of a word is no word
    ],
)
def test_guessed_type(statement: dict[str, Any], names: tuple[str, ...], path: str, kind: str, told_from: str) -> None:
    document = Document.from_text(Source(path, json.dumps({"Statement": [statement]})))
    policy = Policy(document.value, document.root, PolicyType.IDENTITY)
    assert guess_policy_type(policy, names, path) == (kind, told_from)
