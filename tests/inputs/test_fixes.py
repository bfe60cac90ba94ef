"""What fixes make of whole files of every format: the files beside them say it, and laws hold for each fix."""

import json
from pathlib import Path

import carets
import fix_laws
import pytest
from click.testing import CliRunner

from iamscope import fixing, packs
from iamscope.checking import Checker
from iamscope.cli.main import cli
from iamscope.engine import RuleSet
from iamscope.inputs.discover import FoundFile

FIXES = carets.FIXTURES.parent / "fixes"
FILES = sorted(path for path in FIXES.glob("*/*") if path.suffix not in (".safe", ".unsafe"))
MARKED = carets.fixtures("cloudformation", "sam", "cdk", "yaml", "json", "kubernetes", "serverless", "terraform")
CHECKER = Checker(RuleSet(packs.built_in().values()))

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
each_mode = pytest.mark.parametrize("mode", ["safe", "unsafe"])


def mended(path: Path, mode: str) -> str | None:
    """The text of a file after its fixes; None where there are none."""
    fixed = fixing.plan(CHECKER, FoundFile(str(path), True), unsafe=mode == "unsafe")
    return fixed.after if fixed else None


def copied(path: Path, folder: Path, text: str) -> Path:
    """A file of that name with another text."""
    copy = folder / path.name
    copy.write_bytes(text.encode())
    return copy


@each_file
@each_mode
def test_a_file_becomes_what_stands_beside_it(path: Path, mode: str) -> None:
    assert mended(path, mode) == Path(f"{path}.{mode}").read_text(encoding="utf-8")


@each_file
@each_mode
def test_what_is_mended_stays_as_it_is(path: Path, mode: str, tmp_path: Path) -> None:
    copy = copied(path, tmp_path, Path(f"{path}.{mode}").read_text(encoding="utf-8"))
    assert mended(copy, mode) is None


@each_file
@each_mode
def test_line_ends_of_windows_stay(path: Path, mode: str, tmp_path: Path) -> None:
    copy = copied(path, tmp_path, path.read_text(encoding="utf-8").replace("\n", "\r\n"))
    expected = Path(f"{path}.{mode}").read_text(encoding="utf-8").replace("\n", "\r\n")
    assert mended(copy, mode) == expected


@each_file
def test_only_what_is_planned_changes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    policies = fix_laws.read(str(path), text)
    fixes = list(fix_laws.offered(policies))
    assert len(fixes) > 10
    assert [(fix.code, wrong) for fix in fixes if (wrong := fix_laws.broken(str(path), text, fix, policies))] == []


def _offset(lines: list[str], line: int, column: int) -> int:
    """Where a place of a region in SARIF lies, line and column from 1."""
    return sum(len(text) + 1 for text in lines[: line - 1]) + column - 1


@each_file
def test_fixes_in_sarif_are_edits_of_the_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    answer = CliRunner().invoke(cli, ["check", str(path), "--persona", "all", "--format", "sarif"])
    run = json.loads(answer.stdout)["runs"][0]
    found = {
        (_offset(lines, region["startLine"], region["startColumn"]), replacement["insertedContent"]["text"])
        for result in run["results"]
        for fix in result.get("fixes", ())
        for change in fix["artifactChanges"]
        for replacement in change["replacements"]
        for region in [replacement["deletedRegion"]]
    }
    fixes = fix_laws.offered(fix_laws.read(str(path), text))
    assert found == {(edit.span.start, edit.replacement) for fix in fixes for edit in fix.written.edits}


@pytest.mark.parametrize("path", MARKED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_laws_hold_in_the_marked_fixtures(path: Path) -> None:
    text, _ = carets.unmark(path.read_text(encoding="utf-8"))
    name = path.name.replace(".jsonc", ".json")
    policies = fix_laws.read(name, text)
    wrong = [(fix.code, fix_laws.broken(name, text, fix, policies)) for fix in fix_laws.offered(policies)]
    assert [item for item in wrong if item[1]] == []


_TEMPLATE = """
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Deny
            Action: "s3:*"
            Resource: "*"
"""


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"s3:*"', '["s3:*", !If [A, "s3:GetObject", !Ref AWS::NoValue], "s3:Get*"]'),
        ('"s3:*"', '[!If [A, "s3:*", "sqs:*"], "s3:GetObject"]'),
        ('"s3:*"', '!Split [",", "s3:*,s3:GetObject"]'),
        (
            'Action: "s3:*"\n            Resource: "*"',
            'Action: &verbs ["s3:*", "s3:GetObject"]\n            Resource: "*"'
            '\n          - {Effect: Deny, NotAction: *verbs, Resource: "*"}',
        ),
        ('"s3:*"', "*elsewhere"),
        ('"s3:*"', '!Join ["", ["s3:GetObj", "ct"]]'),
        ('"2012-10-17"', '!If [A, !Ref AWS::NoValue, "2012-10-17"]'),
        ("Effect: Deny", "Effect: !Sub deny"),
        ("- Effect: Deny", "- <<: {Effect: deny}"),
        (
            'Action: "s3:*"',
            'Condition: {"Null": !If [A, !Ref AWS::NoValue, {"aws:a": "true"}],'
            ' StringLike: {"aws:PrincipalTag/a": "*"}}\n            Action: "s3:*"',
        ),
    ],
)
def test_what_comes_from_elsewhere_is_left_alone(written: str, instead: str, tmp_path: Path) -> None:
    text = 'Metadata: {verbs: &elsewhere ["s3:*", "s3:GetObject"]}' + _TEMPLATE.replace(written, instead, 1)
    assert list(fix_laws.planned(fix_laws.read("t.yaml", text)))
    assert mended(copied(Path("t.yaml"), tmp_path, text), "unsafe") is None


_MODULE = """
locals {{
  verbs = ["s3:GetObject", "s3:Get*"]
}}
data "aws_iam_policy_document" "a" {{
  statement {{
    sid       = "A"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::a"]
  }}
{statement}
}}
"""


@pytest.mark.parametrize(
    "statement",
    [
        'statement {\n actions = local.verbs\n resources = ["arn:aws:sqs:eu-west-1:111122223333:a"]\n}',
        'statement {\n actions = concat(["sqs:*"], ["sqs:SendMessage"])\n resources = ["*"]\n}',
        'statement {\n actions = [for verb in ["SendMesage"] : "sqs:${verb}"]\n resources = ["*"]\n}',
        'statement {\n actions = [for verb in ["sqs:SendMesage"] : verb]\n resources = ["*"]\n}',
        'statement {\n actions = ["sqs:${"SendMesage"}"]\n resources = ["*"]\n}',
        'dynamic "statement" {\n for_each = ["a"]\n content {\n actions = ["sqs:SendMesage"]\n resources = ["*"]\n}\n}',
        'statement {\n sid = "a-b"\n actions = ["sqs:*"]\n resources = ["*"]\n}',
    ],
)
def test_what_a_module_works_out_is_left_alone(statement: str, tmp_path: Path) -> None:
    text = _MODULE.format(statement=statement)
    assert list(fix_laws.planned(fix_laws.read("t.tf", text)))
    assert mended(copied(Path("t.tf"), tmp_path, text), "unsafe") is None
