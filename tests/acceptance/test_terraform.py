"""Terraform on the command line: modules, broken files, standard input, hooks, and what is imported for it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """\
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObjekt", Resource = "*" }]
  })
}
"""
FINDING = "good.tf:4:47: error: `s3` has no action `GetObjekt` [INVALID_ACTION]"
BROKEN = MODULE + 'resource "aws_iam_policy" "q" {\n  policy = jsonencode({ Statement = [ \n'


def iamscope(*arguments: str, cwd: Path, stdin: str = "") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "iamscope", "check", "--no-config", "--format", "concise", *arguments]
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.tf").write_text(MODULE)
    (tmp_path / "broken.tf").write_text(BROKEN)
    (tmp_path / "variables.tf").write_text('variable "x" {}\n')
    return tmp_path


def test_a_broken_file_that_is_named_ends_with_2_and_the_rest_is_checked(folder: Path) -> None:
    status, output, _ = iamscope("broken.tf", "good.tf", cwd=folder)
    assert status == 2
    assert FINDING in output.splitlines()
    assert FINDING.replace("good", "broken") in output.splitlines()
    assert any("not valid HCL from here on" in line and line.startswith("broken.tf") for line in output.splitlines())


def test_a_broken_file_that_a_walk_meets_is_reported_and_no_more(folder: Path) -> None:
    status, output, _ = iamscope(".", cwd=folder)
    assert status == 1
    assert FINDING in output.splitlines()
    assert any("not valid HCL from here on" in line for line in output.splitlines())


def test_hooks_pass_files_without_policies(folder: Path) -> None:
    assert iamscope("--filter", "variables.tf", cwd=folder) == (0, "", "")
    assert iamscope("variables.tf", cwd=folder)[0] == 2


def test_standard_input(folder: Path) -> None:
    status, output, _ = iamscope("-", cwd=folder, stdin=MODULE)
    assert (status, output.splitlines()[0]) == (1, FINDING.replace("good.tf", "<stdin>"))


def test_a_plan_on_standard_input(folder: Path) -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjekt", "Resource": "*"}]}
    values = {"policy": json.dumps(policy)}
    resource = {"address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p"}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{**resource, "values": values}]}},
    }
    status, output, _ = iamscope("-", cwd=folder, stdin=json.dumps(plan))
    assert status == 1
    assert output.startswith("<stdin>:1:")
    assert "`s3` has no action `GetObjekt`" in output


def test_secrets_outside_of_the_module_do_not_reach_a_report(folder: Path) -> None:
    secret = folder / "home" / ".aws" / "credentials"
    secret.parent.mkdir(parents=True)
    secret.write_text('{"Statement": [{"Effect": "Allow", "Action": "aws_secret_access_key", "Resource": "*"}]}')
    module = folder / "module"
    module.mkdir()
    paths = ("~/.aws/credentials", "../home/.aws/credentials", str(secret), "${path.module}/../home/.aws/credentials")
    (module / "link").symlink_to(secret)
    for number, path in enumerate((*paths, "link")):
        (module / f"m{number}.tf").write_text(
            f'resource "aws_iam_policy" "p{number}" {{\n  policy = file("{path}")\n}}\n'
        )
    command = [sys.executable, "-m", "iamscope", "check", "--no-config", "."]
    done = subprocess.run(
        command, cwd=module, env={"HOME": str(folder / "home")}, capture_output=True, text=True, timeout=60, check=False
    )
    assert "aws_secret" not in done.stdout + done.stderr
    assert done.returncode == 0


def test_other_files_do_not_wait_for_the_parser(folder: Path) -> None:
    (folder / "p.json").write_text('{"Version": "2012-10-17", "Statement": []}')
    command = [sys.executable, "-X", "importtime", "-m", "iamscope", "check", "--no-config", "p.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert "iamscope.checking" in done.stderr
    assert "tree_sitter" not in done.stderr
    assert "terraform" not in done.stderr
