"""`graph`, `paths`, `who-can` and `access` on repositories: what would be so if they were deployed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures" / "repositories"
ACCOUNT = "arn:aws:iam::000000000000:"


def iamscope(*arguments: str, cwd: Path, stdin: str = "") -> tuple[int, str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    run = subprocess.run(
        [sys.executable, "-m", "iamscope", *arguments],
        cwd=cwd,
        input=stdin,
        env=kept | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in run.stderr
    return run.returncode, run.stdout, run.stderr


def rows(output: str) -> list[Any]:
    return [json.loads(line) for line in output.splitlines()]


def paths(folder: Path, *more: str) -> set[tuple[str, ...]]:
    """The paths with steps: source, mechanisms, target, and `?` where one depends on conditions."""
    _, output, _ = iamscope("paths", ".", "--format", "jsonl", *more, cwd=folder)
    return {
        (
            row["source"].removeprefix(ACCOUNT),
            *(hop["mechanism"] for hop in row["hops"]),
            row["target"].removeprefix(ACCOUNT) + ("?" if row["conditional"] else ""),
        )
        for row in rows(output)
        if row["hops"]
    }


def test_a_template_whose_chain_begins_outside() -> None:
    assert paths(FIXTURES / "delivery") == {
        (
            "oidc-provider/token.actions.githubusercontent.com",
            "assume",
            "passrole:lambda.amazonaws.com",
            "role/Provisioner?",
        ),
        ("role/workflow-main", "passrole:lambda.amazonaws.com", "role/Provisioner"),
        ("user/operator", "passrole:lambda.amazonaws.com", "role/Provisioner?"),
    }


def test_modules_with_known_escalations() -> None:
    assert paths(FIXTURES / "escalation-labs") == {
        ("user/starting-user", "self-admin", "admin:000000000000"),
        ("role/maintainer", "trust-rewrite", "role/root-like"),
        ("user/developer", "assume", "trust-rewrite", "role/root-like"),
        ("user/builder-0", "passrole:ec2.amazonaws.com", "role/machine"),
        ("user/releaser", "update-code", "role/cleanup-cleanup"),
        ("user/bounded", "trust-rewrite", "role/cleanup-cleanup?"),
    }


def test_a_module_that_others_call_and_a_plan() -> None:
    assert paths(FIXTURES / "landing-zone") == {
        ("role/entry", "assume", "role/team-infra"),
        ("arn:aws:iam::999988887777:root", "assume", "assume", "role/team-infra"),
    }
    assert paths(FIXTURES / "planned") == {("user/people/ana", "update-code", "role/report-runtime")}


def test_what_is_as_it_should_be_is_passed_in_silence() -> None:
    folder = FIXTURES / "harmless"
    status, output, errors = iamscope("paths", ".", "--format", "concise", cwd=folder)
    assert (status, output, errors) == (0, "", "")
    status, output, errors = iamscope("access", ".", "--format", "jsonl", "--account", "111122223333", cwd=folder)
    assert (status, errors) == (0, "")
    assert [row["principal"] for row in rows(output) if row["kind"] == "ExternalAccess"] == [
        {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
    ]


def test_every_step_shows_where_it_is_written() -> None:
    status, output, _ = iamscope("paths", "pipeline.yaml", "--from", "operator", cwd=FIXTURES / "delivery")
    assert status == 1
    assert (
        output
        == f"""\
{ACCOUNT}user/operator reaches {ACCOUNT}role/Provisioner in 1 step, if its conditions hold
  1. passes to lambda.amazonaws.com and takes over {ACCOUNT}role/Provisioner
     method: Run a new function with a role and invoke it (lambda/create-and-invoke-function)
     as its inline policy `jobs` allows `iam:PassRole`
        --> pipeline.yaml:69:17
     as its inline policy `jobs` allows `lambda:CreateFunction`
        --> pipeline.yaml:66:17
     as its inline policy `jobs` allows `lambda:InvokeFunction`
        --> pipeline.yaml:66:17
     as the trust policy of `Provisioner` lets it in
        --> pipeline.yaml:49:13
     if the conditions on `${{Environment}}` hold
     which is an administrator

1 path found, 0 of them from outside
"""
    )


def test_sarif_has_its_places_in_the_template() -> None:
    _, output, _ = iamscope("paths", ".", "--format", "sarif", cwd=FIXTURES / "delivery")
    results = json.loads(output)["runs"][0]["results"]
    first = next(result for result in results if result["ruleId"] == "OUTSIDE_TO_ADMIN_IF")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("delivery/pipeline.yaml")
    assert place["region"]["startLine"] == 24
    steps = first["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["physicalLocation"]["region"]["startLine"] for step in steps] == [24, 39, 36, 36, 49]


def test_what_rests_on_a_policy_of_aws_is_shown_at_its_principal() -> None:
    _, output, _ = iamscope("paths", ".", "--from", "bounded", "--format", "concise", cwd=FIXTURES / "escalation-labs")
    assert output.startswith(f"instance-profile/main.tf:59:1: warning: `{ACCOUNT}user/bounded` can become")


def test_who_can_and_around() -> None:
    folder = FIXTURES / "delivery"
    status, output, _ = iamscope(
        "who-can", "s3:PutObject", "arn:aws:s3:::Artifacts/x", ".", "--format", "jsonl", cwd=folder
    )
    assert status == 0
    assert [row["principal"].removeprefix(ACCOUNT) for row in rows(output)] == [
        "role/workflow-main",
        "role/Provisioner",
    ]
    status, output, _ = iamscope("graph", ".", "--around", "operator", "--account", "111122223333", cwd=folder)
    assert status == 0
    assert next(row["id"] for row in rows(output) if row["type"] == "node").startswith("arn:aws:iam::111122223333:")


def test_access_names_the_file_of_a_module() -> None:
    status, output, errors = iamscope(
        "access", ".", "--account", "111122223333", "--format", "jsonl", cwd=FIXTURES / "landing-zone"
    )
    assert (status, errors) == (1, "")
    (external, _) = rows(output)
    assert (external["path"], external["resource"], external["principal"]) == (
        "main.tf",
        "arn:aws:iam::111122223333:role/entry",
        {"AWS": "999988887777"},
    )


def test_snapshots_and_templates_in_one_folder(tmp_path: Path) -> None:
    details = {"RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/r", "RoleName": "r"}]}
    (tmp_path / "details.json").write_text(json.dumps(details), encoding="utf-8")
    shutil.copy(FIXTURES / "delivery" / "pipeline.yaml", tmp_path)
    (tmp_path / "tsconfig.json").write_text("// no snapshot\n{}", encoding="utf-8")
    status, output, errors = iamscope("graph", ".", cwd=tmp_path)
    accounts = {row["account"] for row in rows(output) if row["type"] == "node" and row["kind"] == "role"}
    assert (status, accounts) == (0, {"111122223333", "000000000000"})
    assert "tsconfig" not in errors


def test_two_stacks_with_the_same_names(tmp_path: Path) -> None:
    for name in ("dev", "prod"):
        shutil.copy(FIXTURES / "delivery" / "pipeline.yaml", tmp_path / f"{name}.yaml")
    _, output, errors = iamscope("graph", ".", cwd=tmp_path)
    roles = [row["id"].removeprefix(ACCOUNT) for row in rows(output) if row.get("kind") == "role"]
    assert roles == ["role/workflow-main", "role/Provisioner", "role/prod-workflow-main", "role/prod-Provisioner"]
    assert errors == ""


BROKEN = "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: {RoleName: [}\n"


def test_a_broken_template_is_named_and_the_rest_analysed(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "delivery" / "pipeline.yaml", tmp_path)
    (tmp_path / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    status, output, errors = iamscope("paths", ".", "--format", "jsonl", cwd=tmp_path)
    assert (status, len(rows(output))) == (1, 4)
    assert errors.startswith("warning: broken.yaml:4: ")
    status, _, errors = iamscope("paths", "broken.yaml", cwd=tmp_path)
    assert status == 2
    assert errors.startswith("error: broken.yaml:4: ")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "escalation-labs", tmp_path, dirs_exist_ok=True)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Start"]):
        user = ["-c", "user.name=tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *user, *arguments], cwd=tmp_path, check=True, timeout=30)
    return tmp_path


def test_what_a_change_opens(repository: Path) -> None:
    assert paths(repository, "--base", "HEAD") == set()
    main = repository / "attach-user-policy" / "main.tf"
    main.write_text(
        main.read_text(encoding="utf-8")
        + """
resource "aws_iam_role" "helper" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { AWS = "999988887777" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy" "helper" {
  role   = aws_iam_role.helper.name
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "iam:CreateAccessKey", Resource = aws_iam_user.start.arn }]
  })
}
""",
        encoding="utf-8",
    )
    assert paths(repository, "--base", "HEAD") == {
        ("role/helper", "access-key", "self-admin", "admin:000000000000"),
        ("arn:aws:iam::999988887777:root", "assume", "access-key", "self-admin", "admin:000000000000"),
    }
    status, output, _ = iamscope("paths", ".", "--base", "HEAD", "--format", "concise", cwd=repository)
    assert status == 1
    assert [line.split(" [")[-1] for line in output.splitlines()] == ["OUTSIDE_TO_ADMIN]", "ESCALATION_TO_ADMIN]"]
    status, output, _ = iamscope(
        "access", ".", "--base", "HEAD", "--account", "111122223333", "--format", "jsonl", cwd=repository
    )
    assert {row["principal"]["AWS"] for row in rows(output)} == {"999988887777"}


def test_a_step_that_is_new_for_one_who_got_there_before(repository: Path) -> None:
    main = repository / "attach-user-policy" / "main.tf"
    text = main.read_text(encoding="utf-8")
    main.write_text(
        text.replace('"iam:AttachUserPolicy"', '["iam:AttachUserPolicy", "iam:PutUserPolicy"]'), encoding="utf-8"
    )
    assert paths(repository, "--base", "HEAD") == set()  # another way to the same power
    function = repository / "existing-function" / "main.tf"
    text = function.read_text(encoding="utf-8")
    function.write_text(text.replace('name = "releaser"', 'name = "publisher"'), encoding="utf-8")
    assert paths(repository, "--base", "HEAD") == {("user/publisher", "update-code", "role/cleanup-cleanup")}


def test_a_revision_that_is_not_there(repository: Path) -> None:
    status, _, errors = iamscope("paths", ".", "--base", "nothing", cwd=repository)
    assert (status, errors.splitlines()[0]) == (2, "input error: there is no commit `nothing`")


def test_a_template_on_standard_input() -> None:
    folder = FIXTURES / "delivery"
    template = (folder / "pipeline.yaml").read_text(encoding="utf-8")
    status, output, _ = iamscope("paths", "-", "--from", "operator", "--format", "concise", cwd=folder, stdin=template)
    assert status == 1
    assert output.startswith("<stdin>:69:17: warning: ")


def test_an_account_that_is_none() -> None:
    status, _, errors = iamscope("graph", ".", "--account", "12", cwd=FIXTURES / "delivery")
    assert (status, errors.splitlines()[0]) == (2, "error: `12` is no account id")
