"""What policy documents become."""

import json

import pytest

from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.module import Module, ModuleFile
from iamscope.inputs.terraform.values import Value, json_text
from iamscope.source import Source
from iamscope.syntax.json_value import UNKNOWN


def document(body: str, others: str = "", *, truth: bool = True) -> Value:
    text = f'data "aws_iam_policy_document" "d" {{\n{body}\n}}\n{others}'
    file = ModuleFile(Source("main.tf", text), is_json=False)
    assert file.problem is None
    module = Module(None, [file])
    value = module.document("d", Evaluator(module, Assumptions(truth=truth)))
    assert value is not None
    return value


def made(body: str, others: str = "", *, truth: bool = True) -> object:
    text = json_text(document(body, others, truth=truth).json)
    assert text is not None
    return json.loads(text)


def base(name: str, *sids: str) -> str:
    statements = "".join(f'statement {{\n sid = "{sid}"\n actions = ["{name}"]\n}}\n' for sid in sids)
    return f'data "aws_iam_policy_document" "{name}" {{\n{statements}}}\n'


def sids(body: str, others: str) -> list[tuple[str, str]]:
    statements = document(body, others).member("Statement")
    assert statements is not None
    found = []
    for item in statements.items:
        sid, action = item.member("Sid"), item.member("Action")
        found.append((sid.text or "", str(action.json)) if sid and action else ("?", "?"))
    return found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ('actions = ["s3:GetObject"]', {"Effect": "Allow", "Action": ["s3:GetObject"]}),
        (
            'sid = ""\n effect = "Deny"\n not_actions = ["a:b"]\n not_resources = ["x"]\n'
            "actions = []\n resources = null",
            {"Effect": "Deny", "NotAction": ["a:b"], "NotResource": ["x"]},
        ),
        (
            'resources = ["&{aws:username}", "$${aws:username}"]',
            {"Effect": "Allow", "Resource": ["${aws:username}", "${aws:username}"]},
        ),
        ('actions = ["&{a}"]', {"Effect": "Allow", "Action": ["&{a}"]}),
        (
            'principals {\n type = "AWS"\n identifiers = ["1"]\n}\nprincipals {\n type = "AWS"\n identifiers = ["2"]\n}'
            '\nprincipals {\n type = "Service"\n identifiers = ["s"]\n}',
            {"Effect": "Allow", "Principal": {"AWS": ["1", "2"], "Service": ["s"]}},
        ),
        ('principals {\n type = "*"\n identifiers = ["*"]\n}', {"Effect": "Allow", "Principal": "*"}),
        ('principals {\n type = "AWS"\n identifiers = ["*"]\n}', {"Effect": "Allow", "Principal": {"AWS": ["*"]}}),
        (
            'not_principals {\n type = "AWS"\n identifiers = ["1"]\n}',
            {"Effect": "Allow", "NotPrincipal": {"AWS": ["1"]}},
        ),
        (
            'condition {\n test = "T"\n variable = "k"\n values = ["a"]\n}\n'
            'condition {\n test = "T"\n variable = "k"\n values = ["b"]\n}\n'
            'condition {\n test = "T"\n variable = "l"\n values = ["&{c}"]\n}\n',
            {"Effect": "Allow", "Condition": {"T": {"k": ["a", "b"], "l": ["${c}"]}}},
        ),
        (
            'dynamic "principals" {\n for_each = { AWS = "1" }\n content {\n'
            "type = principals.key\n identifiers = [principals.value]\n}\n}",
            {"Effect": "Allow", "Principal": {"AWS": ["1"]}},
        ),
        (
            'dynamic "condition" {\n for_each = ["a"]\n iterator = it\n content {\n'
            'test = "T"\n variable = it.value\n values = [it.key]\n}\n}',
            {"Effect": "Allow", "Condition": {"T": {"a": ["0"]}}},
        ),
    ],
)
def test_statements(statement: str, expected: object) -> None:
    # a number is a text to the provider, as it is here
    found = made(f"statement {{\n{statement}\n}}")
    assert json.loads(json.dumps(found).replace("[0]", '["0"]')) == {"Version": "2012-10-17", "Statement": [expected]}


def test_version_and_id() -> None:
    assert made('version = "2008-10-17"\n policy_id = "x"') == {"Version": "2008-10-17", "Id": "x", "Statement": []}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("source_policy_documents = [data.aws_iam_policy_document.a.json]", [("one", "['a']"), ("two", "['a']")]),
        ("source_json = data.aws_iam_policy_document.a.json", [("one", "['a']"), ("two", "['a']")]),
        (
            "override_policy_documents = [data.aws_iam_policy_document.a.json, data.aws_iam_policy_document.b.json]",
            [("own", "['d']"), ("one", "['a']"), ("two", "['b']"), ("three", "['b']")],
        ),
        (
            "source_policy_documents = [data.aws_iam_policy_document.a.json]\n"
            "override_json = data.aws_iam_policy_document.b.json",
            [("one", "['a']"), ("two", "['b']"), ("own", "['d']"), ("three", "['b']")],
        ),
        ("source_policy_documents = [var.x]", [("?", "?"), ("own", "['d']")]),
        ("source_policy_documents = var.x", [("?", "?"), ("own", "['d']")]),
        ("source_policy_documents = []", [("own", "['d']")]),
        ("source_policy_documents = [data.aws_iam_policy_document.d.json]", [("?", "?"), ("own", "['d']")]),
    ],
)
def test_merging(body: str, expected: list[tuple[str, str]]) -> None:
    own = 'statement {\n sid = "own"\n actions = ["d"]\n}\n'
    if expected[:2] == [("one", "['a']"), ("two", "['a']")]:
        own = ""
    assert sids(f"{body}\n{own}", base("a", "one", "two") + base("b", "two", "three")) == expected


def test_an_own_statement_takes_the_place_of_a_source() -> None:
    body = 'source_json = data.aws_iam_policy_document.a.json\nstatement {\n sid = "one"\n actions = ["d"]\n}'
    assert sids(body, base("a", "one", "two")) == [("one", "['d']"), ("two", "['a']")]


def test_both_truths_of_a_dynamic_block() -> None:
    body = 'dynamic "statement" {\n for_each = var.x ? [1] : []\n content {\n sid = "s"\n}\n}'
    assert made(body) == {"Version": "2012-10-17", "Statement": [{"Sid": "s", "Effect": "Allow"}]}
    statements = document(body, truth=False).member("Statement")  # that there is none is no more than assumed
    assert statements is not None
    assert statements.json == [UNKNOWN]
