"""`iamscope test`: finding files, running expectations, reports, and what is refused."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from iamscope.cli.test import command

ALICE = "arn:aws:iam::111122223333:user/alice"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::reports/*"},
        {"Sid": "NoSecrets", "Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::reports/secret/*"},
    ],
}
REPORT = "arn:aws:s3:::reports/may"
HIDDEN = "arn:aws:s3:::reports/secret/may"


def suite(*tests: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"identity_policies": ["policy.json"], "principal": ALICE, "tests": list(tests)} | fields


READS = {"name": "reads", "allow": "s3:GetObject", "resource": REPORT}
WRITES = {"name": "writes", "allow": "s3:PutObject", "resource": REPORT}
NO_HIDDENS = {"name": "no secrets", "deny": "s3:GetObject", "resource": HIDDEN, "by": "NoSecrets"}
NEVER_DELETES = {"name": "never deletes", "never": "s3:Delete*"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "policy.json", POLICY)
    return tmp_path


def write(folder: Path, name: str, content: Any) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), "utf-8")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.stdout, result.stderr


def test_all_pass(folder: Path) -> None:
    write(folder, "tests/reports.json", suite(READS, NO_HIDDENS, NEVER_DELETES, identity_policies=["../policy.json"]))
    assert run() == (0, "passed: 3 of 3 tests in 1 file\n", "")


def test_a_failure_shows_the_test_and_the_decision(folder: Path) -> None:
    write(folder, "suite.json", suite(READS, WRITES, NO_HIDDENS))
    status, text, _ = run("suite.json")
    assert status == 1
    assert text.splitlines() == [
        "failed: writes",
        "  --> suite.json:14:4",
        "   |",
        '14 |    "allow": "s3:PutObject",',
        "   |    ^^^^^^^ `s3:PutObject` is not allowed",
        "   |",
        f"not allowed: `{ALICE}` may not `s3:PutObject` on `{REPORT}`",
        "  = because: no identity policy allows `s3:PutObject`",
        "  = note: the resource is taken to be of the caller's account `111122223333`",
        "",
        "near miss: a statement of the identity policy would allow it but for its `Action`",
        " --> policy.json:7:14",
        "  |",
        '7 |    "Action": "s3:Get*",',
        "  |              ^^^^^^^^^ does not include `s3:PutObject`",
        "  |",
        "",
        "failed: 1 of 3 tests in 1 file",
    ]


def test_never_shows_a_witness(folder: Path) -> None:
    write(folder, "suite.json", suite({"never": "s3:Get*", "resource": "arn:aws:s3:::reports/*"}))
    status, text, _ = run("suite.json")
    assert status == 1
    assert "failed: never s3:Get*\n" in text
    assert "is allowed" in text
    assert "^^^^^^^^^ allowed by the identity policy" in text


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ({"deny": "s3:GetObject", "resource": REPORT}, "`s3:GetObject` is allowed"),
        ({"deny": "s3:GetObject", "resource": HIDDEN, "by": "Read"}, "is decided by `NoSecrets`, not by `Read`"),
        ({"deny": "s3:PutObject", "resource": REPORT, "by": "Read"}, "by no statement with a `Sid`, not by `Read`"),
    ],
)
def test_what_is_other_than_expected(folder: Path, test: dict[str, str], said: str) -> None:
    write(folder, "suite.json", suite(test))
    status, text, _ = run("suite.json")
    assert (status, said in text) == (1, True)


def test_names_statements_that_no_test_exercises(folder: Path) -> None:
    write(folder, "suite.json", suite(READS))
    assert run("suite.json") == (
        0,
        "warning: no test exercises 1 of 2 statements\n --> policy.json:10:3 `NoSecrets`\n\n"
        "passed: 1 of 1 test in 1 file\n",
        "",
    )
    assert run("suite.json", "--require-coverage")[0] == 1


def test_lists_ask_everything_of_everything(folder: Path) -> None:
    both = {"deny": ["s3:PutObject", "s3:GetObject"], "resource": [REPORT, HIDDEN], "principal": [ALICE, None]}
    write(folder, "suite.json", suite(both))
    status, text, _ = run("suite.json", "--format", "json")
    [test] = json.loads(text)["tests"]
    assert (status, test["requests"], test["passed"]) == (1, 8, False)
    assert [failure["decision"]["resource"] for failure in test["failures"]] == [REPORT]


def test_a_test_adds_to_the_context_of_its_file(folder: Path) -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/team": "finance"}, "Bool": {"aws:SecureTransport": "true"}}
    policy = {"Version": "2012-10-17", "Statement": POLICY["Statement"][0] | {"Condition": condition}}  # type: ignore[operator]
    test = READS | {"context": {"aws:SecureTransport": True}}
    context = {"aws:PrincipalTag/team": "finance", "aws:SecureTransport": False}
    write(folder, "suite.json", suite(test, identity_policies=[policy], context=context))
    assert run("suite.json")[0] == 0


def test_json(folder: Path) -> None:
    write(folder, "suite.json", suite(READS, WRITES))
    status, text, _ = run("suite.json", "--format", "json")
    report = json.loads(text)
    assert status == 1
    assert [(test["name"], test["passed"]) for test in report["tests"]] == [("reads", True), ("writes", False)]
    assert report["tests"][1]["failures"][0]["decision"]["decision"] == "ImplicitlyDenied"
    assert report["coverage"]["statements"] == 2
    assert [missed["statementId"] for missed in report["coverage"]["missed"]] == ["NoSecrets"]


def test_junit(folder: Path) -> None:
    write(folder, "a.json", suite(READS, WRITES | {"name": 'writes <"\x1b">'}))
    write(folder, "b.json", suite(NO_HIDDENS))
    status, text, _ = run("a.json", "b.json", "--output", "junit=report.xml")
    assert (status, text) == (1, "")
    root = ElementTree.parse("report.xml").getroot()  # noqa: S314 (we wrote it)
    assert root.attrib | {"time": ""} == {"name": "iamscope", "tests": "3", "failures": "1", "errors": "0", "time": ""}
    assert [suite.get("name") for suite in root] == ["a.json", "b.json"]
    good, bad = root[0]
    assert (good.get("name"), good.get("file"), list(good)) == ("reads", "a.json", [])
    assert (bad.get("name"), bad.get("line")) == ('writes <"\\x1b">', "14")
    assert (bad[0].tag, bad[0].get("message")) == ("failure", "is not allowed")
    assert "does not include `s3:PutObject`" in (bad[0].text or "")


def test_a_folder_is_searched_by_content(folder: Path) -> None:
    write(folder, "in/reports.yaml", f"principal: {ALICE}\ntests:\n- never: s3:Get*\n  identity_policies: []\n")
    write(folder, "in/other.yaml", "tests:\n- it: says nothing of allow\n")
    write(folder, "in/chart.yaml", "tests:\n- allow: {{ .Values.allow }}\n")
    write(folder, "in/broken.yaml", "tests: [{allow: x")
    write(folder, "in/policy.json", POLICY)
    status, text, problems = run("in")
    assert (status, text) == (2, "passed: 1 of 1 test in 1 file\n")
    assert problems.startswith("input error: in/broken.yaml:1:18: not valid YAML")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"tests": [{"allow": "x", "deny": "y"}]}, "a test says exactly one of `allow`, `deny` and `never`"),
        (suite({"allow": "s3:X", "recource": "*"}), "`recource` means nothing here"),
        (suite({"allow": "s3:X"}), "no `resource` is named"),
        ({"tests": [{"allow": "s3:X", "resource": "*"}]}, "no `principal` is named"),
        (suite({"allow": [], "resource": "*"}), "a test comes to 0 requests"),
        (suite({"allow": ["s3:X"] * 101, "resource": ["*"] * 100}), "a test comes to 10,100 requests"),
        (suite({"allow": "s3:X", "resource": "*", "principal": "arn:aws:iam::1:x"}), "`principal`:"),
        (suite(READS, identity_policies=["../policy.json"]), "lies outside of the folder of this file"),
        (suite(READS, identity_policies=["missing.json"]), "`missing.json`: cannot be read"),
        ({"tests": "allow"}, "`suite.json` holds no tests"),
    ],
)
def test_names_what_is_wrong(folder: Path, content: dict[str, Any], said: str) -> None:
    write(folder, "suite.json", content)
    status, _, problems = run("suite.json")
    assert status == 2
    assert said in problems


def test_without_tests(folder: Path) -> None:
    assert run(str(folder))[0] == 2


def test_an_unknown_value_is_not_decided(folder: Path) -> None:
    statement = POLICY["Statement"][0] | {"Resource": {"Fn::Sub": "arn:aws:s3:::${Name}/*"}}  # type: ignore[operator]
    template = {
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {
            "P": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}},
            }
        },
    }
    write(folder, "template.json", template)
    write(
        folder, "suite.json", suite({"deny": "s3:GetObject", "resource": REPORT}, identity_policies=["template.json"])
    )
    status, text, _ = run("suite.json")
    assert status == 1
    assert "`s3:GetObject` could not be decided: it hangs on values that are not known" in text
