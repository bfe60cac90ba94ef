"""Plans and states of Terraform, with and without the sources that they were made of."""

import json
from pathlib import Path
from typing import Any

import pytest
from terraform_modules import Found, check, findings, write

from iamscope.inputs.terraform.hcl import HclDocument
from iamscope.inputs.terraform.values import Lump
from iamscope.source import Source
from iamscope.syntax.derived import constant
from iamscope.syntax.document import NotEditableError, Place


def policy(action: str = "s3:GetObjekt", **more: object) -> str:
    """A policy as the provider writes it: members in the order of their names, one value without a list."""
    statement = {"Action": action, "Effect": "Allow", "Resource": "*", **more}
    return json.dumps({"Statement": [statement], "Version": "2012-10-17"})


def resource(kind: str, name: str, module: str = "", key: str = "", **values: object) -> dict[str, Any]:
    address = f"{module}.{kind}.{name}{key}".lstrip(".")
    return {"address": address, "mode": "managed", "type": kind, "name": name, "values": values}


def plan(*resources: dict[str, Any], **more: object) -> dict[str, Any]:
    root = {"resources": list(resources)}
    return {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": root}, **more}


def test_a_plan_alone_has_its_own_places(tmp_path: Path) -> None:
    role = resource(
        "aws_iam_role",
        "r",
        assume_role_policy=policy("sts:AssumeRole", Principal={"Servize": "x"}),
        inline_policy=[{"name": "a", "policy": policy()}],
    )
    queue = resource("aws_sqs_queue", "q", policy=policy("sqs:Send", Principal="*"))
    iot = resource("aws_iot_policy", "i", policy=policy("iot:Connect"))
    scp = resource("aws_organizations_policy", "o", type="SERVICE_CONTROL_POLICY", content=policy("s3:X"))
    write(tmp_path, {"plan.json": json.dumps(plan(role, queue, iot, scp), indent=1)})
    result = check(tmp_path / "plan.json")
    assert [(item.container, item.policy_type.value, item.resource_type, item.pointer) for item in result.policies] == [
        ("aws_iam_role.r.assume_role_policy", "trust", None, f"{_values(0)}/assume_role_policy"),
        ("aws_iam_role.r.inline_policy.policy", "identity", None, f"{_values(0)}/inline_policy/0/policy"),
        ("aws_sqs_queue.q.policy", "resource", "AWS::SQS::Queue", f"{_values(1)}/policy"),
        ("aws_organizations_policy.o.content", "scp", None, f"{_values(3)}/content"),
    ]
    assert {(found.file, found.text) for found in findings(result)} >= {
        ("plan.json", r"\"Servize\""),
        ("plan.json", r"\"s3:GetObjekt\""),
        ("plan.json", r"\"sqs:Send\""),
        ("plan.json", r"\"s3:X\""),
    }


def _values(number: int) -> str:
    return f"/planned_values/root_module/resources/{number}/values"


SOURCE = """
locals {
  actions = [var.action, "s3:PutObjekt"]
}
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = local.actions
      Resource = "*"
    }]
  })
}
resource "aws_iam_policy" "d" {
  for_each = var.names
  policy   = data.aws_iam_policy_document.d.json
}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:${each.value}"]
    resources = ["*"]
  }
}
resource "aws_iam_policy" "opaque" {
  policy = var.policy
}
"""


def test_a_plan_is_shown_in_its_sources(tmp_path: Path) -> None:
    first = policy()
    first = first.replace('"s3:GetObjekt"', '["s3:GetObjekt", "s3:PutObjekt"]')
    made = plan(
        resource("aws_iam_policy", "p", policy=first),
        resource("aws_iam_policy", "d", key='["a"]', policy=policy("s3:Each", Sid="")),
        resource("aws_iam_policy", "opaque", policy=policy("s3:Opaque")),
        resource("aws_iam_policy", "gone", policy=policy("s3:Gone")),
    )
    write(tmp_path, {"main.tf": SOURCE, "plan.json": json.dumps(made)})
    result = check(tmp_path / "plan.json")
    assert sorted(findings(result)) == [
        Found("main.tf", 3, '"s3:PutObjekt"', "INVALID_ACTION"),
        Found("main.tf", 3, "var.action", "INVALID_ACTION"),
        Found("main.tf", 21, '"s3:${each.value}"', "INVALID_ACTION"),
        Found("main.tf", 26, "var.policy", "INVALID_ACTION"),
        Found("plan.json", 1, r"\"s3:Gone\"", "INVALID_ACTION"),
    ]
    assert result.policies[1].container == 'aws_iam_policy.d["a"].policy'


def test_no_text_but_json_is_written_as_json() -> None:
    """Places in sources were once handed to the writer of JSON, which parsed the HCL around them."""
    place = Place(HclDocument(Source("main.tf", SOURCE)), (1, 7))
    for document in (place.document, Lump(place), constant("x", place).place.document):
        with pytest.raises(NotEditableError):
            _ = document.writer


@pytest.mark.parametrize(
    ("source", "is_shown"), [("./m", True), ("./m/../m", True), ("../out", False), ("a/b/c", False)]
)
def test_modules_are_followed_inside_the_folder(tmp_path: Path, source: str, is_shown: bool) -> None:
    child = {
        "address": 'module.a["k.x"]',
        "resources": [resource("aws_iam_policy", "p", 'module.a["k.x"]', policy=policy("s3:Deep"))],
    }
    made = plan(configuration={"root_module": {"module_calls": {"a": {"source": source, "module": {}}}}})
    made["planned_values"]["root_module"]["child_modules"] = [child]
    module = 'resource "aws_iam_policy" "p" {\n  policy = var.p\n}\n'
    write(tmp_path, {"in/m/main.tf": module, "out/main.tf": module, "in/plan.json": json.dumps(made)})
    (found,) = findings(check(tmp_path / "in" / "plan.json"))
    assert (found.file, found.text) == (("main.tf", "var.p") if is_shown else ("plan.json", r"\"s3:Deep\""))


def test_what_is_known_after_apply_could_be_anything(tmp_path: Path) -> None:
    permission = resource(
        "aws_lambda_permission", "p", action="lambda:InvokeFunction", principal="s3.amazonaws.com", source_account=None
    )
    later = {"address": permission["address"], "change": {"after_unknown": {"source_arn": True, "id": True}}}
    write(
        tmp_path,
        {
            "now.json": json.dumps(plan(permission)),
            "later.json": json.dumps(plan(permission, resource_changes=[later])),
        },
    )
    now, after = (check(tmp_path / name) for name in ("now.json", "later.json"))
    assert [found.code for found in findings(now)] == ["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"]
    assert [found.code for found in findings(after)] == []
    assert [item.resource_type for item in after.policies] == ["AWS::Lambda::Function"]


def test_changes_are_read_where_there_are_no_planned_values(tmp_path: Path) -> None:
    change = {
        "address": "module.m.aws_iam_policy.p",
        "module_address": "module.m",
        "mode": "managed",
        "type": "aws_iam_policy",
        "name": "p",
        "change": {
            "actions": ["update"],
            "before": {"policy": policy("s3:Old")},
            "after": {"policy": policy("s3:New")},
        },
    }
    write(tmp_path, {"plan.json": json.dumps({"format_version": "1.2", "resource_changes": [change]})})
    assert [found.text for found in findings(check(tmp_path / "plan.json"))] == [r"\"s3:New\""]


@pytest.mark.parametrize("name", ["terraform.tfstate", "state.json"])
def test_states(tmp_path: Path, name: str) -> None:
    stored = {
        "version": 4,
        "terraform_version": "1.9.0",
        "lineage": "x",
        "resources": [
            {
                "module": "module.m",
                "mode": "managed",
                "type": "aws_iam_policy",
                "name": "p",
                "instances": [{"attributes": {"policy": policy("s3:Stored")}}, {}],
            }
        ],
    }
    managed = resource("aws_iam_policy", "p", policy=policy("s3:Stored"))
    shown = {"format_version": "1.0", "values": {"root_module": {"resources": [managed]}}}
    write(tmp_path, {name: json.dumps(stored if name.endswith("tfstate") else shown)})
    (found,) = findings(check(tmp_path / name))
    assert found.text == r"\"s3:Stored\""


@pytest.mark.parametrize(
    "value",
    [
        {"planned_values": None},
        {"planned_values": {"root_module": {"resources": {}}}},
        {"planned_values": {"root_module": {"resources": [1, {"mode": "managed"}, {"mode": "managed", "values": 1}]}}},
        {"planned_values": {"root_module": {"child_modules": [{"address": 1}, {"address": 'module.a["'}]}}},
        {"resource_changes": [{"change": None}, 3]},
        {"values": {}, "configuration": {"root_module": []}},
    ],
)
def test_what_is_no_plan_in_full_does_no_harm(tmp_path: Path, value: dict[str, Any]) -> None:
    write(tmp_path, {"plan.json": json.dumps({"format_version": "1", "terraform_version": "1", **value})})
    assert check(tmp_path / "plan.json").policies == ()
