"""Modules of several files."""

from pathlib import Path

from terraform_modules import Found, check, findings, write

from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.module import module_of
from iamscope.source import Source

POLICY = 'resource "aws_iam_policy" "p" {\n  policy = jsonencode(%s)\n}\n'
STATEMENT = '{ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = %s, Resource = "*" }] }'


def test_locals_of_other_files_are_known_and_shown_where_they_are_used(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": POLICY % (STATEMENT % "local.actions"),
            "locals.tf": 'locals {\n  actions = ["s3:GetObjekt"]\n}\n',
        },
    )
    assert findings(check(tmp_path / "main.tf")) == [Found("main.tf", 2, "local.actions", "INVALID_ACTION")]


def test_a_policy_of_another_file_is_found_there_with_the_type_of_its_use(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": 'resource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode(local.trust)\n}\n',
            "locals.tf": "locals {\n  trust = " + STATEMENT % '"sts:AssumeRole"' + "\n}\n",
        },
    )
    assert check(tmp_path / "main.tf").policies == ()
    (policy,) = check(tmp_path / "locals.tf").policies
    assert (policy.policy_type.value, policy.container) == ("trust", "local.trust")
    assert "MISSING_PRINCIPAL" in [finding.code for finding in policy.findings]


def test_defaults_are_known_unless_they_are_sensitive_or_say_nothing(tmp_path: Path) -> None:
    variables = """
variable "known" { default = "s3:Known" }
variable "typed" {
  type    = list(string)
  default = ["s3:Typed"]
}
variable "sensitive" {
  default   = "s3:Sensitive"
  sensitive = true
}
variable "empty" { default = "" }
variable "none" {}
"""
    names = ("known", "typed", "sensitive", "empty", "none")
    policies = "".join(POLICY.replace('"p"', f'"{name}"') % (STATEMENT % f"var.{name}") for name in names)
    write(tmp_path, {"main.tf": policies, "variables.tf": variables})
    assert [(found.line, found.text) for found in findings(check(tmp_path / "main.tf"))] == [
        (2, "var.known"),
        (5, "var.typed"),
    ]


def test_a_broken_neighbour_does_no_harm(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": POLICY % (STATEMENT % '"s3:Own"'),
            "broken.tf": 'locals { a = [ "x" \n',
            "broken.tf.json": "{",
            "binary.tf": "\0\1\2",
        },
    )
    assert findings(check(tmp_path / "main.tf")) == [Found("main.tf", 2, '"s3:Own"', "INVALID_ACTION")]


def test_neighbours_are_read_again_when_they_change(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": POLICY % (STATEMENT % "local.a"), "locals.tf": 'locals { a = "s3:GetObject" }\n'})
    assert findings(check(tmp_path / "main.tf")) == []
    write(tmp_path, {"locals.tf": 'locals { a = "s3:GetObjekt1" }\n'})
    assert [found.text for found in findings(check(tmp_path / "main.tf"))] == ["local.a"]


def test_a_neighbour_that_is_a_link_to_elsewhere_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"m/main.tf": POLICY % (STATEMENT % "local.a"), "out/secret.tf": 'locals { a = "s3:Secret" }\n'})
    (tmp_path / "m" / "link.tf").symlink_to(tmp_path / "out" / "secret.tf")
    assert findings(check(tmp_path / "m" / "main.tf")) == []


def test_one_data_source_may_be_used_for_several_kinds(tmp_path: Path) -> None:
    document = """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["111122223333"]
    }
  }
}
"""
    uses = """
resource "aws_sqs_queue_policy" "q" { policy = data.aws_iam_policy_document.d.json }
resource "aws_sns_topic" "t" { policy = data.aws_iam_policy_document.d.json }
"""
    write(tmp_path, {"main.tf": document, "uses.tf": uses})
    (policy,) = check(tmp_path / "main.tf").policies
    assert (policy.policy_type.value, policy.resource_type) == ("resource", None)
    assert check(tmp_path / "uses.tf").policies == ()


def test_a_named_file_of_any_name_is_told_by_its_blocks(tmp_path: Path) -> None:
    write(tmp_path, {"main": "# comment\n" + POLICY % (STATEMENT % '"s3:Own"'), "locals.tf": 'locals { a = "b" }\n'})
    assert findings(check(tmp_path / "main")) == [Found("main", 3, '"s3:Own"', "INVALID_ACTION")]


def test_what_is_compared_with_several_texts_is_one_of_them_at_a_time(tmp_path: Path) -> None:
    statement = '{ Sid = "Same", Effect = "Allow", Action = "s3:%s", Resource = "*" }'
    statements = ", ".join(
        f'var.stage == "{stage}" ? [{statement % stage.capitalize()}] : []' for stage in ("prod", "test", "dev")
    )
    text = POLICY % f'{{ Version = "2012-10-17", Statement = concat({statements}) }}'
    write(tmp_path, {"main.tf": text})
    assert sorted(findings(check(tmp_path / "main.tf"))) == [
        Found("main.tf", 2, f'"s3:{action}"', "INVALID_ACTION") for action in ("Dev", "Prod", "Test")
    ]


def test_a_text_that_is_replaced_later_could_be_anything(tmp_path: Path) -> None:
    document = """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject", "s3:Own"]
    resources = ["_BUCKET_ARN_/*"]
  }
}
"""
    uses = """
locals {
  policy = replace(
    replace(data.aws_iam_policy_document.d.json, "_BUCKET_ARN_", aws_s3_bucket.b.arn), "_ROLE_", var.role
  )
}
resource "aws_iam_policy" "p" {
  policy = local.policy
}
"""
    write(tmp_path, {"main.tf": document})
    assert [found.text for found in findings(check(tmp_path / "main.tf"))] == ['"s3:Own"', '"_BUCKET_ARN_/*"']
    write(tmp_path, {"uses.tf": uses})
    assert findings(check(tmp_path / "main.tf")) == [Found("main.tf", 4, '"s3:Own"', "INVALID_ACTION")]


def test_what_stands_for_a_local_value_is_the_same_only_if_that_is(tmp_path: Path) -> None:
    text = POLICY % (STATEMENT % '["${local.a}", "${var.b}"]')
    scopes = []
    for folder, local in (("one", "var.x"), ("two", "var.x"), ("three", "var.y")):
        write(tmp_path / folder, {"locals.tf": f"locals {{ a = {local} }}\n"})
        source = Source("main.tf", text, "the module")
        _, module = module_of(source, str(tmp_path / folder / "main.tf"))
        (block,) = (block for block in module.blocks if block.kind == "resource")
        attribute = block.attribute("policy")
        assert attribute is not None
        value = Evaluator(module, Assumptions(truth=True)).evaluate(attribute.expression)
        statement = value.child(1).child(0)
        scopes.append([item.origin.place.span.source.scope for item in statement.child(1).items])
    one, two, three = scopes
    assert one == two
    assert one[0] != three[0]
    assert one[1] == three[1] == "the module"


def test_a_condition_that_hangs_on_a_variable_is_open_whatever_its_default(tmp_path: Path) -> None:
    text = """
variable "on" { default = true }
locals {
  is_on   = var.on
  always  = true
  actions = local.is_on ? "s3:On" : "s3:Off"
  fixed   = local.always ? "s3:Always" : "s3:Never"
}
"""
    write(tmp_path, {"main.tf": POLICY % (STATEMENT % "[local.actions, local.fixed]") + text})
    assert sorted(found.text for found in findings(check(tmp_path / "main.tf"))) == [
        '"s3:Always"',
        '"s3:Off"',
        '"s3:On"',
    ]
