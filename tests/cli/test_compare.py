from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

TEMPLATE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:aws:iam::${Partner}:root"}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: data
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: ["s3:GetObject"]
                Resource: !Sub "arn:aws:s3:::${Bucket}/*"
"""


def policy(*actions: str, effect: str = "Allow") -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [__import__("sys").executable, "-m", "iamscope", "compare", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(tmp_path: Path, compare: Run) -> Path:  # noqa: ARG001 (it changes the folder)
    (tmp_path / "role.yaml").write_text(TEMPLATE)
    (tmp_path / "reader.json").write_text(policy("s3:Get*"))
    (tmp_path / "notes.md").write_text("no policy")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "one")
    return tmp_path


def test_a_policy_that_allows_more_fails_with_the_statement_and_a_request(compare: Run, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(policy("s3:Get*"))
    (tmp_path / "new.json").write_text(policy("s3:GetObject", "ec2:StartInstances"))
    run = compare("old.json", "new.json")
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == "fail: new.json allows what old.json did not"
    assert "^ new: ec2:StartInstances\n" in run.stdout
    assert "calls `ec2:" in run.stdout
    assert run.stdout.splitlines()[-1] == "1 policy compared: 1 allows more than before"


def test_a_narrower_policy_passes(compare: Run, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(policy("s3:*"))
    (tmp_path / "new.json").write_text(policy("s3:GetObject"))
    run = compare("old.json", "new.json")
    assert (run.returncode, run.stdout) == (0, "1 policy compared: 0 allow more than before\n")


def test_against_a_revision_only_what_differs_is_compared(compare: Run, committed: Path) -> None:
    (committed / "role.yaml").write_text(TEMPLATE.replace('["s3:GetObject"]', '["s3:GetObject", "s3:PutObject"]'))
    run = compare("--base", "main")
    assert run.returncode == 1
    assert "fail: role.yaml: Role.Policies[0].PolicyDocument allows what it did not before" in run.stdout
    assert "^ new: s3:PutObject" in run.stdout
    # the trust policy is unchanged: what is not known of it is known to be the same
    assert run.stdout.splitlines()[-1] == "2 policies compared: 1 allows more than before"


def test_an_unknown_value_that_changed_is_not_certain(compare: Run, committed: Path) -> None:
    (committed / "role.yaml").write_text(TEMPLATE.replace("${Bucket}", "${Other}"))
    run = compare("--base", "HEAD", "--format", "json")
    answer = json.loads(run.stdout)
    assert (run.returncode, answer["result"]) == (1, "UNKNOWN")
    assert [item["result"] for item in answer["comparisons"]] == ["PASS", "UNKNOWN"]
    assert "is not known" in answer["comparisons"][1]["reasons"][0]["description"]


def test_two_files_are_versions_of_one(compare: Run, committed: Path) -> None:
    (committed / "old.yaml").write_text(TEMPLATE)
    run = compare("old.yaml", "role.yaml")
    assert (run.returncode, run.stdout) == (0, "2 policies compared: 0 allow more than before\n")


def test_folders_are_compared_by_the_paths_in_them(compare: Run, tmp_path: Path) -> None:
    for folder, actions in (("before", ("s3:Get*",)), ("after", ("s3:*",))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.json").write_text(policy(*actions))
        (tmp_path / folder / "b.yaml").write_text(TEMPLATE)
    run = compare("before", "after")
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == "fail: a.json allows what it did not before"
    assert run.stdout.splitlines()[-1] == "4 policies compared: 1 allows more than before".replace("4", "3")


def test_a_moved_policy_is_no_new_access(compare: Run, committed: Path) -> None:
    (committed / "reader.json").rename(committed / "moved.json")
    run = compare("--base", "HEAD")
    assert (run.returncode, run.stdout) == (0, "1 policy compared: 0 allow more than before\n")


def test_a_new_policy_is_new_access(compare: Run, committed: Path) -> None:
    (committed / "more.json").write_text(policy("sqs:SendMessage"))
    run = compare("--base", "HEAD")
    assert run.returncode == 1
    assert run.stdout.splitlines()[0] == "fail: more.json is new and allows access"


def test_a_policy_that_only_allowed_may_go_but_one_that_denied_is_not_certain(compare: Run, committed: Path) -> None:
    (committed / "reader.json").unlink()
    assert compare("--base", "HEAD").returncode == 0
    (committed / "reader.json").write_text(policy("s3:*", effect="Deny"))
    git("add", "-A")
    git("commit", "-qm", "two")
    (committed / "reader.json").unlink()
    run = compare("--base", "HEAD")
    assert run.returncode == 1
    assert run.stdout.splitlines()[:2] == [
        "unknown: reader.json is gone",
        "  = because: it no longer denies anything, and what else allows the requests is not known",
    ]


def test_nothing_changed(compare: Run, committed: Path) -> None:  # noqa: ARG001
    run = compare("--base", "HEAD")
    assert (run.returncode, run.stdout) == (0, "no policy differs\n")


def test_only_what_is_named_is_compared(compare: Run, committed: Path) -> None:
    (committed / "reader.json").write_text(policy("s3:*"))
    (committed / "sub").mkdir()
    assert compare("--base", "HEAD", "sub").returncode == 0
    assert compare("--base", "HEAD", "reader.json").returncode == 1


def test_markdown_has_a_row_for_each_statement(compare: Run, committed: Path) -> None:
    (committed / "reader.json").write_text(policy("s3:Get*", "iam:PassRole|x"))
    rows = compare("--base", "HEAD", "--format", "markdown").stdout.splitlines()
    assert rows[0] == "## Access that this change gives"
    assert len([row for row in rows if row.startswith("| <code>reader")]) == 1
    assert "iam:PassRole|x" not in rows[-1]  # a bar would end the cell


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("reader.json",), "two policies are needed"),
        ((), "two policies are needed"),
        (("reader.json", "none.json"), "`none.json`: cannot be read"),
        (("reader.json", "broken.json"), "`broken.json:1:13`: "),
        (("reader.json", "notes.md"), "`notes.md"),
        (("reader.json", "."), "are not both files or both folders"),
        (("--base", "nowhere"), "there is no commit `nowhere`"),
    ],
)
def test_what_cannot_be_compared_is_named(compare: Run, committed: Path, arguments: tuple[str, ...], said: str) -> None:
    (committed / "broken.json").write_text('{"Statement" [')
    run = compare(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr


def test_a_broken_policy_of_the_change_is_never_a_verdict(compare: Run, committed: Path) -> None:
    (committed / "reader.json").write_text(policy("s3:Get*")[:-2])
    run = compare("--base", "HEAD")
    assert run.returncode == 2
    assert "input error: `reader.json:1:" in run.stderr


MODULE = """\
resource "aws_iam_policy" "reader" {
  name = "reader"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = local.actions
      Resource = "${aws_s3_bucket.data.arn}/*"
    }]
  })
}
"""


def test_the_files_of_a_module_are_one_text(compare: Run, committed: Path) -> None:
    (committed / "module").mkdir()
    (committed / "module" / "main.tf").write_text(MODULE)
    (committed / "module" / "locals.tf").write_text('locals { actions = ["s3:GetObject"] }\n')
    git("add", "-A")
    git("commit", "-qm", "two")
    assert compare("--base", "HEAD").stdout == "no policy differs\n"
    (committed / "module" / "locals.tf").write_text('locals { actions = ["s3:GetObject", "s3:PutObject"] }\n')
    run = compare("--base", "HEAD")
    assert run.returncode == 1
    assert run.stdout.splitlines()[0].startswith("fail: module/main.tf: ")
    assert "new: s3:PutObject" in run.stdout
    (committed / "module" / "locals.tf").write_text('locals { actions = "s3:GetObject" }\n')
    assert compare("--base", "HEAD").returncode == 0
