"""`iamscope simulate`: what it prints, how requests and options come together, and what it refuses."""

import json
import os
from pathlib import Path
from typing import Any

import accounts
import pytest
from accounts import Account, allow
from click.testing import CliRunner

from iamscope.cli.simulate import command
from iamscope.errors import IamscopeError, InputError, UsageError

ALICE = "arn:aws:iam::111122223333:user/alice"
READER = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"}],
}
CALL = ("--principal", ALICE, "--action", "s3:GetObject", "--resource", "arn:aws:s3:::reports/may")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "reader.json", READER)
    return tmp_path


def write(folder: Path, name: str, content: Any) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


def simulate(*arguments: str, text: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(command, arguments, input=text, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.stdout


@pytest.mark.usefixtures("folder")
def test_shows_the_statement_that_allows() -> None:
    status, text = simulate(*CALL, "--identity-policy", "reader.json")
    assert status == 0
    assert text.splitlines()[:4] == [
        f"allowed: `{ALICE}` may `s3:GetObject` on `arn:aws:s3:::reports/may`",
        "  = note: the resource is taken to be of the caller's account `111122223333`",
        " --> reader.json:1:86",
        "  |",
    ]
    assert "^^^^^^^^^ allowed by the identity policy" in text


def test_shows_what_came_near(folder: Path) -> None:
    conditional = READER["Statement"][0] | {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}  # type: ignore[operator]
    write(folder, "office.json", json.dumps({"Version": "2012-10-17", "Statement": conditional}, indent=1))
    status, text = simulate(*CALL, "--identity-policy", "office.json", "--context", "aws:SourceIp=198.51.100.7")
    assert status == 1
    assert text.split("\n\n")[1].rstrip().splitlines() == [
        "near miss: a statement of the identity policy would allow it but for its `Condition`",
        "  --> office.json:10:21",
        "   |",
        '10 |     "aws:SourceIp": "203.0.113.0/24"',
        "   |                     ^^^^^^^^^^^^^^^^ the request has `198.51.100.7`",
        "   |",
    ]


def test_prints_json(folder: Path) -> None:
    status, text = simulate(*CALL, "--identity-policy", "reader.json", "--format", "json")
    answer = json.loads(text)
    assert (status, answer["decision"], answer["version"]) == (0, "Allowed", 1)
    [statement] = answer["statements"]
    assert (statement["policyType"], statement["statementId"], statement["path"]) == ("identity", "Read", "reader.json")
    document = (folder / "reader.json").read_text("utf-8")
    span = statement["span"]
    assert json.loads(document[span["start"]["offset"] : span["end"]["offset"]])["Sid"] == "Read"


YAML = """
principal: {principal}
action: s3:GetObject
resource: arn:aws:s3:::reports/may
resource_account: 111122223333
identity_policies: [policies/reader.json]
"""


def test_reads_yaml_and_the_policies_that_it_names(folder: Path) -> None:
    write(folder, "requests/policies/reader.json", READER)
    write(folder, "requests/may.yaml", YAML.format(principal=ALICE))
    status, text = simulate("requests/may.yaml")
    assert status == 0
    assert " --> requests/policies/reader.json:1:86" in text


@pytest.mark.usefixtures("folder")
def test_reads_standard_input() -> None:
    request = {"principal": ALICE, "action": "s3:GetObject", "resource": "*", "identity_policies": [READER]}
    status, text = simulate("-", text=json.dumps(request))
    assert status == 1
    assert "--> <stdin>:1:" in text


def test_options_stand_for_fields(folder: Path) -> None:
    write(folder, "request.json", {"principal": ALICE, "action": "s3:PutObject", "resource": "arn:aws:s3:::reports/a"})
    assert simulate("request.json", "--identity-policy", "reader.json")[0] == 1
    assert simulate("request.json", "--identity-policy", "reader.json", "--action", "s3:GetObject")[0] == 0


def test_a_key_given_twice_is_a_list(folder: Path) -> None:
    condition = {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}
    write(folder, "tags.json", {"Statement": READER["Statement"][0] | {"Condition": condition}})  # type: ignore[operator]
    call = (*CALL, "--identity-policy", "tags.json", "--context", "aws:TagKeys=a", "--context")
    assert simulate(*call, "aws:TagKeys=b")[0] == 0
    assert simulate(*call, "aws:TagKeys=c")[0] == 1


def test_an_scp_that_only_denies_stands_beside_full_access(folder: Path) -> None:
    write(folder, "scp.json", {"Statement": {"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}})
    write(folder, "list.json", {"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}})
    assert simulate(*CALL, "--identity-policy", "reader.json", "--scp", "scp.json")[0] == 0
    status, text = simulate(*CALL, "--identity-policy", "reader.json", "--scp", "scp.json", "--scp", "list.json")
    assert status == 1
    assert "at level 2 of 2 of the organization no service control policy allows `s3:GetObject`" in text


def test_one_of_several_policies_is_named(folder: Path) -> None:
    write(
        folder, "all.json", {"read": READER, "none": {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}}
    )
    assert simulate(*CALL, "--identity-policy", "all.json#/read")[0] == 0
    with pytest.raises(InputError) as raised:
        simulate(*CALL, "--identity-policy", "all.json")
    assert raised.value.message == "`all.json`: `all.json` holds 2 policies"
    assert raised.value.help == "name one of them: `all.json#/read`, `all.json#/none`"


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ("[1]", "request.json:1:1: a mapping is wanted here"),
        ('{"action": "s3:X", "action": "s3:Y"}', "request.json:1:20: `action` stands here twice"),
        ('{"identity_policies": [7]}', "request.json:1:24: neither a policy nor the path of one"),
        ('{"identity_policies": [{}]}', "request.json:1:24: no policy: it has no `Statement`"),
        ('{"identity_policies": "../outside.json"}', "lies outside of the folder of this file"),
        ('{"identity_policies": "/etc/passwd"}', "`/etc/passwd` lies outside of the folder of this file"),
        ('{"identity_policies": "link.json"}', "`link.json` lies outside of the folder of this file"),
        ('{"identity_policies": "missing.json"}', "request.json:1:23: `missing.json`: cannot be read: no such file"),
        ('{"identity_policies": "a\\u0000b"}', "request.json:1:23: no path"),
        ('{"principal": {"Ref": "Role"}}', "a value that is not known until something is deployed"),
        ('{"context": ' + "[" * 400 + "]" * 400 + "}", "nests deeper than 32 levels"),
        ('{"principal": null, "action": "s3:X"}', "a request needs `resource`, a string"),
        ('{"principal": null, "action": ', "request.json:1:1: `{` is never closed"),
    ],
)
def test_names_what_is_wrong(folder: Path, request_: str, message: str) -> None:
    inside = folder / "inside"
    write(inside, "request.json", request_)
    write(folder, "outside.json", READER)
    os.symlink(folder / "outside.json", inside / "link.json")
    os.chdir(inside)
    with pytest.raises(IamscopeError) as raised:
        simulate("request.json")
    assert message in raised.value.message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--action", "s3:X", "--resource", "*"), "nobody calls"),
        ((*CALL, "--context", "aws:SourceIp"), "`--context aws:SourceIp` is not KEY=VALUE"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_refuses(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        simulate(*arguments)
    assert raised.value.message == message


def test_a_snapshot_knows_what_bears_on_a_request(folder: Path) -> None:
    account = Account("111122223333")
    account.user("alice", [allow("s3:Get*")])
    accounts.write(folder / "snapshot", account)
    status, text = simulate(*CALL, "--snapshot", "snapshot")
    assert status == 0
    assert " --> snapshot/accounts/111122223333/authorization-details.json:" in text
    with pytest.raises(InputError) as raised:
        simulate(*CALL, "--snapshot", "snapshot", "--principal", "arn:aws:iam::111122223333:user/bob")
    assert raised.value.message == "`arn:aws:iam::111122223333:user/bob` is not in the snapshot"


def test_a_snapshot_knows_the_settings_of_buckets(folder: Path) -> None:
    account = Account("111122223333")
    account.user("alice")
    account.resource("arn:aws:s3:::reports", "AWS::S3::Bucket", allow("s3:GetObject", Principal="*"))
    account.resources[0]["public_access_block"] = {"RestrictPublicBuckets": True}
    account.resource("arn:aws:s3:::site", "AWS::S3::Bucket", allow("s3:GetObject", Principal="*"))
    accounts.write(folder / "snapshot", account)
    call = ("--action", "s3:GetObject", "--principal", "anonymous", "--snapshot", "snapshot", "--resource")
    assert simulate(*call, "arn:aws:s3:::site/index.html")[0] == 0
    status, text = simulate(*call, "arn:aws:s3:::reports/may")
    assert status == 1
    assert "the bucket's policy is public" in text


def test_a_stream_has_not_the_policy_of_its_table(folder: Path) -> None:
    table = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
    account = Account("111122223333")
    account.user("alice")
    account.resource(table, "AWS::DynamoDB::Table", allow("dynamodb:*", f"{table}*", Principal="*"))
    accounts.write(folder / "snapshot", account)
    call = ("--principal", ALICE, "--snapshot", "snapshot", "--action")
    assert simulate(*call, "dynamodb:Query", "--resource", f"{table}/index/by-day")[0] == 0
    assert simulate(*call, "dynamodb:GetRecords", "--resource", f"{table}/stream/2026-01-01T00:00:00.000")[0] == 1


def test_the_policy_of_an_access_point_is_named_by_its_path(folder: Path) -> None:
    point = "arn:aws:s3:us-west-2:111122223333:accesspoint/reports"
    write(folder, "point.json", {"Statement": allow("s3:GetObject", f"{point}/object/*", Principal={"AWS": ALICE})})
    request = {
        "principal": ALICE,
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::reports/may",
        "access_point": {"arn": point, "policy": "point.json"},
        "resource_policy": {"Statement": allow("s3:*", Principal="*")},
    }
    write(folder, "request.json", request)
    status, text = simulate("request.json")
    assert status == 0
    assert " --> point.json:1:" in text
    write(folder, "request.json", request | {"access_point": {"arn": point, "policy": "pint.json"}})
    with pytest.raises(InputError) as raised:
        simulate("request.json")
    assert raised.value.message.startswith("request.json:1:")
    assert "`pint.json`: cannot be read" in raised.value.message


@pytest.mark.usefixtures("folder")
def test_what_a_stranger_wrote_cannot_speak_to_the_terminal() -> None:
    _, text = simulate("--principal", ALICE, "--action", "s3:X", "--resource", "\x1b[2J", "--color", "never")
    assert "\x1b" not in text
    assert "\\x1b[2J" in text
