"""The page about snapshots: what it shows is what the reader takes, and it names every command and file rightly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("boto3")

from botocore import xform_name

from iamscope.collect.table import Call, Listing, load_files
from iamscope.inputs.snapshots.files import read_part, snapshot_files
from iamscope.spec import load
from iamscope.spec.glob import Glob
from iamscope.spec.managed_policies import managed_policy

from .conftest import model

PAGE = Path(__file__, "../../../docs/collect.md").resolve().read_text("utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```", PAGE, re.M | re.S)
COMMANDS = re.findall(r"\baws ([a-z0-9-]+) ([a-z0-9-]+)", PAGE)
SERVICES = {"s3api": "s3"}
#: boto3's names of services → prefixes of their actions, and operations that an action of another name permits.
PREFIXES = {
    "bedrock-agentcore-control": "bedrock-agentcore",
    "efs": "elasticfilesystem",
    "emr": "elasticmapreduce",
    "kinesisanalyticsv2": "kinesisanalytics",
    "opensearch": "es",
    "sso-admin": "sso",
    "stepfunctions": "states",
}
ACTIONS = {
    "apigateway:GetRestApis": "apigateway:GET",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListDirectoryBuckets": "s3express:ListAllMyDirectoryBuckets",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}


def test_the_examples_are_parts_of_a_snapshot(tmp_path: Path) -> None:
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"{number}.json").write_text(example, "utf-8")
    parts = [read_part(file) for file in snapshot_files([str(tmp_path)])]
    assert len(parts) == len(EXAMPLES) == 3
    assert {resource.type for part in parts for resource in part.resources} == {
        "AWS::S3::Bucket",
        "AWS::KMS::Key",
        "AWS::EC2::Snapshot",
        "AWS::RDS::DBSnapshot",
    }
    (organization,) = (part.organization for part in parts if part.organization)
    assert set(organization.accounts) == {"111122223333"}


@pytest.mark.parametrize(("service", "operation"), sorted(set(COMMANDS) - {("sso", "login")}))
def test_its_commands_exist(service: str, operation: str) -> None:
    assert operation in {xform_name(name, "-") for name in model(SERVICES.get(service, service)).operation_names}


def test_its_files_are_those_that_are_written() -> None:
    table = PAGE.partition("## What is in a snapshot")[2].partition("##")[0]
    named = set(re.findall(r"`(?:accounts/<id>/)?([a-z-]+-[a-z-]+\.json)`", table)) | {"ec2-instances.json"}
    assert named <= {file.name for file in load_files()} | {"authorization-details.json"}


def test_its_list_of_types_is_collected() -> None:
    collected = {listing.type for file in load_files() for _, listing in file.listings}
    assert set(re.findall(r"`(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)`", PAGE)) <= collected


def actions() -> set[str]:
    """The actions that permit the calls."""
    return {action(call) for file in load_files() for _, listing in file.listings for call in calls(listing)}


def calls(listing: Listing) -> Iterator[Call]:
    yield from (step.call for step in listing.steps)
    yield from (reading.call for reading in listing.readings)
    for _, child in listing.children:
        yield from calls(child)


def action(call: Call) -> str:
    (operation,) = (name for name in model(call.service).operation_names if xform_name(name) == call.operation)
    prefix = "s3" if call.service == "s3control" else PREFIXES.get(call.service, call.service)
    found = ACTIONS.get(f"{call.service}:{operation}", f"{prefix}:{operation}")
    assert load().action_exists(found)
    return found


def test_the_policy_that_it_names_allows_what_it_says() -> None:
    document = json.loads(managed_policy("arn:aws:iam::aws:policy/SecurityAudit") or "{}")
    patterns = [Glob(name.lower()) for statement in document["Statement"] for name in statement["Action"]]
    refused = {name for name in actions() if not any(pattern.matches(name.lower()) for pattern in patterns)}
    sentence = PAGE.partition("allows all of them but")[2].partition(";")[0]
    assert refused == set(re.findall(r"`([a-z]+:[A-Za-z]+)`", sentence))
