from pathlib import Path

import pytest
from repository_parts import FIXTURES, part, parts, short, statements, write


def test_modules_get_what_their_callers_give_them() -> None:
    (found,) = [each for each in parts(FIXTURES / "landing-zone") if each.roles]
    assert [(short(role.arn), [short(arn) for arn in role.attached]) for role in found.roles] == [
        ("role/entry", []),
        ("role/team-data", ["ReadOnlyAccess"]),
        ("role/team-infra", ["AdministratorAccess"]),
    ]
    assert statements(found.roles[2].trust)[0]["Principal"] == {"AWS": "arn:aws:iam::000000000000:role/entry"}
    (queue,) = found.resources
    assert queue.arn == "arn:aws:sqs:eu-central-1:000000000000:jobs"
    assert statements(queue.policy) == [
        {
            "Principal": {"AWS": "arn:aws:iam::000000000000:role/team-infra"},
            "Action": "sqs:SendMessage",
            "Resource": queue.arn,
        }
    ]


def test_a_module_that_nobody_calls_stands_alone(tmp_path: Path) -> None:
    files = {"x/main.tf": 'variable "n" {}\nresource "aws_iam_role" "r" {\n  name = "a-${var.n}"\n}\n'}
    (role,) = part(tmp_path, files).roles
    assert short(role.arn) == "role/a-{var.n}"


def test_modules_that_call_each_other_end(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "../%s"\n}\nresource "aws_iam_user" "u" {}\n'
    found = parts(write_both(tmp_path, call % "b", call % "a"))
    assert sum(len(each.users) for each in found) > 0


def write_both(folder: Path, first: str, second: str) -> Path:
    for name, text in (("a", first), ("b", second)):
        (folder / name).mkdir()
        (folder / name / "main.tf").write_text(text, encoding="utf-8")
    return folder


NAMES = """
resource "aws_iam_role" "each" {
  for_each = toset(["one", "two"])
  name     = "role-${each.key}"
}
resource "aws_iam_role" "counted" {
  count = 2
}
resource "aws_iam_role" "prefixed" {
  name_prefix = "ci-"
}
resource "aws_iam_role" "unknown" {
  for_each = var.more
  name     = each.value
}
resource "aws_iam_role" "none" {
  count = 0
}
resource "aws_iam_user_policy" "p" {
  user = aws_iam_user.u.name
  policy = jsonencode({ Statement = [{
    Effect = "Allow"
    Action = "sts:AssumeRole"
    Resource = concat(
      [aws_iam_role.each["two"].arn, aws_iam_role.counted[1].arn],
      aws_iam_role.counted[*].arn,
      ["arn:${data.aws_partition.p.partition}:iam::${data.aws_caller_identity.c.account_id}:role/x"],
      [data.aws_iam_policy.admin.arn],
    )
  }] })
}
resource "aws_iam_user" "u" {}
data "aws_partition" "p" {}
data "aws_caller_identity" "c" {}
data "aws_iam_policy" "admin" {
  name = "AdministratorAccess"
}
variable "more" {}
"""


def test_instances_and_references(tmp_path: Path) -> None:
    found = part(tmp_path, {"main.tf": NAMES})
    assert [short(role.arn) for role in found.roles] == [
        "role/role-one",
        "role/role-two",
        "role/counted-0",
        "role/counted-1",
        "role/ci-prefixed",
        "role/{each.value}",
    ]
    (document,) = found.users[0].inline
    (statement,) = statements(document)
    assert statement["Resource"] == [
        "arn:aws:iam::000000000000:role/role-two",
        "arn:aws:iam::000000000000:role/counted-1",
        "arn:aws:iam::000000000000:role/counted-0",
        "arn:aws:iam::000000000000:role/counted-1",
        "arn:aws:iam::000000000000:role/x",
        "arn:aws:iam::aws:policy/AdministratorAccess",
    ]


SETTINGS = """
resource "aws_s3_bucket" "b" { bucket = "data" }
resource "aws_s3_bucket_public_access_block" "b" {
  bucket                  = aws_s3_bucket.b.id
  restrict_public_buckets = true
  ignore_public_acls      = false
}
resource "aws_s3_bucket_ownership_controls" "b" {
  bucket = aws_s3_bucket.b.bucket
  rule { object_ownership = "ObjectWriter" }
}
resource "aws_s3_bucket_acl" "b" {
  bucket = "data"
  acl    = "public-read"
}
resource "aws_kms_key" "k" {}
resource "aws_kms_grant" "one" {
  key_id            = aws_kms_key.k.key_id
  grantee_principal = "arn:aws:iam::999988887777:role/x"
  operations        = ["Decrypt"]
}
resource "aws_kms_grant" "two" {
  key_id            = aws_kms_key.k.arn
  grantee_principal = "arn:aws:iam::999988887777:role/y"
  operations        = ["Encrypt"]
}
resource "aws_db_snapshot" "s" {
  db_snapshot_identifier = "s"
  shared_accounts        = ["all"]
}
"""


def test_settings_are_those_of_what_they_are_for(tmp_path: Path) -> None:
    found = {each.type: dict(each.settings) for each in part(tmp_path, {"main.tf": SETTINGS}).resources}
    assert found == {
        "AWS::S3::Bucket": {
            "publicaccessblock": (("IgnorePublicAcls", False), ("RestrictPublicBuckets", True)),
            "objectownership": "ObjectWriter",
            "acl": "public-read",
        },
        "AWS::KMS::Key": {
            "grants": [
                (("granteePrincipal", "arn:aws:iam::999988887777:role/x"), ("operations", ["Decrypt"])),
                (("granteePrincipal", "arn:aws:iam::999988887777:role/y"), ("operations", ["Encrypt"])),
            ]
        },
        "AWS::RDS::DBSnapshot": {"restore": ["all"]},
    }


def test_the_json_syntax(tmp_path: Path) -> None:
    text = """{"resource": {"aws_iam_role": {"r": {"name": "r", "assume_role_policy":
      "${jsonencode({Statement = {Effect = \\"Allow\\", Principal = \\"*\\", Action = \\"sts:AssumeRole\\"}})}"}},
      "aws_lambda_function": {"f": {"function_name": "f", "role": "${aws_iam_role.r.arn}"}}}}"""
    found = part(tmp_path, {"main.tf.json": text})
    assert statements(found.roles[0].trust) == [{"Principal": "*", "Action": "sts:AssumeRole"}]
    assert [short(each.role) for each in found.workloads] == ["role/r"]


def test_a_broken_file_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    found = part(
        tmp_path, {"a.tf": 'resource "aws_iam_user" "u" {}\n', "b.tf": 'resource "aws_iam_user" "v" {\n  name = \n'}
    )
    assert "user/u" in [short(user.arn) for user in found.users]
    (problem,) = found.problems
    assert (problem.path.rsplit("/", 1)[-1], problem.named) == ("b.tf", False)


def test_plans_know_by_their_references_what_they_do_not_know_yet() -> None:
    (found,) = parts(FIXTURES / "planned")
    assert [(short(role.arn), [short(arn) for arn in role.attached]) for role in found.roles] == [
        ("role/report-runtime", ["AdministratorAccess"])
    ]
    assert [(each.type, short(each.role)) for each in found.workloads] == [
        ("AWS::Lambda::Function", "role/report-runtime")
    ]
    (user,) = found.users
    assert (short(user.arn), [each.name for each in user.inline]) == ("user/people/ana", ["release"])


STATE = """{"version": 4, "terraform_version": "1.9.5", "serial": 1, "lineage": "x", "resources": [
  {"mode": "managed", "type": "aws_iam_role", "name": "r", "instances": [{"attributes": {"name": "real",
   "arn": "arn:aws:iam::111122223333:role/real", "assume_role_policy": "{\\"Statement\\": []}"}}]}]}"""


def test_states_say_the_arns_themselves(tmp_path: Path) -> None:
    (role,) = part(tmp_path, {"terraform.tfstate.json": STATE}).roles
    assert role.arn == "arn:aws:iam::111122223333:role/real"


def test_values_of_variables_that_terraform_reads_by_itself(tmp_path: Path) -> None:
    files = {
        "main.tf": """
variable "stage" {}
variable "team" { default = "none" }
variable "secret" { sensitive = true }
resource "aws_iam_user" "u" { name = "${var.stage}-${var.team}-${var.secret}" }
""",
        "terraform.tfvars": 'stage = "dev"\nteam  = "data"\nsecret = "hunter2"\n',
        "later.auto.tfvars": 'stage = "prod"\n',
        "other.tfvars": 'stage = "never"\n',
    }
    assert [user.name for user in part(tmp_path, files).users] == ["prod-data-{var.secret}"]


SOURCE = """
variable "stage" {}
resource "aws_iam_role" "r" { name = "r" }
resource "aws_iam_user_policy" "p" {
  name   = "p"
  user   = "ana"
  policy = jsonencode({ Statement = [
    { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.r.arn },
    { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.stage}/*" },
  ] })
}
resource "aws_iam_user" "ana" { name = "ana" }
"""
PLAN = """{"format_version": "1.2", "variables": {"stage": {"value": "dev"}},
  "planned_values": {"root_module": {"resources": [
  {"address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r", "values": {"name": "r"}},
  {"address": "aws_iam_user.ana", "mode": "managed", "type": "aws_iam_user", "name": "ana", "values": {"name": "ana"}},
  {"address": "aws_iam_user_policy.p", "mode": "managed", "type": "aws_iam_user_policy", "name": "p",
   "values": {"name": "p", "user": "ana"}}]}}}"""


def test_a_plan_with_its_sources_beside_it(tmp_path: Path) -> None:
    found = part(tmp_path, {"main.tf": SOURCE, "plan.json": PLAN})
    assert [short(role.arn) for role in found.roles] == ["role/r"]
    (document,) = found.users[0].inline
    assert statements(document) == [
        {"Action": "iam:PassRole", "Resource": "arn:aws:iam::000000000000:role/r"},
        {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::dev/*"},
    ]
    assert document.place.span.source.path.endswith("main.tf")


def test_a_state_beside_sources_tells_what_was(tmp_path: Path) -> None:
    found = part(tmp_path, {"main.tf": 'resource "aws_iam_role" "r" { name = "new" }', "terraform.tfstate": STATE})
    assert [short(role.arn) for role in found.roles] == ["role/new"]


CIRCLES = {
    "a name made of itself": 'resource "aws_iam_user" "u" { name = "${aws_iam_user.u.name}x" }',
    "an attribute made of itself": 'resource "aws_iam_user" "u" { path = aws_iam_user.u.path }',
    "two names made of each other": (
        'resource "aws_iam_user" "u" { name = aws_iam_role.r.path }\n'
        'resource "aws_iam_role" "r" { path = aws_iam_user.u.name }'
    ),
    "an output made of itself": (
        'module "m" {\n  source = "./m"\n  x = module.m.x\n}\nresource "aws_iam_user" "u" { name = module.m.x }'
    ),
    "a count made of itself": 'resource "aws_iam_user" "u" { count = length(aws_iam_user.u) }',
    "instances made of each other": (
        'resource "aws_iam_user" "u" { for_each = aws_iam_role.r.tags }\n'
        'resource "aws_iam_role" "r" {\n  for_each = aws_iam_user.u["a"].tags\n  tags = { a = "b" }\n}'
    ),
}


@pytest.mark.parametrize("circle", CIRCLES)
def test_circles_end(tmp_path: Path, circle: str) -> None:
    files = {"main.tf": CIRCLES[circle], "m/main.tf": 'variable "x" {}\noutput "x" { value = var.x }\n'}
    found = parts(write(tmp_path, files))
    assert sum(len(each.users) for each in found) == 1
