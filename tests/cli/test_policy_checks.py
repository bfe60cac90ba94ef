"""The commands `grants` and `public`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import iamscope
from iamscope.errors import InputError

Run = Callable[..., "subprocess.CompletedProcess[str]"]
EVERYONE = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
OWN = {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "iamscope", *arguments], capture_output=True, text=True, check=False
        )

    return command


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (("--action", "s3:PutObject"), "fail"),
        (("--action", "s3:PutObject", "--resource", "arn:aws:s3:::b/k"), "fail"),
        (("--action", "s3:PutObject", "--resource", "arn:aws:s3:::c/k"), "pass"),
        (("--action", "s3:Get*", "--action", "ec2:*"), "pass"),
        (("--resource", "arn:aws:s3:::b/*"), "fail"),
        (("--resource", "arn:aws:s3:::c/*"), "pass"),
    ],
)
def test_grants_asks_for_one_of_the_actions_on_one_of_the_resources(
    run: Run, arguments: tuple[str, ...], verdict: str
) -> None:
    statement = {"Effect": "Allow", "Action": "s3:Put*", "Resource": "arn:aws:s3:::b/*"}
    Path("p.json").write_text(policy(statement))
    result = run("grants", "p.json", *arguments)
    assert result.stdout.splitlines()[-1] == f"1 policy: 1 {verdict}"
    assert result.returncode == (verdict == "fail")


def test_grants_shows_the_statement_and_a_request(run: Run) -> None:
    Path("p.json").write_text(policy({"Effect": "Allow", "Action": ["s3:Get*", "iam:PassRole"], "Resource": "*"}))
    lines = run("grants", "p.json", "--action", "iam:PassRole").stdout.splitlines()
    assert lines[0] == "fail: p.json grants some of it"
    assert lines[1] == " --> p.json:1:71"
    assert any(line.startswith("  = witness: `arn:aws:iam::") and "calls `iam:PassRole`" in line for line in lines)


def test_a_deny_takes_back_what_is_granted() -> None:
    statements: list[dict[str, Any]] = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:Pass*", "Resource": "*"},
    ]
    document = policy(*statements)
    said = iamscope.check_access_not_granted(document, actions=["iam:PassRole"], policy_type="IDENTITY_POLICY")
    assert said.result == "PASS"
    said = iamscope.check_access_not_granted(document, actions=["iam:GetRole"], policy_type="IDENTITY_POLICY")
    assert said.result == "FAIL"
    assert said.witness is not None
    assert iamscope.simulate({**said.witness, "identity_policies": [document]}).decision == "Allowed"
    assert [reason.to_dict() for reason in said.reasons] == [
        {"description": "that access in statement 0", "statementIndex": 0}
    ]


@pytest.mark.parametrize(
    ("access", "words"),
    [
        ({}, "no access is named"),
        ({"actions": ["s3"]}, "`s3` is no action"),
        ({"resources": ["bucket"]}, "`bucket` is no ARN"),
        ({"actions": "s3:GetObject"}, "are lists"),
    ],
)
def test_access_that_says_nothing_is_an_input_error(access: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        iamscope.check_access_not_granted(policy(), policy_type="IDENTITY_POLICY", **access)


def test_public_shows_who_may_do_what(run: Run) -> None:
    Path("p.json").write_text(policy(EVERYONE))
    result = run("public", "p.json")
    assert (result.returncode, result.stdout.splitlines()[0]) == (1, "fail: p.json is public")
    assert "^^^" in result.stdout.splitlines()[4]
    assert "calls `s3:GetObject` on `arn:aws:s3:::b/" in result.stdout


def test_public_says_why_not(run: Run) -> None:
    named = {**EVERYONE, "Sid": "Named", "Principal": {"AWS": "111122223333"}}
    limited = {**EVERYONE, "Sid": "Org", "Condition": {**OWN, "Bool": {"aws:SecureTransport": "true"}}}
    closed = {**EVERYONE, "Sid": "Open"}
    deny = {**EVERYONE, "Sid": "Shut", "Effect": "Deny", "Condition": {"StringNotEquals": OWN["StringEquals"]}}
    Path("p.json").write_text(policy(named, limited, closed, deny))
    result = run("public", "p.json", "--why")
    assert (result.returncode, result.stdout.splitlines()) == (
        0,
        [
            "pass: p.json is not public",
            "  = note: `Named`: it names its principals",
            "  = note: `Org`: its condition `StringEquals` on `aws:PrincipalOrgID` keeps out the public",
            "  = note: `Open`: `Shut` denies it to the public",
            "  = note: Block Public Access calls it public: S3's own meaning of public is another one",
            "1 policy: 1 pass",
        ],
    )


def test_public_asks_of_resource_policies_only(run: Run) -> None:
    Path("p.json").write_text(policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}))
    result = run("public", "p.json")
    assert result.returncode == 2
    assert result.stderr.splitlines()[0] == "input error: `p.json`: holds no policy that this can be asked of"
    # as a bucket's policy it is one that names nobody
    assert run("public", "p.json", "--resource-type", "AWS::S3::Bucket").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("grants", "p.json"), "no access is named"),
        (("grants", "none.json", "--action", "s3:*"), "`none.json`: cannot be read"),
        (("grants", "broken.json", "--action", "s3:*"), "`broken.json:1:1`"),
        (("public", "p.json", "--resource-type", "AWS::X"), "`AWS::X` is no type"),
        (("public",), "Missing argument"),
    ],
)
def test_what_cannot_be_asked_is_named(run: Run, arguments: tuple[str, ...], words: str) -> None:
    Path("p.json").write_text(policy(EVERYONE))
    Path("broken.json").write_text("{")
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr


def test_json_has_the_words_of_access_analyzer(run: Run) -> None:
    Path("p.json").write_text(policy(EVERYONE))
    answer = json.loads(run("public", "p.json", "--format", "json").stdout)
    assert answer["result"] == "FAIL"
    (only,) = answer["policies"]
    assert (only["result"], only["policy"]["policyType"]) == ("FAIL", "resource")
    assert only["reasons"] == [{"description": "public access in statement 0", "statementIndex": 0}]
    assert only["witness"]["action"] == "s3:GetObject"
