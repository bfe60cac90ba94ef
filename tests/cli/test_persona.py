"""Who asks decides which findings there are; the format `aws` has all that AWS would give."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from iamscope import validate_policy
from iamscope.cli.check import command

TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/idp.example.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"idp.example.com:aud": "app", "idp.example.com:sub": "x"}},
    },
}
CONFIRM = "CONFIRM_AUDIENCE_CLAIM_TYPE"


@pytest.fixture
def codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Codes":
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trust.json").write_text(json.dumps(TRUST), "utf-8")
    return Codes()


class Codes:
    """The codes that `iamscope check` prints."""

    def __call__(self, format: str, *options: str) -> list[str]:
        arguments = ["trust.json", "--no-config", "--format", format, *options]
        text = CliRunner().invoke(command, arguments, standalone_mode=False).stdout
        findings = [json.loads(line) for line in text.splitlines()]
        if format == "aws":
            return [finding["issueCode"] for policy in findings for finding in policy["findings"]]
        return [finding["code"] for finding in findings]


def test_an_opinion_waits_for_the_pedantic(codes: Codes) -> None:
    assert codes("jsonl") == []
    assert codes("jsonl", "--persona", "pedantic") == [CONFIRM]
    assert codes("jsonl", "--select", CONFIRM) == [CONFIRM]


def test_the_format_aws_has_what_aws_gives(codes: Codes) -> None:
    assert codes("aws") == [CONFIRM]
    assert codes("aws", "--ignore", CONFIRM) == []


def test_so_has_the_api() -> None:
    assert [finding.code for finding in validate_policy(TRUST, policy_type="trust")] == [CONFIRM]


def test_opinions_of_our_own_are_not_in_the_api() -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"},
    }
    assert validate_policy(policy) == []
