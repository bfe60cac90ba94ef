"""What is found in whole Terraform files, and at which very characters: the files say it themselves."""

from pathlib import Path

import carets
import pytest

MARKED = carets.fixtures("terraform")


def _read(name: str) -> str:
    return carets.unmark((carets.FIXTURES / "terraform" / name).read_text(encoding="utf-8"))[0]


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.name)
def test_findings(path: Path) -> None:
    text, expected = carets.unmark(path.read_text(encoding="utf-8"))
    assert carets.marks(carets.check(text, path.name.replace(".jsonc", ".json"))) == expected
    assert expected, "a fixture shows something"


def test_use_tells_the_type_of_a_policy() -> None:
    result = carets.check(_read("documents.tf"), "documents.tf")
    told = {policy.container: (policy.policy_type.value, policy.type_from) for policy in result.policies}
    assert told == {
        "data.aws_iam_policy_document.reader": ("identity", "container"),
        "data.aws_iam_policy_document.trust": ("trust", "container"),
        "data.aws_iam_policy_document.queue": ("resource", "container"),
        "data.aws_iam_policy_document.dynamic": ("identity", "content"),
        "data.aws_iam_policy_document.base": ("identity", "content"),
        "data.aws_iam_policy_document.override": ("identity", "content"),
        "data.aws_iam_policy_document.unknown": ("identity", "content"),
    }


def test_attributes_tell_the_type_of_a_policy() -> None:
    result = carets.check(_read("expressions.tf"), "expressions.tf")
    assert [(policy.pointer, policy.policy_type.value) for policy in result.policies] == [
        ("/resource/aws_iam_role/role/assume_role_policy", "trust"),
        ("/resource/aws_iam_role/role/inline_policy/0/policy", "identity"),
        ("/resource/aws_iam_policy/functions/policy", "identity"),
        ("/resource/aws_organizations_policy/guardrail/content", "scp"),
        ("/resource/aws_iam_policy/unknown/policy", "identity"),
        ("/resource/aws_iam_policy/boundary/policy", "boundary"),
    ]


def test_grants_are_attached_to_what_they_grant() -> None:
    result = carets.check(_read("grants.tf"), "grants.tf")
    assert [(policy.container, policy.resource_type) for policy in result.policies] == [
        ("aws_lambda_permission.bucket", "AWS::Lambda::Function"),
        ("aws_lambda_permission.any_bucket", "AWS::Lambda::Function"),
        ("aws_lambda_permission.account", "AWS::Lambda::Function"),
        ("aws_lambda_layer_version_permission.layer", "AWS::Lambda::LayerVersion"),
        ("aws_cloudwatch_event_permission.bus", "AWS::Events::EventBus"),
    ]


def test_a_broken_file_says_where() -> None:
    result = carets.check(_read("broken.tf"), "broken.tf")
    problem = result.problem
    assert problem is not None
    assert problem.message == "not valid HCL from here on"
    assert problem.named
    assert problem.span is not None
    assert problem.span.start_position.line == 10
    assert [policy.container for policy in result.policies] == [
        "aws_iam_policy.before.policy",
        "aws_iam_policy.after.policy",
    ]
