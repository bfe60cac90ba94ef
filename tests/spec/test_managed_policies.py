"""AWS managed policies: what the bundled table answers, and how the builder refreshes it."""

import gzip
import importlib
import json
import os
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamscope.paths import data_dir
from iamscope.spec.managed_policies import managed_policies_date, managed_policy

FOLDER = os.path.join(data_dir("action-spec"), "managed-policies")


def table() -> list[dict[str, Any]]:
    """All lines of the table but the header, read as anybody would."""
    with gzip.open(os.path.join(FOLDER, "policies.jsonl.gz"), "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file][1:]


TABLE = table()


class TestReader:
    def test_administrator_access(self) -> None:
        text = managed_policy("arn:aws:iam::aws:policy/AdministratorAccess")
        assert text is not None
        assert json.loads(text)["Statement"] == [{"Action": "*", "Effect": "Allow", "Resource": "*"}]

    @pytest.mark.parametrize(
        "name",
        ["job-function/ViewOnlyAccess", "service-role/AWSLambdaBasicExecutionRole", "root-task/S3UnlockBucketPolicy"],
    )
    def test_a_path_is_part_of_the_name(self, name: str) -> None:
        assert managed_policy(f"arn:aws:iam::aws:policy/{name}") is not None
        assert managed_policy(f"arn:aws:iam::aws:policy/{name.partition('/')[2]}") is None

    def test_every_policy_of_the_table_is_found(self) -> None:
        assert len(TABLE) > 1500
        for policy in TABLE:
            text = managed_policy(f"arn:aws:iam::aws:policy/{policy['name']}")
            assert text is not None
            assert json.loads(text) == policy["document"]

    def test_a_document_speaks_of_the_partition_that_was_asked_for(self) -> None:
        name = next(policy["name"] for policy in TABLE if '"arn:aws:' in json.dumps(policy["document"]))
        text = managed_policy(f"arn:aws-cn:iam::aws:policy/{name}")
        assert text is not None
        assert '"arn:aws-cn:' in text
        assert '"arn:aws:' not in text

    @pytest.mark.parametrize(
        "arn",
        [
            "",
            "AdministratorAccess",
            "arn:aws:iam::aws:policy/",
            "arn:aws:iam::aws:policy/NoSuchPolicy",
            "arn:aws:iam::aws:policy/administratoraccess",
            "arn:aws:iam::aws:policy//AdministratorAccess",
            "arn:aws:iam::aws:policy/AdministratorAccess\n",
            "arn:aws:iam::111122223333:policy/AdministratorAccess",
            "arn:aws:iam:eu-west-1:aws:policy/AdministratorAccess",
            'arn:","x:iam::aws:policy/AdministratorAccess',
            "arn:aws:iam::aws:role/AdministratorAccess",
            "arn:aws:iam::aws:policy/\0",
            "arn:aws:iam::aws:policy/zzzz",
        ],
    )
    def test_anything_else_is_unknown(self, arn: str) -> None:
        assert managed_policy(arn) is None

    @given(st.text())
    def test_no_name_breaks_it(self, name: str) -> None:
        known = {policy["name"] for policy in TABLE}
        assert (managed_policy(f"arn:aws:iam::aws:policy/{name}") is not None) == (name in known)

    def test_date(self) -> None:
        assert managed_policies_date() >= "2026-09-30"
        assert max(policy["updated"] for policy in TABLE) <= managed_policies_date()

    def test_one_policy_costs_little(self) -> None:
        code = (
            "import time; from iamscope.spec.managed_policies import managed_policy as p\n"
            "start = time.process_time(); p('arn:aws:iam::aws:policy/AdministratorAccess')\n"
            "print(time.process_time() - start)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert float(done.stdout) < 0.05


@pytest.fixture(name="managed")
def _managed(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(data_dir("action-spec"))
    return importlib.import_module("specbuild.managed")


def policies(*names: str, version: str = "v1", action: str = "s3:GetObject") -> dict[str, dict[str, Any]]:
    document = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
    return {name: {"version": version, "updated": "2026-01-01", "document": document} for name in names}


class TestBuilder:
    def test_the_table_on_disk_is_what_the_builder_makes_of_it(self, managed: ModuleType) -> None:
        text = managed.read(data_dir("action-spec"))
        contents, date = managed.from_text(text)
        assert managed.to_text(contents, date, json.loads(text.partition("\n")[0])["source"]) == text

    def test_the_same_table_makes_the_same_bytes(self, managed: ModuleType) -> None:
        text = managed.to_text(policies(*map(str, range(40))), "2026-01-01", "toy 1")
        assert managed.pack(text) == managed.pack(text)

    @given(count=st.integers(0, 50))
    def test_what_is_written_is_read_back(self, count: int, tmp_path_factory: pytest.TempPathFactory) -> None:
        sys.path.insert(0, data_dir("action-spec"))
        try:
            managed = importlib.import_module("specbuild.managed")
        finally:
            sys.path.pop(0)
        root = os.fspath(tmp_path_factory.mktemp("table"))
        text = managed.to_text(policies(*map(str, range(count))), "2026-01-01", "toy 1")
        managed.write(root, text)
        assert managed.read(root) == text

    def test_a_policy_that_vanishes_is_kept_with_the_day_it_was_last_seen(self, managed: ModuleType) -> None:
        new = policies("Stays")
        managed.keep_retired(new, policies("Stays", "Goes"), "2026-03-04")
        assert new["Goes"]["seen"] == "2026-03-04"
        assert new["Goes"]["document"] == new["Stays"]["document"]
        assert managed.difference(policies("Stays", "Goes"), new) == ["- policy Goes"]
        later = policies("Stays")
        managed.keep_retired(later, new, "2026-05-06")
        assert later["Goes"]["seen"] == "2026-03-04"
        assert managed.difference(new, later) == []

    def test_difference(self, managed: ModuleType) -> None:
        old = policies("Same", "Changed")
        new = policies("Same", "New") | policies("Changed", version="v2")
        assert managed.difference(old, new) == ["~ policy Changed: v1 -> v2", "+ policy New"]

    def test_refuses_when_many_vanish(self, managed: ModuleType) -> None:
        old = policies(*map(str, range(100)))
        new = policies(*map(str, range(97)))
        managed.keep_retired(new, old, "2026-01-01")
        assert managed.losses(old, new) == ["3 of 100 managed policies vanish"]
        managed.keep_retired(smaller := policies(*map(str, range(98))), old, "2026-01-01")
        assert managed.losses(old, smaller) == []

    def test_refuses_when_documents_shrink(self, managed: ModuleType) -> None:
        old, new = policies("A", action="s3:GetObjectVersionTagging"), policies("A", action="s3:Get")
        (reason,) = managed.losses(old, new)
        assert reason.startswith("the documents of managed policies shrink from ")
