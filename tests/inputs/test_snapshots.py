"""Snapshots: recognised by content, plain or gzipped, with every broken part named and the rest read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from accounts import Account, allow, organization, policy, trust, write
from hypothesis import given
from hypothesis import strategies as st

from iamscope.access.model import Part
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.snapshots import read_part, read_snapshot, snapshot_files
from iamscope.inputs.snapshots.document import SnapshotDocument
from iamscope.source import Source
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Json, NotJsonError, Object

ONE = "111111111111"


def read(path: Path, *, named: bool = True) -> Part:
    return read_part(FoundFile(str(path), named))


def messages(part: Part) -> list[str]:
    return [problem.message for problem in part.problems]


@pytest.fixture
def account() -> Account:
    account = Account(ONE)
    account.role("deploy", [trust(account.root)], [allow("s3:GetObject")], tags={"team": "blue"}, profile=True)
    account.user("alice", groups=["people"], boundary=account.managed("limit", allow("s3:*")))
    account.group("people", [allow("s3:ListBucket")])
    account.function("job", account.arn("role/deploy"))
    account.resource("arn:aws:s3:::bucket", "AWS::S3::Bucket", trust("*", "s3:GetObject", Resource="*"))
    return account


def test_every_kind_of_file_is_recognised_whatever_its_name(tmp_path: Path, account: Account) -> None:
    write(tmp_path, account, org=organization(ONE))
    for number, path in enumerate(sorted(tmp_path.rglob("*.json"))):
        path.rename(tmp_path / f"file-{number}.json")
    parts = list(read_snapshot([str(tmp_path)]))
    assert [role.name for part in parts for role in part.roles] == ["deploy"]
    assert [user.groups for part in parts for user in part.users] == [("people",)]
    assert [group.name for part in parts for group in part.groups] == ["people"]
    assert [workload.role for part in parts for workload in part.workloads] == [account.arn("role/deploy")]
    assert [(each.arn, each.account) for part in parts for each in part.resources] == [("arn:aws:s3:::bucket", ONE)]
    assert [part.organization.id for part in parts if part.organization] == ["o-exampleorg1"]
    assert not any(part.problems for part in parts)


def test_what_a_role_is(tmp_path: Path, account: Account) -> None:
    write(tmp_path, account)
    part = read(tmp_path / "accounts" / ONE / "authorization-details.json")
    (role,) = part.roles
    assert (role.account, role.tags, role.instance_profiles) == (
        ONE,
        (("team", "blue"),),
        (account.arn("instance-profile/deploy"),),
    )
    assert role.trust is not None
    (statement,) = role.trust.trust_policy.statements
    assert statement.principals[0].span.text == f'"{account.arn("root")}"'
    (user,) = part.users
    assert user.boundary == account.arn("policy/limit")


@pytest.mark.parametrize("unpacked", [True, False])
def test_gzipped_or_not(tmp_path: Path, account: Account, unpacked: bool) -> None:
    data = json.dumps(account.details).encode()
    path = tmp_path / ("a.json" if unpacked else "a.json.gz")
    path.write_bytes(data if unpacked else gzip.compress(data[:100]) + gzip.compress(data[100:]))
    assert [role.name for role in read(path).roles] == ["deploy"]


@pytest.mark.parametrize("times", [0, 1, 2])
def test_percent_encoded_documents_keep_their_places(tmp_path: Path, account: Account, times: int) -> None:
    document: Any = json.dumps(policy(trust({"AWS": account.arn("user/José")})), ensure_ascii=False)
    for _ in range(times):
        document = quote(document)
    account.details["RoleDetailList"][0]["AssumeRolePolicyDocument"] = document
    write(tmp_path, account)
    part = read(tmp_path / "accounts" / ONE / "authorization-details.json")
    trusted = part.roles[0].trust
    assert trusted is not None
    (principal,) = trusted.trust_policy.statements[0].principals
    assert principal.value == account.arn("user/José")
    shown = principal.span.text
    if times == 0:
        assert json.loads(json.loads(f'"{shown}"')) == principal.value
    elif times == 1:
        assert shown == quote(f'"{principal.value}"')
    else:
        assert shown == f'"{document}"'.strip('"')
    assert len(part.problems) == (times == 2)
    assert not part.problems or "percent-encoded 2 times" in part.problems[0].message


def test_a_broken_document_is_named_and_the_rest_read(tmp_path: Path, account: Account) -> None:
    account.role("fine", [trust(account.root)])
    account.details["RoleDetailList"][0]["AssumeRolePolicyDocument"] = "%7B%22Version"
    account.details["RoleDetailList"][0]["RolePolicyList"][0]["PolicyDocument"] = ["no", "policy"]
    account.details["RoleDetailList"].append({"RoleName": "nameless"})
    write(tmp_path, account)
    part = read(tmp_path / "accounts" / ONE / "authorization-details.json")
    assert [(role.name, role.trust is not None) for role in part.roles] == [("deploy", False), ("fine", True)]
    arn = account.arn("role/deploy")
    assert messages(part) == [
        f"`{arn}`: its trust policy is neither JSON nor percent-encoded JSON; it is left out",
        f"`{arn}`: its inline policy `inline` is no policy document; it is left out",
        "a role without an `Arn` of one is left out",
    ]
    assert part.problems[0].span is not None
    assert part.problems[0].span.text == '"%7B%22Version"'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"RoleDetailList": [{"Arn": "arn:aws:', "is truncated: line 1, column 29"),
        (b'{"RoleDetailList": [] "UserDetailList": []}', "is not JSON: line 1, column 23"),
        (gzip.compress(b'{"RoleDetailList": []}')[:-12], "is truncated: it cannot be unpacked to its end"),
        (b"\x1f\x8bnonsense", "is broken: it cannot be unpacked"),
        (b"\xff\xfe\xfa", "not valid UTF-16-LE: byte 0xfa at offset 2"),
        (b"[" * 100_000, "nests too deeply"),
        (b'{"hello": "world"}', "is no part of a snapshot"),
        (b"", "is truncated: line 1, column 1"),
    ],
)
def test_broken_files(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    part = read(path)
    assert messages(part) == [message]
    assert part.problems[0].named


def test_other_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"hello": "world"}', encoding="utf-8")
    (tmp_path / "y.txt").write_text("no json", encoding="utf-8")
    assert [part.problems for part in read_snapshot([str(tmp_path)])] == [()]


def test_policies_of_unknown_types_are_named(tmp_path: Path) -> None:
    org = organization(ONE)
    org["Policies"]["p-tag"] = {"Name": "tags", "Type": "TAG_POLICY", "Content": {"tags": {}}}
    org["Policies"]["p-bad"] = {"Name": "bad", "Type": "SERVICE_CONTROL_POLICY", "Content": "{"}
    write(tmp_path, org=org)
    part = read(tmp_path / "organization.json")
    assert messages(part) == [
        "policy `p-tag` is of the type `TAG_POLICY`, which has no bearing on access; it is left out",
        "policy `p-bad` is neither JSON nor percent-encoded JSON; it is left out",
    ]
    assert part.organization is not None
    assert list(part.organization.policies) == ["p-full"]


def test_levels_and_paths_of_an_organization(tmp_path: Path) -> None:
    org = organization("222222222222")
    account = {"Id": ONE, "Policies": ["p-full"]}
    unit = {"Id": "ou-b", "Policies": ["p-full"], "Accounts": [account], "OrganizationalUnits": []}
    org["Root"]["OrganizationalUnits"] = [{"Id": "ou-a", "Policies": ["p-full"], "OrganizationalUnits": [unit]}]
    write(tmp_path, org=org)
    found = read(tmp_path / "organization.json").organization
    assert found is not None
    assert found.org_path(ONE) == "o-exampleorg1/r-root/ou-a/ou-b/"
    assert len(found.policies_by_level(ONE, "SERVICE_CONTROL_POLICY")) == 4
    assert found.policies_by_level(ONE, "RESOURCE_CONTROL_POLICY") == ()
    assert found.org_path("999999999999") is None


def test_a_path_that_is_not_there_is_an_error() -> None:
    with pytest.raises(InputError, match="no such file"):
        snapshot_files(["nowhere"])


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path, account: Account) -> None:
    write(tmp_path / "outside", account)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "x.json").symlink_to(tmp_path / "outside" / "accounts" / ONE / "authorization-details.json")
    assert snapshot_files([str(tmp_path / "inside")]) == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES, st.sampled_from([None, 1]), st.booleans())
def test_every_value_is_found_at_its_place(value: object, indent: int | None, ascii: bool) -> None:
    text = "\n " + json.dumps(value, indent=indent, ensure_ascii=ascii) + " "
    document = SnapshotDocument(Source("x", text))
    pending: list[tuple[Json, Place]] = [(document.value, document.root)]
    while pending:
        found, place = pending.pop()
        assert json.loads(place.span.text) == json.loads(json.dumps(_plain(found)))
        if isinstance(found, Object):
            for step, (name, item) in enumerate(found):
                assert json.loads(place.child(step).key.span.text) == name
                pending.append((item, place.child(step)))
        elif isinstance(found, list):
            pending += [(item, place.child(step)) for step, item in enumerate(found)]


def _plain(value: Json) -> object:
    if isinstance(value, Object):
        return {name: _plain(item) for name, item in value}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and type(value) is not str:
        return int(value)
    return value


def test_deep_nesting_is_no_crash() -> None:
    with pytest.raises(NotJsonError):
        SnapshotDocument(Source("x", '{"a":' * 100_000))


ROLE = f"arn:aws:iam::{ONE}:role/work"
EMR = f"arn:aws-cn:elasticmapreduce:cn-north-1:{ONE}:cluster/j-1"


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ({"Functions": []}, []),
        ({"Functions": [{"FunctionArn": "arn:aws:lambda:eu-west-1:1:function:f", "Role": "no arn"}]}, []),
        (
            {
                "Reservations": [
                    {
                        "Instances": [
                            {
                                "InstanceId": "i-1",
                                "Placement": {"AvailabilityZone": "eu-west-1b"},
                                "IamInstanceProfile": {"Arn": f"arn:aws:iam::{ONE}:instance-profile/p"},
                            },
                            {"InstanceId": "i-2"},
                        ]
                    }
                ]
            },
            [(f"arn:aws:ec2:eu-west-1:{ONE}:instance/i-1", "", f"arn:aws:iam::{ONE}:instance-profile/p")],
        ),
        (
            {"Jobs": [{"Name": "nightly", "Role": f"arn:aws:iam::{ONE}:role/etl"}]},
            [(f"arn:aws:glue:*:{ONE}:job/nightly", f"arn:aws:iam::{ONE}:role/etl", "")],
        ),
        (
            {"Jobs": [{"Region": "eu-west-1", "Name": "nightly", "Role": f"arn:aws:iam::{ONE}:role/etl"}]},
            [(f"arn:aws:glue:eu-west-1:{ONE}:job/nightly", f"arn:aws:iam::{ONE}:role/etl", "")],
        ),
        ({"Jobs": [{"Name": "nightly", "Role": "etl"}]}, []),
        (
            {"DevEndpoints": [{"EndpointName": "e", "AvailabilityZone": "us-west-2-lax-1a", "RoleArn": ROLE}]},
            [(f"arn:aws:glue:us-west-2:{ONE}:devEndpoint/e", ROLE, "")],
        ),
        (
            {"Groups": [{"GroupName": "g", "UserPoolId": "us-gov-west-1_Ab1", "RoleArn": ROLE}, {"GroupId": "1"}]},
            [(f"arn:aws:cognito-idp:us-gov-west-1:{ONE}:userpool/us-gov-west-1_Ab1", ROLE, "")],
        ),
        (
            {"Clusters": [{"ClusterArn": EMR, "Ec2InstanceAttributes": {"IamInstanceProfile": "EMR_EC2"}}]},
            [(EMR, "", f"arn:aws-cn:iam::{ONE}:instance-profile/EMR_EC2")],
        ),
        ({"Clusters": [{"ClusterArn": EMR, "Ec2InstanceAttributes": {"IamInstanceProfile": "a b"}}]}, []),
        ({"associations": [{"associationArn": "a", "roleArn": ROLE, "targetRoleArn": ""}]}, [("a", ROLE, "")]),
        ({"associations": [{"associationArn": "a", "roleArn": "x", "targetRoleArn": ROLE}]}, [("a", ROLE, "")]),
        (
            {"taskDefinition": {"taskDefinitionArn": "t", "taskRoleArn": f"arn:aws:iam::{ONE}:role/task"}},
            [("t", f"arn:aws:iam::{ONE}:role/task", "")],
        ),
    ],
)
def test_workloads(tmp_path: Path, output: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(output), encoding="utf-8")
    part = read(path)
    assert [(each.arn, each.role, each.instance_profile) for each in part.workloads] == expected
    assert not part.problems


def test_a_role_s_name_is_one_of_the_account_that_the_folder_says(tmp_path: Path) -> None:
    path = tmp_path / ONE / "glue-jobs.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"Jobs": [{"Region": "cn-north-1", "Name": "nightly", "Role": "etl"}]}), "utf-8")
    (workload,) = read(path).workloads
    assert workload.arn == f"arn:aws-cn:glue:cn-north-1:{ONE}:job/nightly"
    assert (workload.account, workload.role) == (ONE, f"arn:aws-cn:iam::{ONE}:role/etl")
