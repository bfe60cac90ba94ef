"""What several files of a run hold is shown once."""

import json
from pathlib import Path

from terraform_modules import check, write

from iamscope.results import PolicyResult, without_repeats

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRolee", "Principal": {"Service": "ec2.amazonaws.com"}}],
    }
)


def run(*paths: Path) -> list[PolicyResult]:
    return list(without_repeats([check(path) for path in paths]))


def test_a_policy_file_that_a_module_reads_has_the_type_of_its_use(tmp_path: Path) -> None:
    role = 'resource "aws_iam_role" "%s" {\n  assume_role_policy = file("p.json")\n}\n'
    write(tmp_path, {"main.tf": role % "a" + role % "b", "p.json": POLICY})
    for paths in (("main.tf", "p.json"), ("p.json", "main.tf")):
        (policy,) = run(*(tmp_path / name for name in paths))
        assert (policy.policy_type.value, policy.type_from) == ("trust", "container")
        assert [finding.code for finding in policy.findings] == ["INVALID_ACTION"]


def test_a_policy_file_that_is_used_for_two_types_is_both(tmp_path: Path) -> None:
    uses = (
        'resource "aws_iam_role" "r" {\n  assume_role_policy = file("p.json")\n}\n'
        'resource "aws_sqs_queue" "q" {\n  policy = file("p.json")\n}\n'
    )
    write(tmp_path, {"main.tf": uses, "p.json": POLICY})
    policies = run(tmp_path / "main.tf", tmp_path / "p.json")
    assert [policy.policy_type.value for policy in policies] == ["trust", "resource"]
    assert [finding.code for policy in policies for finding in policy.findings].count("INVALID_ACTION") == 1


def test_a_plan_adds_only_what_its_sources_do_not_tell(tmp_path: Path) -> None:
    source = (
        'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", '
        'Statement = [{ Effect = "Allow", Action = ["s3:Own", var.more], Resource = "*" }] })\n}\n'
    )
    document = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": ["s3:Own", "s3:More"], "Resource": "*"},
    }
    resource = {
        "address": "aws_iam_policy.p",
        "mode": "managed",
        "type": "aws_iam_policy",
        "name": "p",
        "values": {"policy": json.dumps(document)},
    }
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": [resource]}}}
    write(tmp_path, {"main.tf": source, "plan.json": json.dumps(plan)})
    policies = run(tmp_path / "main.tf", tmp_path / "plan.json")
    assert [finding.span.text for policy in policies for finding in policy.findings] == ['"s3:Own"', "var.more"]
    assert {policy.path for policy in policies} == {policies[0].path}


def test_two_like_policies_of_one_file_are_two(tmp_path: Path) -> None:
    sound = POLICY.replace("AssumeRolee", "AssumeRole")
    write(tmp_path, {"two.yaml": f"{sound}\n---\n{sound}\n"})
    assert len(run(tmp_path / "two.yaml")) == 2
