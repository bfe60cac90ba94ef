"""The page about snapshots: what it shows is what the reader takes, and it names every command and file rightly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("boto3")

import botocore.session
from botocore import xform_name

from iamscope.collect.table import load_files
from iamscope.inputs.snapshots.files import read_part, snapshot_files

PAGE = Path(__file__, "../../../docs/collect.md").resolve().read_text("utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```", PAGE, re.M | re.S)
COMMANDS = re.findall(r"\baws ([a-z0-9-]+) ([a-z0-9-]+)", PAGE)
SERVICES = {"s3api": "s3"}


def test_the_examples_are_parts_of_a_snapshot(tmp_path: Path) -> None:
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"{number}.json").write_text(example, "utf-8")
    parts = [read_part(file) for file in snapshot_files([str(tmp_path)])]
    assert len(parts) == len(EXAMPLES) == 2
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
    model = botocore.session.get_session().get_service_model(SERVICES.get(service, service))
    assert operation in {xform_name(name, "-") for name in model.operation_names}


def test_its_files_are_those_that_are_written() -> None:
    table = PAGE.partition("## What is in a snapshot")[2].partition("##")[0]
    named = set(re.findall(r"`(?:accounts/<id>/)?([a-z-]+-[a-z-]+\.json)`", table)) | {"ec2-instances.json"}
    assert named <= {file.name for file in load_files()} | {"authorization-details.json"}


def test_its_list_of_types_is_collected() -> None:
    collected = {listing.type for file in load_files() for _, listing in file.listings}
    assert set(re.findall(r"`(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)`", PAGE)) <= collected
