"""`iamscope access` as people and machines call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OWN, SIBLING, VENDOR = "111122223333", "222233334444", "999988887777"
SAML = f"arn:aws:iam::{OWN}:saml-provider/AWSSSO_1_DO_NOT_DELETE"


def role(name: str, principal: object, action: str = "sts:AssumeRole", condition: object = None) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition is not None:
        statement["Condition"] = condition
    return {
        "RoleName": name,
        "Arn": f"arn:aws:iam::{OWN}:role/{name}",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    account = tmp_path / "org" / "accounts" / OWN
    account.mkdir(parents=True)
    roles = [
        role("open", "*"),
        role("vendor", {"AWS": f"arn:aws:iam::{VENDOR}:role/collector"}),
        role("sibling", {"AWS": SIBLING}),
        role("sso", {"Federated": SAML}, "sts:AssumeRoleWithSAML"),
    ]
    details = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles, "Policies": []}
    (account / "authorization-details.json").write_text(json.dumps(details, indent=1), encoding="utf-8")
    accounts = [{"Id": OWN, "Name": "prod", "Policies": []}, {"Id": SIBLING, "Name": "dev", "Policies": []}]
    root = {"Id": "r-1", "Policies": [], "Accounts": accounts, "OrganizationalUnits": []}
    organization = {"Id": "o-ownorg0001", "ManagementAccountId": SIBLING, "Root": root, "Policies": {}}
    (tmp_path / "org" / "organization.json").write_text(json.dumps(organization), encoding="utf-8")
    return tmp_path


def access(*arguments: str, cwd: Path, stdin: str = "") -> tuple[int, str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    run = subprocess.run(
        [sys.executable, "-m", "iamscope", "access", *arguments],
        cwd=cwd,
        input=stdin,
        env=kept,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in run.stdout + run.stderr
    return run.returncode, run.stdout, run.stderr


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_text_shows_the_principal_in_its_place(folder: Path) -> None:
    status, output, errors = access("org", cwd=folder)
    assert (status, errors) == (1, "")
    assert (
        "security warning[PUBLIC_ACCESS]: everyone can `sts:AssumeRole` on `arn:aws:iam::111122223333:role/open`"
        in output
    )
    lines = output.splitlines()
    marked = next(number for number, line in enumerate(lines) if "^^^" in line)
    assert lines[marked - 1].partition("|")[2].strip() == '"Principal": "*",'
    assert "THIRD_PARTY_WITHOUT_EXTERNAL_ID" in output
    assert "role/sibling" not in output
    assert lines[-1] == "roles and resources: 4; zone of trust: organisation o-ownorg0001 (2 accounts)"


def test_lines_have_access_analyzers_fields(folder: Path) -> None:
    status, output, _ = access("org", "--format", "jsonl", cwd=folder)
    assert status == 1
    first = rows(output)[0]
    assert first == {
        "id": first["id"],
        "resource": f"arn:aws:iam::{OWN}:role/open",
        "resourceType": "AWS::IAM::Role",
        "principal": {"AWS": "*"},
        "action": ["sts:AssumeRole"],
        "condition": {},
        "isPublic": True,
        "sources": [{"type": "POLICY"}],
        "kind": "ExternalAccess",
        "resourceOwnerAccount": OWN,
        "resourceControlPolicyRestriction": "NOT_APPLICABLE",
        "status": "ACTIVE",
        "path": f"org/accounts/{OWN}/authorization-details.json",
    }
    assert [row["kind"] for row in rows(output)] == [
        "ExternalAccess",
        "ExternalAccess",
        "ThirdParty",
        "ExternalAccess",
        "SamlTrust",
    ]


def test_the_zone_of_trust_can_be_set(folder: Path) -> None:
    def resources(*options: str) -> set[str]:
        _, output, _ = access("org", "--format", "jsonl", *options, cwd=folder)
        return {row["resource"].rpartition("/")[2] for row in rows(output)}

    assert resources("--account", OWN) == {"open", "vendor", "sibling", "sso"}
    assert resources("--trust", VENDOR) == {"open", "sso"}
    assert resources("--organization", "o-other00001") == {"open", "vendor", "sibling", "sso"}


def test_archive_rules_of_the_configuration(folder: Path) -> None:
    (folder / "iamscope.toml").write_text(
        """
        [access]
        trusted-accounts = ["999988887777"]
        [[access.archive-rules]]
        name = "sign-in"
        filter."principal.Federated".contains = ["saml-provider/AWSSSO"]
        filter.isPublic.eq = false
        """,
        encoding="utf-8",
    )
    status, output, _ = access("org", "--format", "jsonl", cwd=folder)
    assert status == 1
    assert [row["resource"].rpartition("/")[2] for row in rows(output)] == ["open"]
    shown = rows(access("org", "--format", "jsonl", "--show-archived", cwd=folder)[1])
    assert [(row["status"], row.get("archivedBy")) for row in shown[1:]] == [("ARCHIVED", "sign-in")] * 2
    assert access("org", cwd=folder)[1].splitlines()[-1].endswith("(2 accounts), and 1 trusted; 2 archived")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("access = 1", "wrong value of `access`"),
        ("[access]\nacounts = []", "wrong value of `access.acounts`"),
        ('[access]\naccounts = ["1"]', "wrong value of `access.accounts`"),
        ("[access]\norganization = 1", "wrong value of `access.organization`"),
        ('[access]\nknown-accounts = "../x.yaml"', "wrong value of `known-accounts`"),
        ("[[access.archive-rules]]\nname = 'a'", "wrong value of `access.archive-rules`"),
        (
            "[[access.archive-rules]]\nname = 'a'\nfilter.status.eq = 'x'",
            "wrong value of `access.archive-rules.filter.status`",
        ),
        (
            "[[access.archive-rules]]\nname = 'a'\nfilter.kind.is = 'x'",
            "wrong value of `access.archive-rules.filter.kind`",
        ),
        (
            "[[access.archive-rules]]\nname = 'a'\nfilter.kind.exists = 'x'",
            "wrong value of `access.archive-rules.filter.kind.exists`",
        ),
    ],
)
def test_a_wrong_configuration_is_named(folder: Path, config: str, message: str) -> None:
    (folder / "iamscope.toml").write_text(config, encoding="utf-8")
    status, output, errors = access("org", cwd=folder)
    assert (status, output) == (2, "")
    assert message in errors
    assert "help:" in errors


def test_known_accounts_are_named(folder: Path) -> None:
    (folder / "known.yaml").write_text(f"- name: Example Monitoring\n  accounts: ['{VENDOR}']\n", encoding="utf-8")
    _, output, _ = access("org", "--known-accounts", "known.yaml", cwd=folder)
    assert f"`arn:aws:iam::{VENDOR}:role/collector` (Example Monitoring) can `sts:AssumeRole`" in output
    _, output, _ = access("org", "--known-accounts", "known.yaml", "--format", "jsonl", cwd=folder)
    assert [row["accountName"] for row in rows(output) if "accountName" in row] == ["Example Monitoring"] * 2


def test_other_formats(folder: Path) -> None:
    status, output, _ = access("org", "--format", "json", "--output", "sarif=out.sarif", cwd=folder)
    assert status == 1
    document = json.loads(output)
    assert (document["version"], len(document["findings"]), document["problems"]) == (1, 5, [])
    assert document["summary"] == {"zoneOfTrust": "organisation o-ownorg0001 (2 accounts)", "judged": 4, "archived": 0}
    sarif = json.loads((folder / "out.sarif").read_text(encoding="utf-8"))
    results = sarif["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == [
        "PUBLIC_ACCESS",
        "THIRD_PARTY_WITHOUT_EXTERNAL_ID",
        "FEDERATED_ACCESS",
    ]
    ids = {each["id"] for each in document["findings"]}
    assert len(ids) == 3
    assert "text" not in output


def test_exit_statuses(folder: Path) -> None:
    assert access("org", "--exit-zero", cwd=folder)[0] == 0
    assert access("org", "--fail-on", "error", cwd=folder)[0] == 0
    assert access("none", cwd=folder)[0] == 2
    assert access("org", "--trust", "12", cwd=folder)[0] == 2
    (folder / "empty").mkdir()
    status, _, errors = access("empty", cwd=folder)
    assert status == 2
    assert "no roles and no resources found" in errors


def test_a_broken_file_is_named_and_the_rest_judged(folder: Path) -> None:
    account = folder / "org" / "accounts" / SIBLING
    account.mkdir()
    (account / "authorization-details.json").write_text('{"RoleDetailList": [', encoding="utf-8")
    status, output, errors = access("org", "--format", "jsonl", cwd=folder)
    assert status == 1
    assert len(rows(output)) == 5
    assert f"org/accounts/{SIBLING}/authorization-details.json" in errors
    assert "is truncated" in errors
    assert access(f"org/accounts/{SIBLING}/authorization-details.json", cwd=folder)[0] == 2


def test_a_bucket_of_nobody_knows_whom(tmp_path: Path) -> None:
    def bucket(name: str, principal: object) -> dict[str, Any]:
        statement = {
            "Effect": "Allow",
            "Principal": principal,
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{name}/*",
        }
        return {"arn": f"arn:aws:s3:::{name}", "type": "AWS::S3::Bucket", "policy": {"Statement": statement}}

    resources = [bucket("open", "*"), bucket("shared", {"AWS": VENDOR})]
    (tmp_path / "resource-policies.json").write_text(json.dumps(resources), encoding="utf-8")
    _, output, errors = access("resource-policies.json", "--format", "jsonl", cwd=tmp_path)
    assert [row["resource"] for row in rows(output)] == ["arn:aws:s3:::open"]
    assert "whose `arn:aws:s3:::open` and 1 more are cannot be told, so only public access is reported" in errors
    _, output, errors = access("resource-policies.json", "--format", "jsonl", "--account", OWN, cwd=tmp_path)
    assert [row["resource"] for row in rows(output)] == ["arn:aws:s3:::open", "arn:aws:s3:::shared"]
    assert errors == ""


TEMPLATE = """
Resources:
  Queues:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [q]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: ["999988887777", !Sub "arn:aws:iam::${AWS::AccountId}:root"]}
            Action: sqs:SendMessage
            Resource: "*"
"""
TERRAFORM = """
resource "aws_iam_role" "open" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sts:AssumeRole" }]
  })
}
"""


def test_templates_and_terraform(tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "role.tf").write_text(TERRAFORM, encoding="utf-8")
    _, output, _ = access(".", "--account", OWN, "--format", "concise", cwd=tmp_path)
    assert output.splitlines() == [
        f"queue.yaml:11:31: warning: `999988887777` can `sqs:SendMessage` on `arn:aws:sqs:us-east-1:{OWN}:q` "
        "[EXTERNAL_ACCESS]",
        f"role.tf:5:50: security warning: everyone can `sts:AssumeRole` on `arn:aws:iam::{OWN}:role/open` "
        "[PUBLIC_ACCESS]",
    ]
    _, output, errors = access("queue.yaml", "role.tf", "--format", "jsonl", cwd=tmp_path)
    assert [(row["path"], row["isPublic"]) for row in rows(output)] == [("role.tf", True)]
    assert "whose `arn:aws:sqs:us-east-1:000000000000:q` is cannot be told" in errors
    (tmp_path / "iamscope.toml").write_text('exclude = ["*.tf"]', encoding="utf-8")
    assert "role.tf" not in access(".", "--account", OWN, cwd=tmp_path)[1]


def test_standard_input(folder: Path) -> None:
    text = (folder / "org" / "accounts" / OWN / "authorization-details.json").read_text(encoding="utf-8")
    status, output, _ = access("-", "--format", "concise", cwd=folder, stdin=text)
    assert status == 1
    assert output.startswith("<stdin>:")


def test_what_a_policy_says_cannot_move_the_cursor(tmp_path: Path) -> None:
    provider = f"arn:aws:iam::{OWN}:saml-provider/\x1b[2J::error::x"
    details = {"RoleDetailList": [role("sso", {"Federated": provider}, "sts:AssumeRoleWithSAML")]}
    details |= {"UserDetailList": [], "GroupDetailList": [], "Policies": []}
    (tmp_path / "details.json").write_text(json.dumps(details), encoding="utf-8")
    for format in ("text", "concise", "jsonl", "json", "github", "sarif"):
        assert "\x1b" not in access("details.json", "--format", format, cwd=tmp_path)[1]


def test_findings_are_explained() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "iamscope", "explain", "THIRD_PARTY_WITHOUT_EXTERNAL_ID"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("THIRD_PARTY_WITHOUT_EXTERNAL_ID (warning)\n")
