"""The catalogue of escalation methods: what its files say, and what the reader refuses."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from iamscope.access.methods import Caller, Method, MethodError, Relation, Target, load_methods
from iamscope.paths import data_dir
from iamscope.spec import load

METHODS = load_methods()
BY_ID = {method.id: method for method in METHODS}


def each(methods: tuple[Method, ...] = METHODS) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("method", methods, ids=[method.id for method in methods])


@each()
class TestEveryMethod:
    def test_its_actions_exist(self, method: Method) -> None:
        assert [one.action for one in method.permissions if not load().action_exists(one.action)] == []

    def test_its_actions_are_written_as_aws_writes_them(self, method: Method) -> None:
        for permission in method.permissions:
            (action,) = load().expand(permission.action)
            assert action.full_name == permission.action

    def test_its_service_principals_exist(self, method: Method) -> None:
        named = {one.passed_to for one in method.permissions if one.passed_to} | {method.mechanism.partition(":")[2]}
        assert {name for name in named if name and not load().is_service_principal(name)} == set()

    def test_its_words_are_sentences(self, method: Method) -> None:
        assert method.name[0].isupper()
        assert not method.name.endswith(".")
        assert method.description[0].isupper()
        assert method.description.endswith(".")
        for text in (*method.prerequisites, method.waits_for or "a"):
            assert text[0].islower() or text[0] in "`AS"
            assert not text.endswith(".")

    def test_what_is_gained_depends_on_a_permission(self, method: Method) -> None:
        relations = {permission.on for permission in method.permissions}
        if method.target in (Target.ROLE, Target.USER, Target.GROUP) and method.workload is None:
            assert relations & {Relation.TARGET, Relation.PASSED_ROLE, Relation.GROUP, Relation.PROVIDER}

    def test_what_a_permission_is_on_is_something_that_the_action_takes(self, method: Method) -> None:
        """An action without resource types is allowed on everything or nothing, whatever the target."""
        for permission in method.permissions:
            (action,) = load().expand(permission.action)
            if permission.on is not Relation.ANY:
                assert action.resource_types

    def test_its_mechanism_is_described(self, method: Method) -> None:
        text = Path(data_dir("rules"), "escalations", "README.md").read_text("utf-8")
        kind, colon, _ = method.mechanism.partition(":")
        assert f"`{kind}{':SERVICE' if colon else ''}`" in text


class TestCatalogue:
    def test_no_set_of_actions_twice(self) -> None:
        counts = Counter(method.actions for method in METHODS)
        assert [sorted(actions) for actions, count in counts.items() if count > 1] == []

    def test_names_are_unique(self) -> None:
        counts = Counter(method.name for method in METHODS)
        assert [name for name, count in counts.items() if count > 1] == []

    def test_the_mechanisms_of_the_contract_are_there(self) -> None:
        mechanisms = {method.mechanism for method in METHODS}
        assert mechanisms >= {"assume", "update-code", "trust-rewrite", "access-key", "self-admin"}
        services = ("lambda", "ec2", "ecs-tasks", "codebuild", "glue", "cloudformation", "sagemaker")
        assert mechanisms >= {f"passrole:{service}.amazonaws.com" for service in services}

    @pytest.mark.parametrize(
        ("id", "service"),
        [
            ("autoscaling/create-group", "ec2"),
            ("imagebuilder/create-image", "ec2"),
            ("emr/run-cluster", "ec2"),
            ("elasticbeanstalk/create-environment", "ec2"),
            ("batch/register-and-submit-job", "ecs-tasks"),
            ("apprunner/create-service", "tasks.apprunner"),
            ("codepipeline/create-pipeline", "codebuild"),
        ],
    )
    def test_a_role_is_passed_to_the_service_that_its_trust_policy_must_name(self, id: str, service: str) -> None:
        assert BY_ID[id].passed_to == f"{service}.amazonaws.com"

    def test_what_needs_an_inventory(self) -> None:
        assert BY_ID["ssm/start-session"].needs_inventory
        assert not BY_ID["ec2/run-instances"].needs_inventory
        assert BY_ID["ec2/run-instances"].instance_profile

    def test_who_can_write_whose_policies(self) -> None:
        assert BY_ID["iam/put-user-policy"].caller is Caller.USER
        assert BY_ID["iam/put-role-policy"].caller is Caller.ROLE
        assert BY_ID["iam/create-policy-version"].caller is Caller.ANY

    def test_what_gains_less_than_all(self) -> None:
        less = {method.mechanism for method in METHODS if not method.gains_all}
        limits = {"boundary-removal", "deny-removal", "policy-version", "permission-set-limits"}
        assert less == limits | {"service-credential", "ssh-key", "passrole:rds.amazonaws.com"}
        assert all(not method.gains_all for method in METHODS if method.mechanism in less)

    def test_a_method_that_waits_has_one_that_does_not(self) -> None:
        lambda_methods = {
            id: BY_ID[id].waits_for for id in ("lambda/create-function", "lambda/create-and-invoke-function")
        }
        assert lambda_methods == {
            "lambda/create-function": "an invocation of the new function",
            "lambda/create-and-invoke-function": None,
        }


class TestPage:
    """The README beside the methods."""

    PAGE = Path(data_dir("rules"), "escalations", "README.md").read_text("utf-8")

    def test_its_example_is_a_method(self, tmp_path: Path) -> None:
        (example,) = re.findall(r"^```json\n(.*?)^```", self.PAGE, re.M | re.S)
        (method,) = set(load_methods([pack(tmp_path, example)])) - set(METHODS)
        assert method.mechanism == "update-code"

    def test_it_has_a_line_for_every_relation_target_and_field(self) -> None:
        for relation in Relation:
            assert f"\n| `{relation}` |" in self.PAGE
        for target in Target:
            assert f"`{target}`" in self.PAGE
        for field in Method.__slots__:
            assert field == "id" or f"`{field}`" in self.PAGE

    def test_it_describes_no_mechanism_that_is_not_there(self) -> None:
        table = self.PAGE.partition("## Mechanisms")[2].partition("## ")[0]
        firsts = re.findall(r"^\| (`[^|]*`) \|", table, re.M)
        described = {word.partition(":")[0] for first in firsts for word in re.findall(r"`([^`]+)`", first)}
        assert described == {method.mechanism.partition(":")[0] for method in METHODS}


METHOD: dict[str, Any] = {
    "name": "Do it",
    "description": "The caller does it.",
    "mechanism": "access-key",
    "target": "user",
    "permissions": [{"action": "iam:CreateAccessKey", "on": "target"}],
}
PASSED = {"action": "iam:PassRole", "on": "passed-role", "passed_to": "toy.amazonaws.com"}


def pack(folder: Path, method: object, name: str = "toy/do-it.json") -> str:
    path = folder / "escalations" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(method if isinstance(method, str) else json.dumps(method), "utf-8")
    return str(folder)


class TestPacks:
    def test_a_pack_adds_methods(self, tmp_path: Path) -> None:
        methods = load_methods([pack(tmp_path, METHOD)])
        assert {method.id for method in methods} - set(BY_ID) == {"toy/do-it"}
        (added,) = (method for method in methods if method.id == "toy/do-it")
        assert added.permissions[0].on is Relation.TARGET
        assert added.actions == {"iam:createaccesskey"}

    def test_a_pack_without_methods_adds_none(self, tmp_path: Path) -> None:
        assert load_methods([str(tmp_path)]) == METHODS

    def test_other_files_are_left_alone(self, tmp_path: Path) -> None:
        pack(tmp_path, "raise SystemExit", "toy/code.py")
        pack(tmp_path, "{", "_draft/draft.json")
        pack(tmp_path, "{", ".hidden.json")
        assert load_methods([str(tmp_path)]) == METHODS

    def test_an_id_is_given_once(self, tmp_path: Path) -> None:
        with pytest.raises(MethodError, match="there already is a method `sts/assume-role`"):
            load_methods([pack(tmp_path, METHOD, "sts/assume-role.json")])


@pytest.mark.parametrize(
    ("change", "message", "help"),
    [
        ({"name": None}, "`name`", "a text"),
        ({"name": " "}, "`name`", "a text"),
        ({"target": "root"}, "`target`", "`self`, `role`, `user`"),
        ({"caller": []}, "`caller`", "`user`, `role`, `any`"),
        ({"extra": 1}, "the field `extra`", "`caller`, `description`"),
        ({"permissions": []}, "`permissions`", "one permission or more"),
        ({"permissions": ["iam:PassRole"]}, "`permissions`", "objects with `action` and `on`"),
        ({"permissions": [METHOD["permissions"][0]] * 2}, "`permissions`", "no permission twice"),
        ({"permissions": [{"action": "iam:*", "on": "target"}]}, "`action`", "of the form"),
        ({"permissions": [{"action": "iam:X", "on": "moon"}]}, "`on`", "`target`, `passed-role`"),
        ({"permissions": [{"action": "iam:PassRole", "on": "any"}]}, "`iam:PassRole`", "`passed_to` all three"),
        ({"permissions": [{**PASSED, "action": "iam:X"}]}, "`iam:X`", "`passed_to` all three"),
        ({"permissions": [{**PASSED, "passed_to": "toy"}]}, "`passed_to`", "of the form"),
        ({"permissions": [PASSED]}, "`mechanism`", "`passrole:SERVICE` exactly where"),
        ({"mechanism": "passrole:toy.amazonaws.com"}, "`mechanism`", "`passrole:SERVICE` exactly where"),
        (
            {"permissions": [PASSED], "mechanism": "passrole:a.amazonaws.com"},
            "`mechanism`",
            "`passrole:toy.amazonaws.com`",
        ),
        ({"mechanism": "Access Key"}, "`mechanism`", "words with hyphens"),
        ({"permissions": [{"action": "a:B", "on": "workload"}], "target": "role"}, "`workload`", "the type"),
        ({"workload": "AWS::Toy::Box"}, "`target`", "`role`"),
        ({"workload": "Box"}, "`workload`", "of the form"),
        ({"instance_profile": "yes"}, "`instance_profile`", "true or false"),
        ({"lifts": True}, "`lifts`", "`boundary`, `inline-policies`"),
        ({"prerequisites": "none"}, "`prerequisites`", "a list of texts"),
        ({"references": ["x"]}, "`references`", "an object"),
        ({"references": {"x": "y"}}, "`references`", "a list of texts"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(tmp_path: Path, change: dict[str, Any], message: str, help: str) -> None:
    with pytest.raises(MethodError) as caught:
        load_methods([pack(tmp_path, {**METHOD, **change})])
    assert caught.value.message.startswith(f"`{tmp_path}/escalations/toy/do-it.json`: ")
    assert message in caught.value.message
    assert help in caught.value.help


@pytest.mark.parametrize("text", ["", "[]", '"x"', "{", "[" * 100_000, '{"name": "\ud800"}', "null"])
def test_a_file_that_is_no_method_is_named(tmp_path: Path, text: str) -> None:
    path = Path(pack(tmp_path, ""), "escalations", "toy", "do-it.json")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(MethodError, match=r"do-it\.json`"):
        load_methods([str(tmp_path)])


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="is larger than 65536 bytes"):
        load_methods([pack(tmp_path, {**METHOD, "description": "x" * 70_000})])


def test_a_file_needs_a_plain_name(tmp_path: Path) -> None:
    with pytest.raises(MethodError, match="the file's name is not as expected"):
        load_methods([pack(tmp_path, METHOD, "toy/Do it.json")])
