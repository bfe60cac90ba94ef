"""Templates on the command line: broken ones, standard input, hooks, and what is imported for them."""

import subprocess
import sys
from pathlib import Path

import pytest

TEMPLATE = """\
Resources:
  Role:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "s3:GetObjekt", Resource: "*"}
"""
BROKEN = TEMPLATE.replace('"*"}', '"*"')
FOUND = "s3:GetObjekt"


def iamscope(*arguments: str, cwd: Path, stdin: str = "") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "iamscope", "check", "--no-config", "--format", "concise", *arguments]
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.yaml").write_text(TEMPLATE)
    (tmp_path / "broken.yaml").write_text(BROKEN)
    (tmp_path / "empty.yaml").write_text("services: {web: {image: x}}\n")
    (tmp_path / "chart.yaml").write_text("{{- if .Values.policy }}\n" + TEMPLATE + "{{- end }}\n")
    return tmp_path


def test_a_broken_template_is_reported_at_its_place_and_the_others_are_checked(folder: Path) -> None:
    status, output, _ = iamscope("broken.yaml", "good.yaml", cwd=folder)
    problem, finding = output.splitlines()[:2]
    assert problem == "broken.yaml:9:1: error: not valid YAML: did not find expected ',' or '}'"
    assert finding.startswith("good.yaml:8:37: error: ")
    assert status == 2


def test_a_walk_warns_of_a_broken_template_and_passes_over_those_of_other_tools(folder: Path) -> None:
    status, output, _ = iamscope(".", cwd=folder)
    assert [line.split(": ")[:2] for line in output.splitlines()] == [
        ["broken.yaml:9:1", "warning"],
        ["good.yaml:8:37", "error"],
    ]
    assert status == 1


def test_a_broken_file_without_the_words_of_a_policy_is_nothing_to_a_walk(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("Statement: [")
    assert iamscope(".", cwd=tmp_path)[:2] == (0, "")


def test_standard_input(folder: Path) -> None:
    status, output, _ = iamscope("-", cwd=folder, stdin=TEMPLATE)
    assert (status, output.partition(": ")[0]) == (1, "<stdin>:8:37")


def test_a_file_of_any_name(folder: Path) -> None:
    (folder / "stack").write_text(TEMPLATE)
    status, output, _ = iamscope("stack", cwd=folder)
    assert (status, output.partition(": ")[0]) == (1, "stack:8:37")


def test_hooks_pass_over_what_holds_no_policy(folder: Path) -> None:
    assert iamscope("--filter", "empty.yaml", "chart.yaml", cwd=folder)[:2] == (0, "")
    status, output, _ = iamscope("empty.yaml", cwd=folder)
    assert (status, output) == (2, "empty.yaml: error: holds no policy\n")


def test_a_template_is_fixed_and_the_rest_of_it_left_alone(folder: Path) -> None:
    assert iamscope("--fix", "--unsafe", "good.yaml", cwd=folder)[:2] == (0, "")
    assert (folder / "good.yaml").read_text() == TEMPLATE.replace(FOUND, "s3:GetObject")


def test_json_is_checked_without_the_readers_of_other_formats(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:x", "Resource": "*"}}'
    )
    command = [sys.executable, "-X", "importtime", "-m", "iamscope", "check", "x.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "iamscope.checking" in imported
    assert imported.isdisjoint({"yaml", "tree_sitter", "iamscope.syntax.derived", "iamscope.inputs.intrinsics"})


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 30)
)
IFS = "{Fn::If: [C, " * 200 + "x" + ", y]}" * 200


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        (LAUGHS + TEMPLATE, 2, "500,000 values when aliases are written out"),
        ("a: &a [*a]\n" + TEMPLATE, 1, FOUND.partition(":")[2]),
        ("a: " + "[" * 10_000, 2, "nests deeper than 500 levels"),
        (TEMPLATE.replace('"s3:GetObjekt"', "[" + "!Ref A, " * 50_000 + "s3:GetObjekt]"), 1, "GetObjekt"),
        (TEMPLATE.replace('"s3:GetObjekt"', "!Sub '" + "${A}" * 50_000 + "'"), 0, ""),
        (TEMPLATE.replace('"s3:GetObjekt"', IFS), 1, "names no service"),
        (TEMPLATE.replace('"s3:GetObjekt"', "!FindInMap [A, B, !FindInMap [C, D, E]]"), 0, ""),
        (TEMPLATE + "Conditions: {A: !Not [!Condition A]}\n", 1, "GetObjekt"),
    ],
    ids=[
        "laughs",
        "cycle",
        "depth",
        "long list",
        "long text",
        "nested choices",
        "nested maps",
        "conditions in a circle",
    ],
)
def test_hostile_templates_are_read_within_bounds(tmp_path: Path, text: str, status: int, message: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    found, output, errors = iamscope("x.yaml", cwd=tmp_path)
    assert (found, errors) == (status, "")
    assert message in output
