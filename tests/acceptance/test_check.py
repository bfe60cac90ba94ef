"""`iamscope check` as its users call it: inputs, reports and exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLEAN = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}'
WRONG = CLEAN.replace("s3:GetObject", "s3:GetObjekt")
RULE = '''"""A rule."""
from iamscope.rules import ERROR, Statement, report, rule

@rule("ALWAYS", ERROR, summary="always", on=Statement, aws=False)
def check(statement):
    {body}
'''


def iamscope(*arguments: object, cwd: Path, stdin: str = "") -> tuple[int, str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    run = subprocess.run(
        [sys.executable, "-m", "iamscope", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in run.stdout + run.stderr
    return run.returncode, run.stdout, run.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.json").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "wrong.json").write_text(WRONG, encoding="utf-8")
    (tmp_path / "other.json").write_text('{"name": "no policy"}', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["clean.json"], 0),
        (["wrong.json"], 1),
        (["."], 1),
        ([], 1),
        (["wrong.json", "--exit-zero"], 0),
        (["wrong.json", "--ignore", "INVALID_ACTION"], 0),
        (["wrong.json", "--select", "PASS_ROLE_*"], 0),
        (["wrong.json", "--fail-on", "error"], 1),
        (["other.json"], 2),
        (["other.json", "--filter"], 0),
        (["missing.json"], 2),
        (["missing.json", "--exit-zero"], 2),
        (["clean.json", "--type", "IDENTITY_POLICY"], 0),
        (["clean.json", "--type", "resource"], 1),
        (["clean.json", "--type", "nothing"], 2),
        (["clean.json", "--ignore", "INVALID_ACTON"], 2),
        (["clean.json", "--output", "sarif"], 2),
        (["clean.json", "--output", "sarif=missing/x.sarif"], 2),
        (["clean.json", "--nonsense"], 2),
        (["clean.json", "--unsafe"], 2),
        (["clean.json", "--rules", "missing"], 2),
    ],
)
def test_exit_status(folder: Path, arguments: list[str], status: int) -> None:
    assert iamscope("check", *arguments, cwd=folder)[0] == status


def test_a_mistyped_code_is_not_ignored_in_silence(folder: Path) -> None:
    _, _, error = iamscope("check", "--ignore", "INVALID_ACTON", cwd=folder)
    assert error == "error: no rule is called `INVALID_ACTON`\n  = help: did you mean `INVALID_ACTION`?\n"


def test_standard_input(folder: Path) -> None:
    status, output, _ = iamscope("check", "--format", "concise", "-", cwd=folder, stdin=WRONG)
    assert status == 1
    assert output.startswith("<stdin>:1:70: error: ")


def test_several_reports_at_once(folder: Path) -> None:
    status, output, _ = iamscope(
        "check", "wrong.json", "--output", "sarif=x.sarif", "--output", "json=x.json", "--format", "concise", cwd=folder
    )
    assert status == 1
    assert "INVALID_ACTION" in output
    assert json.loads((folder / "x.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert json.loads((folder / "x.json").read_text(encoding="utf-8"))["version"] == 1


def test_policies_are_found_anywhere_and_ignored_files_are_not(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("wrong.json\n", encoding="utf-8")
    nested = {"roles": [{"name": "x", "AssumeRolePolicyDocument": json.dumps({"Statement": [{"Effect": "Allow"}]})}]}
    nested["roles"][0]["policy"] = WRONG
    (folder / "nested.json").write_text(json.dumps(nested), encoding="utf-8")
    _, output, _ = iamscope("check", "--format", "json", cwd=folder)
    policies = json.loads(output)["policies"]
    assert [(policy["path"], policy["pointer"]) for policy in policies] == [
        ("clean.json", ""),
        ("nested.json", "/roles/0/policy"),
    ]
    (finding,) = policies[1]["findings"]
    start = finding["locations"][0]["span"]["start"]["offset"]
    text = (folder / "nested.json").read_text(encoding="utf-8")
    assert text[start:].startswith(r"\"s3:GetObjekt\"")


def test_the_configuration_sets_types_and_refuses_unknown_keys(folder: Path) -> None:
    config = folder / "iamscope.toml"
    config.write_text('[[policies]]\npath = "cl*.json"\ntype = "resource"\n', encoding="utf-8")
    status, output, _ = iamscope("check", "clean.json", "--format", "json", cwd=folder)
    (policy,) = json.loads(output)["policies"]
    assert (status, policy["policyType"], policy["typeFrom"]) == (1, "resource", "configuration")
    config.write_text('ignor = ["INVALID_ACTION"]\n', encoding="utf-8")
    status, _, error = iamscope("check", "clean.json", cwd=folder)
    assert status == 2
    assert "unknown key `ignor`" in error
    assert "did you mean `ignore`?" in error


def test_a_rule_that_raises_is_reported_and_the_run_goes_on(folder: Path) -> None:
    (folder / "pack").mkdir()
    (folder / "pack" / "always.py").write_text(RULE.format(body="raise KeyError('x')"), encoding="utf-8")
    status, output, _ = iamscope("check", "wrong.json", "--rules", "pack", "--format", "concise", cwd=folder)
    assert status == 3
    assert "rule `ALWAYS` failed here: KeyError: 'x' [INTERNAL_ERROR]" in output
    assert "INVALID_ACTION" in output


def test_a_pack_of_ones_own(folder: Path) -> None:
    (folder / "pack").mkdir()
    body = "yield report(statement, message='seen', help='none')"
    (folder / "pack" / "always.py").write_text(RULE.format(body=body), encoding="utf-8")
    _, output, _ = iamscope("check", "clean.json", "--rules", "pack", "--format", "concise", cwd=folder)
    assert output == "clean.json:1:40: error: seen [ALWAYS]\n"


def test_many_files_are_checked_as_few_are(folder: Path) -> None:
    for number in range(300):
        (folder / f"p{number:03}.json").write_text(WRONG if number % 3 else CLEAN, encoding="utf-8")
    status, output, _ = iamscope("check", "--format", "concise", cwd=folder)
    assert status == 1
    lines = output.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"p{n:03}.json" for n in range(300) if n % 3] + ["wrong.json"]


def test_safe_fixes_leave_the_rest_of_the_file_alone(folder: Path) -> None:
    text = '{"Version":"2012-10-17",\r\n"Statement":{"Effect":"allow",\r\n\t"Action":["s3:Get*"],"Resource":"*"}}\r\n'
    (folder / "x.json").write_bytes(b"\xef\xbb\xbf" + text.encode())
    diff = iamscope("check", "--diff", "x.json", cwd=folder)[1]
    assert '-"Statement":{"Effect":"allow",' in diff
    assert (folder / "x.json").read_bytes() == b"\xef\xbb\xbf" + text.encode()
    status, _, error = iamscope("check", "--fix", "x.json", cwd=folder)
    assert (status, error) == (0, "mended 1 finding in 1 file\n")
    assert (folder / "x.json").read_bytes() == b"\xef\xbb\xbf" + text.replace("allow", "Allow").encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["s3:Get*", "s3:GetObject", "s3:PutObject"]', '["s3:Get*", "s3:PutObject"]'),
        ('["s3:GetObject", "s3:GetObjectAcl", "s3:Get*"]', '["s3:Get*"]'),
        ('[\n  "s3:Get*",\n  "s3:GetObject"\n]', '[\n  "s3:Get*"\n]'),
        ('["s3:Get*", "ec2:Run*", "s3:GetObject", "ec2:RunInstances"]', '["s3:Get*", "ec2:Run*"]'),
    ],
)
def test_redundant_entries_are_removed(folder: Path, before: str, after: str) -> None:
    path = folder / "x.json"
    path.write_text(CLEAN.replace('"s3:GetObject"', before), encoding="utf-8", newline="")
    iamscope("check", "--fix", "x.json", cwd=folder)
    assert path.read_bytes().decode() == CLEAN.replace('"s3:GetObject"', after)


def test_a_missing_version_is_added_where_it_changes_nothing(folder: Path) -> None:
    path = folder / "x.json"
    path.write_text('{\n  "Statement": []\n}', encoding="utf-8", newline="")
    iamscope("check", "--select", "MISSING_VERSION", "--fix", "x.json", cwd=folder)
    assert path.read_text(encoding="utf-8") == '{\n  "Version": "2012-10-17",\n  "Statement": []\n}'
    variable = (
        '{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}"}}'
    )
    path.write_text(variable, encoding="utf-8")
    iamscope("check", "--fix", "x.json", cwd=folder)
    assert path.read_text(encoding="utf-8") == variable


def test_explain_and_rules(folder: Path) -> None:
    status, output, _ = iamscope("explain", "invalid_action", cwd=folder)
    assert (status, output.splitlines()[0]) == (0, "INVALID_ACTION (error)")
    status, _, error = iamscope("explain", "INVALID_ACTON", cwd=folder)
    assert (status, "did you mean `INVALID_ACTION`?" in error) == (2, True)
    listed = json.loads(iamscope("rules", "--format", "json", cwd=folder)[1])
    assert {"code", "findingType", "documentation", "persona"} <= listed[0].keys()


def test_version_shows_the_date_of_the_data(folder: Path) -> None:
    status, output, _ = iamscope("--version", cwd=folder)
    assert status == 0
    assert "AWS data of 20" in output


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    for number in range(250):
        (folder / f"p{number:03}.json").write_text(WRONG, encoding="utf-8")
    command = f'"{sys.executable}" -m iamscope check --format text . | head -n 1; exit ${{PIPESTATUS[0]}}'
    if sys.platform == "win32":
        pytest.skip("needs a POSIX shell")
    run = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in run.stderr
    assert "Exception" not in run.stderr
