"""Terraform's JSON syntax, and the table of attributes."""

import json
from pathlib import Path

import pytest
from terraform_modules import check, findings, write

from iamscope.inputs.terraform import holders
from iamscope.policy_types import PolicyType

STATEMENT = {"actions": ["s3:GetObjekt"], "resources": ["*"]}


def policies(folder: Path, value: object) -> list[tuple[str, str, list[str]]]:
    write(folder, {"main.tf.json": json.dumps(value)})
    result = check(folder / "main.tf.json")
    return [
        (policy.container, policy.policy_type.value, [finding.span.text for finding in policy.findings])
        for policy in result.policies
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"statement": STATEMENT},
        {"statement": [STATEMENT]},
        [{"statement": [STATEMENT]}],
        {
            "dynamic": {
                "statement": {"for_each": ["Objekt"], "content": {**STATEMENT, "actions": ["s3:Get${statement.value}"]}}
            }
        },
        {
            "dynamic": [
                {"statement": [{"for_each": {"a": "Objekt"}, "content": [{**STATEMENT, "actions": ["s3:GetObjekt"]}]}]}
            ]
        },
    ],
)
def test_documents(tmp_path: Path, document: object) -> None:
    ((container, kind, found),) = policies(tmp_path, {"data": {"aws_iam_policy_document": {"d": document}}})
    assert (container, kind) == ("data.aws_iam_policy_document.d", "identity")
    assert found in ([r'"s3:GetObjekt"'], ['"s3:Get${statement.value}"'])


def test_nested_blocks_and_lists_of_blocks(tmp_path: Path) -> None:
    inline = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:X", "Resource": "*"}]}
    role = {
        "assume_role_policy": "${jsonencode(local.trust)}",
        "inline_policy": [{"name": "a", "policy": json.dumps(inline)}, {"name": "b"}],
    }
    trust = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"A": "b"}},
    }
    value = {"resource": [{"aws_iam_role": {"r": role}}], "locals": [{"trust": trust}]}
    assert policies(tmp_path, value) == [
        ("aws_iam_role.r.inline_policy.policy", "identity", [r"\"s3:X\""]),
        ("aws_iam_role.r.assume_role_policy", "trust", ['"A"']),
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"resource": None},
        {"resource": {"aws_iam_policy": []}},
        {"resource": {"aws_iam_policy": {"p": [None, {"policy": None}]}}},
        {"data": {"aws_iam_policy_document": {"d": {"statement": "${var.x}"}}}},
        {"locals": "x", "variable": {"v": {"default": {"Statement": 1}}}},
        ["Statement"],
    ],
)
def test_what_is_no_module_does_no_harm(tmp_path: Path, value: object) -> None:
    assert policies(tmp_path, value) == []


def test_texts_are_templates(tmp_path: Path) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:${local.a}", "Resource": "$${aws:username}%{if true}/*%{endif}"}
        ],
    }
    value = {"resource": {"aws_iam_policy": {"p": {"policy": json.dumps(policy)}}}, "locals": {"a": "Nothing"}}
    write(tmp_path, {"main.tf.json": json.dumps(value)})
    assert [found.text for found in findings(check(tmp_path / "main.tf.json"))][:1] == [r"\"s3:${local.a}\""]


def test_the_table_names_known_kinds() -> None:
    table = holders._table()
    kinds = {kind for attributes in table.attributes.values() for kind, _ in attributes.values()}
    assert kinds <= {*PolicyType, "none", "organization"}
    assert len(table.attributes) >= 70
    for attributes in table.attributes.values():
        for kind, resource_type in attributes.values():
            assert resource_type is None or (kind in ("resource", "endpoint") and resource_type.startswith("AWS::"))
    for form in table.grants.values():
        assert form.resource_type.startswith("AWS::")
